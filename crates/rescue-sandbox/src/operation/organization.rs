//! The organization: people, groups and channels, looked at and changed.

use super::{Field, OK, Played, Turn, Value, field, text};
use crate::company::{Availability, Node, NodeType};

/// The longest name of a node. The guide says that there is one, and not which.
const MAX_NAME: usize = 128;

const MIN_PASSWORD: usize = 8;

fn is_person(node: &Node) -> bool {
    node.kind.is_person()
}

fn is_group(node: &Node) -> bool {
    node.kind.is_group()
}

pub(super) fn get_user(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    let node = turn.node("node", is_person, "InvalidParam_NodeID")?;
    Ok(user(node, false))
}

pub(super) fn get_user_v3(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    let email = turn.args.word("email");
    let node = match (turn.args.int("node"), email) {
        (0, "") => return Err("InvalidParam_NodeID"),
        (0, email) => turn
            .company()
            .person(email)
            .next()
            .ok_or("InvalidParam_Email")?,
        (_, "") => turn.node("node", is_person, "InvalidParam_NodeID")?,
        _ => return Err("Invalid_EmailAndNodeIdBothSpecified"),
    };
    Ok(user(node, true))
}

/// The two protocols have the account holder in different places.
fn user(node: &Node, has_rpat: bool) -> Vec<Field> {
    let mut fields = vec![
        field("iNodeID", "NODEID", Value::Int(node.id)),
        field("sName", "NAME", text(&*node.name)),
        field("sNick", "NICK", text(&*node.nick)),
        field("sEmail", "EMAIL", text(&*node.email)),
        field("sSSOID", "SSOID", text(&*node.sso_id)),
        field("sDescription", "DESCRIPTION", text(&*node.description)),
        field("eType", "TYPE", Value::Word(node.kind.word())),
        field("bAccountHolder", "", Value::Bool(node.account_holder)),
        field(
            "hasMobileAddon",
            "HASMOBILEADDON",
            Value::Bool(node.mobile_addon),
        ),
    ];
    if has_rpat {
        fields.push(field(
            "hasRPATAddon",
            "HASRPATADDON",
            Value::Bool(node.rpat_addon),
        ));
    }
    fields.push(field(
        "",
        "ISACCOUNTHOLDER",
        Value::Bool(node.account_holder),
    ));
    fields.push(field("eStatus", "STATUS", Value::Word(node.status())));
    vec![field("oUser", "", Value::Record(fields))]
}

pub(super) fn set_user(turn: &mut Turn<'_>) -> Played {
    let mobile = turn.args.word("addons") == "True";
    change_user(turn, mobile, None)
}

pub(super) fn set_user_v2(turn: &mut Turn<'_>) -> Played {
    let mobile = turn.args.word("mobileaddon") == "True";
    let rpat = turn.args.word("rpataddon") == "True";
    change_user(turn, mobile, Some(rpat))
}

fn change_user(turn: &mut Turn<'_>, mobile: bool, rpat: Option<bool>) -> Played {
    let caller = turn.organizer()?;
    let args = turn.args;
    let before = turn.node("node", is_person, "InvalidParam_NodeID")?.clone();
    let name = args.word("name");
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err("InvalidParam_Name");
    }
    let email = args.word("email");
    if !is_email(email) {
        return Err("InvalidParam_Email");
    }
    let is_another =
        |node: &&Node| !node.email.eq_ignore_ascii_case(&before.email) || before.email.is_empty();
    if turn
        .company()
        .person(email)
        .any(|node| is_another(&node) && node.id != before.id)
    {
        return Err("InvalidParam_Email_Already_In_Use");
    }
    let password = args.text("pwd").filter(|password| !password.is_empty());
    if let Some(password) = password {
        let own = before.kind == NodeType::MasterAdministrator
            && before.email.eq_ignore_ascii_case(&caller);
        if own && !before.password.is(args.text("oldpwd")) {
            return Err("InvalidParam_Missing_Current_Password");
        }
        if password.chars().any(char::is_whitespace) {
            return Err("InvalidParam_Password_Cannot_Contain_Whitespace_Characters");
        }
        if password.chars().count() < MIN_PASSWORD {
            return Err("InvalidParam_Password_Has_To_Be_At_Least_8_Characters_Long");
        }
        // There is a word for it, which is not known.
        if args.text("confpwd") != Some(password) {
            return Err("Error");
        }
    }
    let enabled = args.word("status") == "Enabled";
    let is_same = |node: &Node| {
        node.id == before.id
            || !before.email.is_empty() && node.email.eq_ignore_ascii_case(&before.email)
    };
    for node in turn
        .state
        .company
        .nodes
        .iter_mut()
        .filter(|node| is_person(node) && is_same(node))
    {
        email.clone_into(&mut node.email);
        args.word("ssoid").clone_into(&mut node.sso_id);
        if let Some(password) = password {
            node.password = password.into();
        }
        if node.id == before.id {
            name.clone_into(&mut node.name);
            args.word("nick").clone_into(&mut node.nick);
            args.word("description").clone_into(&mut node.description);
            node.enabled = enabled;
            node.mobile_addon = mobile;
            node.rpat_addon = rpat.unwrap_or(node.rpat_addon);
        }
    }
    turn.state.renamed(&before.email, email);
    OK
}

