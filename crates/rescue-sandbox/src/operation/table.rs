//! The table of all operations: names, parameters, and who plays them.

use std::time::Duration;

use super::{Input, Kind, Layout, OK, Operation, Soap, Value};
use super::{access, organization, pins, reports, sessions};
use crate::state::Limit;

/// Ten calls in three minutes.
pub(super) const LOGIN_LIMIT: Limit = limit("login", 10, 180);
/// All PIN operations share it.
pub(super) const PIN_LIMIT: Limit = limit("PIN codes", 1, 1);
pub(super) const EMAIL_TEXT_LIMIT: Limit = limit("e-mail texts", 1, 1);
pub(super) const REPORT_LIMIT: Limit = limit("reports", 1, 60);

const fn limit(of: &'static str, calls: usize, seconds: u64) -> Limit {
    Limit {
        of,
        calls,
        period: Duration::from_secs(seconds),
    }
}

// ---- parameters ----------------------------------------------------------------------------------------------------

const fn input(soap: &'static str, page: &'static str, kind: Kind) -> Input {
    Input {
        soap,
        page,
        also: &[],
        kind,
        complaint: "Error",
        required: false,
        secret: false,
    }
}

const fn string(soap: &'static str, page: &'static str) -> Input {
    input(soap, page, Kind::Text)
}

const fn secret(soap: &'static str, page: &'static str) -> Input {
    Input {
        secret: true,
        ..string(soap, page)
    }
}

const fn int(soap: &'static str, page: &'static str) -> Input {
    input(soap, page, Kind::Int)
}

impl Input {
    /// A page complains with this word where the value is missing or cannot be read.
    const fn required(self, complaint: &'static str) -> Input {
        Input {
            complaint,
            required: true,
            ..self
        }
    }

    const fn also(self, names: &'static [&'static str]) -> Input {
        Input {
            also: names,
            ..self
        }
    }
}

const EMAIL: Input = string("sEmail", "email");
const PASSWORD: Input = secret("sPassword", "pwd");
const CODE: Input = secret("sAuthCode", "authcode");
/// The page takes a code; over SOAP no source has the parameter.
const PAGE_CODE: Input = secret("", "authcode");
const NODE: Input = int("iNodeID", "node").required("InvalidParam_NodeID");
const NODE_OR_NODE_ID: Input = int("iNodeID", "node")
    .also(&["nodeID"])
    .required("InvalidParam_NodeID");
const NODE_REF: Input = input(
    "eNodeRef",
    "noderef",
    Kind::Choice("NODE_REF", &["NODE", "CHANNEL"]),
);
const PARENT: Input = int("", "parent").required("InvalidParam_Parent");
const ENTRY: Input = int("", "entry").required("InvalidParam_Entry");
const SESSION: Input = int("iSession", "session").required("InvalidParam_Session");
const SESSION_ID: Input = int("iSessionID", "session").required("InvalidParam_Session");
const SSO_ID: Input = string("", "ssoid");
const TICKET_PASSWORD: Input = secret("", "Password");
const TICKET_COMPANY: Input = string("", "CompanyID");
const ON_OFF: &[&str] = &["Disabled", "Enabled"];
const ADD_ONS: &[&str] = &["True", "False"];

const F0: Input = string("sCField0", "cfield0");
const F1: Input = string("sCField1", "cfield1");
const F2: Input = string("sCField2", "cfield2");
const F3: Input = string("sCField3", "cfield3");
const F4: Input = string("sCField4", "cfield4");
const F5: Input = string("sCField5", "cfield5");
const TRACKING: Input = string("sTracking0", "tracking0");
const NO_CONSOLE: Input = input("bNoTechConsole", "notechconsole", Kind::Bool);
const PIN_FIELDS: &[Input] = &[F0, F1, F2, F3, F4, F5, TRACKING, NO_CONSOLE, CODE];
const TECHNICIAN: Input = int("nodeId", "NodeId");
const PHONE: Input = string("sPhoneNumber", "PhoneNumber");
const TEXT_LANGUAGE: Input = string("sLangCode", "LangCode");

