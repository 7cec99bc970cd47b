// gSOAP as a peer: the code that wsdl2h and soapcpp2 generate, kept as it comes.
// The checks are described in ../README.md; `build` fixes the SOAP version.
#include "soapAPISoapProxy.h"
#include "APISoap.nsmap"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

static std::string account(const char *name) { return getenv(name) ? getenv(name) : ""; }

static void report(bool ok, const char *name, const std::string &got) {
    printf("%s %s %s\n", ok ? "ok" : "no", name, got.substr(0, got.find('\n')).c_str());
}

static std::string failure(APISoapProxy &service) {
    char text[1000] = "";
    service.soap_sprint_fault(text, sizeof text);
    return text;
}

#include "values.h"

// One call of requestAuthCodeSSO; false where it failed or got a fault.
static bool auth_code(APISoapProxy &service, std::string id, std::string password, std::string &word, size_t &length) {
    _ns1__requestAuthCodeSSO request;
    _ns1__requestAuthCodeSSOResponse reply;
    std::string company = account("COMPANY");
    request.sSSOID = &id;
    request.sPassword = &password;
    request.sCompany = &company;
    if (service.requestAuthCodeSSO(&request, reply) != SOAP_OK) return false;
    word = soap_ns1__requestAuthCodeRet2s(service.soap, reply.requestAuthCodeSSOResult);
    length = reply.sAuthCode ? reply.sAuthCode->size() : 0;
    return true;
}

static void credentials(APISoapProxy &service, const char *name, const char *password, const std::string &wanted, bool with_code) {
    std::string word;
    size_t length = 0;
    if (!auth_code(service, account("SSO_ID"), account(password), word, length)) return report(false, name, failure(service));
    report(word == wanted && (with_code ? length >= 10 : length == 0), name, word + ", " + std::to_string(length) + " characters");
}

static bool get_account(APISoapProxy &service, std::string &got) {
    _ns1__getAccount request;
    _ns1__getAccountResponse reply;
    std::string none;
    request.sAuthCode = &none;
    if (service.getAccount(&request, reply) != SOAP_OK) return false;
    got += std::string(", ") + soap_ns1__getAccountRet2s(service.soap, reply.getAccountResult);
    if (reply.sEmail && !reply.sEmail->empty()) got += ", " + *reply.sEmail;
    return true;
}

static void session(APISoapProxy &service) {
    _ns1__login in;
    _ns1__loginResponse in_reply;
    _ns1__logout out;
    _ns1__logoutResponse out_reply;
    std::string email = account("EMAIL"), password = account("PASSWORD"), got;
    in.sEmail = &email;
    in.sPassword = &password;
    if (service.login(&in, in_reply) != SOAP_OK) return report(false, "session", failure(service));
    got = soap_ns1__loginRet2s(service.soap, in_reply.loginResult);
    if (!get_account(service, got) || service.logout(&out, out_reply) != SOAP_OK) return report(false, "session", failure(service));
    got += std::string(", ") + soap_ns1__logoutRet2s(service.soap, out_reply.logoutResult);
    if (!get_account(service, got)) return report(false, "session", failure(service));
    report(got == "login_OK, getAccount_OK, " + email + ", logout_OK, getAccount_NotLoggedIn", "session", got);
}

static void fault(APISoapProxy &service) {
    std::string word;
    size_t length = 0;
    if (auth_code(service, "fault", "x", word, length)) return report(false, "fault", "no fault but " + word);
    const char **code = soap_faultcode(service.soap), **text = soap_faultstring(service.soap);
    // gSOAP fills in a fault for its own failures too; only SOAP_FAULT and a stated code were sent by the server.
    bool sent = service.soap->fault && service.soap->status == 500 && code && *code && text && *text;
    report(sent, "fault", sent ? std::string(*code) + ": " + *text : failure(service));
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    setvbuf(stdout, nullptr, _IOLBF, 0);
    soap *context = soap_new2(SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE, SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE);
    context->connect_timeout = 10;
    context->recv_timeout = context->send_timeout = 30;
    APISoapProxy service(context);
    service.soap_endpoint = argv[1];
    if (!strcmp(argv[2], "fault")) {
        fault(service);
    } else {
        credentials(service, "right-credentials", "PASSWORD", "requestAuthCode_OK", true);
        credentials(service, "wrong-password", "WRONG", "requestAuthCode_Invalid", false);
        session(service);
        try {
            values(service);
        } catch (const std::exception &error) {
            fprintf(stderr, "%s\n", error.what());
            return 1;
        }
    }
    service.destroy();   // the context is left to the end of the process: the proxy's destructor still uses it
    return 0;
}
