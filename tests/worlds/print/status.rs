//! Prints the answers about the device, the line, translation, routes, the tunnel, pings and the log.

use std::fmt::Write as _;

use super::Answer;
use crate::rng::Rng;
use crate::world::{Line, LineState, Ping, Router};

/// A moment of a router's clock.
pub(crate) fn stamp(router: &Router, secs: u64) -> String {
    let date = if router.is_clock_set {
        "2026/11"
    } else {
        "1980/01"
    };
    let (day, hour) = (1 + secs / 86_400, secs / 3600 % 24);
    format!(
        "{date}/{day:02} {hour:02}:{:02}:{:02}",
        secs / 60 % 60,
        secs % 60
    )
}

fn duration(secs: u64, ja: bool) -> String {
    let parts = [
        (secs / 86_400, "日", "day"),
        (secs / 3600 % 24, "時間", "hour"),
        (secs / 60 % 60, "分", "minute"),
        (secs % 60, "秒", "second"),
    ];
    let parts = parts.iter().skip_while(|it| it.0 == 0);
    if ja {
        let word = |it: &(u64, &str, &str)| format!("{}{}", it.0, it.1);
        return parts.map(word).collect::<Vec<_>>().concat();
    }
    let word =
        |(n, _, unit): &(u64, &str, &str)| format!("{n} {unit}{}", if *n == 1 { "" } else { "s" });
    parts.map(word).collect::<Vec<_>>().join(" ")
}

fn packets(n: u64, ja: bool) -> String {
    let octets = n * 75;
    if ja {
        return format!("{n} パケット [{octets} オクテット]");
    }
    let s = if n < 2 { "" } else { "s" };
    format!("{n} packet{s} [{octets} octet{s}]")
}

/// `show environment`. Of the Japanese form, only the labels that were seen.
pub(super) fn environment(own: &Router) -> Answer {
    let (model, revision) = (own.model, own.revision);
    let mut text = format!(
        "{model} BootROM Ver.1.01\n{model} Rev.{revision} (Thu Jan  8 10:00:00 2026)\n  main:  {model} ver=c0 serial={} MAC-Address=00:00:5e:00:53:{}1\n",
        own.serial,
        own.place(),
    );
    let booted = stamp(own, own.now.saturating_sub(own.uptime));
    if own.ja {
        let _ = writeln!(
            text,
            "CPU:   1%(5sec)   2%(1min)   3%(5min)    メモリ: 24% used\n実行中設定ファイル: config0  デフォルト設定ファイル: config0\n起動時刻: {booted} +09:00"
        );
    } else {
        let (days, rest) = (own.uptime / 86_400, own.uptime % 86_400);
        let _ = writeln!(
            text,
            "CPU:   1%(5sec)   2%(1min)   3%(5min)    Memory: 24% used\n\
             Packet-buffer:   0%(small)   0%(middle)   5%(large)   0%(huge) used\n\
             Firmware: exec0  Config. file: config0\nDefault firmware: exec0  Default config. file: config0\n\
             Boot time: {booted} +09:00\nCurrent time: {} +09:00\n\
             Elapsed time from boot: {days}days {:02}:{:02}:{:02}\n\
             Security Class: 1, FORGET: ON, TELNET: OFF",
            stamp(own, own.now),
            rest / 3600,
            rest / 60 % 60,
            rest % 60
        );
    }
    Answer::new("show environment", &text)
}

