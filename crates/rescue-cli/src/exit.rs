//! The exit codes: one table, which `--help` prints, errors are judged by, and the tests compare with.

use std::fmt::Write;

/// How the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Ok,
    Unexpected,
    Usage,
    Error,
    Invalid,
    InvalidParamCompany,
    InvalidPassword,
    InvalidCompanyId,
    MissingParameters,
    InvalidSsoId,
    PollRateExceeded,
    NotLoggedIn,
    UnknownWord,
    CompanyRefused,
    Refused,
    Unreachable,
    Timeout,
    Fault,
    Unreadable,
}

/// What is said of an exit code.
pub(crate) struct Row {
    pub(crate) exit: Exit,
    pub(crate) code: u8,
    /// Its name in JSON.
    pub(crate) kind: &'static str,
    pub(crate) meaning: &'static str,
}

/// Gaps are left between the groups, so that a group can grow.
pub(crate) const TABLE: [Row; 19] = [
    row(Exit::Ok, 0, "ok", "success"),
    row(
        Exit::Unexpected,
        1,
        "unexpected",
        "anything not listed here",
    ),
    row(
        Exit::Usage,
        2,
        "usage",
        "the arguments, the password or a setting cannot be used; nothing was sent",
    ),
    row(
        Exit::Error,
        10,
        "error",
        "the service says ERROR: an unspecified failure",
    ),
    row(
        Exit::Invalid,
        11,
        "invalid",
        "the service says INVALID: no technician has this sso id and password",
    ),
    row(
        Exit::InvalidParamCompany,
        12,
        "invalid_param_company",
        "the service says INVALIDPARAM_COMPANY: the company is no number",
    ),
    row(
        Exit::InvalidPassword,
        13,
        "invalid_password",
        "the service says INVALIDPASSWORD: wrong sso id or password",
    ),
    row(
        Exit::InvalidCompanyId,
        14,
        "invalid_company_id",
        "the service says INVALIDCOMPANYID: no such company",
    ),
    row(
        Exit::MissingParameters,
        15,
        "missing_parameters",
        "the service says MISSINGPARAMETERS",
    ),
    row(
        Exit::InvalidSsoId,
        16,
        "invalid_sso_id",
        "the service says INVALIDSSOID: no such sso id",
    ),
    row(
        Exit::PollRateExceeded,
        17,
        "poll_rate_exceeded",
        "the service says PollRateExceeded or LIMITREACHED: too many calls",
    ),
    row(
        Exit::NotLoggedIn,
        18,
        "not_logged_in",
        "the service says NOTLOGGEDIN or the like: no session, or a code that is not valid",
    ),
    row(
        Exit::UnknownWord,
        19,
        "unknown_word",
        "the service refuses with a word that is not documented",
    ),
    row(
        Exit::CompanyRefused,
        20,
        "company_refused",
        "the company has other characters than digits; nothing was sent",
    ),
    row(
        Exit::Refused,
        21,
        "refused",
        "the service refuses with another documented word, such as INVALIDPARAM_NODE",
    ),
    row(
        Exit::Unreachable,
        30,
        "unreachable",
        "no connection, or it broke before the reply was whole",
    ),
    row(
        Exit::Timeout,
        31,
        "timeout",
        "the call took longer than --timeout",
    ),
    row(
        Exit::Fault,
        32,
        "fault",
        "the service answered with a SOAP fault",
    ),
    row(
        Exit::Unreadable,
        33,
        "unreadable",
        "what came is no answer: a web page, an error status, a damaged reply",
    ),
];

const fn row(exit: Exit, code: u8, kind: &'static str, meaning: &'static str) -> Row {
    Row {
        exit,
        code,
        kind,
        meaning,
    }
}

impl Exit {
    /// The row of the table, which has one for each.
    pub(crate) fn row(self) -> &'static Row {
        let unexpected = &TABLE[1];
        TABLE
            .iter()
            .find(|row| row.exit == self)
            .unwrap_or(unexpected)
    }
}

/// The table as `--help` prints it.
pub(crate) fn help() -> String {
    let mut text = String::from("Exit codes:");
    for row in &TABLE {
        // Writing to a string does not fail.
        let _ = write!(text, "\n  {:>2}  {}", row.code, row.meaning);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Exit, TABLE};

    #[test]
    fn the_readme_has_the_table() {
        let rows = TABLE
            .iter()
            .map(|row| format!("| {} | `{}` | {} |\n", row.code, row.kind, row.meaning));
        let table = format!("|---|---|---|\n{}\n", rows.collect::<String>());
        let readme = include_str!("../README.md").replace("\r\n", "\n");
        assert!(readme.contains(&table), "{table}");
    }

    #[test]
    fn every_exit_has_its_own_code_and_kind() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.exit.row().code, row.code);
            for other in &TABLE[..index] {
                assert!(other.code < row.code, "{} follows {}", row.code, other.code);
                assert_ne!(other.kind, row.kind);
            }
        }
        // The last variant stands in the last row, so none is left out.
        assert_eq!(TABLE.len(), Exit::Unreadable as usize + 1);
    }
}
