//! A type of the user's own, which the case `overrides` has in the place of a decimal.

/// An amount in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Money(pub i64);

/// A text that is no amount.
#[derive(Debug)]
pub struct NoMoney;

impl std::fmt::Display for NoMoney {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("there are not two digits after a point")
    }
}

impl std::str::FromStr for Money {
    type Err = NoMoney;

    fn from_str(text: &str) -> Result<Self, NoMoney> {
        let (whole, cents) = text.split_once('.').ok_or(NoMoney)?;
        if cents.len() != 2 {
            return Err(NoMoney);
        }
        let hundredths = format!("{whole}{cents}").parse();
        hundredths.map(Self).map_err(|_| NoMoney)
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sign, amount) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        write!(f, "{sign}{}.{:02}", amount / 100, amount % 100)
    }
}

castile::simple_type!(Money, "an amount such as `12.50`");