/// `show status pp 1`, or `show status dhcpc`, of which the Japanese form alone was seen.
pub(super) fn line(own: &Router) -> Vec<Answer> {
    match own.line {
        Line::Static | Line::Mobile => Vec::new(),
        Line::Dhcp if !own.ja => Vec::new(),
        Line::Dhcp => vec![Answer::new(
            "show status dhcpc",
            &format!(
                "インタフェース: LAN{} primary\n              IP アドレス: {}/24\n             DHCP サーバ: {next}\n\
                 \x20            リース残時間: 3時間 3分 6秒\n (タイプ) クライアントID: (01) 00 00 5e 00 53 01\n共通情報\n\
                 \x20 デフォルトゲートウェイ: {next}",
                own.port,
                own.wan,
                next = own.next
            ),
        )],
        Line::Pppoe => {
            let mut all = vec![pp(own, own.pp, own.line_state, &own.wan)];
            all.extend(
                own.second_line
                    .iter()
                    .map(|it| pp(own, 2, LineState::Up, it)),
            );
            all
        }
    }
}

fn pp(own: &Router, number: u32, state: LineState, address: &str) -> Answer {
    let ja = own.ja;
    let mut text = format!(
        "PP[{number:02}]:\n{}\n",
        if ja { "説明:" } else { "Description:" }
    );
    let sentence = match (state, ja) {
        (LineState::Never, true) => "PPPoEセッションは一度も継っていません",
        (LineState::Never, false) => "Current PPPoE session status is Offline, never connected.",
        (LineState::Offline, true) => "PPPoEセッションは継っていません",
        (LineState::Offline, false) => "Current PPPoE session status is Offline.",
        (LineState::Connecting, true) => "PPPoEセッションは接続処理中です",
        (LineState::Connecting, false) => "Current PPPoE session status is In connecting process.",
        (LineState::Disabled, true) => "PPPoEセッションは現在使用できません",
        (LineState::Disabled, false) => "Current PPPoE session status is disabled.",
        (LineState::Up | LineState::NoAddress | LineState::NoTraffic, true) => {
            "PPPoEセッションは接続されています"
        }
        (LineState::Up | LineState::NoAddress | LineState::NoTraffic, false) => {
            "Current PPPoE session status is Connected."
        }
    };
    text += sentence;
    text.push('\n');
    let is_up = matches!(
        state,
        LineState::Up | LineState::NoAddress | LineState::NoTraffic
    );
    if is_up {
        session(&mut text, own, state, address);
    }
    Answer::new(format!("show status pp {number}"), &text)
}

fn session(text: &mut String, own: &Router, state: LineState, address: &str) {
    let ja = own.ja;
    let secs = own.uptime.saturating_sub(60).max(300);
    let (received, sent) = if state == LineState::NoTraffic {
        (0, 412)
    } else {
        (395_012, 397_033)
    };
    let (received, sent) = (packets(received, ja), packets(sent, ja));
    let time = duration(secs, ja);
    let _ = if ja {
        writeln!(
            text,
            "接続相手: BAS\n通信時間: {time}\n受信: {received}  負荷: 0.0%\n送信: {sent}  負荷: 0.0%\nPPPオプション"
        )
    } else {
        writeln!(
            text,
            "Access Concentrator: BAS\n{time}  connection.\nReceived: {received}  Load: 0.0%\nTransmitted: {sent}  Load: 0.0%\nPPP Cofigure Options"
        )
    };
    *text += "    LCP Local: Magic-Number MRU, Remote: CHAP Magic-Number MRU\n";
    if state != LineState::NoAddress {
        let _ = writeln!(
            text,
            "    IPCP Local: IP-Address, Remote: IP-Address\n    PP IP Address Local: {address}, Remote: {}",
            own.next
        );
    }
    *text += "    CCP: None\n";
}

/// `show status netvolante-dns pp`, where a name is registered.
pub(super) fn names(own: &Router) -> Option<Answer> {
    let (name, address) = own.registered.as_ref()?;
    Some(Answer::new(
        "show status netvolante-dns pp",
        &format!(
            "\n(Netvolante DNS server 1)\nネットボランチDNSサービス:     AUTO\nインタフェース:                PP[01]\n\
             ホストアドレス:                {name}\nIPアドレス:                    {address}\n\
             最終更新日時:                  2026/11/03 07:23:13\nタイムアウト:                  90 秒"
        ),
    ))
}

