//! Values of simple types: a list of candidates, of which the first that every facet allows is taken.

use castile_wsdl::model::{Builtin, Facets, TypeId, ValueConstraint};

use crate::Amount;
use crate::content::Sampler;
use crate::facets::{Simple, normalized};
use crate::hint;
use crate::lexical::{self, Number};
use crate::rng::Rng;
use crate::tree::{Piece, Text, name};

/// Lists and unions inside each other, at most.
const MAX_DEPTH: usize = 16;
/// How much more than it must a pattern repeats what it may: small first, for what has to be long in the end.
const REPEATS: [usize; 9] = [0, 1, 2, 3, 5, 8, 16, 40, 120];
/// Texts that are made for a pattern with each of these.
const TRIES: usize = 12;
/// Characters of a text that has to be long, at most.
const MAX_LENGTH: u64 = 100_000;

/// Texts that are valid and seldom tried.
const UNUSUAL: [&str; 9] = [
    "",
    "  leading and trailing  ",
    "tab\tand\nnew line",
    "<a href=\"x\">&amp;</a> ]]> 'quoted'",
    "\u{65e5}\u{672c}\u{8a9e} \u{1f600} e\u{301}",
    "\u{a0}\u{2028}\u{feff}x",
    "0",
    "true",
    "carriage\rreturn",
];

