// Rescue.asmx: the contract of this repository on the ASMX stack, for clients that were made from that contract. The
// class `API`, which it derives from, and all types are what the `wsdl` tool makes of wsdl/api.asmx.wsdl (see
// ../../server); here is what the operations of ../../peers/values answer, by the demonstration company of the
// sandbox. Those that are not here end in a fault.
using System;
using System.Web.Services;
using System.Web.Services.Protocols;
using System.Xml;
using System.Xml.Serialization;

namespace Interop.Contract {

[WebService(Name = "API", Namespace = Account.Namespace, Description = "The contract of Rescue")]
public class Rescue : API {
    const int Technician = 337366, Admin = 337364, Jane = 337368, Group = 337354, Channel = 337367;
    const string Organization = "Árvíztűrő & <Co>";

    // What setUser has changed, for all callers.
    static readonly USER jane = new USER {
        iNodeID = Jane, sName = "Jane Roe", sNick = "", sEmail = "jane@email.com", sSSOID = "", sDescription = "",
        eType = NODE_TYPE.Technician, eStatus = NODE_STATUS.Offline
    };
    static int pins = 12345;

    [WebMethod(EnableSession = true)]
    public override requestAuthCodeRet requestAuthCodeSSO(string sSSOID, string sPassword, string sCompany, out string sAuthCode) {
        if (sSSOID == "fault") throw new SoapException("asked for", new XmlQualifiedName("AskedFor", Account.Namespace));
        return Code(Account.SsoMatches(sSSOID, sPassword, sCompany), out sAuthCode);
    }

    [WebMethod(EnableSession = true)]
    public override requestAuthCodeRet requestAuthCode(string sEmail, string sPassword, out string sAuthCode) {
        return Code(Account.EmailMatches(sEmail, sPassword), out sAuthCode);
    }

    [WebMethod(EnableSession = true)]
    public override loginRet login(string sEmail, string sPassword) {
        if (!Account.EmailMatches(sEmail, sPassword)) return loginRet.login_Invalid;
        Session["email"] = sEmail;
        return loginRet.login_OK;
    }

    [WebMethod(EnableSession = true)]
    public override logoutRet logout() {
        bool inside = Session["email"] != null;
        Session.Clear();
        return inside ? logoutRet.logout_OK : logoutRet.logout_NotLoggedIn;
    }

    [WebMethod(EnableSession = true)]
    public override getAccountRet getAccount(string sAuthCode, out int iAccountID, out string sOrganization,
                                             out int iAdminID, out int iTechID, out string sEmail) {
        iAccountID = iAdminID = iTechID = 0;
        sOrganization = sEmail = null;
        if (!Known(sAuthCode))
            return string.IsNullOrEmpty(sAuthCode) ? getAccountRet.getAccount_NotLoggedIn : getAccountRet.getAccount_Invalid_SecretAuthCode;
        iAccountID = 337363;
        iAdminID = Admin;
        iTechID = Technician;
        sOrganization = Organization;
        sEmail = Account.Email;
        return getAccountRet.getAccount_OK;
    }

    [WebMethod(EnableSession = true)]
    public override getAccountRet getAccount_v2(string sAuthCode, out int iAccountID, out string sOrganization,
                                                out int iAdminID, out int iTechID, out string sEmail, out bool bTcRunning) {
        bTcRunning = Known(sAuthCode);
        return getAccount(sAuthCode, out iAccountID, out sOrganization, out iAdminID, out iTechID, out sEmail);
    }

    [WebMethod(EnableSession = true)]
    public override setUserRet setUser(int iNodeID, string sName, string sNick, string sEmail, string sSSOID, string sPwd,
                                       string sConfPwd, string sCurrentPwd, USER_STATUS eStatus, string sDescription,
                                       ADDONS eAddOns, string sAuthCode) {
        if (!Known(sAuthCode)) return setUserRet.setUser_NotLoggedIn;
        if (iNodeID != Jane) return setUserRet.setUser_InvalidParam_NodeID;
        jane.sName = sName;
        jane.sNick = sNick;
        jane.sEmail = sEmail;
        jane.eStatus = eStatus == USER_STATUS.Enabled ? NODE_STATUS.Offline : NODE_STATUS.Disabled;
        jane.hasMobileAddon = eAddOns == ADDONS.True;
        return setUserRet.setUser_OK;
    }

    [WebMethod(EnableSession = true)]
    public override getUserRet getUser(int iNodeID, string sAuthCode, out USER oUser) {
        oUser = Known(sAuthCode) && iNodeID == Jane ? jane : null;
        return oUser != null ? getUserRet.getUser_OK
            : Known(sAuthCode) ? getUserRet.getUser_InvalidParam_NodeID : getUserRet.getUser_NotLoggedIn;
    }

