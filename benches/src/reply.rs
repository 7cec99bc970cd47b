//! The replies that are read, as ASP.NET writes them: no white space between elements.

use std::fmt::Write as _;

const HEAD: &str = concat!(
    r#"<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" "#,
    r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>"#
);
const TAIL: &str = "</soap:Body></soap:Envelope>";

/// The answer to `requestAuthCodeSSO`.
pub fn small() -> String {
    let answer = concat!(
        r#"<requestAuthCodeSSOResponse xmlns="https://secure.logmeinrescue.com/API/API.asmx">"#,
        "<requestAuthCodeSSOResult>requestAuthCode_OK</requestAuthCodeSSOResult>",
        "<sAuthCode>4ol0xgsgxwm1nn9m0zsn4jx6ycnv3u3ztwnfs7qu</sAuthCode></requestAuthCodeSSOResponse>"
    );
    format!("{HEAD}{answer}{TAIL}")
}

/// The answer to `getSession_V3` with this many rows. One row in eight has a reference in its text, one in four no
/// end and no rating.
pub fn sessions(rows: usize) -> String {
    const STATES: [&str; 4] = [
        "SESSION_WAITING",
        "SESSION_ACTIVE",
        "SESSION_CLOSED",
        "SESSION TIMED OUT",
    ];
    const NAMES: [&str; 4] = [
        "Ada Lovelace",
        "Jos\u{e9} Valim",
        "Grace M. Hopper",
        "Niklaus Wirth",
    ];
    let mut text = String::with_capacity(360 * rows + 1000);
    text.push_str(HEAD);
    text.push_str(
        r#"<getSession_V3Response xmlns="https://secure.logmeinrescue.com/API/API.asmx">"#,
    );
    text.push_str("<getSession_V3Result>getSession_OK</getSession_V3Result><aSessions>");
    for row in 0..rows {
        let (name, state) = (NAMES[row % 4], STATES[row / 3 % 4]);
        let (day, hour, minute) = (row % 28 + 1, row % 24, row % 60);
        let note = if row % 8 == 0 {
            "printer &amp; scanner do not answer"
        } else {
            "no sound after the last update"
        };
        let _ = write!(
            text,
            "<SESSION_V3><iID>{}</iID><iTicket>{}</iTicket>",
            1_000_000 + row,
            900_000_000_000_u64 + row as u64
        );
        let _ = write!(
            text,
            "<sTech>{name}</sTech><sNote>{note}</sNote><eStatus>{state}</eStatus>"
        );
        let _ = write!(
            text,
            "<dtStart>2024-03-{day:02}T{hour:02}:{minute:02}:07.25Z</dtStart>"
        );
        if row % 4 == 3 {
            text.push_str(r#"<dtEnd xsi:nil="true" />"#);
        } else {
            let _ = write!(
                text,
                "<dtEnd>2024-03-{day:02}T{hour:02}:{minute:02}:59Z</dtEnd>"
            );
        }
        let _ = write!(
            text,
            "<bLead>{}</bLead><mCost>{}.{:02}</mCost>",
            row % 2 == 0,
            row % 900,
            row % 100
        );
        if row % 4 == 3 {
            text.push_str(r#"<iRating xsi:nil="true" />"#);
        } else {
            let _ = write!(text, "<iRating>{}</iRating>", row % 5 + 1);
        }
        let _ = write!(text, "<dLoad>0.{:03}</dLoad></SESSION_V3>", row % 1000);
    }
    text.push_str("</aSessions></getSession_V3Response>");
    text.push_str(TAIL);
    text
}
