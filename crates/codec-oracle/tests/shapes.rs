//! What the contract of Rescue does not use, by documents written by hand: attributes, text with attributes, several
//! namespaces and none, enumerations with markup in them, values that are text in `yaserde`; and
//! by values and damage made at random.

mod common;

use std::fmt::Display;
use std::str::FromStr;

use castile::DeviationKind;
use castile::value::{Base64Binary, DateTime, Decimal};
use codec_oracle::{castile_shapes as ours, yaserde_shapes as theirs};
use common::{Way, body, check, decode, encode, lines, read};
use proptest::prelude::*;

fn draw(what: &str, content: &str, expected: Option<DeviationKind>) {
    check::<ours::Draw, theirs::Draw>(
        what,
        &way(),
        &format!("<s:draw xmlns:s=\"urn:shapes\" {content}</s:draw>"),
        expected,
    );
}

#[test]
fn the_least() {
    draw(
        "least",
        "><s:type>t</s:type><s:hue>hue</s:hue><s:long>1</s:long>",
        None,
    );
}

#[test]
fn an_empty_answer() {
    let [operation] = ours::OPERATIONS else {
        panic!("the contract has one operation")
    };
    let way = Way {
        writes: operation.mirrored,
        reads: operation.operation,
    };
    let document = "<drawResponse xmlns=\"urn:shapes\"/>";
    check::<ours::DrawResponse, theirs::DrawResponse>("empty", &way, document, None);
}

#[test]
fn attributes_and_namespaces() {
    let stranger = |hue: &str| {
        format!(
            "<s:stranger xmlns:o=\"urn:other\" o:hue=\"{hue}\" plain=\"-7\"><local>a&lt;b</local>\
             <o:qualified>{hue}</o:qualified><o:qualified>hue</o:qualified></s:stranger>"
        )
    };
    let strangers: String = ["light blue", "&lt;&amp;&gt;", "hue"]
        .map(stranger)
        .concat();
    let content = format!(
        " version=\"a &lt; &quot;b&quot;\"><s:type/><s:hue>&lt;&amp;&gt;</s:hue>{strangers}<s:long>-9223372036854775808</s:long><s:long>2</s:long>"
    );
    draw("strangers", &content, None);
}

#[test]
fn values_of_all_kinds() {
    draw(
        "values",
        " version=\"\"><s:type>t</s:type><s:hue>light blue</s:hue><s:size unit=\"mm\">2.5</s:size><s:long>1</s:long>\
         <s:when>2024-02-29T23:59:59.125+05:30</s:when><s:price>-12.50</s:price><s:data>AAECAw==</s:data><s:draw/>\
         <s:newPassword>p&amp;ss</s:newPassword>",
        None,
    );
}

#[test]
fn nil_and_an_unknown_word() {
    let nil = "<s:hue xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" x:nil=\"true\"/>";
    draw(
        "nil",
        &format!("><s:type>t</s:type>{nil}<s:long>1</s:long>"),
        None,
    );
    let word = "><s:type>t</s:type><s:hue>infra red</s:hue><s:long>1</s:long>";
    draw("unknown word", word, Some(DeviationKind::UnknownValue));
}

/// What `yaserde` can be asked for: a text without white space at its ends, which it trims.
fn text() -> impl Strategy<Value = String> {
    let char = prop_oneof![
        any::<char>().prop_filter("a character of XML", |&char| {
            char >= ' ' && !matches!(char, '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}')
        }),
        prop::sample::select(vec!['<', '&', '>', '"', '\'', ']', ' ', ':']),
    ];
    let text = prop::collection::vec(char, 0..12).prop_map(String::from_iter);
    text.prop_map(|text| text.trim().to_owned())
}

fn hue() -> impl Strategy<Value = ours::other::Hue> {
    let other = text().prop_filter("another word", |text| {
        !["light blue", "<&>", "hue"].contains(&text.as_str())
    });
    prop_oneof![
        Just(ours::other::Hue::LightBlue),
        Just(ours::other::Hue::LessAndGreater),
        Just(ours::other::Hue::Hue),
        other.prop_map(ours::other::Hue::Unrecognized),
    ]
}

fn stranger() -> impl Strategy<Value = ours::other::Stranger> {
    let qualified = prop::collection::vec(hue(), 1..3);
    let parts = (text(), qualified, hue(), any::<Option<i32>>());
    parts.prop_map(|(local, qualified, hue, plain)| ours::other::Stranger {
        qualified,
        plain,
        ..ours::other::Stranger::new(local, hue)
    })
}

