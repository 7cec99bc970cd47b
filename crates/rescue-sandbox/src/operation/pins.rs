//! PIN codes, invitation links and the text of an invitation.

use super::table::{EMAIL_TEXT_LIMIT, PIN_LIMIT};
use super::{Field, Played, Turn, Value, field, text};
use crate::company::{Node, NodeType};
use crate::state::Pin;

const CUSTOM: [&str; 6] = [
    "cfield0", "cfield1", "cfield2", "cfield3", "cfield4", "cfield5",
];

/// The PIN as a number, which loses its leading zeros over SOAP; the page has all six digits.
pub(super) fn request_pin_code(turn: &mut Turn<'_>) -> Played {
    let code = new_pin(turn, false)?;
    let number = i32::try_from(code).map_err(|_| "Error")?;
    Ok(vec![
        field("iPINCode", "", Value::Int(number)),
        field("", "PINCODE", digits(code)),
    ])
}

pub(super) fn request_pin_code_text(turn: &mut Turn<'_>) -> Played {
    let code = new_pin(turn, false)?;
    Ok(pin_fields(code))
}

pub(super) fn request_lens_pin_code(turn: &mut Turn<'_>) -> Played {
    let code = new_pin(turn, true)?;
    Ok(pin_fields(code))
}

/// The sandbox sends no text message; it says that it did where a number was given.
pub(super) fn request_lens_pin_code_v4(turn: &mut Turn<'_>) -> Played {
    let mut fields = request_lens_pin_code(turn)?;
    if !turn.args.word("PhoneNumber").is_empty() {
        // The guide shows the space.
        fields.push(field(
            "",
            "SMS_RESULT",
            text(" sendInvitationForMobileSession_OK"),
        ));
    }
    Ok(fields)
}

pub(super) fn request_invitation_link(turn: &mut Turn<'_>) -> Played {
    let code = new_pin(turn, false)?;
    Ok(vec![field("sInvitationLink", "", text(link(turn, code)))])
}

fn pin_fields(code: u32) -> Vec<Field> {
    vec![field("sPINCode", "PINCODE", digits(code))]
}

fn digits(code: u32) -> Value {
    text(format!("{code:06}"))
}

/// Where a customer enters the code. The service's own address is not known; this is the sandbox's.
fn link(turn: &Turn<'_>, code: u32) -> String {
    format!("{}/_sandbox/join?pin={code:06}", turn.origin)
}

fn new_pin(turn: &mut Turn<'_>, for_lens: bool) -> Result<u32, &'static str> {
    let email = turn.caller()?;
    let args = turn.args;
    let company = turn.company();
    let technician = match args.int("NodeId") {
        0 => company
            .person(&email)
            .find(|node| node.kind == NodeType::Technician),
        id => company
            .node(id)
            .filter(|node| node.kind == NodeType::Technician),
    };
    let technician = technician.ok_or("NotTechnician")?;
    if !technician.enabled {
        return Err("User_Deleted_Or_Disabled");
    }
    if for_lens && !technician.lens {
        return Err("NoAccessToLens");
    }
    if !args.bool("notechconsole") && !technician.has_console() {
        return Err("NoTechConsoleRunning");
    }
    let technician = technician.id;
    turn.limit(&PIN_LIMIT, "PollRateExceeded", &email)?;
    let code = turn.state.new_pin().ok_or("OutOfPINCodes")?;
    turn.state.pins.push(Pin {
        code,
        technician,
        custom: CUSTOM.map(|key| args.text(key).map(str::to_owned)),
        tracking: args.text("tracking0").map(str::to_owned),
    });
    Ok(code)
}

/// A call too soon is a plain `Error` here, as the guide has it.
pub(super) fn generate_email_text(turn: &mut Turn<'_>) -> Played {
    let email = turn.caller()?;
    let code = if turn.over_soap {
        u32::try_from(turn.args.int("iPINCode")).ok()
    } else {
        let sent = turn.args.word("pincode");
        if sent.len() != 6 || !sent.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("InvalidPINFormat");
        }
        sent.parse().ok()
    };
    let is_technician = |node: &&Node| node.kind == NodeType::Technician;
    let technician = turn
        .company()
        .person(&email)
        .find(is_technician)
        .ok_or("NotTechnician")?;
    let name = technician.name.clone();
    turn.limit(&EMAIL_TEXT_LIMIT, "Error", &email)?;
    let known = |code: &u32| turn.state.pins.iter().any(|pin| pin.code == *code);
    let code = code.filter(known).ok_or("Error")?;
    Ok(vec![
        field(
            "sSubject",
            "SUBJECT",
            text(format!("Support by {}", turn.company().organization)),
        ),
        field(
            "sText",
            "TEXT",
            text(format!(
                "Please open this address and enter {code:06} if you are asked to."
            )),
        ),
        field("sLink", "LINK", text(link(turn, code))),
        field("sSignature", "SIGNATURE", text(name)),
    ])
}
