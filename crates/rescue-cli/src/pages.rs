//! The operations that are known by their pages alone, as `rescue call` makes them.
//!
//! In: an operation and what was given for its parameters. Out: what the facade made of the reply, as JSON. How their
//! options, help and completions are made is left to `operation`.

use castile::Secret;
use logmein_rescue::{
    Arch, Error, GroupSettings, HierarchyFilter, LensMessage, PinRequest, Reply, ReportDate,
    ReportSetting, ReportTime, ReportType, Reports, Rescue, SessionVersion, SsoCredentials, Table,
    UserSettings,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::contract::{Form, Kind, Operation, Parameter};
use crate::exit::Exit;
use crate::export;
use crate::failure::Failure;

/// What a parameter takes, and whether it has to be given.
type Row = (&'static str, Take, bool);

#[derive(Clone, Copy)]
enum Take {
    Text,
    Int,
    Boolean,
    Words(&'static [&'static str]),
}

const NODE: Row = ("node", Take::Int, true);
const PARENT: Row = ("parent", Take::Int, true);
const SESSION: Row = ("session", Take::Int, true);
const NODE_REF: Row = ("noderef", Take::Words(&["NODE", "CHANNEL"]), true);
const STATUS: Row = ("status", Take::Words(&["Enabled", "Disabled"]), true);
const NAME: Row = ("name", Take::Text, true);
const ENTRY: Row = ("entry", Take::Int, true);
const SSO: [Row; 3] = [
    ("ssoid", Take::Text, true),
    ("Password", Take::Text, false),
    ("CompanyID", Take::Text, true),
];
const FIELDS: [Row; 8] = [
    ("cfield0", Take::Text, false),
    ("cfield1", Take::Text, false),
    ("cfield2", Take::Text, false),
    ("cfield3", Take::Text, false),
    ("cfield4", Take::Text, false),
    ("cfield5", Take::Text, false),
    ("tracking0", Take::Text, false),
    ("notechconsole", Take::Boolean, false),
];

/// An operation that is known by its page.
struct Page {
    /// The name of the page.
    name: &'static str,
    does: &'static str,
    /// As the page has them. The authentication code is the caller's, and the confirmation of a password is the password.
    parameters: &'static [&'static [Row]],
    /// Whether it is about the settings of reports, which are those of a session: the facade logs nobody in for it.
    is_setting: bool,
}

const fn page(
    name: &'static str,
    does: &'static str,
    parameters: &'static [&'static [Row]],
) -> Page {
    Page {
        name,
        does,
        parameters,
        is_setting: false,
    }
}

const fn setting(name: &'static str, does: &'static str, row: &'static [&'static [Row]]) -> Page {
    Page {
        is_setting: true,
        ..page(name, does, row)
    }
}

