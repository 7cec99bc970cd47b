//! Groups, channels and the tree of all nodes.

use castile::Nillable;

use super::{brought, call, nothing};
use crate::api::{self, NodePermissions, NodeStatus, NodeType};
use crate::aspx::{self, Found, Labelled, Problem};
use crate::client::Rescue;
use crate::error::Error;
use crate::reply::Reply;

/// The calls about the tree of nodes: [`Rescue::hierarchy`].
#[derive(Debug, Clone, Copy)]
pub struct Hierarchy<'r>(pub(super) &'r Rescue);

/// A node: a person, a group, a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Node {
    /// Its ID.
    pub node_id: Option<i32>,
    /// The node it is in: from pages only, its name over SOAP is not known.
    pub parent_id: Option<i32>,
    /// Its name.
    pub name: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Its status.
    pub status: Option<NodeStatus>,
    /// Its kind.
    pub kind: NodeType,
}

/// A group of technicians or administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Group {
    /// Its node.
    pub node_id: i32,
    /// Its name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Its kind.
    pub kind: NodeType,
    /// What its members may do.
    pub permissions: Vec<NodePermissions>,
    /// What groups in it cannot change. From pages only, as what follows: the names over SOAP are not known, and what
    /// the reply has is a deviation.
    pub locked_permissions: Option<Vec<NodePermissions>>,
    /// Whether it is enabled.
    pub enabled: Option<bool>,
    /// How many may be at work at once.
    pub standard_concurrent_limit: Option<i32>,
    /// How many may be at work with mobile devices at once.
    pub mobile_concurrent_limit: Option<i32>,
}

/// What a group is to be, for [`Hierarchy::set_group`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupSettings {
    /// The node of the group.
    pub node_id: i32,
    /// Its name.
    pub name: String,
    /// Whether it is enabled.
    pub enabled: bool,
    /// Its description.
    pub description: Option<String>,
    /// What its members may do.
    pub permissions: Option<Vec<NodePermissions>>,
    /// What groups in it cannot change.
    pub locked_permissions: Option<Vec<NodePermissions>>,
}

impl GroupSettings {
    /// What has to be given; the rest is not sent.
    pub fn new(node_id: i32, name: impl Into<String>, enabled: bool) -> Self {
        Self {
            node_id,
            name: name.into(),
            enabled,
            description: None,
            permissions: None,
            locked_permissions: None,
        }
    }
}

/// Which nodes [`Hierarchy::list_v2`] lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HierarchyFilter {
    /// The node below which they are; all of them without one.
    pub below: Option<i32>,
    /// Whether those that are offline are left out.
    pub without_offline: bool,
}

impl Hierarchy<'_> {
    /// All nodes by the method `getHierarchy`. Inferred over SOAP: the node's ID, description and status, from
    /// `getUser`; they are `None` where the service has other names.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn list(&self) -> Result<Reply<Vec<Node>>, Error> {
        call!(
            self.0,
            GET_HIERARCHY api::GetHierarchy { s_auth_code: self.0.code() } => |answer| {
                let list = answer.a_hierarchy.iter().flat_map(|list| &list.hierarchy);
                Ok(list.filter_map(node).collect())
            },
            "getHierarchy" Vec::new() => nodes_of_page
        )
    }

    /// Some nodes by the page `getHierarchy_v2.aspx`. Its spelling over SOAP is not known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn list_v2(&self, filter: HierarchyFilter) -> Result<Reply<Vec<Node>>, Error> {
        let mut parameters = vec![("isnode", filter.below.is_some().to_string().into())];
        if let Some(node) = filter.below {
            parameters.push(("node", node.to_string().into()));
        }
        parameters.push(("filteroffline", filter.without_offline.to_string().into()));
        self.0
            .page("getHierarchy_v2", parameters, nodes_of_page)
            .await
    }

    /// A group by the method `getGroup`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn group(&self, node: i32) -> Result<Reply<Group>, Error> {
        call!(
            self.0,
            GET_GROUP api::GetGroup { i_node_id: node, s_auth_code: self.0.code() } => |answer| {
                let group = brought(answer.o_group.as_ref(), "oGroup")?;
                Ok(Group {
                    node_id: group.i_node_id,
                    name: group.s_name,
                    description: group.s_description,
                    kind: group.e_type,
                    permissions: group.a_permissions.map(|list| list.node_permissions).unwrap_or_default(),
                    locked_permissions: None,
                    enabled: None,
                    standard_concurrent_limit: None,
                    mobile_concurrent_limit: None,
                })
            },
            "getGroup" vec![("node", node.to_string().into())] => group_of_page
        )
    }

    /// Changes a group by the page `setGroup.aspx`. Its shape over SOAP is not known. The stored text of the guide is
    /// cut: more parameters exist, and what the service does without them is not known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn set_group(&self, group: &GroupSettings) -> Result<Reply<()>, Error> {
        let status = if group.enabled { "Enabled" } else { "Disabled" };
        let mut parameters = vec![
            ("node", group.node_id.to_string().into()),
            ("name", group.name.as_str().into()),
            ("status", status.into()),
        ];
        if let Some(description) = &group.description {
            parameters.push(("description", description.as_str().into()));
        }
        for (name, list) in [
            ("permission", &group.permissions),
            ("lockedpermission", &group.locked_permissions),
        ] {
            if let Some(list) = list {
                let words: Vec<&str> = list.iter().map(NodePermissions::as_str).collect();
                parameters.push((name, words.join(",").into()));
            }
        }
        self.0.page("setGroup", parameters, aspx::ok).await
    }

    /// Makes a group in a group by the page `createGroup.aspx`, and gives the node. Its spelling over SOAP is not
    /// known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn create_group(&self, parent: i32) -> Result<Reply<i32>, Error> {
        let parameters = vec![("parent", parent.to_string().into())];
        self.0.page("createGroup", parameters, aspx::number).await
    }

    /// Moves a node into another one by the page `moveNode.aspx`. Its spelling over SOAP is not known. The guide has
    /// two names for each parameter, `node` and `nodeID`, `targetnode` and `targetNodeID`: both are sent.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn move_node(&self, node: i32, target: i32) -> Result<Reply<()>, Error> {
        let (node, target) = (node.to_string(), target.to_string());
        let parameters = vec![
            ("targetnode", target.clone().into()),
            ("targetNodeID", target.into()),
            ("node", node.clone().into()),
            ("nodeID", node.into()),
        ];
        self.0.page("moveNode", parameters, aspx::ok).await
    }

    /// Deletes a node by the method `deleteNode`. The guide has two names for the parameter of the page, `node` and
    /// `nodeID`: both are sent. Inferred over SOAP: that the node is a number, as in `getUser`; of its words only `OK` is
    /// known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn delete_node(&self, node: i32) -> Result<Reply<()>, Error> {
        let text = node.to_string();
        call!(
            self.0,
            DELETE_NODE api::DeleteNode { i_node_id: node, s_auth_code: self.0.code() } => nothing,
            "deleteNode" vec![("node", text.clone().into()), ("nodeID", text.into())] => aspx::ok
        )
    }

    /// Assigns a technician or a group to a channel by the page `assignChannel.aspx`. Its spelling over SOAP is not
    /// known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn assign_channel(&self, node: i32, channel: i32) -> Result<Reply<()>, Error> {
        self.channel("assignChannel", node, channel).await
    }

    /// Takes a technician or a group off a channel by the page `unassignChannel.aspx`. Its spelling over SOAP is not
    /// known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn unassign_channel(&self, node: i32, channel: i32) -> Result<Reply<()>, Error> {
        self.channel("unassignChannel", node, channel).await
    }

    async fn channel(
        &self,
        page: &'static str,
        node: i32,
        channel: i32,
    ) -> Result<Reply<()>, Error> {
        let parameters = vec![
            ("node", node.to_string().into()),
            ("entry", channel.to_string().into()),
        ];
        self.0.page(page, parameters, aspx::ok).await
    }
}

