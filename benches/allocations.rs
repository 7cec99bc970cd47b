//! Counts the allocations of reading the large reply, against the values in it that own memory.
//!
//! `cargo bench -p castile-benches --bench allocations`. A target of its own, as counting would slow the timed one.

#![expect(clippy::cast_precision_loss, reason = "ratios for reading")]

use std::alloc::System;
use std::hint::black_box;

use castile_benches::{ours, peers, reply};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ROWS: usize = 50_000;

fn main() {
    let text = reply::sessions(ROWS);
    let value = ours::decode_large(&text);
    let rows = value.a_sessions.expect("rows").session_v3;
    let rows: Vec<_> = rows
        .into_iter()
        .filter_map(castile::Nillable::into_option)
        .collect();
    let strings: usize = rows
        .iter()
        .map(|row| usize::from(row.s_tech.is_some()) + usize::from(row.s_note.is_some()))
        .sum();
    drop(rows);
    println!("large reply: {ROWS} rows with {strings} strings");
    println!(
        "{:<10} {:>14} {:>16} {:>12}",
        "", "allocations", "reallocations", "per row"
    );
    count("castile", || drop(black_box(ours::decode_large(&text))));
    count("serde", || drop(black_box(peers::serde_large(&text))));
    count("yaserde", || drop(black_box(peers::yaserde_large(&text))));

    let (small, request) = (reply::small(), ours::request());
    println!("\nsmall call");
    count("decode", || drop(black_box(ours::decode_small(&small))));
    count("encode", || drop(black_box(ours::encode(&request))));
}

fn count(name: &str, run: impl FnOnce()) {
    let region = Region::new(ALLOCATOR);
    run();
    let stats = region.change();
    let per_row = stats.allocations as f64 / ROWS as f64;
    println!(
        "{name:<10} {:>14} {:>16} {per_row:>12.3}",
        stats.allocations, stats.reallocations
    );
}
