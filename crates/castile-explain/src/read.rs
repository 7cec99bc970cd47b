//! Values that the decoder fills, in the place of generated types.
//!
//! What generated code says in `read_element` is said here for a type that is data: which fields there are, and how
//! often a value may stand in each. The loops and all judgement are the decoder's.

use castile::codegen::{self as rt, DecodeError, Decoder, Element, Shape};

use crate::types::{Branch, Family, Field as Declared, Kind, Struct, Type, Types};
use crate::value::{Field, Record, Value};
use crate::{expanded, simple};

type Result<T> = std::result::Result<T, DecodeError>;

/// A value of a type, to be read from an element.
pub(crate) struct Node<'t> {
    /// `None` only in a node that nobody asked for, which reads nothing.
    of: Option<(&'t Types, &'t Type)>,
    pub(crate) value: Value,
}

impl<'t> Node<'t> {
    pub(crate) fn new(types: &'t Types, ty: &'t Type) -> Self {
        Self {
            of: Some((types, ty)),
            value: blank(ty),
        }
    }
}

impl Element for Node<'_> {
    fn blank() -> Self {
        Self {
            of: None,
            value: Value::Absent,
        }
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        match self.of {
            Some((types, ty)) => read(types, ty, &mut self.value, decoder),
            None => Err(decoder.no_field()),
        }
    }

    /// These values are read and never written.
    fn write_element(&self, _tag: &'static str, _writer: &mut rt::Writer) {}
}

/// A choice as it is read into its field.
struct Choice<'t> {
    /// `None` only in one that nobody asked for, which reads nothing.
    of: Option<(&'t Types, &'t [Branch])>,
    value: Value,
    /// The branch that was last read.
    last: Option<usize>,
}

impl Element for Choice<'_> {
    fn blank() -> Self {
        Self {
            of: None,
            value: Value::Absent,
            last: None,
        }
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        let at = decoder.branch();
        let branch = self.of.and_then(|(types, all)| Some((types, all.get(at)?)));
        let Some((types, Branch { name, ty })) = branch else {
            return Err(decoder.no_field());
        };
        let is_another = self.last.replace(at) == Some(at) && matches!(ty, Type::Vec(_));
        if is_another && let Value::Branch(branch) = &mut self.value {
            return read(types, ty, &mut branch.value, decoder);
        }
        let mut value = blank(ty);
        read(types, ty, &mut value, decoder)?;
        let branch = Value::Branch(Box::new(Field {
            name: name.clone(),
            value,
        }));
        match &mut self.value {
            Value::Repeated(values) => values.push(branch),
            place => *place = branch,
        }
        Ok(())
    }

    /// These values are read and never written.
    fn write_element(&self, _tag: &'static str, _writer: &mut rt::Writer) {}
}

/// A field of a struct as it is read.
enum Part<'t> {
    One(Node<'t>),
    Choice(Choice<'t>),
}

impl<'t> Part<'t> {
    fn new(types: &'t Types, field: &'t Declared) -> Self {
        match &field.choice {
            None => Self::One(Node::new(types, &field.ty)),
            Some(branches) => Self::Choice(Choice {
                of: Some((types, branches)),
                value: blank(&field.ty),
                last: None,
            }),
        }
    }

    fn element(&mut self) -> &mut dyn Element {
        match self {
            Self::One(node) => node,
            Self::Choice(choice) => choice,
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::One(node) => node.value,
            Self::Choice(choice) => choice.value,
        }
    }
}

/// The members of a struct as they are read.
pub(crate) struct Members<'t> {
    item: &'t Struct,
    /// In the order that the codec has.
    parts: Vec<Part<'t>>,
}

impl<'t> Members<'t> {
    pub(crate) fn new(types: &'t Types, item: &'t Struct) -> Self {
        let parts = item.fields.iter().map(|field| Part::new(types, field));
        Self {
            item,
            parts: parts.collect(),
        }
    }

    /// The members that are there, attributes first as they stand in a document.
    pub(crate) fn into_fields(self) -> Vec<Field> {
        let fields = self.item.fields.iter().zip(self.parts);
        let mut fields: Vec<Field> = fields
            .map(|(field, part)| Field {
                name: field.name.clone(),
                value: part.into_value(),
            })
            .filter(|field| match &field.value {
                Value::Absent => false,
                Value::Repeated(values) => !values.is_empty(),
                _ => true,
            })
            .collect();
        fields.sort_by_key(|field| !field.name.starts_with('@'));
        fields
    }
}

impl rt::Headers for Members<'_> {
    fn shape(&self) -> &'static Shape {
        self.item.shape
    }

    fn fields(&mut self) -> Vec<&mut dyn Element> {
        self.parts.iter_mut().map(Part::element).collect()
    }
}

/// The value before anything has been read into it.
fn blank(ty: &Type) -> Value {
    match ty {
        Type::Vec(_) => Value::Repeated(Vec::new()),
        Type::Nillable(_) => Value::Nil,
        Type::Simple(_)
        | Type::Element
        | Type::Any
        | Type::Attachment
        | Type::Attribute
        | Type::Item(_)
        | Type::Option(_)
        | Type::Array(_)
        | Type::MultiArray(_) => Value::Absent,
    }
}

