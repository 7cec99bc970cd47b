//! Types that contain themselves get a `Box` where they do.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use crate::ir::{FieldKind, Item, Ty};

/// Boxes every field through which a type would contain itself without bound.
///
/// A `Vec` is a bound already. Of the edges of a cycle all are boxed that are fields or branches: which one would do
/// is for nobody to guess from the name of a field.
pub(crate) fn apply(lowering: &mut Lowering<'_>, items: &mut [Item]) {
    end(lowering, items);
    let graph = graph_of(items, held);
    let recursive: HashSet<(String, String)> = edges_of_cycles(&graph);
    for item in items {
        let ident = item.ident().to_owned();
        match item {
            // The branches of a choice are boxed, so the field that holds it need not be.
            Item::Struct(item) => {
                let fields = item
                    .fields
                    .iter_mut()
                    .filter(|field| !matches!(field.kind, FieldKind::Choice(_)));
                fields.for_each(|field| bound(&mut field.ty, &ident, &recursive));
            }
            Item::Choice(item) => item
                .branches
                .iter_mut()
                .for_each(|branch| bound(&mut branch.ty, &ident, &recursive)),
            Item::Enumeration(_) | Item::Union(_) | Item::Family(_) => {}
        }
    }
}

/// Makes what a type demands optional where it leads back to the type and nowhere else: no document could have it all,
/// and no value either.
fn end(lowering: &mut Lowering<'_>, items: &mut [Item]) {
    let graph = graph_of(items, |item| demanded(item).0);
    let mut endless = edges_of_cycles(&graph);
    if endless.is_empty() {
        return;
    }
    let ending = ending(items);
    endless.retain(|(from, to)| !ending.contains(from) && !ending.contains(to));
    for item in items {
        let Item::Struct(item) = item else { continue };
        let mut changed = false;
        for field in &mut item.fields {
            let Ty::Item(target) = &field.ty else {
                continue;
            };
            if !endless.contains(&(item.ident.clone(), target.clone())) {
                continue;
            }
            match &mut field.kind {
                // A group has no element of its own; those in it are made optional.
                FieldKind::Element(member) if member.group.is_none() => member.required = false,
                FieldKind::Choice(choice) => choice.required = false,
                _ => continue,
            }
            let message = format!(
                "`{}` contains itself without end by its field `{}`, which may be absent here",
                item.ident, field.ident
            );
            let hint =
                "no document could be complete; an element on the way back needs `minOccurs=\"0\"`";
            lowering.warning_of(&item.ident, message, hint);
            field.ty = Ty::Option(Box::new(field.ty.clone()));
            field.docs.push(String::new());
            field
                .docs
                .push("The contract requires it, without end; it may be absent.".to_owned());
            changed = true;
        }
        if changed && item.fields.iter().all(|field| field.ty.is_optional()) {
            item.default = true;
            item.constructor = false;
        }
    }
}

/// The items that can have a value with an end.
fn ending(items: &[Item]) -> HashSet<String> {
    let demands: HashMap<&str, (Vec<String>, bool)> = items
        .iter()
        .map(|item| (item.ident(), demanded(item)))
        .collect();
    // How many ends each still waits for; what is no item here is a value, or comes from elsewhere.
    let mut missing: HashMap<&str, usize> = HashMap::new();
    let mut demanded_by: HashMap<&str, Vec<&str>> = HashMap::new();
    for (&ident, (targets, all)) in &demands {
        let known = targets
            .iter()
            .filter(|it| demands.contains_key(it.as_str()));
        let count = known.clone().count();
        let one_is_enough = !all && count > 0;
        let has_end = one_is_enough && count < targets.len();
        let waits_for = if one_is_enough { 1 } else { count };
        missing.insert(ident, if has_end { 0 } else { waits_for });
        for target in known {
            demanded_by.entry(target).or_default().push(ident);
        }
    }
    let at_once = missing.iter().filter(|(_, count)| **count == 0);
    let mut waiting: Vec<&str> = at_once.map(|(&ident, _)| ident).collect();
    let mut ending: HashSet<String> = HashSet::new();
    while let Some(ident) = waiting.pop() {
        if !ending.insert(ident.to_owned()) {
            continue;
        }
        for &holder in demanded_by.get(ident).into_iter().flatten() {
            let count = missing.entry(holder).or_default();
            *count = count.saturating_sub(1);
            if *count == 0 {
                waiting.push(holder);
            }
        }
    }
    ending
}

