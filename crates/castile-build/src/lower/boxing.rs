//! Types that contain themselves get a `Box` where they do.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use crate::ir::{FieldKind, Item, Ty};

/// Boxes every field through which a type would contain itself without bound.
///
/// A `Vec` is a bound already. Of the edges of a cycle all are boxed that are fields or branches: which one would do
/// is for nobody to guess from the name of a field.
pub(crate) fn apply(lowering: &mut Lowering<'_>, items: &mut [Item]) {
    let graph: HashMap<String, Vec<String>> = items
        .iter()
        .map(|item| (item.ident().to_owned(), held(item)))
        .collect();
    let required: HashMap<String, Vec<String>> = items
        .iter()
        .map(|item| (item.ident().to_owned(), demanded(item)))
        .collect();
    let recursive: HashSet<(String, String)> = edges_of_cycles(&graph);
    for item in items {
        let ident = item.ident().to_owned();
        if reaches(&required, &ident, &ident) {
            lowering.error_of(
                &ident,
                format!("`{ident}` contains itself without end: no document could be finished"),
                "one of the elements of the cycle needs `minOccurs=\"0\"`",
            );
            continue;
        }
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

/// The items that every value of this one contains.
fn demanded(item: &Item) -> Vec<String> {
    let Item::Struct(item) = item else {
        return Vec::new();
    };
    item.fields
        .iter()
        .filter_map(|field| {
            if let Ty::Item(ident) = &field.ty {
                Some(ident.clone())
            } else {
                None
            }
        })
        .collect()
}

fn inline(ty: &Ty) -> Option<&str> {
    match ty {
        Ty::Item(ident) => Some(ident),
        Ty::Option(inner) | Ty::Nillable(inner) => inline(inner),
        Ty::Plain(_)
        | Ty::Runtime(_)
        | Ty::Vec(_)
        | Ty::Boxed(_)
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

fn reaches(graph: &HashMap<String, Vec<String>>, from: &str, to: &str) -> bool {
    let mut seen = HashSet::new();
    let mut waiting: Vec<&str> = graph
        .get(from)
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    while let Some(node) = waiting.pop() {
        if node == to {
            return true;
        }
        if seen.insert(node) {
            waiting.extend(graph.get(node).into_iter().flatten().map(String::as_str));
        }
    }
    false
}
