//! Rules about tunnel interfaces, and about packets from network to network.

use crate::diagnose::{Phrase, log};
use crate::model::TunnelStatus;
use crate::pair::{End, GatewayPair};

pub(in crate::diagnose) mod tun401_traffic_not_checked;
pub(in crate::diagnose) mod tun402_tunnel_not_up;
pub(in crate::diagnose) mod tun403_tunnel_up_at_one_end;
pub(in crate::diagnose) mod tun404_tunnel_up_without_sa;
pub(in crate::diagnose) mod tun405_keepalive_failing;
pub(in crate::diagnose) mod tun406_not_an_ipsec_tunnel;
pub(in crate::diagnose) mod tun407_connected_recently;
pub(in crate::diagnose) mod tun408_packets_lost;
pub(in crate::diagnose) mod tun409_nothing_sent_back;
pub(in crate::diagnose) mod tun410_ping_lost;
pub(in crate::diagnose) mod tun411_large_packets_lost;
pub(in crate::diagnose) mod tun412_ping_lost_somewhere;
pub(in crate::diagnose) mod tun413_esp_rejected;
pub(in crate::diagnose) mod tun414_rejected_in_tunnel;
pub(in crate::diagnose) mod tun415_answers_missing;
pub(in crate::diagnose) mod tun416_tunnel_of_unknown_gateway_not_up;

/// Within this time of connecting, no answer may have come yet.
const SETTLING_SECS: u32 = 60;

/// Whether a tunnel interface has just come up.
fn is_settling(tunnel: &TunnelStatus) -> bool {
    tunnel.uptime.is_some_and(|it| it.value.0 < SETTLING_SECS)
}

/// The first tunnel interface of an end that is not up, and the line of its sentence.
pub(super) fn not_up<'m>(end: &End<'m>) -> Option<(&'m TunnelStatus, u32)> {
    end.tunnels().find_map(not_up_of)
}

/// A tunnel interface that is not up, and the line of its sentence.
fn not_up_of(tunnel: &TunnelStatus) -> Option<(&TunnelStatus, u32)> {
    let up = tunnel.up.filter(|up| !up.value)?;
    Some((tunnel, up.line))
}

/// The first tunnel interface of an end all of whose are up, and the line of its sentence.
pub(super) fn up<'m>(end: &End<'m>) -> Option<(&'m TunnelStatus, u32)> {
    let all_up = end.tunnels().all(|it| it.up.is_some_and(|up| up.value));
    let first = end.tunnels().next().filter(|_| all_up)?;
    Some((first, first.up?.line))
}

/// Where a tunnel that is not up may be one for somebody else.
const MAY_BE_ELSEWHERE: Phrase = Phrase {
    ja: "まだ判断できません。{here}のトンネル {tunnel} は接続中ではありませんが、それが{peer}へのトンネルかどうか、貼られた行からは分かりません。",
    en: "This cannot be decided yet. Tunnel {tunnel} of {here} is not shown to be connected, but no pasted line shows that it is the one to {peer}.",
};

/// Whether the tunnel of an end may be one for somebody else: nothing but that it is the only one whose state was
/// pasted joins it to the other end, and packets pass, or that end shows a VPN that lives, or neither shows a dead one.
fn may_be_elsewhere(pair: &GatewayPair<'_>, end: &End<'_>, other: &End<'_>) -> bool {
    let lans = &other.router.networks.lans;
    let far = end.far_networks();
    let leads_there = far
        .iter()
        .any(|it| lans.iter().any(|lan| lan.value.overlaps(&it.value)));
    // Of a router whose routes lead into one tunnel alone, it is the only one.
    let ways = &end.router.networks.into_tunnels;
    let is_led_alone = !ways.is_empty()
        && ways
            .iter()
            .all(|it| end.tunnel_numbers().any(|own| own == it.0));
    let is_own = leads_there || (is_led_alone && lans.is_empty());
    let is_guess = pair.matched_by.is_guess() && end.gateway.is_none() && !is_own;
    let is_doubted = || {
        let reached = log::reached(other, pair);
        let is_told = reached == Some(log::Reached::Up);
        let is_seen = is_told || other.has_sas_both_ways() || up(other).is_some();
        let has_none = [end, other].iter().any(|it| it.lacks_child_sas().is_some());
        let is_dead = has_none || not_up(other).is_some() || reached.is_some();
        is_seen || !is_dead || pair.is_answered() || end.router.has_several_vpns()
    };
    is_guess && is_doubted()
}
