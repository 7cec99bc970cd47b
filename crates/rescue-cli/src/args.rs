//! The command line: what may be said, and its help.
//!
//! In: the arguments. Out: [`Cli`]. Whether a value makes sense together with others is judged where it is used,
//! except for what `clap` can say by itself.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use logmein_rescue::{Arch, Area, Protocol, ReportDate};
use serde::{Deserialize, Serialize};

use crate::completions;
use crate::exit;
use crate::export;
use crate::failure::Failure;
use crate::operation;
use crate::profile::Profile;

/// Calls the LogMeIn Rescue API, or serves a stand-in for it.
///
/// What was asked for is printed on standard output and nothing else is; messages go to standard error.
#[derive(Debug, Parser)]
#[command(name = "rescue", version, after_help = exit::help())]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Prints an authentication code for a technician who signs in by single sign-on.
    ///
    /// Calls requestAuthCodeSSO. The new code makes the technician's previous one invalid.
    #[command(after_help = exit::help())]
    AuthCode(AuthCode),
    /// Prints the address at which a technician is signed in.
    ///
    /// Calls GetDTCLoginTicket.aspx for the Desktop Technician Console, or GetLoginTicket.aspx for the one in the
    /// browser. Whoever opens the address is that technician: treat it as a password.
    #[command(after_help = exit::help())]
    LoginTicket(LoginTicket),
    /// Shows the account, and who is logged in: the way to try a login.
    #[command(after_help = exit::help())]
    Account(Common),
    /// Lists the sessions of a technician, group or channel.
    #[command(after_help = exit::help())]
    Sessions(Sessions),
    /// Shows a technician or administrator.
    #[command(after_help = exit::help())]
    Technician(Technician),
    /// Lists all nodes of the organization.
    #[command(after_help = exit::help())]
    Hierarchy(Common),
    /// Prints a PIN code for a customer.
    #[command(after_help = exit::help())]
    Pin(Pin),
    /// Makes a report, and prints it or writes it to a file: CSV, or JSON with `--json`.
    ///
    /// The service makes one report a minute.
    #[command(after_help = exit::help())]
    Report(Report),
    /// Keeps what is said of a service and of who calls it under a name.
    ///
    /// In the file rescue/config.toml of the configuration folder, which is ~/.config unless XDG_CONFIG_HOME says
    /// otherwise, and AppData on Windows. No password is in it.
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// Prints the completions of a shell.
    #[command(after_help = completions::AFTER_HELP)]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Prints the manual page, or writes a page for each command into a folder.
    Man {
        /// The folder, for instance ~/.local/share/man/man1
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
    /// Runs the sandbox: a stand-in for the service, with one demonstration account.
    ///
    /// Prints `listening on` and its endpoint, shows each call on standard error with secrets hidden, and stops at
    /// Ctrl-C. Its account: --sso-id 123456 --company 654321, password secretPassword.
    Serve(Serve),
}

#[derive(Debug, Args)]
pub(crate) struct AuthCode {
    #[command(flatten)]
    pub(crate) protocol: Protocols,
    #[command(flatten)]
    pub(crate) call: Call,
}

#[derive(Debug, Args)]
pub(crate) struct LoginTicket {
    /// How to call; there is no SOAP form of it [default: post]
    ///
    /// With `get` the password is part of a URL, which servers and proxies write to their logs.
    #[arg(long, value_enum)]
    pub(crate) protocol: Option<PageWay>,
    /// Which console the ticket is for
    #[arg(long, value_enum, default_value = "dtc")]
    pub(crate) page: Page,
    /// Which build of the Desktop Technician Console [default: x86]
    #[arg(long, value_enum)]
    pub(crate) arch: Option<Bits>,
    #[command(flatten)]
    pub(crate) call: Call,
}

