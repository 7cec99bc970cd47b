//! The demonstration company: what a client has to send to be let in, and what it gets to see.
//!
//! John Doe is its account holder, a master administrator and a technician, who may sign in by e-mail address or by
//! single sign-on. Beside him there are a technician who is offline, one who is disabled, and a channel. None of it
//! exists at the real service.

use crate::company::{Availability, Company, Node, NodeType, Report, Row, Session};
use crate::moment::Moment;

/// The single sign-on identifier of John Doe.
pub const SSO_ID: &str = "123456";

/// The password, the same for everybody and for single sign-on.
pub const PASSWORD: &str = "secretPassword";

/// The company identifier.
pub const COMPANY: &str = "654321";

/// The e-mail address of John Doe.
pub const EMAIL: &str = "some@email.com";

/// The name of the organization. It holds what a careless encoder gets wrong.
pub const ORGANIZATION: &str = "Árvíztűrő & <Co>";

/// The number of the account.
pub const ACCOUNT_ID: i32 = 337_363;

/// The root of the organization.
pub const ROOT_ID: i32 = 337_350;

/// The group of all technicians.
pub const TECHNICIANS_ID: i32 = 337_353;

/// The group of technicians that John Doe is in.
pub const GROUP_ID: i32 = 337_354;

/// John Doe as an administrator.
pub const ADMIN_ID: i32 = 337_364;

/// John Doe as a technician.
pub const TECHNICIAN_ID: i32 = 337_366;

/// The channel.
pub const CHANNEL_ID: i32 = 337_367;

/// Jane Roe, a technician who is offline.
pub const OFFLINE_ID: i32 = 337_368;

/// Max Moe, a technician who is disabled.
pub const DISABLED_ID: i32 = 337_369;

/// The session that John Doe works on.
pub const ACTIVE_SESSION_ID: i32 = 1_053_624_838;

/// A session of his that is on hold.
pub const HELD_SESSION_ID: i32 = 1_053_624_839;

/// The session that waits in the channel.
pub const WAITING_SESSION_ID: i32 = 1_053_624_900;

/// The ticket of every login ticket URL, a GUID as the service makes them.
pub const TICKET: &str = "4c6f1815-1e0c-43ab-8117-d79b8f523824";

/// A moment of the demonstration company's day, 19 February 2024; it begins at 15:00.
fn at(hour: i64, minute: i64, second: i64) -> Moment {
    const MIDNIGHT: i64 = 19_772 * 86_400;
    Moment::from_seconds(MIDNIGHT + hour * 3_600 + minute * 60 + second)
}

/// What time it is when a sandbox starts.
pub(crate) fn now() -> Moment {
    at(15, 0, 0)
}

pub(crate) fn company() -> Company {
    Company {
        id: COMPANY.to_owned(),
        sso_password: PASSWORD.into(),
        account_id: ACCOUNT_ID,
        organization: ORGANIZATION.to_owned(),
        language: "en".to_owned(),
        now: now(),
        pin_codes: 100_000,
        nodes: nodes(),
        sessions: sessions(),
        reports: vec![Report {
            area: 1,
            columns: ["Date", "Name", "Session ID", "How satisfied are you?"]
                .map(str::to_owned)
                .to_vec(),
            rows: vec![Row {
                node: TECHNICIAN_ID,
                at: at(14, 50, 0),
                cells: [
                    "2/19/2024 2:50:00 PM",
                    "R&D <note>",
                    "1053624840",
                    "Very | much",
                ]
                .map(str::to_owned)
                .to_vec(),
            }],
        }],
    }
}

