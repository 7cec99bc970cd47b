//! Sessions: lists of them, and what can be done with one.

use castile::Nillable;

use super::{call, nothing};
use crate::api::{self, NodeRef, SessionStatusV3};
use crate::aspx::{self, Found, Problem, unreadable};
use crate::client::Rescue;
use crate::error::Error;
use crate::page::Parameters;
use crate::reply::Reply;
use crate::table::{Row, Table};

/// The calls about sessions: [`Rescue::sessions`].
#[derive(Debug, Clone, Copy)]
pub struct Sessions<'r>(pub(super) &'r Rescue);

/// A session.
///
/// Over SOAP it has all there is. The page has a table of texts, of which the status and yes or no are in the language
/// of the account: what cannot be told from them is `None`, and [`Sessions::table`] has the texts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Session {
    /// Its ID.
    pub id: i32,
    /// The status: over SOAP only.
    pub status: Option<SessionStatusV3>,
    /// The status in the language of the account.
    pub status_text: Option<String>,
    /// The channel or technician it came in by.
    pub entry_id: Option<i32>,
    /// The name of that.
    pub entry: Option<String>,
    /// The node of the technician.
    pub technician_id: Option<i32>,
    /// The technician's name.
    pub technician: Option<String>,
    /// When it began, as the service writes it: no format is documented.
    pub start_time: Option<String>,
    /// How long the customer waited: over SOAP only, as the unit of the page is not documented.
    pub waiting_seconds: Option<i32>,
    /// The custom fields. The first is the name of the customer.
    pub custom_fields: [Option<String>; 6],
    /// The customer's language.
    pub language: Option<String>,
    /// Whom it was transferred to.
    pub transferred_to: Option<String>,
    /// What was said at that.
    pub transferred_comment: Option<String>,
    /// Whether its technician leads it: over SOAP only.
    pub is_lead: Option<bool>,
    /// Whether it is being handed over: over SOAP only.
    pub handing_off: Option<bool>,
}

/// Which version of the list of sessions a page gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SessionVersion {
    /// `getSession.aspx`.
    V1,
    /// `getSession_v2.aspx`.
    V2,
    /// `getSession_v3.aspx`.
    #[default]
    V3,
}

impl Sessions<'_> {
    /// The sessions of a technician, group or channel by the method `getSession_V3`. Inferred over SOAP, from messages in
    /// client code: the types of its fields, and the order of the request.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). A row of the page that cannot be told apart from its neighbours is an
    /// error: nobody escapes what stands in its cells.
    pub async fn list(&self, node: i32, node_ref: NodeRef) -> Result<Reply<Vec<Session>>, Error> {
        call!(
            self.0,
            GET_SESSION_V3 api::GetSessionV3 {
                i_node_id: node,
                e_node_ref: node_ref,
                s_auth_code: self.0.code(),
            } => |answer| {
                let list = answer.a_sessions.iter().flat_map(|list| &list.session_v3);
                Ok(list.filter_map(Nillable::value).map(of_soap).collect())
            },
            "getSession_v3" parameters(node, &node_ref) => sessions_of_page
        )
    }

    /// The sessions of a technician, group or channel as the table that a page gives, in any of its versions.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). Rows that cannot be told apart are errors of the table, one by one.
    pub async fn table(
        &self,
        version: SessionVersion,
        node: i32,
        node_ref: NodeRef,
    ) -> Result<Reply<Table>, Error> {
        let page = match version {
            SessionVersion::V1 => "getSession",
            SessionVersion::V2 => "getSession_v2",
            SessionVersion::V3 => "getSession_v3",
        };
        let parse = |text: &str| table(text).map(Found::only);
        self.0.page(page, parameters(node, &node_ref), parse).await
    }

    /// Gives a waiting session to a technician by the method `startSession`, as an administrator.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn start(&self, session: i32, node: i32) -> Result<Reply<()>, Error> {
        call!(
            self.0,
            START_SESSION api::StartSession {
                i_session: session,
                i_node: node,
                s_auth_code: self.0.code(),
            } => nothing,
            "startSession" vec![
                ("session", session.to_string().into()),
                ("node", node.to_string().into()),
            ] => aspx::ok
        )
    }

    /// Puts a session on hold by the page `holdSession.aspx`, as an administrator. Its spelling over SOAP is not
    /// known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn hold(&self, session: i32) -> Result<Reply<()>, Error> {
        let parameters = vec![("session", session.to_string().into())];
        self.0.page("holdSession", parameters, aspx::ok).await
    }

    /// Closes a session by the method `closeSession`, as an administrator. Over SOAP none of its words is documented.
    /// Inferred there: that the session is a number, from `startSession`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn close(&self, session: i32) -> Result<Reply<()>, Error> {
        call!(
            self.0,
            CLOSE_SESSION api::CloseSession { i_session: session, s_auth_code: self.0.code() } => nothing,
            "closeSession" vec![("session", session.to_string().into())] => aspx::ok
        )
    }

    /// Takes back what an administrator has asked of a session, by the method `cancelAction`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn cancel_action(&self, session: i32) -> Result<Reply<()>, Error> {
        call!(
            self.0,
            CANCEL_ACTION api::CancelAction { i_session: session, s_auth_code: self.0.code() } => nothing,
            "cancelAction" vec![("session", session.to_string().into())] => aspx::ok
        )
    }

    /// Gives a session to another technician or a channel by the page `transferSession.aspx`, as an administrator. Its
    /// spelling over SOAP is not known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn transfer(
        &self,
        session: i32,
        node: i32,
        node_ref: NodeRef,
        comment: Option<&str>,
    ) -> Result<Reply<()>, Error> {
        let mut parameters = vec![("session", session.to_string().into())];
        parameters.extend(self::parameters(node, &node_ref));
        parameters.extend(comment.map(|comment| ("comment", comment.into())));
        self.0.page("transferSession", parameters, aspx::ok).await
    }
}

