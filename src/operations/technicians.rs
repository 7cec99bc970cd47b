//! Technicians and administrators.

use castile::Secret;

use super::{brought, call, nothing};
use crate::api::{self, Addons, NodeStatus, NodeType, UserStatus};
use crate::aspx::{self, Found, Labelled, Problem};
use crate::client::Rescue;
use crate::error::Error;
use crate::page::Parameters;
use crate::reply::Reply;

/// The calls about technicians and administrators: [`Rescue::technicians`].
#[derive(Debug, Clone, Copy)]
pub struct Technicians<'r>(pub(super) &'r Rescue);

/// A technician or administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct User {
    /// The node.
    pub node_id: i32,
    /// The name.
    pub name: Option<String>,
    /// The nickname, which customers see.
    pub nick: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The single sign-on ID.
    pub sso_id: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The kind of node.
    pub kind: NodeType,
    /// Whether it is the account holder. `None` where a page says neither `true` nor `false`.
    pub account_holder: Option<bool>,
    /// Whether the mobile add-on is assigned.
    pub mobile_addon: Option<bool>,
    /// Whether the RPAT add-on is assigned: from the third version of `getUser` only.
    pub rpat_addon: Option<bool>,
    /// The status.
    pub status: Option<NodeStatus>,
}

/// What a technician or administrator is to be, for [`Technicians::set`].
///
/// What the service does with what is not given here is not documented: read the user before.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserSettings {
    /// The node of the user.
    pub node_id: i32,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// Whether the user may log in.
    pub enabled: bool,
    /// The nickname.
    pub nick: Option<String>,
    /// The single sign-on ID.
    pub sso_id: Option<String>,
    /// A new password. It is sent a second time as its own confirmation.
    pub password: Option<Secret>,
    /// The password so far, which a master administrator gives to change own data.
    pub current_password: Option<Secret>,
    /// The description.
    pub description: Option<String>,
}

impl UserSettings {
    /// What has to be given; the rest is not sent.
    pub fn new(
        node_id: i32,
        name: impl Into<String>,
        email: impl Into<String>,
        enabled: bool,
    ) -> Self {
        Self {
            node_id,
            name: name.into(),
            email: email.into(),
            enabled,
            nick: None,
            sso_id: None,
            password: None,
            current_password: None,
            description: None,
        }
    }

    fn parameters(&self) -> Parameters<'_> {
        let status = if self.enabled { "Enabled" } else { "Disabled" };
        let password = self.password.as_ref().map(Secret::expose);
        let optional = [
            ("nick", self.nick.as_deref()),
            ("ssoid", self.sso_id.as_deref()),
            ("pwd", password),
            ("confpwd", password),
            ("oldpwd", self.current_password.as_ref().map(Secret::expose)),
            ("description", self.description.as_deref()),
        ];
        let mut parameters = vec![
            ("node", self.node_id.to_string().into()),
            ("name", self.name.as_str().into()),
            ("email", self.email.as_str().into()),
            ("status", status.into()),
        ];
        parameters.extend(
            optional
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?.into()))),
        );
        parameters
    }
}

