//! Rules of success: each kind of status, there, absent and nil.

mod support;

use castile::{Error, ErrorKind, Reply};
use castile_build_cases::success::{
    Ask, Code, CountRequestHeaders, CountResponse, CountResponseHeaders, ExampleClient,
    LoginResponse, operations,
};
use support::{Canned, client, run};

/// A client that is answered with this element, which has this content.
fn answered(element: &str, content: &str) -> ExampleClient {
    ExampleClient::new(client(Canned::ok(format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><s:Header><Trace xmlns=\"urn:example\">t</Trace></s:Header>\
         <s:Body><{element} xmlns=\"urn:example\">{content}</{element}></s:Body></s:Envelope>"
    ))))
}

/// `None` for success, else the status of the refusal.
fn refusal<T, H>(called: Result<Reply<T, H>, Error>) -> Option<String> {
    let error = called.err()?;
    assert_eq!(error.kind(), ErrorKind::Refused, "{error:?}");
    Some(error.refusal().expect("a refusal").to_owned())
}

/// Calls a method with each content, and compares with the status that refuses.
macro_rules! check {
    ($method:ident $element:literal $($content:literal => $expected:expr;)*) => {$(
        let service = answered($element, $content);
        let expected: Option<&str> = $expected;
        assert_eq!(refusal(run(service.$method(&Ask {}))).as_deref(), expected, $content);
    )*};
}

#[test]
fn statuses_are_judged() {
    check! { login "loginResponse"
        "<loginResult>login_OK</loginResult>" => None;
        "<loginResult>OK</loginResult>" => None;
        "<loginResult>login_Invalid</loginResult>" => Some("login_Invalid");
        "<loginResult>login_New</loginResult>" => Some("login_New");
        "<loginResult/>" => Some("");
    }
    check! { get_user_v2 "getUser_v2Response"
        "<getUser_v2Result>getUser_OK</getUser_v2Result>" => None;
        "<getUser_v2Result>getUser_v2_OK</getUser_v2Result>" => None;
        "<getUser_v2Result>getUser_v3_OK</getUser_v2Result>" => Some("getUser_v3_OK");
        "<getUser_v2Result>getUser_Not_OK</getUser_v2Result>" => Some("getUser_Not_OK");
        "" => Some("");
    }
    check! { get_price "getPriceResponse"
        "<Result><Status><Number>1</Number></Status></Result>" => None;
        "<Result><Status><Number>+00</Number></Status></Result>" => None;
        "<Result><Status><Number>-1</Number></Status></Result>" => Some("-1");
        "<Result><Status xsi:nil=\"true\"/></Result>" => Some("");
        "<Result/>" => Some("");
        "" => Some("");
    }
    check! { get_note "getNoteResponse"
        "<Result code=\"0\"/>" => None;
        "<Result code=\"7\"/>" => Some("7");
        "<Result/>" => Some("");
    }
    check! { get_text "getTextResponse"
        "<Result><Status><Number>1</Number><Text>fine</Text></Status></Result>" => None;
        "<Result><Status><Number>1</Number><Text>bad</Text></Status></Result>" => Some("bad");
        "<Result><Status><Number>1</Number></Status></Result>" => Some("");
    }
    check! { ping "pingResponse"
        "<alive>1</alive>" => None;
        "<alive>true</alive>" => None;
        "<alive>0</alive>" => Some("false");
    }
    check! { find "findResponse"
        "<found>a</found>" => None;
        "<error/>" => None;
        "<error>none</error>" => Some("none");
    }
    check! { list "listResponse" "<row>a</row>" => None; }
}

#[test]
fn a_refusal_has_the_answer_and_its_headers() {
    let count = |content: &str| {
        let service = answered("countResponse", content);
        run(service.count(&Ask {}, &CountRequestHeaders::default()))
    };
    let reply = count("<countResult>0</countResult>").expect("success");
    assert_eq!(reply.headers().trace.as_deref(), Some("t"));
    let error = count("<countResult xsi:nil=\"true\"/>").expect_err("a refusal");
    let reply: &Reply<CountResponse, CountResponseHeaders> = error.answer().expect("the answer");
    assert_eq!(reply.headers().trace.as_deref(), Some("t"));
    assert!(reply.count_result.is_nil());
    assert_eq!(
        error.to_string(),
        "`count` over SOAP 1.1 at http://localhost/: the answer has no status in `countResult`"
    );
}

#[test]
fn rules_are_public() {
    let answer = |login_result| LoginResponse {
        login_result,
        ticket: None,
    };
    let rule = &operations::success::LOGIN;
    assert_eq!(rule.refusal(&answer(Code::LoginOk)), None);
    assert_eq!(
        rule.refusal(&answer(Code::LoginInvalid)).as_deref(),
        Some("login_Invalid")
    );
}
