//! Text and structure for JSON, logs and configuration (feature `serde`).
//!
//! Not the wire format. `Nillable` is a value or null, a list a sequence, an array
//! one of values or nulls (of several dimensions: its sizes and its members), XML that is kept as text a string.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::any::{AnyElement, AnyType, UnknownType};
use super::array::{Array, MultiArray};
use super::element::{AnyAttribute, List, Nillable};
use crate::attachment::Attachment;
use crate::value::Base64Binary;

impl<T: Serialize> Serialize for Nillable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nillable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

impl<T: Serialize> Serialize for Array<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Array<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

impl<T: Serialize> Serialize for MultiArray<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.sizes, &self.items).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for MultiArray<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (sizes, items) = Deserialize::deserialize(deserializer)?;
        Ok(Self { sizes, items })
    }
}

impl Serialize for AnyElement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.xml())
    }
}

impl<'de> Deserialize<'de> for AnyElement {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let xml = String::deserialize(deserializer)?;
        Self::from_xml(&xml).map_err(D::Error::custom)
    }
}

/// Inside an element `value`, which stands for the one that the contract names.
impl Serialize for AnyType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.document())
    }
}

impl<'de> Deserialize<'de> for AnyType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        AnyElement::deserialize(deserializer)?
            .decode()
            .map_err(D::Error::custom)
    }
}

impl Serialize for UnknownType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for UnknownType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        AnyType::deserialize(deserializer).map(Self)
    }
}

/// Its namespace, its name and its value.
impl Serialize for AnyAttribute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.namespace, &self.name, &self.value).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AnyAttribute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (namespace, name, value) = Deserialize::deserialize(deserializer)?;
        Ok(Self {
            namespace,
            name,
            value,
        })
    }
}

/// An object of the media type and the bytes, as base64.
impl Serialize for Attachment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("content_type", &self.content_type)?;
        map.serialize_entry("bytes", &Base64Binary(self.bytes.clone()))?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Attachment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields: BTreeMap<String, String> = BTreeMap::deserialize(deserializer)?;
        let mut take = |name: &'static str| {
            let field = fields.remove(name);
            field.ok_or_else(|| D::Error::missing_field(name))
        };
        let content_type = take("content_type")?;
        let bytes: Base64Binary = take("bytes")?.parse().map_err(D::Error::custom)?;
        Ok(Self::new(content_type, bytes.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_json() {
        let nil: Nillable<i32> = Nillable::Nil;
        assert_eq!(serde_json::to_string(&nil).unwrap(), "null");
        assert_eq!(
            serde_json::from_str::<Nillable<i32>>("5").unwrap(),
            Nillable::Value(5)
        );
        let element = AnyElement::from_xml("<a xmlns=\"urn:a\"><b/></a>").unwrap();
        let json = serde_json::to_string(&element).unwrap();
        assert_eq!(serde_json::from_str::<AnyElement>(&json).unwrap(), element);
        let any = AnyType::typed("int", &42);
        let json = serde_json::to_string(&any).unwrap();
        let back: AnyType = serde_json::from_str(&json).unwrap();
        assert_eq!(
            (back.xsi_type(), back.parse::<i32>().unwrap()),
            (any.xsi_type(), 42)
        );
    }
}
