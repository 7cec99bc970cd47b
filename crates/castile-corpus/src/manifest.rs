//! The list of contracts in a folder: `manifest.json`.

use std::path::{Path, PathBuf};

/// A contract.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its name in the list.
    pub(crate) id: String,
    /// The file.
    pub(crate) path: PathBuf,
    /// Nothing is known to be wrong with it.
    pub(crate) sound: bool,
    /// The size of all its files.
    pub(crate) bytes: u64,
}

/// Which contracts are run.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    /// A tenth of all, always the same.
    pub(crate) tenth: bool,
    /// Those with no more bytes than this.
    pub(crate) small: Option<u64>,
    /// Those with this in their name.
    pub(crate) only: Option<String>,
}

/// Reads the list of a folder.
///
/// # Errors
/// It cannot be read, or is not as it should be.
pub(crate) fn read(folder: &Path) -> Result<Vec<Entry>, String> {
    let path = folder.join("manifest.json");
    let text = std::fs::read_to_string(&path)
        .map_err(|problem| format!("{}: {problem}", path.display()))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|problem| problem.to_string())?;
    let list = json["wsdls"]
        .as_array()
        .ok_or("the manifest has no list `wsdls`")?;
    list.iter()
        .map(|entry| {
            let text = |key: &str| {
                entry[key]
                    .as_str()
                    .ok_or_else(|| format!("an entry of the manifest has no `{key}`"))
            };
            Ok(Entry {
                id: text("id")?.to_owned(),
                path: folder.join(text("main")?),
                sound: text("soundness")? == "sound",
                bytes: entry["bytes"].as_u64().unwrap_or(u64::MAX),
            })
        })
        .collect()
}

impl Choice {
    /// Whether a contract is run.
    pub(crate) fn has(&self, entry: &Entry) -> bool {
        if let Some(only) = &self.only {
            return entry.id.contains(only);
        }
        let all = !self.tenth && self.small.is_none();
        all || (self.tenth && hash(&entry.id).is_multiple_of(10))
            || self.small.is_some_and(|most| entry.bytes <= most)
    }
}

/// FNV-1a, which is the same everywhere.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
