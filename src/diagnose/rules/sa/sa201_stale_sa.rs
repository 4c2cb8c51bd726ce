//! SA201 stale-sa: one end holds IPsec SAs that the other does not have.

use crate::diagnose::left_over::{LeftOver, left_over};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, found, steps,
};
use crate::model::{Answering, TunnelStatus};
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// SA201 stale-sa.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA201",
    slug: "stale-sa",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "{holder}に IPsec SA がありますが、{other}にはありません",
        en: "{holder} has IPsec SAs, {other} has none",
    },
    headline: Phrase {
        ja: "VPN は切れています。{holder}に残っている IPsec SA が、{other}にはありません。",
        en: "The VPN is down. {holder} still holds IPsec SAs that {other} does not have.",
    },
    why: Phrase {
        ja: "SA は両端で同じものを持って初めて使えます。{kept}",
        en: "An SA works only while both ends hold it. {kept}",
    },
    question: Phrase {
        ja: "片方だけに SA が残っていないか",
        en: "Whether one end alone still holds SAs",
    },
    silent_when: for_docs(Phrase {
        ja: "SA のない側の一覧が途中で切れているとき、出力どうしが食い違うとき（トンネルが接続中なら TUN404 が答えます）。\
             SA の相手が、もう一方のルーターのアドレスでなく、別のルーターかもしれないとき。SA ができたばかりのとき（IN014 が答えます）。",
        en: "When the list of the end without SAs is cut, or its outputs disagree (with a tunnel that is \
             connected, TUN404 answers), and when the SAs name an address that is not the other router's, so \
             that they may be with a third one. When the SAs have just been made (then IN014 answers).",
    }),
    references: cited(&["RFC 4301 §4.1", "RFC 7296 §2.4"]),
    cause: Some(Cause::StaleSa),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const LEFT_OVER: Phrase = Phrase {
    ja: "{other}の再起動などで失われた後、{holder}に古い SA が残ると、寿命が尽きるか削除するまで通信できないことがあります。",
    en: "When {other} has lost it, by a restart for example, {holder} may keep the old one, and nothing passes until it \
         ends or is deleted.",
};
const MAY_BE_WITH_ANOTHER: Phrase = Phrase {
    ja: "{holder}の SA の相手が{other}だと分かる行はありません。別の拠点との間で使われている SA かもしれないので、\
         両方の設定で相手を確かめるまで削除しないでください。",
    en: "No pasted line shows that those of {holder} are with {other}. They may be in use with another site, so delete \
         none before the settings of both tell whom they are with.",
};
const GUESSED: Phrase = Phrase {
    ja: "{other}の再起動などで失われた後、{holder}に古い SA が残ったものと考えられます。ただし、{holder}の SA の相手が{other}だと分かる行はありません。\
         別の拠点との間で使われている SA かもしれないので、両方の設定で相手を確かめるまで削除しないでください。",
    en: "Probably {other} has lost it, by a restart for example, and {holder} keeps the old one. But no pasted line shows that \
         those of {holder} are with {other}. They may be in use with another site, so delete none before the settings of \
         both tell whom they are with.",
};
const ONE_SIDED: Phrase = Phrase {
    ja: "VPN は切れています。{other}に IPsec SA がありません。{holder}の SA は、そのとき残った古いもののようです。",
    en: "The VPN is down. {other} has no IPsec SAs; those of {holder} seem to be left over.",
};
const OPEN: Phrase = Phrase {
    ja: "VPN は切れています。{other}に IPsec SA がありません。{holder}の SA は、別の拠点とのものかもしれません。",
    en: "The VPN is down. {other} has no IPsec SAs, and those of {holder} may be with another site.",
};

const LOOK_AGAIN: Phrase = Phrase {
    ja: "まず取り直します。つながる途中で一覧を取っただけなら、SA が現れます。",
    en: "List them once more first: if it was just connecting, SAs appear.",
};

