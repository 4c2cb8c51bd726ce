//! Grows shapes that no router prints and measures that what is done with them grows no faster.
//!
//! `HOSTILE=print cargo test --release --test hostile -- --nocapture` prints the table, at sixteen times the size.
#![cfg(test)]
#![cfg(not(target_family = "wasm"))]
#![expect(
    clippy::disallowed_types,
    clippy::print_stdout,
    reason = "a test that measures reads a clock and prints what it read"
)]

use std::time::{Duration, Instant};

use rtx_vpn_doctor::report::redact::redact;
use rtx_vpn_doctor::report::{Lang, Report, json, markdown, text};
use rtx_vpn_doctor::text::masked;
use rtx_vpn_doctor::view::{Screen, Slot, page};
use rtx_vpn_doctor::{Paste, analyze};

/// Words that are repeated without end on one line.
const ON_ONE_LINE: &[&str] = &[
    "a",
    "a: ",
    "9",
    "-",
    "[",
    "=",
    "\"",
    "> ",
    "\u{3000}",
    "\0",
    "\t",
    "00:",
    "00 ",
    "Key: ",
    "key",
    "password ",
    "password",
    "パスワード",
    "login pass",
    "serial=",
    "鍵",
    "192.0.2.1 ",
    "192.0.2.1",
    "2001:db8::",
    "[IKE] ",
    "---つづく---",
    "\u{1b}[1m",
    "a\u{8}",
    "\u{1b}",
    "show ipsec sa ",
    "# ",
    "SA[1] ",
    "://",
    "a@",
    "\u{202e}",
    "same message repeated ",
    "tun[1]esp ",
    "[IP-1]",
    "`",
    "|",
    "<b>",
    "text ",
    "MAC ",
];

/// Lines that are repeated without end; `N` is another number on each.
const LINES: &[&str] = &[
    "",
    "a",
    "#",
    ">",
    "RN# ",
    "N",
    "# show ipsec sa",
    "RN# show ipsec sa",
    "SA[N]",
    "SA[1] Duration: 5s",
    "Error: x",
    "Key: 00",
    "00 11",
    "2026/11/23 10:00:00: x",
    "2026/11/23 10:00:00: IP Tunnel[N] Down",
    "2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2",
    "2026/11/23 10:00:00: [IKE] respond ISAKMP phase to 203.0.113.2",
    "2026/11/23 10:00:00: PP[01] Rejected at IN(1) filter: UDP 192.0.2.1:500 > 203.0.113.2:500",
    "2026/11/23 10:00:00: same message repeated N times",
    "tunnel select N",
    "tunnel select 1",
    "ipsec ike remote address N 203.0.113.2",
    "ipsec ike pre-shared-key 1 text dummyN",
    "ip route 192.168.1.0/24 gateway tunnel N",
    "ip filter N pass * * udp * 500",
    "N 1 1 tun[N]esp send 28769 203.0.113.2",
    "1 1 - isakmp - 5 203.0.113.2",
    "----",
    "TUNNEL[N]:",
    "PP[N]:",
    "LANN",
    "default - PP[N] static",
    "Total: isakmp:1 send:1 recv:1",
    "---つづく---",
    "> > a",
    "ping 192.0.2.1",
    "5 packets transmitted, 0 packets received, 100.0% packet loss",
    "description N 本社N",
    "Reference Descriptor : N, Assigned Interface : PP[01](1)",
    "N U K 192.0.2.1 203.0.113.2 i:1 s:1 r:1",
    "BGP neighbor is 192.0.2.1, remote AS N",
    "  VRID N",
    "-----BEGIN PRIVATE KEY-----",
    "login user annN dummy",
    "Outer address: 192.0.2.N",
];

/// A shape of about so many bytes.
fn grown(shape: &str, is_line: bool, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 100);
    let mut number = 0;
    while text.len() < bytes {
        number += 1;
        text.push_str(&if is_line {
            shape.replace('N', &number.to_string())
        } else {
            shape.to_owned()
        });
        if is_line {
            text.push('\n');
        }
    }
    text
}

/// All that the page or the command line may do with two pastes.
fn all_of_it(one: &str, other: &str) -> Report {
    let pastes = [one, other].map(|text| Paste {
        text,
        ..Paste::default()
    });
    let report = analyze(&pastes);
    let hidden = redact(&report).report;
    for lang in [Lang::Ja, Lang::En] {
        let _ = (text::render(&report, lang), markdown::render(&hidden, lang));
    }
    let _ = (json::render(&report), masked(one));
    let slots = [Slot::default(), Slot::default()];
    let _ = page(&Screen {
        slots: &slots,
        report: Some(&report),
        ..Screen::default()
    });
    report
}

fn seconds(shape: &str, is_line: bool, bytes: usize) -> Duration {
    let text = grown(shape, is_line, bytes);
    let start = Instant::now();
    all_of_it(&text, &text);
    start.elapsed()
}

/// Work that grows with the square takes 256 times as long for sixteen times as much; a machine that is busy
/// elsewhere may well take twice or thrice sixteen times.
const TOO_MUCH: u32 = 64;

#[test]
fn no_shape_takes_the_square_of_its_size() {
    let prints = std::env::var_os("HOSTILE").is_some();
    let base = if prints { 32_000 } else { 2_000 };
    let shapes = ON_ONE_LINE.iter().map(|it| (*it, false));
    let mut slow = Vec::new();
    for (shape, is_line) in shapes.chain(LINES.iter().map(|it| (*it, true))) {
        let times = [1, 4, 16].map(|by| seconds(shape, is_line, base * by));
        if prints {
            let [one, four, sixteen] = times.map(|it| it.as_secs_f64() * 1000.0);
            println!(
                "{one:9.1} {four:9.1} {sixteen:9.1} ms  {:6.1}  {shape:?} {is_line}",
                sixteen / one
            );
        }
        // What takes no time at all says nothing.
        let least = Duration::from_millis(2);
        if times[2] > times[0].max(least) * TOO_MUCH {
            slow.push(format!("{shape:?} as lines: {is_line}: {times:?}"));
        }
    }
    assert!(slow.is_empty(), "\n{}", slow.join("\n"));
}