/// `show nat descriptor address`; its body was seen in English only.
pub(super) fn nat(own: &Router) -> Option<Answer> {
    let shown = own.of_lines().filter(|it| it.nat && is_up(it));
    let blocks: Vec<String> = shown.map(masquerade).collect();
    let mut text = blocks.join("\n");
    if !text.is_empty() {
        text.insert_str(0, "NAT/IP masquerade compatibility type : 2\n");
    }
    if let Some(outer) = &own.tunnel_nat {
        let _ = write!(
            text,
            "\nReference Descriptor : 2000, Assigned Interface : TUNNEL[{}](1)\nMasquerade Table\n    Outer address: {outer}\n    \
             Port range: 60000-64095, 49152-59999, 44096-49151     0 session.",
            own.tunnel
        );
    }
    let is_shown = !own.ja && !text.is_empty();
    is_shown.then(|| Answer::new("show nat descriptor address", text.trim_start()))
}

fn masquerade(own: &Router) -> String {
    let interface = match own.line {
        Line::Pppoe | Line::Mobile => format!("PP[{:02}]", own.pp),
        Line::Dhcp | Line::Static => format!("LAN{}", own.port),
    };
    format!(
        "Reference Descriptor : {}, Assigned Interface : {interface}(1)\n\
         Masquerade Table\n    Outer address: {}\n    Port range: 60000-64095, 49152-59999, 44096-49151   169 session.\n\
         {}\n      No.              Inner   Session Count           Limit         Type\n       1 {:>19}              71          250000         dynamic",
        own.descriptor(),
        own.wan,
        "  -*-  ".repeat(12),
        format!("{}.100", own.lan),
    )
}

/// `show status vrrp`, in the form of a guess: no answer was seen.
pub(super) fn shared(own: &Router) -> Option<Answer> {
    let is_master = own.shared.filter(|_| own.ja)?;
    let (state, master) = if is_master {
        ("Master", 1)
    } else {
        ("Backup", 2)
    };
    let text = format!(
        "LAN1 ID:100  仮想IPアドレス: {}\n  現在のマスター: {}.{master} 優先度: 100\n  自分の状態: {state}  優先度: 50",
        own.inside(),
        own.lan
    );
    Some(Answer::new("show status vrrp", &text))
}

/// A command that was typed to set the tunnel up, and its refusal, of which the Japanese form alone is known.
pub(super) fn refused(own: &Router) -> Option<Answer> {
    let text = "エラー: パラメータが範囲を越えています";
    Some(Answer::new(own.refused.clone()?, text))
}

/// Whether the line of a router is up, and has an address.
fn is_up(own: &Router) -> bool {
    matches!(own.line_state, LineState::Up | LineState::NoTraffic)
}

/// The next router and the interface, as the table of routes has them.
fn next(own: &Router) -> (&str, String) {
    match own.line {
        Line::Pppoe | Line::Mobile => ("-", format!("PP[{:02}]", own.pp)),
        Line::Dhcp => (&own.next, format!("LAN{}(DHCP)", own.port)),
        Line::Static => (&own.next, format!("LAN{}", own.port)),
    }
}

/// `show ip route`.
pub(super) fn routes(own: &Router, peer: &Router) -> Answer {
    let mut text = if own.ja {
        "宛先ネットワーク    ゲートウェイ     インタフェース  種別  付加情報\n".to_owned()
    } else {
        "Destination         Gateway          Interface       Kind  Additional Info.\n".to_owned()
    };
    let mut row = |destination: &str, gateway: &str, interface: &str, kind: &str| {
        let _ = writeln!(
            text,
            "{destination:<19} {gateway:<15} {interface:>10} {kind:>9}"
        );
    };
    outside(own, peer, &mut row);
    let lan = format!("{}.0/24", own.lan);
    row(&lan, &format!("{}.1", own.lan), "LAN1", "implicit");
    inside(own, peer, &mut row);
    Answer::new("show ip route", &text)
}

