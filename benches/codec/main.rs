//! Times the codec beside the bare scanner and two codecs by derive, in interleaved rounds, best of all.
//!
//! `cargo bench -p castile-benches --bench codec` prints a table. `-- --once NAME` runs one contestant once over the
//! large reply, for `valgrind --tool=callgrind`; see `benches/README.md`.

#![expect(clippy::cast_precision_loss, reason = "ratios for reading")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use castile_benches::{ours, peers, reply};

const ROWS: usize = 50_000;
const ROUNDS: usize = 9;
/// Small calls in one round.
const CALLS: u32 = 20_000;

/// One way to do what the others of its table do.
struct Contestant {
    name: &'static str,
    /// It is too slow to run in every round and as often.
    slow: bool,
    run: fn(&str),
}

const LARGE: [Contestant; 4] = [
    Contestant {
        name: "scan",
        slow: false,
        run: |text| {
            black_box(peers::scan(text));
        },
    },
    Contestant {
        name: "castile",
        slow: false,
        run: |text| drop(black_box(ours::decode_large(text))),
    },
    Contestant {
        name: "serde",
        slow: false,
        run: |text| drop(black_box(peers::serde_large(text))),
    },
    Contestant {
        name: "yaserde",
        slow: true,
        run: |text| drop(black_box(peers::yaserde_large(text))),
    },
];

const SMALL: [Contestant; 6] = [
    Contestant {
        name: "scan",
        slow: false,
        run: |text| {
            black_box(peers::scan(text));
        },
    },
    Contestant {
        name: "castile decode",
        slow: false,
        run: |text| drop(black_box(ours::decode_small(text))),
    },
    Contestant {
        name: "castile encode",
        slow: false,
        run: |_| drop(black_box(ours::encode(black_box(&ours::request())))),
    },
    Contestant {
        name: "serde decode",
        slow: false,
        run: |text| drop(black_box(peers::serde_small(text))),
    },
    Contestant {
        name: "yaserde decode",
        slow: true,
        run: |text| drop(black_box(peers::yaserde_small(text))),
    },
    Contestant {
        name: "yaserde encode",
        slow: true,
        run: |_| drop(black_box(peers::yaserde_encode())),
    },
];

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench");
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("--once"), Some(name)) => once(&name),
        _ => tables(),
    }
}

/// Runs one contestant once over a reply of a tenth of the size; `none` builds the reply and runs nobody.
fn once(name: &str) {
    let text = reply::sessions(ROWS / 10);
    if let Some(contestant) = LARGE.iter().find(|contestant| contestant.name == name) {
        (contestant.run)(&text);
    } else if name != "none" {
        panic!("no contestant `{name}`; there are scan, castile, serde, yaserde and none");
    }
    println!("{} bytes", text.len());
}

fn tables() {
    let text = reply::sessions(ROWS);
    println!(
        "large reply: {ROWS} rows, {} bytes, best of {ROUNDS} interleaved rounds",
        text.len()
    );
    println!(
        "{:<16} {:>10} {:>10} {:>16}",
        "", "ms", "MB/s", "speed of scan"
    );
    let best = rounds(&LARGE, 1, &text);
    for (contestant, time) in LARGE.iter().zip(&best) {
        let rate = text.len() as f64 / time.as_secs_f64() / 1e6;
        println!(
            "{:<16} {:>10.1} {rate:>10.1} {:>16.3}",
            contestant.name,
            time.as_secs_f64() * 1e3,
            ratio(best[0], *time)
        );
    }

    let text = reply::small();
    println!(
        "\nsmall call: request and reply of requestAuthCodeSSO, {} bytes, best of {ROUNDS} interleaved rounds",
        text.len()
    );
    println!("{:<16} {:>10} {:>16}", "", "ns", "speed of scan");
    let best = rounds(&SMALL, CALLS, &text);
    for (contestant, time) in SMALL.iter().zip(&best) {
        println!(
            "{:<16} {:>10.0} {:>16.3}",
            contestant.name,
            time.as_secs_f64() * 1e9,
            ratio(best[0], *time)
        );
    }
    let both = best[1] + best[2];
    println!(
        "{:<16} {:>10.0} {:>16.3}",
        "castile, both",
        both.as_secs_f64() * 1e9,
        ratio(best[0], both)
    );
}

/// The best time of each contestant for one run.
fn rounds(contestants: &[Contestant], runs: u32, text: &str) -> Vec<Duration> {
    let mut best = vec![Duration::MAX; contestants.len()];
    for round in 0..ROUNDS {
        for (contestant, best) in contestants.iter().zip(&mut best) {
            if contestant.slow && round % 4 != 0 {
                continue;
            }
            let runs = if contestant.slow {
                (runs / 20).max(1)
            } else {
                runs
            };
            let start = Instant::now();
            for _ in 0..runs {
                (contestant.run)(black_box(text));
            }
            *best = (*best).min(start.elapsed() / runs);
        }
    }
    best
}

fn ratio(base: Duration, time: Duration) -> f64 {
    base.as_secs_f64() / time.as_secs_f64()
}
