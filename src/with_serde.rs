//! What calls bring, as structure for JSON and logs (feature `serde`): to be written, and not to be read.
//!
//! Fields are called as in Rust. Codes, tickets and credentials have no such form: `AuthCode::expose` and
//! `LoginTicket::url` are the ways to them.

use serde::ser::{Error as _, Serialize, SerializeMap as _, Serializer};

use crate::operations::ReportType;
use crate::reply::Reply;
use crate::table::{AmbiguousRow, Row};

/// Its value.
impl<T: Serialize> Serialize for Reply<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

/// The word of the service.
impl Serialize for ReportType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Cells by the names of their columns. Where several have one name it is an error, as one of them would hide the other;
/// a [`Table`](crate::Table) has them in the order of the header.
impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.header().len()))?;
        for name in self.header() {
            let cell = self.get(name).ok_or_else(|| {
                S::Error::custom(format!(
                    "several columns are called `{}`",
                    name.escape_debug()
                ))
            })?;
            map.serialize_entry(name, cell)?;
        }
        map.end()
    }
}

/// The cells of a row, or the number and the text of a line that is none.
pub(crate) fn rows<S: Serializer>(
    rows: &[Result<Vec<String>, AmbiguousRow>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(serde::Serialize)]
    #[serde(untagged)]
    enum Line<'t> {
        Cells(&'t [String]),
        Ambiguous { line: usize, text: &'t str },
    }
    serializer.collect_seq(rows.iter().map(|row| match row {
        Ok(cells) => Line::Cells(cells),
        Err(row) => Line::Ambiguous {
            line: row.line(),
            text: row.text(),
        },
    }))
}

#[cfg(test)]
mod tests {
    use castile::RawReply;
    use serde_json::{json, to_value};

    use crate::reply::Reply;
    use crate::{ReportType, ReturnValue, Table, api};

    #[test]
    fn tables_are_cells_and_lines_that_are_none() {
        let table = Table::read("ID|Name|\n1|Ann|\n2|B|ob|\n", "|").unwrap();
        let expected = json!({
            "header": ["ID", "Name"],
            "rows": [["1", "Ann"], {"line": 3, "text": "2|B|ob|"}],
        });
        assert_eq!(to_value(&table).unwrap(), expected);
        let row = table.rows().next().unwrap().unwrap();
        assert_eq!(to_value(row).unwrap(), json!({"ID": "1", "Name": "Ann"}));
        let table = Table::read("ID|ID|\n1|2|\n", "|").unwrap();
        let row = table.rows().next().unwrap().unwrap();
        let error = to_value(row).unwrap_err().to_string();
        assert_eq!(error, "several columns are called `ID`");
    }

    #[test]
    fn replies_are_their_values() {
        let pin: crate::PinCode = "007123".parse().unwrap();
        let reply = Reply::of_page(pin, RawReply::default(), Vec::new());
        assert_eq!(to_value(&reply).unwrap(), json!("007123"));
        assert_eq!(to_value(ReportType::ListAll).unwrap(), json!("LISTALL"));
        assert_eq!(
            to_value(ReturnValue::NotLoggedIn).unwrap(),
            json!("NotLoggedIn")
        );
    }

    #[test]
    fn records_have_the_names_of_their_fields() {
        let node = crate::Node {
            node_id: Some(7),
            parent_id: None,
            name: Some("Ann".to_owned()),
            email: None,
            description: None,
            status: None,
            kind: api::NodeType::Technician,
        };
        let expected = json!({
            "node_id": 7, "parent_id": null, "name": "Ann", "email": null, "description": null,
            "status": null, "kind": to_value(api::NodeType::Technician).unwrap(),
        });
        assert_eq!(to_value(&node).unwrap(), expected);
    }
}
