//! The company a sandbox plays: its people, groups, channels, sessions and reports.
//!
//! It is plain data, made in Rust or read from JSON, and what calls change. [`Company::default`] is the
//! [demonstration company](crate::demo).

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::demo;
use crate::moment::Moment;

/// Enumerations whose variants are the words of the contract.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// The word the service has for it.
            pub fn word(self) -> &'static str {
                match self {
                    $($name::$variant => stringify!($variant)),+
                }
            }
        }
    };
}

words! {
    /// What a node of the organization is.
    NodeType {
        /// The company itself.
        Root,
        /// The group of all master administrators.
        MasterAdministrators,
        /// The group of all administrators.
        Administrators,
        /// The group of all technicians.
        Technicians,
        /// A group of administrators.
        AdministratorGroup,
        /// A group of technicians.
        TechnicianGroup,
        /// A person.
        MasterAdministrator,
        /// A person.
        Administrator,
        /// A person.
        Technician,
        /// An administrator's place at a group of technicians.
        AdministratorLink,
        /// A group of administrators' place at a group of technicians.
        AdministratorGroupLink,
        /// Where customers can come in.
        Channel,
        /// A group that is none.
        PseudoGroup,
    }
}

words! {
    /// Whether somebody is at work. A technician who is not `Offline` has the Technician Console running.
    Availability {
        /// No console is running.
        Offline,
        /// Ready for sessions.
        Online,
        /// Has enough of them.
        Busy,
        /// Not at the desk.
        Away,
    }
}

impl NodeType {
    /// Whether a node of this type is somebody.
    pub(crate) fn is_person(self) -> bool {
        self.is_administrator() || self == NodeType::Technician
    }

    pub(crate) fn is_administrator(self) -> bool {
        matches!(
            self,
            NodeType::MasterAdministrator | NodeType::Administrator
        )
    }

    pub(crate) fn is_group(self) -> bool {
        matches!(
            self,
            NodeType::MasterAdministrators
                | NodeType::Administrators
                | NodeType::Technicians
                | NodeType::AdministratorGroup
                | NodeType::TechnicianGroup
                | NodeType::PseudoGroup
        )
    }

    /// The person that is made in a group of this type.
    pub(crate) fn person_within(self) -> Option<NodeType> {
        match self {
            NodeType::MasterAdministrators => Some(NodeType::MasterAdministrator),
            NodeType::Administrators | NodeType::AdministratorGroup => {
                Some(NodeType::Administrator)
            }
            NodeType::Technicians | NodeType::TechnicianGroup => Some(NodeType::Technician),
            _ => None,
        }
    }

    /// The group that is made in a group of this type.
    pub(crate) fn group_within(self) -> Option<NodeType> {
        match self {
            NodeType::Administrators | NodeType::AdministratorGroup => {
                Some(NodeType::AdministratorGroup)
            }
            NodeType::Technicians | NodeType::TechnicianGroup => Some(NodeType::TechnicianGroup),
            _ => None,
        }
    }
}

/// What is shown of a password.
const HIDDEN: &str = "***";

/// A password. `Debug` and JSON show `***` for it.
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// Whether this is it.
    pub(crate) fn is(&self, given: Option<&str>) -> bool {
        given == Some(self.0.as_str())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn is_hidden(&self) -> bool {
        self.0 == HIDDEN
    }
}

impl<T: Into<String>> From<T> for Password {
    fn from(text: T) -> Password {
        Password(text.into())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(HIDDEN)
    }
}

/// A company. Nodes, sessions and reports are found by their ID; of several with one ID the first counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Company {
    /// The company identifier of single sign-on: digits.
    pub id: String,
    /// The password of single sign-on, one for the company.
    pub sso_password: Password,
    /// The number of the account.
    pub account_id: i32,
    /// The name of the organization.
    pub organization: String,
    /// The language of display texts: `en` or `de`. Any other is English.
    pub language: String,
    /// What time it is when the sandbox starts.
    pub now: Moment,
    /// How many PIN codes there are to give out.
    pub pin_codes: u32,
    /// The organization: groups, people, channels.
    pub nodes: Vec<Node>,
    /// The support sessions, closed ones included.
    pub sessions: Vec<Session>,
    /// Reports that are not made from the sessions.
    pub reports: Vec<Report>,
}

