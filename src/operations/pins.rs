//! PIN codes, invitation links, and the text of an invitation.

use std::fmt;
use std::str::FromStr;

use super::{brought, call, soap};
use crate::api;
use crate::aspx::{self, Found, Labelled, Problem};
use crate::client::Rescue;
use crate::error::Error;
use crate::pace::Limit;
use crate::page::Parameters;
use crate::reply::Reply;

/// The calls about PIN codes and other invitations: [`Rescue::pins`].
///
/// The service gives one code a second and refuses more with
/// [`PollRateExceeded`](crate::ReturnValue::PollRateExceeded).
#[derive(Debug, Clone, Copy)]
pub struct Pins<'r>(pub(super) &'r Rescue);

/// A PIN code: six digits, leading zeros included.
///
/// `requestPINCode` gives it as a number over SOAP, which loses them; they are put back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PinCode(String);

impl PinCode {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of_number(number: i32) -> Result<Self, String> {
        format!("{number:06}").parse()
    }

    fn number(&self) -> i32 {
        self.0
            .bytes()
            .fold(0, |number, digit| number * 10 + i32::from(digit - b'0'))
    }
}

impl fmt::Display for PinCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for PinCode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err("expected a PIN code of six digits, found another text".to_owned())
        }
    }
}

/// What goes with a PIN code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PinRequest {
    /// The custom fields. The first is the name of the customer, of 64 characters at most; the guide allows 512 for
    /// the second and third, 256 for the fourth, 64 for the fifth and sixth.
    pub custom_fields: [Option<String>; 6],
    /// The tracking field, of 64 characters at most.
    pub tracking: Option<String>,
    /// Whether the technician's console need not run.
    pub without_console: bool,
}

/// The text message that a Lens code goes out in. Both are inferred from their names over SOAP, and stated for the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LensMessage {
    /// The number it goes to.
    pub phone_number: Option<String>,
    /// Its language: `de`, `en`, `es`, `fr`, `nl` or `pt-br`; English without one.
    pub language: Option<String>,
}

/// A PIN code of a Lens session.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LensPin {
    /// The code.
    pub pin: PinCode,
    /// What became of the text message, in a word of the service. Known is `sendInvitationForMobileSession_OK`.
    pub sms_result: Option<String>,
}

/// The text of an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct EmailText {
    /// The subject.
    pub subject: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// The address that the customer opens.
    pub link: Option<String>,
    /// The signature.
    pub signature: Option<String>,
}

const FIELDS: [&str; 6] = [
    "cfield0", "cfield1", "cfield2", "cfield3", "cfield4", "cfield5",
];

/// The request of a PIN operation over SOAP, whose fields are called alike in all of them.
macro_rules! pin_request {
    ($rescue:expr, $type:ident, $request:expr, $no_console:expr $(, $field:ident: $value:expr)*) => {{
        let [c0, c1, c2, c3, c4, c5] = $request.custom_fields.clone();
        api::$type {
            s_c_field0: c0,
            s_c_field1: c1,
            s_c_field2: c2,
            s_c_field3: c3,
            s_c_field4: c4,
            s_c_field5: c5,
            s_tracking0: $request.tracking.clone(),
            b_no_tech_console: $no_console,
            s_auth_code: $rescue.code(),
            $($field: $value,)*
        }
    }};
}

impl PinRequest {
    /// The name of the customer, which is the first custom field; nothing else.
    pub fn named(name: impl Into<String>) -> Self {
        let mut request = Self::default();
        request.custom_fields[0] = Some(name.into());
        request
    }

    fn parameters(&self) -> Parameters<'_> {
        let fields = FIELDS.into_iter().zip(&self.custom_fields);
        let fields = fields.chain([("tracking0", &self.tracking)]);
        let fields = fields.filter_map(|(name, value)| Some((name, value.as_deref()?.into())));
        let mut parameters: Parameters<'_> = fields.collect();
        let no_console = if self.without_console { "1" } else { "0" };
        parameters.push(("notechconsole", no_console.into()));
        parameters
    }
}

