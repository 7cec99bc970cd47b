//! What calls do to the company, over SOAP and over the pages.

mod common;

use std::time::Duration;

use common::{EMAIL, Reply, ask, call11, call12, is_well_formed};
use rescue_sandbox::{Availability, Company, Node, NodeType, Sandbox, Session, demo};

/// A sandbox whose first code is `code-1`, which John Doe has.
async fn start(company: Company) -> Sandbox {
    let sandbox = Sandbox::builder()
        .company(company)
        .auth_codes(["code-1", "code-2"])
        .stopped_clock(true)
        .rate_limits(true)
        .start()
        .await
        .expect("starts");
    call11(&sandbox, "requestAuthCode", EMAIL, &[]).await;
    sandbox
}

/// Calls an operation with John Doe's code, and gives the word after the prefix of its result.
async fn soap(sandbox: &Sandbox, name: &str, children: &str) -> (String, Reply) {
    let children = format!("{children}<sAuthCode>code-1</sAuthCode>");
    let reply = call12(sandbox, name, &children, &[]).await;
    assert!(is_well_formed(&reply), "{}", reply.body);
    let result = reply.element(&format!("{name}Result")).expect("a result");
    let word = result.split_once('_').expect("a prefix").1.to_owned();
    // Of some results the contract knows the success alone.
    let incomplete = ["deleteNode", "getChat", "getNote", "getReport"].contains(&name);
    if word == "OK" || !incomplete && result != "setUser_Error" {
        assert_eq!(
            common::objections(&reply),
            Vec::<String>::new(),
            "{}",
            reply.body
        );
    }
    (word, reply)
}

/// Asks a page with John Doe's code.
async fn page(sandbox: &Sandbox, path_and_query: &str) -> String {
    let (name, query) = path_and_query
        .split_once('?')
        .unwrap_or((path_and_query, ""));
    let path = format!("/API/{name}.aspx?{query}&authcode=code-1");
    let reply = ask(sandbox, "GET", &path, &[], "").await;
    assert_eq!(reply.status, 200, "{path}");
    reply.body
}

#[tokio::test]
async fn a_person_is_shown_in_both_protocols() {
    let sandbox = start(Company::default()).await;
    let (word, reply) = soap(&sandbox, "getUser", "<iNodeID>337366</iNodeID>").await;
    assert_eq!(word, "OK");
    let user = "<oUser><iNodeID>337366</iNodeID><sName>John Doe</sName><sNick>Johnny</sNick>\
                <sEmail>some@email.com</sEmail><sSSOID>123456</sSSOID><sDescription />\
                <eType>Technician</eType><bAccountHolder>true</bAccountHolder>\
                <hasMobileAddon>false</hasMobileAddon><eStatus>Online</eStatus></oUser>";
    assert!(reply.body.contains(user), "{}", reply.body);
    assert_eq!(
        page(&sandbox, "getUser?node=337366").await,
        "OK\n\nNODEID:337366\nNAME:John Doe\nNICK:Johnny\nEMAIL:some@email.com\nSSOID:123456\nDESCRIPTION:\n\
         TYPE:Technician\nHASMOBILEADDON:False\nISACCOUNTHOLDER:True\nSTATUS:Online"
    );
    for (children, expected) in [
        ("<iNodeID>337354</iNodeID>", "InvalidParam_NodeID"),
        ("<iNodeID>1</iNodeID>", "InvalidParam_NodeID"),
    ] {
        assert_eq!(soap(&sandbox, "getUser", children).await.0, expected);
    }
    assert_eq!(page(&sandbox, "getUser").await, "INVALIDPARAM_NODE");
    assert_eq!(page(&sandbox, "getUser?node=x").await, "INVALIDPARAM_NODE");
    assert_eq!(page(&sandbox, "getUser?node=1").await, "INVALIDPARAM_NODE");
}

