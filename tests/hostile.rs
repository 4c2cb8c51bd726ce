//! Grows shapes that no router prints, and a hub with its tunnels, and measures that what is done with them
//! grows no faster.
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
    "PW: ",
    "pw",
    "PW: *** ",
    "ＰＷ",
    "パス",
    "pass(",
    "S/N: ",
    "s/n",
    "serial=x",
    "a:b@",
    "http://x:b@",
    "00005e005301 ",
    "00005e005301",
    "0000.5e00.",
    "password text ",
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
    "PW",
    "PW: dummyN",
    "login password dummyN",
    "pp auth myname",
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

/// All that the page or the command line may do with pastes.
fn all_of_it(texts: &[&str]) -> Report {
    let pastes = texts.iter().map(|text| Paste {
        text,
        ..Paste::default()
    });
    let pastes: Vec<Paste<'_>> = pastes.collect();
    let report = analyze(&pastes);
    let hidden = redact(&report).report;
    for lang in [Lang::Ja, Lang::En] {
        let _ = (text::render(&report, lang), markdown::render(&hidden, lang));
    }
    let _ = json::render(&report);
    texts.iter().take(1).for_each(|text| {
        let _ = masked(text);
    });
    let slots = [Slot::default(), Slot::default()];
    let _ = page(&Screen {
        slots: &slots,
        report: Some(&report),
        ..Screen::default()
    });
    report
}

fn seconds(texts: &[&str]) -> Duration {
    let clock = || computed().ok_or_else(Instant::now);
    let start = clock();
    all_of_it(texts);
    match (start, computed()) {
        (Ok(start), Some(end)) => end.saturating_sub(start),
        (Err(start), _) => start.elapsed(),
        (Ok(_), None) => Duration::ZERO,
    }
}

/// How long this thread has computed, where the system tells: without the time in which others had its core.
fn computed() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = told.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
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
        let times = [1, 4, 16].map(|by| {
            let text = grown(shape, is_line, base * by);
            seconds(&[&text, &text])
        });
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

/// A hub with so many tunnels and every tenth of its branches: settings, SAs, states, routes and logs of each.
fn hub(tunnels: usize) -> Vec<String> {
    let peer = |at: usize| format!("10.{}.{}.2", at / 250, at % 250);
    let far = |at: usize| format!("172.{}.{}", 16 + at / 250, at % 250);
    let all: Vec<Tunnel> = (1..=tunnels)
        .map(|at| Tunnel {
            at,
            gateway: at,
            own: "192.0.2.1".to_owned(),
            peer: peer(at),
            far: format!("{}.0/24", far(at)),
        })
        .collect();
    let branch = |at: usize| {
        let tunnel = Tunnel {
            at,
            gateway: 1,
            own: peer(at),
            peer: "192.0.2.1".to_owned(),
            far: "192.168.1.0/24".to_owned(),
        };
        router(&[tunnel], &format!("{}.1/24", far(at)))
    };
    let hub = router(&all, "192.168.1.1/24");
    let branches = (1..=tunnels).step_by(10).map(branch);
    std::iter::once(hub).chain(branches).collect()
}

/// What a router tells of a tunnel.
struct Tunnel {
    /// Its number at the hub.
    at: usize,
    /// Its number at this router.
    gateway: usize,
    own: String,
    peer: String,
    far: String,
}

fn router(tunnels: &[Tunnel], lan: &str) -> String {
    let each = |what: &dyn Fn(&Tunnel) -> String| tunnels.iter().map(what).collect::<String>();
    // Of four tunnels one is down, and another falls every hour.
    let is_up = |it: &Tunnel| it.at % 4 != 1;
    let settings = each(&|it| {
        let Tunnel {
            gateway, own, peer, ..
        } = it;
        format!(
            "tunnel select {gateway}\n ipsec tunnel {gateway}\n  ipsec sa policy {gateway} {gateway} esp aes-cbc sha-hmac\n\
             \u{20} ipsec ike local address {gateway} {own}\n  ipsec ike pre-shared-key {gateway} text dummy\n\
             \u{20} ipsec ike remote address {gateway} {peer}\n tunnel enable {gateway}\n"
        )
    });
    let ways = each(&|it| format!("ip route {} gateway tunnel {}\n", it.far, it.gateway));
    let rows = each(&|it| format!("{} - TUNNEL[{}] static\n", it.far, it.gateway));
    let states = each(&|it| {
        let state = if is_up(it) { "Online" } else { "Offline" };
        let number = it.gateway;
        format!(
            "# show status tunnel {number}\nTUNNEL[{number}]:\nInterface type: IPsec\nCurrent status is {state}.\n"
        )
    });
    let sas = each(&|it| {
        let (gateway, peer) = (it.gateway, &it.peer);
        let ike = format!("{gateway} {gateway} - isakmp - 5000 {peer}\n");
        let esp = format!("{gateway} {gateway} {gateway} tun[{gateway:04}]esp");
        let rows = format!("{ike}{esp} send 5000 {peer}\n{esp} recv 5000 {peer}\n");
        if is_up(it) { rows } else { String::new() }
    });
    let hour = |hour: usize| {
        each(&|it| {
            let (own, peer, number) = (&it.own, &it.peer, it.gateway);
            let time = format!("2026/11/23 {hour:02}:00:00:");
            let begun =
                format!("{time} [IKE] initiate ISAKMP phase to {peer} (local address {own})\n");
            let answer = format!("{time} [IKE] respond ISAKMP phase to {peer}\n");
            match it.at % 4 {
                1 => begun,
                2 => format!(
                    "{answer}{time} IP Tunnel[{number}] Down\n{time} IP Tunnel[{number}] Up\n"
                ),
                _ => answer,
            }
        })
    };
    let log: String = (0..6).map(hour).collect();
    let table = "sa sgw isakmp connection dir life[s] remote-id\n--------------------------------------------";
    format!(
        "# show config\nip route default gateway pp 1\n{ways}ip lan1 address {lan}\n{settings}# show ipsec sa\n{table}\n{sas}\
         {states}# show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - PP[01] static\n{rows}# show log\n{log}"
    )
}

/// Work that is done for each tunnel on all that is told of the others makes this about 100; a machine that is
/// busy elsewhere may well take one and a half times sixteen times.
const TOO_MUCH_FOR_A_HUB: u32 = 36;

#[test]
fn each_tunnel_of_a_hub_takes_as_long_as_each_of_a_smaller_one() {
    let base = 32;
    let times = [1, 4, 16].map(|by| {
        let texts = hub(base * by);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        seconds(&texts)
    });
    if std::env::var_os("HOSTILE").is_some() {
        println!("{times:?}");
    }
    assert!(times[2] < times[0] * TOO_MUCH_FOR_A_HUB, "{times:?}");
}