impl Technicians<'_> {
    /// A user by the method `getUser`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn get(&self, node: i32) -> Result<Reply<User>, Error> {
        call!(
            self.0,
            GET_USER api::GetUser { i_node_id: node, s_auth_code: self.0.code() } => |answer| {
                let user = brought(answer.o_user.as_ref(), "oUser")?;
                Ok(User {
                    node_id: user.i_node_id,
                    name: user.s_name,
                    nick: user.s_nick,
                    email: user.s_email,
                    sso_id: user.s_ssoid,
                    description: user.s_description,
                    kind: user.e_type,
                    account_holder: Some(user.b_account_holder),
                    mobile_addon: Some(user.has_mobile_addon),
                    rpat_addon: None,
                    status: Some(user.e_status),
                })
            },
            "getUser" vec![("node", node.to_string().into())] => user_of_page
        )
    }

    /// A user by the method `getUser_v3`, which knows the RPAT add-on. Inferred over SOAP: the names of the add-ons
    /// and the status, from `getUser`, client code and the guide; they are `None` where the service has others.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn get_v3(&self, node: i32) -> Result<Reply<User>, Error> {
        self.v3(node, None).await
    }

    /// A user of this e-mail address by the method `getUser_v3`; the node is then 0 over SOAP, which has to have
    /// one, and not sent to the page.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn get_by_email(&self, email: &str) -> Result<Reply<User>, Error> {
        self.v3(0, Some(email)).await
    }

    async fn v3(&self, node: i32, email: Option<&str>) -> Result<Reply<User>, Error> {
        let parameter = match email {
            Some(email) => ("email", email.into()),
            None => ("node", node.to_string().into()),
        };
        call!(
            self.0,
            GET_USER_V3 api::GetUserV3 {
                i_node_id: node,
                s_user_email: email.map(str::to_owned),
                s_auth_code: self.0.code(),
            } => |answer| {
                let user = brought(answer.o_user.as_ref(), "oUser")?;
                Ok(User {
                    node_id: user.i_node_id,
                    name: user.s_name,
                    nick: user.s_nick,
                    email: user.s_email,
                    sso_id: user.s_ssoid,
                    description: user.s_description,
                    kind: user.e_type,
                    account_holder: Some(user.b_account_holder),
                    mobile_addon: user.has_mobile_addon,
                    rpat_addon: user.has_rpat_addon,
                    status: user.e_status,
                })
            },
            "getUser_v3" vec![parameter] => user_of_page
        )
    }

    /// Changes a user by the method `setUser`. `addons` says whether the mobile add-on is assigned.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). More words than those that are known exist: they are
    /// [`Unknown`](crate::ReturnValue::Unknown).
    pub async fn set(&self, user: &UserSettings, addons: bool) -> Result<Reply<()>, Error> {
        let mut parameters = user.parameters();
        parameters.push(("addons", on(addons).into()));
        call!(
            self.0,
            SET_USER api::SetUser {
                i_node_id: user.node_id,
                s_name: Some(user.name.clone()),
                s_nick: user.nick.clone(),
                s_email: Some(user.email.clone()),
                s_ssoid: user.sso_id.clone(),
                s_pwd: user.password.clone(),
                s_conf_pwd: user.password.clone(),
                s_current_pwd: user.current_password.clone(),
                e_status: if user.enabled { UserStatus::Enabled } else { UserStatus::Disabled },
                s_description: user.description.clone(),
                e_add_ons: if addons { Addons::True } else { Addons::False },
                s_auth_code: self.0.code(),
            } => nothing,
            "setUser" parameters => aspx::ok
        )
    }

    /// Changes a user by the page `setUser_v2.aspx`, which knows both add-ons. Its spelling over SOAP is not known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn set_v2(
        &self,
        user: &UserSettings,
        mobile_addon: bool,
        rpat_addon: bool,
    ) -> Result<Reply<()>, Error> {
        let mut parameters = user.parameters();
        parameters.push(("mobileaddon", on(mobile_addon).into()));
        parameters.push(("rpataddon", on(rpat_addon).into()));
        self.0.page("setUser_v2", parameters, aspx::ok).await
    }

    /// Makes a user in a group by the page `createUser.aspx`, and gives the node. Its spelling over SOAP is not known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn create(&self, parent: i32) -> Result<Reply<i32>, Error> {
        let parameters = vec![("parent", parent.to_string().into())];
        self.0.page("createUser", parameters, aspx::number).await
    }

    /// Whether a technician of a channel is there, by the page `isAnyTechAvailableOnChannel.aspx`. Its spelling over
    /// SOAP is not known. Inferred: that the page says `FALSE` where it does not say `TRUE`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn any_available_on_channel(
        &self,
        channel: i32,
        excluding_away_and_busy: bool,
    ) -> Result<Reply<bool>, Error> {
        let parameters = vec![
            ("ChannelID", channel.to_string().into()),
            (
                "ExcludingAwayAndBusy",
                excluding_away_and_busy.to_string().into(),
            ),
        ];
        self.0
            .page("isAnyTechAvailableOnChannel", parameters, aspx::verdict)
            .await
    }
}

/// `ADDONS` is an enumeration of words, not a boolean.
fn on(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

fn user_of_page(text: &str) -> Result<Found<User>, Problem> {
    let labels = [
        "NODEID",
        "NAME",
        "NICK",
        "EMAIL",
        "SSOID",
        "DESCRIPTION",
        "TYPE",
        "HASMOBILEADDON",
        "HASRPATADDON",
        "ISACCOUNTHOLDER",
        "STATUS",
    ];
    let lines = Labelled::read(aspx::data(text)?, &labels, &["DESCRIPTION"])?;
    Ok(Found {
        value: User {
            node_id: lines.number("NODEID")?,
            name: lines.text("NAME"),
            nick: lines.text("NICK"),
            email: lines.text("EMAIL"),
            sso_id: lines.text("SSOID"),
            description: lines.text("DESCRIPTION"),
            kind: lines.required("TYPE", "a kind of node", aspx::word)?,
            account_holder: lines.flag("ISACCOUNTHOLDER"),
            mobile_addon: lines.flag("HASMOBILEADDON"),
            rpat_addon: lines.flag("HASRPATADDON"),
            status: lines.optional("STATUS", "a status", aspx::word)?,
        },
        has_more: lines.has_more,
    })
}