/// The rows by which packets leave to the internet.
fn outside(own: &Router, peer: &Router, row: &mut impl FnMut(&str, &str, &str, &str)) {
    if own.has_default && own.default_to.is_some() {
        row("default", "-", "PP[02]", "static");
    } else if own.has_default {
        let ways = own.twin.as_ref().map(|it| it.default_rows(own));
        for (own, kind) in ways.unwrap_or_else(|| vec![(own, "static")]) {
            let (gateway, interface) = next(own);
            row("default", gateway, &interface, kind);
        }
    }
    if let Some(twin) = &own.twin {
        for (address, own) in twin.hosts(own, peer) {
            let (gateway, interface) = next(own);
            row(&format!("{address}/32"), gateway, &interface, "static");
        }
    }
    for own in own.of_lines() {
        match own.line {
            Line::Pppoe if is_up(own) => {
                let interface = next(own).1;
                row(&format!("{}/32", own.next), "-", &interface, "temporary");
            }
            Line::Pppoe | Line::Mobile => {}
            Line::Dhcp | Line::Static => {
                let network = own.wan.rsplit_once('.').unwrap().0;
                let interface = format!("LAN{}", own.port);
                row(&format!("{network}.0/24"), &own.wan, &interface, "implicit");
            }
        }
    }
}

/// The rows by which packets enter tunnels.
fn inside(own: &Router, peer: &Router, row: &mut impl FnMut(&str, &str, &str, &str)) {
    // A network of the router's own hides a route to one of the same name.
    if let Some(to) = own.route.as_ref().filter(|_| own.lan != peer.lan) {
        let interface = match to.split_once(' ') {
            Some(("tunnel", number)) => format!("TUNNEL[{number}]"),
            _ => "PP[01]".to_owned(),
        };
        let ways = own.twin.as_ref().and_then(|it| it.reserve_rows(own));
        for (interface, kind) in ways.unwrap_or_else(|| vec![(interface, "static")]) {
            row(&format!("{}.0/24", peer.lan), "-", &interface, kind);
        }
    }
    for lan in &own.beyond {
        let interface = format!("TUNNEL[{}]", own.tunnel);
        row(&format!("{lan}.0/24"), "-", &interface, "static");
    }
    for branch in &own.others {
        let interface = format!("TUNNEL[{}]", branch.number);
        row(&format!("{}.0/24", branch.lan), "-", &interface, "static");
    }
}

/// `show status tunnel N`, where it is up: how a tunnel that is not up shows was never seen.
pub(super) fn tunnel(own: &Router) -> Option<Answer> {
    let counts = own.counts?;
    let n = own.tunnel;
    let since = stamp(own, own.now.saturating_sub(u64::from(counts.uptime)));
    let time = duration(u64::from(counts.uptime), own.ja);
    let (received, sent) = (
        packets(counts.received, own.ja),
        packets(counts.sent, own.ja),
    );
    let none = packets(0, own.ja);
    let text = if own.ja {
        format!(
            "TUNNEL[{n}]: \n説明: \n  インタフェースの種類: IPsec\n  トンネルインタフェースは接続されています\n  開始: {since}\n  通信時間: {time}\n\
             \x20 受信: (IPv4) {received}\n        (IPv6) {none}\n  送信: (IPv4) {sent}\n        (IPv6) {none}\n"
        )
    } else {
        format!(
            "TUNNEL[{n}]: \nDescription: \n  Interface type: IPsec\n  Current status is Online.\n  from {since}.\n  {time}  connection.\n\
             \x20 Received:    (IPv4) {received}\n               (IPv6) {none}\n  Transmitted: (IPv4) {sent}\n               (IPv6) {none}\n"
        )
    };
    Some(Answer::new(format!("show status tunnel {n}"), &text))
}

