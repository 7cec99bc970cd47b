//! Profiles: what is said of a service and of who calls it, kept under a name.
//!
//! In: the configuration file, and what `rescue profile` says. Out: a [`Profile`], whose values stand in for options
//! that are not given. Passwords are in no file: see [`keyring`](crate::keyring).

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::args::{AddProfile, Connection, ProfileCommand, Way};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::keyring::Keyring;
use crate::password;
use crate::report;
use crate::table;

/// The environment variable with the name of a profile.
const PROFILE: &str = "RESCUE_PROFILE";

/// What is not set is as it is without a profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Profile {
    /// Its name, which is its table's.
    #[serde(skip)]
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) protocol: Option<Way>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sso_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) company: Option<String>,
    /// The e-mail address of a login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) login: Option<String>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timeout: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) allow_plain_http: Vec<String>,
    /// Its password is in the keyring of the system.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) keyring: bool,
}

/// The file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

impl Profile {
    /// The profile that the arguments or the environment name, or one in which nothing is set.
    ///
    /// With `--sandbox` it is none: what it holds is for the real service.
    pub(crate) fn find(connection: &Connection) -> Result<Self, Failure> {
        if connection.sandbox {
            return Ok(Self::default());
        }
        let name = match (&connection.profile, std::env::var(PROFILE)) {
            (Some(name), _) => name.clone(),
            (None, Ok(name)) if !name.is_empty() => name,
            (None, Err(std::env::VarError::NotUnicode(_))) => {
                return Err(Failure::usage(format!(
                    "the environment variable {PROFILE} is not valid Unicode"
                )));
            }
            (None, _) => return Ok(Self::default()),
        };
        let path = path()?;
        let mut file = read(&path)?;
        match file.profiles.remove(&name) {
            Some(profile) => Ok(Self { name, ..profile }),
            None => Err(not_there(&name, &file, &path)),
        }
    }
}

/// Runs `rescue profile`.
pub(crate) fn run(command: &ProfileCommand) -> Result<Exit, Failure> {
    let path = path()?;
    let mut file = read(&path)?;
    match command {
        ProfileCommand::Add(arguments) => {
            add(&mut file, arguments)?;
            write(&path, &file)?;
            report::note(&format!("written to {}", path.display()));
            Ok(Exit::Ok)
        }
        ProfileCommand::List { json } => list(&file, *json),
        ProfileCommand::Remove { name } => {
            let Some(profile) = file.profiles.remove(name) else {
                return Err(not_there(name, &file, &path));
            };
            if profile.keyring {
                Keyring::of(name)?.remove()?;
            }
            write(&path, &file)?;
            Ok(Exit::Ok)
        }
    }
}

fn add(file: &mut File, arguments: &AddProfile) -> Result<(), Failure> {
    let name = &arguments.name;
    if let Some(old) = file.profiles.get(name) {
        if !arguments.replace {
            return Err(
                Failure::usage(format!("there is a profile `{name}` already"))
                    .hint("add `--replace` to write it anew"),
            );
        }
        if old.keyring && !arguments.store_password {
            Keyring::of(name)?.remove()?;
        }
    }
    if let Some(endpoint) = &arguments.endpoint
        && castile::secret::mask_url(endpoint) != *endpoint
    {
        return Err(
            Failure::usage("the address of `--endpoint` has a secret in it")
                .hint("give it without user name, password and parameters"),
        );
    }
    if arguments.store_password {
        let keyring = Keyring::of(name)?;
        keyring.set(&password::ask(&arguments.password)?)?;
    }
    let profile = Profile {
        name: String::new(),
        endpoint: arguments.endpoint.clone(),
        protocol: arguments.protocol,
        sso_id: arguments.sso_id.clone(),
        company: arguments.company.clone(),
        login: arguments.login.clone(),
        timeout: arguments.timeout.map(|time| time.as_secs_f64()),
        allow_plain_http: arguments.allow_plain_http.clone(),
        keyring: arguments.store_password,
    };
    file.profiles.insert(name.clone(), profile);
    Ok(())
}

fn list(file: &File, as_json: bool) -> Result<Exit, Failure> {
    let rows = file.profiles.iter().map(|(name, profile)| {
        // A password has no business in an address, and is not shown where somebody put one there.
        let endpoint = profile.endpoint.as_deref().map(castile::secret::mask_url);
        json!({
            "profile": name,
            "endpoint": endpoint,
            "protocol": profile.protocol,
            "sso_id": profile.sso_id,
            "company": profile.company,
            "login": profile.login,
            "timeout": profile.timeout,
            "allow_plain_http": profile.allow_plain_http,
            "keyring": profile.keyring,
        })
    });
    let rows: Vec<_> = rows.collect();
    if as_json {
        return report::object(&json!(rows));
    }
    if rows.is_empty() {
        report::note("there are no profiles; `rescue profile add` makes one");
        return Ok(Exit::Ok);
    }
    report::text(&table::rows(&rows))
}

fn not_there(name: &str, file: &File, path: &Path) -> Failure {
    let names: Vec<&str> = file.profiles.keys().map(String::as_str).collect();
    let there = if names.is_empty() {
        "it has none".to_owned()
    } else {
        format!("it has {}", names.join(", "))
    };
    Failure::usage(format!(
        "there is no profile `{name}` in `{}`: {there}",
        path.display()
    ))
    .hint("`rescue profile add` makes one")
}

/// `$XDG_CONFIG_HOME/rescue/config.toml`, or what the system has in its place.
fn path() -> Result<PathBuf, Failure> {
    let folders = etcetera::choose_base_strategy()
        .map_err(|error| Failure::usage("there is no home folder").because(&error))?;
    Ok(folders.config_dir().join("rescue").join("config.toml"))
}

fn read(path: &Path) -> Result<File, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(File::default()),
        Err(error) => {
            return Err(Failure::usage(format!("cannot read `{}`", path.display())).because(&error));
        }
    };
    toml::from_str(&text).map_err(|error| {
        // The line itself is not shown: somebody may have written a password there.
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.matches('\n').count() + 1);
        let known = "endpoint, protocol, sso-id, company, login, timeout, allow-plain-http, keyring";
        Failure::usage(format!(
            "line {line} of `{}` cannot be used",
            path.display()
        ))
        .hint(format!(
            "a profile is a table `[profiles.NAME]` with {known}; a password has its place in the environment or in \
             the keyring, not here"
        ))
    })
}

/// Replaces the file, which its owner alone can read.
fn write(path: &Path, file: &File) -> Result<(), Failure> {
    let shown = path.display();
    let text = toml::to_string(file)
        .map_err(|error| Failure::unexpected(format!("cannot write `{shown}`")).because(&error))?;
    replace(path, &text)
        .map_err(|error| Failure::usage(format!("cannot write `{shown}`")).because(&error))
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    // The file that a link leads to is replaced, and not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if let Some(folder) = path.parent() {
        let mut made = fs::DirBuilder::new();
        made.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut made, 0o700);
        made.create(folder)?;
    }
    let draft = path.with_extension(format!("toml.{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let replaced = written.and_then(|()| fs::rename(&draft, &path));
    if replaced.is_err() {
        // The first problem is the one worth a word.
        let _ = fs::remove_file(&draft);
    }
    replaced
}
