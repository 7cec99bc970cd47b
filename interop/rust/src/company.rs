//! `logmein-rescue` on its own contract: `Rescue.asmx`, a class that Mono's `wsdl` made of `wsdl/api.asmx.wsdl`. It calls
//! what other people's clients call, and has to come to the same values.

use std::collections::BTreeMap;
use std::fmt::Display;

use logmein_rescue::api::{
    GetAccountV2Response, NodePermissions, NodeRef, NodeStatus, SessionStatusV3,
};
use logmein_rescue::{
    Account, Area, Error, LoginCredentials, Node, PinRequest, Protocol, Reply, ReportDate,
    ReportSource, Rescue, Session, User, UserSettings,
};

use crate::account::{EMAIL, PASSWORD};
use crate::check::{Checked, Failure, holds, present, same};

/// A name and a line for each, as `interop/peers/README.md` has it.
const VALUES: &str = include_str!("../../peers/values");

const TECHNICIAN: i32 = 337_366;
const JANE: i32 = 337_368;

/// Values in a line: what is absent or empty is a dash, white space at the ends is not told, line ends are `\n`.
fn line<const N: usize>(values: [String; N]) -> String {
    let shown = values.map(|value| match value.trim() {
        "" => "-".to_owned(),
        value => value.replace('\n', "\\n"),
    });
    shown.join(", ")
}

fn text(value: Option<&(impl Display + ?Sized)>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// The value of an answer without deviations, and its word.
fn clean<T>(reply: Reply<T>) -> Result<(T, String), Failure> {
    let deviations = reply.deviations();
    holds(deviations.is_empty(), || format!("{deviations:?}"))?;
    let word = reply.word().to_owned();
    Ok((reply.into_inner(), word))
}

fn refusal<T>(result: Result<Reply<T>, Error>) -> Result<String, Failure> {
    let error = present("refusal", result.err())?;
    Ok(present("word", error.word())?.to_owned())
}

fn account_line(word: String, account: &Account) -> String {
    line([
        word,
        account.account_id.to_string(),
        text(account.organization.as_ref()),
        account.admin_id.to_string(),
        account.tech_id.to_string(),
        text(account.email.as_ref()),
        text(account.console_running.as_ref()),
    ])
}

fn user_line(user: &User) -> String {
    line([
        user.node_id.to_string(),
        text(user.name.as_ref()),
        text(user.nick.as_ref()),
        text(user.email.as_ref()),
        text(user.sso_id.as_ref()),
        text(user.description.as_ref()),
        user.kind.as_str().to_owned(),
        text(user.account_holder.as_ref()),
        text(user.mobile_addon.as_ref()),
    ])
}

fn node_line(node: &Node) -> String {
    line([
        text(node.node_id.as_ref()),
        text(node.name.as_ref()),
        text(node.email.as_ref()),
        text(node.description.as_ref()),
        text(node.status.as_ref().map(NodeStatus::as_str)),
        node.kind.as_str().to_owned(),
    ])
}

fn session_line(session: &Session) -> String {
    let fields = session.custom_fields.each_ref();
    let fields = fields.map(|field| line([text(field.as_ref())]));
    line([
        session.id.to_string(),
        text(session.status.as_ref().map(SessionStatusV3::as_str)),
        text(session.status_text.as_ref()),
        text(session.entry_id.as_ref()),
        text(session.entry.as_ref()),
        text(session.technician_id.as_ref()),
        text(session.technician.as_ref()),
        text(session.start_time.as_ref()),
        text(session.waiting_seconds.as_ref()),
        fields.join(", "),
        text(session.language.as_ref()),
        text(session.is_lead.as_ref()),
        text(session.handing_off.as_ref()),
    ])
}

fn records<T>(word: String, records: &[T], line: fn(&T) -> String) -> String {
    let lines = records.iter().map(line);
    std::iter::once(word)
        .chain(lines)
        .collect::<Vec<_>>()
        .join("; ")
}

/// All calls, and what came of them.
async fn values(rescue: &Rescue) -> Result<BTreeMap<&'static str, String>, Failure> {
    let mut values = BTreeMap::new();
    let credentials = LoginCredentials::new(EMAIL, PASSWORD);
    let code = rescue.request_auth_code(&credentials).await?;
    let (word, length) = (code.reply().word().to_owned(), code.expose().len());
    let known = rescue.with_auth_code(code);
    let (account, account_word) = clean(known.account_v2().await?)?;
    let account = account_line(account_word, &account);
    values.insert("code", format!("{word}, {length}, {account}"));
    let error = rescue.with_auth_code("x").account_v2().await.err();
    let error = present("refusal", error)?;
    let answer = present("answer", error.soap::<GetAccountV2Response>())?;
    values.insert(
        "other-code",
        line([
            text(error.word()),
            answer.i_account_id.to_string(),
            text(answer.s_organization.as_ref()),
            answer.i_admin_id.to_string(),
            answer.i_tech_id.to_string(),
            text(answer.s_email.as_ref()),
            answer.b_tc_running.to_string(),
        ]),
    );
    people(&known, &mut values).await?;
    nodes_and_sessions(&known, &mut values).await?;
    pins(&known, &mut values).await?;
    let (chat, word) = clean(known.notes().chat(1_053_624_838).await?)?;
    values.insert("chat", line([word, chat]));

    let reports = rescue.reports();
    let day = present("day", ReportDate::new(2024, 2, 19))?;
    let ((), login) = clean(rescue.login(&credentials).await?)?;
    let ((), area) = clean(reports.set_area(Area::CustomerSurvey).await?)?;
    let ((), date) = clean(reports.set_date(day, day).await?)?;
    let (report, word) = clean(reports.get_v2(&ReportSource::node(TECHNICIAN)).await?)?;
    let ((), logout) = clean(rescue.logout().await?)?;
    let report = report.as_str().to_owned();
    values.insert("report", line([login, area, date, word, report, logout]));
    Ok(values)
}