/// How a call is made that has all forms.
#[derive(Debug, Args)]
pub(crate) struct Protocols {
    /// How to call [default: soap11]
    ///
    /// With `get` secrets are part of a URL, which servers and proxies write to their logs.
    #[arg(long, value_enum)]
    pub(crate) protocol: Option<Way>,
}

/// What a call by single sign-on takes.
#[derive(Debug, Args)]
pub(crate) struct Call {
    /// The single sign-on identifier of the technician
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sso_id: Option<String>,
    /// The company identifier, which is a number
    #[arg(long, value_name = "NUMBER")]
    pub(crate) company: Option<String>,
    /// Sends a company identifier that is no number, too
    #[arg(long)]
    pub(crate) any_company: bool,
    #[command(flatten)]
    pub(crate) password: Password,
    #[command(flatten)]
    pub(crate) connection: Connection,
}

/// Where a password comes from.
#[derive(Debug, Args)]
#[command(next_help_heading = "Password")]
pub(crate) struct Password {
    /// Reads the password from a file of one line
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    pub(crate) password_file: Option<PathBuf>,
    /// Reads the password from standard input, one line
    ///
    /// With neither of the two it is taken from the environment variable RESCUE_PASSWORD, or asked for at the terminal.
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

/// Who calls, where that is not part of the call: a login, or a code.
#[derive(Debug, Args)]
#[command(next_help_heading = "Who calls")]
pub(crate) struct CallerOptions {
    /// Logs in with this e-mail address and the password before the call
    #[arg(long, value_name = "EMAIL", value_parser = NonEmptyStringValueParser::new(), conflicts_with = "auth_code_file")]
    pub(crate) login: Option<String>,
    /// Reads an authentication code from a file of one line, and calls with it
    ///
    /// With neither of the two the code is taken from the environment variable RESCUE_AUTH_CODE.
    #[arg(long, value_name = "FILE")]
    pub(crate) auth_code_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) password: Password,
}

/// What a call takes that somebody makes who is logged in or has a code.
#[derive(Debug, Args)]
pub(crate) struct Common {
    #[command(flatten)]
    pub(crate) protocol: Protocols,
    #[command(flatten)]
    pub(crate) caller: CallerOptions,
    #[command(flatten)]
    pub(crate) connection: Connection,
}

#[derive(Debug, Args)]
pub(crate) struct Sessions {
    /// The node; that of the caller as a technician unless given
    #[arg(long, value_name = "INT", allow_negative_numbers = true)]
    pub(crate) node: Option<i32>,
    /// The node is a channel
    #[arg(long, requires = "node")]
    pub(crate) channel: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Technician {
    /// The node; that of the caller as a technician unless given
    #[arg(
        long,
        value_name = "INT",
        allow_negative_numbers = true,
        conflicts_with = "email"
    )]
    pub(crate) node: Option<i32>,
    /// The e-mail address
    #[arg(long, value_name = "EMAIL")]
    pub(crate) email: Option<String>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Pin {
    /// The name of the customer, which is the first custom field
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) name: String,
    /// The custom fields after it, in order; may be given several times
    #[arg(long, value_name = "TEXT")]
    pub(crate) field: Vec<String>,
    /// The tracking field
    #[arg(long, value_name = "TEXT")]
    pub(crate) tracking: Option<String>,
    /// The console of the technician need not run
    #[arg(long)]
    pub(crate) no_tech_console: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// What it is about
    #[arg(long, value_enum)]
    pub(crate) area: AreaName,
    /// Its first day, as 2024-03-27
    #[arg(long, value_name = "DAY", value_parser = export::date)]
    pub(crate) from: ReportDate,
    /// Its last day
    #[arg(long, value_name = "DAY", value_parser = export::date)]
    pub(crate) to: ReportDate,
    /// The node; that of the caller as a technician unless given
    #[arg(long, value_name = "INT", allow_negative_numbers = true)]
    pub(crate) node: Option<i32>,
    /// The node is a channel
    #[arg(long, requires = "node")]
    pub(crate) channel: bool,
    /// The time zone, in minutes from UTC
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true)]
    pub(crate) time_zone: Option<i32>,
    /// Asks for a text with this delimiter in the place of XML
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) delimiter: Option<String>,
    /// Puts `'` before cells that a spreadsheet would take for formulas
    ///
    /// Customers write some of these texts. Without it CSV has each cell as the service has it, for programs.
    #[arg(long, conflicts_with = "json")]
    pub(crate) spreadsheet: bool,
    /// The file it is written to
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// [`Area`] as an argument.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AreaName {
    Session,
    CustomerSurvey,
    Login,
    MissedSessions,
    Performance,
    ChatLog,
    CustomFields,
    TransferredSessions,
    TechnicianSurvey,
    CollaborationChatLog,
    FailedSession,
    TransferredSessionsExtended,
}

