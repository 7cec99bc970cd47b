//! `Extra.asmx`: headers, one-way, bare, `DataSet`, raw XML, overloads, reference parameters, untyped values.

use castile::value::{DateTime, QName};
use castile::{AnyElement, AnyType};
use castile_interop::extra::{
    Address, AnyValue, AuthHeader, FindById, FindByName, GetReport, GetXml, Notify, Swap,
    WithHeader, WithHeaderRequestHeaders,
};

use crate::check::{Checked, Failure, children, clean, no_deviations, present, same};
use crate::site::Site;

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

pub(crate) async fn header(site: &Site) -> Checked {
    let extra = site.extra()?;
    let ask = async |auth_header: Option<AuthHeader>| {
        let request = WithHeader {
            s: Some("body".to_owned()),
        };
        let reply = extra
            .with_header(&request, &WithHeaderRequestHeaders { auth_header })
            .await?;
        no_deviations(&reply)?;
        same(
            "withHeaderResult",
            &reply.with_header_result.as_deref(),
            &Some("body"),
        )?;
        let ticket = present("TicketHeader", reply.headers().ticket_header.clone())?;
        Ok::<_, Failure>(ticket.s_ticket)
    };
    let auth = AuthHeader {
        s_auth_code: Some("a<&>b".into()),
        ..AuthHeader::new(3)
    };
    same(
        "sTicket",
        &ask(Some(auth)).await?.as_deref(),
        &Some("T-a<&>b/3"),
    )?;
    same(
        "sTicket without header",
        &ask(None).await?.as_deref(),
        &Some("T-none"),
    )?;
    Ok("a header there and back, and none".to_owned())
}

pub(crate) async fn one_way(site: &Site) -> Checked {
    let reply = site
        .extra()?
        .notify(&Notify {
            s_message: Some("x".to_owned()),
        })
        .await?;
    no_deviations(&reply)?;
    Ok(format!(
        "HTTP status {}, nothing in it",
        reply.status().as_u16()
    ))
}

pub(crate) async fn bare(site: &Site) -> Checked {
    let sent = Address {
        s_street: Some("Fő & u.".to_owned()),
        kind: Some("\"home\"\n<a>".to_owned()),
        ..Address::new(true)
    };
    same(
        "bareEchoResult",
        &clean(site.extra()?.bare_echo(&sent).await?)?,
        &sent,
    )?;
    Ok("attributes and elements given back".to_owned())
}

pub(crate) async fn report(site: &Site) -> Checked {
    let answer = clean(site.extra()?.get_report(&GetReport::new(25)).await?)?;
    let parts = present("getReportResult", answer.get_report_result)?.any;
    let names: Vec<_> = parts
        .iter()
        .map(|part| (part.namespace(), part.name()))
        .collect();
    same(
        "parts",
        &names,
        &vec![
            (XSD, "schema"),
            ("urn:schemas-microsoft-com:xml-diffgram-v1", "diffgram"),
        ],
    )?;
    let report = present("REPORT", children(&parts[1])?.into_iter().next())?;
    let rows = children(&report)?;
    same("rows", &rows.len(), &25)?;
    for (index, row) in rows.iter().enumerate() {
        let cells = children(row)?;
        let cell = |name: &str| {
            cells
                .iter()
                .find(|cell| cell.name() == name)
                .and_then(AnyElement::text)
        };
        same("iID", &cell("iID"), &Some(index.to_string()))?;
        same(
            "sName",
            &cell("sName"),
            &(index % 2 == 1).then(|| format!("row {index}")),
        )?;
        let when: DateTime = present("dtWhen", cell("dtWhen"))?.parse()?;
        same(
            "dtWhen",
            &(when.day(), when.hour()),
            &(
                u8::try_from(1 + index / 24).unwrap_or(0),
                u8::try_from(index % 24).unwrap_or(0),
            ),
        )?;
    }
    Ok("a schema and 25 rows of a DataSet, null cells left out".to_owned())
}

pub(crate) async fn raw_xml(site: &Site) -> Checked {
    let answer = clean(
        site.extra()?
            .get_xml(&GetXml {
                s_name: Some("a<\"b".to_owned()),
            })
            .await?,
    )?;
    let elements = present("getXmlResult", answer.get_xml_result)?.elements()?;
    let root = present("r", elements.into_iter().next())?;
    same("root", &(root.namespace(), root.name()), &("urn:r", "r"))?;
    let attributes = root.decode::<AnyType>()?.attributes();
    let name = attributes
        .iter()
        .find(|attribute| attribute.name == "name")
        .map(|attribute| attribute.value.as_str());
    same("attribute `name`", &name, &Some("a<\"b"))?;
    let inner = present("a", children(&root)?.into_iter().next())?;
    same("child", &(inner.namespace(), inner.name()), &("urn:r", "a"))?;
    same(
        "XML of the child",
        &inner.xml(),
        &"<a xmlns=\"urn:r\" b=\"1\">text<c /></a>",
    )?;
    Ok("element, attribute, mixed content".to_owned())
}

pub(crate) async fn overloads(site: &Site) -> Checked {
    let extra = site.extra()?;
    let by_id = clean(extra.find_by_id(&FindById::new(-7)).await?)?.find_by_id_result;
    same("findByIDResult", &by_id.as_deref(), &Some("id -7"))?;
    let by_name = clean(
        extra
            .find_by_name(&FindByName {
                s_name: Some("é".to_owned()),
            })
            .await?,
    )?
    .find_by_name_result;
    same("findByNameResult", &by_name.as_deref(), &Some("name é"))?;
    Ok("two operations of one name".to_owned())
}

pub(crate) async fn references(site: &Site) -> Checked {
    let answer = clean(
        site.extra()?
            .swap(&Swap {
                a: Some("a".to_owned()),
                b: 41,
            })
            .await?,
    )?;
    same("swap", &(answer.a.as_deref(), answer.b), &(Some("a!"), 42))?;
    Ok("both given back".to_owned())
}

pub(crate) async fn any_value(site: &Site) -> Checked {
    let extra = site.extra()?;
    let when: DateTime = "2024-02-29T12:00:00Z".parse()?;
    for (local, value) in [
        ("int", AnyType::typed("int", &-42)),
        ("string", AnyType::typed("string", &" a <&> b ".to_owned())),
        ("boolean", AnyType::typed("boolean", &true)),
        ("dateTime", AnyType::typed("dateTime", &when)),
        ("double", AnyType::typed("double", &f64::INFINITY)),
    ] {
        let text = value.text();
        let answer = clean(extra.any_value(&AnyValue { o: Some(value) }).await?)?;
        let found = present("anyValueResult", answer.any_value_result)?;
        same(
            "xsi:type",
            &found.xsi_type(),
            &Some(QName::new(Some(XSD), local)?),
        )?;
        same("text", &found.text(), &text)?;
    }
    let nothing = clean(extra.any_value(&AnyValue::default()).await?)?.any_value_result;
    same("absent", &nothing, &None)?;
    Ok("int, string, boolean, dateTime, double by xsi:type, and nothing".to_owned())
}
