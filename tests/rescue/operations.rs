//! Every call: what is sent over SOAP and to pages, and what is made of the replies.

use std::fmt::Debug;
use std::fmt::Write as _;

use logmein_rescue::api::{NodePermissions, NodeRef, ReportOutput};
use logmein_rescue::castile::DeviationKind;
use logmein_rescue::{
    Arch, Area, Error, ErrorKind, GroupSettings, HierarchyFilter, LensMessage, LoginCredentials,
    PinRequest, Protocol, ReportDate, ReportSetting, ReportSettings, ReportSource, ReportTime,
    ReportType, Rescue, ReturnValue, SessionVersion, UserSettings,
};
use rescue_sandbox::{Sandbox, demo};

use crate::common::{Recorder, client, credentials, page, snapshot};

/// A client that sends to nobody and gets these pages.
fn recorded(protocol: Protocol, pages: &[&str]) -> (Rescue, Recorder) {
    let replies = pages.iter().map(|text| {
        http::Response::builder()
            .header("Content-Type", "text/html; charset=utf-8")
            .body(text.as_bytes().to_vec())
            .unwrap()
    });
    let recorder = Recorder::answering(replies);
    let rescue = Rescue::builder()
        .endpoint("https://h.example")
        .protocol(protocol)
        .transport(recorder.clone())
        .build()
        .unwrap();
    (rescue, recorder)
}

fn login() -> LoginCredentials {
    LoginCredentials::new("ann@h.example", "a&b<c")
}

fn date() -> ReportDate {
    ReportDate::new(2024, 3, 7).unwrap()
}

fn time() -> ReportTime {
    ReportTime::new(9, 5, 0).unwrap()
}

/// Makes every call there is, and names each when it has been made: `technicians().get`. What comes of them is of no
/// interest. The last one ends the session.
#[expect(clippy::too_many_lines, reason = "it is a list")]
pub(crate) async fn call_everything(rescue: &Rescue, mut made: impl FnMut(&str)) {
    let pin = PinRequest::named("Ann & Bob");
    let mut full = pin.clone();
    full.custom_fields = ["Ann & Bob", "1", "2", "3", "4", "5"].map(|field| Some(field.into()));
    full.tracking = Some("t".into());
    full.without_console = true;
    let message = LensMessage {
        phone_number: Some("+1".into()),
        language: Some("de".into()),
    };
    let mut user = UserSettings::new(5, "Ann", "ann@h.example", true);
    user.nick = Some("A".into());
    user.sso_id = Some("77".into());
    user.description = Some("one".into());
    user.password = Some("new".into());
    user.current_password = Some("old".into());
    let mut group = GroupSettings::new(6, "G", false);
    group.description = Some("two".into());
    group.permissions = Some(vec![NodePermissions::RemoteView, NodePermissions::SendUrl]);
    group.locked_permissions = Some(vec![NodePermissions::SendUrl]);
    let filter = HierarchyFilter {
        below: Some(6),
        without_offline: true,
    };
    let link = [Some("Ann".into()), None];
    let source = ReportSource::channel(9);
    let external = ReportSource::other(9, "EXTERNALROOT");
    let moment = (date(), time());
    macro_rules! calls {
        ($($($call:ident($($argument:expr),*)).+;)*) => {$(
            rescue.$($call($($argument),*)).+.await.ok();
            made(&[$(stringify!($call)),+].join("()."));
        )*};
    }
    calls! {
        login(&login());
        request_auth_code(&login());
        request_auth_code_sso(&credentials());
        login_ticket(&credentials());
        login_ticket_dtc(&credentials(), Arch::X64);
        account();
        account_v2();
        technicians().get(5);
        technicians().get_v3(5);
        technicians().get_by_email("ann@h.example");
        technicians().set(&user, true);
        technicians().set_v2(&user, true, false);
        technicians().create(6);
        technicians().any_available_on_channel(9, true);
        hierarchy().list();
        hierarchy().list_v2(filter);
        hierarchy().list_v2(HierarchyFilter::default());
        hierarchy().group(6);
        hierarchy().set_group(&group);
        hierarchy().create_group(6);
        hierarchy().move_node(5, 6);
        hierarchy().delete_node(5);
        hierarchy().assign_channel(5, 9);
        hierarchy().unassign_channel(5, 9);
        sessions().list(5, NodeRef::Node);
        sessions().table(SessionVersion::V1, 9, NodeRef::Channel);
        sessions().table(SessionVersion::V2, 9, NodeRef::Channel);
        sessions().table(SessionVersion::V3, 9, NodeRef::Channel);
        sessions().start(7, 5);
        sessions().hold(7);
        sessions().close(7);
        sessions().cancel_action(7);
        sessions().transfer(7, 5, NodeRef::Node, Some("c"));
        pins().request(&pin);
        pins().request(&full);
        pins().request_v2(&full);
        pins().request_v3(&full, Some(5));
        pins().request_lens_v2(&full);
        pins().request_lens_v3(&full, &message);
        pins().request_lens_v4(&full, &message, Some(5));
        pins().invitation_link(link, Some(5));
        pins().email_text(&"004711".parse().unwrap());
        notes().note(7);
        notes().chat(7);
        reports().fetch(&ReportSettings::default(), &source);
        reports().get(&source);
        reports().get_v2(&external);
        reports().set_area(Area::Session);
        reports().set_area(Area::Login);
        reports().set_area(Area::Number(16));
        reports().set_date(date(), date());
        reports().set_date_v2(moment, moment);
        reports().set_time(time(), time());
        reports().set_delimiter("|");
        // Which XML cannot hold.
        reports().set_delimiter("\u{1}");
        reports().set_output(&ReportOutput::Xml);
        reports().set_time_zone(-240);
        reports().set_type(&ReportType::Summary);
        reports().set_date_format("DDMMYY");
        reports().report_type();
        reports().setting(ReportSetting::Area);
        reports().setting(ReportSetting::Date);
        reports().setting(ReportSetting::Time);
        reports().setting(ReportSetting::Delimiter);
        reports().setting(ReportSetting::Output);
        reports().setting(ReportSetting::TimeZone);
        logout();
    }
}

