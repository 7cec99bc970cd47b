//! A reply changed in a hundred ways, by a contract as services have them: each change leaves the value as it was, with
//! a deviation, or is the change of the value that it says, or an error of the kind that it says. Nothing else.

#![expect(clippy::too_many_lines, reason = "tables are as long as they are")]

mod support;

use castile::{DecodeErrorKind as Kind, DeviationKind as Deviation, Reply};
use castile_build_cases::orders::{
    GetOrder, GetOrderResponse, Order, OrderChoice, OrdersClient, Party, Status,
};
use support::{Canned, client, run};

const REPLY: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <soap:Body>
    <getOrderResponse xmlns="urn:orders">
      <getOrderResult version="2" lang="de">
        <number>7</number>
        <placed>2024-02-29T23:59:59.125+01:00</placed>
        <total currency="EUR">10.50</total>
        <paid>true</paid>
        <ratio>0.5</ratio>
        <status>Sent off</status>
        <rights>Read Write</rights>
        <note>a  b</note>
        <rank>3</rank>
        <code>x y</code>
        <seal>AQID</seal>
        <card>visa</card>
        <buyer xsi:type="Person"><name>Ann</name><born>1990-01-31</born></buyer>
        <lines>
          <Line position="1"><sku>A-1</sku><count>2</count><price>1.10</price></Line>
          <Line xsi:nil="true" />
          <Line position="3"><sku /><count>65535</count></Line>
        </lines>
        <tag>one</tag>
        <tag />
      </getOrderResult>
    </getOrderResponse>
  </soap:Body>
</soap:Envelope>"#;