impl Pins<'_> {
    /// Asks for a PIN code by the method `requestPINCode`. Inferred over SOAP: the names of the authentication code and of
    /// the flag for the console, from `requestLensPINCodeV2`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn request(&self, request: &PinRequest) -> Result<Reply<PinCode>, Error> {
        self.0.wait(Limit::PinCode).await;
        call!(
            self.0,
            REQUEST_PIN_CODE pin_request!(self.0, RequestPinCode, request, request.without_console.then_some(true)) => |answer| PinCode::of_number(answer.i_pin_code),
            "requestPINCode" request.parameters() => |text| {
                // The guide has six digits; where the page writes the number it has fewer.
                pin_line(text, |digits| format!("{digits:0>6}").parse().ok())
            }
        )
    }

    /// Asks for a PIN code by the page `requestPINCode_v2.aspx`. Its spelling over SOAP is not known. Inferred: the
    /// name of the page, from the method of the guide.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn request_v2(&self, request: &PinRequest) -> Result<Reply<PinCode>, Error> {
        self.0.wait(Limit::PinCode).await;
        self.0
            .page("requestPINCode_v2", request.parameters(), pin_of_page)
            .await
    }

    /// Asks for a PIN code of a technician, or the caller, by the method `requestPINCodeV3`. Inferred: the name of
    /// the page `requestPINCode_v3.aspx`, from the method of the guide; over SOAP the type and place of the node.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn request_v3(
        &self,
        request: &PinRequest,
        technician: Option<i32>,
    ) -> Result<Reply<PinCode>, Error> {
        self.0.wait(Limit::PinCode).await;
        let mut parameters = request.parameters();
        parameters.extend(technician.map(|node| ("NodeId", node.to_string().into())));
        call!(
            self.0,
            REQUEST_PIN_CODE_V3 pin_request!(
                self.0, RequestPinCodeV3, request, request.without_console.then_some(true), node_id: technician
            ) => |answer| pin(answer.s_pin_code.as_ref()),
            "requestPINCode_v3" parameters => pin_of_page
        )
    }

    /// Asks for a PIN code of a Lens session by the method `requestLensPINCodeV2`, over SOAP: it has no page.
    /// Inferred: the name of its out parameter, from `requestPINCodeV3`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn request_lens_v2(&self, request: &PinRequest) -> Result<Reply<PinCode>, Error> {
        self.0.wait(Limit::PinCode).await;
        soap!(
            self.0,
            REQUEST_LENS_PIN_CODE_V2 pin_request!(
                self.0, RequestLensPinCodeV2, request, request.without_console
            ) => |answer| pin(answer.s_pin_code.as_ref())
        )
    }

    /// Asks for a PIN code of a Lens session, and sends it, by the method `requestLensPINCodeV3`. Inferred: the name
    /// of its out parameter over SOAP, and of the page `requestLensPINCode_v3.aspx`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn request_lens_v3(
        &self,
        request: &PinRequest,
        message: &LensMessage,
    ) -> Result<Reply<LensPin>, Error> {
        self.0.wait(Limit::PinCode).await;
        call!(
            self.0,
            REQUEST_LENS_PIN_CODE_V3 pin_request!(
                self.0, RequestLensPinCodeV3, request, request.without_console,
                s_phone_number: message.phone_number.clone(), s_lang_code: message.language.clone()
            ) => |answer| Ok(LensPin {
                pin: pin(answer.s_pin_code.as_ref())?,
                sms_result: None,
            }),
            "requestLensPINCode_v3" lens_parameters(request, message) => lens_of_page
        )
    }

    /// Asks for a PIN code of a Lens session of a technician, or the caller, and sends it, by the page
    /// `requestLensPINCode_v4.aspx`. Its spelling over SOAP is not known. Inferred: the name of the page.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn request_lens_v4(
        &self,
        request: &PinRequest,
        message: &LensMessage,
        technician: Option<i32>,
    ) -> Result<Reply<LensPin>, Error> {
        self.0.wait(Limit::PinCode).await;
        let mut parameters = lens_parameters(request, message);
        parameters.extend(technician.map(|node| ("NodeId", node.to_string().into())));
        self.0
            .page("requestLensPINCode_v4", parameters, lens_of_page)
            .await
    }

    /// Asks for the address of an invitation by the method `requestInvitationLink`, over SOAP: it has no page. The
    /// two fields are the first custom fields. Inferred: their order; more inputs probably exist.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn invitation_link(
        &self,
        custom_fields: [Option<String>; 2],
        technician: Option<i32>,
    ) -> Result<Reply<String>, Error> {
        self.0.wait(Limit::PinCode).await;
        let [c0, c1] = custom_fields;
        soap!(
            self.0,
            REQUEST_INVITATION_LINK api::RequestInvitationLink {
                s_c_field0: c0,
                s_c_field1: c1,
                s_auth_code: self.0.code(),
                node_id: technician,
            } => |answer| {
                let link = answer.s_invitation_link.as_ref().filter(|link| !link.is_empty());
                brought(link, "sInvitationLink")
            }
        )
    }

    /// The text of an invitation for a PIN code by the method `generateEmailText`. The service makes one a second
    /// and refuses more with [`Error`](crate::ReturnValue::Error). Over SOAP none of its words is documented. Inferred
    /// there: the name of the authentication code, from other methods, and the order of the reply, from the guide.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn email_text(&self, pin: &PinCode) -> Result<Reply<EmailText>, Error> {
        self.0.wait(Limit::EmailText).await;
        call!(
            self.0,
            GENERATE_EMAIL_TEXT api::GenerateEmailText {
                i_pin_code: pin.number(),
                s_auth_code: self.0.code(),
            } => |answer| Ok(EmailText {
                subject: answer.s_subject.clone(),
                text: answer.s_text.clone(),
                link: answer.s_link.clone(),
                signature: answer.s_signature.clone(),
            }),
            "generateEmailText" vec![("pincode", pin.as_str().into())] => email_text_of_page
        )
    }
}