fn drawing() -> impl Strategy<Value = ours::Draw> {
    let hue = prop::option::of(hue()).prop_map(castile::Nillable::from);
    let size = (text(), -1e300..1e300_f64).prop_map(|(unit, value)| ours::Size::new(unit, value));
    let moment = (
        1..=9999_i32,
        1..=12_u8,
        1..=28_u8,
        0..24_u8,
        0..60_u8,
        0..1_000_000_000_u32,
    );
    let moment = moment.prop_map(|(year, month, day, hour, minute, nanosecond)| {
        let value = DateTime::new(year, month, day, hour, minute, 30).expect("a moment");
        value.with_nanosecond(nanosecond).expect("a fraction")
    });
    let price =
        (any::<i64>(), 0..9_u8).prop_map(|(digits, scale)| Decimal::new(digits.into(), scale));
    let first = (
        text(),
        hue,
        prop::collection::vec(stranger(), 0..3),
        prop::option::of(size),
    );
    let second = (
        prop::collection::vec(any::<i64>(), 1..3),
        prop::option::of(moment),
        prop::option::of(price),
        any::<Option<Vec<u8>>>(),
    );
    let third = (
        any::<bool>(),
        prop::option::of(text()),
        prop::option::of(text()),
    );
    (first, second, third).prop_map(
        |((r#type, hue, stranger, size), (long, when, price, data), (draw, password, version))| {
            ours::Draw {
                stranger,
                size,
                long,
                when,
                price,
                data: data.map(Base64Binary),
                draw: draw.then(ours::Empty::default),
                new_password: password.map(castile::Secret::from),
                version,
                ..ours::Draw::new(r#type, hue)
            }
        },
    )
}

/// The value as the types for `yaserde` have it, trimmed as `yaserde` trims.
fn as_theirs(draw: &ours::Draw) -> theirs::Draw {
    let text = |text: &str| text.trim().to_owned();
    let hue = |hue: &ours::other::Hue| {
        let Ok(hue) = text(hue.as_str()).parse();
        hue
    };
    let stranger = |one: &ours::other::Stranger| theirs::Stranger {
        local: text(&one.local),
        qualified: one.qualified.iter().map(hue).collect(),
        // Of attributes it trims nothing.
        hue: match one.hue.as_str().parse() {
            Ok(hue) => hue,
        },
        plain: one.plain,
    };
    theirs::Draw {
        r#type: text(&draw.r#type),
        hue: draw.hue.value().map_or(theirs::Nillable::Nil, |one| {
            theirs::Nillable::Value(hue(one))
        }),
        stranger: draw.stranger.iter().map(stranger).collect(),
        size: draw.size.as_ref().map(|size| theirs::Size {
            unit: size.unit.clone(),
            value: size.value,
        }),
        long: draw.long.clone(),
        when: draw.when.map(|when| when.to_string()),
        price: draw.price.as_ref().map(Decimal::to_string),
        data: draw.data.as_ref().map(Base64Binary::to_string),
        draw: draw.draw.as_ref().map(|_| theirs::Empty {}),
        new_password: draw
            .new_password
            .as_ref()
            .map(|secret| text(secret.expose())),
        version: draw.version.clone(),
    }
}

/// Texts that stand for one value as one text: `yaserde` has no types for them.
fn settled(draw: theirs::Draw) -> theirs::Draw {
    fn settle<T: FromStr + Display>(text: Option<String>) -> Option<String> {
        text.map(|text| text.parse::<T>().map_or(text, |value| value.to_string()))
    }
    theirs::Draw {
        when: settle::<DateTime>(draw.when),
        price: settle::<Decimal>(draw.price),
        data: settle::<Base64Binary>(draw.data),
        ..draw
    }
}

fn way() -> Way {
    let [operation] = ours::OPERATIONS else {
        panic!("the contract has one operation")
    };
    Way {
        writes: operation.operation,
        reads: operation.mirrored,
    }
}

/// Elements without children, as they stand in a document.
fn leaves(document: &str) -> Vec<std::ops::Range<usize>> {
    let mut leaves = Vec::new();
    let mut start = 0;
    for (at, _) in document.match_indices('<') {
        let end = || at + document[at..].find('>').map_or(0, |end| end + 1);
        if document[at..].starts_with("</")
            && document[start + 1..at].find('<').is_none()
            && start > 0
        {
            leaves.push(start..end());
        }
        start = at;
    }
    leaves
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_value_there_and_back(value in drawing()) {
        let envelope = encode(&way(), &value);
        let document = body(&envelope);
        let theirs: theirs::Draw = yaserde::de::from_str(&document).unwrap_or_else(|error| panic!("{error}: {document}"));
        prop_assert_eq!(&theirs, &as_theirs(&value), "{}", document);
        let written = yaserde::ser::to_string(&theirs).unwrap();
        // It writes no exponents.
        if value.size.is_none() {
            prop_assert_eq!(lines(&written), lines(&document));
        }
        let back: ours::Draw = decode(&way(), &written, Some(DeviationKind::UnknownValue));
        prop_assert_eq!(back, value);
    }

    /// Where both read a damaged document, they have read the same.
    #[test]
    fn damaged_documents(value in drawing(), damage in 0..6_u8, at in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(), piece in prop::sample::select(vec!["", "x", "1", " ", "<", ">", "\"", "/", ":", "<!-- c -->", "<?p i?>", "&", "&#49;", "<![CDATA[1]]>"])) {
        let document = body(&encode(&way(), &value));
        let leaves = leaves(&document);
        let damaged = if damage < 3 || leaves.is_empty() {
            let places: Vec<usize> = document.char_indices().map(|(at, _)| at).collect();
            let start = *at.get(&places);
            let end = if damage == 0 { start } else { start + document[start..].chars().next().map_or(0, char::len_utf8) };
            format!("{}{piece}{}", &document[..start], &document[end..])
        } else {
            let (one, other) = (at.get(&leaves).clone(), other.get(&leaves).clone());
            let text = &document[one.clone()];
            match damage {
                3 => format!("{}{}", &document[..one.start], &document[one.end..]),
                4 => format!("{}{text}{}", &document[..one.end], &document[one.end..]),
                _ => format!("{}{text}{}", &document[..other.end], &document[other.end..]),
            }
        };
        let Ok((ours, _)) = read::<ours::Draw>(&way(), &damaged) else { return Ok(()) };
        // It takes one of the pieces of a text that a comment, an instruction or a CDATA section parts.
        let whole = damaged.replace("<!-- c -->", "").replace("<?p i?>", "").replace("<![CDATA[1]]>", "1");
        let Ok(theirs) = yaserde::de::from_str::<theirs::Draw>(&whole) else {
            return Ok(());
        };
        let (one, other) = (as_theirs(&ours), settled(theirs));
        prop_assert_eq!(other, one, "{}\nsound: {}", damaged, document);
    }
}