// ---- rows ----------------------------------------------------------------------------------------------------------

/// An operation that can be called over SOAP. Its result values begin with `prefix` and `_`.
const fn soap(name: &'static str, prefix: &'static str) -> Operation {
    Operation {
        name,
        soap: Soap::Prefix(prefix),
        page: None,
        inputs: &[],
        blanks: &[],
        layout: Layout::Lines,
        too_many: None,
        has_session: true,
        play: |_| OK,
        does: "",
        basis: "",
    }
}

/// An operation whose SOAP names are not known.
const fn shapeless(name: &'static str) -> Operation {
    Operation {
        soap: Soap::ShapeUnknown,
        ..soap(name, "")
    }
}

/// A page that is no operation of the contract.
const fn page(name: &'static str, path: &'static str) -> Operation {
    Operation {
        soap: Soap::None,
        page: Some(path),
        ..soap(name, "")
    }
}

impl Operation {
    const fn page(self, path: &'static str) -> Operation {
        Operation {
            page: Some(path),
            ..self
        }
    }

    const fn takes(self, inputs: &'static [Input]) -> Operation {
        Operation { inputs, ..self }
    }

    const fn plays(self, play: fn(&mut super::Turn<'_>) -> super::Played) -> Operation {
        Operation { play, ..self }
    }

    const fn blanks(self, blanks: &'static [(&'static str, Value)]) -> Operation {
        Operation { blanks, ..self }
    }

    const fn layout(self, layout: Layout) -> Operation {
        Operation { layout, ..self }
    }

    const fn too_many(self, word: &'static str) -> Operation {
        Operation {
            too_many: Some(word),
            ..self
        }
    }

    const fn without_session(self) -> Operation {
        Operation {
            has_session: false,
            ..self
        }
    }

    const fn does(self, does: &'static str, basis: &'static str) -> Operation {
        Operation {
            does,
            basis,
            ..self
        }
    }
}