#[tokio::test]
async fn every_call_is_sent_as_the_service_has_it() {
    let mut text = String::new();
    for protocol in [Protocol::Soap11, Protocol::HttpPost, Protocol::HttpGet] {
        let (rescue, recorder) = recorded(protocol, &[]);
        call_everything(&rescue.with_auth_code("c0de"), |_| ()).await;
        writeln!(text, "== {protocol}").unwrap();
        for request in recorder.requests() {
            let (head, body) = request.split_once("\n\n").unwrap();
            let line = head.lines().next().unwrap();
            let body = body
                .split_once("<soap:Body>")
                .map_or(body, |(_, body)| body);
            let body = body
                .split_once("</soap:Body>")
                .map_or(body, |(body, _)| body);
            writeln!(text, "{line}\n  {body}").unwrap();
        }
    }
    snapshot("operations_sent", &text);
}

/// The value of a page, or its error, on lines of their own.
fn show<T: Debug>(result: Result<logmein_rescue::Reply<T>, Error>) -> String {
    match result {
        Ok(reply) => {
            assert_eq!(reply.word(), "OK");
            assert!(reply.page().is_some());
            format!("{:#?}\n", *reply)
        }
        Err(error) => {
            assert!(error.reply_received().is_some());
            format!("{error}\n")
        }
    }
}

