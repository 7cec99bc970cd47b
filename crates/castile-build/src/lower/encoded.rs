//! `use="encoded"`: the Rust types of its arrays, and what `xsi:type` says where a value is written.
//!
//! An accessor may be nil or left out whatever the schema says (SOAP 1.1, 5.1), so the members of these types are
//! `Option`; `new` asks for those that the schema requires.

use castile_wsdl::encoding::{Array, NAMESPACES};
use std::fmt::Write as _;

pub(super) use castile_wsdl::encoding::{array, builtin, is_any};
use castile_wsdl::model::{Body, MessageBinding, Model, TypeId, Use};

use super::{Lowering, name as expanded};
use crate::ir;

pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// Whether a body is encoded.
pub(super) fn is_encoded(body: &Body) -> bool {
    matches!(body, Body::Soap { use_, .. } if *use_ == Use::Encoded)
}

/// Whether anything in a message is encoded.
pub(super) fn has_encoded(message: &MessageBinding) -> bool {
    let mut headers = message.headers.iter();
    is_encoded(&message.body) || headers.any(|header| header.use_ == Use::Encoded)
}

/// Whether a type of SOAP encoding becomes no item of its own.
pub(super) fn is_own(model: &Model, id: TypeId) -> bool {
    array(model, id).is_some() || builtin(model, id).is_some() || is_any(model, id)
}

/// Whether the namespace of a type has a prefix that every encoded request declares.
pub(super) fn has_prefix(namespace: &str) -> bool {
    namespace == XSD || NAMESPACES.contains(&namespace)
}

impl Lowering<'_> {
    /// The Rust type of an array.
    pub(super) fn array_ty(&mut self, id: TypeId, array: &Array) -> ir::Ty {
        // An array of itself is no type that Rust can write down.
        let is_own = self.arrays.contains(&id);
        let mut ty = match array.item {
            Some(item) if !is_own => {
                self.arrays.push(id);
                let ty = self.ty(item);
                self.arrays.pop();
                ty
            }
            _ => ir::Ty::Runtime("AnyType"),
        };
        for &rank in &array.dimensions {
            ty = if rank == 1 {
                ir::Ty::Array(Box::new(ty))
            } else {
                ir::Ty::MultiArray(Box::new(ty))
            };
        }
        ty
    }

    /// What `xsi:type` says of a value of this type, empty for nothing; for an array the type of its members with the
    /// dimensions.
    pub(super) fn xsi_type(&self, id: TypeId) -> String {
        let Some(ty) = castile_wsdl::encoding::xsi_type(self.model, id) else {
            return String::new();
        };
        let local = &ty.name.local;
        let namespace = ty.name.namespace.as_deref().unwrap_or_default();
        let mut text = if namespace == XSD {
            format!("xsd:{local}")
        } else if NAMESPACES.contains(&namespace) {
            format!("soapenc:{local}")
        } else {
            self.prefixes.tag(&expanded(&ty.name))
        };
        for rank in ty.dimensions {
            let _ = write!(text, "[{}]", ",".repeat(rank - 1));
        }
        text
    }

    /// Lets the members of an encoded struct be absent.
    pub(super) fn accessors(fields: &mut [ir::Field]) {
        for field in fields {
            let is_element = matches!(
                field.kind,
                ir::FieldKind::Element(_) | ir::FieldKind::Any(_) | ir::FieldKind::Choice(_)
            );
            if is_element && !field.ty.is_optional() && !matches!(field.ty, ir::Ty::Nillable(_)) {
                let ty = std::mem::replace(&mut field.ty, ir::Ty::Plain(""));
                field.ty = ir::Ty::Option(Box::new(ty));
            }
        }
    }
}
