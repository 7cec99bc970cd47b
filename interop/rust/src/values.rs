//! The values of `asmx/src/Types.cs` said in Rust, and one more of every type for requests.

use castile::value::{
    Base64Binary, Date, DateTime, Decimal, HexBinary, Offset, QName, Time, ValueError,
};
use castile::{AnyType, List, Nillable};
use castile_interop::api::{
    Address, Alltypes, AlltypesChoice, AnyCircle, ArrayOfAddress, ArrayOfArrayOfInt,
    ArrayOfBase64Binary, ArrayOfDouble, ArrayOfInt, ArrayOfInt1, ArrayOfShape, ArrayOfString,
    ArrayOfString1, Circle, Rights, Ringed, SessionStatus, SessionV3, Shape, Square, Tagged,
};

/// What `getAll` answers.
#[expect(clippy::too_many_lines, reason = "a line for each field")]
pub(crate) fn filled(deep: bool) -> Result<Alltypes, ValueError> {
    Ok(Alltypes {
        b_bool: true,
        i8: -8,
        u8: 8,
        i16: -16,
        u16: 16,
        i32: i32::MIN,
        u32: u32::MAX,
        i64: i64::MIN,
        u64: u64::MAX,
        f32: f32::NEG_INFINITY,
        f64: f64::NAN,
        m_dec: "79228162514264337593543950335".parse()?,
        c_char: u16::try_from(u32::from('Ω')).unwrap_or_default(),
        g_guid: "00112233-4455-6677-8899-aabbccddeeff".to_owned(),
        // The service sends the carriage return as it is, and XML makes a line feed of it (XML 1.0, 2.11).
        s_text: Some(" lead & trail <>\"' \n\ttab ".to_owned()),
        dt_when: DateTime::new(2012, 2, 16, 9, 0, 0)?
            .with_nanosecond(123_456_700)?
            .with_offset(Offset::UTC),
        d_date: Date::new(2012, 2, 29)?,
        t_time: Time::new(23, 59, 58, 0)?.with_offset(Offset::UTC),
        s_duration: Some("P1DT2H".parse()?),
        s_uri: Some("urn:x?a=1&b=2".to_owned()),
        h_bytes: Some(HexBinary(vec![0, 255, 16])),
        b_bytes: Some(Base64Binary(vec![0, 255, 16, 1])),
        q_name: Some(QName::new(Some("urn:q"), "thing")?),
        e_status: SessionStatus::TimedOut,
        e_rights: List(vec![Rights::Read, Rights::Admin]),
        i_maybe: 1.into(),
        b_maybe: Nillable::Nil,
        dt_maybe: DateTime::new(2012, 2, 16, 9, 0, 0)?.into(),
        g_maybe: Nillable::Nil,
        e_maybe: SessionStatus::Active.into(),
        m_maybe: Decimal::new(10, 2).into(),
        s_nil: Nillable::Nil,
        i_opt: deep.then_some(5),
        i_default: None,
        a_ints: Some(ArrayOfInt {
            int: vec![1, -2, 3],
        }),
        a_strings: Some(ArrayOfString {
            string: vec!["a".to_owned().into(), Nillable::Nil, String::new().into()],
        }),
        a_maybe_ints: Some(ArrayOfInt1 {
            int: vec![1.into(), Nillable::Nil],
        }),
        a_blobs: Some(ArrayOfBase64Binary {
            base64_binary: vec![
                Base64Binary(vec![1]).into(),
                Base64Binary(Vec::new()).into(),
                Nillable::Nil,
            ],
        }),
        s_flat: vec!["x".to_owned(), "y".to_owned()],
        a_named: Some(ArrayOfString1 {
            item: vec!["n1".to_owned()],
        }),
        aa_ints: Some(ArrayOfArrayOfInt {
            array_of_int: vec![
                ArrayOfInt { int: vec![1, 2] }.into(),
                ArrayOfInt::default().into(),
            ],
        }),
        o_address: Some(Address {
            s_street: Some("Fő u. 1".to_owned()),
            s_city: Some("Budapest".to_owned()),
            kind: Some("home".to_owned()),
            verified: true,
        }),
        a_addresses: Some(ArrayOfAddress {
            address: vec![
                Address {
                    kind: Some("a".to_owned()),
                    ..Address::new(false)
                }
                .into(),
                Nillable::Nil,
            ],
        }),
        o_shape: Some(Shape::Square(Square {
            s_name: Some("sq".to_owned()),
            o_inner: Some(Box::new(Shape::Ringed(Ringed {
                s_name: Some("r".to_owned()),
                a_rings: Some(ArrayOfDouble {
                    double: vec![0.5, 1.5],
                }),
                ..Ringed::new(1.0, 0)
            }))),
            ..Square::new(2.5, 2)
        })),
        a_shapes: Some(ArrayOfShape {
            shape: vec![
                Shape::Circle(Circle::new(3.0, 0)).into(),
                Shape::Square(Square::new(4.0, 0)).into(),
            ],
        }),
        choice: Some(AlltypesChoice::Circle(AnyCircle::Circle(Circle::new(
            9.0, 0,
        )))),
        o_tagged: Some(Tagged {
            lang: Some("en".to_owned()),
            value: "tagged text".to_owned(),
        }),
        o_any: Some(AnyType::typed("int", &42)),
        o_self: if deep {
            Some(Box::new(filled(false)?))
        } else {
            None
        },
    })
}