#[tokio::test]
async fn replies_of_pages_are_read_by_their_labels() {
    let user = "OK\n\nNODEID:5\nNAME:Ann\nNICK:\nEMAIL:ann@h.example\nSSOID:1\nDESCRIPTION:one\n\ntwo\nTYPE:Technician\n\
                HASMOBILEADDON:True\nISACCOUNTHOLDER:false\nSTATUS:Online";
    let group = "OK\n\nNODEID:6\nNAME:G\nDESCRIPTION:\nTYPE:TechnicianGroup\nPERMISSIONS:SendURL, New\nLOCKEDPERMISSIONS:\n\
                 ISENABLED:ja\nSTANDARDCONCURRENTLIMIT:3\nMOBILECONCURRENTLIMIT:\n";
    let nodes = "OK\n\nNodeID:1\nParentID:0\nName:Root\nEmail:\nDescription:\nStatus:Away\nType:Root\n\n\
                 NodeID:2\nParentID:1\nName:B\nEmail:b@h.example\nDescription:x\n\ny\nStatus:Neu\nType:Odd\n\n";
    let head = "ID|Status|Entry ID|Entry|Technician ID|Technician|Start Time|Waiting Time|Custom Field 0|Custom Field 1|\
                Custom Field 2|Custom Field 3|Custom Field 4|Custom Field 5|Language|Transferred To|Transferred Comment|\
                Is Lead Technician|HandingOff|";
    let row = "7|Aktiv|9|Web|5|Ann|3/27/2024 10:15 AM|0|Bob||||||en|||ja|nein|";
    let mut text = String::new();
    macro_rules! read {
        ($($page:expr => $($call:ident($($argument:expr),*)).+;)*) => {$({
            let (rescue, _) = recorded(Protocol::HttpPost, &[$page.as_ref()]);
            let result = rescue.$($call($($argument),*)).+.await;
            writeln!(text, "{}{}\n", stringify!($($call).+), format!("\n{}", show(result)).trim_end()).unwrap();
        })*};
    }
    let broken = row.replace("Bob", "B|ob");
    read! {
        "OK\n\nAccountID:1\nOrganization:Höhe & Co\nAdminID:2\nTechID:3\nEmail:a@h.example" => account();
        "OK\n\nAccountID:1\nAdminID:x\nTechID:3" => account();
        "OK\n\nOrganization:H" => account();
        "NOTLOGGEDIN" => account();
        user => technicians().get(5);
        user.replace("two", "NAME:Bob") => technicians().get(5);
        "OK\n\n815" => technicians().create(6);
        "OK" => technicians().create(6);
        "INVALIDPARAM_PASSWORD_HAS_TO_BE_AT_LEAST_8_CHARACTERS_LONG\r\n"
            => technicians().set(&UserSettings::new(5, "A", "a@h.example", true), true);
        "TRUE" => technicians().any_available_on_channel(9, true);
        "FALSE\r\n" => technicians().any_available_on_channel(9, true);
        "OK" => technicians().any_available_on_channel(9, true);
        "WAHR" => technicians().any_available_on_channel(9, true);
        group => hierarchy().group(6);
        nodes => hierarchy().list();
        "OK" => hierarchy().list();
        "OK\n\nName:B" => hierarchy().list();
        format!("OK\n\n{head}\n{row}\n") => sessions().list(5, NodeRef::Node);
        format!("OK\n\n{head}\n") => sessions().list(5, NodeRef::Node);
        format!("OK\n\n{head}\n{broken}\n{row}") => sessions().list(5, NodeRef::Node);
        "OK\n\nPINCODE:004711" => pins().request(&PinRequest::default());
        "OK\n\nPINCODE:4711" => pins().request(&PinRequest::default());
        "OK\n\nPINCODE:4711" => pins().request_v2(&PinRequest::default());
        "OK\n\nPINCODE:-4711" => pins().request(&PinRequest::default());
        "POLLRATEEXCEEDED" => pins().request(&PinRequest::default());
        "OK\nPINCODE:123456\nSMS_RESULT: sendInvitationForMobileSession_OK"
            => pins().request_lens_v4(&PinRequest::default(), &LensMessage::default(), None);
        "OK\n\nSUBJECT:Hi\nTEXT:Line 1\n\nLine 3\nLINK:https://h.example/?a=b:c\nSIGNATURE:Ann\nRescue"
            => pins().email_text(&"004711".parse().unwrap());
        "OK\n\nNOTE:one\n\nNOTE:two\n" => notes().note(7);
        "OK\n\n10:15 Ann: hello\n10:16 Bob: hi" => notes().chat(7);
        "OK\n\nREPORTTYPE:SUMMARY" => reports().report_type();
        "OK\n\nREPORTDATE:3/7/2024" => reports().setting(ReportSetting::Date);
        "NOTSUPPORTED" => reports().set_type(&ReportType::Summary);
        "LIMITREACHED" => login(&login());
        "GLOBALIPRESTRICTED" => login(&login());
    }
    snapshot("operations_pages", &text);
}

