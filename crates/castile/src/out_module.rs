//! What a generated module promises to others that use its types, and the check of it: both are constants, so that what
//! does not fit does not compile.

/// The types of a generated module as others may rely on them: how they are called, and which prefixes they write.
///
/// Tags are written as they stand in the tables of a type. The envelope is another module's, whose generator knows the
/// schemas and declares the prefixes; that it declares what these tables have is checked here.
#[derive(Debug)]
pub struct OutModule {
    /// Prefixes that values of the types may be written with, and their namespaces. The empty prefix is that of the
    /// default namespace, or where its namespace is empty too, of elements in no namespace.
    pub prefixes: &'static [(&'static str, &'static str)],
    /// The names of the types in the contract, and in Rust.
    pub types: &'static [(&'static str, &'static str)],
}

impl OutModule {
    /// Whether the module, which is at `path`, writes no prefixes but these and calls these types so.
    ///
    /// # Panics
    /// It does not. Generated code calls this in a constant, where a panic is an error of the compiler.
    pub const fn check(&self, path: &str, prefixes: &[(&str, &str)], types: &[(&str, &str)]) {
        let mut index = 0;
        while index < self.prefixes.len() {
            let (theirs, namespace) = self.prefixes[index];
            match prefix_of(prefixes, namespace) {
                Some(ours) if same(ours, theirs) => {}
                Some(ours) => Message::EMPTY
                    .with(&["`", path, "` writes the namespace `", namespace])
                    .with(&["` with the prefix `", theirs, "`, and this contract with `"])
                    .with(&[ours, "`: give both the same by `Config::prefix`"])
                    .panic(),
                None if namespace.is_empty() => Message::EMPTY
                    .with(&["`", path, "` has elements in no namespace, and the "])
                    .with(&["schemas of this contract none: generate both from the same"])
                    .panic(),
                None => Message::EMPTY
                    .with(&["`", path, "` writes the namespace `", namespace])
                    .with(&["`, which its types do not reach in this contract: take that "])
                    .with(&["namespace by `Config::extern_module`, too, and generate both "])
                    .with(&["from the same schemas"])
                    .panic(),
            }
            index += 1;
        }
        let mut index = 0;
        // Both lists are in order as a rule, so that the next one is found at once.
        let mut start = 0;
        while index < types.len() {
            let (name, ours) = types[index];
            let mut called = "";
            let mut passed = 0;
            while passed < self.types.len() {
                let place = (start + passed) % self.types.len();
                let (theirs, ident) = self.types[place];
                if same(theirs, name) {
                    called = ident;
                    // An element and an attribute may have one name.
                    if same(ident, ours) {
                        start = place;
                        break;
                    }
                }
                passed += 1;
            }
            if passed == self.types.len() {
                Self::no_type(path, name, ours, called);
            }
            index += 1;
        }
    }

    const fn no_type(path: &str, name: &str, ours: &str, called: &str) -> ! {
        if called.is_empty() {
            Message::EMPTY
                .with(&["`", path, "` does not have the type `", name])
                .with(&["`: generate both from the same schemas, and it with all types"])
                .panic()
        } else {
            Message::EMPTY
                .with(&["the type `", name, "` is called `", called, "` in `", path])
                .with(&[
                    "`, and not `",
                    ours,
                    "`: say so by `Config::extern_type`, or ",
                ])
                .with(&["rename it the same in both"])
                .panic()
        }
    }
}

/// The prefix of a namespace.
const fn prefix_of<'l>(prefixes: &[(&'l str, &str)], namespace: &str) -> Option<&'l str> {
    let mut index = 0;
    while index < prefixes.len() {
        let (prefix, own) = prefixes[index];
        if same(own, namespace) {
            return Some(prefix);
        }
        index += 1;
    }
    None
}

/// Compares from the end, where names differ that begin with one namespace.
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = one.len();
    if index != other.len() {
        return false;
    }
    while index > 0 {
        index -= 1;
        if one[index] != other[index] {
            return false;
        }
    }
    true
}

/// A text put together in a constant. What has no room is left out.
struct Message {
    bytes: [u8; 1024],
    length: usize,
}

impl Message {
    const EMPTY: Self = Self {
        bytes: [0; 1024],
        length: 0,
    };

    const fn with(mut self, parts: &[&str]) -> Self {
        let mut index = 0;
        while index < parts.len() {
            let part = parts[index].as_bytes();
            if self.length + part.len() <= self.bytes.len() {
                let mut byte = 0;
                while byte < part.len() {
                    self.bytes[self.length] = part[byte];
                    self.length += 1;
                    byte += 1;
                }
            }
            index += 1;
        }
        self
    }

    const fn panic(self) -> ! {
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("the generated modules do not fit together"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OutModule;

    const MODULE: OutModule = OutModule {
        prefixes: &[("types", "urn:types"), ("base", "urn:base")],
        types: &[("{urn:types}Item", "Item"), ("{urn:types}item", "ItemType")],
    };

    /// A module that fits, as generated code says it.
    const _: () = MODULE.check(
        "crate::types",
        &[
            ("base", "urn:base"),
            ("types", "urn:types"),
            ("more", "urn:more"),
        ],
        &[("{urn:types}item", "ItemType")],
    );

    /// What the compiler says.
    fn said(module: &OutModule, prefixes: &[(&str, &str)], types: &[(&str, &str)]) -> String {
        let check = std::panic::AssertUnwindSafe(|| module.check("crate::types", prefixes, types));
        let panic = std::panic::catch_unwind(check).expect_err("it does not fit");
        panic.downcast_ref::<String>().cloned().unwrap_or_default()
    }

    #[test]
    fn what_differs_is_said() {
        let same = [("types", "urn:types"), ("base", "urn:base")];
        assert_eq!(
            said(&MODULE, &[("types", "urn:types"), ("b", "urn:base")], &[]),
            "`crate::types` writes the namespace `urn:base` with the prefix `base`, and this contract with `b`: give both the same by `Config::prefix`"
        );
        assert_eq!(
            said(&MODULE, &same[..1], &[]),
            "`crate::types` writes the namespace `urn:base`, which its types do not reach in this contract: take that namespace by `Config::extern_module`, too, and generate both from the same schemas"
        );
        assert_eq!(
            said(&MODULE, &same, &[("{urn:types}item", "Item")]),
            "the type `{urn:types}item` is called `ItemType` in `crate::types`, and not `Item`: say so by `Config::extern_type`, or rename it the same in both"
        );
        assert_eq!(
            said(&MODULE, &same, &[("{urn:types}Other", "Other")]),
            "`crate::types` does not have the type `{urn:types}Other`: generate both from the same schemas, and it with all types"
        );
        let unqualified = OutModule {
            prefixes: &[("", "")],
            ..MODULE
        };
        assert_eq!(
            said(&unqualified, &same, &[]),
            "`crate::types` has elements in no namespace, and the schemas of this contract none: generate both from the same"
        );
        let default = OutModule {
            prefixes: &[("", "urn:types")],
            ..MODULE
        };
        assert_eq!(
            said(&default, &same, &[]),
            "`crate::types` writes the namespace `urn:types` with the prefix ``, and this contract with `types`: give both the same by `Config::prefix`"
        );
    }

    #[test]
    fn what_has_no_room_is_left_out() {
        let name = "x".repeat(2000);
        let text = said(&MODULE, MODULE.prefixes, &[(&name, "Item")]);
        assert!(
            text.starts_with("`crate::types` does not have the type ``"),
            "{text}"
        );
    }
}