#[tokio::test]
async fn version_three_finds_by_e_mail_address() {
    let sandbox = start(Company::default()).await;
    let (word, reply) = soap(
        &sandbox,
        "getUser_v3",
        "<sUserEmail>JANE@email.com</sUserEmail>",
    )
    .await;
    assert_eq!(
        (word.as_str(), reply.element("iNodeID")),
        ("OK", Some("337368"))
    );
    assert_eq!(reply.element("hasRPATAddon"), Some("false"));
    let both = "<iNodeID>337368</iNodeID><sUserEmail>jane@email.com</sUserEmail>";
    for (children, expected) in [
        (both, "Invalid_EmailAndNodeIdBothSpecified"),
        (
            "<sUserEmail>nobody@email.com</sUserEmail>",
            "InvalidParam_Email",
        ),
        ("", "InvalidParam_NodeID"),
    ] {
        assert_eq!(
            soap(&sandbox, "getUser_v3", children).await.0,
            expected,
            "{children}"
        );
    }
    let shown = page(&sandbox, "getUser_v3?email=max%40email.com").await;
    assert!(
        shown.ends_with("HASRPATADDON:False\nISACCOUNTHOLDER:False\nSTATUS:Disabled"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_person_is_changed() {
    let sandbox = start(Company::default()).await;
    let change = "<iNodeID>337368</iNodeID><sName>Jane &lt;R&gt;</sName><sNick>J</sNick><sEmail>jr@email.com</sEmail>\
                  <sSSOID>99</sSSOID><sPwd>longEnough</sPwd><sConfPwd>longEnough</sConfPwd>\
                  <eStatus>Enabled</eStatus><sDescription>d</sDescription><eAddOns>False</eAddOns>";
    assert_eq!(soap(&sandbox, "setUser", change).await.0, "OK");
    let company = sandbox.company();
    let jane = company.node(demo::OFFLINE_ID).expect("is there");
    assert_eq!(
        (
            &*jane.name,
            &*jane.nick,
            &*jane.email,
            &*jane.sso_id,
            &*jane.description,
            jane.enabled,
            jane.mobile_addon
        ),
        ("Jane <R>", "J", "jr@email.com", "99", "d", true, false)
    );
    // She can log in with it.
    let login = "<sEmail>jr@email.com</sEmail><sPassword>longEnough</sPassword>";
    let reply = call11(&sandbox, "login", login, &[]).await;
    assert_eq!(reply.element("loginResult"), Some("login_OK"));

    for (from, to, expected) in [
        (
            "337368</iNodeID>",
            "337354</iNodeID>",
            "InvalidParam_NodeID",
        ),
        ("Jane &lt;R&gt;", "", "InvalidParam_Name"),
        ("jr@email.com", "jr email.com", "InvalidParam_Email"),
        (
            "jr@email.com",
            "some@email.com",
            "InvalidParam_Email_Already_In_Use",
        ),
        (
            "longEnough",
            "short",
            "InvalidParam_Password_Has_To_Be_At_Least_8_Characters_Long",
        ),
        (
            "longEnough",
            "long enough",
            "InvalidParam_Password_Cannot_Contain_Whitespace_Characters",
        ),
        ("<sConfPwd>longEnough", "<sConfPwd>another", "Error"),
    ] {
        assert_eq!(
            soap(&sandbox, "setUser", &change.replace(from, to)).await.0,
            expected,
            "{to}"
        );
    }
    // A master administrator has to say the own password.
    let own = "<iNodeID>337364</iNodeID><sName>John</sName><sEmail>some@email.com</sEmail>\
               <sPwd>longEnough</sPwd><sConfPwd>longEnough</sConfPwd><eStatus>Enabled</eStatus>";
    assert_eq!(
        soap(&sandbox, "setUser", own).await.0,
        "InvalidParam_Missing_Current_Password"
    );
    let own = format!("{own}<sCurrentPwd>secretPassword</sCurrentPwd>");
    assert_eq!(soap(&sandbox, "setUser", &own).await.0, "OK");

    // What is forgotten over SOAP is the first value.
    let forgetful = change.replace("<eStatus>Enabled</eStatus>", "");
    assert_eq!(soap(&sandbox, "setUser", &forgetful).await.0, "OK");
    assert!(
        !sandbox
            .company()
            .node(demo::OFFLINE_ID)
            .expect("is there")
            .enabled
    );
    // A page asks for it.
    let jane = "node=337368&name=Jane&email=jr%40email.com";
    for (query, expected) in [
        ("addons=True", "INVALIDPARAM_STATUS"),
        ("status=On&addons=True", "INVALIDPARAM_STATUS"),
        ("status=Enabled", "INVALIDPARAM_MOBILEADDON"),
        ("status=enabled&addons=true", "OK"),
    ] {
        assert_eq!(
            page(&sandbox, &format!("setUser?{jane}&{query}")).await,
            expected,
            "{query}"
        );
    }
    let v2 = format!("setUser_v2?{jane}&status=Enabled&mobileaddon=False");
    assert_eq!(page(&sandbox, &v2).await, "INVALIDPARAM_RPATADDON");
    assert_eq!(page(&sandbox, &format!("{v2}&rpataddon=True")).await, "OK");
    assert!(
        sandbox
            .company()
            .node(demo::OFFLINE_ID)
            .expect("is there")
            .rpat_addon
    );
}

#[tokio::test]
async fn the_organization_grows_and_shrinks() {
    let sandbox = start(Company::default()).await;
    assert_eq!(
        page(&sandbox, "createUser?parent=337354").await,
        "OK\n\n337370"
    );
    assert_eq!(
        page(&sandbox, "createGroup?parent=337353").await,
        "OK\n\n337371"
    );
    for parent in ["", "1", "x", "337366", "337367"] {
        let query = format!("createUser?parent={parent}");
        assert_eq!(
            page(&sandbox, &query).await,
            "INVALIDPARAM_PARENT",
            "{parent}"
        );
    }
    let company = sandbox.company();
    let kind = |id| company.node(id).map(|node| (node.kind, node.parent));
    assert_eq!(kind(337_370), Some((NodeType::Technician, 337_354)));
    assert_eq!(kind(337_371), Some((NodeType::TechnicianGroup, 337_353)));

    for (query, expected) in [
        ("node=337370&targetnode=337371", "OK"),
        ("nodeID=337370&targetNodeID=337371", "OK"),
        ("node=1&targetnode=337371", "INVALIDPARAM_NODE"),
        ("node=337370&targetnode=337366", "INVALIDPARAM_TARGETNODE"),
        ("node=337370&targetnode=337352", "INVALID_MOVE"),
        ("node=337353&targetnode=337371", "INVALID_MOVE"),
    ] {
        assert_eq!(
            page(&sandbox, &format!("moveNode?{query}")).await,
            expected,
            "{query}"
        );
    }
    for (node, expected) in [
        (337_371, "Invalid_Delete"),
        (337_370, "OK"),
        (337_371, "OK"),
        (337_371, "InvalidParam_NodeID"),
        (demo::ADMIN_ID, "Invalid_Delete"),
        (demo::CHANNEL_ID, "Invalid_Delete"),
    ] {
        let children = format!("<iNodeID>{node}</iNodeID>");
        assert_eq!(
            soap(&sandbox, "deleteNode", &children).await.0,
            expected,
            "{node}"
        );
    }
    assert_eq!(page(&sandbox, "deleteNode?nodeID=337369").await, "OK");
    assert_eq!(
        page(&sandbox, "deleteNode?node=337353").await,
        "INVALID_DELETE"
    );
}

#[tokio::test]
async fn groups_are_shown_and_changed() {
    let sandbox = start(Company::default()).await;
    let (word, reply) = soap(&sandbox, "getGroup", "<iNodeID>337354</iNodeID>").await;
    assert_eq!(word, "OK");
    let permissions = "<eType>TechnicianGroup</eType><aPermissions>\
                       <NODE_PERMISSIONS>RemoteControl</NODE_PERMISSIONS>\
                       <NODE_PERMISSIONS>SendFile</NODE_PERMISSIONS>\
                       <NODE_PERMISSIONS>ReceiveFile</NODE_PERMISSIONS></aPermissions></oGroup>";
    assert!(reply.body.contains(permissions), "{}", reply.body);
    let change = "setGroup?node=337354&name=New&status=Disabled&permission=RemoteView,%20SendURL";
    assert_eq!(page(&sandbox, change).await, "OK");
    assert_eq!(
        page(&sandbox, "getGroup?node=337354").await,
        "OK\n\nNODEID:337354\nNAME:New\nDESCRIPTION:\nTYPE:TechnicianGroup\nPERMISSIONS:RemoteView,SendURL\n\
         LOCKEDPERMISSIONS:\nISENABLED:False\nSTANDARDCONCURRENTLIMIT:5\nMOBILECONCURRENTLIMIT:1"
    );
    assert_eq!(
        page(&sandbox, "setGroup?node=337354&status=Enabled").await,
        "INVALIDPARAM_NAME"
    );
    assert_eq!(
        page(&sandbox, "setGroup?node=337366&name=a&status=Enabled").await,
        "INVALIDPARAM_NODE"
    );
    assert_eq!(
        soap(&sandbox, "getGroup", "<iNodeID>337366</iNodeID>")
            .await
            .0,
        "InvalidParam_NodeID"
    );
}

#[tokio::test]
async fn the_hierarchy_is_listed() {
    let sandbox = start(Company::default()).await;
    let (_, reply) = soap(&sandbox, "getHierarchy", "").await;
    assert_eq!(reply.body.matches("<HIERARCHY>").count(), 10);
    let root = "<HIERARCHY><iNodeID>337350</iNodeID><sName>Árvíztűrő &amp; &lt;Co&gt;</sName><sEmail />\
                <sDescription /><eStatus>Offline</eStatus><eType>Root</eType></HIERARCHY>";
    assert!(reply.body.contains(root), "{}", reply.body);
    let listed = page(&sandbox, "getHierarchy").await;
    assert_eq!(listed.matches("\n\n").count(), 10);
    let jane = "\n\nNodeID:337368\nParentID:337354\nName:Jane Roe\nEmail:jane@email.com\nDescription:\nStatus:Offline\n\
                Type:Technician";
    assert!(listed.contains(jane), "{listed}");
    let below = page(
        &sandbox,
        "getHierarchy_v2?isnode=true&node=337354&filteroffline=true",
    )
    .await;
    let ids: Vec<&str> = below
        .lines()
        .filter_map(|line| line.strip_prefix("NodeID:"))
        .collect();
    assert_eq!(ids, ["337354", "337366"]);
    assert!(below.ends_with("\n\n"), "{below:?}");
    assert_eq!(
        page(&sandbox, "getHierarchy_v2?isnode=true&node=5").await,
        "INVALIDPARAM_NODE"
    );
    assert_eq!(
        page(&sandbox, "getHierarchy_v2?isnode=maybe").await,
        "ERROR"
    );
}

#[tokio::test]
async fn channels_are_staffed() {
    let sandbox = start(Company::default()).await;
    let available = "isAnyTechAvailableOnChannel?ChannelID=337367";
    assert_eq!(page(&sandbox, available).await, "TRUE");
    assert_eq!(
        page(&sandbox, "unassignChannel?node=337366&entry=337367").await,
        "OK"
    );
    assert_eq!(
        page(&sandbox, "unassignChannel?node=337366&entry=337367").await,
        "INVALID_DEASSIGN"
    );
    assert_eq!(page(&sandbox, available).await, "FALSE");
    // A group brings all that are in it.
    assert_eq!(
        page(&sandbox, "assignChannel?node=337354&entry=337367").await,
        "OK"
    );
    assert_eq!(
        page(&sandbox, "assignChannel?node=337354&entry=337367").await,
        "INVALID_ASSIGN"
    );
    assert_eq!(page(&sandbox, available).await, "TRUE");
    sandbox.change(|company| {
        let john = company
            .nodes
            .iter_mut()
            .find(|node| node.id == demo::TECHNICIAN_ID);
        john.expect("is there").availability = Availability::Away;
    });
    assert_eq!(page(&sandbox, available).await, "TRUE");
    assert_eq!(
        page(&sandbox, &format!("{available}&ExcludingAwayAndBusy=true")).await,
        "FALSE"
    );
    assert_eq!(
        page(&sandbox, "assignChannel?node=337364&entry=337367").await,
        "INVALIDPARAM_NODE"
    );
    assert_eq!(
        page(&sandbox, "assignChannel?node=337366&entry=337366").await,
        "INVALIDPARAM_ENTRY"
    );
    assert_eq!(
        page(&sandbox, "isAnyTechAvailableOnChannel?ChannelID=5").await,
        "ERROR"
    );
}

#[tokio::test]
async fn a_pin_code_becomes_a_session() {
    let sandbox = start(Company::default()).await;
    let fields = "<sCField0>Ann</sCField0><sCField1></sCField1><sTracking0>T-1</sTracking0>";
    let (word, reply) = soap(&sandbox, "requestPINCode", fields).await;
    // The code is 012345, of which a number has no zero.
    assert_eq!(
        (word.as_str(), reply.element("iPINCode")),
        ("OK", Some("12345"))
    );
    let (word, reply) = soap(&sandbox, "requestPINCode", fields).await;
    assert_eq!(
        (word.as_str(), reply.element("iPINCode")),
        ("PollRateExceeded", Some("0"))
    );
    assert_eq!(
        page(&sandbox, "requestPINCode_v2").await,
        "POLLRATEEXCEEDED"
    );
    sandbox.advance(Duration::from_secs(1));

    assert_eq!(
        page(&sandbox, "generateEmailText?pincode=12345").await,
        "INVALIDPINFORMAT"
    );
    let text = page(&sandbox, "generateEmailText?pincode=012345").await;
    assert!(
        text.starts_with("OK\n\nSUBJECT:") && text.contains("\nLINK:http://sandbox.localhost/"),
        "{text}"
    );
    assert!(text.ends_with("\nSIGNATURE:John Doe"), "{text}");
    let too_soon = soap(&sandbox, "generateEmailText", "<iPINCode>12345</iPINCode>").await;
    assert_eq!(too_soon.0, "Error");

    assert_eq!(sandbox.customer_joins("12345x"), None);
    let id = sandbox.customer_joins("012345").expect("is good");
    assert_eq!(sandbox.customer_joins("012345"), None);
    let session = sandbox.company().session(id).cloned().expect("is there");
    assert_eq!(
        (session.status.as_str(), session.technician),
        ("SESSION_WAITING", demo::TECHNICIAN_ID)
    );
    assert_eq!(
        session.custom[..3],
        [Some("Ann".to_owned()), Some(String::new()), None]
    );
    let list = "<iNodeID>337366</iNodeID>";
    let (_, reply) = soap(&sandbox, "getSession_V3", list).await;
    assert!(
        reply.body.contains(&format!(
            "<iID>{id}</iID><bStatus>SESSION_WAITING</bStatus>"
        )),
        "{}",
        reply.body
    );

    let start = format!("<iSession>{id}</iSession><iNode>337366</iNode>");
    assert_eq!(soap(&sandbox, "startSession", &start).await.0, "OK");
    let close = format!("<iSession>{id}</iSession>");
    assert_eq!(soap(&sandbox, "closeSession", &close).await.0, "OK");
    let report = page(&sandbox, "getReport?node=337366").await;
    let row = format!(
        "2/19/2024 3:00:01 PM|2/19/2024 3:00:01 PM|2/19/2024 3:00:01 PM|John Doe|337366|{id}|"
    );
    assert!(report.contains(&row), "{report}");
    assert!(
        report.contains("|Closed by technician|Ann||||||T-1|"),
        "{report}"
    );
}

#[tokio::test]
async fn pin_codes_are_refused_for_many_reasons() {
    let mut company = Company {
        pin_codes: 1,
        ..Company::default()
    };
    company.nodes.retain(|node| node.id != demo::TECHNICIAN_ID);
    let sandbox = start(company).await;
    assert_eq!(
        soap(&sandbox, "requestPINCode", "").await.0,
        "NotTechnician"
    );
    assert_eq!(
        soap(&sandbox, "requestPINCodeV3", "<nodeId>337368</nodeId>")
            .await
            .0,
        "NoTechConsoleRunning"
    );
    assert_eq!(
        soap(&sandbox, "requestPINCodeV3", "<nodeId>337369</nodeId>")
            .await
            .0,
        "User_Deleted_Or_Disabled"
    );
    assert_eq!(
        soap(&sandbox, "requestPINCodeV3", "<nodeId>337364</nodeId>")
            .await
            .0,
        "NotTechnician"
    );
    let (word, reply) = soap(&sandbox, "requestInvitationLink", "<nodeId>337368</nodeId>").await;
    assert_eq!(word, "NoTechConsoleRunning");
    assert!(reply.body.contains("<sInvitationLink />"), "{}", reply.body);
    let anyhow = "<bNoTechConsole>true</bNoTechConsole><nodeId>337368</nodeId>";
    let (word, reply) = soap(&sandbox, "requestPINCodeV3", anyhow).await;
    assert_eq!(
        (word.as_str(), reply.element("sPINCode")),
        ("OK", Some("012345"))
    );
    sandbox.advance(Duration::from_secs(1));
    let (word, reply) = soap(&sandbox, "requestPINCodeV3", anyhow).await;
    assert_eq!(
        (word.as_str(), reply.element("sPINCode")),
        ("OutOfPINCodes", None)
    );
}

#[tokio::test]
async fn lens_codes_and_invitation_links() {
    let sandbox = start(Company::default()).await;
    let second = Duration::from_secs(1);
    let (_, reply) = soap(&sandbox, "requestLensPINCodeV2", "").await;
    assert_eq!(reply.element("sPINCode"), Some("012345"));
    sandbox.advance(second);
    let (_, reply) = soap(
        &sandbox,
        "requestLensPINCodeV3",
        "<sPhoneNumber>+1</sPhoneNumber>",
    )
    .await;
    assert_eq!(reply.element("sPINCode"), Some("312352"));
    sandbox.advance(second);
    assert_eq!(
        page(&sandbox, "requestLensPINCode_v3").await,
        "OK\n\nPINCODE:612359"
    );
    sandbox.advance(second);
    assert_eq!(
        page(&sandbox, "requestLensPINCode_v4?PhoneNumber=%2B1").await,
        "OK\n\nPINCODE:912366\nSMS_RESULT: sendInvitationForMobileSession_OK"
    );
    sandbox.advance(second);
    let (_, reply) = soap(&sandbox, "requestInvitationLink", "<sCField0>A</sCField0>").await;
    let link = reply.element("sInvitationLink").expect("a link");
    assert_eq!(link, "http://sandbox.localhost/_sandbox/join?pin=212373");
    sandbox.change(|company| company.nodes.iter_mut().for_each(|node| node.lens = false));
    assert_eq!(
        soap(&sandbox, "requestLensPINCodeV2", "").await.0,
        "NoAccessToLens"
    );
}

#[tokio::test]
async fn an_administrator_moves_sessions_about() {
    let sandbox = start(Company::default()).await;
    let waiting = demo::WAITING_SESSION_ID;
    let status = |id| {
        sandbox
            .company()
            .session(id)
            .map(|session| session.status.clone())
            .unwrap_or_default()
    };
    for (query, expected) in [
        (
            format!("startSession?session={waiting}&node=337368"),
            "ACTIONFAILED",
        ),
        (
            format!("startSession?session={waiting}&node=337364"),
            "INVALIDPARAM_NODE",
        ),
        (
            "startSession?session=1&node=337366".to_owned(),
            "INVALIDPARAM_SESSION",
        ),
        (
            "startSession?session=x&node=337366".to_owned(),
            "INVALIDPARAM_SESSION",
        ),
        (format!("holdSession?session={waiting}"), "ACTIONFAILED"),
        (format!("cancelAction?session={waiting}"), "ACTIONFAILED"),
        (format!("startSession?session={waiting}&node=337366"), "OK"),
        (
            format!("startSession?session={waiting}&node=337366"),
            "ACTIONFAILED",
        ),
        (format!("holdSession?session={waiting}"), "OK"),
    ] {
        assert_eq!(page(&sandbox, &query).await, expected, "{query}");
    }
    assert_eq!(status(waiting), "SESSION_ONHOLD");
    assert_eq!(
        page(&sandbox, &format!("cancelAction?session={waiting}")).await,
        "OK"
    );
    assert_eq!(status(waiting), "SESSION_PICKEDUP");
}

#[tokio::test]
async fn a_session_is_transferred_and_closed() {
    let sandbox = start(Company::default()).await;
    let waiting = demo::WAITING_SESSION_ID;
    sandbox.change(|company| {
        let jane = company
            .nodes
            .iter_mut()
            .find(|node| node.id == demo::OFFLINE_ID);
        jane.expect("is there").availability = Availability::Online;
    });
    let transfer = format!("transferSession?session={waiting}&comment=a%20b");
    for (query, expected) in [
        ("node=337368&noderef=CHANNEL", "INVALIDPARAM_NODE"),
        ("node=337367&noderef=NODE", "INVALIDPARAM_NODE"),
        ("node=337368", "OK"),
    ] {
        assert_eq!(
            page(&sandbox, &format!("{transfer}&{query}")).await,
            expected,
            "{query}"
        );
    }
    let session = sandbox
        .company()
        .session(waiting)
        .cloned()
        .expect("is there");
    assert_eq!(
        (
            session.status.as_str(),
            session.technician,
            session.transferred_to.as_deref()
        ),
        (
            "SESSION_TRANSFERINGBUTNOTPICKEDUP",
            demo::OFFLINE_ID,
            Some("Jane Roe")
        )
    );
    let (_, reply) = soap(&sandbox, "getSession_V3", "<iNodeID>337368</iNodeID>").await;
    assert!(
        reply
            .body
            .contains("<sTransferredComment>a b</sTransferredComment>"),
        "{}",
        reply.body
    );
    assert_eq!(
        page(&sandbox, &format!("{transfer}&node=337367&noderef=CHANNEL")).await,
        "OK"
    );

    // Over SOAP there are fewer words.
    assert_eq!(
        soap(&sandbox, "closeSession", "<iSession>1</iSession>")
            .await
            .0,
        "ActionFailed"
    );
    let close = format!("<iSession>{waiting}</iSession>");
    assert_eq!(soap(&sandbox, "closeSession", &close).await.0, "OK");
    assert_eq!(
        soap(&sandbox, "closeSession", &close).await.0,
        "ActionFailed"
    );
    assert_eq!(soap(&sandbox, "cancelAction", &close).await.0, "OK");
    assert_eq!(
        soap(&sandbox, "cancelAction", &close).await.0,
        "ActionFailed"
    );
}

#[tokio::test]
async fn only_administrators_manage() {
    let sandbox = start(Company::default()).await;
    let jane = "<sEmail>jane@email.com</sEmail><sPassword>secretPassword</sPassword>";
    let reply = call11(&sandbox, "requestAuthCode", jane, &[]).await;
    assert_eq!(reply.element("sAuthCode"), Some("code-2"));
    let ask = async |path: &str| ask(&sandbox, "GET", path, &[], "").await.body;
    let hold = "/API/holdSession.aspx?session=1053624838";
    assert_eq!(
        ask(&format!("{hold}&authcode=code-2")).await,
        "NOTLOGGEDINASADMIN"
    );
    assert_eq!(ask(hold).await, "NOTLOGGEDINASADMIN");
    assert_eq!(
        ask(&format!("{hold}&authcode=no")).await,
        "INVALID_SECRETAUTHCODE"
    );
    assert_eq!(
        ask("/API/createUser.aspx?parent=337354&authcode=code-2").await,
        "ERROR"
    );
    assert_eq!(
        ask("/API/getUser.aspx?node=337366&authcode=code-2")
            .await
            .lines()
            .next(),
        Some("OK")
    );
    // Each person has a code of their own.
    assert_eq!(
        ask("/API/getUser.aspx?node=337366&authcode=code-1")
            .await
            .lines()
            .next(),
        Some("OK")
    );
}

#[tokio::test]
async fn whoever_is_disabled_or_gone_is_told_so() {
    let sandbox = start(Company::default()).await;
    let session = call11(&sandbox, "login", EMAIL, &[])
        .await
        .session()
        .expect("a session")
        .to_owned();
    let cookie = format!("Cookie: ASP.NET_SessionId={session}");
    sandbox.change(|company| {
        company
            .nodes
            .iter_mut()
            .for_each(|node| node.enabled = false);
    });
    assert_eq!(
        soap(&sandbox, "getAccount", "").await.0,
        "User_Deleted_Or_Disabled"
    );
    sandbox.change(|company| company.nodes.clear());
    assert_eq!(
        page(&sandbox, "getAccount").await,
        "USER_DELETED_OR_DISABLED"
    );
    let reply = call11(&sandbox, "getAccount", "", &[&cookie]).await;
    assert_eq!(
        reply.element("getAccountResult"),
        Some("getAccount_User_Deleted_Or_Disabled")
    );
    let reply = call11(&sandbox, "login", EMAIL, &[]).await;
    assert_eq!(reply.element("loginResult"), Some("login_Invalid"));
}

#[tokio::test]
async fn tables_are_in_the_language_of_the_account() {
    let company = Company {
        language: "de".to_owned(),
        ..Company::default()
    };
    let sandbox = start(company).await;
    let table = page(&sandbox, "getSession_v3?node=337367&noderef=CHANNEL").await;
    assert_eq!(
        table,
        "OK\n\nID|Status|Entry ID|Entry|Technician ID|Technician|Start Time|Waiting Time|Custom Field 0|\
         Custom Field 1|Custom Field 2|Custom Field 3|Custom Field 4|Custom Field 5|Language|Transferred To|\
         Transferred Comment|Is Lead Technician|HandingOff|\n\
         1053624900|Wartet|337367|Channel|0||2/19/2024 2:58:59 PM|61|Session for ticket #9||||||en|||ja|nein|"
    );
    // The first version has fewer columns, and everything where no node is named.
    let all = page(&sandbox, "getSession").await;
    let rows: Vec<&str> = all.lines().skip(2).collect();
    assert_eq!(rows.len(), 5);
    assert!(
        rows.iter().all(|row| row.matches('|').count() == 16),
        "{all}"
    );
    assert_eq!(
        page(&sandbox, "getSession_v2?node=337364")
            .await
            .lines()
            .count(),
        3
    );
    assert_eq!(page(&sandbox, "getSession_v2").await, "INVALIDPARAM_NODE");
    // A group has the sessions of all that are in it.
    assert_eq!(
        page(&sandbox, "getSession_v2?node=337353")
            .await
            .lines()
            .count(),
        6
    );
    let (_, reply) = soap(&sandbox, "getSession_V3", "<iNodeID>337366</iNodeID>").await;
    assert!(
        reply
            .body
            .contains("<bStatus>SESSION_ONHOLD</bStatus><sStatus>Gehalten</sStatus>"),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn chats_and_notes() {
    let sandbox = start(Company::default()).await;
    let session = "<iSessionID>1053624838</iSessionID>";
    let (word, reply) = soap(&sandbox, "getChat", session).await;
    assert_eq!(word, "OK");
    let chat = "2:28 PM John Doe: Hello | how can I help?\n2:29 PM Customer: It is &lt;broken&gt; &amp; slow.";
    assert_eq!(reply.element("sChatLog"), Some(chat));
    assert_eq!(
        page(&sandbox, "getNote?session=1053624838").await,
        "OK\n\nNOTE:Asked for a restart."
    );
    assert_eq!(page(&sandbox, "getChat?session=1").await, "ERROR");
    assert_eq!(
        page(&sandbox, "getNote?session=1").await,
        "INVALIDPARAM_SESSION"
    );
    assert_eq!(
        soap(&sandbox, "getNote", "<iSessionID>1</iSessionID>")
            .await
            .0,
        "InvalidParam_Session"
    );
}

/// Settings belong to a visit, so these calls have its cookie.
struct Visit<'a> {
    sandbox: &'a Sandbox,
    cookie: String,
}

impl Visit<'_> {
    async fn begin(sandbox: &Sandbox) -> Visit<'_> {
        let reply = call11(sandbox, "login", EMAIL, &[]).await;
        let cookie = format!(
            "Cookie: ASP.NET_SessionId={}",
            reply.session().expect("a session")
        );
        Visit { sandbox, cookie }
    }

    async fn page(&self, name_and_query: &str) -> String {
        let (name, query) = name_and_query
            .split_once('?')
            .unwrap_or((name_and_query, ""));
        let path = format!("/API/{name}.aspx?{query}");
        ask(self.sandbox, "GET", &path, &[&self.cookie], "")
            .await
            .body
    }

    async fn soap(&self, name: &str, children: &str) -> Reply {
        let reply = call11(self.sandbox, name, children, &[&self.cookie]).await;
        assert_eq!(
            common::objections(&reply),
            Vec::<String>::new(),
            "{}",
            reply.body
        );
        reply
    }
}

#[tokio::test]
async fn reports_go_by_the_settings_of_the_visit() {
    let sandbox = start(Company::default()).await;
    let minute = Duration::from_secs(60);
    let visit = Visit::begin(&sandbox).await;
    let columns = "OK\n\nStart Time|End Time|";
    let report = visit.page("getReport?node=337366").await;
    assert!(
        report.starts_with(columns) && report.ends_with("|\n"),
        "{report}"
    );
    assert_eq!(report.lines().count(), 2 + 1 + 3);
    // One each minute.
    assert_eq!(visit.page("getReport?node=337366").await, "ERROR");
    sandbox.advance(minute);

    // Days, with the text delimiter in a cell: nothing is escaped.
    let reply = visit
        .soap(
            "setReportDate",
            "<sBeginDate>02/19/2024</sBeginDate><sEndDate>2/19/2024</sEndDate>",
        )
        .await;
    assert_eq!(
        reply.element("setReportDateResult"),
        Some("setReportDate_OK")
    );
    let reply = visit
        .soap("setReportArea", "<eReportArea>CHAT_LOG</eReportArea>")
        .await;
    assert_eq!(
        reply.element("setReportAreaResult"),
        Some("setReportArea_OK")
    );
    let report = visit.page("getReport?node=337366").await;
    assert!(
        report.contains("|1053624838|2:28 PM John Doe: Hello | how can I help?\n2:29 PM"),
        "{report}"
    );
    assert!(!report.contains("1053624840"), "{report}");
    sandbox.advance(minute);

    assert_eq!(
        visit
            .page("setReportTime?btime=14:30:00&etime=15:00:00")
            .await,
        "OK"
    );
    assert_eq!(visit.page("setReportArea_v8?area=0").await, "OK");
    assert_eq!(visit.page("setDelimiter?delimiter=%3B%20").await, "OK");
    let report = visit.page("getReport_v2?node=337353&nodetype=NODE").await;
    assert_eq!(report.lines().count(), 2 + 1 + 1, "{report}");
    assert!(
        report.contains("John Doe; 337366; 1053624839; "),
        "{report}"
    );
    sandbox.advance(minute);

    // XML, over SOAP.
    let reply = visit.soap("setOutput", "<eOutput>XML</eOutput>").await;
    assert_eq!(reply.element("setOutputResult"), Some("setOutput_OK"));
    let reply = visit
        .soap(
            "getReport",
            "<iNodeID>337367</iNodeID><eNodeRef>CHANNEL</eNodeRef>",
        )
        .await;
    assert_eq!(reply.element("getReportResult"), Some("getReport_OK"));
    let report = reply.element("sReport").expect("a report");
    assert!(
        report.starts_with(
            "&lt;report&gt;&lt;header&gt;&lt;field id=\"0\"&gt;Start Time&lt;/field&gt;"
        ),
        "{report}"
    );
    assert_eq!(report.matches("&lt;row&gt;").count(), 1, "{report}");
    sandbox.advance(minute);
    let report = visit
        .page("getReport_v2?node=5&nodetype=EXTERNALROOT")
        .await;
    assert!(
        report.ends_with("</header><data></data></report>"),
        "{report}"
    );

    // Another visit has settings of its own.
    sandbox.advance(minute);
    assert!(
        Visit::begin(&sandbox)
            .await
            .page("getReport?node=337366")
            .await
            .starts_with(columns)
    );
}

#[tokio::test]
async fn settings_of_reports_are_shown_and_checked() {
    let sandbox = start(Company::default()).await;
    let visit = Visit::begin(&sandbox).await;
    for (query, expected) in [
        ("getReportArea", "OK\n\nREPORTAREA:0"),
        ("setReportArea?area=11", "ERROR"),
        ("setReportArea?area=x", "ERROR"),
        ("setReportArea_v8?area=16", "OK"),
        ("getReportArea", "OK\n\nREPORTAREA:16"),
        ("setReportType?type=SUMMARY", "NOTSUPPORTED"),
        ("setReportArea_v2?area=0", "OK"),
        ("setReportType?type=SUMMARY", "OK"),
        ("getReportType", "OK\n\nREPORTTYPE:SUMMARY"),
        (
            "getReport?node=337366",
            "OK\n\nTechnician Name|Technician ID|Number of Sessions|\nJohn Doe|337366|3|\n",
        ),
        ("setReportType?type=SOME", "ERROR"),
        (
            "setReportDate?bdate=2/30/2024&edate=3/1/2024",
            "INVALIDFORMAT",
        ),
        (
            "setReportDate?bdate=2/1/2024%201:00:00&edate=3/1/2024",
            "INVALIDFORMAT",
        ),
        (
            "setReportDate?bdate=3/2/2024&edate=3/1/2024",
            "INVALIDDATERANGE",
        ),
        (
            "setReportDate_v2?bdate=3/1/2024%200:00:01&edate=3/1/2024%2013:00:00",
            "OK",
        ),
        (
            "getReportDate",
            "OK\n\nBEGINDATE:3/1/2024 12:00:01 AM\nENDDATE:3/1/2024 1:00:00 PM",
        ),
        ("setReportTime?btime=9:00&etime=25:00", "INVALIDFORMAT"),
        ("setReportTime?btime=9:00&etime=17:30:00", "OK"),
        ("getReportTime", "OK\n\nBEGINTIME:9:00:00\nENDTIME:17:30:00"),
        ("setTimezone?timezone=-240", "OK"),
        ("setTimezone?timezone=9999", "INVALIDFORMAT"),
        ("getTimezone", "OK\n\nTIMEZONE:-240"),
        ("getDelimiter", "OK\n\nDELIMITER:|"),
        ("setDelimiter?delimiter=", "ERROR"),
        ("setOutput?output=JSON", "ERROR"),
        ("setOutput?output=xml", "OK"),
        ("getOutput", "OK\n\nOUTPUT:XML"),
        ("setDateFormat?dateformat=DDMMYY", "OK"),
        ("setDateFormat", "INVALIDFORMAT"),
        ("logout", "OK"),
        ("getOutput", "NOTLOGGEDIN"),
    ] {
        assert_eq!(visit.page(query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_company_of_ones_own() {
    let mut company = Company::empty();
    company.nodes.push(Node {
        password: "myPassword".into(),
        ..Node::technician(7, 1, "Ann", "ann@example.com")
    });
    company.sessions.push(Session {
        technician: 7,
        ..Session::new(70, company.now)
    });
    let json = company.to_json();
    assert!(
        !json.contains("myPassword") && json.contains("\"password\": \"***\""),
        "{json}"
    );
    assert!(!format!("{company:?}").contains("myPassword"));
    let sandbox = Sandbox::builder()
        .company(company)
        .start()
        .await
        .expect("starts");
    let login = "<sEmail>ann@example.com</sEmail><sPassword>myPassword</sPassword>";
    let session = call11(&sandbox, "login", login, &[])
        .await
        .session()
        .expect("a session")
        .to_owned();
    let cookie = format!("Cookie: ASP.NET_SessionId={session}");
    let node = "<iNodeID>7</iNodeID>";
    let reply = call11(&sandbox, "getSession_V3", node, &[&cookie]).await;
    assert_eq!(
        (reply.element("iID"), reply.element("sTechnician")),
        (Some("70"), Some("Ann"))
    );
    sandbox.change(|company| company.sessions.clear());
    let reply = call11(&sandbox, "getSession_V3", node, &[&cookie]).await;
    assert!(reply.body.contains("<aSessions />"), "{}", reply.body);
    sandbox.reset();
    assert_eq!(sandbox.company().sessions.len(), 1);
    assert!(sandbox.calls().is_empty());
    let reply = call11(&sandbox, "getSession_V3", node, &[&cookie]).await;
    assert_eq!(
        reply.element("getSession_V3Result"),
        Some("getSession_NotLoggedIn")
    );
}

#[test]
fn json_says_what_is_wrong_with_it() {
    let company = Company::from_json("{\"language\": \"de\"}").expect("is read");
    assert_eq!((company.language.as_str(), company.nodes.len()), ("de", 10));
    let hidden = "{\"nodes\": [{\"id\": 7, \"password\": \"***\"}]}";
    let error = Company::from_json(hidden).expect_err("is wrong");
    assert!(error.contains("that of node 7 is not"), "{error}");
    let error = Company::from_json("{\n \"langage\": \"de\"}").expect_err("is wrong");
    assert!(
        error.contains("unknown field `langage`") && error.ends_with("at line 2 column 10"),
        "{error}"
    );
    let error = Company::from_json("{\"now\": \"today\"}").expect_err("is wrong");
    assert!(
        error.contains("`today` is not a moment such as `2024-02-19T14:27:27`"),
        "{error}"
    );
}

/// What is shown of a company can be edited and given back: its passwords are those it had.
#[tokio::test]
async fn a_company_that_was_shown_has_its_passwords_still() {
    let company = Company {
        sso_password: "another".into(),
        ..Company::default()
    };
    assert_eq!(
        Company::from_json(&Company::default().to_json()).as_ref(),
        Ok(&Company::default())
    );
    let builder = Sandbox::builder().company(company);
    let sandbox = builder.start().await.expect("the sandbox starts");
    let shown = ask(&sandbox, "GET", "/_sandbox/company", &[], "")
        .await
        .body;
    assert!(!shown.contains("another"), "{shown}");
    let edited = shown.replace("\"en\"", "\"de\"");
    let reply = ask(&sandbox, "PUT", "/_sandbox/company", &[], edited).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(sandbox.company().language, "de");
    assert_eq!(sandbox.company().sso_password, "another".into());
    let reply = call11(&sandbox, "login", EMAIL, &[]).await;
    assert_eq!(reply.element("loginResult"), Some("login_OK"));
}
