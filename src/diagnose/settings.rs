//! What the two ends of a pair are told, side by side, and what their SAs make of a difference.

use std::net::IpAddr;

use super::{Certainty, Finding, Missing, Need, Phrase, Severity, Where};
use crate::model::{
    AddressSource, Direction, Encapsulation, GatewaySettings, IkeVersion, LocalAddress,
    PeerAddress, Policy, Presence, Reach, Setting, Settings, Sourced, TunnelSettings, reach,
};
use crate::pair::{End, GatewayPair, MatchedBy};
use crate::text::{Listed, Side};

/// What one end is told of its gateway.
#[derive(Clone, Copy)]
pub(super) struct Told<'m> {
    pub(super) end: End<'m>,
    pub(super) gateway: &'m GatewaySettings,
    /// The first tunnel of the gateway.
    pub(super) tunnel: Option<&'m TunnelSettings>,
    /// The policy of that tunnel.
    pub(super) policy: Option<&'m Policy>,
}

/// What both ends are told of gateways that mean each other.
pub(super) struct Both<'m> {
    pub(super) a: Told<'m>,
    pub(super) b: Told<'m>,
    /// Whether it is shown that they mean each other.
    belong: Certainty,
    pub(super) standing: Standing,
}

/// Whether an end begins key exchange by itself.
pub(super) enum Starts {
    /// It does.
    Yes,
    /// It does not, by this line.
    No(u32),
    /// The paste does not tell.
    Unknown,
}

/// How far the two ends got, by their SAs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Both hold SAs both ways.
    Up,
    /// Both hold an IKE SA; IPsec SAs are shown to be missing at one of them.
    Phase1,
    /// An end is shown to have no IPsec SA.
    Down,
    /// The outputs do not tell.
    Unknown,
}

impl Told<'_> {
    pub(super) fn side(&self) -> Side {
        self.end.router.side
    }

    /// The line that a setting is known by, as evidence.
    pub(super) fn place(&self, line: u32) -> crate::text::Place {
        self.end.router.place(line)
    }

    /// A block to be run as it stands, which changes settings of the tunnel.
    pub(super) fn block(&self, lines: &str) -> String {
        match self.tunnel {
            Some(TunnelSettings { number, .. }) => {
                let n = number.0;
                format!(
                    "tunnel select {n}\ntunnel disable {n}\n{lines}\ntunnel enable {n}\nshow config tunnel {n}\nsave"
                )
            }
            None => format!("{lines}\nsave"),
        }
    }

    /// The gateway's number.
    pub(super) fn number(&self) -> u32 {
        self.gateway.id.0
    }

    /// Whether it speaks IKEv2.
    pub(super) fn is_v2(&self) -> bool {
        let version = self.gateway.version.known();
        version.is_some_and(|it| it.value == IkeVersion::V2)
    }

    /// Whether it is told where its peer is.
    pub(super) fn knows_peer(&self) -> bool {
        matches!(
            explicit(&self.gateway.remote_address),
            Some(PeerAddress::Address(_) | PeerAddress::Name(_))
        )
    }

    /// Whether it begins key exchange by itself.
    pub(super) fn starts(&self) -> Starts {
        let told_off = [
            &self.end.router.settings.auto_refresh,
            &self.gateway.auto_refresh,
        ];
        let off = told_off
            .iter()
            .find_map(|it| it.known().filter(|on| !on.value));
        if let Some(off) = off {
            return Starts::No(off.line);
        }
        let called = &self.gateway.remote_address;
        match called.explicit() {
            // With IKEv2 the peer's name may resolve to an address.
            Some(it) if it.value == PeerAddress::Any && !self.is_v2() => Starts::No(it.line),
            Some(_) if told_off.iter().all(|it| it.known().is_some()) => Starts::Yes,
            _ => Starts::Unknown,
        }
    }

    /// The settings of the tunnel.
    pub(super) fn need(&self) -> Need {
        tunnel_need(&self.end)
    }

    /// Addresses that are the router's own, as far as they were pasted.
    fn own_addresses(&self) -> Vec<IpAddr> {
        let router = self.end.router;
        let mut own = Vec::new();
        if let Some(LocalAddress::Address(address)) = explicit(&self.gateway.local_address) {
            own.push(*address);
        }
        for interface in &router.settings.interfaces {
            if let Some(Sourced {
                value: AddressSource::Fixed(network),
                ..
            }) = interface.address.seen()
            {
                own.push(network.address);
            }
        }
        let ppp = router.links.ppp.iter().map(|it| &it.local_address);
        let dhcp = router.links.dhcp.iter().map(|it| &it.address);
        let nat = router.links.nat.iter().map(|it| &it.outer);
        let shown = ppp.chain(dhcp).chain(nat).filter_map(|it| it.seen());
        own.extend(shown.map(|it| it.value));
        own
    }

    /// Whether it calls the other end: None where that cannot be told.
    fn calls(&self, other: &Self) -> Option<bool> {
        let names = explicit(&self.gateway.remote_name).zip(explicit(&other.gateway.local_name));
        if names.is_some_and(|(wanted, own)| wanted.name.same(&own.name)) {
            return Some(true);
        }
        let Some(PeerAddress::Address(called)) = explicit(&self.gateway.remote_address) else {
            return None;
        };
        let own = other.own_addresses();
        if own.contains(called) {
            return Some(true);
        }
        // Behind a NAT, or where the address comes from the provider, the one that is called is not known.
        let speaks_from = explicit(&other.gateway.local_address);
        let is_public = |it: &LocalAddress| matches!(it, LocalAddress::Address(address) if reach(*address) == Reach::Global);
        speaks_from.is_some_and(is_public).then_some(false)
    }
}

