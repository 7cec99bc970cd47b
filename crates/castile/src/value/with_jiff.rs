//! Conversions from and to the types of `jiff`.
