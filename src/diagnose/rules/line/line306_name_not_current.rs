//! LINE306 name-not-current: the name service holds another address than the line has now.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, steps, wan,
};
use std::net::IpAddr;

use crate::model::{DynamicName, Interface, Sourced, Topic};
use crate::pair::{End, GatewayPair};
use crate::text::{Place, Side};

/// LINE306 name-not-current.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE306",
    slug: "name-not-current",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}のネットボランチ DNS の登録（{registered}）が、{which}アドレス {present} と違います",
        en: "NetVolante DNS holds {registered} for {here}, {which} {present}",
    },
    headline: Phrase {
        ja: "{verdict}{here}の名前が{kind}アドレス（{registered}）を指しています。",
        en: "{verdict}The name of {here} leads to {kind} ({registered}).",
    },
    why: Phrase {
        ja: "{means}{used}",
        en: "{means}{used}",
    },
    question: Phrase {
        ja: "ネットボランチ DNS の登録がいまのアドレスか",
        en: "Whether NetVolante DNS holds the present address",
    },
    silent_when: for_docs(Phrase {
        ja: "回線のアドレスがプライベートか伏せ字のとき、登録がないとき。回線の状態が貼られていなければ SA のアドレスと比べ、違っても判断を保留するだけです。",
        en: "When the line's address is private or masked, and when nothing is registered. Where the state of the line was not pasted, the address of the SAs is compared, and one that differs only leaves the verdict open.",
    }),
    references: cited(&["Command Reference, show status netvolante-dns"]),
    cause: Some(Cause::PeerNameUnresolved),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

/// Words for an address that the line has now.
const NOW: [Phrase; 4] = [
    Phrase {
        ja: "いまの",
        en: "whose address is now",
    },
    super::DOWN,
    Phrase {
        ja: "古い",
        en: "an old address",
    },
    Phrase {
        ja: "名前で{here}を呼ぶ相手は、古いアドレスに鍵交換を送ります。",
        en: "A peer that calls {here} by name sends its key exchange to the old address. ",
    },
];

/// Words for an address that only SAs tell.
const BY_SAS: [Phrase; 4] = [
    Phrase {
        ja: "SA の",
        en: "whose SAs were made with",
    },
    Phrase {
        ja: "まだ判断できません。",
        en: "This cannot be decided yet. ",
    },
    Phrase {
        ja: "SA とは別の",
        en: "another address than its SAs have",
    },
    Phrase {
        ja: "回線のアドレスが変わって SA が古くなったか、登録が古いかです。{here}の回線の状態で分かります。",
        en: "Either the line has a new address and the SAs are left over, or what is registered is old: the state of the line of {here} tells. ",
    },
];

const SHOW_PRESENT: Phrase = Phrase {
    ja: "回線のいまのアドレスが分かります。",
    en: "Shows the present address of the line.",
};

const USED: Phrase = Phrase {
    ja: "相手の設定はこの名前を使っています。",
    en: "The peer's settings use this name.",
};
const MAY_BE_USED: Phrase = Phrase {
    ja: "相手がこの名前を使っているかは、相手の ipsec ike remote address で分かります。",
    en: "Whether the peer uses this name, its ipsec ike remote address tells.",
};

const REGISTER: Phrase = Phrase {
    ja: "いまのアドレスを登録し直します。その後 show status netvolante-dns を取り直します。",
    en: "Registers the present address. List the state of the name service again afterwards.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends = ends::both(pair).into_iter();
    ends::found_at(ends.filter_map(|(owner, caller)| {
        beside_the_line(&owner, &caller).or_else(|| beside_the_sas(pair, &owner, &caller))
    }))
}

/// The name by which the caller calls, and SAs with another address of an owner whose line was not pasted.
fn beside_the_sas(pair: &GatewayPair<'_>, owner: &End<'_>, caller: &End<'_>) -> Option<Finding> {
    let router = owner.router;
    let called = caller.called_name()?;
    let is_called = |it: &&DynamicName| it.name.as_ref().is_some_and(|it| it.value == called);
    let name = router.links.names.iter().find(is_called)?;
    let registered = name.address.seen()?;
    let line = router.line(&name.interface);
    if line.address().is_some() || !wan::is_global(registered.value) {
        return None;
    }
    let of_sas = caller.called().into_iter().map(|it| (it, caller.router));
    let own = owner.own_addresses().into_iter().map(|it| (it, router));
    let mut all = of_sas.chain(own).peekable();
    let (first, at) = *all.peek()?;
    if !all.all(|(it, _)| it.value != registered.value && wan::is_global(it.value)) {
        return None;
    }
    let addresses = [
        (registered, router.place(registered.line)),
        (&first, at.place(first.line)),
    ];
    let finding = say(router.side, addresses, BY_SAS)
        .cause(None)
        .phrase("used", USED)
        .read_and_ask(Need::line_of(router.side, &name.interface), SHOW_PRESENT);
    Some(finding.severity(if pair.flows() {
        Severity::Risk
    } else {
        Severity::Input
    }))
}