impl Sampler<'_> {
    /// A value of a simple type, or of the text of a complex one; `None` where none is found.
    pub(crate) fn value(
        &mut self,
        ty: TypeId,
        hint: &str,
        constraint: Option<&ValueConstraint>,
    ) -> Option<Text> {
        let (simple, facets) = self.judge.simple(ty);
        let is_name = self.holds_names(simple, 0);
        match constraint {
            Some(ValueConstraint::Fixed(text) | ValueConstraint::Default(text)) if is_name => {
                // The prefix is that of the schema, and the model does not keep it.
                let _ = text;
                return None;
            }
            Some(ValueConstraint::Fixed(text)) => {
                let text = self.as_written(ty, &normalized(simple, facets, text));
                return self.judge.is_valid(ty, &text).then(|| text.into());
            }
            Some(ValueConstraint::Default(text)) if !self.rng_percent(60) => {
                let text = self.as_written(ty, &normalized(simple, facets, text));
                if self.judge.is_valid(ty, &text) {
                    return Some(text.into());
                }
            }
            _ => {}
        }
        // An element that is empty would have its default, whatever was meant.
        let empty = constraint.is_none();
        self.free_value(ty, hint, empty, 0)
    }

    /// The text of a value in the one form in which it is written of many, where that is one of the type too.
    fn as_written(&self, ty: TypeId, text: &str) -> String {
        let (Simple::Atomic(builtin), _) = self.judge.simple(ty) else {
            return text.to_owned();
        };
        let shortest = lexical::shortest(builtin, text);
        shortest
            .filter(|shortest| self.judge.is_valid(ty, shortest))
            .unwrap_or_else(|| text.to_owned())
    }

    /// A chance that only random samples have.
    fn rng_percent(&mut self, chance: usize) -> bool {
        matches!(self.amount, Amount::Random(_)) && self.rng.percent(chance)
    }

    fn holds_names(&self, simple: Simple<'_>, depth: usize) -> bool {
        match simple {
            Simple::Atomic(builtin) => matches!(builtin, Builtin::QName | Builtin::Notation),
            Simple::List(item) if depth < MAX_DEPTH => {
                self.holds_names(self.judge.simple(item).0, depth + 1)
            }
            _ => false,
        }
    }

    fn free_value(&mut self, ty: TypeId, hint: &str, empty: bool, depth: usize) -> Option<Text> {
        if depth > MAX_DEPTH {
            return None;
        }
        let (simple, facets) = self.judge.simple(ty);
        if let Some(facets) = facets.filter(|facets| !facets.enumeration.is_empty()) {
            return self.enumerated(ty, simple, facets, empty);
        }
        match simple {
            Simple::List(item) => self.list(ty, item, facets, hint, empty, depth),
            Simple::Union(members) => {
                let start = if matches!(self.amount, Amount::Random(_)) {
                    self.rng.below(members.len())
                } else {
                    0
                };
                let (before, after) = members.split_at(start.min(members.len()));
                after.iter().chain(before).find_map(|member| {
                    let value = self.free_value(*member, hint, empty, depth + 1)?;
                    self.fits(ty, &value).then_some(value)
                })
            }
            Simple::Atomic(builtin) => self.atomic(ty, builtin, facets, hint, empty),
        }
    }

    /// Whether a value with no names in it is one of the type; those with names are made to be.
    fn fits(&self, ty: TypeId, value: &Text) -> bool {
        let mut plain = String::new();
        for piece in &value.0 {
            match piece {
                Piece::Plain(text) => plain.push_str(text),
                Piece::Name(_) | Piece::Reference => return true,
            }
        }
        self.judge.is_valid(ty, &plain)
    }

    fn enumerated(
        &mut self,
        ty: TypeId,
        simple: Simple<'_>,
        facets: &Facets,
        empty: bool,
    ) -> Option<Text> {
        if self.holds_names(simple, 0) {
            return None;
        }
        let values: Vec<String> = facets
            .enumeration
            .iter()
            .map(|one| normalized(simple, Some(facets), &one.value))
            .filter(|text| (empty || !text.is_empty()) && self.judge.is_valid(ty, text))
            .collect();
        let value = match self.amount {
            Amount::Random(_) => self.rng.pick(&values),
            _ => values.first(),
        };
        value.map(|value| value.as_str().into())
    }

    fn list(
        &mut self,
        ty: TypeId,
        item: TypeId,
        facets: Option<&Facets>,
        hint: &str,
        empty: bool,
        depth: usize,
    ) -> Option<Text> {
        let none = Facets::default();
        let facets = facets.unwrap_or(&none);
        let least = facets.length.or(facets.min_length).unwrap_or(0);
        let most = facets.length.or(facets.max_length).unwrap_or(u64::MAX);
        let wanted = match self.amount {
            Amount::Everything => 2,
            Amount::Required => 1,
            Amount::Random(_) => u64::try_from(self.rng.below(4)).unwrap_or(0),
        };
        let least = least.max(u64::from(!empty));
        let count = wanted.clamp(least.min(most), most).min(MAX_LENGTH);
        let mut pieces = Vec::new();
        for index in 0..count {
            if index > 0 {
                pieces.push(Piece::Plain(" ".to_owned()));
            }
            // White space would part a value in two.
            let parted = |value: &Text| {
                let has = |piece: &Piece| matches!(piece, Piece::Plain(text) if text.contains([' ', '\t', '\n', '\r']));
                value.0.iter().any(has)
            };
            let value = self.free_value(item, hint, false, depth + 1)?;
            pieces.extend(if parted(&value) {
                let word = Text::from(hint::word(hint));
                self.fits(item, &word).then_some(word)?.0
            } else {
                value.0
            });
        }
        let value = Text(pieces);
        self.fits(ty, &value).then_some(value)
    }

    fn atomic(
        &mut self,
        ty: TypeId,
        builtin: Builtin,
        facets: Option<&Facets>,
        hint: &str,
        empty: bool,
    ) -> Option<Text> {
        match builtin {
            Builtin::QName => {
                return Some(Text(vec![Piece::Name(name("urn:example", "name"))]));
            }
            Builtin::IdRef | Builtin::IdRefs => return Some(Text(vec![Piece::Reference])),
            // They name declarations of a document type, which no message of SOAP has.
            Builtin::Entity | Builtin::Entities | Builtin::Notation => return None,
            _ => {}
        }
        let none = Facets::default();
        let facets = facets.unwrap_or(&none);
        let mut candidates = self.candidates(builtin, facets, hint);
        for text in &mut candidates {
            if let Some(shortest) = lexical::shortest(builtin, text) {
                *text = shortest;
            }
        }
        if !facets.patterns.is_empty() {
            let made = self.matching(builtin, facets);
            candidates.splice(0..0, made);
        }
        let found = candidates
            .into_iter()
            .filter(|text| empty || !text.is_empty())
            .find(|text| {
                *text == normalized(Simple::Atomic(builtin), Some(facets), text)
                    && self.judge.is_valid(ty, text)
            })?;
        if builtin == Builtin::Id {
            self.ids.push(found.clone());
        }
        Some(found.into())
    }

    /// Texts made from the patterns, each of which fits all of them and the other facets.
    fn matching(&mut self, builtin: Builtin, facets: &Facets) -> Vec<String> {
        let mut found = Vec::new();
        let exact = facets.length.or(facets.min_length);
        let exact = exact.and_then(|length| usize::try_from(length).ok());
        for text in &facets.patterns {
            let Ok(pattern) = self.judge.pattern(text) else {
                continue;
            };
            // Where a length is asked for, some number of repetitions gives it.
            let lengths = exact.into_iter().flat_map(|length| 0..=length.min(64));
            for more in REPEATS.into_iter().chain(lengths).chain(exact) {
                for attempt in 0..TRIES {
                    let made = if attempt == 0 {
                        pattern.make_long(&mut self.rng, more)
                    } else {
                        pattern.make(&mut self.rng, more)
                    };
                    let Some(made) = made else {
                        break;
                    };
                    let used = builtin == Builtin::Id && self.ids.contains(&made);
                    let plain = made.trim() == made || made.trim().is_empty();
                    if plain
                        && !used
                        && lexical::is_valid(builtin, &made)
                        && self
                            .judge
                            .has_facets(Simple::Atomic(builtin), facets, &made, true)
                    {
                        found.push(made);
                        break;
                    }
                }
                // A text that had to repeat nothing may be as good, but an empty or bare one says little.
                let enough = match self.amount {
                    Amount::Required => 1,
                    _ => 3,
                };
                if found.len() >= enough {
                    break;
                }
            }
        }
        found.reverse();
        // A number with a sign or zeros that it does not need would be written without them.
        found.sort_by_key(|text| {
            let digits = text.trim_start_matches('-');
            let padded = digits.starts_with('0') && digits.len() > 1 && !digits.starts_with("0.");
            let is_plain = !digits.starts_with(['+', '.']) && !digits.ends_with('.') && !padded;
            Number::parse(text).is_some() && !is_plain
        });
        found
    }

    fn candidates(&mut self, builtin: Builtin, facets: &Facets, hint: &str) -> Vec<String> {
        let random = matches!(self.amount, Amount::Random(_));
        let rng = &mut self.rng;
        let mut list = Vec::new();
        match builtin {
            Builtin::AnyType
            | Builtin::AnySimpleType
            | Builtin::String
            | Builtin::NormalizedString
            | Builtin::Token => {
                if random && rng.percent(50) {
                    let unusual = rng.pick(&UNUSUAL).copied().unwrap_or_default();
                    let unusual = normalized(Simple::Atomic(builtin), Some(facets), unusual);
                    list.push(stretched(&unusual, facets));
                    list.push(unusual);
                }
                list.push(stretched(&hint::text(hint), facets));
            }
            Builtin::AnyUri => {
                if random {
                    list.push("urn:example:a-b?c=d&e=%20#f".to_owned());
                }
                list.push(format!("http://example.com/{}", hint::word(hint)));
                list.push(stretched("http://example.com/", facets));
            }
            Builtin::Language => {
                if random {
                    list.push(
                        rng.pick(&["de-CH-1996", "en-US", "x-klingon"])
                            .copied()
                            .unwrap_or("en")
                            .to_owned(),
                    );
                }
                list.extend(["en", "eng", "en-US"].map(str::to_owned));
            }
            Builtin::Id => list.push(stretched(&format!("id{}", self.ids.len() + 1), facets)),
            Builtin::Name | Builtin::NcName | Builtin::NmToken | Builtin::NmTokens => {
                if random {
                    list.push("_\u{e9}-\u{65e5}.1".to_owned());
                }
                list.push(stretched(&hint::word(hint), facets));
            }
            Builtin::Boolean => {
                let first = !random || rng.percent(50);
                list.extend([
                    first.to_string(),
                    (!first).to_string(),
                    "1".into(),
                    "0".into(),
                ]);
            }
            Builtin::HexBinary | Builtin::Base64Binary => {
                let wanted = if random { rng.below(9) } else { 4 };
                let bytes = bytes(bounded(wanted, facets), rng);
                list.push(if builtin == Builtin::HexBinary {
                    hex(&bytes)
                } else {
                    base64(&bytes)
                });
            }
            Builtin::Float | Builtin::Double => {
                if random {
                    let unusual = ["0", "-0.25", "1E20", "1.25E-7", "INF", "-INF", "16777216"];
                    list.extend(rng.pick(&unusual).map(|text| (*text).to_owned()));
                }
                list.extend(numbers(None, 1, facets, "1.5", rng, random));
            }
            Builtin::Duration => {
                if random {
                    let unusual = ["-P1Y2M3DT4H5M6.5S", "PT0S", "P14D", "PT36H"];
                    list.extend(rng.pick(&unusual).map(|text| (*text).to_owned()));
                }
                list.extend(["P1DT2H", "P1Y", "PT1S", "P1M"].map(str::to_owned));
                list.extend(bounds(facets));
            }
            _ if is_moment(builtin) => {
                if random {
                    list.push(unusual_moment(builtin, rng));
                }
                list.push(moment(builtin).to_owned());
                if !facets.patterns.is_empty() {
                    list.extend(moments(builtin));
                }
                list.extend(bounds(facets));
            }
            _ => {
                let scale = match lexical::integer_range(builtin) {
                    Some(_) => 0,
                    None => u32::try_from(facets.fraction_digits.unwrap_or(2))
                        .unwrap_or(2)
                        .min(2),
                };
                let typical = hint::number(hint);
                list.extend(numbers(Some(builtin), scale, facets, typical, rng, random));
            }
        }
        list
    }
}