/// A nil item says nothing.
fn node(item: &Nillable<api::Hierarchy>) -> Option<Node> {
    let node = item.value()?;
    Some(Node {
        node_id: node.i_node_id,
        parent_id: None,
        name: node.s_name.clone(),
        email: node.s_email.clone(),
        description: node.s_description.clone(),
        status: node.e_status.clone(),
        kind: node.e_type.clone(),
    })
}

fn nodes_of_page(text: &str) -> Result<Found<Vec<Node>>, Problem> {
    let labels = [
        "NodeID",
        "ParentID",
        "Name",
        "Email",
        "Description",
        "Status",
        "Type",
    ];
    let mut found = Found::only(Vec::new());
    for block in aspx::blocks(aspx::data(text)?, "NodeID")? {
        let lines = Labelled::read(block, &labels, &["Description"])?;
        found.has_more |= lines.has_more;
        found.value.push(Node {
            node_id: Some(lines.number("NodeID")?),
            parent_id: lines.optional("ParentID", "a whole number", |text| text.parse().ok())?,
            name: lines.text("Name"),
            email: lines.text("Email"),
            description: lines.text("Description"),
            status: lines.optional("Status", "a status", aspx::word)?,
            kind: lines.required("Type", "a kind of node", aspx::word)?,
        });
    }
    Ok(found)
}

fn group_of_page(text: &str) -> Result<Found<Group>, Problem> {
    let labels = [
        "NODEID",
        "NAME",
        "DESCRIPTION",
        "TYPE",
        "PERMISSIONS",
        "LOCKEDPERMISSIONS",
        "ISENABLED",
        "STANDARDCONCURRENTLIMIT",
        "MOBILECONCURRENTLIMIT",
    ];
    let lines = Labelled::read(aspx::data(text)?, &labels, &["DESCRIPTION"])?;
    // That they stand in one line with commas is how `setGroup` takes them.
    let permissions = |label| {
        let text: Option<String> = lines.text(label);
        text.map(|text| {
            let words = text.split(',').map(str::trim);
            words
                .filter(|word| !word.is_empty())
                .filter_map(aspx::word)
                .collect::<Vec<NodePermissions>>()
        })
    };
    let limit = |label| lines.optional(label, "a whole number", |text| text.parse().ok());
    Ok(Found {
        value: Group {
            node_id: lines.number("NODEID")?,
            name: lines.text("NAME"),
            description: lines.text("DESCRIPTION"),
            kind: lines.required("TYPE", "a kind of node", aspx::word)?,
            permissions: permissions("PERMISSIONS").unwrap_or_default(),
            locked_permissions: permissions("LOCKEDPERMISSIONS"),
            enabled: lines.flag("ISENABLED"),
            standard_concurrent_limit: limit("STANDARDCONCURRENTLIMIT")?,
            mobile_concurrent_limit: limit("MOBILECONCURRENTLIMIT")?,
        },
        has_more: lines.has_more,
    })
}