fn is_email(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !text.chars().any(char::is_whitespace)
}

pub(super) fn create_user(turn: &mut Turn<'_>) -> Played {
    create(turn, NodeType::person_within)
}

pub(super) fn create_group(turn: &mut Turn<'_>) -> Played {
    create(turn, NodeType::group_within)
}

/// Makes a node without a name. A person cannot log in before `setUser` gives an address and a password.
fn create(turn: &mut Turn<'_>, kind_within: fn(NodeType) -> Option<NodeType>) -> Played {
    turn.organizer()?;
    let parent = turn.node("parent", is_group, "InvalidParam_Parent")?;
    let (parent, kind) = (
        parent.id,
        kind_within(parent.kind).ok_or("InvalidParam_Parent")?,
    );
    let highest = turn
        .company()
        .nodes
        .iter()
        .map(|node| node.id)
        .max()
        .unwrap_or(0);
    let id = highest.checked_add(1).ok_or("Error")?;
    turn.state.company.nodes.push(Node::new(id, parent, kind));
    Ok(vec![field("", "", Value::Int(id))])
}

pub(super) fn get_group(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    let node = turn.node("node", is_group, "InvalidParam_NodeID")?;
    let list = |permissions: &[String]| {
        let items = permissions.iter().map(|permission| text(&**permission));
        Value::List("NODE_PERMISSIONS", items.collect())
    };
    Ok(vec![field(
        "oGroup",
        "",
        Value::Record(vec![
            field("iNodeID", "NODEID", Value::Int(node.id)),
            field("sName", "NAME", text(&*node.name)),
            field("sDescription", "DESCRIPTION", text(&*node.description)),
            field("eType", "TYPE", Value::Word(node.kind.word())),
            field("aPermissions", "PERMISSIONS", list(&node.permissions)),
            field("", "LOCKEDPERMISSIONS", list(&node.locked_permissions)),
            field("", "ISENABLED", Value::Bool(node.enabled)),
            field(
                "",
                "STANDARDCONCURRENTLIMIT",
                Value::Int(node.concurrent_limit),
            ),
            field(
                "",
                "MOBILECONCURRENTLIMIT",
                Value::Int(node.mobile_concurrent_limit),
            ),
        ]),
    )])
}

pub(super) fn set_group(turn: &mut Turn<'_>) -> Played {
    turn.organizer()?;
    let args = turn.args;
    let id = turn.node("node", is_group, "InvalidParam_NodeID")?.id;
    let name = args.word("name");
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err("InvalidParam_Name");
    }
    let list = |key| {
        let words = args
            .word(key)
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let node = turn.state.company.node_mut(id).ok_or("Error")?;
    name.clone_into(&mut node.name);
    args.word("description").clone_into(&mut node.description);
    node.enabled = args.word("status") == "Enabled";
    node.permissions = list("permission");
    node.locked_permissions = list("lockedpermission");
    OK
}

pub(super) fn move_node(turn: &mut Turn<'_>) -> Played {
    turn.organizer()?;
    let target = turn.node("targetnode", is_group, "InvalidParam_TargetNode")?;
    let node = turn.node(
        "node",
        |node| is_person(node) || is_group(node),
        "InvalidParam_NodeID",
    )?;
    let fits = [target.kind.person_within(), target.kind.group_within()].contains(&Some(node.kind));
    let (id, target) = (node.id, target.id);
    if !fits || turn.company().is_within(target, id) {
        return Err("Invalid_Move");
    }
    turn.state.company.node_mut(id).ok_or("Error")?.parent = target;
    OK
}

