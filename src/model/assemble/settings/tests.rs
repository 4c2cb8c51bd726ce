//! Turns pasted configurations into settings, and looks.

use std::rc::Rc;

use super::super::{Origin, router};
use crate::model::{
    GatewayId, HopTarget, IkeVersion, Interface, PeerAddress, Router, Setting, Treatment,
    TunnelNumber,
};
use crate::parse::{grammar, parse};
use crate::text::{Side, read, split};

pub(super) fn routed(paste: &str) -> Router {
    let mut document = read(paste);
    let vault = Rc::new(std::mem::take(&mut document.vault));
    let parts = split(&document, &grammar());
    let origin = Origin {
        side: Side(0),
        captured_at: None,
        lines: &document.lines,
        vault,
    };
    router(&origin, &parse(&parts[0]))
}

const WHOLE: &str = "\
# RTX1210 Rev.14.01.42 (Thu Jan  1 00:00:00 2026)
ip route default gateway pp 1
ip route 192.168.2.0/24 gateway tunnel 1 hide gateway tunnel 2 weight 0
ip lan1 address 192.168.1.1/24
pp select 1
pppoe use lan2
ip pp nat descriptor 1
pp enable 1
tunnel select 1
ipsec tunnel 101
ipsec sa policy 101 1 esp aes-cbc sha-hmac
ipsec ike local address 1 192.168.1.1
ipsec ike pre-shared-key 1 text dummy
ipsec ike remote address 1 branch.example.jp
tunnel enable 1
nat descriptor type 1 masquerade
ipsec auto refresh on
syslog notice on";

#[test]
fn a_whole_configuration_tells_what_is_written_and_what_is_not() {
    let router = routed(WHOLE);
    let settings = &router.settings;
    assert_eq!(settings.whole, Some(1));
    assert_eq!(
        router.device.model.map(|it| it.value),
        Some("RTX1210".to_owned())
    );
    let tunnel = settings.tunnel(TunnelNumber(1)).unwrap();
    assert!(tunnel.enabled.known().unwrap().value);
    assert_eq!(settings.policy_of(tunnel).unwrap().line, 11);
    let gateway = settings.gateway_of(tunnel).unwrap();
    assert_eq!(gateway.id, GatewayId(1));
    let Setting::Explicit(peer) = &gateway.remote_address else {
        panic!("{gateway:?}")
    };
    assert_eq!(
        peer.value,
        PeerAddress::Name("branch.example.jp".to_owned())
    );
    assert_eq!(gateway.version.known().unwrap().value, IkeVersion::V1);
    assert_eq!(gateway.version.known().unwrap().line, 1);
    assert_eq!(gateway.local_name, Setting::Absent(1));
    assert_eq!(gateway.pre_shared_key.line(), Some(13));
    let pp = &settings.interfaces[1];
    assert_eq!(pp.interface, Interface::Pp(Some(1)));
    assert_eq!(pp.pppoe.as_ref().unwrap().value, Interface::Lan(2, None));
    assert_eq!(pp.nat[0].line, 7);
    let hops = &settings.routes[1].hops;
    assert_eq!(hops[0].to, HopTarget::Interface(Interface::read("tunnel1")));
    assert!(!hops[0].conditional && hops[1].conditional);
}

#[test]
fn what_is_not_written_in_a_part_is_not_known() {
    let part: Vec<&str> = WHOLE.lines().skip(8).take(6).collect();
    let settings = routed(&part.join("\n")).settings;
    assert_eq!(settings.whole, None);
    assert_eq!(settings.auto_refresh, Setting::NotPasted);
    assert_eq!(settings.gateways[0].version, Setting::NotPasted);
    assert_eq!(settings.tunnels[0].enabled, Setting::NotPasted);
}

#[test]
fn the_settings_of_one_tunnel_tell_only_of_it() {
    let part: Vec<&str> = WHOLE.lines().skip(8).take(7).collect();
    let settings = routed(&format!("# show config tunnel 1\n{}\nRT#", part.join("\n"))).settings;
    assert_eq!(settings.whole, None);
    assert_eq!(settings.auto_refresh, Setting::NotPasted);
    assert_eq!(settings.gateways[0].local_name, Setting::Absent(1));
}

#[test]
fn a_newer_answer_takes_the_place_of_an_older() {
    let newer = WHOLE.replace("ipsec ike local address 1 192.168.1.1\n", "");
    let settings = routed(&format!(
        "RT# show config\n{WHOLE}\nRT# show config\n{newer}\nRT#"
    ));
    assert_eq!(
        settings.settings.gateways[0].local_address,
        Setting::Absent(20)
    );
}

#[test]
fn a_filtered_configuration_proves_no_absence() {
    let settings = routed(&format!("RT# show config | grep ip\n{WHOLE}\nRT#")).settings;
    assert_eq!(settings.whole, None);
}

