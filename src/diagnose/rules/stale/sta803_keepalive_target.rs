//! STA803 keepalive-target: the tunnel keeps falling, and the address that its keepalive asks is not at the
//! other end.

use std::net::IpAddr;

use crate::diagnose::log::own_falls;
use crate::diagnose::settings::{Change, Told, told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, found, nothing,
};
use crate::model::{
    Detail, IkeVersion, Interface, KeepaliveMethod, KeepaliveUse, Reach, Route, Sourced, reach,
};
use crate::pair::{End, GatewayPair, Role};
use crate::text::Place;

/// STA803 keepalive-target.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "STA803",
    slug: "keepalive-target",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のキープアライブが応答を待つ {target} は、{there}の側にありません",
        en: "{target}, which the keepalive of {here} asks, is not at {there}",
    },
    headline: Phrase {
        ja: "トンネルが何度も切れています。{here}のキープアライブが応答を待つ {target} は、{there}の側にありません。",
        en: "The tunnel keeps falling: {target}, which the keepalive of {here} asks, is not at {there}.",
    },
    why: Phrase {
        ja: "icmp-echo のキープアライブは、トンネルの先の機器に ping を送り、応答がなければトンネルを切って作り直します。\
             {there}の経路の一覧では、{target} は LAN にありません。",
        en: "A keepalive by icmp-echo pings a machine at the far end of the tunnel, and makes the tunnel anew where \
             nothing answers. By the routing table of {there}, {target} is not in its LAN.",
    },
    question: Phrase {
        ja: "キープアライブが応答を待つ機器が、相手の側にあるか",
        en: "Whether the machine that the keepalive asks is at the other end",
    },
    silent_when: for_docs(Phrase {
        ja: "トンネルが何度も切れていると分からないとき、回線といっしょに切れるとき、相手の経路の一覧が途中で切れているか伏せ字があるとき、\
             応答を待つ機器がインターネットにあるとき。",
        en: "When the tunnel is not shown to keep falling, where the line falls with it, when the routing table of the other end is cut \
             or has masked rows, and when the machine is on the internet.",
    }),
    references: cited(&["Command Reference 15.20"]),
    cause: Some(Cause::KeepaliveMismatch),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const ASK_ANOTHER: Phrase = Phrase {
    ja: "<ADDRESS> を、{there}の LAN でいつも動いている機器（{there}のルーターの LAN 側でもかまいません）のアドレスに置き換えて、\
         まとめて実行します。",
    en: "Put the address of a machine in the LAN of {there} that is always on, such as its router's there, in place of <ADDRESS>, \
         and run the lines together.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite || !pair.belongs() {
        return nothing();
    }
    let ends = ends::both(pair).into_iter();
    found(ends.filter_map(|(end, other)| find(pair, &end, &other)))
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let told = told(end)?;
    let target = target(&told)?;
    let falls = own_falls(pair, end).filter(|it| it.is_back || end.has_sas_both_ways())?;
    // What is in its own LAN may well answer.
    let own = &end.router.networks;
    if own.owns(target.value) || own.lans.iter().any(|it| it.value.contains(target.value)) {
        return None;
    }
    let table = lacks(other, target.value)?;
    let side = end.router.side;
    let last = falls.lines.last().map(|line| end.router.place(*line));
    let finding = Finding::new([end.router.place(target.line), table])
        .and_places(last)
        .about(&["keepalive"])
        .at(Where::Site(side))
        .site("here", side)
        .site("there", other.router.side)
        .arg("target", target.value);
    let interval = told.gateway.details.get(Detail::KeepaliveInterval).known();
    let interval = interval.map_or("10 6", |it| it.value.as_str());
    let line = format!(
        "ipsec ike keepalive use {} on icmp-echo <ADDRESS> {interval}",
        told.number()
    );
    let change = Change::of(line, &told.gateway.keepalive);
    Some(told.mend(finding, ASK_ANOTHER, [change]))
}

/// Whom an end asks again and again, with the line that says so.
fn target(told: &Told<'_>) -> Option<Sourced<IpAddr>> {
    let keepalive = told.gateway.keepalive.explicit()?;
    let version = told.gateway.version.known()?.value;
    let asks = match keepalive.value.used {
        KeepaliveUse::On => true,
        KeepaliveUse::Auto => version == IkeVersion::V1,
        KeepaliveUse::Off => false,
    };
    let is_echo = keepalive.value.method == Some(KeepaliveMethod::IcmpEcho);
    let target = keepalive.value.target.filter(|_| asks && is_echo)?;
    Some(Sourced::new(target, keepalive.line))
}

/// The routing table by which an address is not in the LAN of an end, nor behind it.
fn lacks(end: &End<'_>, target: IpAddr) -> Option<Place> {
    let router = end.router;
    let table = router.routes.as_ref();
    let table = table.filter(|it| it.whole && !it.has_masked())?;
    let leads_on = |way: &&Route| {
        let is_default = way.destination.is_none_or(|it| it.prefix == 0);
        !is_default && !matches!(way.interface, Interface::Tunnel(_))
    };
    let is_there = router.networks.owns(target) || table.lookup(target).iter().any(leads_on);
    let is_of_site = target.is_ipv4() && reach(target) == Reach::Private;
    (is_of_site && !is_there).then(|| router.place(table.line))
}

#[cfg(test)]
mod tests {
    use super::super::tests::standing;
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, commands, finds_nothing, joined};

    fn asking(what: &str) -> String {
        let settings = format!(
            "//- A\n# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  \
             ipsec ike keepalive use 1 {what}\n  ipsec ike remote address 1 203.0.113.2\n tunnel enable 1\n//- B\n"
        );
        joined(&joined(HEALTHY_AROUND, &settings), &standing(60))
    }

    const ECHO: &str = "on icmp-echo 192.168.99.1 10 6";

    #[test]
    fn fires_where_the_tunnel_falls_and_the_target_is_nowhere() {
        check(&RULE, &asking(ECHO)).points_at("A");
        assert!(check(&RULE, &asking(ECHO)).degrades());
        let steps = commands(&RULE, &asking(ECHO));
        assert!(steps[0].contains("keepalive use 1 on icmp-echo <ADDRESS> 10 6\n"));
        check(&RULE, &asking("auto icmp-echo 192.168.99.1")).fires();
    }

    #[test]
    fn silent_where_the_target_is_there_or_may_be() {
        for what in [
            "on icmp-echo 192.168.2.1 10 6",
            "on icmp-echo 192.168.2.200 length=64 10 6",
            "on icmp-echo 192.168.1.1",
            "on icmp-echo 198.51.100.53",
            "on icmp-echo host.example.jp",
            "on icmp-echo xxx.xxx.xxx.xxx",
            "on heartbeat 10 6",
            "off",
        ] {
            finds_nothing(&RULE, &asking(what));
        }
        let lan = "192.168.2.0/24 192.168.2.1 LAN1 implicit";
        let behind = format!("{lan}\n192.168.99.0/24 192.168.2.254 LAN1 static");
        finds_nothing(&RULE, &asking(ECHO).replace(lan, &behind));
        let cut = asking(ECHO).replace("# show ip route", "# show ip route | grep 192");
        finds_nothing(&RULE, &cut);
    }

    #[test]
    fn silent_where_the_tunnel_stands() {
        let stands = asking(ECHO).replace("Tunnel[1] Down", "Tunnel[1] Up");
        finds_nothing(&RULE, &stands);
        finds_nothing(&RULE, HEALTHY_AROUND);
    }
}