/// The finding that another address is registered than a line or SAs have.
fn say(side: Side, addresses: [(&Sourced<IpAddr>, Place); 2], words: [Phrase; 4]) -> Finding {
    let [(registered, at), (present, shown_at)] = addresses;
    let [which, verdict, kind, means] = words;
    Finding::new([at, shown_at])
        .at(Where::Site(side))
        .site("here", side)
        .arg("registered", registered.value)
        .arg("present", present.value)
        .phrase("which", which)
        .phrase("verdict", verdict)
        .phrase("kind", kind)
        .phrase("means", means)
}

fn beside_the_line(owner: &End<'_>, caller: &End<'_>) -> Option<Finding> {
    let router = owner.router;
    let way = wan::way(owner)?;
    let present = router.line(&way.interface).address()?;
    let mut names = router
        .links
        .names
        .iter()
        .filter(|it| it.interface == way.interface);
    let name = names.next()?;
    let registered = name.address.seen()?;
    if registered.value == present.value || !wan::is_global(present.value) {
        return None;
    }
    let registered_name = name.name.as_ref().map(|it| it.value.as_str());
    let called = caller.called_name();
    let is_used = called.is_some() && called == registered_name;
    let works =
        (owner.has_sas_both_ways() && caller.has_sas_both_ways()) || calls(caller, present.value);
    let side = router.side;
    let argument = way.interface.argument();
    let target = match way.interface {
        Interface::Pp(_) => "pp".to_owned(),
        Interface::Lan(..) | Interface::Tunnel(_) | Interface::Wan(_) | Interface::Other(_) => {
            argument.clone()
        }
    };
    let addresses = [
        (registered, router.place(registered.line)),
        (&present, router.place(present.line)),
    ];
    let finding = say(side, addresses, NOW)
        .phrase("used", if is_used { USED } else { MAY_BE_USED })
        .read(
            side,
            format!("show status netvolante-dns {target}"),
            steps::LOOK_AGAIN,
        )
        .change(side, format!("netvolante-dns go {argument}"), REGISTER);
    let remark = |it: Finding| it.severity(Severity::Risk).cause(None);
    Some(if is_used && !works {
        finding
    } else {
        remark(finding)
    })
}

/// Whether the log of an end shows it to call an address: then that is what the name leads to.
fn calls(end: &End<'_>, address: IpAddr) -> bool {
    let log = end.router.log.iter();
    let mut about = log.flat_map(|it| it.about(&[Topic::Peer(address)]));
    about.any(|it| it.what.exchange().is_some_and(|it| !it.answers))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const OLD: &str = "\
//- A
# show status pp 1
PP[01]:
PPPoEセッションは接続されています
PP IP Address Local: 198.51.100.7, Remote: 198.51.100.254
# show status netvolante-dns pp
(Netvolante DNS server 1)
ネットボランチDNSサービス:     AUTO
インタフェース:                PP[01]
ホストアドレス:                hq.aa0.netvolante.example.jp
IPアドレス:                    203.0.113.5
//- B
# show config tunnel 1
tunnel select 1
 ipsec tunnel 101
  ipsec sa policy 101 1 esp aes-cbc sha-hmac
  ipsec ike remote address 1 hq.aa0.netvolante.example.jp
 tunnel enable 1
#
";

    #[test]
    fn fires_on_an_old_registration() {
        check(&RULE, OLD).fires_at(["A4", "A10"]);
    }

    #[test]
    fn a_remark_where_the_present_address_is_called() {
        let log = "# show log\n2026/11/30 07:00:00: [IKE] initiate ISAKMP phase to 198.51.100.7 (local address 192.168.2.1)\n";
        check(&RULE, &format!("{OLD}{log}")).fires_as_remark();
        let other = log.replace("198.51.100.7", "203.0.113.5");
        check(&RULE, &format!("{OLD}{other}")).fires_as_fault();
    }

    #[test]
    fn leaves_it_open_where_only_the_sas_have_another_address() {
        let settings = "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  ipsec ike remote address 1 hq.aa0.netvolante.example.jp\n#";
        let (_, names) = OLD.split_once("# show status netvolante-dns pp").unwrap();
        let (names, _) = names.split_once("//- B").unwrap();
        let names = format!("\n# show status netvolante-dns pp{names}//- B");
        let both = format!("{}\n{settings}", HEALTHY.replacen("\n//- B", &names, 1));
        assert!(check(&RULE, &both).leaves_open());
        finds_nothing(&RULE, &both.replace("203.0.113.5", "192.0.2.1"));
        finds_nothing(
            &RULE,
            &both.replace("remote address 1 hq", "remote address 1 br"),
        );
    }

    #[test]
    fn silent_when_it_is_current_hidden_or_missing() {
        finds_nothing(&RULE, HEALTHY);
        for registered in ["198.51.100.7", "<global>", "xxx.xxx.xxx.xxx", ""] {
            finds_nothing(&RULE, &OLD.replace("203.0.113.5", registered));
        }
        finds_nothing(
            &RULE,
            &OLD.replace("Local: 198.51.100.7", "Local: 192.168.0.7"),
        );
    }
}