const LIST_BOTH: Phrase = Phrase {
    ja: "両方で、1分以内に取り直します。片方だけなら、どちらかが古い出力です。",
    en: "List them at both again within one minute: one of the two outputs may be older.",
};
const ANSWERED: Phrase = Phrase {
    ja: "キープアライブに応答があるあいだは、{other}も同じ SA を持っています。",
    en: "While a keepalive is answered, {other} holds the same.",
};
const ANSWERS: Phrase = Phrase {
    ja: "まだ判断できません。{holder}には SA があり、キープアライブに応答があります。{other}には SA がありません。両方の SA を、1分以内に取り直してください。",
    en: "This cannot be decided yet. {holder} holds SAs, and its keepalive is answered; {other} has none. Please list the SAs of both again within one minute.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let left = left_over(pair).filter(|it| !it.is_young(pair));
    found(left.iter().map(tell))
}

fn tell(left: &LeftOver<'_>) -> Finding {
    let side = left.holder.router.side;
    let finding = Finding::new(left.lines())
        .at(Where::Site(side))
        .site("holder", side)
        .site("other", left.other.router.side);
    if let Some(line) = answering(&left.holder) {
        let ends = [left.other, left.holder].into_iter();
        let ask = |finding: Finding, end: End<'_>| {
            finding.read_and_ask(Need::sa_table(end.router.side), LIST_BOTH)
        };
        return ends
            .fold(finding, ask)
            .and_places([left.holder.router.place(line)])
            .severity(Severity::Input)
            .cause(None)
            .phrase("kept", ANSWERED)
            .headed(ANSWERS);
    }
    let mut finding = finding.read(left.other.router.side, "show ipsec sa", LOOK_AGAIN);
    let ids = left.to_delete();
    finding = if left.may_be_anothers() {
        let both = finding.cause(None).at(Where::Both).headed(OPEN);
        both.phrase("kept", MAY_BE_WITH_ANOTHER)
    } else if left.is_guess() {
        finding.headed(ONE_SIDED).phrase("kept", GUESSED)
    } else {
        finding.phrase("kept", LEFT_OVER)
    };
    if ids.is_empty() {
        let lacking = [left.holder, left.other].into_iter();
        for end in lacking.filter(|it| it.router.settings.whole.is_none()) {
            finding = finding.ask(Need::settings(end.router.side));
        }
    }
    for id in ids {
        finding = finding.change(side, format!("ipsec sa delete {}", id.0), steps::DELETE_SA);
    }
    finding
}

