//! The built-in types of XML Schema as [`Simple`] values.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::derivation::{TypeName, XSD};
use super::element::{AnyAttribute, Element, List, Scope, Simple};
use super::read::{Decoder, Result};
use super::write::{TextWriter, Writer};
use crate::secret::Secret;
use crate::value::{
    Base64Binary, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    HexBinary, Integer, NegativeInteger, NonNegativeInteger, NonPositiveInteger, PositiveInteger,
    QName, Time, ValueError, ZeroOne, boolean, float, number, qname,
};

macro_rules! element {
    ($ty:ty) => {
        impl Element for $ty {
            fn blank() -> Self {
                <Self as Simple>::blank()
            }

            fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
                *self = decoder.simple()?;
                Ok(())
            }

            fn write_element(&self, tag: &'static str, writer: &mut Writer) {
                writer.simple(tag, self);
            }
        }
    };
}

macro_rules! numbers {
    ($($ty:ty, $name:literal: $blank:expr, $parse:path, $write:path;)*) => {$(
        element!($ty);

        impl Simple for $ty {
            const TYPE: TypeName = (XSD, $name);

            fn blank() -> Self {
                $blank
            }

            fn parse(text: &str, _: Scope<'_>) -> std::result::Result<Self, ValueError> {
                $parse(text)
            }

            fn write_text(&self, out: &mut TextWriter<'_>) {
                $write(*self, out.buffer());
            }
        }
    )*};
}

numbers! {
    bool, "boolean": false, boolean::parse_bool, boolean::write_bool;
    i8, "byte": 0, number::parse_i8, number::write_i8;
    i16, "short": 0, number::parse_i16, number::write_i16;
    i32, "int": 0, number::parse_i32, number::write_i32;
    i64, "long": 0, number::parse_i64, number::write_i64;
    u8, "unsignedByte": 0, number::parse_u8, number::write_u8;
    u16, "unsignedShort": 0, number::parse_u16, number::write_u16;
    u32, "unsignedInt": 0, number::parse_u32, number::write_u32;
    u64, "unsignedLong": 0, number::parse_u64, number::write_u64;
    f32, "float": 0.0, float::parse_f32, float::write_f32;
    f64, "double": 0.0, float::parse_f64, float::write_f64;
}

/// A value made once, for types that have no natural beginning.
macro_rules! blank {
    ($ty:ident, $text:literal) => {{
        static BLANK: LazyLock<$ty> = LazyLock::new(|| $text.parse().expect("a valid text"));
        BLANK.clone()
    }};
}

macro_rules! values {
    ($($ty:ty, $name:literal: $blank:expr;)*) => {$(
        element!($ty);

        impl Simple for $ty {
            const TYPE: TypeName = (XSD, $name);

            fn blank() -> Self {
                $blank
            }

            fn parse(text: &str, _: Scope<'_>) -> std::result::Result<Self, ValueError> {
                text.parse()
            }

            fn write_text(&self, out: &mut TextWriter<'_>) {
                self.write_to(out.buffer());
            }
        }
    )*};
}

values! {
    Decimal, "decimal": Self::default();
    ZeroOne, "boolean": Self::default();
    Integer, "integer": blank!(Integer, "0");
    NonNegativeInteger, "nonNegativeInteger": blank!(NonNegativeInteger, "0");
    PositiveInteger, "positiveInteger": blank!(PositiveInteger, "1");
    NonPositiveInteger, "nonPositiveInteger": blank!(NonPositiveInteger, "0");
    NegativeInteger, "negativeInteger": blank!(NegativeInteger, "-1");
    DateTime, "dateTime": blank!(DateTime, "0001-01-01T00:00:00");
    Date, "date": blank!(Date, "0001-01-01");
    Time, "time": blank!(Time, "00:00:00");
    GYear, "gYear": blank!(GYear, "0001");
    GYearMonth, "gYearMonth": blank!(GYearMonth, "0001-01");
    GMonth, "gMonth": blank!(GMonth, "--01");
    GMonthDay, "gMonthDay": blank!(GMonthDay, "--01-01");
    GDay, "gDay": blank!(GDay, "---01");
    Duration, "duration": blank!(Duration, "PT0S");
    Base64Binary, "base64Binary": Self::default();
    HexBinary, "hexBinary": Self::default();
}

element!(String);

impl Simple for String {
    const PRESERVE: bool = true;
    const TYPE: TypeName = (XSD, "string");

    fn blank() -> Self {
        Self::new()
    }

    fn parse(text: &str, _: Scope<'_>) -> std::result::Result<Self, ValueError> {
        Ok(text.to_owned())
    }

    fn take(text: &mut Cow<'_, str>, _: Scope<'_>) -> std::result::Result<Self, ValueError> {
        Ok(std::mem::take(text).into_owned())
    }

    fn write_text(&self, out: &mut TextWriter<'_>) {
        out.escaped(self);
    }
}

element!(Secret);

impl Simple for Secret {
    const PRESERVE: bool = true;
    const TYPE: TypeName = (XSD, "string");

    fn blank() -> Self {
        Self::default()
    }

    fn parse(text: &str, _: Scope<'_>) -> std::result::Result<Self, ValueError> {
        Ok(text.into())
    }

    fn write_text(&self, out: &mut TextWriter<'_>) {
        out.escaped(self.expose());
    }
}

element!(QName);

impl Simple for QName {
    const TYPE: TypeName = (XSD, "QName");

    fn blank() -> Self {
        static BLANK: LazyLock<QName> =
            LazyLock::new(|| QName::new(None, "n").expect("a valid name"));
        BLANK.clone()
    }

    fn parse(text: &str, scope: Scope<'_>) -> std::result::Result<Self, ValueError> {
        let (prefix, local) = qname::split(text)?;
        match scope.resolve(prefix.unwrap_or_default()) {
            Some(namespace) => Self::new(Some(namespace), local),
            None => Err(ValueError::new(
                "an `xs:QName` such as `tns:name`",
                "its prefix is not declared",
            )),
        }
    }

    fn write_text(&self, out: &mut TextWriter<'_>) {
        out.name(self.namespace().unwrap_or_default(), self.local());
    }

    fn declare(&self, writer: &mut Writer) {
        writer.declare(self.namespace().unwrap_or_default());
    }

    fn needs_no_default(&self) -> bool {
        self.namespace().is_none()
    }
}

impl<T: Simple> Element for List<T> {
    fn blank() -> Self {
        Self::default()
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        *self = decoder.simple()?;
        Ok(())
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        writer.simple(tag, self);
    }
}

/// The attributes of a wildcard, one by one.
impl Element for AnyAttribute {
    fn blank() -> Self {
        Self {
            namespace: String::new(),
            name: String::new(),
            value: String::new(),
        }
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        *self = decoder.any_attribute();
        Ok(())
    }

    /// It is written into the start tag that is open.
    fn write_element(&self, _tag: &'static str, writer: &mut Writer) {
        writer.any_attribute(self);
    }
}