#[test]
fn one_line_may_switch_several_tunnels() {
    let is_on = |lines: &str| {
        let settings = routed(&WHOLE.replace("tunnel enable 1\n", lines)).settings;
        let tunnel = settings.tunnel(TunnelNumber(1)).unwrap();
        assert_eq!(settings.tunnels.len(), 1, "{lines}");
        tunnel.enabled.known().is_some_and(|it| it.value)
    };
    for numbers in ["all", "1-", "-5", "1-3,5", "1,3", "1-2"] {
        assert!(is_on(&format!("tunnel enable {numbers}\n")), "{numbers}");
        let off = format!("tunnel enable 1\ntunnel disable {numbers}\n");
        assert!(!is_on(&off), "{numbers}");
    }
    assert!(!is_on("tunnel enable 2-\n"));
    let above = WHOLE.replace("tunnel enable 1\n", "");
    let above = above.replace("tunnel select 1\n", "tunnel enable all\ntunnel select 1\n");
    let settings = routed(&above).settings;
    assert!(settings.tunnels[0].enabled.known().unwrap().value);
    let since = format!("RT# show config\n{above}\nRT# show config tunnel 1\ntunnel select 1\nRT#");
    let settings = routed(&since).settings;
    assert!(!settings.tunnels[0].enabled.known().unwrap().value);
}

#[test]
fn what_a_template_sets_up_is_not_known_from_its_own_lines() {
    let settings = routed(&WHOLE.replace(
        "tunnel enable 1\n",
        "tunnel template 2\ntunnel enable 1\ntunnel select 2\nipsec ike pre-shared-key 2 text dummy\n",
    ))
    .settings;
    let second = settings.tunnel(TunnelNumber(2)).unwrap();
    assert_eq!(second.enabled, Setting::NotPasted);
    assert_eq!(settings.gateways[1].remote_address, Setting::NotPasted);
}

#[test]
fn a_line_taken_back_gives_the_default() {
    let settings = routed(&format!(
        "{WHOLE}\nno ipsec auto refresh on\nno ipsec ike remote address 1"
    ))
    .settings;
    let refresh = settings.auto_refresh.known().unwrap();
    assert_eq!((refresh.value, refresh.line), (false, 19));
    assert_eq!(settings.gateways[0].remote_address, Setting::Absent(20));
}

#[test]
fn a_masked_address_is_hidden() {
    for left in ["xxx.xxx.xxx.xxx", ""] {
        let settings = routed(&WHOLE.replace("branch.example.jp", left)).settings;
        assert_eq!(settings.gateways[0].remote_address, Setting::Hidden(14));
    }
}

#[test]
fn what_was_typed_later_counts_unless_the_router_refused_it() {
    let log = format!(
        "RT# show config\n{WHOLE}\nRT# tunnel select 1\nRTtunnel1# tunnel encapsulation ipip\n\
         RTtunnel1# ipsec ike remote address 1 203.0.113.9\nRTtunnel1# ipsec ike pfs 1 on\n\
         エラー: パラメータの数が不適当です\nRT# no ip route 192.168.2.0/24\nRT#"
    );
    let settings = routed(&log).settings;
    let peer = settings.gateways[0].remote_address.explicit().unwrap();
    assert_eq!(peer.line, 22);
    assert_eq!(
        settings.gateways[0].pfs.known().map(|it| it.value),
        Some(false)
    );
    assert_eq!(settings.tunnels[0].encapsulation.line(), Some(21));
    assert_eq!(settings.routes.len(), 1);
}

#[test]
fn filters_and_translations_are_read() {
    let settings = routed(&WHOLE.replace(
        "tunnel select 1\n",
        "ip pp secure filter in 1 2 dynamic 100\n\
         ip filter 1 pass 203.0.113.2 192.168.1.1 udp * 500\n\
         ip filter 2 reject-nolog * * udp,tcp 135,netbios_ns-netbios_ssn *\n\
         nat descriptor type 1 masquerade\n\
         nat descriptor masquerade static 1 1 192.168.1.1 udp 500\n\
         nat descriptor masquerade static 1 2 192.168.1.1 esp\ntunnel select 1\n",
    ))
    .settings;
    let list = settings.interfaces[1].filters_in.as_ref().unwrap();
    assert_eq!(
        (list.filters.as_slice(), list.has_more),
        ([1, 2].as_slice(), true)
    );
    let filter = &settings.filters[0];
    assert_eq!(filter.treatment, Treatment::Pass);
    assert_eq!(filter.destination.ports, ["500"]);
    assert_eq!(settings.filters[1].source.networks, Some(vec![]));
    let table = &settings.nat[0];
    assert!(table.is_masquerade.unwrap().value);
    assert_eq!(table.statics[1].protocol.as_deref(), Some("esp"));
}
