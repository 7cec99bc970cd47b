//! How a contract of several documents is one input.

use std::io;
use std::path::Path;

use castile_wsdl::{Contract, Error, LoadOptions};

/// The line before each document but the first; the rest of the line is its name.
const MARK: &[u8] = b"\n=== ";

/// Reads the contract in an input: its first document is the contract, and the others are what that may import.
///
/// # Errors
/// The contract has errors.
pub fn read(input: &[u8], lenient: bool) -> Result<Contract, Error> {
    let options = LoadOptions {
        lenient,
        // Small, so that an input that means to exhaust them can.
        max_file_bytes: 1 << 16,
        max_files: 20,
        ..LoadOptions::default()
    };
    let documents = documents(input);
    castile_wsdl::read_with("main.wsdl", &options, &mut |path, _| {
        let found = documents.iter().find(|(name, _)| Path::new(name) == path);
        found
            .map(|(_, text)| text.to_vec())
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    })
}

fn documents(input: &[u8]) -> Vec<(String, &[u8])> {
    let mut documents = Vec::new();
    let mut name = "main.wsdl".to_owned();
    let mut rest = input;
    loop {
        let end = rest.windows(MARK.len()).position(|window| window == MARK);
        documents.push((name, &rest[..end.unwrap_or(rest.len())]));
        let Some(end) = end else { return documents };
        rest = &rest[end + MARK.len()..];
        let line = rest
            .iter()
            .position(|&byte| byte == b'\n')
            .unwrap_or(rest.len());
        name = String::from_utf8_lossy(&rest[..line]).into_owned();
        rest = rest.get(line + 1..).unwrap_or_default();
    }
}
