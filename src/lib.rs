//! Typed client for the LogMeIn Rescue API.

pub mod api;
