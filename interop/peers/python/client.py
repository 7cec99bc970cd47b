"""Python's zeep as a peer; the checks and the arguments are described in ../README.md."""

import logging
import os
import sys

import zeep
from zeep.transports import Transport

WSDL, ENDPOINT, VERSION, WHAT = sys.argv[1:]
ACCOUNT = os.environ

logging.getLogger("zeep").setLevel(logging.ERROR)
client = zeep.Client(WSDL, transport=Transport(timeout=10, operation_timeout=30))
wanted = "Soap12Binding" if VERSION == "12" else "Soap11Binding"
binding = next(name for name, found in client.wsdl.bindings.items() if type(found).__name__ == wanted)
service = client.create_service(binding, ENDPOINT)


def auth_code(sso_id, password):
    reply = service.requestAuthCodeSSO(sSSOID=sso_id, sPassword=password, sCompany=ACCOUNT["COMPANY"])
    return reply["requestAuthCodeSSOResult"], len(reply["sAuthCode"] or "")


def right_credentials():
    word, length = auth_code(ACCOUNT["SSO_ID"], ACCOUNT["PASSWORD"])
    return word == "requestAuthCode_OK" and length >= 10, f"{word}, {length} characters"


def wrong_password():
    word, length = auth_code(ACCOUNT["SSO_ID"], ACCOUNT["WRONG"])
    return word == "requestAuthCode_Invalid" and length == 0, f"{word}, {length} characters"


def session():
    login = service.login(sEmail=ACCOUNT["EMAIL"], sPassword=ACCOUNT["PASSWORD"])
    inside = service.getAccount(sAuthCode="")
    logout = service.logout()
    after = service.getAccount(sAuthCode="")
    got = [login, inside["getAccountResult"], inside["sEmail"], logout, after["getAccountResult"]]
    wanted = ["login_OK", "getAccount_OK", ACCOUNT["EMAIL"], "logout_OK", "getAccount_NotLoggedIn"]
    return got == wanted, ", ".join(map(str, got))


def fault():
    try:
        word, _ = auth_code("fault", "x")
    except zeep.exceptions.Fault as error:
        return bool(error.code and error.message), f"{error.code}: {error.message}"
    return False, f"no fault but {word}"


checks = {"fault": fault} if WHAT == "fault" else {
    "right-credentials": right_credentials, "wrong-password": wrong_password, "session": session}
for name, check in checks.items():
    try:
        ok, got = check()
    except Exception as error:  # whatever goes wrong is what this peer has to say
        ok, got = False, f"{type(error).__name__}: {error}"
    print("ok" if ok else "no", name, got.split("\n")[0], flush=True)
