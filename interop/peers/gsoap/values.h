// The values of ../values, as gSOAP has them: a line for each on standard output. Included by client.cpp.

// Texts of enumerations, by the functions that soapcpp2 makes.
#define TEXT(name) static std::string shown(enum name value) { return soap_##name##2s(nullptr, value); }
TEXT(ns1__requestAuthCodeRet) TEXT(ns1__getAccountRet) TEXT(ns1__setUserRet) TEXT(ns1__getUserRet)
TEXT(ns1__getUser_USCOREv3Ret) TEXT(ns1__getGroupRet) TEXT(ns1__getHierarchyRet) TEXT(ns1__getSessionRet)
TEXT(ns1__requestPINCodeRet) TEXT(ns1__getChatRet) TEXT(ns1__getReportRet) TEXT(ns1__loginRet) TEXT(ns1__logoutRet)
TEXT(ns1__NODE_USCORETYPE) TEXT(ns1__NODE_USCORESTATUS) TEXT(ns1__NODE_USCOREPERMISSIONS)
TEXT(ns1__SESSION_USCORESTATUS_USCOREV3)

static std::string shown(bool value) { return value ? "true" : "false"; }
static std::string shown(int value) { return std::to_string(value); }
static std::string shown(const std::string &value) {
    size_t begin = value.find_first_not_of(" \n"), end = value.find_last_not_of(" \n");
    if (begin == std::string::npos) return "-";
    std::string text = value.substr(begin, end - begin + 1);
    for (size_t at = 0; (at = text.find('\n', at)) != std::string::npos; ) text.replace(at, 1, "\\n");
    return text;
}
template <class T> static std::string shown(const T *value) { return value ? shown(*value) : "-"; }

template <class T> static std::string line(const T &value) { return shown(value); }
template <class T, class... More> static std::string line(const T &value, const More &...more) {
    return shown(value) + ", " + line(more...);
}

static void is(const char *name, const std::string &value) { printf("is %s %s\n", name, value.c_str()); }

// Makes a call; what it fails with is thrown, and the lines that are missing then are a failure.
#define CALL(operation, request, reply) \
    if (service.operation(&request, reply) != SOAP_OK) throw std::runtime_error(failure(service))

static std::string account_of(APISoapProxy &service, std::string code) {
    _ns1__getAccount_USCOREv2 request;
    _ns1__getAccount_USCOREv2Response reply;
    request.sAuthCode = &code;
    CALL(getAccount_USCOREv2, request, reply);
    return line(reply.getAccount_USCOREv2Result, reply.iAccountID, reply.sOrganization, reply.iAdminID, reply.iTechID, reply.sEmail,
        reply.bTcRunning);
}

static void sessions(APISoapProxy &service, const char *name, std::string code, int node, ns1__NODE_USCOREREF kind) {
    _ns1__getSession_USCOREV3 request;
    _ns1__getSession_USCOREV3Response reply;
    request.iNodeID = node;
    request.eNodeRef = kind;
    request.sAuthCode = &code;
    CALL(getSession_USCOREV3, request, reply);
    std::string text = shown(reply.getSession_USCOREV3Result);
    for (auto one : reply.aSessions->SESSION_USCOREV3)
        text += "; " + line(one->iID, one->bStatus, one->sStatus, one->iEntry, one->sEntry, one->iTechnician, one->sTechnician,
            one->sStartTime, one->iWaitingTimeInSec, one->sCustomField0, one->sCustomField1, one->sCustomField2,
            one->sCustomField3, one->sCustomField4, one->sCustomField5, one->sLanguage, one->bIsLead, one->bHandingOff);
    is(name, text);
}

static void people(APISoapProxy &service, std::string code) {
    std::string name = "Jane Roe", nick = "Jay & <Co>", email = "jane@email.com", mine = account("EMAIL");
    _ns1__setUser set;
    _ns1__setUserResponse done;
    set.iNodeID = 337368;
    set.sName = &name;
    set.sNick = &nick;
    set.sEmail = &email;
    set.eStatus = ns1__USER_USCORESTATUS__Enabled;
    set.eAddOns = ns1__ADDONS__True;
    set.sAuthCode = &code;
    CALL(setUser, set, done);
    _ns1__getUser get;
    _ns1__getUserResponse got;
    get.iNodeID = 337368;
    get.sAuthCode = &code;
    CALL(getUser, get, got);
    auto jane = got.oUser;
    is("user", line(done.setUserResult, got.getUserResult, jane->iNodeID, jane->sName, jane->sNick, jane->sEmail, jane->sSSOID,
        jane->sDescription, jane->eType, jane->bAccountHolder, jane->hasMobileAddon, jane->eStatus));
    _ns1__getUser_USCOREv3 find;
    _ns1__getUser_USCOREv3Response found;
    find.iNodeID = 0;
    find.sUserEmail = &mine;
    find.sAuthCode = &code;
    CALL(getUser_USCOREv3, find, found);
    auto john = found.oUser;
    is("user-by-email", line(found.getUser_USCOREv3Result, john->iNodeID, john->sName, john->sNick, john->sEmail, john->sSSOID,
        john->sDescription, john->eType, john->bAccountHolder, john->hasMobileAddon, john->hasRPATAddon, john->eStatus));
}