#[tokio::test]
async fn a_report_is_a_table_or_xml() {
    let (rescue, _) = recorded(
        Protocol::HttpPost,
        &["OK\n\nA\tB\t\n1\t\t\n", "OK\n\n<report/>"],
    );
    let report = rescue.reports().get(&ReportSource::node(5)).await.unwrap();
    let table = report.table("\t").unwrap();
    let row = table.rows().next().unwrap().unwrap();
    assert_eq!((row.get("A"), row.get("B")), (Some("1"), Some("")));
    assert!(!report.is_xml());
    let report = rescue.reports().get(&ReportSource::node(5)).await.unwrap();
    assert_eq!((report.is_xml(), report.as_str()), (true, "<report/>"));
}

#[tokio::test]
async fn lines_that_nobody_asked_for_are_refused_where_the_policy_says_so() {
    let text = "OK\n\nAccountID:1\nAdminID:2\nTechID:3\nNew:4";
    let (rescue, _) = recorded(Protocol::HttpPost, &[text]);
    let account = rescue.account().await.unwrap();
    assert_eq!(account.tech_id, 3);
    let noted: Vec<_> = account.page_deviations().iter().collect();
    assert_eq!(noted[0].kind, DeviationKind::UnknownText);
    assert_eq!(
        noted[0].to_string(),
        "the reply has lines that nobody asked for"
    );
    assert_eq!((noted.len(), account.deviations().total()), (1, 0));
    let recorder = Recorder::answering([http::Response::builder()
        .header("Content-Type", "text/html")
        .body(text.as_bytes().to_vec())
        .unwrap()]);
    let strict = Rescue::builder()
        .protocol(Protocol::HttpPost)
        .transport(recorder)
        .policy(logmein_rescue::castile::Policy::default().refuse(DeviationKind::UnknownText))
        .build()
        .unwrap();
    assert_eq!(strict.account().await.unwrap_err().kind(), ErrorKind::Reply);
}

#[tokio::test]
async fn a_text_in_another_encoding_is_no_text() {
    let recorder = Recorder::answering([http::Response::builder()
        .header("Content-Type", "text/html; charset=utf-8")
        .body(b"OK\n\nNOTE:H\xf6he".to_vec())
        .unwrap()]);
    let rescue = Rescue::builder()
        .protocol(Protocol::HttpPost)
        .transport(recorder)
        .build()
        .unwrap();
    let error = rescue.notes().note(7).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the reply to `getNote` cannot be read: expected text, found bytes that are none in the encoding they should be \
         in (HTTP status 200, content type `text/html; charset=utf-8`)"
    );
}

fn demo_login() -> LoginCredentials {
    LoginCredentials::new(demo::EMAIL, demo::PASSWORD)
}

/// How often an operation was called.
fn count(sandbox: &Sandbox, operation: &str) -> usize {
    let calls = sandbox.calls();
    let named = calls
        .iter()
        .filter(|call| call.operation.as_deref() == Some(operation));
    named.count()
}

#[tokio::test]
async fn accounts_do_not_share_a_login() {
    let sandbox = Sandbox::start().await.unwrap();
    for protocol in Protocol::ALL {
        let (ann, bob) = (client(&sandbox, protocol), client(&sandbox, protocol));
        ann.login(&demo_login()).await.unwrap();
        assert_eq!(
            ann.clone().account().await.unwrap().account_id,
            demo::ACCOUNT_ID
        );
        let error = bob.account().await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Refused(ReturnValue::NotLoggedIn),
            "{protocol}"
        );
        ann.logout().await.unwrap();
        let error = ann.account().await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Refused(ReturnValue::NotLoggedIn),
            "{protocol}"
        );
        // A code needs no login.
        let code = bob.request_auth_code(&demo_login()).await.unwrap();
        let bob = bob.with_auth_code(code);
        let account = bob.account().await.unwrap();
        assert_eq!(account.organization.as_deref(), Some(demo::ORGANIZATION));
        let wrong = bob.with_auth_code("0").account().await.unwrap_err();
        assert_eq!(
            wrong.kind(),
            ErrorKind::Refused(ReturnValue::InvalidSecretAuthCode)
        );
    }
}

