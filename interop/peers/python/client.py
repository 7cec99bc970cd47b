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


def line(*values):
    """Values in a line, as ../README.md has it."""
    return ", ".join(map(shown, values))


def shown(value):
    if value is None or value == "":
        return "-"
    return str(value).lower() if isinstance(value, bool) else str(value).strip().replace("\n", "\\n")


def fields(record, names):
    return [record[name] for name in names.split()]


def records(word, found, names):
    return "; ".join([word, *(line(*fields(record, names)) for record in found)])


ACCOUNT_FIELDS = "getAccount_v2Result iAccountID sOrganization iAdminID iTechID sEmail bTcRunning"
USER = "iNodeID sName sNick sEmail sSSOID sDescription eType bAccountHolder hasMobileAddon "
NODE = "iNodeID sName sEmail sDescription eStatus eType"
SESSION = (
    "iID bStatus sStatus iEntry sEntry iTechnician sTechnician sStartTime iWaitingTimeInSec sCustomField0 sCustomField1 "
    "sCustomField2 sCustomField3 sCustomField4 sCustomField5 sLanguage bIsLead bHandingOff"
)


def values():
    login = {"sEmail": ACCOUNT["EMAIL"], "sPassword": ACCOUNT["PASSWORD"]}
    code = service.requestAuthCode(**login)
    known = {"sAuthCode": code["sAuthCode"]}
    account = service.getAccount_v2(**known)
    yield "code", line(code["requestAuthCodeResult"], len(code["sAuthCode"]), *fields(account, ACCOUNT_FIELDS))
    yield "other-code", line(*fields(service.getAccount_v2(sAuthCode="x"), ACCOUNT_FIELDS))

    word = service.setUser(
        iNodeID=337368, sName="Jane Roe", sNick="Jay & <Co>", sEmail="jane@email.com", eStatus="Enabled", eAddOns="True", **known)
    user = service.getUser(iNodeID=337368, **known)
    yield "user", line(word, user["getUserResult"], *fields(user["oUser"], USER + "eStatus"))
    user = service.getUser_v3(iNodeID=0, sUserEmail=ACCOUNT["EMAIL"], **known)
    yield "user-by-email", line(user["getUser_v3Result"], *fields(user["oUser"], USER + "hasRPATAddon eStatus"))

    reply = service.getGroup(iNodeID=337354, **known)
    group = reply["oGroup"]
    permissions = " ".join(group["aPermissions"]["NODE_PERMISSIONS"])
    yield "group", line(reply["getGroupResult"], *fields(group, "iNodeID sName sDescription eType"), permissions)
    reply = service.getGroup(iNodeID=1, **known)
    yield "no-group", line(reply["getGroupResult"], reply["oGroup"])

    nodes = service.getHierarchy(**known)
    yield "nodes", records(nodes["getHierarchyResult"], nodes["aHierarchy"]["HIERARCHY"], NODE)
    for name, node, kind in [("sessions", 337366, "NODE"), ("one-session", 337367, "CHANNEL"), ("no-session", 337368, "NODE")]:
        reply = service.getSession_V3(iNodeID=node, eNodeRef=kind, **known)
        # zeep makes nothing of an empty list.
        sessions = reply["aSessions"]["SESSION_V3"] if reply["aSessions"] else []
        yield name, records(reply["getSession_V3Result"], sessions, SESSION)

    pin = service.requestPINCode(sCField0="Ann & <Bob>", **known)
    closed = service.requestPINCodeV3(sCField0="Ann", nodeId=337368, **known)
    opened = service.requestPINCodeV3(sCField0="Ann", nodeId=337368, bNoTechConsole=True, **known)
    yield "pins", line(
        pin["requestPINCodeResult"], isinstance(pin["iPINCode"], int), closed["requestPINCodeV3Result"], closed["sPINCode"],
        opened["requestPINCodeV3Result"], len(opened["sPINCode"]))
    mail = service.generateEmailText(iPINCode=pin["iPINCode"], **known)
    digits = f"{pin['iPINCode']:06}"
    yield "invitation", line(
        mail["generateEmailTextResult"], mail["sSubject"], mail["sText"].replace(digits, "PIN"),
        mail["sLink"].endswith(f"?pin={digits}"), mail["sSignature"])
    chat = service.getChat(iSessionID=1053624838, **known)
    yield "chat", line(chat["getChatResult"], chat["sChatLog"])

    words = [
        service.login(**login),
        service.setReportArea(eReportArea="CUSTOMER_SURVEY"),
        service.setReportDate(sBeginDate="02/19/2024", sEndDate="02/19/2024"),
    ]
    report = service.getReport_v2(iNodeID=337366, eNodeRef="NODE")
    yield "report", line(*words, report["getReport_v2Result"], report["sReport"], service.logout())


checks = {"fault": fault} if WHAT == "fault" else {
    "right-credentials": right_credentials, "wrong-password": wrong_password, "session": session}
for name, check in checks.items():
    try:
        ok, got = check()
    except Exception as error:  # whatever goes wrong is what this peer has to say
        ok, got = False, f"{type(error).__name__}: {error}"
    print("ok" if ok else "no", name, got.split("\n")[0], flush=True)
if WHAT == "calls":
    for name, value in values():
        print("is", name, value, flush=True)