fn lens_parameters<'a>(request: &'a PinRequest, message: &'a LensMessage) -> Parameters<'a> {
    let mut parameters = request.parameters();
    let message = [
        ("PhoneNumber", &message.phone_number),
        ("LangCode", &message.language),
    ];
    parameters.extend(
        message
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?.into()))),
    );
    parameters
}

/// The code of an answer over SOAP.
fn pin(code: Option<&String>) -> Result<PinCode, String> {
    brought(code, "sPINCode")?.trim().parse()
}

fn pin_of_page(text: &str) -> Result<Found<PinCode>, Problem> {
    pin_line(text, |digits| digits.parse().ok())
}

fn pin_line(text: &str, read: impl Fn(&str) -> Option<PinCode>) -> Result<Found<PinCode>, Problem> {
    let lines = Labelled::read(aspx::data(text)?, &["PINCODE"], &[])?;
    Ok(Found {
        value: lines.required("PINCODE", "six digits", read)?,
        has_more: lines.has_more,
    })
}

fn lens_of_page(text: &str) -> Result<Found<LensPin>, Problem> {
    let lines = Labelled::read(aspx::data(text)?, &["PINCODE", "SMS_RESULT"], &[])?;
    Ok(Found {
        value: LensPin {
            pin: lines.required("PINCODE", "six digits", |text| text.parse().ok())?,
            sms_result: lines.text("SMS_RESULT"),
        },
        has_more: lines.has_more,
    })
}

fn email_text_of_page(text: &str) -> Result<Found<EmailText>, Problem> {
    let labels = ["SUBJECT", "TEXT", "LINK", "SIGNATURE"];
    let lines = Labelled::read(aspx::data(text)?, &labels, &["TEXT", "SIGNATURE"])?;
    lines.required("LINK", "an address", |text| Some(text.to_owned()))?;
    Ok(Found {
        value: EmailText {
            subject: lines.text("SUBJECT"),
            text: lines.text("TEXT"),
            link: lines.text("LINK"),
            signature: lines.text("SIGNATURE"),
        },
        has_more: lines.has_more,
    })
}