#[tokio::test]
async fn tasks_that_share_a_client_log_in_once() {
    for protocol in Protocol::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let rescue = client(&sandbox, protocol).with_login(demo_login());
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let rescue = rescue.clone();
                tokio::spawn(
                    async move { rescue.account().await.map(|account| account.account_id) },
                )
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), demo::ACCOUNT_ID);
        }
        assert_eq!(count(&sandbox, "login"), 1, "{protocol}");
        rescue.logout().await.unwrap();
        rescue.account().await.unwrap();
        assert_eq!(count(&sandbox, "login"), 2, "{protocol}");
    }
}

#[tokio::test]
async fn two_accounts_do_not_share_a_session() {
    for protocol in Protocol::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let base = client(&sandbox, protocol);
        let first = base.with_login(demo_login());
        let jane = LoginCredentials::new("jane@email.com", demo::PASSWORD);
        let second = base.with_login(jane.clone());
        first.account().await.unwrap();
        let calls = sandbox.calls().len();
        let refused = second.account().await.map(|_| ()).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Configuration, "{protocol}");
        // This one never logs in by itself, and would be made as the first.
        let refused = second.reports().set_area(Area::ChatLog).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Configuration, "{protocol}");
        let refused = first.login(&jane).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Configuration, "{protocol}");
        assert_eq!(sandbox.calls().len(), calls, "{protocol}");

        let second = client(&sandbox, protocol).with_login(jane);
        assert_eq!(
            second.account().await.unwrap().tech_id,
            demo::OFFLINE_ID,
            "{protocol}"
        );
        assert_eq!(
            first.account().await.unwrap().tech_id,
            demo::TECHNICIAN_ID,
            "{protocol}"
        );
    }
}

#[tokio::test]
async fn a_login_that_fails_is_the_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let wrong = LoginCredentials::new(demo::EMAIL, "wrong");
    let rescue = client(&sandbox, Protocol::Soap11).with_login(wrong);
    let error = rescue.account().await.unwrap_err();
    assert_eq!(
        (error.method(), error.kind()),
        ("login", ErrorKind::Refused(ReturnValue::Invalid))
    );
}

#[tokio::test]
async fn who_is_no_administrator_is_asked_to_log_in_once() {
    let replies = ["OK", "NOTLOGGEDINASADMIN", "NOTLOGGEDINASADMIN"];
    let (rescue, recorder) = recorded(Protocol::HttpPost, &replies);
    let rescue = rescue.with_login(login());
    for _ in 0..2 {
        let error = rescue.sessions().close(7).await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Refused(ReturnValue::NotLoggedInAsAdmin)
        );
    }
    assert_eq!(recorder.requests().len(), 3);
}

#[tokio::test]
async fn a_report_is_set_anew_after_a_login() {
    let replies = [
        "OK",
        "OK\n\nNOTE:",
        "OK",
        "OK",
        "NOTLOGGEDIN",
        "OK",
        "OK",
        "OK",
        "OK\n\nA|\n1|",
    ];
    let (rescue, recorder) = recorded(Protocol::HttpPost, &replies);
    let rescue = rescue.with_login(login());
    rescue.notes().note(7).await.unwrap();
    let mut settings = ReportSettings::default();
    settings.area = Some(Area::ChatLog);
    settings.dates = Some((date(), date()));
    let report = rescue
        .reports()
        .fetch(&settings, &ReportSource::node(5))
        .await
        .unwrap();
    assert_eq!(report.as_str(), "A|\n1|");
    let requests = recorder.requests();
    let pages: Vec<&str> = requests
        .iter()
        .map(|request| {
            request
                .split_once(".aspx")
                .unwrap()
                .0
                .rsplit_once('/')
                .unwrap()
                .1
        })
        .collect();
    assert_eq!(
        pages,
        [
            "login",
            "getNote",
            "setReportArea",
            "setReportDate",
            "getReport_v2",
            "login",
            "setReportArea",
            "setReportDate",
            "getReport_v2"
        ]
    );
    // Alone they are not: what was set before would be lost without a word.
    let (rescue, recorder) = recorded(Protocol::HttpPost, &["NOTLOGGEDIN"]);
    let rescue = rescue.with_login(login());
    let error = rescue.reports().set_area(Area::ChatLog).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused(ReturnValue::NotLoggedIn));
    assert_eq!(recorder.requests().len(), 1);
}