fn parameters(node: i32, node_ref: &NodeRef) -> Parameters<'static> {
    vec![
        ("node", node.to_string().into()),
        ("noderef", node_ref.as_str().to_owned().into()),
    ]
}

fn of_soap(session: &api::SessionV3) -> Session {
    Session {
        id: session.i_id,
        status: Some(session.b_status.clone()),
        status_text: session.s_status.clone(),
        entry_id: Some(session.i_entry),
        entry: session.s_entry.clone(),
        technician_id: Some(session.i_technician),
        technician: session.s_technician.clone(),
        start_time: session.s_start_time.clone(),
        waiting_seconds: Some(session.i_waiting_time_in_sec),
        custom_fields: [
            session.s_custom_field0.clone(),
            session.s_custom_field1.clone(),
            session.s_custom_field2.clone(),
            session.s_custom_field3.clone(),
            session.s_custom_field4.clone(),
            session.s_custom_field5.clone(),
        ],
        language: session.s_language.clone(),
        transferred_to: session.s_transferred_to.clone(),
        transferred_comment: session.s_transferred_comment.clone(),
        is_lead: Some(session.b_is_lead),
        handing_off: Some(session.b_handing_off),
    }
}

fn table(text: &str) -> Result<Table, Problem> {
    Table::read(aspx::data(text)?, "|")
        .map_err(|_| unreadable("`OK` and a table", "no header with `|` in it"))
}

fn sessions_of_page(text: &str) -> Result<Found<Vec<Session>>, Problem> {
    let table = table(text)?;
    let rows = table.rows().map(|row| match row {
        Ok(row) => of_row(&row),
        Err(row) => Err(unreadable(
            "rows that can be told apart",
            &format!("that {row}"),
        )),
    });
    Ok(Found::only(rows.collect::<Result<_, _>>()?))
}

fn of_row(row: &Row<'_>) -> Result<Session, Problem> {
    let text = |column: &str| row.get(column).map(str::to_owned);
    let number = |column: &str| row.get(column).and_then(|cell| cell.trim().parse().ok());
    let id = number("ID").ok_or_else(|| unreadable("a whole number in the column `ID`", "none"))?;
    let custom = |index: usize| text(&format!("Custom Field {index}"));
    Ok(Session {
        id,
        status: None,
        status_text: text("Status"),
        entry_id: number("Entry ID"),
        entry: text("Entry"),
        technician_id: number("Technician ID"),
        technician: text("Technician"),
        start_time: text("Start Time"),
        waiting_seconds: None,
        custom_fields: std::array::from_fn(custom),
        language: text("Language"),
        transferred_to: text("Transferred To"),
        transferred_comment: text("Transferred Comment"),
        is_lead: None,
        handing_off: None,
    })
}
