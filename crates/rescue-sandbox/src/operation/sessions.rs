//! Support sessions: listed, and moved about by an administrator.

use super::organization::is_channel;
use super::{Field, OK, Played, Turn, Value, field, text};
use crate::company::{Company, Node, NodeType, Session};

/// How many custom fields a list has: three in the first two versions of it.
const OLD_FIELDS: usize = 3;

/// The headings of the table, which stand there in English without any session, too.
pub(super) const OLD_HEADINGS: &str = "ID|Status|Entry ID|Entry|Technician ID|Technician|Start Time|Waiting Time|\
    Custom Field 0|Custom Field 1|Custom Field 2|Language|Transferred To|Transferred Comment|Is Lead Technician|\
    HandingOff|";
pub(super) const HEADINGS: &str = "ID|Status|Entry ID|Entry|Technician ID|Technician|Start Time|Waiting Time|\
    Custom Field 0|Custom Field 1|Custom Field 2|Custom Field 3|Custom Field 4|Custom Field 5|Language|\
    Transferred To|Transferred Comment|Is Lead Technician|HandingOff|";

const ELEMENTS: [&str; 6] = [
    "sCustomField0",
    "sCustomField1",
    "sCustomField2",
    "sCustomField3",
    "sCustomField4",
    "sCustomField5",
];

/// The first version lists everything where no node is named.
pub(super) fn get_session(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    let all = turn.args.int("node") == 0;
    let found = if all {
        Some(turn.company().sessions.iter().collect())
    } else {
        of_node(turn)
    };
    list(turn, found, OLD_FIELDS)
}

pub(super) fn get_session_v2(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    list(turn, of_node(turn), OLD_FIELDS)
}

pub(super) fn get_session_v3(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    list(turn, of_node(turn), ELEMENTS.len())
}

/// The sessions of a node: those of a technician, of all technicians in a group, or of a channel.
fn of_node<'a>(turn: &'a Turn<'_>) -> Option<Vec<&'a Session>> {
    let company = turn.company();
    let node = company.node(turn.args.int("node"))?;
    let by_channel = turn.args.word("noderef") == "CHANNEL";
    if is_channel(node) != by_channel {
        return None;
    }
    let is_listed = |session: &&Session| {
        if by_channel {
            session.channel == node.id
        } else {
            session.technician != 0 && company.is_within(session.technician, node.id)
        }
    };
    Some(company.sessions.iter().filter(is_listed).collect())
}

fn list(turn: &Turn<'_>, sessions: Option<Vec<&Session>>, fields: usize) -> Played {
    let sessions = sessions.ok_or("InvalidParam_NodeID")?;
    let items = sessions
        .iter()
        .map(|session| record(turn.company(), session, fields));
    Ok(vec![field(
        "aSessions",
        "sessions",
        Value::List("SESSION_V3", items.collect()),
    )])
}

fn record(company: &Company, session: &Session, fields: usize) -> Value {
    let optional = |text: &Option<String>| Value::Text(text.clone());
    let name = |id| company.node(id).map(|node: &Node| node.name.clone());
    let entry = session.entry.clone().or_else(|| name(session.channel));
    let mut record: Vec<Field> = vec![
        field("iID", "ID", Value::Int(session.id)),
        field("bStatus", "", text(&*session.status)),
        field(
            "sStatus",
            "Status",
            text(status_text(&session.status, &company.language)),
        ),
        field("iEntry", "Entry ID", Value::Int(session.channel)),
        field("sEntry", "Entry", Value::Text(entry)),
        field(
            "iTechnician",
            "Technician ID",
            Value::Int(session.technician),
        ),
        field(
            "sTechnician",
            "Technician",
            Value::Text(name(session.technician)),
        ),
        field("sStartTime", "Start Time", text(session.start.american())),
        field(
            "iWaitingTimeInSec",
            "Waiting Time",
            Value::Int(session.waiting_seconds),
        ),
    ];
    for (element, custom) in ELEMENTS.into_iter().zip(&session.custom).take(fields) {
        record.push(field(element, "Custom Field", optional(custom)));
    }
    record.extend([
        field("sLanguage", "Language", optional(&session.language)),
        field(
            "sTransferredTo",
            "Transferred To",
            optional(&session.transferred_to),
        ),
        field(
            "sTransferredComment",
            "Transferred Comment",
            optional(&session.transferred_comment),
        ),
        field("bIsLead", "Is Lead Technician", Value::Bool(session.lead)),
        field(
            "bHandingOff",
            "HandingOff",
            Value::Bool(session.handing_off),
        ),
    ]);
    Value::Record(record)
}

