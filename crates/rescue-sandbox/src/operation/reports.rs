//! Reports, and the settings they are made by, which belong to the caller's visit.

use std::fmt::Write as _;

use super::organization::is_channel;
use super::sessions::status_text;
use super::table::REPORT_LIMIT;
use super::{OK, Played, Turn, Value, field, text};
use crate::company::{Company, Node, Session};
use crate::moment::{Moment, time_of_day};
use crate::state::Reports;
use crate::xml::escape;

/// The areas with names over SOAP, and their numbers on pages.
const AREAS: [(&str, i32); 7] = [
    ("SESSION", 0),
    ("CUSTOMER_SURVEY", 1),
    ("PERFORMANCE", 4),
    ("CHAT_LOG", 5),
    ("TECHNICIAN_SURVEY", 8),
    ("COLLABORATION_CHAT_LOG", 9),
    ("FAILED_SESSION", 10),
];

const SESSION: i32 = 0;
const CHAT_LOG: i32 = 5;
const LAST_AREA: i32 = 10;
/// Transferred sessions, extended: of version 8 on.
const LAST_AREA_V8: i32 = 16;

/// The columns of the guide's example, as far as it is known.
const SESSION_COLUMNS: [&str; 24] = [
    "Start Time",
    "End Time",
    "Last Action Time",
    "Technician Name",
    "Technician ID",
    "Session ID",
    "Session Type",
    "Status",
    "Name",
    "Custom field 1",
    "Custom field 2",
    "Custom field 3",
    "Custom field 4",
    "Custom field 5",
    "Tracking ID",
    "Customer IP",
    "Device ID",
    "Incident Tools Used",
    "Resolved Unresolved",
    "Channel ID",
    "Channel Name",
    "Calling Card",
    "Connecting Time",
    "Waiting Time",
];

const CHAT_COLUMNS: [&str; 6] = [
    "Start Time",
    "End Time",
    "Technician Name",
    "Technician ID",
    "Session ID",
    "Chat Log",
];

/// The settings of the caller, who has to be let in.
fn settings<'a>(turn: &'a mut Turn<'_>) -> Result<&'a mut Reports, &'static str> {
    turn.caller()?;
    Ok(turn.state.reports(turn.visit, turn.now, turn.rules))
}

pub(super) fn set_area(turn: &mut Turn<'_>) -> Played {
    set_area_up_to(turn, LAST_AREA)
}

pub(super) fn set_area_v8(turn: &mut Turn<'_>) -> Played {
    set_area_up_to(turn, LAST_AREA_V8)
}

fn set_area_up_to(turn: &mut Turn<'_>, last: i32) -> Played {
    let args = turn.args;
    let number = if turn.over_soap {
        let name = args.word("eReportArea");
        AREAS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, number)| *number)
    } else {
        Some(args.int("area")).filter(|number| (0..=last).contains(number))
    };
    let settings = settings(turn)?;
    // No word for an area that there is not is known.
    settings.area = number.ok_or("Error")?;
    OK
}

pub(super) fn get_area(turn: &mut Turn<'_>) -> Played {
    let area = settings(turn)?.area;
    Ok(vec![field("", "REPORTAREA", Value::Int(area))])
}

/// Whole days.
pub(super) fn set_date(turn: &mut Turn<'_>) -> Played {
    let args = turn.args;
    set_span(turn, |key| {
        let date = args.word(key);
        let moment = Moment::from_american(date).filter(|_| !date.trim().contains(' '))?;
        Some(if key == "edate" {
            moment.plus(86_399)
        } else {
            moment
        })
    })
}

/// From one moment to another.
pub(super) fn set_date_v2(turn: &mut Turn<'_>) -> Played {
    let args = turn.args;
    set_span(turn, |key| Moment::from_american(args.word(key)))
}

fn set_span(turn: &mut Turn<'_>, read: impl Fn(&str) -> Option<Moment>) -> Played {
    let settings = settings(turn)?;
    let begin = read("bdate").ok_or("InvalidFormat")?;
    let end = read("edate").ok_or("InvalidFormat")?;
    if begin > end {
        return Err("InvalidDateRange");
    }
    (settings.begin, settings.end) = (Some(begin), Some(end));
    OK
}

pub(super) fn get_date(turn: &mut Turn<'_>) -> Played {
    let settings = settings(turn)?;
    let shown = |moment: Option<Moment>| text(moment.map(Moment::american).unwrap_or_default());
    Ok(vec![
        field("", "BEGINDATE", shown(settings.begin)),
        field("", "ENDDATE", shown(settings.end)),
    ])
}

pub(super) fn set_time(turn: &mut Turn<'_>) -> Played {
    let args = turn.args;
    let settings = settings(turn)?;
    let begin = time_of_day(args.word("btime")).ok_or("InvalidFormat")?;
    let end = time_of_day(args.word("etime")).ok_or("InvalidFormat")?;
    (settings.begin_time, settings.end_time) = (begin, end);
    OK
}