fn explicit<T>(setting: &Setting<T>) -> Option<&T> {
    setting.explicit().map(|it| &it.value)
}

/// What an end is told of its gateway: the one whose SAs or tunnel were pasted, else the only one.
pub(super) fn told<'m>(end: &End<'m>) -> Option<Told<'m>> {
    let settings = &end.router.settings;
    let gateway = gateway_of(end, settings)?;
    let bound = settings.tunnels_of(gateway.id).next();
    Some(Told {
        end: *end,
        gateway,
        tunnel: bound.map(|it| it.0),
        policy: bound.map(|it| it.1),
    })
}

fn gateway_of<'m>(end: &End<'m>, settings: &'m Settings) -> Option<&'m GatewaySettings> {
    if let Some(id) = end.gateway_id() {
        return settings.gateway(id);
    }
    let mut tunnels = end.tunnel_numbers();
    if let Some(number) = tunnels.next() {
        return settings.gateway_of(settings.tunnel(number)?);
    }
    let is_ipsec = |tunnel: &&TunnelSettings| {
        let encapsulation = tunnel.encapsulation.known();
        encapsulation.is_none_or(|it| it.value == Encapsulation::Ipsec)
    };
    let of_tunnels = settings.tunnels.iter().filter(is_ipsec);
    let mut bound = of_tunnels.filter_map(|tunnel| settings.gateway_of(tunnel));
    let mut all = settings.gateways.iter();
    match (bound.next(), bound.next()) {
        (Some(first), None) => Some(first),
        (None, None) => all.next().filter(|_| all.next().is_none()),
        _ => None,
    }
}

/// What both ends of a pair are told; None where a rule has nothing to compare.
///
/// # Errors
/// The settings of one end, where only the other's were pasted and the VPN is not up.
pub(super) fn both<'m>(pair: &GatewayPair<'m>) -> Result<Option<Both<'m>>, Missing> {
    let Some(b) = pair.b else { return Ok(None) };
    let standing = standing(pair);
    let pasted = |end: &End<'_>| end.router.settings.is_pasted();
    let lacking: Vec<End<'_>> = pair.ends().filter(|end| !pasted(end)).listed();
    match lacking.as_slice() {
        [] => {}
        [end] if standing != Standing::Up => return Err(Missing(vec![tunnel_need(end)])),
        _ => return Ok(None),
    }
    let (Some(a), Some(b)) = (told(&pair.a), told(&b)) else {
        return Ok(None);
    };
    let named = !matches!(pair.matched_by, MatchedBy::Only | MatchedBy::Nothing);
    let belong = match (a.calls(&b), b.calls(&a)) {
        _ if named => Certainty::Shown,
        (Some(true), _) | (_, Some(true)) => Certainty::Shown,
        (Some(false), Some(false)) => return Ok(None),
        _ => Certainty::Likely,
    };
    Ok(Some(Both {
        a,
        b,
        belong,
        standing,
    }))
}

/// How far the two ends got, by their SAs.
pub(super) fn standing(pair: &GatewayPair<'_>) -> Standing {
    let ends: Vec<End<'_>> = pair.ends().listed();
    let is_up = |end: &End<'_>| {
        let both_ways = end.ipsec_presence(Direction::Outbound).is_shown()
            && end.ipsec_presence(Direction::Inbound).is_shown();
        both_ways || end.receives().is_some()
    };
    if pair.fits_both_ways() || (ends.len() > 1 && ends.iter().all(is_up)) {
        return Standing::Up;
    }
    let is_absent = |end: &End<'_>| {
        let absent = |direction| matches!(end.ipsec_presence(direction), Presence::Absent(_));
        absent(Direction::Outbound) && absent(Direction::Inbound)
    };
    if !ends.iter().any(is_absent) {
        Standing::Unknown
    } else if ends.iter().all(|end| end.ike_presence().is_shown()) {
        Standing::Phase1
    } else {
        Standing::Down
    }
}