/// How the service is reached, and what is shown of it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection and output")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, and they go in any combination"
)]
pub(crate) struct Connection {
    /// Takes what is not given from this profile; see `rescue profile`
    ///
    /// Without it the environment variable RESCUE_PROFILE may name one.
    #[arg(long, value_name = "NAME", conflicts_with = "sandbox")]
    pub(crate) profile: Option<String>,
    /// The address of the service, up to API.asmx
    #[arg(long, value_name = "URL", conflicts_with = "sandbox")]
    pub(crate) endpoint: Option<String>,
    /// Starts the sandbox and asks that
    ///
    /// Its demonstration account stands in for what is not given. Secrets are then not taken from the environment.
    #[arg(long)]
    pub(crate) sandbox: bool,
    /// Allows an endpoint of this host to be called without TLS
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_plain_http: Vec<String>,
    /// The longest time for a call [default: 100]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,
    /// Refuses a reply that is not just what the contract says
    #[arg(long)]
    pub(crate) strict: bool,
    /// Prints JSON instead, errors included
    #[arg(long)]
    pub(crate) json: bool,
    /// Prints the request with its secrets hidden, and sends nothing
    ///
    /// Needs no password. Of several requests the first is printed, and which operations follow is said on standard
    /// error, as they depend on its reply.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Shows requests and replies as they go over the wire, on standard error and with their secrets hidden
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// Writes a profile.
    Add(AddProfile),
    /// Lists the profiles.
    List {
        /// Prints JSON instead
        #[arg(long)]
        json: bool,
    },
    /// Removes a profile, and its password from the keyring.
    Remove {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddProfile {
    /// Its name
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) name: String,
    /// The address of the service, up to API.asmx
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,
    /// How to call
    #[arg(long, value_enum)]
    pub(crate) protocol: Option<Way>,
    /// The single sign-on identifier of the technician
    #[arg(long, value_name = "ID")]
    pub(crate) sso_id: Option<String>,
    /// The company identifier
    #[arg(long, value_name = "NUMBER")]
    pub(crate) company: Option<String>,
    /// The e-mail address to log in with
    #[arg(long, value_name = "EMAIL")]
    pub(crate) login: Option<String>,
    /// The longest time for a call
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,
    /// Allows an endpoint of this host to be called without TLS
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_plain_http: Vec<String>,
    /// Writes a profile anew that is there already
    #[arg(long)]
    pub(crate) replace: bool,
    /// Keeps the password in the keyring of the system, where this build has it
    #[arg(long)]
    pub(crate) store_password: bool,
    #[command(flatten)]
    pub(crate) password: Password,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port; 0 is any free one
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) bind: IpAddr,
    /// Allows an address that other machines can reach; they can then use the demonstration account
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// Opens the control pages to other machines, too; in a container every caller is one
    #[arg(long)]
    pub(crate) remote_control: bool,
    /// A company to play, as JSON; `GET /_sandbox/company` shows the demonstration as such
    #[arg(long, value_name = "FILE")]
    pub(crate) company: Option<PathBuf>,
    /// Keeps the documented limits: logins, PIN codes, e-mail texts, reports
    #[arg(long)]
    pub(crate) rate_limits: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Way {
    Soap11,
    Soap12,
    Post,
    Get,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SoapWay {
    Soap11,
    Soap12,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PageWay {
    Post,
    Get,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Page {
    /// The Desktop Technician Console
    Dtc,
    /// The Technician Console in the browser
    Sso,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Bits {
    X86,
    X64,
}

impl From<Way> for Protocol {
    fn from(way: Way) -> Self {
        match way {
            Way::Soap11 => Self::Soap11,
            Way::Soap12 => Self::Soap12,
            Way::Post => Self::HttpPost,
            Way::Get => Self::HttpGet,
        }
    }
}

impl From<AreaName> for Area {
    fn from(name: AreaName) -> Self {
        match name {
            AreaName::Session => Self::Session,
            AreaName::CustomerSurvey => Self::CustomerSurvey,
            AreaName::Login => Self::Login,
            AreaName::MissedSessions => Self::MissedSessions,
            AreaName::Performance => Self::Performance,
            AreaName::ChatLog => Self::ChatLog,
            AreaName::CustomFields => Self::CustomFields,
            AreaName::TransferredSessions => Self::TransferredSessions,
            AreaName::TechnicianSurvey => Self::TechnicianSurvey,
            AreaName::CollaborationChatLog => Self::CollaborationChatLog,
            AreaName::FailedSession => Self::FailedSession,
            AreaName::TransferredSessionsExtended => Self::TransferredSessionsExtended,
        }
    }
}

impl Protocols {
    /// What is given, then what the profile has.
    pub(crate) fn of(&self, profile: &Profile) -> Protocol {
        let way = self.protocol.or(profile.protocol);
        way.map_or(Protocol::Soap11, Protocol::from)
    }
}

impl From<SoapWay> for Protocol {
    fn from(way: SoapWay) -> Self {
        match way {
            SoapWay::Soap11 => Self::Soap11,
            SoapWay::Soap12 => Self::Soap12,
        }
    }
}

impl From<PageWay> for Protocol {
    fn from(way: PageWay) -> Self {
        match way {
            PageWay::Post => Self::HttpPost,
            PageWay::Get => Self::HttpGet,
        }
    }
}

impl From<Bits> for Arch {
    fn from(bits: Bits) -> Self {
        match bits {
            Bits::X86 => Self::X86,
            Bits::X64 => Self::X64,
        }
    }
}

/// Whether the result is to be JSON. Asked before the arguments are read, as that may be what fails.
pub(crate) fn wants_json(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "--json")
}

/// Refuses `--password`, and says why there is none. `clap` would call it unknown, and propose another spelling.
pub(crate) fn refuse_password(arguments: &[OsString]) -> Result<(), Failure> {
    let is_password = |argument: &OsString| {
        argument
            .to_str()
            .is_some_and(|text| text == "--password" || text.starts_with("--password="))
    };
    if !arguments.iter().any(is_password) {
        return Ok(());
    }
    Err(Failure::usage("there is no option `--password`, since the other users of a machine can read its command lines")
        .hint(
            "put the password into the environment variable RESCUE_PASSWORD, use `--password-file` or \
             `--password-stdin`, or leave it out to be asked; what you just typed is in the history of your shell",
        ))
}

/// All of the command line: what is said here, and `call` with the operations of the contract.
pub(crate) fn command() -> clap::Command {
    Cli::command().subcommand(operation::command())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.parse().ok();
    number
        .and_then(duration)
        .ok_or_else(|| format!("`{text}` is not a number of seconds above 0"))
}

/// A time above 0.
pub(crate) fn duration(seconds: f64) -> Option<Duration> {
    let time = Duration::try_from_secs_f64(seconds).ok();
    time.filter(|time| !time.is_zero())
}
