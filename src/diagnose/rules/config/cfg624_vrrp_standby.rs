//! CFG624 vrrp-standby: a gateway speaks from a shared address, and another router uses that.

use crate::diagnose::settings::{self, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, Where, cited, ends, for_docs,
};
use crate::model::LocalAddress;
use crate::pair::{End, GatewayPair};

/// CFG624 vrrp-standby.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG624",
    slug: "vrrp-standby",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}は VRRP で待機しているルーター{surely}",
        en: "{here} {surely} in VRRP, and so exchanges no keys",
    },
    headline: Phrase {
        ja: "{here}は VRRP で待機しているルーター{surely}。マスターのルーターの結果を貼ってください。",
        en: "{here} {surely} in VRRP and exchanges no keys, as it is told to. Please paste the answers of the master.",
    },
    why: Phrase {
        ja: "ipsec ike local address に vrrp を使うと、マスターのルーターだけが鍵交換をします。\
             待機中のルーターに SA がないのは異常ではありません。{reading}",
        en: "With vrrp as ipsec ike local address only the master exchanges keys. That the router that stands by has no \
             SAs is no fault. {reading}",
    },
    question: Phrase {
        ja: "VRRP のマスターかどうか",
        en: "Whether the router is the master of VRRP",
    },
    silent_when: for_docs(Phrase {
        ja: "local address が vrrp でないとき、マスターのとき、SA があるとき。show status vrrp の表示は実物を見ておらず、知っている言葉でなければ判断しません。",
        en: "Where the local address is not by vrrp, at the master, and where SAs are held. The answer to show status vrrp was never \
             seen; other words than those expected are not judged.",
    }),
    references: cited(&["Command Reference 15.18", "RFC 5798"]),
    cause: Some(Cause::VrrpStandby),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const PEER_HOLDS: Phrase = Phrase {
    ja: "{there}にある SA は、マスターのルーターとのものと考えられます。",
    en: "The SAs of {there} must be those with the master.",
};
const NOBODY_HOLDS: Phrase = Phrase {
    ja: "マスターのはずのルーターも待機中なら、VRRP の設定と LAN の接続を確かめてください。",
    en: "If the other router stands by too, look at the settings of VRRP and at the LAN between the two.",
};
const IS: Phrase = Phrase {
    ja: "なので、設定どおり鍵交換をしません",
    en: "stands by",
};
const MAY_BE: Phrase = Phrase {
    ja: "かもしれず、その場合は設定どおり鍵交換をしません",
    en: "may stand by",
};
const READ_STATE: Phrase = Phrase {
    ja: "VRRP の状態を表示します。マスターのルーターでも実行してください。",
    en: "Shows the state of VRRP. Run it on the master too.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let mut findings = Vec::new();
    let mut needs = Vec::new();
    for (own, peer) in ends::both(pair) {
        let Some(told) = settings::told(&own) else {
            continue;
        };
        match standby(&told, &peer) {
            Ok(found) => findings.extend(found),
            Err(need) => needs.push(need),
        }
    }
    if findings.is_empty() && !needs.is_empty() {
        return Err(Missing(needs));
    }
    Ok(findings)
}

fn standby(told: &Told<'_>, peer: &End<'_>) -> Result<Option<Finding>, Need> {
    let Some(local) = told.gateway.local_address.explicit() else {
        return Ok(None);
    };
    let LocalAddress::Vrrp(group) = &local.value else {
        return Ok(None);
    };
    if told.end.has_any_sa() {
        return Ok(None);
    }
    let side = told.side();
    let mut shared = told.end.router.links.shared.iter();
    let shown = shared.find(|it| group.as_ref() == Some(&(it.interface.clone(), it.group)));
    let is_master = shown.and_then(|it| it.is_master);
    let need = Need {
        side,
        command: "show status vrrp".to_owned(),
    };
    let holds = peer.has_child_sa();
    let surely = if is_master.is_some() { IS } else { MAY_BE };
    let finding = match is_master {
        Some(it) if it.value => return Ok(None),
        Some(it) => Finding::new([told.place(local.line), told.place(it.line)]),
        // SAs that only the peer holds may be those with the master, and none left over.
        // Nor need it stand by: who has lost its SAs looks the same.
        None if holds && shown.is_none() => {
            Finding::new([told.place(local.line)]).cause(None).ask(need)
        }
        None => return Err(need),
    };
    let finding = finding
        .at(Where::Site(side))
        .site("here", side)
        .site("there", peer.router.side)
        .phrase("surely", surely)
        .phrase("reading", if holds { PEER_HOLDS } else { NOBODY_HOLDS })
        .read(side, "show status vrrp", READ_STATE);
    Ok(Some(if holds {
        finding.severity(Severity::Void)
    } else {
        finding
    }))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, side};

    fn shared(state: &str) -> String {
        let address = "local address 1 203.0.113.2";
        let fixture = changed(SETTINGS, "B", address, "local address 1 vrrp lan1 100");
        format!("{fixture}\n#\n{state}")
    }

    const BACKUP: &str = "# show status vrrp\nLAN1 ID:100 Virtual IP address: 192.168.2.254\n  My status: Backup Priority: 100\n";

    #[test]
    fn fires_at_the_router_that_stands_by() {
        check(&RULE, &shared(BACKUP)).fires_at(["B12", "B21"]);
        check(&RULE, &shared(BACKUP)).fires_as_fault();
    }

    #[test]
    fn the_verdict_stays_open_where_the_peer_is_joined_to_the_master() {
        let a = side(HEALTHY, "A").replace("//- A\n", "");
        let fixture = shared(BACKUP).replace("//- A\n", &format!("//- A\n# show ipsec sa\n{a}\n"));
        check(&RULE, &fixture).fires_at(["B12", "B21"]);
        let unknown = fixture.replace(BACKUP, "");
        check(&RULE, &unknown).fires_at(["B12"]);
    }

    #[test]
    fn silent_at_the_master_and_without_a_shared_address() {
        finds_nothing(&RULE, &shared(&BACKUP.replace("Backup", "Master")));
        finds_nothing(&RULE, &shared(&BACKUP.replace("Backup", "Initialize")));
        finds_nothing(&RULE, &shared(&BACKUP.replace("ID:100", "ID:7")));
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn asks_for_the_state() {
        check(&RULE, &shared("")).asks_for(["B show status vrrp"]);
    }
}