/// Reads the element at hand, as the implementation of `Element` does that generated code has for this type.
fn read(types: &Types, ty: &Type, value: &mut Value, decoder: &mut Decoder<'_>) -> Result<()> {
    *value = match ty {
        Type::Simple(text) => simple::read(text, decoder)?,
        Type::Element => {
            let mut element = rt::AnyElement::blank();
            element.read_element(decoder)?;
            Value::Xml(element.xml().to_owned())
        }
        Type::Any => {
            let mut any = rt::AnyType::blank();
            any.read_element(decoder)?;
            kept(&any)
        }
        Type::Attachment => {
            let reference: String = decoder.simple()?;
            if decoder.has_attachments() {
                attached(&decoder.referenced(&reference)?)
            } else {
                // An envelope that was saved by itself: the reference is all there is.
                Value::Text(reference)
            }
        }
        Type::Attribute => {
            let mut attribute = rt::AnyAttribute::blank();
            attribute.read_element(decoder)?;
            Value::Branch(Box::new(Field {
                name: format!("@{}", expanded(&attribute.namespace, &attribute.name)),
                value: Value::Text(attribute.value),
            }))
        }
        Type::Item(ident) => match types.item(ident) {
            Some(Kind::Struct(item)) => Value::Record(read_struct(types, item, decoder)?),
            Some(Kind::Simple(text)) => simple::read(text, decoder)?,
            Some(Kind::Family(family)) => read_family(types, family, decoder)?,
            Some(Kind::Choice) | None => return Err(decoder.no_field()),
        },
        Type::Option(inner) => {
            let keeps_nil = matches!(**inner, Type::Any);
            let may_be_absent = !types.accepts_nil(inner) || keeps_nil && decoder.is_encoded();
            if may_be_absent && decoder.nil_as_absent()? {
                return Ok(());
            }
            let mut some = blank(inner);
            read(types, inner, &mut some, decoder)?;
            some
        }
        Type::Vec(inner) => {
            let mut one = blank(inner);
            read(types, inner, &mut one, decoder)?;
            if let Value::Repeated(values) = value {
                values.push(one);
            }
            return Ok(());
        }
        Type::Array(inner) => read_array(types, inner, 1, decoder)?,
        Type::MultiArray(inner) => read_array(types, inner, 0, decoder)?,
        Type::Nillable(inner) => {
            if decoder.is_nil()? {
                decoder.nil()?;
                Value::Nil
            } else {
                let mut some = blank(inner);
                read(types, inner, &mut some, decoder)?;
                some
            }
        }
    };
    Ok(())
}

/// The members of an array of SOAP encoding; absent where none was sent.
struct Items<'t> {
    types: &'t Types,
    ty: &'t Type,
    values: Vec<Value>,
}

impl rt::Items for Items<'_> {
    fn count(&self) -> usize {
        self.values.len()
    }

    fn grow(&mut self, count: usize) {
        if count > self.values.len() {
            self.values.resize(count, Value::Absent);
        }
    }

    fn has(&self, at: usize) -> bool {
        self.values.get(at).is_some_and(|one| *one != Value::Absent)
    }

    fn read(&mut self, at: usize, decoder: &mut Decoder<'_>) -> Result<()> {
        let mut value = blank(self.ty);
        read(self.types, self.ty, &mut value, decoder)?;
        self.values[at] = value;
        Ok(())
    }
}

/// `rank` is the number of dimensions that the array has to have, 0 for any.
fn read_array(types: &Types, ty: &Type, rank: usize, decoder: &mut Decoder<'_>) -> Result<Value> {
    let mut items = Items {
        types,
        ty,
        values: Vec::new(),
    };
    let sizes = decoder.array(rank, &mut items)?;
    Ok(Value::Array {
        sizes,
        items: items.values,
    })
}

fn read_struct(types: &Types, item: &Struct, decoder: &mut Decoder<'_>) -> Result<Record> {
    let mut members = Members::new(types, item);
    let mut fields = rt::Headers::fields(&mut members);
    if item.is_group {
        decoder.group(item.shape, &mut fields)?;
    } else {
        decoder.content(item.shape, &mut fields)?;
    }
    let mut fields = members.into_fields();
    // There are none beside an envelope that was saved by itself.
    if decoder.has_attachments() {
        for part in &item.attachments {
            fields.push(Field {
                name: (*part).to_owned(),
                value: attached(&decoder.attachment(part)?),
            });
        }
    }
    Ok(Record {
        name: item.shape.name.to_owned(),
        is_derived: false,
        is_group: item.is_group,
        fields,
    })
}

fn attached(attachment: &castile::Attachment) -> Value {
    Value::Attachment {
        content_type: attachment.content_type.clone(),
        bytes: attachment.bytes.len(),
    }
}

fn read_family(types: &Types, family: &Family, decoder: &mut Decoder<'_>) -> Result<Value> {
    let declared = family.is_concrete.then_some(0);
    let index = decoder.type_index(&family.names, declared)?;
    let item = family.items.get(index).and_then(|ident| types.item(ident));
    let Some(Kind::Struct(item)) = item else {
        let mut unknown = rt::UnknownType::blank();
        unknown.read_element(decoder)?;
        return Ok(kept(&unknown.0));
    };
    let mut record = read_struct(types, item, decoder)?;
    record.is_derived = Some(index) != declared;
    Ok(Value::Record(record))
}

/// XML that has no name of its own: the content of an element.
fn kept(any: &rt::AnyType) -> Value {
    match any.text() {
        Some(text) => Value::Text(text),
        None => Value::Xml(any.inner_xml().to_owned()),
    }
}