#[tokio::test]
async fn sessions_come_over_every_protocol() {
    let sandbox = Sandbox::start().await.unwrap();
    for protocol in Protocol::ALL {
        let rescue = client(&sandbox, protocol).with_login(demo_login());
        let sessions = rescue
            .sessions()
            .list(demo::TECHNICIAN_ID, NodeRef::Node)
            .await
            .unwrap();
        assert!(!sessions.is_empty(), "{protocol}");
        assert!(
            sessions
                .iter()
                .all(|session| session.technician.is_some() && session.status_text.is_some())
        );
        assert_eq!(
            sessions.page().is_some(),
            !matches!(protocol, Protocol::Soap11 | Protocol::Soap12)
        );
    }
    sandbox.next(page("OK"));
    let rescue = client(&sandbox, Protocol::HttpPost);
    let error = rescue.sessions().list(5, NodeRef::Node).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reply);
}

#[tokio::test]
async fn a_refusal_over_soap_keeps_the_answer() {
    let sandbox = Sandbox::start().await.unwrap();
    let rescue = client(&sandbox, Protocol::Soap12);
    let error = rescue.account().await.unwrap_err();
    let answer = error
        .soap::<logmein_rescue::api::GetAccountResponse>()
        .unwrap();
    assert_eq!(
        answer.get_account_result,
        logmein_rescue::api::GetAccountRet::NotLoggedIn
    );
    // And the reply as it came, the call as it went, but no error beneath that says the same again.
    assert_eq!(error.status(), Some(http::StatusCode::OK));
    let exchange = error.call().and_then(castile::Error::exchange).unwrap();
    assert!(exchange.outcome().starts_with("Refused: "), "{exchange}");
    assert!(std::error::Error::source(&error).is_none());
    let account = rescue.with_login(demo_login()).account_v2().await.unwrap();
    assert_eq!(
        (account.word(), account.console_running.is_some()),
        ("getAccount_OK", true)
    );
    assert!(
        account
            .soap::<logmein_rescue::api::GetAccountV2Response>()
            .is_some()
    );
}

