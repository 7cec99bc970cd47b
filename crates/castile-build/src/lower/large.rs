//! Values that would be large get a `Box` where they may be absent, or are one of several.
//!
//! A contract may nest types twenty deep, each with a hundred optional members. Held in place, a value would take as
//! much room as all that could ever be in it, on every frame of the stack that it passes through. What recursion has
//! boxed already is taken as it is.

use std::collections::HashMap;

use crate::ir::{FieldKind, Item, Ty};

/// Bytes above which what may be absent is boxed, and the variant of an enum.
const LARGE: u64 = 512;
/// Bytes above which what is required is boxed too.
const HUGE: u64 = 8192;

/// Boxes what is large.
pub(crate) fn apply(items: &mut [Item]) {
    let mut sizes = HashMap::new();
    for index in order(items) {
        let size = shrink(&mut items[index], &sizes);
        sizes.insert(items[index].ident().to_owned(), size);
    }
}

/// The items, each after those that it holds in place.
fn order(items: &[Item]) -> Vec<usize> {
    let indexes: HashMap<&str, usize> = items
        .iter()
        .enumerate()
        .map(|(index, item)| (item.ident(), index))
        .collect();
    let held: Vec<Vec<usize>> = items
        .iter()
        .map(|item| {
            let mut held = Vec::new();
            let mut show = |path: &str| held.extend(indexes.get(path));
            match item {
                Item::Family(family) => family.members.iter().for_each(|it| show(&it.ident)),
                _ => item.types(&mut |ty| in_place(ty).into_iter().for_each(&mut show)),
            }
            held
        })
        .collect();
    let mut order = Vec::new();
    let mut seen = vec![false; items.len()];
    for start in 0..items.len() {
        let mut path = Vec::new();
        if !std::mem::replace(&mut seen[start], true) {
            path.push((start, 0));
        }
        while let Some((item, next)) = path.last_mut() {
            if let Some(target) = held[*item].get(*next).copied() {
                *next += 1;
                if !std::mem::replace(&mut seen[target], true) {
                    path.push((target, 0));
                }
            } else {
                order.push(*item);
                path.pop();
            }
        }
    }
    order
}

fn in_place(ty: &Ty) -> Option<&str> {
    match ty {
        Ty::Item(path) => Some(path),
        Ty::Option(inner) | Ty::Nillable(inner) => in_place(inner),
        _ => None,
    }
}

/// Boxes what is large in an item, and gives its own size.
fn shrink(item: &mut Item, sizes: &HashMap<String, u64>) -> u64 {
    match item {
        Item::Struct(item) => {
            let mut sum: u64 = 0;
            for field in &mut item.fields {
                // The branches of a choice are boxed.
                let fixed = matches!(field.kind, FieldKind::Choice(_));
                let limit = if matches!(field.ty, Ty::Option(_)) {
                    LARGE
                } else {
                    HUGE
                };
                if !fixed && size(&field.ty, sizes) > limit {
                    bound(&mut field.ty);
                }
                sum = sum.saturating_add(size(&field.ty, sizes));
            }
            sum
        }
        Item::Choice(item) => {
            let mut most = 0;
            for branch in &mut item.branches {
                if size(&branch.ty, sizes) > LARGE {
                    bound(&mut branch.ty);
                }
                most = most.max(size(&branch.ty, sizes));
            }
            most + 8
        }
        Item::Family(item) => {
            let mut most = 72;
            for member in &mut item.members {
                let size = sizes.get(&member.ident).copied().unwrap_or(0);
                member.boxed = size > LARGE;
                most = most.max(if member.boxed { 8 } else { size });
            }
            most + 8
        }
        Item::Enumeration(_) => 24,
        Item::Union(item) => {
            let sizes = item.variants.iter().map(|one| size(&one.ty, sizes));
            sizes.max().unwrap_or(0).max(24) + 8
        }
    }
}

/// Puts the item inside into a box.
fn bound(ty: &mut Ty) {
    match ty {
        Ty::Item(_) => *ty = Ty::Large(Box::new(ty.clone())),
        Ty::Option(inner) | Ty::Nillable(inner) => bound(inner),
        _ => {}
    }
}

/// Bytes of a value, roughly.
fn size(ty: &Ty, sizes: &HashMap<String, u64>) -> u64 {
    match ty {
        Ty::Item(path) => sizes.get(path).copied().unwrap_or(8),
        Ty::Option(inner) | Ty::Nillable(inner) => match &**inner {
            Ty::Plain("String") => 24,
            inner => size(inner, sizes).saturating_add(8),
        },
        Ty::Plain("String") => 24,
        Ty::Boxed(_) | Ty::Large(_) | Ty::Plain(_) => 8,
        Ty::Runtime("AnyType" | "AnyElement" | "AnyAttribute") => 72,
        Ty::Runtime("Decimal" | "Integer") => 48,
        _ => 24,
    }
}
