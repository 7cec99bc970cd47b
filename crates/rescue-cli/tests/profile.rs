//! Profiles: kept in a file without secrets, and taken where an option is not given.

mod common;

use std::fs;
use std::path::PathBuf;

use common::{MARKER, Rescue, Service, rescue};
use rescue_sandbox::{Protocol, Trouble, demo};

/// A configuration of its own, which goes with it.
struct Config(PathBuf);

impl Config {
    fn new(name: &str) -> Self {
        let name = format!("rescue-profile-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("rescue").join("config.toml")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).expect("the file is there")
    }

    fn write(&self, text: &str) {
        fs::create_dir_all(self.0.join("rescue")).expect("a folder");
        fs::write(self.file(), text).expect("the file is written");
    }

    fn rescue(&self, arguments: &[&str]) -> Rescue {
        rescue(arguments).config(&self.0)
    }

    /// A profile for a sandbox.
    fn add(&self, name: &str, service: &Service, more: &[&str]) {
        let endpoint = service.sandbox.endpoint();
        let ran = self
            .rescue(&["profile", "add", name, "--endpoint", &endpoint])
            .args(more)
            .run();
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    }
}

impl Drop for Config {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_profile_is_written_listed_and_removed() {
    let config = Config::new("written");
    let list = |arguments: &[&str]| config.rescue(&["profile", "list"]).args(arguments).run();
    let ran = list(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");

    let ran = config
        .rescue(&[
            "profile",
            "add",
            "work",
            "--protocol",
            "soap12",
            "--sso-id",
            "123456",
        ])
        .args(&["--company", "654321", "--timeout", "20"])
        .args(&["--endpoint", "https://rescue.example/"])
        .run();
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = config
        .rescue(&["profile", "add", "at home.2", "--login", "ann@example.com"])
        .args(&["--allow-plain-http", "a", "--allow-plain-http", "b"])
        .run();
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!("file", config.text());
    insta::assert_snapshot!("list", list(&[]).out);
    insta::assert_snapshot!("list-json", list(&["--json"]).out);

    let secret = "https://ann:hunter2@rescue.example/";
    let ran = config
        .rescue(&["profile", "add", "x", "--endpoint", secret])
        .run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(!config.text().contains("hunter2"), "{}", config.text());

    let again = ["profile", "add", "work", "--company", "7"];
    let ran = config.rescue(&again).run();
    assert_eq!(ran.code, 2, "{ran:?}");
    let ran = config.rescue(&again).args(&["--replace"]).run();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        config.text().contains("[profiles.work]\ncompany = \"7\"\n"),
        "{}",
        config.text()
    );