pub(super) fn delete_node(turn: &mut Turn<'_>) -> Played {
    let caller = turn.organizer()?;
    let node = turn.node("node", |_| true, "InvalidParam_NodeID")?;
    let is_own = is_person(node) && node.email.eq_ignore_ascii_case(&caller);
    let removable = is_person(node)
        || matches!(
            node.kind,
            NodeType::TechnicianGroup | NodeType::AdministratorGroup
        );
    let id = node.id;
    let is_full = turn.company().nodes.iter().any(|node| node.parent == id);
    if is_own || is_full || !removable {
        return Err("Invalid_Delete");
    }
    turn.state.company.nodes.retain(|node| node.id != id);
    OK
}

pub(super) fn assign_channel(turn: &mut Turn<'_>) -> Played {
    assign(turn, true)
}

pub(super) fn unassign_channel(turn: &mut Turn<'_>) -> Played {
    assign(turn, false)
}

fn assign(turn: &mut Turn<'_>, assigns: bool) -> Played {
    turn.organizer()?;
    let takes = |node: &Node| matches!(node.kind, NodeType::Technician | NodeType::TechnicianGroup);
    let id = turn.node("node", takes, "InvalidParam_NodeID")?.id;
    let channel = turn.node("entry", is_channel, "InvalidParam_Entry")?.id;
    let channels = &mut turn.state.company.node_mut(id).ok_or("Error")?.channels;
    match (channels.contains(&channel), assigns) {
        (true, true) => return Err("Invalid_Assign"),
        (false, false) => return Err("Invalid_Deassign"),
        (false, true) => channels.push(channel),
        (true, false) => channels.retain(|known| *known != channel),
    }
    OK
}

pub(super) fn is_channel(node: &Node) -> bool {
    node.kind == NodeType::Channel
}

pub(super) fn is_anyone_available(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    // No word for a channel that there is not is known.
    let channel = turn.node("ChannelID", is_channel, "Error")?.id;
    let strict = turn.args.bool("ExcludingAwayAndBusy");
    let company = turn.company();
    let is_assigned = |node: &Node| {
        let mut holders = company
            .nodes
            .iter()
            .filter(|holder| holder.channels.contains(&channel));
        holders.any(|holder| company.is_within(node.id, holder.id))
    };
    let is_free =
        |node: &Node| node.has_console() && (!strict || node.availability == Availability::Online);
    let mut technicians = company
        .nodes
        .iter()
        .filter(|node| node.kind == NodeType::Technician);
    let found = technicians.any(|node| is_free(node) && is_assigned(node));
    Ok(vec![field("", "", Value::Bool(found))])
}

pub(super) fn get_hierarchy(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    Ok(hierarchy(turn, |_| true))
}

pub(super) fn get_hierarchy_v2(turn: &mut Turn<'_>) -> Played {
    turn.caller()?;
    let args = turn.args;
    let top = if args.bool("isnode") {
        args.int("node")
    } else {
        0
    };
    if top != 0 && turn.company().node(top).is_none() {
        return Err("InvalidParam_NodeID");
    }
    let company = turn.company();
    let is_shown = |node: &Node| {
        let is_offline = node.kind == NodeType::Technician && !node.has_console();
        (top == 0 || company.is_within(node.id, top)) && !(args.bool("filteroffline") && is_offline)
    };
    Ok(hierarchy(turn, is_shown))
}

fn hierarchy(turn: &Turn<'_>, is_shown: impl Fn(&Node) -> bool) -> Vec<Field> {
    let nodes = turn.company().nodes.iter().filter(|node| is_shown(node));
    let items = nodes.map(|node| {
        Value::Record(vec![
            field("iNodeID", "NodeID", Value::Int(node.id)),
            field("", "ParentID", Value::Int(node.parent)),
            field("sName", "Name", text(&*node.name)),
            field("sEmail", "Email", text(&*node.email)),
            field("sDescription", "Description", text(&*node.description)),
            field("eStatus", "Status", Value::Word(node.status())),
            field("eType", "Type", Value::Word(node.kind.word())),
        ])
    });
    vec![field(
        "aHierarchy",
        "",
        Value::List("HIERARCHY", items.collect()),
    )]
}
