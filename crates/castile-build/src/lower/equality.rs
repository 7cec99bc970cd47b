//! `Eq` and `Hash` for the types that can have them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{self, Item, Ty};

/// What a type can derive. `Secret` has no `Hash`, and numbers with a fraction are equal to nothing for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Equality {
    Neither,
    Eq,
    EqAndHash,
}

/// Adds the derives as attributes.
pub(crate) fn derive(module: &mut ir::Module) {
    let equality = of_items(&module.items);
    let of_items = module
        .items
        .iter()
        .map(|item| (item.ident().to_owned(), equality[item.ident()]));
    let of_faults = module.faults.iter().map(|faults| {
        let details = faults.details.iter().map(|detail| {
            let own = of_ty(&detail.ty, &|path| equality.contains_key(path));
            let item = detail.ty.item().and_then(|item| equality.get(item));
            own.min(item.copied().unwrap_or(Equality::EqAndHash))
        });
        let least = details.min().unwrap_or(Equality::EqAndHash);
        (faults.ident.clone(), least)
    });
    let found: Vec<(String, Equality)> = of_items.chain(of_faults).collect();
    for (ident, equality) in found {
        let derive = match equality {
            Equality::Neither => continue,
            Equality::Eq => "#[derive(Eq)]",
            Equality::EqAndHash => "#[derive(Eq, Hash)]",
        };
        let attributes = module.attributes.entry(ident).or_default();
        attributes.push(derive.to_owned());
    }
}

/// Each item's, which is the least of what it contains.
fn of_items(items: &[Item]) -> BTreeMap<&str, Equality> {
    let mut equality: BTreeMap<&str, Equality> = BTreeMap::new();
    let idents: BTreeSet<&str> = items.iter().map(Item::ident).collect();
    let mut holders: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for item in items {
        let mut least = Equality::EqAndHash;
        item.types(&mut |ty| least = least.min(of_ty(ty, &|path| idents.contains(path))));
        item.references(&mut |path| {
            holders
                .entry(path.to_owned())
                .or_default()
                .push(item.ident());
        });
        equality.insert(item.ident(), least);
    }
    let mut waiting: Vec<&str> = equality.keys().copied().collect();
    while let Some(ident) = waiting.pop() {
        let own = equality[ident];
        for &holder in holders.get(ident).into_iter().flatten() {
            if let Some(other) = equality.get_mut(holder)
                && *other > own
            {
                *other = own;
                waiting.push(holder);
            }
        }
    }
    equality
}

/// That of a type, but for the item in it. Of what comes from elsewhere that is known where it has been generated, too.
fn of_ty(ty: &Ty, is_known: &dyn Fn(&str) -> bool) -> Equality {
    match ty {
        Ty::Plain("f32" | "f64") => Equality::Neither,
        Ty::Runtime("Secret") => Equality::Eq,
        Ty::Item(path) if ir::is_external(path) && !is_known(path) => Equality::Neither,
        Ty::Plain(_) | Ty::Runtime(_) | Ty::Item(_) => Equality::EqAndHash,
        Ty::Option(inner)
        | Ty::Vec(inner)
        | Ty::Nillable(inner)
        | Ty::Boxed(inner)
        | Ty::Large(inner)
        | Ty::List(inner)
        | Ty::Array(inner)
        | Ty::MultiArray(inner) => of_ty(inner, is_known),
    }
}