/// What becomes of a change.
enum Then {
    /// The value is the same, and this is noted.
    Same(&'static [Deviation]),
    /// The value is another: what it has been changed to, and what is noted.
    Other(fn(&mut Order), &'static [Deviation]),
    /// An error.
    Error(Kind),
}

use Then::{Error, Other, Same};

fn read(text: &str) -> Result<Reply<GetOrderResponse>, castile::Error> {
    let orders = OrdersClient::new(client(Canned::ok(text.to_owned())));
    run(orders.get_order(&GetOrder { number: 7 }))
}

fn order() -> Order {
    let reply = read(REPLY).expect("it is right");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    reply.into_inner().get_order_result
}

/// Checks all changes, and tells of each that has another outcome.
fn check(changes: &[(&str, &str, Then)]) {
    let mut wrong = Vec::new();
    for (from, to, then) in changes {
        assert!(REPLY.contains(from), "{from}");
        let text = REPLY.replacen(from, to, 1);
        let outcome = match (read(&text), then) {
            (Ok(reply), Error(kind)) => Err(format!("{reply:?} instead of {kind:?}")),
            (Err(error), Error(kind)) => match error.decode() {
                Some(error) if error.kind() == *kind => {
                    let placed = error.line() > 0
                        && !error.place().is_empty()
                        && !error.excerpt().is_empty();
                    placed
                        .then_some(())
                        .ok_or_else(|| format!("without a place: {error:?}"))
                }
                _ => Err(format!("{error:?} instead of {kind:?}")),
            },
            (Err(error), _) => Err(format!("{error:?}")),
            (Ok(reply), Same(noted)) => same(&reply, &order(), noted),
            (Ok(reply), Other(change, noted)) => {
                let mut other = order();
                change(&mut other);
                same(&reply, &other, noted)
            }
        };
        if let Err(outcome) = outcome {
            wrong.push(format!("`{from}` to `{to}`: {outcome}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn same(reply: &Reply<GetOrderResponse>, order: &Order, noted: &[Deviation]) -> Result<(), String> {
    let kinds: Vec<_> = reply.deviations().iter().map(|one| one.kind).collect();
    if kinds != noted {
        return Err(format!("{:?}", reply.deviations()));
    }
    let read = &reply.get_order_result;
    (read == order)
        .then_some(())
        .ok_or_else(|| format!("{read:#?}"))
}

#[test]
fn additions() {
    use Deviation::{UnknownAttribute, UnknownBranch, UnknownElement, UnknownText};
    check(&[
        ("<number>", "<first/><number>", Same(&[UnknownElement])),
        (
            "<placed>",
            "<new><deep a='1'>x</deep></new><placed>",
            Same(&[UnknownElement]),
        ),
        (
            "<total",
            "<new>1</new><new>2</new><total",
            Same(&[UnknownElement, UnknownElement]),
        ),
        (
            "<total",
            "<x:total xmlns:x='urn:x' currency='USD'>1</x:total><total",
            Same(&[UnknownElement]),
        ),
        (
            "<buyer",
            "<new xsi:nil='true'/><buyer",
            Same(&[UnknownElement]),
        ),
        (
            "<card>",
            "<voucher>5</voucher><card>",
            Same(&[UnknownBranch]),
        ),
        (
            "</getOrderResult>",
            "<last><number>8</number></last></getOrderResult>",
            Same(&[UnknownElement]),
        ),
        (
            "</getOrderResponse>",
            "<total>1</total></getOrderResponse>",
            Same(&[UnknownElement]),
        ),
        (
            "<getOrderResult ",
            "<new/><getOrderResult ",
            Same(&[UnknownElement]),
        ),
        ("<sku>A", "<new/><sku>A", Same(&[UnknownElement])),
        (
            "</price>",
            "</price><weight>1</weight>",
            Same(&[UnknownElement]),
        ),
        (
            "<lines>",
            "<lines><count>3</count>",
            Same(&[UnknownElement]),
        ),
        (
            "</lines>",
            "<total>3</total></lines>",
            Same(&[UnknownElement]),
        ),
        ("<name>", "<title>Dr</title><name>", Same(&[UnknownElement])),
        ("</born>", "</born><died/>", Same(&[UnknownElement])),
        (
            "version=\"2\"",
            "version=\"2\" new=\"1\"",
            Same(&[UnknownAttribute]),
        ),
        (
            "version=\"2\"",
            "version=\"2\" x:version='9' xmlns:x='urn:x'",
            Same(&[UnknownAttribute]),
        ),
        ("<number>", "<number unit='pcs'>", Same(&[UnknownAttribute])),
        (
            "currency=\"EUR\"",
            "currency=\"EUR\" net='true'",
            Same(&[UnknownAttribute]),
        ),
        ("<lines>", "<lines count='3'>", Same(&[UnknownAttribute])),
        (
            "<getOrderResponse ",
            "<getOrderResponse took='3' ",
            Same(&[UnknownAttribute]),
        ),
        ("<number>7", "<number>7<unit/>", Same(&[UnknownElement])),
        (
            "10.50<",
            "<!-- net -->10.50<vat>1</vat><",
            Same(&[UnknownElement]),
        ),
        ("<paid>", "free<paid>", Same(&[UnknownText])),
        (
            "<soap:Body>",
            "<soap:Header><trace xmlns='urn:t'/></soap:Header><soap:Body>",
            Same(&[UnknownElement]),
        ),
        (
            "</soap:Body>",
            "<trace xmlns='urn:t'/></soap:Body>",
            Same(&[UnknownElement]),
        ),
        (
            "<getOrderResponse ",
            "<trace/><getOrderResponse ",
            Same(&[UnknownElement]),
        ),
    ]);
}

#[test]
fn order_and_number() {
    use Deviation::{Duplicate, Order};
    check(&[
        (
            "<number>7</number>\n        <placed>2024-02-29T23:59:59.125+01:00</placed>",
            "<placed>2024-02-29T23:59:59.125+01:00</placed><number>7</number>",
            Same(&[Order]),
        ),
        (
            "<sku>A-1</sku><count>2</count>",
            "<count>2</count><sku>A-1</sku>",
            Same(&[Order]),
        ),
        (
            "<name>Ann</name><born>1990-01-31</born>",
            "<born>1990-01-31</born><name>Ann</name>",
            Same(&[Order]),
        ),
        (
            "<tag>one</tag>",
            "<tag>one</tag><rank>3</rank>",
            Same(&[Order, Duplicate]),
        ),
        (
            "<rank>3</rank>",
            "<rank>3</rank><rank>3</rank>",
            Same(&[Duplicate]),
        ),
        (
            "<rank>3</rank>",
            "<rank>3</rank><rank>4</rank>",
            Error(Kind::Duplicate),
        ),
        (
            "<rank>3</rank>",
            "<rank xsi:nil='true'/><rank>3</rank>",
            Error(Kind::Duplicate),
        ),
        (
            "<rank>3</rank>",
            "<rank>3</rank><rank>03</rank>",
            Error(Kind::Duplicate),
        ),
        (
            "<card>visa</card>",
            "<card>visa</card><card>visa</card>",
            Same(&[Duplicate]),
        ),
        (
            "<card>visa</card>",
            "<card>visa</card><card>amex</card>",
            Error(Kind::Duplicate),
        ),
        (
            "<card>visa</card>",
            "<card>visa</card><transfer xsi:type='Person'><name>B</name></transfer>",
            Error(Kind::Duplicate),
        ),
        (
            "</getOrderResponse>",
            "<getOrderResult version='3'/></getOrderResponse>",
            Error(Kind::Duplicate),
        ),
        ("<lines>", "<lines/><lines>", Error(Kind::Duplicate)),
        (
            "version=\"2\"",
            "version=\"2\" version=\"2\"",
            Error(Kind::Malformed),
        ),
        (
            "<tag />",
            "<tag /><tag>two</tag>",
            Other(|order| order.tag.push("two".to_owned()), &[]),
        ),
        (
            "<tag>one</tag>\n        <tag />",
            "",
            Other(|order| order.tag.clear(), &[]),
        ),
    ]);
}

#[test]
fn missing_and_nil() {
    use Deviation::Nil;
    check(&[
        ("<number>7</number>", "", Error(Kind::Missing)),
        ("<status>Sent off</status>", "", Error(Kind::Missing)),
        ("<rank>3</rank>", "", Error(Kind::Missing)),
        ("<card>visa</card>", "", Error(Kind::Missing)),
        ("version=\"2\"", "", Error(Kind::Missing)),
        ("position=\"3\"", "", Error(Kind::Missing)),
        ("<count>2</count>", "", Error(Kind::Missing)),
        ("<name>Ann</name>", "", Error(Kind::Missing)),
        (
            "<note>a  b</note>",
            "",
            Other(|order| order.note = None, &[]),
        ),
        (
            "<note>a  b</note>",
            "<note/>",
            Other(|order| order.note = Some(String::new().into()), &[]),
        ),
        (
            "<note>a  b</note>",
            "<note xsi:nil='1'/>",
            Other(|order| order.note = Some(castile::Nillable::Nil), &[]),
        ),
        (
            "<note>a  b</note>",
            "<note xsi:nil='true'></note>",
            Other(|order| order.note = Some(castile::Nillable::Nil), &[]),
        ),
        (
            "<note>a  b</note>",
            "<note xsi:nil='true'>a</note>",
            Error(Kind::Nil),
        ),
        (
            "<note>a  b</note>",
            "<note xsi:nil='maybe'/>",
            Error(Kind::InvalidValue),
        ),
        (
            "<rank>3</rank>",
            "<rank xsi:nil='true'/>",
            Other(|order| order.rank = castile::Nillable::Nil, &[]),
        ),
        ("<rank>3</rank>", "<rank/>", Error(Kind::InvalidValue)),
        (
            "<rank>3</rank>",
            "<rank nil='true'>3</rank>",
            Same(&[Deviation::UnknownAttribute]),
        ),
        (
            "<rank>3</rank>",
            "<rank xsi:nil='false'>3</rank>",
            Same(&[]),
        ),
        (
            "<number>7</number>",
            "<number xsi:nil='true'/>",
            Error(Kind::Nil),
        ),
        (
            "<ratio>0.5</ratio>",
            "<ratio xsi:nil='true'/>",
            Other(|order| order.ratio = None, &[Nil]),
        ),
        (
            "<card>visa</card>",
            "<card xsi:nil='true'/>",
            Error(Kind::Nil),
        ),
        ("<tag />", "<tag xsi:nil='true'/>", Error(Kind::Nil)),
        (
            "<getOrderResult version=\"2\" lang=\"de\">",
            "<getOrderResult xsi:nil='true' version=\"2\" lang=\"de\">",
            Error(Kind::Nil),
        ),
        (
            "<Line xsi:nil=\"true\" />",
            "<Line xsi:nil=\"true\" position=\"2\" />",
            Same(&[Deviation::UnknownAttribute]),
        ),
    ]);
}

/// A name may be qualified with any schema that a member of the type is declared in: that of its base, and of a group.
#[test]
fn names_of_other_schemas() {
    use castile_build_cases::members_of_other_schemas::{ExampleClient, Value};
    let text = support::document("members_of_other_schemas", "response.xml");
    let echo = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let canned = Canned::ok(text.replacen(from, to, 1));
        let request: Value = castile::codegen::Element::blank();
        run(ExampleClient::new(client(canned)).echo(&request))
    };
    let reply = echo("", "").expect("as the contract says");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    for schema in ["urn:base", "urn:example"] {
        for (from, to) in [
            ("<item>2</item>", "<n:item xmlns:n='SCHEMA'>2</n:item>"),
            (
                "<more>3</more>",
                "<more>3</more><n:more xmlns:n='SCHEMA'>4</n:more>",
            ),
            ("mark=\"1\"", "xmlns:n='SCHEMA' n:mark='1'"),
        ] {
            let error = echo(from, &to.replace("SCHEMA", schema)).unwrap_err();
            assert_eq!(error.decode().unwrap().kind(), Kind::Misnamed, "{error}");
        }
    }
    let reply = echo(
        "<item>2</item>",
        "<item>2</item><n:item xmlns:n='urn:n'>3</n:item>",
    );
    let kinds: Vec<_> = reply
        .unwrap()
        .deviations()
        .iter()
        .map(|one| one.kind)
        .collect();
    assert_eq!(kinds, [Deviation::UnknownElement]);
}

#[test]
fn names() {
    use Deviation::UnknownElement;
    check(&[
        (
            "<number>7</number>",
            "<number xmlns=''>7</number>",
            Error(Kind::Misnamed),
        ),
        (
            "<number>7</number>",
            "<Number>7</Number>",
            Error(Kind::Misnamed),
        ),
        (
            "<ratio>0.5</ratio>",
            "<Ratio>0.5</Ratio>",
            Error(Kind::Misnamed),
        ),
        (
            "<ratio>0.5</ratio>",
            "<ratio xmlns='urn:other'>0.5</ratio>",
            Error(Kind::Misnamed),
        ),
        (
            "<ratio>0.5</ratio>",
            "<ratio>0.5</ratio><Ratio>0.6</Ratio>",
            Same(&[UnknownElement]),
        ),
        ("<tag>one</tag>", "<Tag>one</Tag>", Error(Kind::Misnamed)),
        (
            "<card>visa</card>",
            "<Card>visa</Card>",
            Error(Kind::Misnamed),
        ),
        (
            "xmlns=\"urn:orders\"",
            "xmlns=\"urn:order\"",
            Error(Kind::Misnamed),
        ),
        ("xmlns=\"urn:orders\"", "xmlns=\"\"", Error(Kind::Misnamed)),
        ("lang=\"de\"", "Lang=\"de\"", Error(Kind::Misnamed)),
        (
            "version=\"2\"",
            "x:version=\"2\" xmlns:x=\"urn:orders\"",
            Error(Kind::Misnamed),
        ),
        (
            "<price>1.10</price>",
            "<p:price xmlns:p='urn:orders'>1.10</p:price>",
            Same(&[]),
        ),
        (
            "<price>1.10</price>",
            "<p:price xmlns:p='urn:orders' xmlns='urn:x'>1.10</p:price>",
            Same(&[]),
        ),
        (
            "<price>1.10</price>",
            "<Price>1.10</Price>",
            Error(Kind::Misnamed),
        ),
    ]);
}

#[test]
fn kept_values() {
    use Deviation::{UnknownBranch, UnknownType, UnknownValue};
    check(&[
        (
            "Sent off",
            "Lost",
            Other(
                |order| order.status = Status::Unrecognized("Lost".to_owned()),
                &[UnknownValue],
            ),
        ),
        (
            "Sent off",
            "sent off",
            Other(
                |order| order.status = Status::Unrecognized("sent off".to_owned()),
                &[UnknownValue],
            ),
        ),
        (
            "<status>Sent off</status>",
            "<status/>",
            Other(
                |order| order.status = Status::Unrecognized(String::new()),
                &[UnknownValue],
            ),
        ),
        (
            "xsi:type=\"Person\"",
            "xsi:type=\"xsd:string\"",
            Other(unknown_buyer, &[UnknownType]),
        ),
        (
            "<card>visa</card>",
            "<voucher>5</voucher>",
            Other(voucher, &[UnknownBranch]),
        ),
        ("xsi:type=\"Person\"", "", Error(Kind::Missing)),
        (
            "xsi:type=\"Person\"",
            "xsi:type=\"Party\"",
            Other(abstract_buyer, &[UnknownType]),
        ),
        (
            "xsi:type=\"Person\"",
            "xsi:type=\"q:Person\"",
            Error(Kind::InvalidValue),
        ),
        (
            "xsi:type=\"Person\"",
            "xsi:type=\"Company\"",
            Error(Kind::Missing),
        ),
        (
            "xsi:type=\"Person\"",
            "xsi:type=' o:Person ' xmlns:o='urn:orders'",
            Same(&[]),
        ),
        (
            "<total currency",
            "<total xsi:type=\"Amount\" currency",
            Same(&[]),
        ),
        (
            "<total currency",
            "<total xsi:type=\"Money\" currency",
            Same(&[UnknownType]),
        ),
        ("<number>", "<number xsi:type=\"xsd:int\">", Same(&[])),
    ]);
}

/// A buyer of a type that the contract does not have.
fn unknown_buyer(order: &mut Order) {
    buyer(
        order,
        "xsd:string",
        "{http://www.w3.org/2001/XMLSchema}string",
    );
}

/// A buyer of a type that has no values of its own.
fn abstract_buyer(order: &mut Order) {
    buyer(order, "Party", "{urn:orders}Party");
}

/// Makes the buyer one that is kept as XML, with this type.
fn buyer(order: &mut Order, ty: &str, name: &str) {
    let text = REPLY.replacen("xsi:type=\"Person\"", &format!("xsi:type=\"{ty}\""), 1);
    let reply = read(&text).expect("it is kept");
    let Some(Party::Unrecognized(kept)) = &reply.get_order_result.buyer else {
        panic!("{:?}", reply.get_order_result.buyer)
    };
    assert_eq!(kept.name().expect("it has one").to_string(), name);
    order.buyer.clone_from(&reply.get_order_result.buyer);
}

/// A branch that the choice does not have.
fn voucher(order: &mut Order) {
    let kept = castile::AnyElement::from_xml("<voucher xmlns=\"urn:orders\">5</voucher>")
        .expect("it is XML");
    let reply =
        read(&REPLY.replacen("<card>visa</card>", "<voucher>5</voucher>", 1)).expect("it is kept");
    let OrderChoice::Unrecognized(element) = &reply.get_order_result.choice else {
        panic!("{:?}", reply.get_order_result.choice)
    };
    assert_eq!(
        (element.name(), element.namespace(), element.text()),
        (kept.name(), kept.namespace(), kept.text())
    );
    order.choice = reply.get_order_result.choice.clone();
}

#[test]
fn scalars() {
    let texts = |element: &'static str, was: &'static str, texts: &[&'static str]| {
        let of = |text: &str| format!("<{element}>{text}</{element}>");
        texts
            .iter()
            .map(|text| (of(was), of(text)))
            .collect::<Vec<_>>()
    };
    let wrong = [
        texts(
            "number",
            "7",
            &[
                "",
                "7.0",
                "7e0",
                "0x7",
                "seven",
                "2147483648",
                "-2147483649",
                "7 8",
                "\u{666}",
                "+-7",
                "--7",
                "1_000",
                "1,000",
                "\u{a0}7",
                "7\u{2003}",
                "NaN",
            ],
        ),
        texts(
            "paid",
            "true",
            &[
                "",
                "TRUE",
                "True",
                "yes",
                "2",
                "t",
                "truefalse",
                "true false",
                "on",
                "\u{a0}true",
            ],
        ),
        texts(
            "ratio",
            "0.5",
            &[
                "",
                "0,5",
                "Infinity",
                "inf",
                "nan",
                "1e",
                "e1",
                "0x1p3",
                "1.0f",
                "--1",
                "+ 1",
                "1 e3",
                "0.5\u{2003}",
            ],
        ),
        texts(
            "placed",
            "2024-02-29T23:59:59.125+01:00",
            &[
                "",
                "2024-02-29",
                "2024-02-30T00:00:00",
                "2023-02-29T00:00:00",
                "2024-13-01T00:00:00",
                "2024-00-01T00:00:00",
                "2024-02-29T24:00:01",
                "2024-02-29T25:00:00",
                "2024-02-29T23:60:00",
                "2024-02-29T23:59:60",
                "2024-02-29 23:59:59",
                "2024-02-29t23:59:59",
                "\u{a0}2024-02-29T23:59:59",
                "2024-02-29T23:59:59z",
                "2024-02-29T23:59:59+15:00",
                "2024-02-29T23:59:59+0100",
                "24-02-29T23:59:59",
                "0000-01-01T00:00:00",
                "+2024-01-01T00:00:00",
                "2024-2-9T00:00:00",
                "20240229T235959",
                "1709251199",
                "2024-02-29T23:59:59.",
                "2024-02-29T23:59:59,5",
                "29/02/2024",
                "2024-02-29T23:59",
            ],
        ),
        texts(
            "seal",
            "AQID",
            &[
                "A",
                "AQI",
                "AQID=",
                "AQI==",
                "A*ID",
                "AQ=D",
                "-_-_",
                "data:AQID",
                "AQID\u{a0}",
            ],
        ),
        texts("count", "2", &["-1", "65536", "2.", "", "+", "1e2"]),
        texts(
            "price",
            "1.10",
            &[
                "", "1,10", "1e1", "1.1.0", ".", "-", "INF", "$1", "1 000", "1.10 EUR", "0x1",
            ],
        ),
        texts(
            "born",
            "1990-01-31",
            &[
                "1990-02-31",
                "1990-01-31T00:00:00",
                "31.01.1990",
                "1990-1-31",
                "90-01-31",
                "1990-01-00",
                "",
            ],
        ),
    ];
    let fine = [
        texts(
            "number",
            "7",
            &[
                " 7 ",
                "\n\t7\r\n",
                "+7",
                "007",
                "<![CDATA[7]]>",
                "&#55;",
                "<!-- -->7<?p?>",
            ],
        ),
        texts("paid", "true", &["1", " true ", "\ntrue"]),
        texts(
            "ratio",
            "0.5",
            &["5E-1", ".5", "+0.50", "0.5e0", "5.e-1", " 0.5 "],
        ),
        texts(
            "placed",
            "2024-02-29T23:59:59.125+01:00",
            &[
                "2024-02-29T23:59:59.1250+01:00",
                " 2024-02-29T23:59:59.125+01:00\n",
            ],
        ),
        texts("seal", "AQID", &[" A Q I D ", "AQ\r\nID"]),
        texts(
            "rights",
            "Read Write",
            &["  Read \n Write ", "Read&#9;Write"],
        ),
        texts("code", "x y", &[" x  y ", "x\ny", "x&#10;&#13; y"]),
        texts("count", "2", &["+2", "0002"]),
        texts("price", "1.10", &[" 1.10 ", "+1.10", "01.10"]),
        texts("born", "1990-01-31", &["\n1990-01-31 "]),
    ];
    let (wrong, fine) = (wrong.concat(), fine.concat());
    let wrong = wrong
        .iter()
        .map(|(from, to)| (&**from, &**to, Error(Kind::InvalidValue)));
    let fine = fine.iter().map(|(from, to)| (&**from, &**to, Same(&[])));
    check(&wrong.chain(fine).collect::<Vec<_>>());
    // Text that is text is kept to the last blank.
    check(&[
        (
            "<note>a  b</note>",
            "<note> a\r\n&#13;b\t</note>",
            Other(
                |order| order.note = Some(" a\n\rb\t".to_owned().into()),
                &[],
            ),
        ),
        (
            "<note>a  b</note>",
            "<note><![CDATA[<b>&amp;</b>]]>\u{1F600}</note>",
            Other(
                |order| order.note = Some("<b>&amp;</b>\u{1F600}".to_owned().into()),
                &[],
            ),
        ),
        (
            "<note>a  b</note>",
            "<note>a<b/>c</note>",
            Error(Kind::InvalidValue),
        ),
        (
            "<tag>one</tag>",
            "<tag>\u{FEFF}one\u{200B}</tag>",
            Other(|order| order.tag[0] = "\u{FEFF}one\u{200B}".to_owned(), &[]),
        ),
        (
            "<seal>AQID</seal>",
            "<seal/>",
            Other(
                |order| order.seal = Some(castile::value::Base64Binary(Vec::new())),
                &[],
            ),
        ),
        (
            "<rights>Read Write</rights>",
            "<rights/>",
            Other(|order| order.rights = Some(castile::List(Vec::new())), &[]),
        ),
        (
            "<number>7</number>",
            "<number>2147483647</number>",
            Other(|order| order.number = i32::MAX, &[]),
        ),
        (
            "<number>7</number>",
            "<number>-0</number>",
            Other(|order| order.number = 0, &[]),
        ),
        (
            "<ratio>0.5</ratio>",
            "<ratio>-INF</ratio>",
            Other(|order| order.ratio = Some(f64::NEG_INFINITY), &[]),
        ),
        (
            "<ratio>0.5</ratio>",
            "<ratio>1e400</ratio>",
            Other(|order| order.ratio = Some(f64::INFINITY), &[]),
        ),
    ]);
}

/// Whatever is put wherever, the value is the same or it is an error, but where a text was hit.
#[test]
fn a_known_element_anywhere_else_changes_nothing() {
    let good = order();
    let pieces = [
        "<new/>",
        "<number>7</number>",
        "<status>Open</status>",
        "<card>visa</card>",
        "<Line position='9'><sku>Z</sku><count>1</count></Line>",
        "<lines/>",
        "<name>Bob</name>",
        "<sku>Z</sku>",
        "<getOrderResult version='1'/>",
        "<x:tag xmlns:x='urn:x'>t</x:tag>",
        "<rank xsi:nil='true'/>",
    ];
    let mut read_anyway = 0;
    let lines = REPLY.match_indices('\n').map(|(at, _)| at);
    let tags = REPLY.match_indices("><").map(|(at, _)| at);
    for at in lines.chain(tags).skip(1) {
        for piece in pieces {
            let mut text = REPLY.to_owned();
            text.insert_str(at + 1, piece);
            let Ok(reply) = read(&text) else { continue };
            // A line more is what the contract allows, among the others.
            let mut order = reply.get_order_result.clone();
            let lines = &mut order.lines.as_mut().expect("they are there").line;
            let count = lines.len();
            lines.retain(|line| line.value().is_none_or(|line| line.sku != "Z"));
            let is_allowed = lines.len() < count;
            assert_eq!(order, good, "{piece} at {at}");
            if !is_allowed {
                assert!(!reply.deviations().is_empty(), "{piece} at {at}");
                read_anyway += 1;
            }
        }
    }
    assert!(read_anyway > 100, "{read_anyway}");
}
