//! Everything that can be wrong with a VPN, one function each, which breaks a healthy world and knows what
//! may be said of it.

#[expect(
    clippy::unnecessary_wraps,
    reason = "faults that fit any world are of the type of the others"
)]
mod input;
#[expect(
    clippy::unnecessary_wraps,
    reason = "faults that fit any world are of the type of the others"
)]
mod line;
#[expect(
    clippy::unnecessary_wraps,
    reason = "faults that fit any world are of the type of the others"
)]
mod refused;
mod silent;
#[expect(
    clippy::unnecessary_wraps,
    reason = "faults that fit any world are of the type of the others"
)]
mod start;
#[expect(
    clippy::unnecessary_wraps,
    reason = "faults that fit any world are of the type of the others"
)]
mod traffic;

use super::rng::Rng;
use super::settle::Stage;
use super::world::World;

/// Where a fault may be said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// At this end.
    End(usize),
    /// Between both, or at either.
    Both,
}

/// Breaks a world at an end, if this fault can be in it: where it is then, and how far the ends get.
type Break = fn(&mut Rng, usize, &mut World) -> Option<(At, Stage)>;

/// A fault.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The cause by which a report must name it.
    pub(crate) slug: &'static str,
    /// Less exact causes that are no lie.
    pub(crate) less_exact: &'static [&'static str],
    apply: Break,
}

/// What is true of a broken world.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    pub(crate) fault: &'static Fault,
    pub(crate) at: At,
    pub(crate) stage: Stage,
}

const fn fault(slug: &'static str, less_exact: &'static [&'static str], apply: Break) -> Fault {
    Fault {
        slug,
        less_exact,
        apply,
    }
}

/// That the peer does not answer is seen, whatever keeps it from doing so.
const UNHEARD: &[&str] = &["peer-silent"];
const NO_PHASE_1: &[&str] = &["phase1-rejected", "peer-silent"];
const NO_PHASE_2: &[&str] = &["phase2-rejected"];

/// The faults that are of the VPN, and not of the pastes.
pub(crate) fn of_the_vpn() -> Vec<&'static Fault> {
    ALL.iter().filter(|it| !it.is_input()).collect()
}

/// All of them, in the order of a repair.
pub(crate) static ALL: &[Fault] = &[
    fault("same-router-twice", &["pastes-apart"], input::same_router),
    fault("gateways-unrelated", &["pastes-apart"], input::unrelated),
    fault("pastes-apart", &["gateways-unrelated"], input::apart),
    fault("router-error", &[], input::error),
    fault("wan-down", UNHEARD, line::down),
    fault(
        "wan-auth-failed",
        &["wan-down", "peer-silent"],
        line::auth_failed,
    ),
    fault(
        "wan-no-address",
        &["wan-down", "peer-silent"],
        line::no_address,
    ),
    fault("wan-no-traffic", UNHEARD, line::no_traffic),
    fault("wan-unstable", &[], line::unstable),
    fault("no-default-route", UNHEARD, line::no_default_route),
    fault("wrong-wan", NO_PHASE_1, line::wrong_wan),
    fault("peer-address-mismatch", UNHEARD, line::peer_address),
    fault("peer-name-unresolved", UNHEARD, line::peer_name),
    fault("wan-behind-nat", UNHEARD, line::behind_nat),
    // Behind a NAT without an entry, an end that does not begin could not be called either.
    fault(
        "no-initiator",
        &["nat-static-missing"],
        start::nobody_begins,
    ),
    fault("ipsec-off", UNHEARD, start::ipsec_off),
    fault(
        "tunnel-not-wired",
        &["gateway-incomplete", "peer-silent"],
        start::not_wired,
    ),
    // Without an address, or without a key, there is hardly a gateway.
    fault(
        "gateway-incomplete",
        &["tunnel-not-wired", "peer-silent"],
        start::no_address,
    ),
    fault(
        "pre-shared-key-missing",
        &["tunnel-not-wired", "peer-silent"],
        start::no_key,
    ),
    fault("ikev2-name-missing", UNHEARD, start::no_name),
    fault(
        "local-address-not-owned",
        &["nat-static-missing", "peer-silent"],
        start::address_not_owned,
    ),
    fault("vrrp-standby", UNHEARD, start::stands_by),
    fault(
        "model-limit",
        &["tunnel-not-wired", "peer-silent"],
        start::above_limit,
    ),
    fault("ike-filtered", UNHEARD, silent::filtered),
    fault("nat-static-missing", UNHEARD, silent::nat_static_missing),
    fault("ike-version-mismatch", UNHEARD, silent::other_version),
    fault("exchange-mode-mismatch", UNHEARD, silent::other_mode),
    fault("ike-name-mismatch", UNHEARD, silent::other_name),
    fault("duplicate-gateway", NO_PHASE_1, silent::duplicate),
    fault("peer-silent", &[], silent::path),
    fault("psk-mismatch", NO_PHASE_1, refused::key),
    fault("ike-proposal-mismatch", NO_PHASE_1, refused::proposal),
    fault("phase1-rejected", UNHEARD, refused::phase_1),
    fault("esp-proposal-mismatch", NO_PHASE_2, refused::esp),
    fault("phase2-id-mismatch", NO_PHASE_2, refused::ids),
    fault("pfs-mismatch", NO_PHASE_2, refused::pfs),
    fault("phase2-rejected", &[], refused::phase_2),
    fault("esp-blocked", &[], traffic::esp_blocked),
    fault(
        "nat-traversal-mismatch",
        &["esp-blocked"],
        traffic::nat_traversal,
    ),
    fault("tunnel-route-missing", &[], traffic::route_missing),
    fault("lan-overlap", &[], traffic::lan_overlap),
    fault("tunnel-filtered", &[], traffic::filtered),
    fault("tunnel-nat", &[], traffic::translated),
    fault("mtu-mss", &[], traffic::large_lost),
    fault("stale-sa", &[], traffic::stale),
    // Nothing may show that the pastes are of one moment.
    fault("spi-mismatch", &["pastes-apart"], traffic::spis),
    fault("keepalive-mismatch", &[], traffic::keepalive),
    fault("nat-timeout", &[], traffic::forgotten),
    fault("rekey-failing", &[], traffic::not_renewed),
];

impl Fault {
    /// Whether the pastes are at fault, and not the VPN.
    pub(crate) fn is_input(&self) -> bool {
        ALL.iter().take(4).any(|it| it.slug == self.slug)
    }

    /// Whether it is between the ends, so that either can be asked first.
    pub(crate) fn is_between(&self) -> bool {
        ["peer-address-mismatch", "peer-name-unresolved"].contains(&self.slug)
    }
}

/// Breaks the world; None where this fault cannot be in it.
pub(crate) fn apply(rng: &mut Rng, fault: &'static Fault, world: &mut World) -> Option<Truth> {
    let end = rng.end();
    let (at, stage) = (fault.apply)(rng, end, world)?;
    Some(Truth { fault, at, stage })
}

/// Makes the other end the only one that begins; false where it cannot.
fn only_other_begins(world: &mut World, x: usize) -> bool {
    if !world.ends[x].others.is_empty() {
        return false;
    }
    let own = &mut world.ends[x];
    own.auto_refresh = false;
    if own.nat {
        own.statics = true;
        own.local = Some(own.inside());
    }
    world.ends[1 - x].auto_refresh = true;
    world.ends[1 - x].begins()
}

/// A fault of one end, which answers nothing.
fn deaf(x: usize) -> (At, Stage) {
    (At::End(x), Stage::Silent(None))
}