    [WebMethod(EnableSession = true)]
    public override getUser_v3Ret getUser_v3(int iNodeID, string sUserEmail, string sAuthCode, out USER_v3 oUser) {
        oUser = null;
        if (!Known(sAuthCode)) return getUser_v3Ret.getUser_NotLoggedIn;
        if (iNodeID != 0 && !string.IsNullOrEmpty(sUserEmail)) return getUser_v3Ret.getUser_Invalid_EmailAndNodeIdBothSpecified;
        if (sUserEmail != Account.Email) return getUser_v3Ret.getUser_InvalidParam_Email;
        oUser = new USER_v3 {
            iNodeID = Admin, sName = "John Doe", sNick = "", sEmail = Account.Email, sSSOID = Account.SsoId, sDescription = "",
            eType = NODE_TYPE.MasterAdministrator, bAccountHolder = true, hasMobileAddonSpecified = true, hasRPATAddonSpecified = true,
            eStatus = NODE_STATUS.Online, eStatusSpecified = true
        };
        return getUser_v3Ret.getUser_OK;
    }

    [WebMethod(EnableSession = true)]
    public override getGroupRet getGroup(int iNodeID, string sAuthCode, out GROUP oGroup) {
        oGroup = null;
        if (!Known(sAuthCode)) return getGroupRet.getGroup_NotLoggedIn;
        if (iNodeID != Group) return getGroupRet.getGroup_InvalidParam_NodeID;
        oGroup = new GROUP {
            iNodeID = Group, sName = "Support", sDescription = "Second floor, \"left\" & right", eType = NODE_TYPE.TechnicianGroup,
            aPermissions = new[] { NODE_PERMISSIONS.RemoteControl, NODE_PERMISSIONS.SendFile, NODE_PERMISSIONS.ReceiveFile }
        };
        return getGroupRet.getGroup_OK;
    }

    [WebMethod(EnableSession = true)]
    public override getHierarchyRet getHierarchy(string sAuthCode, out HIERARCHY[] aHierarchy) {
        if (!Known(sAuthCode)) throw new SoapException("no word is known for it", SoapException.ClientFaultCode);
        aHierarchy = new[] {
            Node(337350, Organization, "", "", NODE_STATUS.Offline, NODE_TYPE.Root),
            Node(337351, "Master Administrators", "", "", NODE_STATUS.Offline, NODE_TYPE.MasterAdministrators),
            Node(Admin, "John Doe", Account.Email, "", NODE_STATUS.Online, NODE_TYPE.MasterAdministrator),
            Node(337352, "Administrators", "", "", NODE_STATUS.Offline, NODE_TYPE.Administrators),
            Node(337353, "Technicians", "", "", NODE_STATUS.Offline, NODE_TYPE.Technicians),
            Node(Group, "Support", "", "Second floor, \"left\" & right", NODE_STATUS.Offline, NODE_TYPE.TechnicianGroup),
            Node(Technician, "John Doe", Account.Email, "", NODE_STATUS.Online, NODE_TYPE.Technician),
            Node(Jane, jane.sName, jane.sEmail, jane.sDescription, jane.eStatus, jane.eType),
            Node(337369, "Max Moe", "max@email.com", "", NODE_STATUS.Disabled, NODE_TYPE.Technician),
            Node(Channel, "Channel", "", "", NODE_STATUS.Offline, NODE_TYPE.Channel)
        };
        return getHierarchyRet.getHierarchy_OK;
    }

    [WebMethod(EnableSession = true)]
    public override getSessionRet getSession_V3(int iNodeID, NODE_REF eNodeRef, string sAuthCode, out SESSION_V3[] aSessions) {
        aSessions = null;
        if (!Known(sAuthCode)) return getSessionRet.getSession_NotLoggedIn;
        if (eNodeRef != (iNodeID == Channel ? NODE_REF.CHANNEL : NODE_REF.NODE)) return getSessionRet.getSession_InvalidParam_NodeID;
        aSessions = iNodeID == Channel ? new[] {
            new SESSION_V3 {
                iID = 1053624900, bStatus = SESSION_STATUS_V3.SESSION_WAITING, sStatus = "Waiting", iEntry = Channel, sEntry = "Channel",
                sStartTime = "2/19/2024 2:58:59 PM", iWaitingTimeInSec = 61, sCustomField0 = "Session for ticket #9", sLanguage = "en",
                bIsLead = true
            }
        } : iNodeID != Technician ? new SESSION_V3[0] : new[] {
            new SESSION_V3 {
                iID = 1053624838, bStatus = SESSION_STATUS_V3.SESSION_PICKEDUP, sStatus = "Active", sEntry = "Web & phone",
                iTechnician = Technician, sTechnician = "John Doe", sStartTime = "2/19/2024 2:27:27 PM", iWaitingTimeInSec = 12,
                sCustomField0 = "R&D <note> \"0\" – čeština", sCustomField1 = "", sCustomField5 = " two  spaces ", sLanguage = "en",
                bIsLead = true
            },
            new SESSION_V3 {
                iID = 1053624839, bStatus = SESSION_STATUS_V3.SESSION_ONHOLD, sStatus = "On Hold", iTechnician = Technician,
                sTechnician = "John Doe", sStartTime = "2/19/2024 2:36:37 PM", sCustomField0 = "Session for ticket #1"
            },
            new SESSION_V3 {
                iID = 1053624840, bStatus = SESSION_STATUS_V3.SESSION_CLOSED_TRANSFERREDANOTHERTECH, sStatus = "Transferred",
                sEntry = "PIN code", iTechnician = Technician, sTechnician = "John Doe", sStartTime = "2/18/2024 11:59:59 PM",
                iWaitingTimeInSec = 86399, sCustomField0 = "a", sCustomField1 = "b", sCustomField2 = "c", sCustomField3 = "d",
                sCustomField4 = "e", sCustomField5 = "f", sLanguage = "hu", bIsLead = true
            }
        };
        return getSessionRet.getSession_OK;
    }