/// The same of one that is not up, in a form that is a guess.
pub(super) fn dead_tunnel(own: &Router) -> Answer {
    let n = own.tunnel;
    let text = if own.ja {
        format!(
            "TUNNEL[{n}]: \n説明: \n  インタフェースの種類: IPsec\n  トンネルインタフェースは接続されていません"
        )
    } else {
        format!(
            "TUNNEL[{n}]: \nDescription: \n  Interface type: IPsec\n  Current status is Offline."
        )
    };
    Answer::new(format!("show status tunnel {n}"), &text)
}

/// A ping from the own LAN to the router at the other end.
pub(super) fn ping(own: &Router, peer: &Router) -> Option<Answer> {
    Some(ping_of(own, peer, own.ping?, ""))
}

/// The same with packets that are split on the way.
pub(super) fn large_ping(own: &Router, peer: &Router) -> Option<Answer> {
    Some(ping_of(own, peer, own.large?, "-s 1400 "))
}

fn ping_of(own: &Router, peer: &Router, ping: Ping, size: &str) -> Answer {
    let target = format!("{}.1", peer.lan);
    let mut text = String::new();
    let answers = if ping.is_answered { 5 } else { 0 };
    for at in 0..answers {
        let _ = if own.ja {
            writeln!(
                text,
                "{target}から受信: シーケンス番号={at} ttl=254 時間=3.{at}00ミリ秒"
            )
        } else {
            writeln!(
                text,
                "received from {target}: icmp_seq={at} ttl=254 time=3.{at}00ms"
            )
        };
    }
    let loss = if ping.is_answered { "0.0%" } else { "100.0%" };
    let _ = if own.ja {
        writeln!(
            text,
            "\n5個のパケットを送信し、{answers}個のパケットを受信しました。{loss}パケットロス"
        )
    } else {
        writeln!(
            text,
            "\n5 packets transmitted, {answers} packets received, {loss} packet loss"
        )
    };
    if ping.is_answered {
        let times = "3.000/3.200/3.400";
        let _ = if own.ja {
            writeln!(text, "往復遅延 最低/平均/最大 = {times} ミリ秒")
        } else {
            writeln!(text, "round-trip min/avg/max = {times} ms")
        };
    }
    Answer::new(format!("ping -c 5 {size}-sa {}.1 {target}", own.lan), &text)
}

/// `show log` in one of the ways in which people ask for it.
pub(super) fn log(rng: &mut Rng, own: &Router) -> Answer {
    let mut events: Vec<(u64, String)> = own.both().flat_map(|it| it.log.clone()).collect();
    events.sort_by_key(|it| it.0);
    if own.is_clock_set && rng.chance(10) {
        return server_log(rng, own, &events);
    }
    let line = |(at, text): &(u64, String)| format!("{}: {text}\n", stamp(own, *at));
    match rng.within(0, 3) {
        0 => Answer::new("show log", &events.iter().map(line).collect::<String>()),
        1 => {
            let ike = events.iter().filter(|it| it.1.contains("[IKE]")).map(line);
            let text = format!("Searching ...\n{}", ike.collect::<String>());
            Answer::new("show log | grep IKE", &text)
        }
        _ => Answer::new(
            "show log reverse",
            &events.iter().rev().map(line).collect::<String>(),
        ),
    }
}

/// The file of a syslog server, in one of the forms that a router sends.
fn server_log(rng: &mut Rng, own: &Router, events: &[(u64, String)]) -> Answer {
    let form = rng.within(0, 2);
    let line = |(at, text): &(u64, String)| {
        let (host, day, secs) = (own.inside(), 1 + at / 86_400, at % 86_400);
        let time = format!("{:02}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60);
        match form {
            0 => format!("<134>{text}\n"),
            1 => format!("Nov {day:2} {time} {host} {text}\n"),
            _ => format!("<134>1 2026-11-{day:02}T{time}+09:00 {host} - - - - {text}\n"),
        }
    };
    Answer::new("", &events.iter().map(line).collect::<String>())
}