/// A node of the organization. Which fields count depends on what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a box that an administrator ticks"
)]
pub struct Node {
    /// Its ID.
    pub id: i32,
    /// The ID of the node it is in; 0 for the root.
    pub parent: i32,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: NodeType,
    /// Its name.
    pub name: String,
    /// The name a person is shown by.
    pub nick: String,
    /// A person's e-mail address. Nodes with the same one are one person: a technician, for instance, who is an
    /// administrator as well.
    pub email: String,
    /// A person's single sign-on identifier; empty for none.
    pub sso_id: String,
    /// A text about it.
    pub description: String,
    /// A person's password. Nobody can log in with an empty one.
    pub password: Password,
    /// Whether it may be used.
    pub enabled: bool,
    /// Whether a person is at work.
    pub availability: Availability,
    /// Whether a person holds the account.
    pub account_holder: bool,
    /// Whether a technician has the mobile add-on.
    pub mobile_addon: bool,
    /// Whether a technician has the add-on for unattended access.
    pub rpat_addon: bool,
    /// Whether a technician may use Rescue Lens.
    pub lens: bool,
    /// What the technicians of a group may do, in the contract's words, such as `RemoteControl`.
    pub permissions: Vec<String>,
    /// The permissions that groups within it may not change.
    pub locked_permissions: Vec<String>,
    /// How many technicians of a group may work at a time.
    pub concurrent_limit: i32,
    /// The same for those with the mobile add-on.
    pub mobile_concurrent_limit: i32,
    /// The same for those with the add-on for unattended access.
    pub rpat_concurrent_limit: i32,
    /// The IDs of the channels that a technician or a group of them is assigned to.
    pub channels: Vec<i32>,
}

/// A support session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Session {
    /// Its ID.
    pub id: i32,
    /// The contract's word, such as `SESSION_WAITING`.
    pub status: String,
    /// The node of the technician; 0 for none.
    pub technician: i32,
    /// The node of the channel; 0 for none.
    pub channel: i32,
    /// How the customer came in, where that was no channel.
    pub entry: Option<String>,
    /// When it started.
    pub start: Moment,
    /// When it ended.
    pub end: Option<Moment>,
    /// How long the customer has been waiting, in seconds.
    pub waiting_seconds: i32,
    /// The customer's name, and five fields more. `None` is an absent field, `Some("")` an empty one.
    pub custom: [Option<String>; 6],
    /// The text that was given to recognize it by.
    pub tracking: Option<String>,
    /// The language of the customer's machine, such as `en`.
    pub language: Option<String>,
    /// Whom it was transferred to.
    pub transferred_to: Option<String>,
    /// What was said about the transfer.
    pub transferred_comment: Option<String>,
    /// Whether its technician leads it.
    pub lead: bool,
    /// Whether it is being handed over.
    pub handing_off: bool,
    /// What was said in it.
    pub chat: String,
    /// What the technician noted down.
    pub note: String,
}

/// A report that is not made from the sessions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Its area, by the number that `setReportArea.aspx` takes: 0 for sessions, 1 for customer surveys...
    pub area: i32,
    /// The headings of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a [`Report`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The node it is about: a technician or a channel.
    pub node: i32,
    /// When it came to be.
    pub at: Moment,
    /// Its cells, one for each column.
    pub cells: Vec<String>,
}

impl Default for Company {
    fn default() -> Company {
        demo::company()
    }
}

impl Company {
    /// A company with nobody in it but the root, the node 1.
    pub fn empty() -> Company {
        Company {
            nodes: vec![Node {
                name: "Company".to_owned(),
                ..Node::new(1, 0, NodeType::Root)
            }],
            sessions: Vec::new(),
            reports: Vec::new(),
            ..demo::company()
        }
    }

    /// Reads a company from JSON. Each field that is left out is as in the demonstration company, and so is a password
    /// that [`to_json`](Self::to_json) has hidden.
    ///
    /// # Errors
    ///
    /// The line and column of what is wrong, and what it is. A field that there is not is wrong, too, and so is a hidden
    /// password of a node that the demonstration does not have.
    pub fn from_json(text: &str) -> Result<Company, String> {
        Self::from_json_of(text, &demo::company())
    }

    /// The same with the hidden passwords of this company.
    pub(crate) fn from_json_of(text: &str, hidden: &Company) -> Result<Company, String> {
        let mut company: Company = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if company.sso_password.is_hidden() {
            company.sso_password = hidden.sso_password.clone();
        }
        for node in &mut company.nodes {
            if node.password.is_hidden() {
                let known = hidden.node(node.id).ok_or_else(|| {
                    format!(
                        "`{HIDDEN}` stands for a password that is known already, and that of node {} is not: put it there",
                        node.id
                    )
                })?;
                node.password = known.password.clone();
            }
        }
        Ok(company)
    }