/// Two values, each with the line that it is known by.
pub(super) type Values<'m, T> = (&'m Sourced<T>, &'m Sourced<T>);

impl<'m> Both<'m> {
    /// One setting at both ends; None where one is masked or missing.
    ///
    /// # Errors
    /// The settings of an end of which the paste does not tell it.
    pub(super) fn values<T>(
        &self,
        of: impl Fn(&'m GatewaySettings) -> &'m Setting<T>,
    ) -> Result<Option<Values<'m, T>>, Missing> {
        let (mine, theirs) = (of(self.a.gateway), of(self.b.gateway));
        let ends = [(&self.a, mine), (&self.b, theirs)];
        let unknown = ends.iter().filter(|it| it.1.is_not_pasted());
        let needs: Vec<Need> = unknown.map(|it| it.0.need()).listed();
        if !needs.is_empty() && self.standing != Standing::Up {
            return Err(Missing(needs));
        }
        Ok(mine.known().zip(theirs.known()))
    }

    /// Of each end, whether a setting is not written, so that the default applies.
    pub(super) fn defaults<T: 'm>(
        &self,
        of: impl Fn(&'m GatewaySettings) -> &'m Setting<T>,
    ) -> [bool; 2] {
        let is_default = |told: &Told<'m>| matches!(of(told.gateway), Setting::Default(_));
        [is_default(&self.a), is_default(&self.b)]
    }

    /// The end of a site and the other one, where they are told apart.
    pub(super) fn ends(&self) -> [(&Told<'m>, &Told<'m>); 2] {
        [(&self.a, &self.b), (&self.b, &self.a)]
    }

    /// Says how much a finding weighs: a difference is a remark while the VPN is up, and where the
    /// step that it would hinder is shown to be done.
    pub(super) fn weigh(&self, finding: Finding, hinders_phase_1: bool) -> Finding {
        let is_passed =
            self.standing == Standing::Up || (hinders_phase_1 && self.standing == Standing::Phase1);
        if is_passed {
            return finding
                .severity(Severity::Risk)
                .certainty(Certainty::Likely);
        }
        // SAs made before the settings were changed may still be there.
        let is_down = matches!(self.standing, Standing::Down | Standing::Phase1);
        if is_down && self.belong == Certainty::Shown {
            finding
        } else {
            finding.certainty(Certainty::Likely)
        }
    }

    /// Adds the names of both sites, and says that both are concerned.
    pub(super) fn name(&self, finding: Finding) -> Finding {
        finding
            .at(Where::Both)
            .site("a", self.a.side())
            .site("b", self.b.side())
    }
}

/// The settings of an end's tunnel.
fn tunnel_need(end: &End<'_>) -> Need {
    let settings = &end.router.settings;
    let own = end.tunnel_numbers().next();
    let number = own.or_else(|| settings.tunnels.first().map(|it| it.number));
    Need {
        side: end.router.side,
        command: format!("show config tunnel {}", number.map_or(1, |it| it.0)),
    }
}

/// Beside a block that changes settings, and is needed at one end only.
pub(super) const CHANGE_ONE: Phrase = Phrase {
    ja: "どちらか一方のルーターだけ変えます。こちらを変える場合の行です。",
    en: "Change one of the two routers only. These are the lines for this one.",
};

/// Beside a block that makes the weaker end equal to the stronger.
pub(super) const ALIGN: Phrase = Phrase {
    ja: "こちらを、もう一方の強い設定に合わせます。次の行をまとめて実行します。",
    en: "Makes this end equal to the other, which is the stronger. Run the lines together.",
};

/// A value that is not written.
const BY_DEFAULT: Phrase = Phrase {
    ja: "{value}（既定値）",
    en: "{value} by default",
};
const BY_DEFAULT_TOO: Phrase = Phrase {
    ja: "{other_value}（既定値）",
    en: "{other_value} by default",
};

/// Gives the texts the values of a setting at both ends, as `{mine}` and `{theirs}`; `defaults` tells
/// of each whether it is not written.
pub(super) fn with_values(finding: Finding, values: [&str; 2], defaults: [bool; 2]) -> Finding {
    let [mine, theirs] = values;
    let finding = match defaults {
        [true, _] => finding.arg("value", mine).phrase("mine", BY_DEFAULT),
        [false, _] => finding.arg("mine", mine),
    };
    match defaults {
        [_, true] => finding
            .arg("other_value", theirs)
            .phrase("theirs", BY_DEFAULT_TOO),
        [_, false] => finding.arg("theirs", theirs),
    }
}

/// Beside `show ipsec sa`, behind a change.
pub(super) const CHECK: Phrase = Phrase {
    ja: "10秒ほど待って実行します。send と recv の行が現れれば、つながっています。",
    en: "Wait ten seconds and run it. If rows with send and recv appear, the VPN is up.",
};