/// The items that each one has by `edges`.
fn graph_of(items: &[Item], edges: impl Fn(&Item) -> Vec<String>) -> HashMap<String, Vec<String>> {
    let edges = |item: &Item| (item.ident().to_owned(), edges(item));
    items.iter().map(edges).collect()
}

/// The items that stand in this one without a `Vec` between.
fn held(item: &Item) -> Vec<String> {
    if let Item::Family(family) = item {
        let members = family.members.iter();
        return members.map(|member| member.ident.clone()).collect();
    }
    let mut held = Vec::new();
    item.types(&mut |ty| held.extend(inline(ty).map(str::to_owned)));
    held
}

/// The items that every value of this one contains: all of them, or if `false` one of them.
fn demanded(item: &Item) -> (Vec<String>, bool) {
    let item_of = |ty: &Ty| match ty {
        Ty::Item(ident) => Some(ident.clone()),
        _ => None,
    };
    match item {
        Item::Struct(item) => {
            let types = item.fields.iter().map(|field| &field.ty);
            (types.filter_map(item_of).collect(), true)
        }
        Item::Choice(item) => {
            let types = item.branches.iter().map(|branch| item_of(&branch.ty));
            (types.collect::<Option<_>>().unwrap_or_default(), false)
        }
        Item::Family(item) => {
            let members = item.members.iter();
            (members.map(|member| member.ident.clone()).collect(), false)
        }
        Item::Enumeration(_) | Item::Union(_) => (Vec::new(), true),
    }
}

fn inline(ty: &Ty) -> Option<&str> {
    match ty {
        Ty::Item(ident) => Some(ident),
        Ty::Option(inner) | Ty::Nillable(inner) => inline(inner),
        Ty::Plain(_)
        | Ty::Runtime(_)
        | Ty::Vec(_)
        | Ty::Boxed(_)
        | Ty::Large(_)
        | Ty::List(_)
        | Ty::Array(_)
        | Ty::MultiArray(_) => None,
    }
}

fn bound(ty: &mut Ty, holder: &str, recursive: &HashSet<(String, String)>) {
    match ty {
        Ty::Item(ident) if recursive.contains(&(holder.to_owned(), ident.clone())) => {
            *ty = Ty::Boxed(Box::new(ty.clone()));
        }
        Ty::Option(inner) | Ty::Nillable(inner) => bound(inner, holder, recursive),
        _ => {}
    }
}

/// The edges that lie on a cycle: both ends are in one strongly connected component.
fn edges_of_cycles(graph: &HashMap<String, Vec<String>>) -> HashSet<(String, String)> {
    let components = components(graph);
    let mut edges = HashSet::new();
    for (from, targets) in graph {
        for to in targets {
            if components
                .get(from)
                .is_some_and(|component| components.get(to) == Some(component))
            {
                edges.insert((from.clone(), to.clone()));
            }
        }
    }
    // A component of one item is a cycle only if the item holds itself, and then it is its own edge.
    edges
}

/// Numbers the strongly connected components (Kosaraju's algorithm, with lists for stacks).
fn components(graph: &HashMap<String, Vec<String>>) -> HashMap<String, usize> {
    let mut finished: Vec<&str> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for start in graph.keys() {
        let mut path: Vec<(&str, usize)> = Vec::new();
        if seen.insert(start) {
            path.push((start, 0));
        }
        while let Some((node, next)) = path.last_mut() {
            if let Some(target) = graph.get(*node).and_then(|targets| targets.get(*next)) {
                *next += 1;
                if graph.contains_key(target) && seen.insert(target) {
                    path.push((target, 0));
                }
            } else {
                finished.push(node);
                path.pop();
            }
        }
    }
    let mut reversed: HashMap<&str, Vec<&str>> = HashMap::new();
    for (from, targets) in graph {
        for to in targets {
            reversed.entry(to).or_default().push(from);
        }
    }
    let mut components = HashMap::new();
    for (number, start) in finished.iter().rev().enumerate() {
        let mut waiting = vec![*start];
        while let Some(node) = waiting.pop() {
            if components.contains_key(node) {
                continue;
            }
            components.insert(node.to_owned(), number);
            waiting.extend(
                reversed
                    .get(node)
                    .into_iter()
                    .flatten()
                    .filter(|from| graph.contains_key(**from)),
            );
        }
    }
    components
}
