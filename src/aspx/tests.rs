//! The replies of pages, good and bad, as tables.

use super::{Problem, auth_code, describe, login_ticket};
use crate::return_value::ReturnValue;

const CODE: &str = "4ahx0123456789abcdefghijklmnopqrstuvwxyz80u0";
const URL: &str = "https://h.example/TechConsole/DesktopApp/DownloadSSO.aspx?companyid=7&ticket=4c6f1815-1e0c-43ab-8117-d79b8f523824&arch=64";

/// What was read: the value, with ` +` where there was more; or `!` and the problem.
fn show(result: Result<super::Found<&str>, Problem>) -> String {
    match result {
        Ok(found) => format!("{}{}", found.value, if found.has_more { " +" } else { "" }),
        Err(Problem::Refused(value, word)) => format!("! {value:?} {word}"),
        Err(Problem::Unreadable(what)) => format!("! {}", what.split_once(", found ").unwrap().1),
    }
}

#[test]
fn codes() {
    let cases = [
        // As clients that cut at fixed places show it, as the guide prints it, and other space.
        ("OK\n\nAUTHCODE:4ahx80u0", "4ahx80u0"),
        ("OK AUTHCODE: 4ahx80u0", "4ahx80u0"),
        ("\u{feff}OK\r\n\r\nAUTHCODE:4ahx80u0\r\n", "4ahx80u0"),
        ("  ok\tAuthCode :\t4ahx80u0  \n", "4ahx80u0"),
        ("OK:\nAUTHCODE:4ahx80u0", "4ahx80u0"),
        ("OK\r\rAUTHCODE:a-b.c_d~e+f/g=", "a-b.c_d~e+f/g="),
        // Additions.
        ("OK\n\nAUTHCODE:4ahx80u0\nEXPIRES:never", "4ahx80u0 +"),
        ("OK\n\nUSER:7\nAUTHCODE:4ahx80u0\n", "4ahx80u0 +"),
        // No code.
        ("OK", "! `OK` alone"),
        ("OK:", "! `OK` alone"),
        ("OK\n\n4ahx80u0", "! `OK` and other lines"),
        ("OK\n\nAUTHCODE", "! `OK` and other lines"),
        ("OK\n\nAUTHCODE:", "! `AUTHCODE:` with nothing after it"),
        (
            "OK\n\nAUTHCODE: \t\n",
            "! `AUTHCODE:` with nothing after it",
        ),
        (
            "OK\n\nAUTHCODE:\nEXPIRES:never",
            "! `AUTHCODE:` with nothing after it",
        ),
        ("OK\n\nAUTHCODE:a\nAUTHCODE:b", "! two codes"),
        (
            "OK\n\nAUTHCODE:a b",
            "! a code with the character ` ` in it",
        ),
        (
            "OK\n\nAUTHCODE:a<br>",
            "! a code with the character `<` in it",
        ),
        (
            "OK\n\nAUTHCODE:a\0",
            "! a code with the character `\\0` in it",
        ),
        (
            "OK\n\nAUTHCODE:a\u{fffd}",
            "! a code with the character `\u{fffd}` in it",
        ),
        (
            "OK\n\nAUTHCODE:a&amp;b",
            "! a code with the character `&` in it",
        ),
        (
            "OK\n\nAUTHCODE:EXPIRES:7",
            "! a code with the character `:` in it",
        ),
        (
            "OK\n\nAUTHCODE:аbc",
            "! a code with the character `а` in it",
        ),
        // Refusals.
        ("ERROR", "! Error ERROR"),
        ("INVALID", "! Invalid INVALID"),
        (
            "INVALIDPARAM_COMPANY\r\n",
            "! InvalidParamCompany INVALIDPARAM_COMPANY",
        ),
        ("Invalid", "! Invalid Invalid"),
        (
            "\u{feff} POLLRATEEXCEEDED",
            "! PollRateExceeded POLLRATEEXCEEDED",
        ),
        ("INVALID\r\n\r\nmore", "! Invalid INVALID"),
        ("NOTLOGGEDIN", "! NotLoggedIn NOTLOGGEDIN"),
        ("SOMETHINGNEW", "! Unknown SOMETHINGNEW"),
        ("OKAY", "! Unknown OKAY"),
        ("OK_", "! Unknown OK_"),
        // Neither.
        ("", "! nothing"),
        (" \r\n\u{feff}", "! nothing"),
        ("AUTHCODE:4ahx80u0", "! the text `...`"),
        ("OK, AUTHCODE:4ahx80u0", "! the text `OK, ...`"),
        ("NOTOK\n\nAUTHCODE:4ahx80u0", "! the text `NOTOK ...`"),
        ("4ahx80u0", "! the text `***`"),
        (
            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
            "! the text `***`",
        ),
        (
            "Error connecting to the database",
            "! the text `Error connecting to the database`",
        ),
        (
            "<html><body>OK AUTHCODE:4ahx80u0</body></html>",
            "! a web page",
        ),
        (
            "<!DOCTYPE html><head><title lang='en'>Log in to 4ahx80u0</title>",
            "! a web page with the title `Log in to ***`",
        ),
        (
            "<string>OK AUTHCODE:4ahx80u0</string>",
            "! XML or a piece of a web page",
        ),
        ("{\"d\":\"OK AUTHCODE:4ahx80u0\"}", "! JSON"),
    ];
    for (text, expected) in cases {
        assert_eq!(show(auth_code(text)), expected, "{text:?}");
    }
}

