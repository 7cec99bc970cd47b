//! Tables in text: a header and rows, their cells set apart by a delimiter that nobody escapes.
//!
//! In goes the text of a report or a list of sessions, out come rows by the names of their columns. A row that cannot
//! be told apart from its neighbours is an error, never a guess. Reports may be XML, in which each cell is an element.

use std::collections::HashMap;
use std::fmt;

use castile::AnyElement;

/// The XML of a report, generated from `wsdl/report.xsd`.
#[allow(
    dead_code,
    unreachable_pub,
    reason = "as generated; reports are read alone"
)]
mod report {
    include!(concat!(env!("OUT_DIR"), "/report.rs"));
}

/// A table that came as text.
///
/// The service escapes neither the delimiter nor line breaks within a cell. A row that has another number of cells
/// than the header is therefore an [`AmbiguousRow`], and so is one that may be the end or the beginning of such a row.
///
/// ```
/// use logmein_rescue::Table;
///
/// let table = Table::read("ID|Name|\n1|Ann|\n2|B|ob|\n", "|")?;
/// let rows: Vec<_> = table.rows().collect();
/// assert_eq!(rows[0].as_ref().unwrap().get("Name"), Some("Ann"));
/// assert_eq!(
///     rows[1].as_ref().unwrap_err().to_string(),
///     "line 3 of the table has 3 cells and the header has 2: a cell may hold the delimiter or a line break"
/// );
/// # Ok::<(), logmein_rescue::TableError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Table {
    header: Vec<String>,
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::with_serde::rows"))]
    rows: Vec<Result<Vec<String>, AmbiguousRow>>,
}

/// Why a text is no table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableError {
    /// The delimiter is empty.
    NoDelimiter,
    /// There is no first line, or the delimiter is not in it.
    NoHeader,
    /// It is not the XML of a report, and why.
    Xml(String),
    /// A field in XML has the `id` of no column.
    UnknownField {
        /// The row, the first being 1.
        row: usize,
        /// The `id`.
        id: String,
    },
    /// Two fields of a row in XML have one `id`.
    RepeatedField {
        /// The row, the first being 1; the header is 0.
        row: usize,
        /// The `id`.
        id: String,
    },
}

/// A line that is no row, or may be a part of one only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmbiguousRow {
    line: usize,
    text: String,
    cells: usize,
    columns: usize,
}

/// A row of a [`Table`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'t> {
    header: &'t [String],
    cells: &'t [String],
}

/// A line as it was split.
struct Line<'t> {
    number: usize,
    text: &'t str,
    cells: Vec<&'t str>,
    /// It has as many cells as the header, and is closed if that is.
    is_whole: bool,
    /// It may go on in the next line.
    is_open: bool,
}

impl Table {
    /// Reads a text whose first line is the header. Where that ends with the delimiter every row has to.
    ///
    /// # Errors
    /// The text is no table. Single rows are judged by [`rows`](Self::rows).
    pub fn read(text: &str, delimiter: &str) -> Result<Self, TableError> {
        if delimiter.is_empty() {
            return Err(TableError::NoDelimiter);
        }
        let text = text.trim_end_matches(['\r', '\n']);
        let mut numbered = text
            .split('\n')
            .map(|line| line.strip_suffix('\r').unwrap_or(line))
            .zip(1..);
        let header = numbered.next().map_or("", |(line, _)| line);
        if !header.contains(delimiter) {
            return Err(TableError::NoHeader);
        }
        let is_closed = header.ends_with(delimiter);
        let split = |line| {
            let mut cells: Vec<&str> = str::split(line, delimiter).collect();
            let closes =
                is_closed && cells.len() > 1 && cells.last().is_some_and(|cell| cell.is_empty());
            if closes {
                cells.pop();
            }
            (cells, closes)
        };
        let (header, _) = split(header);
        let lines = numbered.map(|(text, number)| {
            let (cells, closes) = split(text);
            Line {
                number,
                text,
                is_whole: cells.len() == header.len() && closes == is_closed,
                is_open: !closes && (is_closed || cells.len() < header.len()),
                cells,
            }
        });
        let lines: Vec<Line<'_>> = lines.collect();
        let rows = (0..lines.len()).map(|at| {
            let (line, before) = (&lines[at], at.checked_sub(1).map(|at| &lines[at]));
            let begins_before = before.is_some_and(|line| line.is_open);
            // Without a closing delimiter a last cell that goes on looks like a whole one.
            let goes_on = !is_closed
                && lines
                    .get(at + 1)
                    .is_some_and(|next| next.is_open && !next.is_whole);
            if line.is_whole && !begins_before && !goes_on {
                return Ok(line.cells.iter().map(|&cell| cell.to_owned()).collect());
            }
            Err(AmbiguousRow {
                line: line.number,
                text: line.text.to_owned(),
                cells: line.cells.len(),
                columns: header.len(),
            })
        });
        Ok(Self {
            rows: rows.collect(),
            header: header.iter().map(|&cell| cell.to_owned()).collect(),
        })
    }