    for name in ["work", "at home.2"] {
        let ran = config.rescue(&["profile", "remove", name]).run();
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    }
    assert_eq!(list(&["--json"]).out, "[]\n");
}

#[cfg(unix)]
#[test]
fn the_file_is_its_owners_alone_and_a_link_to_it_stays() {
    use std::os::unix::fs::PermissionsExt as _;

    let config = Config::new("owner");
    let add = |name: &str| config.rescue(&["profile", "add", name]).run();
    assert_eq!(add("one").code, 0);
    let mode = |path: PathBuf| {
        let metadata = fs::metadata(path).expect("it is there");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode(config.file()), 0o600);
    assert_eq!(mode(config.0.join("rescue")), 0o700);

    let elsewhere = config.0.join("elsewhere.toml");
    fs::rename(config.file(), &elsewhere).expect("it moves");
    std::os::unix::fs::symlink(&elsewhere, config.file()).expect("a link");
    assert_eq!(add("two").code, 0);
    assert!(
        fs::symlink_metadata(config.file())
            .expect("a link")
            .is_symlink()
    );
    let text = fs::read_to_string(&elsewhere).expect("the file");
    assert!(
        text.contains("[profiles.one]") && text.contains("[profiles.two]"),
        "{text}"
    );
}

#[test]
fn a_profile_stands_in_for_what_is_not_given() {
    let config = Config::new("stands");
    let service = Service::start();
    let more = [
        "--sso-id",
        demo::SSO_ID,
        "--company",
        demo::COMPANY,
        "--protocol",
        "soap12",
    ];
    config.add("sso", &service, &more);
    config.add(
        "login",
        &service,
        &["--login", demo::EMAIL, "--protocol", "get"],
    );

    let protocol = || service.sandbox.calls().pop().expect("a call").protocol;
    let code = |arguments: &[&str]| {
        config
            .rescue(&["auth-code"])
            .args(arguments)
            .password(demo::PASSWORD)
    };
    let ran = code(&["--profile", "sso"]).run();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert_eq!(protocol(), Protocol::Soap12);
    let ran = code(&["--profile", "sso", "--protocol", "get"]).run();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(protocol(), Protocol::HttpGet);
    let ran = code(&["--profile", "sso", "--sso-id", "7"]).run();
    assert_eq!(ran.code, 11, "{ran:?}");

    let mut ran = code(&[]);
    ran.command.env("RESCUE_PROFILE", "sso");
    assert_eq!(ran.run().code, 0);
    // The sandbox has nothing to do with it.
    let mut ran = config.rescue(&["auth-code", "--sandbox"]);
    ran.command.env("RESCUE_PROFILE", "not-there");
    assert_eq!(ran.run().code, 0);

    let ran = config
        .rescue(&["call", "getAccount", "--profile", "login"])
        .password(demo::PASSWORD)
        .run();
    assert_eq!(ran.code, 0, "{ran:?}");
    // There is no such form of it.
    assert_eq!(protocol(), Protocol::Soap11);
    let ran = code(&["--profile", "login"]).run();
    assert_eq!((ran.code, ran.err.lines().count()), (2, 2), "{ran:?}");
}

#[test]
fn the_time_of_a_profile_is_kept_to() {
    let config = Config::new("time");
    let service = Service::start();
    config.add(
        "slow",
        &service,
        &["--login", demo::EMAIL, "--timeout", "0.2"],
    );
    let delay = Trouble::Delay(std::time::Duration::from_secs(30));
    service.sandbox.next(delay);
    let ran = config
        .rescue(&["call", "getAccount", "--profile", "slow"])
        .password(demo::PASSWORD)
        .run();
    assert_eq!(ran.code, 31, "{ran:?}");

    for timeout in ["0", "-1.0", "nan", "1e300"] {
        config.write(&format!("[profiles.slow]\ntimeout = {timeout}\n"));
        let ran = config
            .rescue(&["call", "getAccount", "--profile", "slow", "--dry-run"])
            .run();
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{timeout}: {ran:?}");
    }
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_its_line_and_not_shown() {
    let config = Config::new("broken");
    for (text, line) in [
        (
            format!("[profiles.a]\nsso-id = \"1\"\npassword = \"{MARKER}\"\n"),
            3,
        ),
        (format!("[profiles.a]\nendpoint = {MARKER}\n"), 2),
        (format!("\n\npassword = \"{MARKER}\"\n"), 3),
        (format!("[profiles.a]\n\ntimeout = \"{MARKER}\"\n"), 3),
    ] {
        config.write(&text);
        let ran = config.rescue(&["auth-code", "--profile", "a"]).run();
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(
            ran.err.contains(&format!("line {line} of `")),
            "{text}: {ran:?}"
        );
        assert!(ran.err.contains("config.toml` cannot be used"), "{ran:?}");
        // Nor is it overwritten.
        let ran = config.rescue(&["profile", "add", "b"]).run();
        assert_eq!(ran.code, 2, "{ran:?}");
        assert_eq!(config.text(), text);
    }
}

#[cfg(not(feature = "keyring"))]
#[test]
fn without_a_keyring_no_password_is_kept() {
    let config = Config::new("keyring");
    let ran = config
        .rescue(&[
            "profile",
            "add",
            "work",
            "--store-password",
            "--password-stdin",
        ])
        .input(MARKER)
        .run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains("--features keyring"), "{ran:?}");
    assert!(!config.file().exists());

    config.write("[profiles.work]\nlogin = \"ann@example.com\"\nkeyring = true\n");
    let ran = config
        .rescue(&["call", "getAccount", "--profile", "work"])
        .run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains("RESCUE_PASSWORD"), "{ran:?}");
    let ran = config
        .rescue(&["call", "getAccount", "--profile", "work", "--dry-run"])
        .run();
    assert_eq!(ran.code, 0, "{ran:?}");
}
