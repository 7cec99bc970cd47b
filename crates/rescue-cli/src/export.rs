//! `rescue report`: a report as CSV or JSON.
//!
//! In: what it is to be about. Out: a table, in a file or on standard output, whole or not at all.

use std::fs;
use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use logmein_rescue::api::ReportOutput;
use logmein_rescue::{
    Error, Reply, Report as Fetched, ReportDate, ReportSettings, ReportSource, Rescue, Table,
};
use serde_json::{Map, Value};

use crate::args::Report;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report;
use crate::verbs;

pub(crate) async fn run(arguments: &Report) -> Result<Exit, Failure> {
    let connection = &arguments.common.connection;
    if arguments.from > arguments.to {
        return Err(Failure::usage("`--from` is after `--to`"));
    }
    let progress = progress(connection.verbose || connection.dry_run);
    let shown = progress.clone();
    let watch = move |operation: &str| shown.set_message(format!("{operation} is done"));
    let ready = verbs::ready(&arguments.common, Some(Box::new(watch))).await?;
    // Not before, since a password may be asked for at the terminal.
    if !progress.is_hidden() {
        progress.enable_steady_tick(Duration::from_millis(100));
    }
    let outcome = fetch(&ready.rescue, arguments).await;
    progress.finish_and_clear();
    if let Some(unsent) = ready.unsent() {
        return report::unsent(&unsent, &after_first(arguments), connection.json);
    }
    let fetched = outcome?;
    report::deviations(fetched.deviations(), &ready.collector.take());
    let table = fetched.table(arguments.delimiter.as_deref().unwrap_or("|"));
    let table = table.map_err(|error| {
        Failure::from_error(Exit::Unreadable, &error)
            .hint("try the other form of the report, with `--delimiter` or without it")
    })?;
    let text = if connection.json {
        format!("{:#}\n", json(&table)?)
    } else {
        csv(&table, arguments.spreadsheet)?
    };
    let Some(path) = &arguments.output else {
        // Customers write these texts, and a terminal obeys some characters.
        let is_shown = std::io::stdout().is_terminal();
        return report::text(&if is_shown { report::lines(&text) } else { text });
    };
    fs::write(path, text).map_err(|error| {
        Failure::usage(format!("cannot write `{}`", path.display())).because(&error)
    })?;
    report::note(&format!(
        "{} rows written to {}",
        table.rows().len(),
        path.display()
    ));
    Ok(Exit::Ok)
}

/// The operations that follow the first one, in the order of [`logmein_rescue::Reports::fetch`].
fn after_first(arguments: &Report) -> Vec<&'static str> {
    let all = [
        (arguments.node.is_none(), "getAccount"),
        (true, "setReportArea"),
        (true, "setReportDate"),
        (arguments.time_zone.is_some(), "setTimezone"),
        (true, "setOutput"),
        (arguments.delimiter.is_some(), "setDelimiter"),
        (true, "getReport_v2"),
    ];
    let made = all.into_iter().filter(|(is_made, _)| *is_made);
    made.map(|(_, operation)| operation).skip(1).collect()
}

async fn fetch(rescue: &Rescue, arguments: &Report) -> Result<Reply<Fetched>, Error> {
    let node = match arguments.node {
        Some(node) => node,
        None => rescue.account().await?.tech_id,
    };
    let source = if arguments.channel {
        ReportSource::channel(node)
    } else {
        ReportSource::node(node)
    };
    let mut settings = ReportSettings::default();
    settings.area = Some(arguments.area.into());
    settings.dates = Some((arguments.from, arguments.to));
    settings.time_zone = arguments.time_zone;
    // In XML no delimiter can be part of a cell.
    settings.output = Some(match &arguments.delimiter {
        Some(_) => ReportOutput::Text,
        None => ReportOutput::Xml,
    });
    settings.delimiter.clone_from(&arguments.delimiter);
    rescue.reports().fetch(&settings, &source).await
}

