//! The calls, in the groups of the service: what each sends over SOAP and to its page, and what it makes of the
//! answer.
//!
//! A call speaks the [`Protocol`](crate::Protocol) of its client where it has that form. One that is documented as a
//! page only is posted there unless the protocol is `HttpGet`; one that has no page goes over SOAP 1.1 unless it is
//! `Soap12`. Connections and cookies are the same.

mod access;
mod hierarchy;
mod notes;
mod pins;
mod reports;
mod sessions;
mod technicians;

pub use access::Account;
pub use hierarchy::{Group, GroupSettings, Hierarchy, HierarchyFilter, Node};
pub use notes::Notes;
pub use pins::{EmailText, LensMessage, LensPin, PinCode, PinRequest, Pins};
pub use reports::{
    Area, Report, ReportDate, ReportSetting, ReportSettings, ReportSource, ReportTime, ReportType,
    Reports,
};
pub use sessions::{Session, SessionVersion, Sessions};
pub use technicians::{Technicians, User, UserSettings};

use crate::client::Rescue;

/// Calls an operation over SOAP where that is spoken, and its page elsewhere.
macro_rules! call {
    ($rescue:expr, $operation:ident $request:expr => $made:expr,
     $page:literal $parameters:expr => $parse:expr) => {{
        let rescue: &$crate::client::Rescue = $rescue;
        if rescue.speaks_soap() {
            $crate::operations::soap!(rescue, $operation $request => $made)
        } else {
            rescue.page($page, $parameters, $parse).await
        }
    }};
}

/// Calls an operation over SOAP.
macro_rules! soap {
    ($rescue:expr, $operation:ident $request:expr => $made:expr) => {{
        let rescue: &$crate::client::Rescue = $rescue;
        let request = $request;
        let success = &$crate::api::operations::success::$operation;
        let call = || {
            rescue.soap(
                &$crate::api::operations::$operation,
                success,
                &request,
                $made,
            )
        };
        rescue.attempt(call).await
    }};
}

use {call, soap};

/// An answer with nothing in it but success.
#[expect(clippy::unnecessary_wraps, reason = "other answers may lack something")]
fn nothing<A>(_: &A) -> Result<(), String> {
    Ok(())
}

/// An out parameter that success has to bring.
fn brought<T: Clone>(value: Option<&T>, name: &str) -> Result<T, String> {
    value
        .cloned()
        .ok_or_else(|| format!("expected `{name}` with its success, found none"))
}

impl Rescue {
    /// Groups, channels and all nodes of the organization.
    pub fn hierarchy(&self) -> Hierarchy<'_> {
        Hierarchy(self)
    }

    /// Technicians and administrators.
    pub fn technicians(&self) -> Technicians<'_> {
        Technicians(self)
    }

    /// Sessions: lists of them, and what can be done with one.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions(self)
    }

    /// PIN codes and other invitations.
    pub fn pins(&self) -> Pins<'_> {
        Pins(self)
    }

    /// Notes and chats of sessions.
    pub fn notes(&self) -> Notes<'_> {
        Notes(self)
    }

    /// Reports.
    pub fn reports(&self) -> Reports<'_> {
        Reports(self)
    }
}