    [WebMethod(EnableSession = true)]
    public override requestPINCodeRet requestPINCode(string sCField0, string sCField1, string sCField2, string sCField3,
            string sCField4, string sCField5, string sTracking0, bool bNoTechConsole, [XmlIgnore] bool bNoTechConsoleSpecified,
            string sAuthCode, out int iPINCode) {
        iPINCode = Known(sAuthCode) ? ++pins : 0;
        return iPINCode != 0 ? requestPINCodeRet.requestPINCode_OK : requestPINCodeRet.requestPINCode_NotLoggedIn;
    }

    [WebMethod(EnableSession = true)]
    public override requestPINCodeRet requestPINCodeV3(string sCField0, string sCField1, string sCField2, string sCField3,
            string sCField4, string sCField5, string sTracking0, bool bNoTechConsole, [XmlIgnore] bool bNoTechConsoleSpecified,
            string sAuthCode, int nodeId, [XmlIgnore] bool nodeIdSpecified, out string sPINCode) {
        sPINCode = null;
        if (!Known(sAuthCode)) return requestPINCodeRet.requestPINCode_NotLoggedIn;
        // Jane's console does not run.
        if (nodeIdSpecified && nodeId == Jane && !(bNoTechConsoleSpecified && bNoTechConsole))
            return requestPINCodeRet.requestPINCode_NoTechConsoleRunning;
        sPINCode = (++pins).ToString("000000");
        return requestPINCodeRet.requestPINCode_OK;
    }

    [WebMethod(EnableSession = true)]
    public override string generateEmailText(int iPINCode, string sAuthCode, out string sSubject, out string sText,
                                             out string sLink, out string sSignature) {
        sSubject = sText = sLink = sSignature = null;
        if (!Known(sAuthCode)) return "generateEmailText_NotLoggedIn";
        string pin = iPINCode.ToString("000000");
        sSubject = "Support by " + Organization;
        sText = "Please open this address and enter " + pin + " if you are asked to.";
        sLink = "https://secure.logmeinrescue.com/join?pin=" + pin;
        sSignature = "John Doe";
        return "generateEmailText_OK";
    }

    [WebMethod(EnableSession = true)]
    public override getChatRet getChat(int iSessionID, string sAuthCode, out string sChatLog) {
        if (!Known(sAuthCode)) throw new SoapException("no word is known for it", SoapException.ClientFaultCode);
        sChatLog = "2:28 PM John Doe: Hello | how can I help?\n2:29 PM Customer: It is <broken> & slow.";
        return getChatRet.getChat_OK;
    }

    // The settings of reports are those of the session.
    [WebMethod(EnableSession = true)]
    public override string setReportArea(REPORT_AREA eReportArea) {
        if (Session["email"] == null) return "setReportArea_NotLoggedIn";
        Session["area"] = eReportArea;
        return "setReportArea_OK";
    }

    [WebMethod(EnableSession = true)]
    public override string setReportDate(string sBeginDate, string sEndDate) {
        if (Session["email"] == null) return "setReportDate_NotLoggedIn";
        Session["dates"] = sBeginDate + " " + sEndDate;
        return "setReportDate_OK";
    }

    [WebMethod(EnableSession = true)]
    public override getReportRet getReport_v2(int iNodeID, NODE_REF eNodeRef, string sAuthCode, out string sReport) {
        if (Session["email"] == null) throw new SoapException("no word is known for it", SoapException.ClientFaultCode);
        bool rows = Equals(Session["area"], REPORT_AREA.CUSTOMER_SURVEY) && Equals(Session["dates"], "02/19/2024 02/19/2024");
        sReport = "Date|Name|Session ID|How satisfied are you?|\n"
            + (rows ? "2/19/2024 2:50:00 PM|R&D <note>|1053624840|Very | much|\n" : "");
        return getReportRet.getReport_OK;
    }

    bool Known(string code) { return Session["email"] != null || code == Account.AuthCode; }

    static requestAuthCodeRet Code(bool ok, out string code) {
        code = ok ? Account.AuthCode : null;
        return ok ? requestAuthCodeRet.requestAuthCode_OK : requestAuthCodeRet.requestAuthCode_Invalid;
    }

    static HIERARCHY Node(int id, string name, string email, string description, NODE_STATUS status, NODE_TYPE type) {
        return new HIERARCHY {
            iNodeID = id, iNodeIDSpecified = true, sName = name, sEmail = email, sDescription = description,
            eStatus = status, eStatusSpecified = true, eType = type
        };
    }
}
}
