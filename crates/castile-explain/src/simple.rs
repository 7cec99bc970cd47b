//! Simple types, by the parsers of the runtime.

use std::borrow::Cow;
use std::collections::HashMap;

use castile::codegen as rt;
use castile::codegen::{Scope, Simple, ValueError};
use castile_build::ir;

use crate::{Value, facets};

/// A simple type.
#[derive(Clone)]
pub(crate) struct Text {
    /// The name of the type, as [`Simple::TYPE`] has it.
    pub(crate) ty: rt::TypeName,
    /// White space around the text is part of the value.
    pub(crate) preserve: bool,
    pub(crate) parse: Parse,
}

/// How a text is read.
#[derive(Clone)]
pub(crate) enum Parse {
    /// As a type of the runtime.
    Builtin(fn(&str, Scope<'_>) -> Result<Value, ValueError>),
    /// As one of these values, or kept.
    Enumeration(Vec<String>),
    /// As values between white space.
    List(Box<Parse>),
    /// As the first of these that has it, or kept.
    Union(Vec<Member>),
}

/// A member of a union.
#[derive(Clone)]
pub(crate) struct Member {
    parse: Parse,
    /// White space around and inside the text means nothing.
    collapse: bool,
    facets: Option<&'static rt::Facets>,
}

impl Member {
    /// The value, if the text is one of this member.
    fn read(&self, text: &str, scope: Scope<'_>) -> Option<Value> {
        let text = if self.collapse {
            rt::collapse(text)
        } else {
            Cow::Borrowed(text)
        };
        if self
            .facets
            .is_some_and(|facets| !facets.admit(&text, scope))
        {
            return None;
        }
        let value = self.parse.read(&text, scope).ok()?;
        (!is_unknown(&value)).then_some(value)
    }
}

impl Parse {
    /// Reads a text.
    pub(crate) fn read(&self, text: &str, scope: Scope<'_>) -> Result<Value, ValueError> {
        match self {
            Self::Builtin(parse) => parse(text, scope),
            Self::Enumeration(values) if values.iter().any(|value| value == text) => {
                Ok(Value::Listed(text.to_owned()))
            }
            Self::Enumeration(_) => Ok(Value::Unlisted(text.to_owned())),
            Self::List(item) => text
                .split_ascii_whitespace()
                .map(|text| item.read(text, scope))
                .collect::<Result<_, _>>()
                .map(Value::List),
            Self::Union(members) => {
                let mut values = members.iter().map(|member| member.read(text, scope));
                let value = values.find_map(|value| value);
                Ok(value.unwrap_or_else(|| Value::Unlisted(text.to_owned())))
            }
        }
    }
}

/// Reads the text of the element or attribute at hand.
pub(crate) fn read(text: &Text, decoder: &mut rt::Decoder<'_>) -> Result<Value, rt::DecodeError> {
    decoder.simple_by(
        text.preserve,
        text.ty,
        |text_at_hand: &mut Cow<'_, str>, scope| {
            let value = text.parse.read(text_at_hand, scope)?;
            let is_unknown = is_unknown(&value);
            Ok((value, is_unknown))
        },
    )
}

fn is_unknown(value: &Value) -> bool {
    match value {
        Value::Unlisted(_) => true,
        Value::List(values) => values.iter().any(is_unknown),
        _ => false,
    }
}

/// An enumeration.
pub(crate) fn enumeration(item: &ir::Enumeration) -> Text {
    let ir::Enumeration {
        ident: _,
        docs: _,
        name,
        variants,
        unrecognized: _,
        preserve,
    } = item;
    Text {
        ty: type_name(name),
        preserve: *preserve,
        parse: Parse::Enumeration(variants.iter().map(|it| it.value.clone()).collect()),
    }
}

/// A union, whose members may be lists of `texts`; `None` where one is of a type that is not here.
pub(crate) fn union(item: &ir::Union, texts: &HashMap<&str, Text>) -> Option<Text> {
    let ir::Union {
        ident: _,
        docs: _,
        name,
        variants,
        members,
        unrecognized: _,
        preserve,
    } = item;
    let member = |member: &ir::UnionMember| match member {
        ir::UnionMember::Values(values) => Some(Member {
            parse: Parse::Enumeration(values.iter().map(|it| it.value.clone()).collect()),
            collapse: !values.iter().any(ir::Variant::has_outer_space),
            facets: None,
        }),
        ir::UnionMember::Value {
            variant,
            collapse,
            open: _,
            facets,
        } => {
            let ty = &variants.iter().find(|one| one.ident == *variant)?.ty;
            Some(Member {
                parse: parse(ty, texts)?,
                collapse: *collapse,
                facets: facets.as_deref().map(facets::facets),
            })
        }
    };
    Some(Text {
        ty: type_name(name),
        preserve: *preserve,
        parse: Parse::Union(members.iter().map(member).collect::<Option<_>>()?),
    })
}

fn type_name(name: &ir::Name) -> rt::TypeName {
    let leak = |text: &String| -> &'static str { text.clone().leak() };
    (leak(&name.namespace), leak(&name.local))
}

fn parse(ty: &ir::Ty, texts: &HashMap<&str, Text>) -> Option<Parse> {
    match ty {
        ir::Ty::Plain(name) | ir::Ty::Runtime(name) => builtin(name).map(|text| text.parse),
        ir::Ty::Item(ident) => texts.get(ident.as_str()).map(|text| text.parse.clone()),
        ir::Ty::List(item) => parse(item, texts).map(|item| Parse::List(Box::new(item))),
        _ => None,
    }
}

macro_rules! builtins {
    ($($name:literal: $ty:ty,)*) => {
        /// A simple type that Rust or the runtime has, by the name that generated code has for it.
        pub(crate) fn builtin(name: &str) -> Option<Text> {
            Some(match name {
                $($name => Text {
                    ty: <$ty as Simple>::TYPE,
                    preserve: <$ty as Simple>::PRESERVE,
                    parse: Parse::Builtin(|text, scope| {
                        let value = <$ty as Simple>::parse(text, scope)?;
                        Ok(Value::Text(rt::text_of(&value)))
                    }),
                },)*
                "String" => Text {
                    ty: <String as Simple>::TYPE,
                    preserve: <String as Simple>::PRESERVE,
                    parse: Parse::Builtin(|text, scope| {
                        <String as Simple>::parse(text, scope).map(Value::Text)
                    }),
                },
                "QName" => Text {
                    ty: <rt::QName as Simple>::TYPE,
                    preserve: <rt::QName as Simple>::PRESERVE,
                    parse: Parse::Builtin(|text, scope| {
                        let name = <rt::QName as Simple>::parse(text, scope)?;
                        Ok(Value::Text(match name.namespace() {
                            Some(namespace) => format!("{{{namespace}}}{}", name.local()),
                            None => name.local().to_owned(),
                        }))
                    }),
                },
                "Secret" => Text {
                    ty: <rt::Secret as Simple>::TYPE,
                    preserve: <rt::Secret as Simple>::PRESERVE,
                    parse: Parse::Builtin(|text, scope| {
                        <rt::Secret as Simple>::parse(text, scope).map(|_| Value::Secret)
                    }),
                },
                _ => return None,
            })
        }
    };
}

builtins! {
    "bool": bool,
    "i8": i8,
    "i16": i16,
    "i32": i32,
    "i64": i64,
    "u8": u8,
    "u16": u16,
    "u32": u32,
    "u64": u64,
    "f32": f32,
    "f64": f64,
    "Base64Binary": rt::Base64Binary,
    "Date": rt::Date,
    "DateTime": rt::DateTime,
    "Decimal": rt::Decimal,
    "Duration": rt::Duration,
    "GDay": rt::GDay,
    "GMonth": rt::GMonth,
    "GMonthDay": rt::GMonthDay,
    "GYear": rt::GYear,
    "GYearMonth": rt::GYearMonth,
    "HexBinary": rt::HexBinary,
    "Integer": rt::Integer,
    "NegativeInteger": rt::NegativeInteger,
    "NonNegativeInteger": rt::NonNegativeInteger,
    "NonPositiveInteger": rt::NonPositiveInteger,
    "ZeroOne": rt::ZeroOne,
    "PositiveInteger": rt::PositiveInteger,
    "Time": rt::Time,
}