    /// The company as JSON, without its passwords.
    pub fn to_json(&self) -> String {
        // Nothing in it is a map, or can fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The node with this ID.
    pub fn node(&self, id: i32) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The session with this ID.
    pub fn session(&self, id: i32) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == id)
    }

    pub(crate) fn node_mut(&mut self, id: i32) -> Option<&mut Node> {
        self.nodes.iter_mut().find(|node| node.id == id)
    }

    pub(crate) fn session_mut(&mut self, id: i32) -> Option<&mut Session> {
        self.sessions.iter_mut().find(|session| session.id == id)
    }

    /// Whether a node is another one or anywhere in it.
    pub(crate) fn is_within(&self, id: i32, ancestor: i32) -> bool {
        let mut at = id;
        // A circle of parents is no longer than there are nodes.
        for _ in 0..=self.nodes.len() {
            if at == ancestor {
                return true;
            }
            match self.node(at) {
                Some(node) if node.parent != 0 => at = node.parent,
                _ => return false,
            }
        }
        false
    }

    /// The nodes of a person.
    pub(crate) fn person<'a>(&'a self, email: &'a str) -> impl Iterator<Item = &'a Node> {
        self.nodes
            .iter()
            .filter(move |node| node.kind.is_person() && node.email.eq_ignore_ascii_case(email))
    }
}

impl Node {
    /// An enabled node with nothing else said.
    pub fn new(id: i32, parent: i32, kind: NodeType) -> Node {
        Node {
            id,
            parent,
            kind,
            ..Node::default()
        }
    }

    /// A technician who is online.
    pub fn technician(
        id: i32,
        parent: i32,
        name: impl Into<String>,
        email: impl Into<String>,
    ) -> Node {
        Node {
            name: name.into(),
            email: email.into(),
            availability: Availability::Online,
            ..Node::new(id, parent, NodeType::Technician)
        }
    }

    /// Whether it is at work as a technician.
    pub(crate) fn has_console(&self) -> bool {
        self.enabled && self.availability != Availability::Offline
    }

    /// The word for its status.
    pub(crate) fn status(&self) -> &'static str {
        if self.enabled {
            self.availability.word()
        } else {
            "Disabled"
        }
    }
}

impl Default for Node {
    fn default() -> Node {
        Node {
            id: 0,
            parent: 0,
            kind: NodeType::Technician,
            name: String::new(),
            nick: String::new(),
            email: String::new(),
            sso_id: String::new(),
            description: String::new(),
            password: Password::default(),
            enabled: true,
            availability: Availability::Offline,
            account_holder: false,
            mobile_addon: false,
            rpat_addon: false,
            lens: true,
            permissions: Vec::new(),
            locked_permissions: Vec::new(),
            concurrent_limit: 0,
            mobile_concurrent_limit: 0,
            rpat_concurrent_limit: 0,
            channels: Vec::new(),
        }
    }
}

impl Session {
    /// A session that waits, with nothing else said.
    pub fn new(id: i32, start: Moment) -> Session {
        Session {
            id,
            start,
            ..Session::default()
        }
    }

    /// Whether it is over.
    pub(crate) fn is_over(&self) -> bool {
        const OPEN: [&str; 9] = [
            "SESSION_STARTING",
            "SESSION_CONNECTING",
            "SESSION_WAITING",
            "SESSION_OFFLINE",
            "SESSION_PICKEDUP",
            "SESSION_TRANSFERINGBUTNOTPICKEDUP",
            "SESSION_REBOOTING",
            "SESSION_CONNECTIONPROBLEM",
            "SESSION_ONHOLD",
        ];
        !OPEN.contains(&self.status.as_str())
    }

    /// Whether a technician is at it.
    pub(crate) fn is_active(&self) -> bool {
        self.status == "SESSION_PICKEDUP"
    }
}

impl Default for Session {
    fn default() -> Session {
        Session {
            id: 0,
            status: "SESSION_WAITING".to_owned(),
            technician: 0,
            channel: 0,
            entry: None,
            start: demo::now(),
            end: None,
            waiting_seconds: 0,
            custom: Default::default(),
            tracking: None,
            language: None,
            transferred_to: None,
            transferred_comment: None,
            lead: true,
            handing_off: false,
            chat: String::new(),
            note: String::new(),
        }
    }
}
