//! TUN405 keepalive-failing: a tunnel is connected, and its keepalive does not show OK.

use super::{is_settling, up};
use crate::diagnose::rules::beside_answers;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    ends, for_docs, nothing, steps,
};
use crate::model::Answering;
use crate::pair::{End, GatewayPair, Role};
use crate::text::Listed;

/// TUN405 keepalive-failing.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN405",
    slug: "keepalive-failing",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のトンネル {tunnel} のキープアライブが OK と表示されていません",
        en: "The keepalive of tunnel {tunnel} at {here} does not show OK",
    },
    headline: Phrase {
        ja: "{reading}{here}のキープアライブが OK と表示されていません。",
        en: "{reading} The keepalive at {here} does not show OK.",
    },
    why: Phrase {
        ja: "キープアライブは、相手が応答しているかを確かめ続ける仕組みです。応答のないまま決めた回数を過ぎると、\
             トンネルは切断されます。途中の経路で落ちているか、両端の方式（heartbeat、dpd など）が違うと、こうなります。",
        en: "The keepalive keeps asking whether the peer answers; after a set number of failures the \
             tunnel is taken down. Packets lost on the way, or another method (heartbeat, dpd, …) at the \
             peer, lead to this.",
    },
    question: Phrase {
        ja: "キープアライブに相手が応答しているか",
        en: "Whether the peer answers the keepalive",
    },
    silent_when: for_docs(Phrase {
        ja: "キープアライブの状態が表示されていないとき、つながってから60秒未満のとき。通信が確かめられているときは、注意点にとどめます。\
             意味の分からない表示のときと、応答のあった ping より下に表示されているときは、判断を保留します。",
        en: "When no state of a keepalive is shown, and within 60 seconds of connecting. A remark only, when traffic is shown. \
             A word whose meaning is not known leaves the verdict open, and so does a state below a ping that was answered.",
    }),
    references: cited(&["Command Reference, ipsec ike keepalive use"]),
    cause: None,
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::LeaveOpen,
    check: Check::Pair(check),
};

const COMPARE: Phrase = Phrase {
    ja: "両端の ipsec ike keepalive use の方式がそろっているかを見ます。",
    en: "Look whether ipsec ike keepalive use names the same method at both ends.",
};

const HINDERED: Phrase = Phrase {
    ja: "通信に支障があるようです。",
    en: "Traffic seems to be hindered.",
};
const OPEN: Phrase = Phrase {
    ja: "通信が流れるかは、まだ判断できません。",
    en: "Whether traffic flows cannot be decided yet.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite {
        return nothing();
    }
    let flows = pair.flows();
    let found = ends::both(pair).into_iter().filter_map(|(end, other)| {
        let finding = find(&end, &other)?;
        Some(if pair.is_answered() {
            beside_answers(pair, [&end, &other], finding)
        } else if flows {
            finding.severity(Severity::Risk)
        } else {
            finding
        })
    });
    Ok(found.listed())
}

fn find(end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    // Of a tunnel that is not up TUN402 tells.
    up(end)?;
    let (tunnel, status) = end.tunnels().find_map(|tunnel| {
        let status = tunnel
            .keepalive
            .filter(|status| status.value != Answering::Yes)?;
        let is_new = is_settling(tunnel);
        if is_new {
            return None;
        }
        Some((tunnel.number.0, status))
    })?;
    let side = end.router.side;
    let fails = status.value == Answering::No;
    let finding = Finding::new([end.router.place(status.line)])
        .at(Where::Site(side))
        .site("here", side)
        .site("there", other.router.side)
        .arg("tunnel", tunnel)
        .phrase("reading", if fails { HINDERED } else { OPEN });
    let finding = if fails {
        finding
    } else {
        steps::ping(finding, end.router, other.router).severity(Severity::Input)
    };
    let command = format!("show status tunnel {tunnel}");
    let settings = format!("show config tunnel {tunnel}");
    Some(
        finding
            .read(side, command, steps::READ_TUNNEL)
            .read(side, Need::ike_log(side).command, steps::READ_IKE_LOG)
            .read(side, settings, COMPARE),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    fn with_status(status: &str) -> String {
        let line =
            format!("IKE keepalive:\n[Type]: heartbeat\n[Status]: {status}\n# show ip route");
        HEALTHY_AROUND.replacen("# show ip route", &line, 1)
    }

    #[test]
    fn fires_on_any_status_but_ok() {
        check(&RULE, &with_status("NG")).fires_at(["A19"]);
    }

    #[test]
    fn a_word_that_nobody_knows_accuses_nobody() {
        check(&RULE, &with_status("Waiting")).fires_at(["A19"]);
        assert!(check(&RULE, &with_status("Waiting")).leaves_open());
    }

    #[test]
    fn a_ping_excuses_it_and_counters_of_before_do_not() {
        let counted = with_status("NG");
        let ping = "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n//- B";
        check(&RULE, &counted.replacen("//- B", ping, 1)).fires_as_remark();
        let ping = ping.replace("//- B", "# show status");
        let above = counted.replacen("# show status", &ping, 1);
        assert!(check(&RULE, &above).leaves_open());
        assert!(check(&RULE, &counted).degrades());
    }

    #[test]
    fn silent_on_ok_and_without_keepalive() {
        finds_nothing(&RULE, &with_status("OK"));
        finds_nothing(&RULE, HEALTHY_AROUND);
        finds_nothing(&RULE, &with_status("NG").replace("2 hours", "20 seconds"));
    }
}
