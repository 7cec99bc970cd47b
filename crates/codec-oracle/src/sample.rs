//! Documents made from the contract alone: a type of the model to XML that it allows.
//!
//! Knows what the contract of Rescue uses, and says so where there is something else: a sample that left it out
//! would test less than it seems to.

use castile_wsdl::model::{
    Builtin, Content, Element, Model, Particle, Term, TypeId, TypeKind, Variety,
};

/// How a document is filled.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each turns one thing on, in any combination"
)]
pub struct Filling {
    /// Elements that may be absent are there.
    pub optional: bool,
    /// How often an element stands that may be there more than once.
    pub repeated: usize,
    /// The first of several nillable elements is nil.
    pub nil: bool,
    /// Strings are empty.
    pub empty: bool,
    /// Enumerations have a value that the contract does not have.
    pub unknown: bool,
    /// Which of its values an enumeration has, and where numbers begin.
    pub seed: usize,
}

/// A filling with everything, and the `seed`-th value of each enumeration.
#[must_use]
pub fn full(seed: usize) -> Filling {
    Filling {
        optional: true,
        repeated: 2,
        nil: false,
        empty: false,
        unknown: false,
        seed,
    }
}

/// The fillings that together have everything: each is named, for messages of tests.
#[must_use]
pub fn fillings(model: &Model) -> Vec<(String, Filling)> {
    let values = model.types.iter().map(|ty| match &ty.kind {
        TypeKind::Simple(simple) => simple.facets.enumeration.len(),
        TypeKind::Builtin(_) | TypeKind::Complex(_) => 0,
    });
    let seeds = values.max().unwrap_or_default().max(4);
    let mut fillings: Vec<_> = (0..seeds)
        .map(|seed| (format!("full {seed}"), full(seed)))
        .collect();
    let base = full(1);
    fillings.push((
        "bare".to_owned(),
        Filling {
            optional: false,
            repeated: 0,
            ..base
        },
    ));
    fillings.push((
        "empty lists".to_owned(),
        Filling {
            repeated: 0,
            ..base
        },
    ));
    fillings.push((
        "empty strings".to_owned(),
        Filling {
            empty: true,
            ..base
        },
    ));
    fillings.push(("nil".to_owned(), Filling { nil: true, ..base }));
    fillings.push((
        "unknown words".to_owned(),
        Filling {
            unknown: true,
            ..base
        },
    ));
    fillings
}

/// A document with this element as its root.
///
/// # Panics
/// The contract has something that is not known here.
#[must_use]
pub fn document(model: &Model, root: &Element, filling: Filling) -> String {
    let mut writer = Writer {
        model,
        filling,
        text: String::new(),
        count: filling.seed,
    };
    let namespace = root.name.namespace.clone().unwrap_or_default();
    writer.element(&root.name.local, &namespace, root.ty, None);
    writer.text
}

struct Writer<'m> {
    model: &'m Model,
    filling: Filling,
    text: String,
    /// Goes up with each value, so that no two neighbours are the same.
    count: usize,
}

impl Writer<'_> {
    fn element(&mut self, local: &str, namespace: &str, ty: TypeId, inherited: Option<&str>) {
        self.text.push('<');
        self.text.push_str(local);
        if inherited != Some(namespace) {
            self.text.extend([
                " xmlns=\"",
                &xml::escape::escape_str_attribute(namespace),
                "\"",
            ]);
        }
        self.text.push('>');
        self.content(ty, namespace);
        self.text.extend(["</", local, ">"]);
    }

    fn content(&mut self, ty: TypeId, namespace: &str) {
        match &self.model.ty(ty).kind {
            TypeKind::Builtin(builtin) => self.value(*builtin),
            TypeKind::Simple(simple) => match simple.variety {
                Variety::Atomic(_)
                    if self.filling.unknown && !simple.facets.enumeration.is_empty() =>
                {
                    self.text.push_str("a word of tomorrow");
                }
                Variety::Atomic(builtin) => match simple.facets.enumeration.as_slice() {
                    [] => self.value(builtin),
                    values => {
                        let value = &values[self.filling.seed % values.len()].value;
                        self.text.push_str(&xml::escape::escape_str_pcdata(value));
                    }
                },
                Variety::List(_) | Variety::Union(_) => panic!("no samples of lists and unions"),
            },
            TypeKind::Complex(complex) => {
                let plain = complex.attributes.is_empty()
                    && complex.any_attribute.is_none()
                    && complex.derived.is_empty()
                    && !complex.mixed;
                assert!(
                    plain,
                    "no samples of attributes, derived types and mixed content"
                );
                match &complex.content {
                    Content::Empty => {}
                    Content::Particle(particle) => self.particle(particle, namespace),
                    Content::Simple(_) => panic!("no samples of simple content"),
                }
            }
        }
    }

    fn particle(&mut self, particle: &Particle, namespace: &str) {
        let times = match (particle.min, particle.max) {
            (0, Some(1)) => usize::from(self.filling.optional),
            (1, Some(1)) => 1,
            (0, None) => self.filling.repeated,
            other => panic!("no samples of occurrence {other:?}"),
        };
        for index in 0..times {
            match &particle.term {
                Term::Sequence(particles) => particles
                    .iter()
                    .for_each(|one| self.particle(one, namespace)),
                Term::Element(element) => {
                    let own = element.name.namespace.as_deref().unwrap_or_default();
                    if element.nillable && self.filling.nil && index == 0 {
                        assert_eq!(own, namespace, "no samples of nil in another namespace");
                        let local = &element.name.local;
                        self.text.extend(["<", local, " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>"]);
                        continue;
                    }
                    self.element(&element.name.local, own, element.ty, Some(namespace));
                }
                Term::Choice(_) | Term::All(_) | Term::Any(_) => {
                    panic!("no samples of choices, `xs:all` and wildcards")
                }
            }
        }
    }

    fn value(&mut self, builtin: Builtin) {
        const STRINGS: &[&str] = &[
            "plain",
            "&lt;&amp;&gt;\"' ]]&gt;",
            "Zo\u{eb} \u{65e5}\u{672c} \u{1f600}",
            "two\nlines\tand  spaces",
            "&lt;![CDATA[x]]&gt;",
            "1",
        ];
        const INTS: &[&str] = &["0", "-1", "2147483647", "-2147483648", "42"];
        const BOOLEANS: &[&str] = &["true", "false"];
        let words = match builtin {
            Builtin::String if self.filling.empty => &[""],
            Builtin::String => STRINGS,
            Builtin::Int => INTS,
            Builtin::Boolean => BOOLEANS,
            other => panic!("no samples of `xs:{}`", other.name()),
        };
        self.text.push_str(words[self.count % words.len()]);
        self.count += 1;
    }
}
