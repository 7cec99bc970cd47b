// The values of ../values, as the proxy has them: a name and a line for each.
using System;
using System.Collections.Generic;
using System.Linq;
using Proxy;

static class Values {
    public static IEnumerable<KeyValuePair<string, string>> Of(API service, string email, string password) {
        string code;
        var word = service.requestAuthCode(email, password, out code);
        yield return Is("code", word, code.Length, Account(service, code));
        yield return Is("other-code", Account(service, "x"));

        var set = service.setUser(337368, "Jane Roe", "Jay & <Co>", "jane@email.com", null, null, null, null,
            USER_STATUS.Enabled, null, ADDONS.True, code);
        USER jane;
        var got = service.getUser(337368, code, out jane);
        yield return Is("user", set, got, Line(jane.iNodeID, jane.sName, jane.sNick, jane.sEmail, jane.sSSOID, jane.sDescription,
            jane.eType, jane.bAccountHolder, jane.hasMobileAddon, jane.eStatus));
        USER_v3 john;
        var found = service.getUser_v3(0, email, code, out john);
        yield return Is("user-by-email", found, Line(john.iNodeID, john.sName, john.sNick, john.sEmail, john.sSSOID,
            john.sDescription, john.eType, john.bAccountHolder, Maybe(john.hasMobileAddonSpecified, john.hasMobileAddon),
            Maybe(john.hasRPATAddonSpecified, john.hasRPATAddon), Maybe(john.eStatusSpecified, john.eStatus)));

        GROUP group;
        var groupWord = service.getGroup(337354, code, out group);
        yield return Is("group", groupWord, group.iNodeID, group.sName, group.sDescription, group.eType,
            string.Join(" ", group.aPermissions));
        groupWord = service.getGroup(1, code, out group);
        yield return Is("no-group", groupWord, group);

        HIERARCHY[] nodes;
        var nodesWord = service.getHierarchy(code, out nodes);
        yield return Is("nodes", Records(nodesWord, nodes.Select(node => Line(Maybe(node.iNodeIDSpecified, node.iNodeID), node.sName,
            node.sEmail, node.sDescription, Maybe(node.eStatusSpecified, node.eStatus), node.eType))));
        yield return Is("sessions", Sessions(service, 337366, NODE_REF.NODE, code));
        yield return Is("one-session", Sessions(service, 337367, NODE_REF.CHANNEL, code));
        yield return Is("no-session", Sessions(service, 337368, NODE_REF.NODE, code));

        int number;
        string none, text;
        var pin = service.requestPINCode("Ann & <Bob>", null, null, null, null, null, null, false, false, code, out number);
        var closed = service.requestPINCodeV3("Ann", null, null, null, null, null, null, false, false, code, 337368, true, out none);
        var open = service.requestPINCodeV3("Ann", null, null, null, null, null, null, true, true, code, 337368, true, out text);
        yield return Is("pins", pin, number > 0, closed, none, open, text.Length);
        string subject, body, link, signature, digits = number.ToString("000000");
        var mail = service.generateEmailText(number, code, out subject, out body, out link, out signature);
        yield return Is("invitation", mail, subject, body.Replace(digits, "PIN"), link.EndsWith("?pin=" + digits), signature);
        string log;
        var chat = service.getChat(1053624838, code, out log);
        yield return Is("chat", chat, log);

        string report;
        var login = service.login(email, password);
        var area = service.setReportArea(REPORT_AREA.CUSTOMER_SURVEY);
        var date = service.setReportDate("02/19/2024", "02/19/2024");
        var made = service.getReport_v2(337366, NODE_REF.NODE, null, out report);
        yield return Is("report", login, area, date, made, report, service.logout());
    }

    static string Account(API service, string code) {
        int account, admin, technician;
        string organization, email;
        bool running;
        var word = service.getAccount_v2(code, out account, out organization, out admin, out technician, out email, out running);
        return Line(word, account, organization, admin, technician, email, running);
    }

    static string Sessions(API service, int node, NODE_REF kind, string code) {
        SESSION_V3[] sessions;
        var word = service.getSession_V3(node, kind, code, out sessions);
        return Records(word, sessions.Select(one => Line(one.iID, one.bStatus, one.sStatus, one.iEntry, one.sEntry, one.iTechnician,
            one.sTechnician, one.sStartTime, one.iWaitingTimeInSec, one.sCustomField0, one.sCustomField1, one.sCustomField2,
            one.sCustomField3, one.sCustomField4, one.sCustomField5, one.sLanguage, one.bIsLead, one.bHandingOff)));
    }

    static KeyValuePair<string, string> Is(string name, params object[] values) {
        return new KeyValuePair<string, string>(name, Line(values));
    }

    static object Maybe(bool specified, object value) { return specified ? value : null; }

    static string Records(object word, IEnumerable<string> records) {
        return string.Join("; ", new[] { Line(word) }.Concat(records));
    }

    static string Line(params object[] values) { return string.Join(", ", values.Select(Shown)); }

    // As ../README.md has it. Lines that are made already stay as they are.
    static string Shown(object value) {
        if (value == null || value.Equals("")) return "-";
        string text = value is bool ? value.ToString().ToLowerInvariant() : value.ToString();
        return text.Trim().Replace("\n", "\\n");
    }
}