/// The line by which the keepalive of all tunnels of an end is answered: who answers holds the SAs at that moment.
fn answering(end: &End<'_>) -> Option<u32> {
    let tunnels = end.tunnels().listed();
    let answers = |it: &&TunnelStatus| {
        let keepalive = it.keepalive.filter(|it| it.value == Answering::Yes);
        it.up.is_some_and(|up| up.value) && keepalive.is_some()
    };
    let line = tunnels.first()?.keepalive?.line;
    tunnels.iter().all(answers).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, commands, finds_nothing, side};

    /// What A lists, hours after its SAs were made.
    fn held() -> String {
        side(HEALTHY, "A").replace("28769", "20769")
    }

    #[test]
    fn fires_and_points_at_the_holder() {
        let a = held();
        check(&RULE, &format!("{a}\n//- B\n# show ipsec sa\n#")).fires_at(["A6", "A7", "B1"]);
    }

    #[test]
    fn the_ike_sa_goes_with_them_where_the_other_end_has_none() {
        let deleted = |b: &str| {
            let own = "# show config\npp select 1\n ip pp address 203.0.113.2/32\n";
            let all = commands(&RULE, &format!("{}\n//- B\n{own}{b}", held()));
            let ids = all
                .iter()
                .filter_map(|it| it.strip_prefix("ipsec sa delete "));
            ids.map(str::to_owned).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(deleted("# show ipsec sa\n#"), "2 3 1");
        let ike = "# show ipsec sa\nTotal: isakmp:1 send:0 recv:0\n\n\
            sa    sgw isakmp connection    dir  life[s] remote-id\n\
            9     1    -     isakmp        -    20768   192.0.2.1\n#";
        assert_eq!(deleted(ike), "2 3");
    }

    #[test]
    fn silent_where_the_sas_may_be_those_of_a_third_router() {
        let a = held();
        let line = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
            default 198.51.100.254 LAN2 static\n198.51.100.0/24 198.51.100.7 LAN2 implicit\n";
        finds_nothing(&RULE, &format!("{a}\n//- B\n{line}# show ipsec sa\n#"));
        let own = line.replace("198.51.100.7", "203.0.113.2");
        check(&RULE, &format!("{a}\n//- B\n{own}# show ipsec sa\n#")).fires();
        let log = "# show log | grep IKE\n2026/11/23 09:00:00: [IKE] initiate ISAKMP phase to 192.0.2.7 (local address 198.51.100.7)\n";
        finds_nothing(&RULE, &format!("{a}\n//- B\n{log}# show ipsec sa\n#"));
        let own = log.replace("198.51.100.7", "203.0.113.2");
        check(&RULE, &format!("{a}\n//- B\n{own}# show ipsec sa\n#")).fires();
    }

    #[test]
    fn silent_where_the_holder_calls_yet_another_peer() {
        let a = held();
        let calls = |peer: &str| {
            let log = format!(
                "# show log\n2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to {peer} (local address 192.0.2.1)\n#"
            );
            format!("{a}\n{log}\n//- B\n# show ipsec sa\n#")
        };
        check(&RULE, &calls("203.0.113.2")).fires();
        finds_nothing(&RULE, &calls("203.0.113.7"));
    }

    #[test]
    fn silent_where_a_gateway_before_the_only_one_may_be_that_of_the_other() {
        let second = held().replace("     1    -     ", "     2    -     ");
        let second = second.replace("     1    1     tun[0001]", "     2    1     tun[0002]");
        let empty = |own: &str| format!("{second}\n//- B\n{own}# show ipsec sa\n#");
        finds_nothing(&RULE, &empty(""));
        let own = "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\nPP IP Address Local: 203.0.113.2, Remote: 198.51.100.1\n";
        check(&RULE, &empty(own)).fires();
    }

    #[test]
    fn silent_where_another_list_of_the_holder_shows_none() {
        let a = held();
        let b = "//- B\n# show ipsec sa\n#";
        check(&RULE, &format!("{a}\n{b}")).fires();
        let list = a.replacen("//- A\n", "", 1);
        let both = format!("//- A\n# show ipsec sa\nTotal: isakmp:0 send:0 recv:0\n{list}\n{b}");
        finds_nothing(&RULE, &both);
    }

    #[test]
    fn silent_when_the_sas_were_just_made() {
        let young = held().replace("20769", "28790");
        finds_nothing(&RULE, &format!("{young}\n//- B\n# show ipsec sa\n#"));
    }

    #[test]
    fn left_over_for_sure_only_where_something_tells_whom_they_are_with() {
        let empty = |own: &str| format!("{}\n//- B\n{own}# show ipsec sa\n#", held());
        check(&RULE, &empty("")).tells("別の拠点との間");
        let own = "# show config\npp select 1\n ip pp address 203.0.113.2/32\n";
        check(&RULE, &empty(own)).tells_nothing_of("別の拠点との間");
    }

    #[test]
    fn deletes_nothing_that_may_be_with_a_third_router() {
        let deletions = |text: &str| {
            let commands = commands(&RULE, text).into_iter();
            commands.filter(|it| it.contains("delete")).count()
        };
        let a = held();
        let empty = |own: &str| format!("{a}\n//- B\n{own}# show ipsec sa\n#");
        assert_eq!(deletions(&empty("")), 0);
        let own = "# show config\npp select 1\n ip pp address 203.0.113.2/32\n";
        assert_eq!(deletions(&empty(own)), 3);
        let named = a.replace("203.0.113.2", "br1");
        assert_eq!(deletions(&format!("{named}\n//- B\n# show ipsec sa\n#")), 0);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_when_the_other_list_is_not_pasted_or_cut() {
        let a = held();
        finds_nothing(&RULE, &format!("{a}\n//- B\n"));
        finds_nothing(&RULE, &format!("{a}\n//- B\nTotal: isakmp:1 send:1 recv:1"));
    }

    #[test]
    fn silent_when_the_detail_contradicts_the_list() {
        let a = held();
        let b = "//- B\nTotal: isakmp:0 send:0 recv:0\n# show ipsec sa gateway 1 detail\nSA[1] Duration: 5000s\nDirection: send\nProtocol: ESP (Mode: tunnel)\n--------------------";
        finds_nothing(&RULE, &format!("{a}\n{b}"));
    }
}