pub(super) fn get_time(turn: &mut Turn<'_>) -> Played {
    let settings = settings(turn)?;
    let shown = |time: i64| {
        text(format!(
            "{}:{:02}:{:02}",
            time / 3_600,
            time / 60 % 60,
            time % 60
        ))
    };
    Ok(vec![
        field("", "BEGINTIME", shown(settings.begin_time)),
        field("", "ENDTIME", shown(settings.end_time)),
    ])
}

pub(super) fn set_time_zone(turn: &mut Turn<'_>) -> Played {
    const FARTHEST: i32 = 14 * 60;
    let minutes = turn.args.int("timezone");
    let settings = settings(turn)?;
    if !(-FARTHEST..=FARTHEST).contains(&minutes) {
        return Err("InvalidFormat");
    }
    settings.time_zone = minutes;
    OK
}

pub(super) fn get_time_zone(turn: &mut Turn<'_>) -> Played {
    let minutes = settings(turn)?.time_zone;
    Ok(vec![field("", "TIMEZONE", Value::Int(minutes))])
}

pub(super) fn set_delimiter(turn: &mut Turn<'_>) -> Played {
    let delimiter = turn.args.word("delimiter").to_owned();
    let settings = settings(turn)?;
    if delimiter.is_empty() {
        return Err("Error");
    }
    settings.delimiter = delimiter;
    OK
}

pub(super) fn get_delimiter(turn: &mut Turn<'_>) -> Played {
    let delimiter = settings(turn)?.delimiter.clone();
    Ok(vec![field("", "DELIMITER", text(delimiter))])
}

pub(super) fn set_output(turn: &mut Turn<'_>) -> Played {
    let xml = turn.args.word("output") == "XML";
    settings(turn)?.xml = xml;
    OK
}

pub(super) fn get_output(turn: &mut Turn<'_>) -> Played {
    let word = if settings(turn)?.xml { "XML" } else { "TEXT" };
    Ok(vec![field("", "OUTPUT", Value::Word(word))])
}

pub(super) fn set_type(turn: &mut Turn<'_>) -> Played {
    let summary = turn.args.word("type") == "SUMMARY";
    let settings = settings(turn)?;
    if summary && settings.area != SESSION {
        return Err("NotSupported");
    }
    settings.summary = summary;
    OK
}

pub(super) fn get_type(turn: &mut Turn<'_>) -> Played {
    let word = if settings(turn)?.summary {
        "SUMMARY"
    } else {
        "LISTALL"
    };
    Ok(vec![field("", "REPORTTYPE", Value::Word(word))])
}

/// What the format does to a report is not known, so it is taken and changes nothing.
pub(super) fn set_date_format(turn: &mut Turn<'_>) -> Played {
    let is_given = !turn.args.word("dateformat").is_empty();
    settings(turn)?;
    if is_given { OK } else { Err("InvalidFormat") }
}

/// A report too soon is a plain `Error`: the guide has the limit, and no word for it.
pub(super) fn get_report(turn: &mut Turn<'_>) -> Played {
    let email = turn.caller()?;
    let settings = settings(turn)?.clone();
    let wanted = Wanted::of(turn)?;
    turn.limit(&REPORT_LIMIT, "Error", &email)?;
    let report = Table::new(turn.company(), &settings, &wanted);
    let written = if settings.xml {
        report.xml()
    } else {
        report.text(&settings.delimiter)
    };
    Ok(vec![field("sReport", "report", text(written))])
}

/// Whose report it is.
enum Wanted {
    Node(i32),
    Channel(i32),
    /// External technicians, of whom a company here has none.
    Nobody,
}

impl Wanted {
    fn of(turn: &Turn<'_>) -> Result<Wanted, &'static str> {
        let kind = turn.args.word("nodetype");
        if kind.starts_with("EXTERNAL") {
            return Ok(Wanted::Nobody);
        }
        let fits = |node: &Node| is_channel(node) == (kind == "CHANNEL");
        let id = turn.node("node", fits, "InvalidParam_NodeID")?.id;
        Ok(if kind == "CHANNEL" {
            Wanted::Channel(id)
        } else {
            Wanted::Node(id)
        })
    }

    fn has(&self, company: &Company, technician: i32, channel: i32) -> bool {
        match self {
            Wanted::Node(id) => technician != 0 && company.is_within(technician, *id),
            Wanted::Channel(id) => channel == *id,
            Wanted::Nobody => false,
        }
    }
}

/// A report before it is written.
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(company: &Company, settings: &Reports, wanted: &Wanted) -> Table {
        if let Some(report) = company
            .reports
            .iter()
            .find(|report| report.area == settings.area)
        {
            let rows = report.rows.iter();
            let rows = rows
                .filter(|row| settings.covers(row.at) && wanted.has(company, row.node, row.node));
            return Table {
                columns: report.columns.clone(),
                rows: rows.map(|row| row.cells.clone()).collect(),
            };
        }
        let is_listed = |session: &&Session| {
            settings.covers(session.start)
                && wanted.has(company, session.technician, session.channel)
        };
        let sessions: Vec<&Session> = company.sessions.iter().filter(is_listed).collect();
        let row = |session: &&Session| match settings.area {
            SESSION => session_row(company, settings, session),
            _ => chat_row(company, settings, session),
        };
        let (columns, rows): (&[&str], _) = match settings.area {
            SESSION if settings.summary => return Table::summary(company, &sessions),
            SESSION => (&SESSION_COLUMNS, sessions.iter().map(row).collect()),
            CHAT_LOG => (&CHAT_COLUMNS, sessions.iter().map(row).collect()),
            // Nothing happens in the sandbox that the other areas are about.
            _ => (&CHAT_COLUMNS[..5], Vec::new()),
        };
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Table { columns, rows }
    }