/// The display text of a status. Texts are those of the guide, each for the statuses that it seems to belong to.
pub(super) fn status_text(status: &str, language: &str) -> &'static str {
    let (english, german) = match status {
        "SESSION_PICKEDUP" => ("Active", "Aktiv"),
        "SESSION_WAITING" => ("Waiting", "Wartet"),
        "SESSION_ONHOLD" | "SESSION_ONHOLDBUTCUSTOMERLEFT" => ("On Hold", "Gehalten"),
        "SESSION_CONNECTING" | "SESSION_STARTING" => ("Connecting", "Verbindet"),
        "SESSION_OFFLINE" => ("Offline", "Offline"),
        "SESSION_REBOOTING" => ("Rebooting", "Startet neu"),
        "SESSION_CONNECTIONPROBLEM" => ("Reconnecting", "Verbindet erneut"),
        "SESSION_TRANSFERINGBUTNOTPICKEDUP" => ("Transferring", "Wird übertragen"),
        "SESSION_CLOSEDBYCUSTOMER" => ("Closed by customer", "Vom Kunden geschlossen"),
        "SESSION_CLOSEDBYACTIVECUSTOMER" => (
            "Closed by active customer",
            "Vom aktiven Kunden geschlossen",
        ),
        "SESSION_CLOSEDBYWAITINGCUSTOMER" => (
            "Closed by waiting customer",
            "Vom wartenden Kunden geschlossen",
        ),
        "SESSION_CLOSEDBYTECHNICIAN" => ("Closed by technician", "Vom Techniker geschlossen"),
        "SESSION_ABORTED_TECHDELETEDORDISABLED" => (
            "Aborted: technician was deleted or disabled",
            "Abgebrochen: Techniker gelöscht oder deaktiviert",
        ),
        other if other.starts_with("SESSION_CLOSED_TRANSFERRED") => ("Transferred", "Übertragen"),
        other if other.contains("TIMEOUT") => ("Timed out", "Zeit abgelaufen"),
        _ => ("Not available", "Nicht verfügbar"),
    };
    if language == "de" { german } else { english }
}

/// The page tells a session that there is not from an action that failed; SOAP has one word for both.
fn session<'a>(turn: &'a Turn<'_>) -> Result<&'a Session, &'static str> {
    let missing = if turn.over_soap {
        "ActionFailed"
    } else {
        "InvalidParam_Session"
    };
    turn.company()
        .session(turn.args.int("session"))
        .ok_or(missing)
}

/// A technician who can take a session.
fn technician<'a>(turn: &'a Turn<'_>) -> Result<&'a Node, &'static str> {
    let wrong = if turn.over_soap {
        "ActionFailed"
    } else {
        "InvalidParam_NodeID"
    };
    let node = turn.node("node", |node| node.kind == NodeType::Technician, wrong)?;
    if node.has_console() {
        Ok(node)
    } else {
        Err("ActionFailed")
    }
}

pub(super) fn start_session(turn: &mut Turn<'_>) -> Played {
    turn.administrator()?;
    let node = technician(turn)?.id;
    let session = session(turn)?;
    let id = session.id;
    if session.is_over() || session.is_active() {
        return Err("ActionFailed");
    }
    turn.state.change_session(id, |session| {
        "SESSION_PICKEDUP".clone_into(&mut session.status);
        session.technician = node;
    });
    OK
}

pub(super) fn hold_session(turn: &mut Turn<'_>) -> Played {
    turn.administrator()?;
    let session = session(turn)?;
    let id = session.id;
    if !session.is_active() {
        return Err("ActionFailed");
    }
    turn.state.change_session(id, |session| {
        "SESSION_ONHOLD".clone_into(&mut session.status);
    });
    OK
}

/// Fails where the technician is offline, as the guide says; a session without a technician can be closed.
pub(super) fn close_session(turn: &mut Turn<'_>) -> Played {
    turn.administrator()?;
    let session = session(turn)?;
    let id = session.id;
    let is_reachable = match turn.company().node(session.technician) {
        Some(technician) => technician.has_console(),
        None => true,
    };
    if session.is_over() || !is_reachable {
        return Err("ActionFailed");
    }
    let now = turn.state.moment(turn.now);
    turn.state.change_session(id, |session| {
        "SESSION_CLOSEDBYTECHNICIAN".clone_into(&mut session.status);
        session.end = Some(now);
    });
    OK
}

pub(super) fn cancel_action(turn: &mut Turn<'_>) -> Played {
    turn.administrator()?;
    let id = session(turn)?.id;
    if turn.state.undo(id) {
        OK
    } else {
        Err("ActionFailed")
    }
}

/// To a technician or to a channel: the guide's page says that technicians alone can be transferred to, its tutorial
/// transfers to a channel.
pub(super) fn transfer_session(turn: &mut Turn<'_>) -> Played {
    turn.administrator()?;
    let by_channel = turn.args.word("noderef") == "CHANNEL";
    let target = if by_channel {
        turn.node("node", is_channel, "InvalidParam_NodeID")?
    } else {
        technician(turn)?
    };
    let (target, name) = (target.id, target.name.clone());
    let session = session(turn)?;
    let id = session.id;
    if session.is_over() {
        return Err("ActionFailed");
    }
    let comment = turn.args.text("comment").map(str::to_owned);
    turn.state.change_session(id, |session| {
        let status = if by_channel {
            "SESSION_WAITING"
        } else {
            "SESSION_TRANSFERINGBUTNOTPICKEDUP"
        };
        status.clone_into(&mut session.status);
        (session.technician, session.channel) = if by_channel { (0, target) } else { (target, 0) };
        session.transferred_to = Some(name);
        session.transferred_comment = comment;
    });
    OK
}

/// A session that there is not is a plain `ERROR`, as the guide says.
pub(super) fn get_chat(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    let session = turn
        .company()
        .session(turn.args.int("session"))
        .ok_or("Error")?;
    Ok(vec![field("sChatLog", "CHATLOG", text(&*session.chat))])
}

pub(super) fn get_note(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    let session = turn
        .company()
        .session(turn.args.int("session"))
        .ok_or("InvalidParam_Session")?;
    Ok(vec![field("sNote", "NOTE", text(&*session.note))])
}