/// The bounds themselves, where they are values.
fn bounds(facets: &Facets) -> impl Iterator<Item = String> + '_ {
    let inclusive = [&facets.min_inclusive, &facets.max_inclusive];
    inclusive
        .into_iter()
        .flatten()
        .map(|text| text.trim().to_owned())
}

/// Numbers within the bounds: a typical one, or where it is random any.
fn numbers(
    builtin: Option<Builtin>,
    scale: u32,
    facets: &Facets,
    typical: &str,
    rng: &mut Rng,
    random: bool,
) -> Vec<String> {
    let bound = |text: &Option<String>| text.as_deref().and_then(|text| Number::parse(text.trim()));
    let (above, below) = (bound(&facets.min_exclusive), bound(&facets.max_exclusive));
    let (least, most) = (bound(&facets.min_inclusive), bound(&facets.max_inclusive));
    let finest = [above, below, least, most]
        .into_iter()
        .flatten()
        .map(|one| one.scale)
        .max();
    let scale = if builtin.and_then(lexical::integer_range).is_some() {
        0
    } else {
        // Between two bounds that are next to each other there may be room for one digit more.
        scale.max(finest.map_or(0, |finest| {
            finest + u32::from(above.is_some() && below.is_some())
        }))
    };
    let scaled =
        |number: Option<Number>| number.and_then(|number| number.scaled(scale.max(number.scale)));
    let (own_low, own_high) = builtin
        .and_then(lexical::integer_range)
        .unwrap_or((None, None));
    // All that a processor has to support (XSD 1.0 part 2, 5).
    let digits = facets.total_digits.unwrap_or(18).min(18);
    let digits = 10i128.pow(u32::try_from(digits).unwrap_or(18)) - 1;
    let lows = [
        own_low,
        scaled(least),
        scaled(above).map(|low| low.saturating_add(1)),
        Some(-digits),
    ];
    let highs = [
        own_high,
        scaled(most),
        scaled(below).map(|high| high.saturating_sub(1)),
        Some(digits),
    ];
    let low = lows.into_iter().flatten().max().unwrap_or(-digits);
    let high = highs.into_iter().flatten().min().unwrap_or(digits);
    let mut list = Vec::new();
    if random {
        let near = i128::from(rng.next() % 100_000) - 50_000;
        let far = i128::from(rng.next().cast_signed());
        let any = [low, high, 0, 1, -1, near, near, far];
        list.extend(
            rng.pick(&any)
                .map(|number| (*number).clamp(low, high.max(low))),
        );
    }
    if let Some(number) = Number::parse(typical) {
        let whole = number.scaled(scale.max(number.scale)).unwrap_or(1);
        let whole = if number.scale > scale {
            whole / 10i128.pow(number.scale - scale)
        } else {
            whole
        };
        list.push(whole.clamp(low, high.max(low)));
    }
    list.extend([low, high]);
    list.into_iter()
        .map(|number| lexical::decimal(number, scale))
        .collect()
}

