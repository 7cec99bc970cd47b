//! Conversions from and to `rust_decimal`.