const PAGES: &[Page] = &[
    page(
        "GetLoginTicket",
        "Gives the address that logs a technician in to the web console",
        &[&SSO],
    ),
    page(
        "GetDTCLoginTicket",
        "Gives the address that downloads the desktop console with a technician logged in",
        &[&SSO, &[("arch", Take::Words(&["64"]), false)]],
    ),
    page(
        "createUser",
        "Makes a user in a group, and gives the node",
        &[&[PARENT]],
    ),
    page(
        "setUser_v2",
        "Changes a user, and both add-ons",
        &[&[
            NODE,
            NAME,
            ("email", Take::Text, true),
            STATUS,
            ("mobileaddon", Take::Boolean, true),
            ("rpataddon", Take::Boolean, true),
            ("nick", Take::Text, false),
            ("ssoid", Take::Text, false),
            ("pwd", Take::Text, false),
            ("oldpwd", Take::Text, false),
            ("description", Take::Text, false),
        ]],
    ),
    page(
        "isAnyTechAvailableOnChannel",
        "Says whether a technician of a channel is there",
        &[&[
            ("ChannelID", Take::Int, true),
            ("ExcludingAwayAndBusy", Take::Boolean, false),
        ]],
    ),
    page(
        "createGroup",
        "Makes a group in a group, and gives the node",
        &[&[PARENT]],
    ),
    page(
        "setGroup",
        "Changes a group; permissions are words with commas between them",
        &[&[
            NODE,
            NAME,
            STATUS,
            ("description", Take::Text, false),
            ("permission", Take::Text, false),
            ("lockedpermission", Take::Text, false),
        ]],
    ),
    page(
        "moveNode",
        "Moves a node into another one",
        &[&[NODE, ("targetnode", Take::Int, true)]],
    ),
    page(
        "assignChannel",
        "Assigns a technician or a group to a channel, the entry",
        &[&[NODE, ENTRY]],
    ),
    page(
        "unassignChannel",
        "Takes a technician or a group off a channel, the entry",
        &[&[NODE, ENTRY]],
    ),
    page(
        "getHierarchy_v2",
        "Lists all nodes, or those below one",
        &[&[
            ("node", Take::Int, false),
            ("filteroffline", Take::Boolean, false),
        ]],
    ),
    page(
        "getSession",
        "Lists the sessions of a technician, group or channel",
        &[&[NODE, NODE_REF]],
    ),
    page(
        "getSession_v2",
        "Lists the sessions of a technician, group or channel",
        &[&[NODE, NODE_REF]],
    ),
    page(
        "holdSession",
        "Puts a session on hold, as an administrator",
        &[&[SESSION]],
    ),
    page(
        "transferSession",
        "Gives a session to another technician or a channel, as an administrator",
        &[&[SESSION, NODE, NODE_REF, ("comment", Take::Text, false)]],
    ),
    page(
        "requestPINCode_v2",
        "Gives a PIN code; the name of the page is inferred",
        &[&FIELDS],
    ),
    page(
        "requestLensPINCode_v4",
        "Gives a PIN code of a Lens session, and sends it; the name of the page is inferred",
        &[
            &FIELDS,
            &[
                ("PhoneNumber", Take::Text, false),
                ("LangCode", Take::Text, false),
                ("NodeId", Take::Int, false),
            ],
        ],
    ),
    setting(
        "setReportDate_v2",
        "Sets the first and the last moment that reports are about, as 2024-03-27T08:00:00",
        &[&[("bdate", Take::Text, true), ("edate", Take::Text, true)]],
    ),
    setting(
        "setTimezone",
        "Sets the minutes from UTC that reports go by",
        &[&[("timezone", Take::Int, true)]],
    ),
    setting(
        "setReportType",
        "Sets whether reports list or count",
        &[&[("type", Take::Words(&["LISTALL", "SUMMARY"]), true)]],
    ),
    setting(
        "setDateFormat",
        "Sets the format of dates; the guide has DDMMYY",
        &[&[("dateformat", Take::Text, true)]],
    ),
    setting("getReportType", "Shows whether reports list or count", &[]),
    setting("getReportArea", "Shows what reports are about", &[]),
    setting(
        "getReportDate",
        "Shows the days that reports are about",
        &[],
    ),
    setting(
        "getReportTime",
        "Shows the times of day that reports are about",
        &[],
    ),
    setting(
        "getDelimiter",
        "Shows what stands after each cell of a report",
        &[],
    ),
    setting("getOutput", "Shows whether reports are XML or text", &[]),
    setting(
        "getTimezone",
        "Shows the minutes from UTC that reports go by",
        &[],
    ),
];

/// All of them, as the command line has them.
pub(crate) fn operations() -> impl Iterator<Item = Operation> {
    PAGES.iter().map(|page| {
        let rows = page.parameters.iter().copied().flatten();
        let parameters = rows.map(|(name, take, required)| {
            let kind = match take {
                Take::Text => Kind::Text,
                Take::Int => Kind::Int,
                Take::Boolean => Kind::Boolean,
                Take::Words(words) => Kind::Word(words.iter().map(ToString::to_string).collect()),
            };
            Parameter::new(name, kind, *required, None)
        });
        Operation {
            name: page.name.to_owned(),
            documentation: Some(format!("{}. Known as a page only.", page.does)),
            parameters: parameters.collect(),
            results: Vec::new(),
            form: Form::Page,
        }
    })
}

/// Whether it is about the settings of reports, for which the facade logs nobody in.
pub(crate) fn is_setting(operation: &str) -> bool {
    let page = PAGES.iter().find(|page| page.name == operation);
    page.is_some_and(|page| page.is_setting)
}

