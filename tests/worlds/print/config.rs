//! Prints `show config`.

use super::Answer;
use crate::settle::REFUSED_MARK;
use crate::world::{Branch, Line, LineState, Router};

const WEEKDAY_OF_FIRMWARE: &str = "Thu Jan  8 10:00:00 2026";

/// All settings that are not the default.
pub(super) fn whole(own: &Router, peer: &Router) -> Answer {
    let mut lines = head(own);
    lines.push(format!("console prompt {}", own.name));
    lines.extend(routes(own, peer));
    lines.push(format!("ip lan1 address {}.1/24", own.lan));
    for it in own.of_lines() {
        lines.extend(line(it));
    }
    if own.shared.is_some() {
        lines.push(format!("ip lan1 vrrp 100 {}", own.inside()));
    }
    if let Some(address) = &own.second_line {
        lines.extend(pp(2, own, Some(address.clone()), &[]));
    }
    for branch in &own.others {
        lines.extend(tunnel_to(branch));
    }
    for it in own.both().filter(|it| it.is_written) {
        lines.extend(tunnel(it));
    }
    lines.extend(own.filters.iter().cloned());
    if let Some(outer) = &own.tunnel_nat {
        lines.push("nat descriptor type 2000 masquerade".to_owned());
        lines.push(format!("nat descriptor address outer 2000 {outer}"));
    }
    for own in own.of_lines().filter(|it| it.nat) {
        lines.extend(translation(own));
    }
    if !own.ipsec {
        lines.push("ipsec use off".to_owned());
    }
    if own.auto_refresh {
        lines.push("ipsec auto refresh on".to_owned());
    }
    lines.extend(own.lines.iter().filter(|it| *it != REFUSED_MARK).cloned());
    lines.push("dns server 198.51.100.53".to_owned());
    lines.push("dhcp service server".to_owned());
    lines.push(format!("dhcp scope 1 {0}.2-{0}.191/24", own.lan));
    Answer {
        command: "show config".to_owned(),
        lines,
    }
}

/// The settings of a tunnel to another site, which has its defaults.
fn tunnel_to(branch: &Branch) -> Vec<String> {
    let (n, names) = (branch.number, &branch.names);
    let mut lines = vec![
        format!("tunnel select {n}"),
        format!(" ipsec tunnel {n}"),
        format!("  ipsec sa policy {n} {n} esp aes-cbc sha-hmac"),
    ];
    if names.version == 2 {
        lines.push(format!("  ipsec ike version {n} 2"));
    }
    lines.push(format!("  ipsec ike pre-shared-key {n} text dummy"));
    for (word, value) in [
        ("local name", names.local_name.as_ref()),
        ("remote address", Some(&names.remote)),
        ("remote name", names.remote_name.as_ref()),
    ] {
        if let Some(value) = value {
            lines.push(format!("  ipsec ike {word} {n} {value}"));
        }
    }
    lines.push(format!(" tunnel enable {n}"));
    lines
}

/// The settings of the tunnel between the two ends alone.
pub(super) fn of_tunnel(own: &Router) -> Answer {
    let lines = if own.is_written {
        tunnel(own)
    } else {
        Vec::new()
    };
    Answer {
        command: format!("show config tunnel {}", own.tunnel),
        lines,
    }
}

fn translation(own: &Router) -> Vec<String> {
    let descriptor = own.descriptor();
    let mut lines = vec![format!("nat descriptor type {descriptor} masquerade")];
    if own.line != Line::Pppoe {
        lines.push(format!("nat descriptor address outer {descriptor} primary"));
    }
    if own.statics {
        let inside = own.inside();
        let entry = |n: u32, what: &str| {
            format!("nat descriptor masquerade static {descriptor} {n} {inside} {what}")
        };
        lines.push(entry(1, "udp 500"));
        lines.push(entry(2, "esp"));
        lines.push(entry(3, "udp 4500"));
    }
    lines
}

fn head(own: &Router) -> Vec<String> {
    let mac = |last: u32| format!("00:00:5e:00:53:{}{last}", own.place());
    vec![
        format!(
            "# {} Rev.{} ({WEEKDAY_OF_FIRMWARE})",
            own.model, own.revision
        ),
        format!("# MAC Address : {}, {}, {}", mac(1), mac(2), mac(3)),
        "# Memory 256Mbytes, 3LAN".to_owned(),
        format!(
            "# main:  {} ver=00 serial={} MAC-Address={}",
            own.model,
            own.serial,
            mac(1)
        ),
        "# Reporting Date: Nov 25 10:00:00 2026".to_owned(),
    ]
}

