//! Clients of the ASMX service in `interop/asmx`, generated from the contracts that it publishes.
//!
//! The program beside this file calls the service with them and checks every value.

pub mod api {
    //! `API.asmx`: the part of the Rescue API that peers are tried on, and one of every type.
    include!(concat!(env!("OUT_DIR"), "/API.rs"));
}

pub mod extra {
    //! `Extra.asmx`: headers, one-way, bare, `DataSet`, overloads.
    include!(concat!(env!("OUT_DIR"), "/Extra.rs"));
}

pub mod legacy {
    //! `Legacy.asmx`: RPC/encoded.
    include!(concat!(env!("OUT_DIR"), "/Legacy.rs"));
}

pub mod php {
    //! `php/service.wsdl`: RPC/encoded, served by PHP.
    include!(concat!(env!("OUT_DIR"), "/service.rs"));
}
