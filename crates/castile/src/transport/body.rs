//! The body of a response, taken in pieces: inflated where it came as gzip, and never more than the limit.
//!
//! In go the bytes as they arrive, out comes the whole body. What the response says of its length is not looked at. The
//! limit counts the bytes that arrive, too: gzip can go on without end and inflate to nothing.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use http::{HeaderMap, header};

/// What is no encoding of a body. Servers write the encoding of its text here, too, and those of MIME.
const IDENTITIES: [&str; 8] = [
    "", "identity", "none", "utf-8", "utf8", "7bit", "8bit", "binary",
];

/// A body that cannot be had.
#[derive(Debug)]
pub(super) enum BodyError {
    /// It is larger than the limit, as it came or inflated.
    Limit,
    /// It came in an encoding that nobody asked for.
    Encoding(String),
    /// It is not the gzip it says it is, or not all of it.
    Gzip(io::Error),
}

/// A body in the making.
#[derive(Debug)]
pub(super) enum Body {
    Plain(Limited),
    /// `received` tells an empty body, which servers do send with an encoding, from gzip that was cut off.
    Gzip {
        decoder: Box<MultiGzDecoder<Limited>>,
        received: usize,
    },
    /// In an encoding that nobody asked for, which says nothing where the body is empty.
    Unknown(String),
}

impl Body {
    /// An empty body that takes up to `limit` bytes in the encoding that `headers` name.
    pub(super) fn new(headers: &HeaderMap, limit: usize) -> Self {
        let sink = Limited {
            bytes: Vec::new(),
            limit,
            is_over: false,
        };
        let mut encoding = String::new();
        for value in headers.get_all(header::CONTENT_ENCODING) {
            let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
            for value in value.split(',').map(str::trim) {
                if !IDENTITIES.contains(&value) {
                    encoding += if encoding.is_empty() { "" } else { ", " };
                    encoding += value;
                }
            }
        }
        match encoding.as_str() {
            "" => Self::Plain(sink),
            "gzip" | "x-gzip" => Self::Gzip {
                decoder: Box::new(MultiGzDecoder::new(sink)),
                received: 0,
            },
            _ => Self::Unknown(encoding.escape_debug().take(40).collect()),
        }
    }

    /// Whether the body is not what the headers of the response describe any more.
    pub(super) fn is_inflated(&self) -> bool {
        matches!(self, Self::Gzip { .. })
    }

    /// Takes the next piece.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), BodyError> {
        match self {
            Self::Plain(sink) => sink.write_all(piece).map_err(|_| BodyError::Limit),
            Self::Unknown(encoding) => Err(BodyError::Encoding(std::mem::take(encoding))),
            Self::Gzip { decoder, received } => {
                *received += piece.len();
                if *received > decoder.get_ref().limit {
                    return Err(BodyError::Limit);
                }
                let written = decoder.write_all(piece);
                written.map_err(|error| gzip_error(decoder.get_ref(), error))
            }
        }
    }

    /// The whole body.
    pub(super) fn finish(self) -> Result<Vec<u8>, BodyError> {
        match self {
            Self::Plain(sink) => Ok(sink.bytes),
            Self::Gzip { received: 0, .. } | Self::Unknown(_) => Ok(Vec::new()),
            Self::Gzip { mut decoder, .. } => {
                if let Err(error) = decoder.try_finish() {
                    return Err(gzip_error(decoder.get_ref(), error));
                }
                Ok(std::mem::take(&mut decoder.get_mut().bytes))
            }
        }
    }
}

fn gzip_error(sink: &Limited, error: io::Error) -> BodyError {
    if sink.is_over {
        BodyError::Limit
    } else {
        BodyError::Gzip(error)
    }
}

/// Takes bytes until there are too many. The decoder above writes in pieces of some kilobytes.
#[derive(Debug)]
pub(super) struct Limited {
    bytes: Vec<u8>,
    limit: usize,
    is_over: bool,
}

impl Write for Limited {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if piece.len() > self.limit - self.bytes.len() {
            self.is_over = true;
            return Err(io::Error::other("over the limit"));
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, BodyError, HeaderMap, header};
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(
        encoding: &'static str,
        limit: usize,
        bytes: &[u8],
        piece: usize,
    ) -> Result<Vec<u8>, BodyError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, encoding.parse().unwrap());
        let mut body = Body::new(&headers, limit);
        for piece in bytes.chunks(piece) {
            body.push(piece)?;
        }
        body.finish()
    }

    #[test]
    fn the_limit_counts_what_comes_and_what_comes_out() {
        let text = vec![b'a'; 100_000];
        let packed = gzip(&text);
        assert!(packed.len() < 1000);
        for piece in [1, 7, 100_000] {
            assert_eq!(read("gzip", 100_000, &packed, piece).unwrap(), text);
            assert!(matches!(
                read("gzip", 99_999, &packed, piece),
                Err(BodyError::Limit)
            ));
            assert_eq!(read("identity", 100_000, &text, piece).unwrap(), text);
            assert!(matches!(
                read("identity", 99_999, &text, piece),
                Err(BodyError::Limit)
            ));
        }
        assert_eq!(read("gzip", 0, &[], 1).unwrap(), b"");
        // Members and blocks that inflate to nothing.
        let members = gzip(b"").repeat(50);
        let mut blocks = gzip(b"");
        blocks.truncate(10);
        blocks.extend([0, 0, 0, 0xFF, 0xFF].repeat(200));
        assert!(members.len() <= 1000 && blocks.len() > 1000);
        assert_eq!(read("gzip", 1000, &members, 7).unwrap(), b"");
        for endless in [members.repeat(2), blocks] {
            for piece in [1, 7, 100_000] {
                assert!(matches!(
                    read("gzip", 1000, &endless, piece),
                    Err(BodyError::Limit)
                ));
            }
        }
    }

    #[test]
    fn gzip_of_several_members_is_one_body() {
        let mut packed = gzip(b"one ");
        packed.extend(gzip(b"two"));
        for piece in 1..packed.len() {
            assert_eq!(
                read("X-GZIP", 100, &packed, piece).unwrap(),
                b"one two",
                "in pieces of {piece}"
            );
        }
    }

    #[test]
    fn gzip_that_is_cut_off_or_damaged_is_an_error() {
        let packed = gzip(b"some text that is long enough to be damaged");
        for piece in [1, 1000] {
            for end in 1..packed.len() {
                let cut = read("gzip", 1000, &packed[..end], piece);
                assert!(
                    matches!(cut, Err(BodyError::Gzip(_))),
                    "cut at {end}: {cut:?}"
                );
            }
            let mut wrong_sum = packed.clone();
            wrong_sum[packed.len() - 8] ^= 1;
            assert!(matches!(
                read("gzip", 1000, &wrong_sum, piece),
                Err(BodyError::Gzip(_))
            ));
            let mut junk = packed.clone();
            junk.extend(b"<junk behind the end/>");
            assert!(matches!(
                read("gzip", 1000, &junk, piece),
                Err(BodyError::Gzip(_))
            ));
            assert!(matches!(
                read("gzip", 1000, b"<plain/>", piece),
                Err(BodyError::Gzip(_))
            ));
        }
    }

    #[test]
    fn other_encodings_are_refused_by_name() {
        for encoding in ["br", "deflate", "gzip, gzip", "compress"] {
            assert_eq!(
                read(encoding, 1000, b"", 1).unwrap(),
                b"",
                "nothing is encoded"
            );
            let refused = read(encoding, 1000, b"x", 1);
            assert!(
                matches!(&refused, Err(BodyError::Encoding(name)) if name == encoding),
                "{refused:?}"
            );
        }
    }
}