/// What was given for the parameters.
pub(crate) struct Given<'g>(pub(crate) &'g [(&'g Parameter, Secret)]);

impl Given<'_> {
    fn secret(&self, name: &str) -> Option<&Secret> {
        let found = self.0.iter().find(|(parameter, _)| parameter.name == name);
        found.map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.secret(name).map(|value| value.expose().to_owned())
    }

    fn required(&self, name: &str) -> Result<String, Failure> {
        self.text(name)
            .ok_or_else(|| Failure::usage(format!("`{name}` is missing")))
    }

    fn optional_int(&self, name: &str) -> Result<Option<i32>, Failure> {
        let read = |text: String| {
            text.parse()
                .map_err(|_| Failure::usage(format!("expected a number for `{name}`")))
        };
        self.text(name).map(read).transpose()
    }

    fn int(&self, name: &str) -> Result<i32, Failure> {
        self.optional_int(name)?
            .ok_or_else(|| Failure::usage(format!("`{name}` is missing")))
    }

    fn flag(&self, name: &str) -> bool {
        self.text(name).as_deref() == Some("true")
    }

    /// A word of one of the two that a switch has. The facade has no others.
    fn either(&self, name: &str, yes: &str, no: &str) -> Result<bool, Failure> {
        match self.text(name) {
            Some(word) if word == yes => Ok(true),
            Some(word) if word != no => Err(Failure::usage(format!(
                "`{name}` takes no other word, found `{word}`"
            ))),
            _ => Ok(false),
        }
    }

    /// A word of an enumeration, known or not.
    fn word<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        word(&self.required(name)?)
    }

    /// Words with commas between them.
    fn words<T: DeserializeOwned>(&self, name: &str) -> Result<Option<Vec<T>>, Failure> {
        let read = |text: String| {
            let words = text.split(',').map(str::trim);
            words.filter(|it| !it.is_empty()).map(word).collect()
        };
        self.text(name).map(read).transpose()
    }

    /// A moment as `2024-03-27T08:00:00`.
    fn moment(&self, name: &str) -> Result<(ReportDate, ReportTime), Failure> {
        let text = self.required(name)?;
        moment(&text).ok_or_else(|| {
            Failure::usage(format!(
                "`{text}` is no moment such as 2024-03-27T08:00:00, for `{name}`"
            ))
        })
    }

    fn pin_request(&self) -> PinRequest {
        let mut request = PinRequest::default();
        for (index, field) in request.custom_fields.iter_mut().enumerate() {
            *field = self.text(&format!("cfield{index}"));
        }
        request.tracking = self.text("tracking0");
        request.without_console = self.flag("notechconsole");
        request
    }
}

fn word<T: DeserializeOwned>(word: &str) -> Result<T, Failure> {
    serde_json::from_value(Value::from(word))
        .map_err(|error| Failure::from_error(Exit::Unexpected, &error))
}

fn moment(text: &str) -> Option<(ReportDate, ReportTime)> {
    let (day, time) = text.split_once('T')?;
    let mut numbers = time.split(':');
    let mut number = || numbers.next()?.parse::<u8>().ok();
    let time = ReportTime::new(number()?, number()?, number()?)?;
    let is_all = numbers.next().is_none();
    export::date(day)
        .ok()
        .filter(|_| is_all)
        .map(|day| (day, time))
}

/// Makes the call. What it brought is under a name, beside the word of success.
pub(crate) async fn send(rescue: &Rescue, name: &str, given: &Given<'_>) -> Result<Value, Failure> {
    let (technicians, hierarchy) = (rescue.technicians(), rescue.hierarchy());
    let (sessions, pins) = (rescue.sessions(), rescue.pins());
    match name {
        "GetLoginTicket" => {
            let ticket = rescue.login_ticket(&sso(given)?).await?;
            Ok(json!({ "result": "OK", "url": ticket.url() }))
        }
        "GetDTCLoginTicket" => {
            let arch = match given.text("arch").as_deref() {
                None => Arch::X86,
                Some("64") => Arch::X64,
                Some(_) => return Err(Failure::usage("`arch` is 64, or not given")),
            };
            let ticket = rescue.login_ticket_dtc(&sso(given)?, arch).await?;
            Ok(json!({ "result": "OK", "url": ticket.url() }))
        }
        "createUser" => brought("node", technicians.create(given.int("parent")?).await),
        "setUser_v2" => {
            let (mobile, rpat) = (given.flag("mobileaddon"), given.flag("rpataddon"));
            done(technicians.set_v2(&user(given)?, mobile, rpat).await)
        }
        "isAnyTechAvailableOnChannel" => {
            let (channel, strictly) = (given.int("ChannelID")?, given.flag("ExcludingAwayAndBusy"));
            let available = technicians.any_available_on_channel(channel, strictly);
            brought("available", available.await)
        }
        "createGroup" => brought("node", hierarchy.create_group(given.int("parent")?).await),
        "setGroup" => done(hierarchy.set_group(&group(given)?).await),
        "moveNode" => {
            let (node, target) = (given.int("node")?, given.int("targetnode")?);
            done(hierarchy.move_node(node, target).await)
        }
        "assignChannel" => {
            let (node, channel) = (given.int("node")?, given.int("entry")?);
            done(hierarchy.assign_channel(node, channel).await)
        }
        "unassignChannel" => {
            let (node, channel) = (given.int("node")?, given.int("entry")?);
            done(hierarchy.unassign_channel(node, channel).await)
        }
        "getHierarchy_v2" => {
            let filter = HierarchyFilter {
                below: given.optional_int("node")?,
                without_offline: given.flag("filteroffline"),
            };
            brought("hierarchy", hierarchy.list_v2(filter).await)
        }
        "getSession" | "getSession_v2" => {
            let version = if name == "getSession" {
                SessionVersion::V1
            } else {
                SessionVersion::V2
            };
            let table = sessions.table(version, given.int("node")?, given.word("noderef")?);
            table_of(&*table.await?)
        }
        "holdSession" => done(sessions.hold(given.int("session")?).await),
        "transferSession" => {
            let (session, node) = (given.int("session")?, given.int("node")?);
            let comment = given.text("comment");
            let kind = given.word("noderef")?;
            done(
                sessions
                    .transfer(session, node, kind, comment.as_deref())
                    .await,
            )
        }
        "requestPINCode_v2" => brought("pin", pins.request_v2(&given.pin_request()).await),
        "requestLensPINCode_v4" => {
            let message = LensMessage {
                phone_number: given.text("PhoneNumber"),
                language: given.text("LangCode"),
            };
            let node = given.optional_int("NodeId")?;
            let request = given.pin_request();
            let pin = pins.request_lens_v4(&request, &message, node).await;
            brought("lens", pin)
        }
        _ => send_setting(&rescue.reports(), name, given).await,
    }
}