/// Other values than those of the service: the other ends of ranges, the other branches, nil and absent the other way round.
pub(crate) fn made() -> Result<Alltypes, ValueError> {
    let mut value = filled(false)?;
    value.b_bool = false;
    (value.i8, value.u8, value.i16, value.u16) = (i8::MAX, u8::MAX, i16::MAX, u16::MAX);
    (value.i32, value.u32, value.i64, value.u64) = (i32::MAX, 0, i64::MAX, 0);
    (value.f32, value.f64) = (f32::MIN_POSITIVE, 0.1 + 0.2);
    value.m_dec = "-0.0000000000000000000000000001".parse()?;
    value.c_char = u16::from(b'<');
    value.s_text = Some(String::new());
    value.dt_when = DateTime::new(9999, 12, 31, 23, 59, 59)?
        .with_nanosecond(999_999_900)?
        .with_offset(Offset::UTC);
    value.d_date = Date::new(1, 1, 1)?;
    value.t_time = Time::new(0, 0, 0, 123_456_700)?.with_offset(Offset::UTC);
    value.s_duration = Some("-P1Y2M3DT4H5M6.789S".parse()?);
    value.s_uri = None;
    value.h_bytes = Some(HexBinary(Vec::new()));
    value.b_bytes = Some(Base64Binary((0..=255).collect()));
    value.q_name = Some(QName::new(
        Some("https://secure.logmeinrescue.com/API/API.asmx"),
        "own",
    )?);
    value.e_status = SessionStatus::Waiting;
    value.e_rights = List(vec![Rights::Read, Rights::Write, Rights::Admin]);
    (value.i_maybe, value.b_maybe, value.dt_maybe) = (Nillable::Nil, true.into(), Nillable::Nil);
    (value.e_maybe, value.m_maybe) = (Nillable::Nil, Nillable::Nil);
    value.g_maybe = "ffffffff-ffff-ffff-ffff-ffffffffffff".to_owned().into();
    value.s_nil = String::new().into();
    (value.i_opt, value.i_default) = (Some(0), Some(8));
    value.a_ints = Some(ArrayOfInt::default());
    value.a_strings = None;
    value.s_flat = Vec::new();
    value.a_named = Some(ArrayOfString1 {
        item: vec!["]]>".to_owned(), " a  b ".to_owned()],
    });
    value.aa_ints = Some(ArrayOfArrayOfInt {
        array_of_int: vec![Nillable::Nil, ArrayOfInt { int: vec![0] }.into()],
    });
    value.o_shape = Some(Shape::Ringed(Ringed {
        a_rings: Some(ArrayOfDouble::default()),
        ..Ringed::new(-0.5, -1)
    }));
    value.choice = Some(AlltypesChoice::Circle(AnyCircle::Ringed(Ringed::new(
        1.0, 7,
    ))));
    value.o_tagged = Some(Tagged::new("<&>".to_owned()));
    value.o_any = Some(AnyType::typed("string", &"\"text\" & more".to_owned()));
    let square = Square {
        o_inner: Some(Box::new(Shape::Circle(Circle::new(0.25, 1)))),
        ..Square::new(1e-300, 0)
    };
    value.o_self = Some(Box::new(Alltypes {
        choice: Some(AlltypesChoice::Square(square)),
        o_shape: None,
        ..filled(true)?
    }));
    Ok(value)
}

