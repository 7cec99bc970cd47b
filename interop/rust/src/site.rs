//! Where the service is, and clients of it that keep what they sent and received.

use std::sync::{Arc, Mutex, PoisonError};

use castile::codegen::{Element, Operation};
use castile::envelope::{Outcome, ReplyReader};
use castile::transport::{ReqwestTransport, SendFuture, SendOptions, Transport};
use castile::{Client, Limits, Policy, SoapVersion};
use castile_interop::api::ApiClient;
use castile_interop::extra::ExtraClient;
use castile_interop::legacy::LegacyClient;

use crate::check::Failure;

/// The service and the version of SOAP to call it in.
#[derive(Clone)]
pub(crate) struct Site {
    /// `http://127.0.0.1:PORT`.
    pub(crate) origin: String,
    /// The version.
    pub(crate) version: SoapVersion,
}

impl Site {
    /// A client of `API.asmx` with cookies of its own.
    pub(crate) fn api(&self) -> Result<ApiClient, Failure> {
        Ok(ApiClient::new(
            self.client("API.asmx", ReqwestTransport::new())?,
        ))
    }

    /// A client of `API.asmx`, and what it last sent and received.
    pub(crate) fn recorded_api(&self) -> Result<(ApiClient, Recording), Failure> {
        let recording = Recording::default();
        let transport = RecordingTransport {
            inner: ReqwestTransport::new(),
            recording: recording.clone(),
        };
        Ok((
            ApiClient::new(self.client("API.asmx", transport)?),
            recording,
        ))
    }

    /// A client of `Extra.asmx`.
    pub(crate) fn extra(&self) -> Result<ExtraClient, Failure> {
        Ok(ExtraClient::new(
            self.client("Extra.asmx", ReqwestTransport::new())?,
        ))
    }

    /// A client of `Legacy.asmx`.
    pub(crate) fn legacy(&self) -> Result<LegacyClient, Failure> {
        Ok(LegacyClient::new(
            self.client("Legacy.asmx", ReqwestTransport::new())?,
        ))
    }

    fn client(&self, page: &str, transport: impl Transport + 'static) -> Result<Client, Failure> {
        let endpoint = format!("{}/API/{page}", self.origin);
        Ok(Client::with_transport(endpoint, transport)?.with_version(self.version))
    }
}

/// The last request and its reply.
#[derive(Clone, Default)]
pub(crate) struct Recording(Arc<Mutex<(String, String)>>);

impl Recording {
    /// The last request.
    pub(crate) fn request(&self) -> String {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .0
            .clone()
    }

    /// The last reply.
    pub(crate) fn reply(&self) -> String {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .1
            .clone()
    }

    /// Reads the last request as a service would that has the decoder of the client.
    pub(crate) fn decode_request<T: Element>(
        &self,
        operation: &'static Operation,
        version: SoapVersion,
    ) -> Result<T, Failure> {
        let mut value = T::blank();
        let reader = ReplyReader {
            operation,
            version,
            limits: &Limits::default(),
            policy: &Policy::strict(),
        };
        match reader.read(&self.request(), &mut value, &mut ())? {
            Outcome::Answer(_) => Ok(value),
            Outcome::Fault(fault) => Err(Failure(format!("the request is a fault: {fault}"))),
        }
    }
}

struct RecordingTransport {
    inner: ReqwestTransport,
    recording: Recording,
}

impl Transport for RecordingTransport {
    fn send<'a>(
        &'a self,
        request: http::Request<Vec<u8>>,
        options: &'a SendOptions,
    ) -> SendFuture<'a> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Box::pin(async move {
            let sent = text(request.body());
            let reply = self.inner.send(request, options).await?;
            *self
                .recording
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = (sent, text(reply.body()));
            Ok(reply)
        })
    }
}
