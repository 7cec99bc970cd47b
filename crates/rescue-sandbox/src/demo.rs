//! The demonstration account: what a client has to send to be let in, and what it gets to see.
//!
//! One technician of one company, who may sign in by e-mail address or by single sign-on. None of
//! it exists at the real service.

/// The single sign-on identifier of the technician.
pub const SSO_ID: &str = "123456";

/// The password, the same for the technician and for single sign-on.
pub const PASSWORD: &str = "secretPassword";

/// The company identifier.
pub const COMPANY: &str = "654321";

/// The e-mail address of the technician.
pub const EMAIL: &str = "some@email.com";

/// The name of the organization. It holds what a careless encoder gets wrong.
pub const ORGANIZATION: &str = "Árvíztűrő & <Co>";

/// The number of the account.
pub const ACCOUNT_ID: i32 = 337_363;

/// The node of the technician as an administrator.
pub const ADMIN_ID: i32 = 337_364;

/// The node of the technician: `getSession_V3` lists its sessions as `NODE`.
pub const TECHNICIAN_ID: i32 = 337_366;

/// A channel: `getSession_V3` lists its sessions as `CHANNEL`.
pub const CHANNEL_ID: i32 = 337_367;

/// The ticket of every login ticket URL, a GUID as the service makes them.
pub const TICKET: &str = "4c6f1815-1e0c-43ab-8117-d79b8f523824";

/// One support session, as `getSession_V3` lists them.
pub(crate) struct SupportSession {
    pub(crate) id: i32,
    /// The enumeration value, such as `SESSION_WAITING`.
    pub(crate) status: &'static str,
    /// The display text, which the service translates to the account's language.
    pub(crate) status_text: &'static str,
    pub(crate) entry: Option<&'static str>,
    pub(crate) start: &'static str,
    pub(crate) waiting_seconds: i32,
    /// Absent, empty and filled fields, all three.
    pub(crate) custom: [Option<&'static str>; 6],
    pub(crate) language: Option<&'static str>,
    pub(crate) lead: bool,
}

/// The name of the technician in lists.
pub(crate) const TECHNICIAN: &str = "John Doe";

/// What the technician works on.
pub(crate) const TECHNICIAN_SESSIONS: [SupportSession; 3] = [
    SupportSession {
        id: 1_053_624_838,
        status: "SESSION_PICKEDUP",
        status_text: "Active",
        entry: Some("Web & phone"),
        start: "2/19/2024 2:27:27 PM",
        waiting_seconds: 12,
        custom: [
            Some("R&D <note> \"0\" – čeština"),
            Some(""),
            None,
            None,
            None,
            Some(" two  spaces "),
        ],
        language: Some("en"),
        lead: true,
    },
    SupportSession {
        id: 1_053_624_839,
        status: "SESSION_ONHOLD",
        status_text: "On hold",
        entry: None,
        start: "2/19/2024 2:36:37 PM",
        waiting_seconds: 0,
        custom: [Some("Session for ticket #1"), None, None, None, None, None],
        language: None,
        lead: false,
    },
    SupportSession {
        id: 1_053_624_840,
        status: "SESSION_CLOSED_TRANSFERREDANOTHERTECH",
        status_text: "Closed",
        entry: Some("PIN code"),
        start: "12/31/2023 11:59:59 PM",
        waiting_seconds: 86_399,
        custom: [
            Some("a"),
            Some("b"),
            Some("c"),
            Some("d"),
            Some("e"),
            Some("f"),
        ],
        language: Some("hu"),
        lead: true,
    },
];

/// What waits in the channel: one only, since a list of one is what loose clients trip on.
pub(crate) const CHANNEL_SESSIONS: [SupportSession; 1] = [SupportSession {
    id: 1_053_624_900,
    status: "SESSION_WAITING",
    status_text: "Waiting",
    entry: Some("Channel"),
    start: "2/19/2024 2:27:27 PM",
    waiting_seconds: 61,
    custom: [Some("Session for ticket #9"), None, None, None, None, None],
    language: Some("en"),
    lead: false,
}];
