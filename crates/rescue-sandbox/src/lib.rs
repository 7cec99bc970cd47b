//! A stand-in for the LogMeIn Rescue API, in-process or on a port.
