//! CFG631 name-server-missing: an end calls its peer by a name, and is told of nobody who could resolve it.

use crate::diagnose::settings::{self, Standing};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, log, nothing, wan,
};
use crate::model::{AddressSource, Interface, InterfaceSettings, Router};
use crate::pair::{End, GatewayPair};

/// CFG631 name-server-missing.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG631",
    slug: "name-server-missing",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}は相手を名前（{name}）で呼んでいますが、DNS サーバーの設定がありません",
        en: "{here} calls its peer by a name ({name}), and its settings name no DNS server",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}には DNS サーバーの設定がなく、相手の名前 {name} を引けないようです。",
        en: "The VPN is down. The settings of {here} name no DNS server, so that it can hardly resolve {name}.",
    },
    why: Phrase {
        ja: "ルーター自身が相手の名前を引くには、dns server の設定が要ります。名前が引けなければ、鍵交換は始まりません。",
        en: "To resolve the name of its peer the router needs dns server. Without that address it begins no key exchange.",
    },
    question: Phrase {
        ja: "相手の名前を引けるか",
        en: "Whether the name of the peer can be resolved",
    },
    silent_when: for_docs(Phrase {
        ja: "設定が全部は貼られていないとき、dns server、dns static、ip host のどれかがあるとき、アドレスを DHCP で受け取るとき、IPv6 の既定経路があるとき、\
             SA があるとき、鍵交換を始めた記録があるとき。",
        en: "When the settings were not pasted whole, with any of dns server, dns static and ip host, where an address comes by \
             DHCP, with a default route of IPv6, where SAs are held, and where a log shows that key exchange was begun.",
    }),
    references: cited(&["Command Reference, dns server, ipsec ike remote address"]),
    cause: Some(Cause::PeerNameUnresolved),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const LOOK_UP: Phrase = Phrase {
    ja: "名前が引けるかを見ます。アドレスが出れば、この見立ては当たりません。",
    en: "Shows whether the name is resolved. With an address as the answer this does not hold.",
};
const USE_LINE: Phrase = Phrase {
    ja: "回線のプロバイダーが知らせる DNS サーバーを使います。",
    en: "Uses the DNS servers that the provider of the line tells.",
};
const SET: Phrase = Phrase {
    ja: "契約の案内にある DNS サーバーのアドレスを dns server で設定し、save で保存します。",
    en: "Set the DNS servers that your provider names with dns server, and save.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let is_down = settings::standing(pair) == Standing::Down;
    if !is_down || pair.ends().any(|end| end.has_any_sa()) {
        return nothing();
    }
    ends::found_at(ends::of_sites(pair).filter_map(|end| find(pair, &end)))
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>) -> Option<Finding> {
    let router = end.router;
    let settings = &router.settings;
    let whole = settings.whole?;
    let gateway = end.gateway_settings()?;
    let name = end.called_name()?;
    if settings.resolves.is_some() || may_be_told(router) || has_called(end) {
        return None;
    }
    let side = router.side;
    let lines = [Some(whole), gateway.remote_address.line()];
    let lines = lines.into_iter().flatten().map(|it| router.place(it));
    // At the second end it stands beside what the first has of its own.
    let row: &[&str] = if side == pair.a.router.side {
        &["remoteAddress"]
    } else {
        &["localAddress"]
    };
    let finding = Finding::new(lines)
        .about(row)
        .at(Where::Site(side))
        .site("here", side)
        .arg("name", name)
        .read(side, format!("nslookup {name}"), LOOK_UP);
    let line = wan::way(end).map(|it| it.interface);
    Some(match line {
        Some(Interface::Pp(Some(number))) => {
            let set = format!("dns server pp {number}\nsave");
            finding.change_and_back(side, set, USE_LINE, "no dns server pp\nsave")
        }
        _ => finding.advise_at(side, SET),
    })
}

/// Whether somebody may tell the router of a name server without a line that says so.
fn may_be_told(router: &Router) -> bool {
    let settings = &router.settings;
    let is_given = |it: &InterfaceSettings| {
        let source = it.address.seen();
        source.is_some_and(|it| !matches!(it.value, AddressSource::Fixed(_)))
    };
    settings.default_v6.is_some() || settings.interfaces.iter().any(is_given)
}

/// Whether the log of an end shows it to have begun a key exchange, for which it knew an address.
fn has_called(end: &End<'_>) -> bool {
    let mut events = end.router.log.iter().flat_map(|it| &it.events);
    let begins = events.any(|it| it.what.exchange().is_some_and(|it| !it.answers));
    begins || log::calls_from(end).is_some()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    /// B calls A by a name, and neither end has SAs.
    fn named(line: &str) -> String {
        let none = SETTINGS.replace("# show config", "# show ipsec sa\n# show config");
        let address = "remote address 1 192.0.2.1";
        let named = changed(&none, "B", address, "remote address 1 hq.example.jp");
        changed(&named, "B", "ipsec auto", &format!("{line}ipsec auto"))
    }

    #[test]
    fn fires_where_nobody_resolves_the_name() {
        check(&RULE, &named("")).points_at("B");
        check(&RULE, &named("dns private address spoof on\n")).fires_as_fault();
    }

    #[test]
    fn silent_where_something_may_resolve_it() {
        for line in [
            "dns server pp 1\n",
            "dns server dhcp lan2\n",
            "dns server select 1 192.0.2.53 any .\n",
            "dns static a hq.example.jp 192.0.2.1\n",
            "ip host hq.example.jp 192.0.2.1\n",
            "ip lan2 address dhcp\n",
        ] {
            finds_nothing(&RULE, &named(line));
        }
    }

    #[test]
    fn silent_without_a_name_and_where_it_called() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &joined(HEALTHY, &named("")));
        let part = named("").replace("show config", "show config | grep i");
        finds_nothing(&RULE, &part);
        let log = "# show log\n2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to 192.0.2.1 (local address 192.168.2.1)\n";
        finds_nothing(&RULE, &format!("{}\n{log}", named("")));
    }
}
