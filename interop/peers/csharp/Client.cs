// The C# proxy as a peer: what the `wsdl` tool generates, called as .NET programs do. The checks are described in
// ../README.md; the proxy's SOAP version was fixed when it was generated.
using System;
using System.Net;
using System.Web.Services.Protocols;
using Proxy;

static class Client {
    static API service;

    static int Main(string[] arguments) {
        service = new API { Url = arguments[0], CookieContainer = new CookieContainer(), Timeout = 30000 };
        if (arguments[1] == "fault") {
            Check("fault", Fault);
        } else {
            Check("right-credentials", () => Credentials(Account("PASSWORD"), requestAuthCodeRet.requestAuthCode_OK, true));
            Check("wrong-password", () => Credentials(Account("WRONG"), requestAuthCodeRet.requestAuthCode_Invalid, false));
            Check("session", Session);
            foreach (var value in Values.Of(service, Account("EMAIL"), Account("PASSWORD")))
                Console.WriteLine("is " + value.Key + " " + value.Value);
        }
        return 0;
    }

    static Tuple<bool, string> Credentials(string password, requestAuthCodeRet wanted, bool withCode) {
        string code;
        var word = service.requestAuthCodeSSO(Account("SSO_ID"), password, Account("COMPANY"), out code);
        int length = (code ?? "").Length;
        return Tuple.Create(word == wanted && (withCode ? length >= 10 : length == 0), word + ", " + length + " characters");
    }

    static Tuple<bool, string> Session() {
        string email, none;
        var login = service.login(Account("EMAIL"), Account("PASSWORD"));
        var inside = GetAccount(out email);
        var logout = service.logout();
        var after = GetAccount(out none);
        bool ok = login == loginRet.login_OK && inside == getAccountRet.getAccount_OK && email == Account("EMAIL")
            && logout == logoutRet.logout_OK && after == getAccountRet.getAccount_NotLoggedIn;
        return Tuple.Create(ok, string.Join(", ", login, inside, email, logout, after));
    }

    static getAccountRet GetAccount(out string email) {
        int account, admin, technician;
        string organization;
        return service.getAccount("", out account, out organization, out admin, out technician, out email);
    }

    static Tuple<bool, string> Fault() {
        try {
            string code;
            var word = service.requestAuthCodeSSO("fault", "x", Account("COMPANY"), out code);
            return Tuple.Create(false, "no fault but " + word);
        } catch (SoapException fault) {
            return Tuple.Create(fault.Code.Name != "" && fault.Message != "", fault.Code.Name + ": " + fault.Message);
        }
    }

    static string Account(string name) { return Environment.GetEnvironmentVariable(name) ?? ""; }

    static void Check(string name, Func<Tuple<bool, string>> check) {
        bool ok = false;
        string got;
        try {
            var result = check();
            ok = result.Item1;
            got = result.Item2;
        } catch (Exception error) {
            got = error.GetType().Name + ": " + error.Message;
        }
        Console.WriteLine((ok ? "ok " : "no ") + name + " " + got.Split('\n')[0]);
    }
}
