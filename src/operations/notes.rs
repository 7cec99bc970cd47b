//! Notes and chats of sessions.

use super::call;
use crate::api;
use crate::aspx::{self, Found, Problem};
use crate::client::Rescue;
use crate::error::Error;
use crate::reply::Reply;

/// The calls about notes and chats: [`Rescue::notes`].
#[derive(Debug, Clone, Copy)]
pub struct Notes<'r>(pub(super) &'r Rescue);

impl Notes<'_> {
    /// What the technician noted down in a session, by the method `getNote`. It may have several lines. Inferred over
    /// SOAP: the name of the authentication code, from other methods, and what stands before the word `OK`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn note(&self, session: i32) -> Result<Reply<String>, Error> {
        call!(
            self.0,
            GET_NOTE api::GetNote { i_session_id: session, s_auth_code: self.0.code() } => |answer| Ok(answer.s_note.clone().unwrap_or_default()),
            "getNote" vec![("session", session.to_string().into())] => note_of_page
        )
    }

    /// What was said in a session, by the method `getChat`. Over SOAP it is the log. What the page puts before it is
    /// not documented, so that what follows `OK` is given as it came. Inferred over SOAP: the name of the authentication
    /// code, from other methods, and what stands before the word `OK`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). A session that there is not is [`Error`](crate::ReturnValue::Error).
    pub async fn chat(&self, session: i32) -> Result<Reply<String>, Error> {
        call!(
            self.0,
            GET_CHAT api::GetChat { i_session_id: session, s_auth_code: self.0.code() } => |answer| Ok(answer.s_chat_log.clone().unwrap_or_default()),
            "getChat" vec![("session", session.to_string().into())] => |text| {
                Ok(Found::only(aspx::data(text)?.to_owned()))
            }
        )
    }
}

/// All that follows the label is the note, labels and blank lines included.
fn note_of_page(text: &str) -> Result<Found<String>, Problem> {
    let data = aspx::data(text)?;
    let note = aspx::strip_label(data, "NOTE")
        .ok_or_else(|| aspx::unreadable("`OK` and `NOTE:` with the note", "something else"))?;
    Ok(Found::only(note.trim().to_owned()))
}