fn nodes() -> Vec<Node> {
    let group = |id, parent, kind, name: &str| Node {
        name: name.to_owned(),
        ..Node::new(id, parent, kind)
    };
    let person = |id, parent, kind, name: &str, email: &str, sso_id: &str| Node {
        name: name.to_owned(),
        email: email.to_owned(),
        sso_id: sso_id.to_owned(),
        password: PASSWORD.into(),
        ..Node::new(id, parent, kind)
    };
    vec![
        group(ROOT_ID, 0, NodeType::Root, ORGANIZATION),
        group(
            337_351,
            ROOT_ID,
            NodeType::MasterAdministrators,
            "Master Administrators",
        ),
        Node {
            availability: Availability::Online,
            account_holder: true,
            ..person(
                ADMIN_ID,
                337_351,
                NodeType::MasterAdministrator,
                "John Doe",
                EMAIL,
                SSO_ID,
            )
        },
        group(337_352, ROOT_ID, NodeType::Administrators, "Administrators"),
        group(
            TECHNICIANS_ID,
            ROOT_ID,
            NodeType::Technicians,
            "Technicians",
        ),
        Node {
            description: "Second floor, \"left\" & right".to_owned(),
            permissions: ["RemoteControl", "SendFile", "ReceiveFile"]
                .map(str::to_owned)
                .to_vec(),
            locked_permissions: vec!["SendFile".to_owned()],
            concurrent_limit: 5,
            mobile_concurrent_limit: 1,
            ..group(
                GROUP_ID,
                TECHNICIANS_ID,
                NodeType::TechnicianGroup,
                "Support",
            )
        },
        Node {
            nick: "Johnny".to_owned(),
            availability: Availability::Online,
            account_holder: true,
            rpat_addon: true,
            channels: vec![CHANNEL_ID],
            ..person(
                TECHNICIAN_ID,
                GROUP_ID,
                NodeType::Technician,
                "John Doe",
                EMAIL,
                SSO_ID,
            )
        },
        Node {
            mobile_addon: true,
            ..person(
                OFFLINE_ID,
                GROUP_ID,
                NodeType::Technician,
                "Jane Roe",
                "jane@email.com",
                "123457",
            )
        },
        Node {
            enabled: false,
            ..person(
                DISABLED_ID,
                TECHNICIANS_ID,
                NodeType::Technician,
                "Max Moe",
                "max@email.com",
                "123458",
            )
        },
        group(CHANNEL_ID, ROOT_ID, NodeType::Channel, "Channel"),
    ]
}

fn sessions() -> Vec<Session> {
    let text = |text: &str| Some(text.to_owned());
    let mine = |id, status: &str, start| Session {
        status: status.to_owned(),
        technician: TECHNICIAN_ID,
        ..Session::new(id, start)
    };
    vec![
        Session {
            entry: text("Web & phone"),
            waiting_seconds: 12,
            // Absent, empty and filled fields, all three.
            custom: [
                text("R&D <note> \"0\" – čeština"),
                text(""),
                None,
                None,
                None,
                text(" two  spaces "),
            ],
            language: text("en"),
            chat: "2:28 PM John Doe: Hello | how can I help?\n2:29 PM Customer: It is <broken> & slow.".to_owned(),
            note: "Asked for a restart.".to_owned(),
            ..mine(ACTIVE_SESSION_ID, "SESSION_PICKEDUP", at(14, 27, 27))
        },
        Session {
            custom: [text("Session for ticket #1"), None, None, None, None, None],
            lead: false,
            ..mine(HELD_SESSION_ID, "SESSION_ONHOLD", at(14, 36, 37))
        },
        Session {
            entry: text("PIN code"),
            end: Some(at(0, 31, 5)),
            waiting_seconds: 86_399,
            custom: ["a", "b", "c", "d", "e", "f"].map(text),
            language: text("hu"),
            ..mine(
                1_053_624_840,
                "SESSION_CLOSED_TRANSFERREDANOTHERTECH",
                at(0, 0, 0).plus(-1),
            )
        },
        // The only one in the channel, since a list of one is what loose clients trip on.
        Session {
            channel: CHANNEL_ID,
            waiting_seconds: 61,
            custom: [text("Session for ticket #9"), None, None, None, None, None],
            language: text("en"),
            ..Session::new(WAITING_SESSION_ID, at(14, 58, 59))
        },
    ]
}