static void nodes(APISoapProxy &service, std::string code) {
    _ns1__getGroup get;
    _ns1__getGroupResponse got, none;
    get.iNodeID = 337354;
    get.sAuthCode = &code;
    CALL(getGroup, get, got);
    auto group = got.oGroup;
    std::string permissions;
    for (auto one : group->aPermissions->NODE_USCOREPERMISSIONS) permissions += (permissions.empty() ? "" : " ") + shown(one);
    is("group", line(got.getGroupResult, group->iNodeID, group->sName, group->sDescription, group->eType, permissions));
    get.iNodeID = 1;
    CALL(getGroup, get, none);
    is("no-group", line(none.getGroupResult, none.oGroup ? "a group" : std::string()));
    _ns1__getHierarchy all;
    _ns1__getHierarchyResponse tree;
    all.sAuthCode = &code;
    CALL(getHierarchy, all, tree);
    std::string text = shown(tree.getHierarchyResult);
    for (auto one : tree.aHierarchy->HIERARCHY)
        text += "; " + line(one->iNodeID, one->sName, one->sEmail, one->sDescription, one->eStatus, one->eType);
    is("nodes", text);
}

static void pins(APISoapProxy &service, std::string code) {
    std::string customer = "Ann & <Bob>";
    int node = 337368;
    bool no_console = true;
    _ns1__requestPINCode ask;
    _ns1__requestPINCodeResponse pin;
    ask.sCField0 = &customer;
    ask.sAuthCode = &code;
    CALL(requestPINCode, ask, pin);
    _ns1__requestPINCodeV3 of_node;
    _ns1__requestPINCodeV3Response closed, open;
    of_node.sCField0 = &customer;
    of_node.sAuthCode = &code;
    of_node.nodeId = &node;
    CALL(requestPINCodeV3, of_node, closed);
    of_node.bNoTechConsole = &no_console;
    CALL(requestPINCodeV3, of_node, open);
    is("pins", line(pin.requestPINCodeResult, pin.iPINCode > 0, closed.requestPINCodeV3Result, closed.sPINCode,
        open.requestPINCodeV3Result, (int)open.sPINCode->size()));
    char digits[16];
    snprintf(digits, sizeof digits, "%06d", pin.iPINCode);
    _ns1__generateEmailText write;
    _ns1__generateEmailTextResponse mail;
    write.iPINCode = pin.iPINCode;
    write.sAuthCode = &code;
    CALL(generateEmailText, write, mail);
    std::string text = *mail.sText, end = std::string("?pin=") + digits;
    size_t at = text.find(digits);
    if (at != std::string::npos) text.replace(at, strlen(digits), "PIN");
    bool linked = mail.sLink->size() > end.size() && mail.sLink->compare(mail.sLink->size() - end.size(), end.size(), end) == 0;
    is("invitation", line(mail.generateEmailTextResult, mail.sSubject, text, linked, mail.sSignature));
}

static void report(APISoapProxy &service) {
    std::string email = account("EMAIL"), password = account("PASSWORD"), day = "02/19/2024";
    _ns1__login in;
    _ns1__loginResponse inside;
    in.sEmail = &email;
    in.sPassword = &password;
    CALL(login, in, inside);
    _ns1__setReportArea area;
    _ns1__setReportAreaResponse area_set;
    area.eReportArea = ns1__REPORT_USCOREAREA__CUSTOMER_USCORESURVEY;
    CALL(setReportArea, area, area_set);
    _ns1__setReportDate date;
    _ns1__setReportDateResponse date_set;
    date.sBeginDate = date.sEndDate = &day;
    CALL(setReportDate, date, date_set);
    _ns1__getReport_USCOREv2 get;
    _ns1__getReport_USCOREv2Response got;
    get.iNodeID = 337366;
    get.eNodeRef = ns1__NODE_USCOREREF__NODE;
    CALL(getReport_USCOREv2, get, got);
    _ns1__logout out;
    _ns1__logoutResponse outside;
    CALL(logout, out, outside);
    is("report", line(inside.loginResult, area_set.setReportAreaResult, date_set.setReportDateResult, got.getReport_USCOREv2Result,
        got.sReport, outside.logoutResult));
}

static void values(APISoapProxy &service) {
    std::string email = account("EMAIL"), password = account("PASSWORD");
    _ns1__requestAuthCode ask;
    _ns1__requestAuthCodeResponse got;
    ask.sEmail = &email;
    ask.sPassword = &password;
    CALL(requestAuthCode, ask, got);
    std::string code = *got.sAuthCode;
    is("code", line(got.requestAuthCodeResult, (int)code.size()) + ", " + account_of(service, code));
    is("other-code", account_of(service, "x"));
    people(service, code);
    nodes(service, code);
    sessions(service, "sessions", code, 337366, ns1__NODE_USCOREREF__NODE);
    sessions(service, "one-session", code, 337367, ns1__NODE_USCOREREF__CHANNEL);
    sessions(service, "no-session", code, 337368, ns1__NODE_USCOREREF__NODE);
    pins(service, code);
    _ns1__getChat chat;
    _ns1__getChatResponse said;
    chat.iSessionID = 1053624838;
    chat.sAuthCode = &code;
    CALL(getChat, chat, said);
    is("chat", line(said.getChatResult, said.sChatLog));
    report(service);
}