#[test]
fn addresses() {
    let cases = [
        (
            "OK:https://h.example/a?companyid=7&ticket=1c-2",
            "https://h.example/a?companyid=7&ticket=1c-2",
        ),
        (
            "OK: https://h.example/SSO/Login.aspx?Ticket=1c\r\n",
            "https://h.example/SSO/Login.aspx?Ticket=1c",
        ),
        (
            "OK\n\nhttps://h.example/a?ticket=1",
            "https://h.example/a?ticket=1",
        ),
        (
            "https://h.example/a?ticket=1",
            "https://h.example/a?ticket=1",
        ),
        ("ok:HTTP://h:1/?a&TICKET=1", "HTTP://h:1/?a&TICKET=1"),
        (
            "OK:https://h.example/a?ticket=1\nEXPIRES:never",
            "https://h.example/a?ticket=1 +",
        ),
        ("OK:", "! `OK` alone"),
        ("OK", "! `OK` alone"),
        (
            "OK:/SSO/Login.aspx?Ticket=1",
            "! something else than an address that begins with `https://` or `http://`",
        ),
        (
            "OK:ftp://h.example/?ticket=1",
            "! something else than an address that begins with `https://` or `http://`",
        ),
        (
            "OK:javascript:alert(1)//?ticket=1",
            "! something else than an address that begins with `https://` or `http://`",
        ),
        ("OK:https://h.example/a", "! an address without a ticket"),
        (
            "OK:https://h.example/a?ticket=",
            "! an address without a ticket",
        ),
        (
            "OK:https://h.example/a?ticket=&x=1",
            "! an address without a ticket",
        ),
        (
            "OK:https://h.example/a?x=1&amp;ticket=1",
            "! an address without a ticket",
        ),
        (
            "OK:https://h.example/a#?ticket=1",
            "! an address without a ticket",
        ),
        ("OK:https://?ticket=1", "! an address without a proper host"),
        (
            "OK:https:///a?ticket=1",
            "! an address without a proper host",
        ),
        (
            "OK:https://secure.example@h.example/a?ticket=1",
            "! an address without a proper host",
        ),
        (
            "OK:https://h.example/a b?ticket=1",
            "! an address with the character ` ` in it",
        ),
        (
            "OK:https://h.example/?ticket=1<br/>",
            "! an address with the character `<` in it",
        ),
        (
            "OK:https://h.example/?ticket=1\u{fffd}",
            "! an address with the character `\u{fffd}` in it",
        ),
        ("INVALIDPASSWORD", "! InvalidPassword INVALIDPASSWORD"),
        ("INVALIDCOMPANYID\n", "! InvalidCompanyId INVALIDCOMPANYID"),
        ("MISSINGPARAMETERS", "! MissingParameters MISSINGPARAMETERS"),
        ("InvalidSSOID", "! InvalidSsoId InvalidSSOID"),
        ("", "! nothing"),
        (
            "Object moved to https://h.example/?ticket=1",
            "! the text `Object moved to ...`",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(show(login_ticket(text)), expected, "{text:?}");
    }
}

/// A reply that is cut anywhere is an error, or what is left of the value: never a word of another kind.
#[test]
fn cut_replies_give_nothing_else() {
    for text in [
        format!("OK\n\nAUTHCODE:{CODE}"),
        format!("OK AUTHCODE: {CODE}\r\n"),
        format!("OK\n\nAUTHCODE:{CODE}\nADDED:1"),
    ] {
        for cut in 0..text.len() {
            match auth_code(&text[..cut]) {
                Ok(found) => assert!(
                    CODE.starts_with(found.value) && cut > text.find(':').unwrap(),
                    "{cut}: {found:?}"
                ),
                Err(Problem::Unreadable(_)) => {}
                Err(problem) => assert_eq!(
                    problem,
                    Problem::Refused(ReturnValue::Unknown, "O".to_owned()),
                    "{cut}"
                ),
            }
        }
    }
    for text in [format!("OK:{URL}"), URL.to_owned()] {
        for cut in 0..text.len() {
            match login_ticket(&text[..cut]) {
                Ok(found) => assert!(
                    URL.starts_with(found.value) && found.value.contains("&ticket=4"),
                    "{cut}: {found:?}"
                ),
                Err(Problem::Unreadable(_)) => {}
                Err(Problem::Refused(value, word)) => assert!(
                    value == ReturnValue::Unknown && text.starts_with(&word),
                    "{cut}: {word}"
                ),
            }
        }
    }
    for word in ["INVALIDPARAM_COMPANY", "INVALIDPASSWORD", "ERROR"] {
        for cut in 0..word.len() {
            assert!(
                auth_code(&word[..cut]).is_err() && login_ticket(&word[..cut]).is_err(),
                "{cut}"
            );
        }
    }
}

#[test]
fn descriptions_show_prose_and_no_secrets() {
    let cases = [
        (
            "The service is down for maintenance, sorry about that indeed",
            "the text `The service is down for maintenance, sorry about ...`",
        ),
        ("Your password is hunter", "the text `Your ...`"),
        ("sAuthCode=abc", "the text `...`"),
        ("the code abc", "the text `the ...`"),
        ("user:abc", "the text `***`"),
        ("a\u{1b}[31mb", "the text `***`"),
        (
            "<HTML><TITLE> 502 Bad Gateway </TITLE>",
            "a web page with the title `*** Bad Gateway`",
        ),
        ("<html><title>", "a web page"),
        ("<html><title></title>", "a web page"),
        ("[1]", "JSON"),
    ];
    for (text, expected) in cases {
        assert_eq!(describe(text), expected, "{text:?}");
    }
}

#[test]
fn damaged_lines_and_tables_say_nothing_of_their_own() {
    const SAMPLES: [&str; 3] = [
        "OK\n\nID:1\r\nNAME:Ann\nTEXT:one\n\ntwo: é\nID:2\nNAME:B",
        "OK\n\nID|NAME|\n1|Ann é|\n2|B\nob|\n",
        "OK ID: 1",
    ];
    let check = |text: &str| {
        let Ok(data) = super::data(text) else { return };
        for block in super::blocks(data, "ID").into_iter().flatten() {
            let Ok(lines) = super::Labelled::read(block, &["ID", "NAME", "TEXT"], &["TEXT"]) else {
                continue;
            };
            for label in ["ID", "NAME", "TEXT"] {
                let value = lines.text(label).unwrap_or_default();
                assert!(block.contains(&value), "{label} of {text:?}");
            }
        }
        let Ok(table) = crate::Table::read(data, "|") else {
            return;
        };
        let lines = data.trim_end_matches(['\r', '\n']).lines();
        for (row, line) in table.rows().zip(lines.skip(1)) {
            match row {
                Ok(row) => {
                    assert_eq!(row.cells().len(), table.header().len(), "{text:?}");
                    assert!(line.starts_with(&row.cells().join("|")), "{text:?}");
                }
                Err(row) => assert_eq!(row.text(), line, "{text:?}"),
            }
        }
    };
    for sample in SAMPLES {
        check(sample);
        for (at, c) in sample.char_indices() {
            let (before, after) = (&sample[..at], &sample[at + c.len_utf8()..]);
            check(before);
            for other in ["", "\n", "\n\n", ":", "|", "\r", "é", "ID:"] {
                check(&format!("{before}{other}{after}"));
            }
        }
    }
}