fn routes(own: &Router, peer: &Router) -> Vec<String> {
    let mut lines = Vec::new();
    if own.has_default {
        let to = own.default_to.clone().unwrap_or_else(|| hop(own));
        let to = own.twin.as_ref().map_or(to, |twin| twin.defaults(own));
        lines.push(format!("ip route default gateway {to}"));
    }
    if let Some(twin) = &own.twin {
        for (address, own) in twin.hosts(own, peer) {
            lines.push(format!("ip route {address} gateway {}", hop(own)));
        }
    }
    if let Some(to) = &own.route {
        let reserve = own.twin.as_ref().and_then(|it| it.reserve_route());
        let reserve = reserve.unwrap_or_default();
        lines.push(format!("ip route {}.0/24 gateway {to}{reserve}", peer.lan));
    }
    let beyond = own.beyond.iter();
    lines.extend(beyond.map(|lan| format!("ip route {lan}.0/24 gateway tunnel {}", own.tunnel)));
    let branches = own.others.iter();
    lines.extend(
        branches.map(|it| format!("ip route {}.0/24 gateway tunnel {}", it.lan, it.number)),
    );
    lines
}

/// Where a route leads that leaves by the line of a router.
pub(crate) fn hop(own: &Router) -> String {
    match own.line {
        Line::Pppoe | Line::Mobile => format!("pp {}", own.pp),
        Line::Dhcp => format!("dhcp lan{}", own.port),
        Line::Static => own.next.clone(),
    }
}

fn pp(number: u32, own: &Router, address: Option<String>, more: &[String]) -> Vec<String> {
    let port = if number == own.pp { own.port } else { 3 };
    let mut lines = vec![
        format!("pp select {number}"),
        " pp always-on on".to_owned(),
        format!(" pppoe use lan{port}"),
        " pp auth accept pap chap".to_owned(),
        " pp auth myname user@isp.example dummy".to_owned(),
        " ppp lcp mru on 1454".to_owned(),
        " ppp ccp type none".to_owned(),
    ];
    match address {
        Some(address) => lines.push(format!(" ip pp address {address}/32")),
        None if own.line_state == LineState::NoAddress => {}
        None => lines.push(" ppp ipcp ipaddress on".to_owned()),
    }
    lines.push(" ip pp mtu 1454".to_owned());
    lines.extend(more.iter().cloned());
    if own.line_state != LineState::Disabled {
        lines.push(format!(" pp enable {number}"));
    }
    lines
}

fn line(own: &Router) -> Vec<String> {
    if own.line == Line::Mobile {
        return mobile(own);
    }
    let interface = if own.line == Line::Pppoe {
        "pp".to_owned()
    } else {
        format!("lan{}", own.port)
    };
    let mut more = Vec::new();
    if let Some(numbers) = &own.filter_in {
        more.push(format!(" ip {interface} secure filter in {numbers}"));
    }
    if own.nat {
        more.push(format!(
            " ip {interface} nat descriptor {}",
            own.descriptor()
        ));
    }
    if own.line == Line::Pppoe {
        let address = own.is_fixed.then(|| own.wan.clone());
        return pp(own.pp, own, address, &more);
    }
    let address = match own.line {
        Line::Dhcp => "dhcp".to_owned(),
        Line::Pppoe | Line::Mobile | Line::Static => format!("{}/24", own.wan),
    };
    let mut lines = vec![format!("ip {interface} address {address}")];
    lines.extend(more.iter().map(|it| it.trim().to_owned()));
    lines
}

/// A modem that dials when nothing else is left.
fn mobile(own: &Router) -> Vec<String> {
    let n = own.pp;
    vec![
        format!("pp select {n}"),
        " pp bind usb1".to_owned(),
        " pp auth accept pap chap".to_owned(),
        " pp auth myname mobile@isp.example dummy".to_owned(),
        " ppp ipcp ipaddress on".to_owned(),
        " mobile auto connect on".to_owned(),
        format!(" pp enable {n}"),
    ]
}

fn tunnel(own: &Router) -> Vec<String> {
    let (t, p, g) = (own.tunnel, own.policy, own.gateway);
    let mut lines = vec![format!("tunnel select {t}")];
    if own.has_policy {
        lines.push(format!(" ipsec tunnel {p}"));
    }
    lines.push(format!(
        "  ipsec sa policy {p} {} {}",
        own.policy_gateway, own.transform
    ));
    if own.version == 2 {
        lines.push(format!("  ipsec ike version {g} 2"));
    }
    lines.extend(
        own.more
            .iter()
            .map(|it| format!("  {}", it.replace("{}", &g.to_string()))),
    );
    let shared = own.shared.map(|_| "vrrp lan1 100".to_owned());
    for (word, value) in [
        (
            "local address",
            if shared.is_some() {
                &shared
            } else {
                &own.local
            },
        ),
        ("local name", &own.local_name),
        ("remote address", &own.remote),
        ("remote name", &own.remote_name),
    ] {
        if let Some(value) = value {
            lines.push(format!("  ipsec ike {word} {g} {value}"));
        }
    }
    if let Some(key) = &own.key {
        lines.push(format!("  ipsec ike pre-shared-key {g} text {key}"));
    }
    if let Some(number) = own.twin.as_ref().and_then(|it| it.backup()) {
        lines.push(format!(
            " tunnel backup tunnel {number} switch-interface=on"
        ));
    }
    lines.extend(own.tunnel_lines.iter().map(|it| format!(" {it}")));
    if own.is_enabled {
        lines.push(format!(" tunnel enable {t}"));
    }
    lines
}