/// What is shown while the service works: nothing where standard error is no terminal.
fn progress(is_hidden: bool) -> ProgressBar {
    if is_hidden {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner().with_message("asking for the report");
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar
}

/// The cells of a row, or why they cannot be told.
fn rows(table: &Table) -> impl Iterator<Item = Result<&[String], Failure>> {
    table.rows().map(|row| match row {
        Ok(row) => Ok(row.cells()),
        Err(row) => Err(Failure::from_error(Exit::Unreadable, row).hint(
            "leave out `--delimiter`, so that the report comes as XML, or choose one that no text has in it",
        )),
    })
}

fn csv(table: &Table, for_spreadsheet: bool) -> Result<String, Failure> {
    let failed = |error: csv::Error| Failure::from_error(Exit::Unexpected, &error);
    let cell = |cell: &String| {
        let mark = if for_spreadsheet && is_formula(cell) {
            "'"
        } else {
            ""
        };
        format!("{mark}{cell}")
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = table.header().iter().map(cell);
    writer.write_record(header).map_err(failed)?;
    for row in rows(table) {
        writer.write_record(row?.iter().map(cell)).map_err(failed)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Failure::from_error(Exit::Unexpected, error.error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a spreadsheet would take a cell for a formula and run it. A number with a sign it takes for a number.
fn is_formula(cell: &str) -> bool {
    let Some(rest) =
        cell.strip_prefix(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
    else {
        return false;
    };
    let is_signed = cell.starts_with(['+', '-']);
    let is_number = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    !(is_signed && is_number)
}

/// Rows as objects; a column whose name is taken has a number.
pub(crate) fn json(table: &Table) -> Result<Value, Failure> {
    let mut names: Vec<String> = Vec::new();
    for name in table.header() {
        let same = |name: &str| names.iter().any(|other| other == name);
        let mut unique = name.clone();
        for number in 2.. {
            if !same(&unique) {
                break;
            }
            unique = format!("{name} ({number})");
        }
        names.push(unique);
    }
    let mut all = Vec::new();
    for row in rows(table) {
        let cells = row?.iter().map(|cell| Value::from(cell.as_str()));
        let members: Map<String, Value> = names.iter().cloned().zip(cells).collect();
        all.push(Value::Object(members));
    }
    Ok(Value::Array(all))
}

/// A day as `2024-03-27`.
pub(crate) fn date(text: &str) -> Result<ReportDate, String> {
    let refused = || format!("`{text}` is no day such as 2024-03-27");
    let mut parts = text.split('-');
    let mut part = |length: usize| {
        let part = parts.next()?;
        let is_number = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| part.parse::<u16>().ok()).flatten()
    };
    let (year, month, day) = (part(4), part(2), part(2));
    let date = match (year, month, day, parts.next()) {
        (Some(year), Some(month), Some(day), None) => {
            let small = |number: u16| u8::try_from(number).unwrap_or_default();
            ReportDate::new(year, small(month), small(day))
        }
        _ => None,
    };
    date.ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use logmein_rescue::Table;

    use super::{csv, date, is_formula, json};

    #[test]
    fn cells_are_kept_as_they_are() {
        let text = "ID|Name|Name|\r\n1|a, \"b\"||\r\n2| = |ő\u{1b}|\r\n";
        let table = Table::read(text, "|").expect("a table");
        let expected = "ID,Name,Name\n1,\"a, \"\"b\"\"\",\n2, = ,ő\u{1b}\n";
        assert_eq!(csv(&table, false).expect("CSV"), expected);
        let expected = serde_json::json!([
            { "ID": "1", "Name": "a, \"b\"", "Name (2)": "" },
            { "ID": "2", "Name": " = ", "Name (2)": "ő\u{1b}" },
        ]);
        assert_eq!(json(&table).expect("JSON"), expected);
    }

    #[test]
    fn cells_are_marked_for_a_spreadsheet() {
        for cell in [
            "=1", "+A1", "-2+3", "@a", "\t=1", "\r=1", "＝1", "-", "+1-2",
        ] {
            assert!(is_formula(cell), "{cell:?}");
        }
        for cell in ["", "a=1", " =1", "-5", "+3612", "-0.5", "'=1", "1"] {
            assert!(!is_formula(cell), "{cell:?}");
        }
        let table = Table::read("=A|B|\n=1,2|-5|\n", "|").expect("a table");
        let expected = "'=A,B\n\"'=1,2\",-5\n";
        assert_eq!(csv(&table, true).expect("CSV"), expected);
    }

    #[test]
    fn a_row_that_may_be_two_is_an_error() {
        let table = Table::read("A|B|\n1|2|3|\n", "|").expect("a table");
        assert!(csv(&table, false).is_err());
        assert!(json(&table).is_err());
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(date("2024-02-29").expect("a day").to_string(), "2/29/2024");
        for text in [
            "",
            "2023-02-29",
            "2024-2-29",
            "2024-02-29-",
            "02/29/2024",
            "2024-13-01",
            "+024-01-01",
        ] {
            assert!(date(text).is_err(), "{text}");
        }
    }
}