    /// Reads the XML of a report, as it comes after [`Reports::set_output`](crate::Reports::set_output). No row of it is
    /// ambiguous.
    ///
    /// The layout is that of client code: `header/field` and `data/row/field`, told by their `id`, in a root of any
    /// name. Inferred: that a field which a row does not have is an empty cell.
    ///
    /// ```
    /// use logmein_rescue::Table;
    ///
    /// let xml = r#"<report>
    ///   <header><field id="0">ID</field><field id="1">Name</field></header>
    ///   <data><row><field id="0">2</field><field id="1">B|ob</field></row></data>
    /// </report>"#;
    /// let table = Table::read_xml(xml)?;
    /// assert_eq!(table.rows().next().unwrap().unwrap().get("Name"), Some("B|ob"));
    /// # Ok::<(), logmein_rescue::TableError>(())
    /// ```
    ///
    /// # Errors
    /// The text is no such XML, or has a field that is in no column, or in a row twice.
    pub fn read_xml(text: &str) -> Result<Self, TableError> {
        let document: report::Report = AnyElement::from_xml(text)
            .and_then(|root| root.decode())
            .map_err(|error| TableError::Xml(error.to_string()))?;
        let mut columns = HashMap::new();
        for (at, field) in document.header.field.iter().enumerate() {
            if columns.insert(field.id.as_str(), at).is_some() {
                let id = field.id.clone();
                return Err(TableError::RepeatedField { row: 0, id });
            }
        }
        let rows = document.data.row.into_iter().zip(1..).map(|(fields, row)| {
            let mut cells = vec![None; columns.len()];
            for report::FieldsField { id, value } in fields.field {
                let Some(&at) = columns.get(id.as_str()) else {
                    return Err(TableError::UnknownField { row, id });
                };
                if cells[at].replace(value).is_some() {
                    return Err(TableError::RepeatedField { row, id });
                }
            }
            Ok(Ok(cells
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect()))
        });
        let rows = rows.collect::<Result<_, _>>()?;
        let header = document.header.field.into_iter();
        Ok(Self {
            header: header.map(|field| field.value).collect(),
            rows,
        })
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The rows, in order, and the lines that are none.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Result<Row<'_>, &AmbiguousRow>> {
        self.rows.iter().map(|row| {
            row.as_ref().map(|cells| Row {
                header: &self.header,
                cells,
            })
        })
    }
}

impl<'t> Row<'t> {
    /// The cell of a column. `None` where there is no such column, or several have the name: see
    /// [`cells`](Self::cells).
    pub fn get(&self, column: &str) -> Option<&'t str> {
        let mut found = self
            .header
            .iter()
            .zip(self.cells)
            .filter(|(name, _)| *name == column);
        let (_, cell) = found.next()?;
        found.next().is_none().then_some(cell)
    }

    /// The names of the columns.
    pub fn header(&self) -> &'t [String] {
        self.header
    }

    /// All cells, in the order of the header.
    pub fn cells(&self) -> &'t [String] {
        self.cells
    }
}

impl AmbiguousRow {
    /// The number of the line; the header is line 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The line as it came.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for AmbiguousRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, cells, columns) = (self.line, self.cells, self.columns);
        if cells == columns {
            write!(
                f,
                "line {line} of the table may be part of a row with its neighbour: a cell may hold a line break"
            )
        } else {
            write!(
                f,
                "line {line} of the table has {cells} cells and the header has {columns}: a cell may hold the \
                 delimiter or a line break"
            )
        }
    }
}

impl std::error::Error for AmbiguousRow {}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDelimiter => f.write_str("the delimiter is empty"),
            Self::NoHeader => f.write_str("expected a header with the delimiter in it, found none"),
            Self::Xml(why) => write!(f, "expected the XML of a report: {why}"),
            Self::UnknownField { row, id } => {
                let id = id.escape_debug();
                write!(f, "row {row} has the field `{id}`, which is in no column")
            }
            Self::RepeatedField { row: 0, id } => {
                write!(f, "two columns have the `id` `{}`", id.escape_debug())
            }
            Self::RepeatedField { row, id } => {
                write!(f, "row {row} has the field `{}` twice", id.escape_debug())
            }
        }
    }
}

impl std::error::Error for TableError {}

#[cfg(test)]
mod tests {
    use super::{Table, TableError};