#[tokio::test]
async fn the_organization_changes_over_every_protocol() {
    for protocol in Protocol::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let rescue = client(&sandbox, protocol).with_login(demo_login());
        assert_eq!(rescue.account().await.unwrap().tech_id, demo::TECHNICIAN_ID);
        let (technicians, hierarchy) = (rescue.technicians(), rescue.hierarchy());
        let john = technicians.get(demo::TECHNICIAN_ID).await.unwrap();
        assert_eq!(john.email.as_deref(), Some(demo::EMAIL));
        let again = technicians.get_v3(demo::TECHNICIAN_ID).await.unwrap();
        assert_eq!(
            (&again.name, again.rpat_addon.is_some()),
            (&john.name, true)
        );
        let found = technicians.get_by_email(demo::EMAIL).await.unwrap();
        assert_eq!(found.email, john.email);
        let error = technicians.get(1).await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Refused(ReturnValue::InvalidParamNode)
        );

        let new = *technicians.create(demo::GROUP_ID).await.unwrap();
        let mut settings = UserSettings::new(new, "New", "new@h.example", true);
        settings.password = Some("a long one".into());
        let error = technicians.set(&settings, true).await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Refused(ReturnValue::InvalidParamPasswordWhitespace)
        );
        settings.password = Some("longEnough&<".into());
        technicians.set(&settings, true).await.unwrap();
        assert_eq!(technicians.get(new).await.unwrap().mobile_addon, Some(true));
        technicians.set_v2(&settings, false, true).await.unwrap();
        let user = technicians.get_v3(new).await.unwrap();
        assert_eq!(
            (user.mobile_addon, user.rpat_addon),
            (Some(false), Some(true))
        );
        client(&sandbox, protocol)
            .login(&LoginCredentials::new("new@h.example", "longEnough&<"))
            .await
            .unwrap();

        let all = hierarchy.list().await.unwrap();
        assert!(
            all.iter().any(|node| node.node_id == Some(new)),
            "{protocol}"
        );
        let filter = HierarchyFilter {
            below: Some(demo::GROUP_ID),
            without_offline: true,
        };
        let below = hierarchy.list_v2(filter).await.unwrap();
        let has = |id| below.iter().any(|node| node.node_id == Some(id));
        assert!(has(demo::TECHNICIAN_ID) && !has(demo::ROOT_ID) && !has(demo::OFFLINE_ID));
        let group = hierarchy.group(demo::GROUP_ID).await.unwrap();
        assert_eq!(group.node_id, demo::GROUP_ID);
        let mut changed = GroupSettings::new(demo::GROUP_ID, "Renamed", true);
        changed.permissions = Some(vec![NodePermissions::SendUrl]);
        hierarchy.set_group(&changed).await.unwrap();
        let group = hierarchy.group(demo::GROUP_ID).await.unwrap();
        assert_eq!(group.name.as_deref(), Some("Renamed"));
        assert_eq!(group.permissions, [NodePermissions::SendUrl]);

        let other = *hierarchy.create_group(demo::TECHNICIANS_ID).await.unwrap();
        hierarchy.move_node(new, other).await.unwrap();
        hierarchy
            .assign_channel(new, demo::CHANNEL_ID)
            .await
            .unwrap();
        let error = hierarchy
            .assign_channel(new, demo::CHANNEL_ID)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused(ReturnValue::InvalidAssign));
        hierarchy
            .unassign_channel(new, demo::CHANNEL_ID)
            .await
            .unwrap();
        let error = hierarchy.delete_node(other).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused(ReturnValue::InvalidDelete));
        hierarchy.delete_node(new).await.unwrap();
        hierarchy.delete_node(other).await.unwrap();
        technicians.get(new).await.unwrap_err();
        assert_eq!(count(&sandbox, "login"), 2);
        // The session is over after twenty idle minutes.
        sandbox.advance(std::time::Duration::from_secs(21 * 60));
        rescue.account().await.unwrap();
        assert_eq!(count(&sandbox, "login"), 3, "{protocol}");
    }
}

#[tokio::test]
async fn sessions_are_started_held_and_closed_over_every_protocol() {
    for protocol in Protocol::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let rescue = client(&sandbox, protocol).with_login(demo_login());
        let sessions = rescue.sessions();
        let ids = async || -> Vec<i32> {
            let list = sessions
                .list(demo::TECHNICIAN_ID, NodeRef::Node)
                .await
                .unwrap();
            list.iter().map(|session| session.id).collect()
        };
        assert!(ids().await.contains(&demo::ACTIVE_SESSION_ID));
        for version in [SessionVersion::V1, SessionVersion::V2, SessionVersion::V3] {
            let table = sessions
                .table(version, demo::CHANNEL_ID, NodeRef::Channel)
                .await
                .unwrap();
            let rows = table
                .rows()
                .map(|row| row.unwrap().get("ID").unwrap().to_owned());
            assert!(
                rows.collect::<Vec<_>>()
                    .contains(&demo::WAITING_SESSION_ID.to_string())
            );
        }
        let available = rescue
            .technicians()
            .any_available_on_channel(demo::CHANNEL_ID, false)
            .await
            .unwrap();
        assert!(*available);
        sessions
            .start(demo::WAITING_SESSION_ID, demo::TECHNICIAN_ID)
            .await
            .unwrap();
        assert!(
            ids().await.contains(&demo::WAITING_SESSION_ID),
            "{protocol}"
        );
        sessions
            .cancel_action(demo::WAITING_SESSION_ID)
            .await
            .unwrap();
        sessions.hold(demo::ACTIVE_SESSION_ID).await.unwrap();
        sessions.close(demo::ACTIVE_SESSION_ID).await.unwrap();
        rescue.notes().note(demo::ACTIVE_SESSION_ID).await.unwrap();
        let chat = rescue.notes().chat(demo::ACTIVE_SESSION_ID).await.unwrap();
        assert!(!chat.is_empty());
        rescue.notes().chat(1).await.unwrap_err();
    }
}

