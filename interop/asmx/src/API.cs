// API.asmx: the part of the Rescue API that other people's clients are tried on, and operations
// that send everything an ASMX contract usually carries. The types are in Types.cs.
using System;
using System.Threading;
using System.Web.Services;
using System.Web.Services.Protocols;
using System.Xml;

namespace Interop {

// The first value of each enumeration is what a client that reads nothing ends up with.
public enum requestAuthCodeRet {
    requestAuthCode_Error, requestAuthCode_OK, requestAuthCode_Invalid, requestAuthCode_PollRateExceeded
}
public enum loginRet { login_Error, login_OK, login_Invalid }
public enum logoutRet { logout_Error, logout_OK, logout_NotLoggedIn }
public enum getAccountRet { getAccount_Error, getAccount_OK, getAccount_NotLoggedIn, getAccount_Invalid_SecretAuthCode }
public enum getSessionRet { getSession_Error, getSession_OK, getSession_NotLoggedIn }

[WebService(Namespace = Account.Namespace, Description = "The service our clients and other people's are tried on")]
[WebServiceBinding(ConformsTo = WsiProfiles.BasicProfile1_1)]
public class API : WebService {
    [WebMethod(Description = "Generates an authentication code (SSO); the SSO ID `fault` gets a fault")]
    public requestAuthCodeRet requestAuthCodeSSO(string sSSOID, string sPassword, string sCompany, out string sAuthCode) {
        if (sSSOID == "fault") throw new SoapException("asked for", new XmlQualifiedName("AskedFor", Account.Namespace));
        return Check(Account.SsoMatches(sSSOID, sPassword, sCompany), out sAuthCode);
    }

    [WebMethod(Description = "Generates an authentication code")]
    public requestAuthCodeRet requestAuthCode(string sEmail, string sPassword, out string sAuthCode) {
        return Check(Account.EmailMatches(sEmail, sPassword), out sAuthCode);
    }

    [WebMethod(EnableSession = true)]
    public loginRet login(string sEmail, string sPassword) {
        if (!Account.EmailMatches(sEmail, sPassword)) return loginRet.login_Invalid;
        Session["email"] = sEmail;
        return loginRet.login_OK;
    }

    [WebMethod(EnableSession = true)]
    public logoutRet logout() {
        if (Session["email"] == null) return logoutRet.logout_NotLoggedIn;
        Session.Remove("email");
        return logoutRet.logout_OK;
    }

    [WebMethod(EnableSession = true, Description = "Needs the session cookie of login, or an auth code")]
    public getAccountRet getAccount(string sAuthCode, out int iAccountID, out string sOrganization,
                                    out int iAdminID, out int iTechID, out string sEmail) {
        iAccountID = iAdminID = iTechID = 0;
        sOrganization = sEmail = null;
        if (Session["email"] == null && sAuthCode != Account.AuthCode)
            return string.IsNullOrEmpty(sAuthCode) ? getAccountRet.getAccount_NotLoggedIn : getAccountRet.getAccount_Invalid_SecretAuthCode;
        iAccountID = 1001;
        iAdminID = 2002;
        iTechID = 3003;
        sOrganization = "Árvíztűrő & <Co>";
        sEmail = Account.Email;
        return getAccountRet.getAccount_OK;
    }

    [WebMethod(Description = "iRows sessions of 11 fields, for large replies")]
    public getSessionRet getSession_V3(int iRows, string sAuthCode, out SESSION_V3[] aSessions) {
        aSessions = Samples.Sessions(Math.Min(iRows, 500000));
        return getSessionRet.getSession_OK;
    }

    [WebMethod(Description = "Takes sessions, for large requests; returns how many, or -1 for no list")]
    public int putSession_V3(SESSION_V3[] aSessions) { return aSessions == null ? -1 : aSessions.Length; }

    [WebMethod(Description = "One of every type, filled")]
    public ALLTYPES getAll(bool bDeep) { return Samples.All(bDeep); }

    [WebMethod(Description = "One of every type, given back")]
    public ALLTYPES echoAll(ALLTYPES oIn) { return oIn; }

    [WebMethod] public string echoString(string s) { return s; }

    [WebMethod] public int add(int a, int b) { return a + b; }

    [WebMethod(Description = "Sleeps up to ten seconds, for time-outs")]
    public int sleep(int iMillis) {
        Thread.Sleep(Math.Max(0, Math.Min(iMillis, 10000)));
        return iMillis;
    }

    [WebMethod(Description = "0: own code, actor, detail; 1: plain exception; 2: client fault with subcode; 3: server fault without detail; 4: nested exception")]
    public string throwFault(int iKind, string sMessage) {
        switch (iKind) {
            case 0: throw new SoapException(sMessage, new XmlQualifiedName("INVALIDPARAM", Account.Namespace), "urn:actor", Detail(sMessage));
            case 2: throw new SoapException(sMessage, SoapException.ClientFaultCode, "urn:actor", "urn:role", "en", Detail(sMessage),
                        new SoapFaultSubCode(new XmlQualifiedName("Sub", Account.Namespace)), null);
            case 3: throw new SoapException(sMessage, SoapException.ServerFaultCode);
            case 4: throw new InvalidOperationException("outer", new ArgumentOutOfRangeException("sMessage", sMessage));
            default: throw new InvalidOperationException(sMessage);
        }
    }

    static requestAuthCodeRet Check(bool ok, out string code) {
        code = ok ? Account.AuthCode : null;
        return ok ? requestAuthCodeRet.requestAuthCode_OK : requestAuthCodeRet.requestAuthCode_Invalid;
    }

    static XmlNode Detail(string message) {
        var document = new XmlDocument();
        var name = SoapException.DetailElementName;
        var detail = document.CreateElement(name.Name, name.Namespace);
        var error = document.CreateElement("rescueError", Account.Namespace);
        error.SetAttribute("code", "INVALIDPARAM_COMPANY");
        var text = document.CreateElement("message", Account.Namespace);
        text.InnerText = message ?? "";
        error.AppendChild(text);
        detail.AppendChild(error);
        return detail;
    }
}
}