async fn people(
    rescue: &Rescue,
    values: &mut BTreeMap<&'static str, String>,
) -> Result<(), Failure> {
    let technicians = rescue.technicians();
    let mut jane = UserSettings::new(JANE, "Jane Roe", "jane@email.com", true);
    jane.nick = Some("Jay & <Co>".to_owned());
    let ((), set) = clean(technicians.set(&jane, true).await?)?;
    let (jane, word) = clean(technicians.get(JANE).await?)?;
    let status = text(jane.status.as_ref().map(NodeStatus::as_str));
    values.insert(
        "user",
        format!("{set}, {word}, {}, {status}", user_line(&jane)),
    );
    let (john, word) = clean(technicians.get_by_email(EMAIL).await?)?;
    let rpat = text(john.rpat_addon.as_ref());
    let status = text(john.status.as_ref().map(NodeStatus::as_str));
    let john = format!("{word}, {}, {rpat}, {status}", user_line(&john));
    values.insert("user-by-email", john);
    Ok(())
}

async fn nodes_and_sessions(
    rescue: &Rescue,
    values: &mut BTreeMap<&'static str, String>,
) -> Result<(), Failure> {
    let hierarchy = rescue.hierarchy();
    let (group, word) = clean(hierarchy.group(337_354).await?)?;
    let permissions: Vec<_> = group
        .permissions
        .iter()
        .map(NodePermissions::as_str)
        .collect();
    values.insert(
        "group",
        line([
            word,
            group.node_id.to_string(),
            text(group.name.as_ref()),
            text(group.description.as_ref()),
            group.kind.as_str().to_owned(),
            permissions.join(" "),
        ]),
    );
    let word = refusal(hierarchy.group(1).await)?;
    values.insert("no-group", line([word, String::new()]));
    let (nodes, word) = clean(hierarchy.list().await?)?;
    values.insert("nodes", records(word, &nodes, node_line));
    for (name, node, kind) in [
        ("sessions", TECHNICIAN, NodeRef::Node),
        ("one-session", 337_367, NodeRef::Channel),
        ("no-session", JANE, NodeRef::Node),
    ] {
        let (sessions, word) = clean(rescue.sessions().list(node, kind).await?)?;
        values.insert(name, records(word, &sessions, session_line));
    }
    Ok(())
}

async fn pins(rescue: &Rescue, values: &mut BTreeMap<&'static str, String>) -> Result<(), Failure> {
    let pins = rescue.pins();
    let mut customer = PinRequest::named("Ann & <Bob>");
    let (pin, word) = clean(pins.request(&customer).await?)?;
    let closed = refusal(pins.request_v3(&customer, Some(JANE)).await)?;
    customer.without_console = true;
    let (open, open_word) = clean(pins.request_v3(&customer, Some(JANE)).await?)?;
    let length = open.as_str().len();
    let lines = format!("{word}, true, {closed}, -, {open_word}, {length}");
    values.insert("pins", lines);
    let (mail, word) = clean(pins.email_text(&pin).await?)?;
    let link = present("link", mail.link)?;
    values.insert(
        "invitation",
        line([
            word,
            text(mail.subject.as_ref()),
            text(mail.text.as_ref()).replace(pin.as_str(), "PIN"),
            link.ends_with(&format!("?pin={pin}")).to_string(),
            text(mail.signature.as_ref()),
        ]),
    );
    Ok(())
}

/// Every value, against what the other clients have.
pub(crate) async fn as_others(origin: &str, protocol: Protocol) -> Checked {
    let rescue = Rescue::builder()
        .endpoint(format!("{origin}/API/Rescue.asmx"))
        .protocol(protocol)
        .build()?;
    let found = values(&rescue).await?;
    let expected = VALUES.lines().filter_map(|line| line.split_once(' '));
    let expected: BTreeMap<&str, String> = expected
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
    same("values", &found, &expected)?;
    Ok(format!(
        "{} values as other people's clients have them",
        found.len()
    ))
}