/// The length wanted, as near as the facets allow.
fn bounded(wanted: usize, facets: &Facets) -> usize {
    let least = facets.length.or(facets.min_length).unwrap_or(0);
    let most = facets.length.or(facets.max_length).unwrap_or(u64::MAX);
    let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
    let length = wanted.max(least).min(most).min(MAX_LENGTH);
    usize::try_from(length).unwrap_or(0)
}

/// The text, cut or repeated until it is as long as the facets want.
fn stretched(text: &str, facets: &Facets) -> String {
    let length = bounded(text.chars().count(), facets);
    let source = if text.trim().is_empty() { "x" } else { text };
    let mut stretched: String = if length <= text.chars().count() {
        text.chars().take(length).collect()
    } else {
        source
            .chars()
            .chain("x".chars())
            .cycle()
            .take(length)
            .collect()
    };
    // White space at an end may not be part of the value.
    for end in [0, length.saturating_sub(1)] {
        if text.trim() == text && stretched.chars().nth(end).is_some_and(char::is_whitespace) {
            stretched = stretched
                .chars()
                .enumerate()
                .map(|(at, c)| if at == end { 'x' } else { c })
                .collect();
        }
    }
    stretched
}

fn bytes(length: usize, rng: &mut Rng) -> Vec<u8> {
    (0..length).map(|_| rng.next().to_le_bytes()[0]).collect()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |half: u8| char::from(DIGITS[usize::from(half & 15)]);
    let both = |byte: &u8| [digit(byte >> 4), digit(*byte)];
    bytes.iter().flat_map(both).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS[usize::try_from(bits >> (18 - 6 * at) & 63).unwrap_or(0)];
            out.push(if usize::try_from(at).unwrap_or(0) <= group.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    out
}

fn is_moment(builtin: Builtin) -> bool {
    matches!(
        builtin,
        Builtin::DateTime
            | Builtin::Time
            | Builtin::Date
            | Builtin::GYearMonth
            | Builtin::GYear
            | Builtin::GMonthDay
            | Builtin::GDay
            | Builtin::GMonth
    )
}

fn moment(builtin: Builtin) -> &'static str {
    match builtin {
        Builtin::DateTime => "2026-03-14T09:26:53Z",
        Builtin::Time => "09:26:53",
        Builtin::Date => "2026-03-14",
        Builtin::GYearMonth => "2026-03",
        Builtin::GYear => "2026",
        Builtin::GMonthDay => "--03-14",
        Builtin::GDay => "---14",
        _ => "--03",
    }
}

