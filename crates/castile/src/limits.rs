//! How much of a foreign reply is read before it is refused.
//!
//! In go the caller's numbers, out come the numbers that the transport and the codec compare with. This module
//! counts nothing itself: the transport counts bytes, the codec counts what it meets in the document. An error
//! that comes of a limit names the limit, its number, and the method here that sets it.

/// The limits of a reply.
///
/// A service does not meet the defaults and a document made to exhaust memory does. Each can be set alone:
///
/// ```
/// use castile::limits::Limits;
///
/// let limits = Limits::default().with_response_bytes(256 << 20).with_depth(40);
/// assert_eq!(limits.depth(), 40);
/// assert_eq!(limits.attributes(), Limits::default().attributes());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    response_bytes: usize,
    depth: usize,
    attributes: usize,
    children: usize,
    text_bytes: usize,
    namespaces: usize,
    reference_bytes: usize,
    attachments: usize,
    attachment_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            response_bytes: 64 << 20,
            depth: 100,
            attributes: 500,
            children: 500_000,
            text_bytes: 64 << 20,
            namespaces: 256,
            attachments: 1_000,
            attachment_bytes: 64 << 20,
            reference_bytes: 64 << 20,
        }
    }
}

impl Limits {
    /// The defaults; the same as [`Limits::default`].
    pub fn new() -> Self {
        Self::default()
    }

    /// The most bytes of a reply's body, as it comes and after inflation. 64 MiB unless set.
    ///
    /// The largest replies of real services are reports and files in base64, some tens of megabytes. The whole
    /// body is held in memory, so this is also what one call may cost. What the reply says of its own length
    /// plays no part.
    pub fn response_bytes(&self) -> usize {
        self.response_bytes
    }

    /// The deepest nesting of elements, the envelope being 1. 100 unless set.
    ///
    /// Hand-made schemas stay below 20 and serialised object trees below 50. Reading recurses, so this is what
    /// keeps the stack whole. Apache CXF has the same number.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The most attributes on one element, namespace declarations included. 500 unless set.
    ///
    /// Attributes are compared with each other to find one given twice. Apache CXF has the same number.
    pub fn attributes(&self) -> usize {
        self.attributes
    }

    /// The most child elements of one element. 500,000 unless set.
    ///
    /// An empty element is four bytes on the wire and can be some hundreds in memory. The rows of a large
    /// report are tens of thousands, close to the 50,000 of Apache CXF, so this is ten times that.
    pub fn children(&self) -> usize {
        self.children
    }

    /// The most bytes of text in one element or one attribute. 64 MiB unless set.
    ///
    /// As much as a whole reply, since a file in base64 can be nearly all of one. It comes into play where
    /// [`with_response_bytes`](Self::with_response_bytes) was raised.
    pub fn text_bytes(&self) -> usize {
        self.text_bytes
    }

    /// The most namespace declarations in scope at one place. 256 unless set.
    ///
    /// Each prefix is looked up among them. The richest contracts declare some dozens.
    pub fn namespaces(&self) -> usize {
        self.namespaces
    }

    /// The most bytes that the references of an encoded message (`href` of SOAP 1.1, `ref` of SOAP 1.2) lead to, each
    /// counted as often as it is read. 64 MiB unless set.
    ///
    /// Servers that send each object once, and references to it, need no more than the message has; one that is made
    /// to exhaust memory has references to references.
    pub fn reference_bytes(&self) -> usize {
        self.reference_bytes
    }

    /// The most attachments of one message. 1,000 unless set.
    ///
    /// Services send a document or a picture for each row of a result at most.
    pub fn attachments(&self) -> usize {
        self.attachments
    }

    /// The most bytes of one attachment. 64 MiB unless set.
    ///
    /// As much as a whole reply. It comes into play where [`with_response_bytes`](Self::with_response_bytes) was
    /// raised.
    pub fn attachment_bytes(&self) -> usize {
        self.attachment_bytes
    }

    /// Sets the most bytes of a reply's body, as it comes and after inflation.
    #[must_use]
    pub fn with_response_bytes(mut self, bytes: usize) -> Self {
        self.response_bytes = bytes;
        self
    }

    /// Sets the deepest nesting of elements.
    #[must_use]
    pub fn with_depth(mut self, levels: usize) -> Self {
        self.depth = levels;
        self
    }

    /// Sets the most attributes on one element.
    #[must_use]
    pub fn with_attributes(mut self, count: usize) -> Self {
        self.attributes = count;
        self
    }

    /// Sets the most child elements of one element.
    #[must_use]
    pub fn with_children(mut self, count: usize) -> Self {
        self.children = count;
        self
    }

    /// Sets the most bytes of text in one element or one attribute.
    #[must_use]
    pub fn with_text_bytes(mut self, bytes: usize) -> Self {
        self.text_bytes = bytes;
        self
    }

    /// Sets the most bytes that references lead to.
    #[must_use]
    pub fn with_reference_bytes(mut self, bytes: usize) -> Self {
        self.reference_bytes = bytes;
        self
    }

    /// Sets the most namespace declarations in scope at one place.
    #[must_use]
    pub fn with_namespaces(mut self, count: usize) -> Self {
        self.namespaces = count;
        self
    }

    /// Sets the most attachments of one message.
    #[must_use]
    pub fn with_attachments(mut self, count: usize) -> Self {
        self.attachments = count;
        self
    }

    /// Sets the most bytes of one attachment.
    #[must_use]
    pub fn with_attachment_bytes(mut self, bytes: usize) -> Self {
        self.attachment_bytes = bytes;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn each_setter_sets_its_own_limit_and_no_other() {
        let all = |l: &Limits| {
            [
                l.response_bytes(),
                l.depth(),
                l.attributes(),
                l.children(),
                l.text_bytes(),
                l.namespaces(),
                l.reference_bytes(),
                l.attachments(),
                l.attachment_bytes(),
            ]
        };
        let setters: [fn(Limits, usize) -> Limits; 9] = [
            Limits::with_response_bytes,
            Limits::with_depth,
            Limits::with_attributes,
            Limits::with_children,
            Limits::with_text_bytes,
            Limits::with_namespaces,
            Limits::with_reference_bytes,
            Limits::with_attachments,
            Limits::with_attachment_bytes,
        ];
        for (position, set) in setters.into_iter().enumerate() {
            let mut expected = all(&Limits::new());
            expected[position] = 7;
            assert_eq!(all(&set(Limits::new(), 7)), expected);
        }
    }
}
