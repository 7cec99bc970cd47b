//! Plain values: every kind of character, the limits of numbers, and a call that takes too long.

use std::time::{Duration, Instant};

use castile::ErrorKind;
use castile_interop::api::{Add, EchoString, Sleep};

use crate::check::{Checked, Failure, clean, holds, present, same};
use crate::site::Site;

async fn echo(site: &Site, text: Option<&str>) -> Result<Option<String>, Failure> {
    let request = EchoString {
        s: text.map(str::to_owned),
    };
    Ok(clean(site.api()?.echo_string(&request).await?)?.echo_string_result)
}

pub(crate) async fn characters(site: &Site) -> Checked {
    let kept = [
        "plain",
        " two leading  blanks, trailing ones  ",
        "tab\tand\nline feed",
        "<&>\"' ]]> <![CDATA[x]]> &amp; &#10; <!-- x -->",
        "žluťoučký kůň, 日本語, עברית, \u{1F600} \u{10FFFD}",
        "\u{85}\u{2028}\u{FFFD}\u{7F}\u{A0}\u{FEFF}\u{200B}",
    ];
    for text in kept {
        same(
            "echoString",
            &echo(site, Some(text)).await?.as_deref(),
            &Some(text),
        )?;
    }
    let long = "0123456789 \u{e9}<&\n".repeat(100_000);
    holds(echo(site, Some(&long)).await? == Some(long), || {
        "a text of 1.6 MB comes back as another".to_owned()
    })?;
    Ok(format!(
        "{} texts and one of 1.6 MB given back as sent",
        kept.len()
    ))
}

/// What the service, and not we, makes another text of.
pub(crate) async fn changed_characters(site: &Site) -> Checked {
    // It reads the carriage returns, sends them as they are, and XML makes line feeds of them (XML 1.0, 2.11).
    same(
        "CR and CR LF",
        &echo(site, Some("a\rb\r\nc")).await?.as_deref(),
        &Some("a\nb\nc"),
    )?;
    same("empty", &echo(site, Some("")).await?.as_deref(), &Some(""))?;
    same("absent", &echo(site, None).await?, &None)?;
    Ok("CR comes back as LF; empty and absent stay apart".to_owned())
}

pub(crate) async fn impossible_characters(site: &Site) -> Checked {
    for text in ["nul \0", "escape \u{1b}", "\u{FFFE}"] {
        let error = site
            .api()?
            .echo_string(&EchoString {
                s: Some(text.to_owned()),
            })
            .await
            .err();
        same(
            "kind of error",
            &present("error", error)?.kind(),
            &ErrorKind::Encode,
        )?;
    }
    Ok("what XML cannot carry is refused before it is sent".to_owned())
}

pub(crate) async fn add(site: &Site) -> Checked {
    let sums = [
        (i32::MAX, 0, i32::MAX),
        (i32::MIN, 0, i32::MIN),
        (i32::MIN, i32::MAX, -1),
        (i32::MAX, 1, i32::MIN),
        (0, 0, 0),
    ];
    let api = site.api()?;
    for (a, b, sum) in sums {
        same(
            "addResult",
            &clean(api.add(&Add::new(a, b)).await?)?.add_result,
            &sum,
        )?;
    }
    Ok("both ends of int; past them C# wraps".to_owned())
}

pub(crate) async fn timeout(site: &Site) -> Checked {
    let api = site.api()?;
    same(
        "sleepResult",
        &clean(api.sleep(&Sleep::new(20)).await?)?.sleep_result,
        &20,
    )?;
    let limit = Duration::from_millis(400);
    let hasty = castile_interop::api::ApiClient::new(api.client().clone().with_timeout(limit));
    let start = Instant::now();
    let error = present("error", hasty.sleep(&Sleep::new(3000)).await.err())?;
    let took = start.elapsed();
    same("kind of error", &error.kind(), &ErrorKind::Timeout)?;
    holds(
        error.is_timeout() && error.may_have_reached_server(),
        || format!("the error does not say what it should: {error:?}"),
    )?;
    holds(took >= limit && took < Duration::from_secs(2), || {
        format!("it took {took:?} with a limit of {limit:?}")
    })?;
    same(
        "the next sleepResult",
        &clean(api.sleep(&Sleep::new(1)).await?)?.sleep_result,
        &1,
    )?;
    Ok(format!(
        "gave up after {} ms of 3000, limit 400",
        took.as_millis()
    ))
}