/// Every operation, in the order of the contract, and the pages that are none.
pub(crate) static OPERATIONS: &[Operation] = &[
    soap("login", "login").page("/API/login.aspx").takes(&[EMAIL, PASSWORD]).plays(access::login)
  .too_many("LimitReached")
  .does("Logs the visit in, by cookie; it ends after twenty idle minutes.", "help page, guide; that a disabled user is `Invalid`: inferred"),
    soap("logout", "logout").page("/API/logout.aspx").plays(access::logout)
  .does("Ends the visit, with the settings of its reports.", "help page; the page's `NOTLOGGEDIN`: inferred"),
    soap("requestAuthCode", "requestAuthCode").page("/API/requestAuthCode.aspx").takes(&[EMAIL, PASSWORD]).plays(access::request_auth_code)
  .too_many("PollRateExceeded").without_session()
  .does("Makes the person's new code, which kills the old one and never times out.", "client code, guide"),
    soap("requestAuthCodeSSO", "requestAuthCode").page("/API/requestAuthCodeSSO.aspx")
  .takes(&[string("sSSOID", "ssoid"), PASSWORD, string("sCompany", "company")]).plays(access::request_auth_code_sso)
  .too_many("PollRateExceeded").without_session()
  .does("Makes the person's new code by single sign-on; it kills the old one, too.", "guide; the SOAP reply, and `Invalid` for a wrong company in it: inferred from `requestAuthCode`"),
    page("GetDTCLoginTicket", "/SSO/GetDTCLoginTicket.aspx").takes(&[SSO_ID, TICKET_PASSWORD, TICKET_COMPANY, string("", "arch")])
  .plays(access::desktop_ticket).layout(Layout::Address)
  .does("Gives the address of a login ticket for the desktop console, always the same ticket.", "guide"),
    page("GetLoginTicket", "/SSO/GetLoginTicket.aspx").takes(&[SSO_ID, TICKET_PASSWORD, TICKET_COMPANY])
  .plays(access::browser_ticket).layout(Layout::Address)
  .does("Gives the address of a login ticket for the browser console.", "guide; `INVALIDSSOID`: client code"),
    soap("getAccount", "getAccount").page("/API/getAccount.aspx").takes(&[CODE]).plays(access::get_account)
  .blanks(&[("iAccountID", Value::Int(0)), ("iAdminID", Value::Int(0)), ("iTechID", Value::Int(0))]).does("Shows the account, and the caller's nodes as administrator and technician.", "help page, guide"),
    soap("getAccount_v2", "getAccount").takes(&[CODE]).plays(access::get_account_v2)
  .blanks(&[("iAccountID", Value::Int(0)), ("iAdminID", Value::Int(0)), ("iTechID", Value::Int(0)), ("bTcRunning", Value::Bool(false))]).does("Shows the account as `getAccount` does, and whether the caller's Technician Console runs: unless the technician is `Offline`.", "client code"),
    soap("getUser", "getUser").page("/API/getUser.aspx").takes(&[NODE, CODE]).plays(organization::get_user)
  .does("Shows a person.", "help page, guide"),
    shapeless("getUser_v2").takes(&[NODE, CODE]).plays(organization::get_user)
  .does("Is not played: neither its SOAP names nor a page are known.", "client code"),
    soap("getUser_v3", "getUser").page("/API/getUser_v3.aspx")
  .takes(&[int("iNodeID", "node"), string("sUserEmail", "email"), CODE]).plays(organization::get_user_v3)
  .does("Shows a person, by node or by e-mail address.", "help page, guide; the last three fields: inferred"),
    soap("setUser", "setUser").page("/API/setUser.aspx").takes(&[NODE, string("sName", "name"), string("sNick", "nick"), string("sEmail", "email"), string("sSSOID", "ssoid"),
  secret("sPwd", "pwd"), secret("sConfPwd", "confpwd"), secret("sCurrentPwd", "oldpwd"),
  input("eStatus", "status", Kind::Choice("USER_STATUS", ON_OFF)).required("InvalidParam_Status"), string("sDescription", "description"),
  input("eAddOns", "addons", Kind::Choice("ADDONS", ADD_ONS)).required("InvalidParam_MobileAddOn"), CODE]).plays(organization::set_user)
  .does("Changes a person. Over SOAP a forgotten `eStatus` is `Disabled`, its first value.", "help page, guide; two passwords that differ are `Error`, as the word is not known"),
    shapeless("setUser_v2").page("/API/setUser_v2.aspx").takes(&[NODE, string("sName", "name"), string("sNick", "nick"), string("sEmail", "email"), string("sSSOID", "ssoid"),
  secret("sPwd", "pwd"), secret("sConfPwd", "confpwd"), secret("sCurrentPwd", "oldpwd"),
  input("eStatus", "status", Kind::Choice("USER_STATUS", ON_OFF)).required("InvalidParam_Status"), string("sDescription", "description"),
  input("", "mobileaddon", Kind::Choice("ADDONS", ADD_ONS)).required("InvalidParam_MobileAddOn"),
  input("", "rpataddon", Kind::Choice("ADDONS", ADD_ONS)).required("InvalidParam_RPATAddOn"), CODE]).plays(organization::set_user_v2)
  .does("Changes a person, with two add-ons.", "guide"),
    shapeless("setUserStatus_v7_1")
  .does("Is not played: neither its SOAP names nor a page are known.", "client code"),
    shapeless("createUser").page("/API/createUser.aspx").takes(&[PARENT, CODE]).plays(organization::create_user).layout(Layout::Bare)
  .does("Makes a person without a name in a group.", "guide; the blank line before the ID: inferred"),
    shapeless("createGroup").page("/API/createGroup.aspx").takes(&[PARENT, CODE]).plays(organization::create_group).layout(Layout::Bare)
  .does("Makes a group without a name in a group.", "guide; the blank line before the ID: inferred"),
    shapeless("moveNode").page("/API/moveNode.aspx")
  .takes(&[int("", "targetnode").also(&["targetNodeID"]).required("InvalidParam_TargetNode"), NODE_OR_NODE_ID, CODE])
  .plays(organization::move_node).does("Moves a person or a group into a group of its kind.", "guide"),
    soap("deleteNode", "deleteNode").page("/API/deleteNode.aspx").takes(&[NODE_OR_NODE_ID, CODE]).plays(organization::delete_node)
  .does("Deletes a person but the caller, or a group with nothing in it.", "guide, client code; the SOAP words but `OK`, and what may not be deleted: inferred"),
    shapeless("assignChannel").page("/API/assignChannel.aspx").takes(&[NODE, ENTRY, CODE]).plays(organization::assign_channel)
  .does("Assigns a technician or a group to a channel; once only.", "guide"),
    shapeless("unassignChannel").page("/API/unassignChannel.aspx").takes(&[NODE, ENTRY, CODE]).plays(organization::unassign_channel)
  .does("Takes a technician or a group off a channel.", "guide"),
    soap("getGroup", "getGroup").page("/API/getGroup.aspx").takes(&[NODE, CODE]).plays(organization::get_group)
  .does("Shows a group. Over SOAP it has the fields that are known.", "help page, guide; that permissions stand in one line with commas: inferred from `setGroup`"),
    page("setGroup", "/API/setGroup.aspx").takes(&[NODE, string("", "name"),
  input("", "status", Kind::Choice("USER_STATUS", ON_OFF)).required("InvalidParam_Status"), string("", "description"), string("", "permission"), string("", "lockedpermission"), CODE])
  .plays(organization::set_group).does("Changes a group.", "guide, as far as it is known; the words: inferred from `setUser`"),
    soap("getHierarchy", "getHierarchy").page("/API/getHierarchy.aspx").takes(&[CODE]).plays(organization::get_hierarchy).layout(Layout::Blocks)
  .does("Lists all nodes.", "client code, guide; that every caller sees all: inferred"),
    shapeless("getHierarchy_v2").page("/API/getHierarchy_v2.aspx")
  .takes(&[input("", "isnode", Kind::Bool), int("", "node"), input("", "filteroffline", Kind::Bool), CODE])
  .plays(organization::get_hierarchy_v2).layout(Layout::ClosedBlocks)
  .does("Lists all nodes or those below one, with or without technicians who are offline.", "guide, client code"),
    soap("requestPINCode", "requestPINCode").page("/API/requestPINCode.aspx").takes(PIN_FIELDS).plays(pins::request_pin_code)
  .blanks(&[("iPINCode", Value::Int(0))]).too_many("PollRateExceeded")
  .does("Makes a PIN code for a session. Over SOAP it is a number and loses its leading zeros.", "client code, guide"),
    shapeless("requestPINCodeV2").page("/API/requestPINCode_v2.aspx").takes(PIN_FIELDS).plays(pins::request_pin_code_text)
  .too_many("PollRateExceeded")
  .does("Makes a PIN code for a session, as text.", "guide; the name of the page: inferred"),
    soap("requestPINCodeV3", "requestPINCode").page("/API/requestPINCode_v3.aspx")
  .takes(&[F0, F1, F2, F3, F4, F5, TRACKING, NO_CONSOLE, CODE, TECHNICIAN]).plays(pins::request_pin_code_text)
  .too_many("PollRateExceeded")
  .does("Makes a PIN code for a session of any technician, as text.", "client code, guide; the name of the page: inferred"),
    soap("requestLensPINCodeV2", "requestPINCode").takes(PIN_FIELDS).plays(pins::request_lens_pin_code)
  .too_many("PollRateExceeded")
  .does("Makes a PIN code for a Lens session.", "help page; its out parameter: inferred from `requestPINCodeV3`"),
    soap("requestLensPINCodeV3", "requestPINCode").page("/API/requestLensPINCode_v3.aspx")
  .takes(&[F0, F1, F2, F3, F4, F5, TRACKING, NO_CONSOLE, CODE, PHONE, TEXT_LANGUAGE]).plays(pins::request_lens_pin_code)
  .too_many("PollRateExceeded")
  .does("Makes a PIN code for a Lens session; no text message is sent.", "help page, guide; out parameter and name of the page: inferred"),
    shapeless("requestLensPINCodeV4").page("/API/requestLensPINCode_v4.aspx")
  .takes(&[F0, F1, F2, F3, F4, F5, TRACKING, NO_CONSOLE, CODE, PHONE, TEXT_LANGUAGE, TECHNICIAN]).plays(pins::request_lens_pin_code_v4)
  .too_many("PollRateExceeded")
  .does("Makes a PIN code for a Lens session, and says that a text message was sent where a number was given.", "guide; the name of the page: inferred"),
    soap("requestInvitationLink", "requestInvitationLink").takes(&[F0, F1, CODE, TECHNICIAN]).plays(pins::request_invitation_link)
  .blanks(&[("sInvitationLink", Value::Word(""))]).too_many("PollRateExceeded")
  .does("Makes a PIN code and gives the address to enter it at, which is the sandbox's own.", "client code; that the limit of PIN codes counts: inferred"),
    soap("generateEmailText", "generateEmailText").page("/API/generateEmailText.aspx")
  .takes(&[int("iPINCode", ""), string("", "pincode"), CODE]).plays(pins::generate_email_text).too_many("Error")
  .does("Writes an invitation for a PIN code that no customer has used yet.", "guide, client code; all SOAP words: inferred"),
    shapeless("getSession").page("/API/getSession.aspx").takes(&[int("", "node"), NODE_REF, CODE]).plays(sessions::get_session)
  .layout(Layout::Table(sessions::OLD_HEADINGS))
  .does("Lists the sessions of a technician, a group or a channel; without a node, all.", "guide; groups, and that closed sessions are listed: inferred"),
    shapeless("getSession_V2").page("/API/getSession_v2.aspx").takes(&[NODE, NODE_REF, CODE]).plays(sessions::get_session_v2)
  .layout(Layout::Table(sessions::OLD_HEADINGS))
  .does("Lists the sessions of a technician, a group or a channel.", "guide; that its columns are those of `getSession`: inferred"),
    soap("getSession_V3", "getSession").page("/API/getSession_v3.aspx").takes(&[NODE, NODE_REF, CODE]).plays(sessions::get_session_v3)
  .layout(Layout::Table(sessions::HEADINGS))
  .does("Lists the sessions of a technician, a group or a channel, with six custom fields.", "client code, guide"),
    soap("startSession", "startSessionRet").page("/API/startSession.aspx")
  .takes(&[SESSION, int("iNode", "node").required("InvalidParam_NodeID"), CODE]).plays(sessions::start_session)
  .does("Gives a session that waits to a technician who is not offline.", "help page, guide; which sessions can be started: inferred"),
    soap("cancelAction", "cancelActionRet").page("/API/cancelAction.aspx").takes(&[SESSION, CODE]).plays(sessions::cancel_action)
  .does("Puts a session back to what it was before an administrator's last action.", "help page, guide"),
    shapeless("holdSession").page("/API/holdSession.aspx").takes(&[SESSION, CODE]).plays(sessions::hold_session)
  .does("Puts an active session on hold.", "guide; which sessions can be held: inferred"),
    soap("closeSession", "closeSessionRet").page("/API/closeSession.aspx").takes(&[SESSION, CODE]).plays(sessions::close_session)
  .does("Closes a session whose technician is not offline.", "guide; all SOAP words: inferred from `cancelAction`"),
    shapeless("transferSession").page("/API/transferSession.aspx")
  .takes(&[SESSION, int("", "node").required("InvalidParam_NodeID"), NODE_REF, string("", "comment"), CODE]).plays(sessions::transfer_session)
  .does("Gives a session to another technician or to a channel.", "guide; what becomes of its status: inferred"),
    shapeless("isAnyTechAvailableOnChannel").page("/API/isAnyTechAvailableOnChannel.aspx")
  .takes(&[int("", "ChannelID").required("Error"), input("", "ExcludingAwayAndBusy", Kind::Bool), CODE])
  .plays(organization::is_anyone_available).layout(Layout::Verdict)
  .does("Says whether a technician of the channel is at work.", "guide; `FALSE`, and `ERROR` for no channel: inferred"),
    soap("getChat", "getChat").page("/API/getChat.aspx").takes(&[SESSION_ID, CODE]).plays(sessions::get_chat)
  .does("Shows what was said in a session.", "client code, guide; the label on the page: inferred"),
    soap("getNote", "getNote").page("/API/getNote.aspx").takes(&[SESSION_ID, CODE]).plays(sessions::get_note)
  .does("Shows what the technician noted down.", "client code, guide; the SOAP words but `OK`: inferred"),
    soap("getReport", "getReport").page("/API/getReport.aspx")
  .takes(&[NODE, input("eNodeRef", "nodetype", Kind::Choice("NODE_REF", &["NODE", "CHANNEL"])), PAGE_CODE]).plays(reports::get_report)
  .layout(Layout::Bare).too_many("Error")
  .does("Reports by the settings of the visit. Text is not escaped: delimiters and line ends in cells stay.", "client code, guide; columns but those of sessions, the XML's root, every word but `OK` and `ERROR`, and `ERROR` for a report too soon: inferred"),
    soap("getReport_v2", "getReport").page("/API/getReport_v2.aspx")
  .takes(&[NODE, input("eNodeRef", "nodetype", Kind::Choice("NODE_REF", &["NODE", "CHANNEL", "EXTERNALROOT", "EXTERNALTECH", "EXTERNALGROUP"])), CODE])
  .plays(reports::get_report).layout(Layout::Bare).too_many("Error")
  .does("Reports as `getReport` does; external technicians have no sessions here.", "as `getReport`; that SOAP has the further words: inferred"),
    soap("setReportArea", "setReportArea").page("/API/setReportArea.aspx")
  .takes(&[input("eReportArea", "", Kind::Choice("REPORT_AREA", &["SESSION", "CUSTOMER_SURVEY", "PERFORMANCE", "CHAT_LOG", "TECHNICIAN_SURVEY", "COLLABORATION_CHAT_LOG", "FAILED_SESSION"])),
  int("", "area").required("Error"), PAGE_CODE]).plays(reports::set_area)
  .does("Sets what reports are about: sessions and chats; other areas have what the company's reports say.", "client code, guide; the SOAP words, and `ERROR` for what is not understood: inferred"),
    shapeless("setReportArea_v2").page("/API/setReportArea_v2.aspx").takes(&[int("", "area").required("Error"), PAGE_CODE]).plays(reports::set_area)
  .does("Sets what reports are about.", "client code; the page: inferred"),
    page("setReportArea_v8", "/API/setReportArea_v8.aspx").takes(&[int("", "area").required("Error"), PAGE_CODE]).plays(reports::set_area_v8)
  .does("Sets what reports are about; it has areas up to 16.", "client code"),
    shapeless("getReportArea").page("/API/getReportArea.aspx").takes(&[PAGE_CODE]).plays(reports::get_area)
  .does("Shows what reports are about, as a number.", "the page and its label: inferred from `getReportType`"),
    soap("setReportDate", "setReportDate").page("/API/setReportDate.aspx")
  .takes(&[string("sBeginDate", "bdate"), string("sEndDate", "edate"), PAGE_CODE]).plays(reports::set_date)
  .does("Sets the days that reports cover, `M/D/YYYY`; without it, all.", "client code, guide; the SOAP words: inferred"),
    shapeless("setReportDate_v2").page("/API/setReportDate_v2.aspx").takes(&[string("", "bdate"), string("", "edate"), PAGE_CODE]).plays(reports::set_date_v2)
  .does("Sets the days and times that reports cover, `M/D/YYYY H:MM:SS`.", "client code, guide"),
    shapeless("getReportDate").page("/API/getReportDate.aspx").takes(&[PAGE_CODE]).plays(reports::get_date)
  .does("Shows the days that reports cover.", "the page and its label: inferred from `getReportType`"),
    soap("setReportTime", "setReportTime").page("/API/setReportTime.aspx")
  .takes(&[string("sBeginTime", "btime"), string("sEndTime", "etime"), PAGE_CODE]).plays(reports::set_time)
  .does("Sets the time of day that reports cover, `H:MM:SS`.", "client code, guide; all words but the page's `OK`: inferred"),
    shapeless("getReportTime").page("/API/getReportTime.aspx").takes(&[PAGE_CODE]).plays(reports::get_time)
  .does("Shows the time of day that reports cover.", "the page and its label: inferred from `getReportType`"),
    soap("setDelimiter", "setDelimiter").page("/API/setDelimiter.aspx").takes(&[string("sDelimiter", "delimiter"), PAGE_CODE]).plays(reports::set_delimiter)
  .does("Sets what stands after each cell of a text report.", "client code, guide; the SOAP words, and `ERROR` for what is not understood: inferred"),
    shapeless("getDelimiter").page("/API/getDelimiter.aspx").takes(&[PAGE_CODE]).plays(reports::get_delimiter)
  .does("Shows what stands after each cell of a text report.", "the page and its label: inferred from `getReportType`"),
    soap("setOutput", "setOutput").page("/API/setOutput.aspx")
  .takes(&[input("eOutput", "output", Kind::Choice("REPORT_OUTPUT", &["XML", "TEXT"])).required("Error"), PAGE_CODE]).plays(reports::set_output)
  .does("Sets whether reports are XML or text.", "client code, guide; the SOAP words, and `ERROR` for what is not understood: inferred"),
    shapeless("getOutput").page("/API/getOutput.aspx").takes(&[PAGE_CODE]).plays(reports::get_output)
  .does("Shows whether reports are XML or text.", "the page and its label: inferred from `getReportType`"),
    shapeless("setTimeZone").page("/API/setTimezone.aspx").takes(&[int("", "timezone").required("InvalidFormat"), PAGE_CODE]).plays(reports::set_time_zone)
  .does("Sets the minutes from UTC that reports go by.", "guide; the word for what is not understood: inferred"),
    shapeless("getTimeZone").page("/API/getTimezone.aspx").takes(&[PAGE_CODE]).plays(reports::get_time_zone)
  .does("Shows the minutes from UTC that reports go by.", "the page and its label: inferred from `getReportType`"),
    page("setReportType", "/API/setReportType.aspx").takes(&[input("", "type", Kind::Choice("REPORT_TYPE", &["LISTALL", "SUMMARY"])).required("Error"), PAGE_CODE])
  .plays(reports::set_type).does("Sets whether a report of sessions lists them or counts them.", "guide; the columns of the summary: inferred"),
    page("getReportType", "/API/getReportType.aspx").takes(&[PAGE_CODE]).plays(reports::get_type)
  .does("Shows whether a report of sessions lists them or counts them.", "guide"),
    page("setDateFormat", "/API/setDateFormat.aspx").takes(&[string("", "dateformat"), PAGE_CODE]).plays(reports::set_date_format)
  .does("Is taken and changes nothing.", "guide, which does not say what it does"),
];
