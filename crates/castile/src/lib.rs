//! Runtime of SOAP clients generated from WSDL: codec, envelopes, faults, transport.
