//! How many megabytes of a paste are read in a second, and whether time grows with size alone.

use std::fmt::Write as _;

use divan::Bencher;
use divan::counter::BytesCount;
use rtx_vpn_doctor::{Paste, parse, text};

const MEGABYTE: usize = 1_000_000;

/// Sizes of a paste in megabytes.
const SIZES: [usize; 3] = [1, 4, 16];

fn main() {
    divan::main();
}

/// `show ipsec sa` of a hub: three rows for each gateway.
fn rows(bytes: usize) -> String {
    let mut out = String::with_capacity(bytes + 256);
    let mut gateway = 0;
    while out.len() < bytes {
        gateway += 1;
        let sa = gateway * 3;
        let peer = format!("10.{}.{}.2", gateway / 250 % 250, gateway % 250);
        let parent = sa + 1;
        let life = 10_000 + gateway % 18_000;
        let _ = write!(
            out,
            "{parent:<5} {gateway:<4} -     isakmp        -    {life:<7} {peer}\n\
             {:<5} {gateway:<4} {parent:<6}tun[{gateway:04}]esp  send {life:<7} {peer}\n\
             {:<5} {gateway:<4} {parent:<6}tun[{gateway:04}]esp  recv {life:<7} {peer}\n",
            sa + 2,
            sa + 3,
        );
    }
    let total = format!("Total: isakmp:{gateway} send:{gateway} recv:{gateway}");
    let head = "sa    sgw isakmp connection    dir  life[s] remote-id";
    format!(
        "# show ipsec sa\n{total}\n\n{head}\n{}\n{out}#\n",
        "-".repeat(76)
    )
}

/// The detail of each gateway of a hub: three blocks each.
fn blocks(bytes: usize) -> String {
    let key = "Key: ** ** ** ** **  (confidential)   ** ** ** ** **";
    let ruler = "-".repeat(52);
    let mut out = String::with_capacity(bytes + 1024);
    let mut gateway = 0_u32;
    while out.len() < bytes {
        gateway += 1;
        let sa = gateway * 3;
        let ids = format!(
            "Local ID: 192.0.2.1\nRemote ID: 10.{}.{}.2",
            gateway / 250 % 250,
            gateway % 250
        );
        let bytes = gateway
            .to_be_bytes()
            .map(|byte| format!("{byte:02x}"))
            .join(" ");
        let life = 10_000 + gateway % 18_000;
        let _ = write!(
            out,
            "# show ipsec sa gateway {gateway} detail\nSA[{}] Duration: {life}s\n{ids}\nProtocol: IKE\n\
             Algorithm: AES-CBC, SHA-1, MODP 1024bit\nSPI: {bytes} {bytes} {bytes} {bytes} \n{key}\n{ruler}\n",
            sa + 1,
        );
        for (at, direction) in [(2, "send"), (3, "receive")] {
            let _ = write!(
                out,
                "SA[{}] Duration: {life}s\n{ids}\nDirection: {direction}\nProtocol: ESP (Mode: tunnel)\n\
                 Algorithm: AES-CBC (for Auth.: HMAC-SHA)\nSPI: {bytes} \n{key}\n{ruler}\n",
                sa + at,
            );
        }
    }
    out + "#\n"
}

fn analyze_text(bencher: Bencher<'_, '_>, text: &str) {
    let paste = Paste {
        text,
        ..Paste::default()
    };
    bencher
        .counter(BytesCount::of_str(text))
        .bench_local(|| rtx_vpn_doctor::analyze(&[divan::black_box(paste)]));
}

fn parse_text(bencher: Bencher<'_, '_>, paste: &str) {
    let grammar = parse::grammar();
    bencher.counter(BytesCount::of_str(paste)).bench_local(|| {
        let document = text::read(divan::black_box(paste));
        let parts = text::split(&document, &grammar);
        parts.iter().map(parse::parse).collect::<Vec<_>>()
    });
}

#[divan::bench(args = SIZES)]
fn rows_whole_analysis(bencher: Bencher<'_, '_>, megabytes: usize) {
    analyze_text(bencher, &rows(megabytes * MEGABYTE));
}

#[divan::bench(args = SIZES)]
fn rows_text_and_parse(bencher: Bencher<'_, '_>, megabytes: usize) {
    parse_text(bencher, &rows(megabytes * MEGABYTE));
}

#[divan::bench(args = SIZES)]
fn blocks_whole_analysis(bencher: Bencher<'_, '_>, megabytes: usize) {
    analyze_text(bencher, &blocks(megabytes * MEGABYTE));
}

#[divan::bench(args = SIZES)]
fn blocks_text_and_parse(bencher: Bencher<'_, '_>, megabytes: usize) {
    parse_text(bencher, &blocks(megabytes * MEGABYTE));
}

/// Cleaning and masking alone.
#[divan::bench(args = SIZES)]
fn blocks_text_only(bencher: Bencher<'_, '_>, megabytes: usize) {
    let paste = blocks(megabytes * MEGABYTE);
    let count = BytesCount::of_str(&paste);
    bencher
        .counter(count)
        .bench_local(|| text::read(divan::black_box(&paste)));
}

/// Cleaning and masking alone.
#[divan::bench(args = SIZES)]
fn rows_text_only(bencher: Bencher<'_, '_>, megabytes: usize) {
    let paste = rows(megabytes * MEGABYTE);
    let count = BytesCount::of_str(&paste);
    bencher
        .counter(count)
        .bench_local(|| text::read(divan::black_box(&paste)));
}
