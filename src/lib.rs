//! Typed client for the LogMeIn Rescue API.
