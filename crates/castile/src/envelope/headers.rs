//! Header blocks: those of a contract, written and read, and what becomes of others.

use super::{OUTSIDE, SoapVersion, error};
use crate::codec::{
    Attribute, DecodeError, DecodeErrorKind, Decoder, Element, Member, Result, Shape, Token,
    Writer, expanded, trim,
};
use crate::deviation::DeviationKind;

/// A set of header blocks to send: a generated struct with a field for each.
pub trait WriteHeaders {
    /// Writes the blocks that are there, each declaring the prefixes it uses.
    fn write_headers(&self, writer: &mut Writer);

    /// The same blocks before anything has been read into them, to hold what was written against the contract.
    fn blank(&self) -> Box<dyn Headers>;
}

/// The header blocks of an answer: a generated struct with an optional field for each.
pub trait Headers: Send {
    /// The table of the blocks.
    fn shape(&self) -> &'static Shape;

    /// The field of each block.
    fn fields(&mut self) -> Vec<&mut dyn Element>;
}

/// No header blocks are expected.
impl Headers for () {
    fn shape(&self) -> &'static Shape {
        static NOTHING: Shape = Shape::EMPTY;
        &NOTHING
    }

    fn fields(&mut self) -> Vec<&mut dyn Element> {
        Vec::new()
    }
}

/// What becomes of header blocks that the contract does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// They are noted, or an error where they have to be understood.
    Judged,
    /// They are the caller's own.
    Skipped,
}

/// Header blocks the contract names are read; others are passed over, with a deviation, unless they have to be understood.
pub(super) fn read_headers(
    decoder: &mut Decoder<'_>,
    version: SoapVersion,
    headers: &mut dyn Headers,
    others: Others,
) -> Result<()> {
    let shape = headers.shape();
    let mut fields = headers.fields();
    // Where each was met.
    let mut seen = vec![0; shape.elements.len()];
    // Blocks whose names are nearly those of the contract, and which of these.
    let mut near: Vec<(usize, DecodeError)> = Vec::new();
    let mut count = 0;
    loop {
        match decoder.next()? {
            Token::Start => {
                count += 1;
                decoder.check_children(count)?;
                // One for another role is not ours to read (SOAP 1.1, 4.2.2; SOAP 1.2, 2.2).
                if others == Others::Judged && !is_for_us(decoder, version) {
                    let message =
                        format!("the header block `{}` for another role", decoder.tag_name());
                    decoder.deviation(DeviationKind::UnknownElement, message)?;
                    decoder.skip()?;
                    continue;
                }
                let known = shape
                    .elements
                    .iter()
                    .position(|member| decoder.tag_is(member.namespace(), member.name()));
                match known {
                    Some(index) if seen[index] != 0 => {
                        decoder.again(shape, index, (index, seen[index]))?;
                    }
                    Some(index) => {
                        seen[index] = decoder.xml().offset();
                        let member = &shape.elements[index];
                        if member.is(Member::ENCODED) {
                            decoder.set_encoding(Some(version.encoding()));
                        }
                        decoder.set_types(shape);
                        decoder.expect(member);
                        let followed = decoder.follow()?;
                        decoder.member(shape, index, &mut fields)?;
                        decoder.come_back(followed)?;
                        decoder.set_encoding(None);
                    }
                    None if others == Others::Skipped => decoder.skip()?,
                    None if has_to_be_understood(decoder, version) => {
                        let found = format!("`{}`", decoder.tag_name());
                        let error = error(
                            decoder,
                            DecodeErrorKind::MustUnderstand,
                            "only header blocks of the contract with `mustUnderstand`",
                            found,
                        );
                        return Err(error.hint_at("no policy passes over it, as SOAP forbids that; a `soap:header` of the output in the contract declares it"));
                    }
                    None => {
                        let local = decoder.xml().tag().local;
                        let is_near = |one: &Member| one.name().eq_ignore_ascii_case(local);
                        if let Some(index) = shape.elements.iter().position(is_near)
                            && near.iter().all(|&(other, _)| other != index)
                        {
                            near.push((index, misnamed(decoder, shape, index)));
                        }
                        let message = format!("the header block `{}`", decoder.tag_name());
                        decoder.deviation(DeviationKind::UnknownElement, message)?;
                        decoder.skip()?;
                    }
                }
            }
            Token::Text(text) => decoder.stray_text(&text, OUTSIDE)?,
            Token::End | Token::Eof => break,
        }
    }
    // Beside the right one it is an addition.
    match near.into_iter().find(|&(index, _)| seen[index] == 0) {
        Some((_, error)) => Err(error),
        None => Ok(()),
    }
}

/// A header block whose name is nearly one of the contract's.
fn misnamed(decoder: &Decoder<'_>, shape: &'static Shape, index: usize) -> DecodeError {
    let member = &shape.elements[index];
    let expected = format!("`{}`", expanded(member.namespace(), member.name()));
    let found = format!("`{}`", decoder.tag_name());
    error(decoder, DecodeErrorKind::Misnamed, expected, found).at(shape.place_of(index))
}

/// The roles of the receiver of a reply (SOAP 1.1, 4.2.2; SOAP 1.2, 2.2).
const OUR_ROLES: [&str; 3] = [
    "http://schemas.xmlsoap.org/soap/actor/next",
    "http://www.w3.org/2003/05/soap-envelope/role/next",
    "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
];

/// Whether a block is meant for the receiver of the reply.
fn is_for_us(decoder: &Decoder<'_>, version: SoapVersion) -> bool {
    let role = attribute(decoder, version, "actor").or_else(|| attribute(decoder, version, "role"));
    role.is_none_or(|role| role.is_empty() || OUR_ROLES.contains(&role))
}

/// `mustUnderstand` on a block (SOAP 1.1, 4.2.3; SOAP 1.2, 5.2.3). A value that is none is taken for yes: the sender
/// meant something by it.
fn has_to_be_understood(decoder: &Decoder<'_>, version: SoapVersion) -> bool {
    let value = attribute(decoder, version, "mustUnderstand");
    value.is_some_and(|value| !matches!(value, "0" | "false"))
}

/// SOAP's own attribute of a block.
fn attribute<'d>(decoder: &'d Decoder<'_>, version: SoapVersion, local: &str) -> Option<&'d str> {
    let is_named = |one: &&Attribute<'_>| {
        one.local == local && decoder.xml().attribute_namespace(one) == version.namespace()
    };
    let found = decoder.xml().attributes().iter().find(is_named);
    found.map(|one| trim(&one.value))
}