/// The same for settings of reports.
async fn send_setting(
    reports: &Reports<'_>,
    name: &str,
    given: &Given<'_>,
) -> Result<Value, Failure> {
    match name {
        "setReportDate_v2" => {
            let (begin, end) = (given.moment("bdate")?, given.moment("edate")?);
            done(reports.set_date_v2(begin, end).await)
        }
        "setTimezone" => done(reports.set_time_zone(given.int("timezone")?).await),
        "setReportType" => {
            let report_type = match given.required("type")?.as_str() {
                "LISTALL" => ReportType::ListAll,
                "SUMMARY" => ReportType::Summary,
                other => ReportType::Other(other.to_owned()),
            };
            done(reports.set_type(&report_type).await)
        }
        "setDateFormat" => {
            let format = given.required("dateformat")?;
            done(reports.set_date_format(&format).await)
        }
        "getReportType" => brought("type", reports.report_type().await),
        "getReportArea" => brought("setting", reports.setting(ReportSetting::Area).await),
        "getReportDate" => brought("setting", reports.setting(ReportSetting::Date).await),
        "getReportTime" => brought("setting", reports.setting(ReportSetting::Time).await),
        "getDelimiter" => brought("setting", reports.setting(ReportSetting::Delimiter).await),
        "getOutput" => brought("setting", reports.setting(ReportSetting::Output).await),
        "getTimezone" => brought("setting", reports.setting(ReportSetting::TimeZone).await),
        _ => Err(Failure::unexpected(format!("`{name}` has no page"))),
    }
}

fn sso(given: &Given<'_>) -> Result<SsoCredentials, Failure> {
    let password = given.secret("Password").cloned().unwrap_or_default();
    Ok(SsoCredentials::new(
        given.required("ssoid")?,
        password,
        given.required("CompanyID")?,
    ))
}

fn user(given: &Given<'_>) -> Result<UserSettings, Failure> {
    let mut user = UserSettings::new(
        given.int("node")?,
        given.required("name")?,
        given.required("email")?,
        given.either("status", "Enabled", "Disabled")?,
    );
    user.nick = given.text("nick");
    user.sso_id = given.text("ssoid");
    user.password = given.secret("pwd").cloned();
    user.current_password = given.secret("oldpwd").cloned();
    user.description = given.text("description");
    Ok(user)
}

fn group(given: &Given<'_>) -> Result<GroupSettings, Failure> {
    let mut group = GroupSettings::new(
        given.int("node")?,
        given.required("name")?,
        given.either("status", "Enabled", "Disabled")?,
    );
    group.description = given.text("description");
    group.permissions = given.words("permission")?;
    group.locked_permissions = given.words("lockedpermission")?;
    Ok(group)
}

fn done(reply: Result<Reply<()>, Error>) -> Result<Value, Failure> {
    Ok(json!({ "result": reply?.word() }))
}

fn brought<T: Serialize>(name: &str, reply: Result<Reply<T>, Error>) -> Result<Value, Failure> {
    let reply = reply?;
    let value = serde_json::to_value(&*reply)
        .map_err(|error| Failure::from_error(Exit::Unexpected, &error))?;
    Ok(json!({ "result": reply.word(), name: value }))
}

fn table_of(table: &Table) -> Result<Value, Failure> {
    let rows = export::json(table).map_err(|failure| {
        failure.hint("call getSession_V3, whose reply over SOAP has an element for each value")
    })?;
    Ok(json!({ "result": "OK", "sessions": rows }))
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments_are_a_day_and_a_time() {
        let (day, time) = moment("2024-02-29T08:05:00").expect("a moment");
        assert_eq!(
            (day.to_string(), time.to_string()),
            ("2/29/2024".to_owned(), "8:05:00".to_owned())
        );
        for text in [
            "",
            "2024-02-29",
            "2024-02-30T08:00:00",
            "2024-02-29T24:00:00",
            "2024-02-29T08:00",
            "2024-02-29T08:00:00:00",
        ] {
            assert!(moment(text).is_none(), "{text}");
        }
    }
}