/// The forms that a pattern may ask for: fractions of a second, and offsets.
fn moments(builtin: Builtin) -> impl Iterator<Item = String> {
    let plain = moment(builtin).trim_end_matches('Z');
    let seconds = matches!(builtin, Builtin::DateTime | Builtin::Time);
    let digits = if seconds { 0..=9 } else { 0..=0 };
    digits.flat_map(move |digits| {
        let fraction = if digits > 0 {
            format!(".{}", &"123456789"[..digits])
        } else {
            String::new()
        };
        ["", "Z", "+01:00"].map(|offset| format!("{plain}{fraction}{offset}"))
    })
}

fn unusual_moment(builtin: Builtin, rng: &mut Rng) -> String {
    let date = rng
        .pick(&["2024-02-29", "0001-01-01", "9999-12-31", "1900-03-01"])
        .copied();
    let date = date.unwrap_or("2024-02-29");
    let time = rng
        .pick(&["00:00:00", "23:59:59.999999999", "12:00:00.5"])
        .copied();
    let time = time.unwrap_or("00:00:00");
    let offset = rng
        .pick(&["", "Z", "+05:30", "-12:00", "+14:00"])
        .copied()
        .unwrap_or("");
    match builtin {
        Builtin::DateTime => format!("{date}T{time}{offset}"),
        Builtin::Time => format!("{time}{offset}"),
        Builtin::Date => format!("{date}{offset}"),
        Builtin::GYearMonth => format!("{}{offset}", &date[..7]),
        Builtin::GYear => format!("{}{offset}", &date[..4]),
        Builtin::GMonthDay => format!("-{}{offset}", &date[4..]),
        Builtin::GDay => format!("--{}{offset}", &date[7..]),
        _ => format!("-{}{offset}", &date[4..7]),
    }
}