    fn summary(company: &Company, sessions: &[&Session]) -> Table {
        let count = |id| {
            sessions
                .iter()
                .filter(|session| session.technician == id)
                .count()
        };
        let rows = company
            .nodes
            .iter()
            .map(|node| (node, count(node.id)))
            .filter(|(_, count)| *count > 0);
        Table {
            columns: ["Technician Name", "Technician ID", "Number of Sessions"]
                .map(str::to_owned)
                .to_vec(),
            rows: rows
                .map(|(node, count)| {
                    vec![node.name.clone(), node.id.to_string(), count.to_string()]
                })
                .collect(),
        }
    }

    /// Delimiters and line ends in cells are not escaped, as the service does not either.
    fn text(&self, delimiter: &str) -> String {
        let mut text = String::new();
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            for cell in row {
                text.push_str(cell);
                text.push_str(delimiter);
            }
            text.push('\n');
        }
        text
    }

    /// Fields with the numbers of their columns. The name of the root is a guess.
    fn xml(&self) -> String {
        let fields = |xml: &mut String, cells: &[String]| {
            for (id, cell) in cells.iter().enumerate() {
                let _ = write!(xml, "<field id=\"{id}\">{}</field>", escape(cell));
            }
        };
        let mut xml = "<report><header>".to_owned();
        fields(&mut xml, &self.columns);
        xml.push_str("</header><data>");
        for row in &self.rows {
            xml.push_str("<row>");
            fields(&mut xml, row);
            xml.push_str("</row>");
        }
        xml.push_str("</data></report>");
        xml
    }
}

impl Reports {
    /// Whether something that was then is in the report.
    fn covers(&self, moment: Moment) -> bool {
        let local = self.local(moment);
        let time = local.time_of_day();
        self.begin.is_none_or(|begin| begin <= local)
            && self.end.is_none_or(|end| local <= end)
            && (self.begin_time..=self.end_time).contains(&time)
    }

    fn local(&self, moment: Moment) -> Moment {
        moment.plus(i64::from(self.time_zone) * 60)
    }

    fn shown(&self, moment: Moment) -> String {
        self.local(moment).american()
    }
}

fn name(company: &Company, id: i32) -> String {
    company
        .node(id)
        .map(|node| node.name.clone())
        .unwrap_or_default()
}

/// An ID, or nothing for 0.
fn id(id: i32) -> String {
    if id == 0 {
        String::new()
    } else {
        id.to_string()
    }
}

fn session_row(company: &Company, settings: &Reports, session: &Session) -> Vec<String> {
    let end = session
        .end
        .map(|end| settings.shown(end))
        .unwrap_or_default();
    let mut row = vec![
        settings.shown(session.start),
        end.clone(),
        if end.is_empty() {
            settings.shown(session.start)
        } else {
            end
        },
        name(company, session.technician),
        id(session.technician),
        session.id.to_string(),
        "Technician Console".to_owned(),
        status_text(&session.status, &company.language).to_owned(),
    ];
    row.extend(
        session
            .custom
            .iter()
            .map(|text| text.clone().unwrap_or_default()),
    );
    row.push(session.tracking.clone().unwrap_or_default());
    row.push("127.0.0.1".to_owned());
    row.extend(std::iter::repeat_n(String::new(), 3));
    row.extend([id(session.channel), name(company, session.channel)]);
    row.extend([
        String::new(),
        "0".to_owned(),
        session.waiting_seconds.to_string(),
    ]);
    row
}

fn chat_row(company: &Company, settings: &Reports, session: &Session) -> Vec<String> {
    vec![
        settings.shown(session.start),
        session
            .end
            .map(|end| settings.shown(end))
            .unwrap_or_default(),
        name(company, session.technician),
        id(session.technician),
        session.id.to_string(),
        session.chat.clone(),
    ]
}