    /// A line for each row: its cells, or `!` and the number of the line.
    fn show(text: &str, delimiter: &str) -> Vec<String> {
        let table = Table::read(text, delimiter).unwrap();
        let rows = table.rows().map(|row| match row {
            Ok(row) => row.cells().join(","),
            Err(row) => format!("!{}", row.line()),
        });
        rows.collect()
    }

    #[test]
    fn rows_are_told_apart_or_refused() {
        let cases: [(&str, &str, &[&str]); 16] = [
            ("A|B|\n1|2|\n3|4|", "|", &["1,2", "3,4"]),
            ("A|B|\r\n1|2|\r\n", "|", &["1,2"]),
            ("A|B|\n", "|", &[]),
            ("A|B|\n||\n", "|", &[","]),
            ("A\tB\t\n1\t\t\n", "\t", &["1,"]),
            ("A<>B<>\n1|<>2<>", "<>", &["1|,2"]),
            // The delimiter in a cell.
            ("A|B|\n1|x|y|\n3|4|", "|", &["!2", "3,4"]),
            // A line break in the first, a middle and the last cell.
            ("A|B|C|\nx\ny|2|3|\n4|5|6|", "|", &["!2", "!3", "4,5,6"]),
            ("A|B|C|\n1|x\ny|3|\n4|5|6|", "|", &["!2", "!3", "4,5,6"]),
            ("A|B|C|\n1|2|x\ny|\n4|5|6|", "|", &["!2", "!3", "4,5,6"]),
            // An empty line, and one that would fit, within a cell.
            ("A|B|\nx\n\ny|2|\n3|4|", "|", &["!2", "!3", "!4", "3,4"]),
            ("A|B|\n1|x\ny|2|\n3|4|", "|", &["!2", "!3", "3,4"]),
            // No delimiter at the end.
            ("A|B\n1|2\n3|4", "|", &["1,2", "3,4"]),
            ("A|B\n1|x\ny\n3|4", "|", &["!2", "!3", "!4"]),
            ("A|B\nx\ny|2\n3|4", "|", &["!2", "!3", "3,4"]),
            ("A|B\n1|2|\n3|4", "|", &["!2", "3,4"]),
        ];
        for (text, delimiter, rows) in cases {
            assert_eq!(show(text, delimiter), rows, "{text:?}");
        }
    }

    #[test]
    fn columns_are_found_by_name() {
        let table = Table::read("ID|Name|Name|\n1|a|b|", "|").unwrap();
        let row = table.rows().next().unwrap().unwrap();
        assert_eq!((row.get("ID"), row.get("id")), (Some("1"), None));
        assert_eq!((row.get("Name"), row.cells()[2].as_str()), (None, "b"));
        assert_eq!(table.header(), ["ID", "Name", "Name"]);
    }

    #[test]
    fn reports_in_xml_are_rows() {
        const HEADER: &str =
            "<header><field id=\"7\">ID</field><field id=\"b\">Chat Log</field></header>";
        let read = |rows: &str| {
            Table::read_xml(&format!(
                "<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n<any>{HEADER}<data>{rows}</data><more/></any>"
            ))
        };
        let table = read(
            "<row><field id=\"b\">a &lt;b&gt;|\n c </field><field id=\"7\">1</field></row>\
             <row><field id=\"7\"/></row><row/>",
        );
        let table = table.unwrap();
        assert_eq!(table.header(), ["ID", "Chat Log"]);
        let rows: Vec<_> = table.rows().map(|row| row.unwrap().cells()).collect();
        assert_eq!(rows, [["1", "a <b>|\n c "], ["", ""], ["", ""]]);
        assert_eq!(read("").unwrap().rows().len(), 0);

        let shown = |rows: &str| read(rows).unwrap_err().to_string();
        assert_eq!(
            shown("<row/><row><field id=\"8\">x</field></row>"),
            "row 2 has the field `8`, which is in no column"
        );
        assert_eq!(
            shown("<row><field id=\"7\">x</field><field id=\"7\">x</field></row>"),
            "row 1 has the field `7` twice"
        );
        let twice = "<r><header><field id=\"1\"/><field id=\"1\"/></header><data/></r>";
        assert_eq!(
            Table::read_xml(twice).unwrap_err().to_string(),
            "two columns have the `id` `1`"
        );
        for text in ["", "<html>", "<r/>", "A|B|", "<r><header/></r>"] {
            let error = Table::read_xml(text).unwrap_err();
            assert!(matches!(error, TableError::Xml(_)), "{text} {error}");
        }
        assert!(shown("<row><field>x</field></row>").contains("`id`"));
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(
            Table::read("A|B|", "").unwrap_err(),
            TableError::NoDelimiter
        );
        for text in ["", "\n", "A", "\nA|B|\n1|2|"] {
            assert_eq!(
                Table::read(text, "|").unwrap_err(),
                TableError::NoHeader,
                "{text:?}"
            );
        }
    }
}