#[tokio::test]
async fn invitations_come_over_every_protocol() {
    for protocol in Protocol::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let rescue = client(&sandbox, protocol).with_login(demo_login());
        let (pins, request) = (rescue.pins(), PinRequest::named("Ann & Bob"));
        let (message, technician) = (LensMessage::default(), Some(demo::TECHNICIAN_ID));
        let codes = [
            pins.request(&request).await.unwrap().into_inner(),
            pins.request_v2(&request).await.unwrap().into_inner(),
            pins.request_v3(&request, technician)
                .await
                .unwrap()
                .into_inner(),
            pins.request_lens_v2(&request).await.unwrap().into_inner(),
            pins.request_lens_v3(&request, &message)
                .await
                .unwrap()
                .into_inner()
                .pin,
            pins.request_lens_v4(&request, &message, technician)
                .await
                .unwrap()
                .into_inner()
                .pin,
        ];
        let text = pins.email_text(&codes[0]).await.unwrap();
        assert!(
            text.link.as_ref().unwrap().contains(codes[0].as_str()),
            "{protocol}"
        );
        assert!(text.text.is_some() && text.subject.is_some());
        assert!(
            codes
                .iter()
                .all(|code| sandbox.customer_joins(code.as_str()).is_some())
        );
        let link = pins
            .invitation_link([Some("Ann".into()), None], None)
            .await
            .unwrap();
        assert!(link.starts_with("http"));
        let nobody = pins
            .request_v3(&request, Some(demo::CHANNEL_ID))
            .await
            .unwrap_err();
        assert_eq!(
            nobody.kind(),
            ErrorKind::Refused(ReturnValue::NotTechnician)
        );
    }
}

#[tokio::test]
async fn reports_come_over_every_protocol() {
    for protocol in Protocol::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let rescue = client(&sandbox, protocol).with_login(demo_login());
        let (reports, source) = (rescue.reports(), ReportSource::node(demo::TECHNICIAN_ID));
        let mut settings = ReportSettings::default();
        settings.area = Some(Area::Session);
        settings.report_type = Some(ReportType::ListAll);
        settings.dates = Some((
            ReportDate::new(2000, 1, 1).unwrap(),
            ReportDate::new(2099, 12, 31).unwrap(),
        ));
        settings.times = Some((
            ReportTime::new(0, 0, 0).unwrap(),
            ReportTime::new(23, 59, 59).unwrap(),
        ));
        settings.time_zone = Some(-240);
        settings.output = Some(ReportOutput::Text);
        settings.delimiter = Some("~".into());
        let report = reports.fetch(&settings, &source).await.unwrap();
        let table = report.table("~").unwrap();
        assert!(
            table.header().len() > 3 && table.rows().len() > 0,
            "{protocol}"
        );
        assert!(table.rows().all(|row| row.is_ok()));
        assert_eq!(*reports.report_type().await.unwrap(), ReportType::ListAll);
        let delimiter = reports.setting(ReportSetting::Delimiter).await.unwrap();
        assert!(delimiter.ends_with('~'), "{delimiter:?}");
        // The session, and the settings with it, are over: they are set again.
        sandbox.advance(std::time::Duration::from_secs(21 * 60));
        // A task can do it, as its futures are `Send`.
        let task = {
            let (rescue, settings, source) = (rescue.clone(), settings.clone(), source.clone());
            tokio::spawn(async move { rescue.reports().fetch(&settings, &source).await })
        };
        let again = task.await.unwrap().unwrap();
        assert_eq!(again.as_str(), report.as_str());
        settings.output = Some(ReportOutput::Xml);
        let xml = reports.fetch(&settings, &source).await.unwrap();
        assert!(xml.is_xml(), "{protocol}");
        assert_eq!(xml.table("~").unwrap(), table, "{protocol}");
    }
}