/// A value in a value, `levels` deep.
pub(crate) fn nested(levels: usize) -> Result<Alltypes, ValueError> {
    let mut value = filled(false)?;
    for _ in 1..levels {
        value = Alltypes {
            o_self: Some(Box::new(value)),
            ..filled(false)?
        };
    }
    Ok(value)
}

/// Sets aside what `==` does not compare as it should here: NaN is no equal of itself, XML that is kept as text may
/// declare its prefixes otherwise, and decimals are equal whatever their zeros.
pub(crate) fn comparable(mut value: Alltypes) -> (Alltypes, Vec<String>) {
    let mut rest = vec![
        format!("f64 is {:?}", value.f64),
        format!("mDec is {}, mMaybe is {:?}", value.m_dec, value.m_maybe),
    ];
    value.f64 = 0.0;
    if let Some(any) = value.o_any.take() {
        rest.push(format!("oAny is {:?} {:?}", any.xsi_type(), any.text()));
    }
    if let Some(inner) = value.o_self.take() {
        let (inner, inner_rest) = comparable(*inner);
        rest.extend(inner_rest);
        value.o_self = Some(Box::new(inner));
    }
    (value, rest)
}

/// Session `index` of `getSession_V3`.
pub(crate) fn session(index: i32) -> Result<SessionV3, ValueError> {
    let i = index;
    Ok(SessionV3 {
        i_id: 1_000_000_000 + i,
        i_ticket: 9_007_199_254_740_993 + i64::from(i),
        s_tech: Some(format!("Technician {}", i % 97)),
        s_note: match (i % 10, i % 7) {
            (0, _) => Some(format!("R&D <note> \"{i}\" – čeština")),
            (_, 0) => None,
            _ => Some(format!("Note of session {i}")),
        },
        e_status: match i % 4 {
            0 => SessionStatus::Waiting,
            1 => SessionStatus::Active,
            2 => SessionStatus::Closed,
            _ => SessionStatus::TimedOut,
        },
        dt_start: moment(i, 0)?,
        dt_end: if i % 3 == 0 {
            Nillable::Nil
        } else {
            moment(i + 61, 500_000_000)?.into()
        },
        b_lead: i % 2 == 0,
        m_cost: Decimal::new(i128::from(i), 2),
        i_rating: if i % 5 == 0 {
            Nillable::Nil
        } else {
            (i % 11).into()
        },
        d_load: f64::from(i) / 8.0,
    })
}

/// So many seconds after noon of 29 February 2024.
fn moment(seconds: i32, nanosecond: u32) -> Result<DateTime, ValueError> {
    let since_midnight = 12 * 3600 + seconds;
    let (month, day) = if since_midnight < 86_400 {
        (2, 29)
    } else {
        (3, 1)
    };
    let part = |divisor: i32, modulus: i32| {
        u8::try_from(since_midnight / divisor % modulus).unwrap_or_default()
    };
    Ok(
        DateTime::new(2024, month, day, part(3600, 24), part(60, 60), part(1, 60))?
            .with_nanosecond(nanosecond)?
            .with_offset(Offset::UTC),
    )
}
