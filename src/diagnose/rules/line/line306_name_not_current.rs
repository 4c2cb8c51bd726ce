//! LINE306 name-not-current: the name service holds another address than the line has now.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, Severity, Where, cited,
    for_docs, steps, wan,
};
use std::net::IpAddr;

use crate::model::{Interface, Topic};
use crate::pair::{End, GatewayPair};

/// LINE306 name-not-current.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE306",
    slug: "name-not-current",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}のネットボランチ DNS の登録（{registered}）が、いまのアドレス {present} と違います",
        en: "NetVolante DNS holds {registered} for {here}, whose address is now {present}",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の名前が古いアドレス（{registered}）を指しています。",
        en: "The VPN is down. The name of {here} leads to an old address ({registered}).",
    },
    why: Phrase {
        ja: "名前で{here}を呼ぶ相手は、古いアドレスに鍵交換を送ります。{used}",
        en: "A peer that calls {here} by name sends its key exchange to the old address. {used}",
    },
    question: Phrase {
        ja: "ネットボランチ DNS の登録がいまのアドレスか",
        en: "Whether NetVolante DNS holds the present address",
    },
    silent_when: for_docs(Phrase {
        ja: "回線のアドレスがプライベートか伏せ字のとき、登録がないとき。",
        en: "When the line's address is private or masked, and when nothing is registered.",
    }),
    references: cited(&["Command Reference, show status netvolante-dns"]),
    cause: Some(Cause::PeerNameUnresolved),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
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
    let ends = wan::both(pair).into_iter();
    wan::found_at_ends(ends.filter_map(|(owner, caller)| find(&owner, &caller)))
}

fn find(owner: &End<'_>, caller: &End<'_>) -> Option<Finding> {
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
    let finding = Finding::new([router.place(registered.line), router.place(present.line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("registered", registered.value)
        .arg("present", present.value)
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
