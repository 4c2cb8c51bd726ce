//! LOG708 tunnel-flapping: the tunnel falls again and again, with nobody at work beside it.

use super::{falling, of_falls};
use crate::diagnose::log::{line_falls, tunnel_falls};
use crate::diagnose::{
    Certainty, Check, Outcome, Phrase, Rule, Rung, Severity, Where, for_docs, found, wan,
};
use crate::model::Cover;
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, Side};

/// LOG708 tunnel-flapping.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG708",
    slug: "tunnel-flapping",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のトンネルが、ログの中で{count}回切れています",
        en: "The tunnel of {here} fell {count} times in the log",
    },
    headline: Phrase {
        ja: "VPN は不安定です。{here}のトンネルが、つながっては切れています。",
        en: "The VPN is unsteady. The tunnel of {here} comes up and falls again.",
    },
    why: Phrase {
        ja: "つながってから切れるまでの時間が手がかりです。1分ほどならキープアライブの応答がなく、15分ほどなら途中の NAT の期限、\
             数時間おきなら鍵の更新の失敗が疑われます。相手のログで同じ時刻に切れているかも見ます。",
        en: "The time from up to down tells: about a minute, the keepalive is not answered; about 15 minutes, a NAT on the path forgets it; \
             every few hours, keys are not renewed. See also whether the peer's log has a fall at the same time.",
    },
    question: Phrase {
        ja: "トンネルが何度も切れていないか",
        en: "Whether the tunnel falls again and again",
    },
    silent_when: for_docs(Phrase {
        ja: "Down が3回に満たないとき、最後の Down がログの終わりより24時間以上前のとき、回線の切断と一緒のとき（LOG703 が答えます）。\
             再起動、ログイン、設定の保存から60秒以内の Down は数えず、grep で絞ったログは見ません。つながり直していなければ注意点です。",
        en: "With fewer than three Downs, where the last was more than 24 hours before the end of the log, and where the line fell with it (then \
             LOG703 answers). A Down within 60 seconds of a start, a login or saved settings does not count, and logs behind grep are not judged. Where it did not come up again, it is a remark.",
    }),
    references: &["Command Reference 15.20, 23.9"],
    cause: None,
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

const READ_KEEPALIVE: Phrase = Phrase {
    ja: "ipsec ike keepalive use の方式が両方で同じかを見ます。",
    en: "Look whether both ends have the same method in ipsec ike keepalive use.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let falling = falling(pair, tunnel_falls);
    let stays_up = |end: &End<'_>| {
        let log = end.router.log.as_ref();
        log.is_some_and(|log| log.cover != Cover::Extract)
            && falling.iter().all(|it| it.0.router.side != end.router.side)
    };
    // The cause may be at either end, unless the tunnel of the other stays up.
    let at = |side: Side| {
        let mut others = wan::ends(pair).filter(|end| end.router.side != side);
        if others.all(|end| stays_up(&end)) {
            Where::Site(side)
        } else {
            Where::Both
        }
    };
    let findings = falling
        .iter()
        .filter_map(|(end, falls)| {
            if line_falls(end).is_some_and(|line| falls.follow(&line)) {
                return None;
            }
            let side = end.router.side;
            let settings = crate::diagnose::Need::tunnel_settings(end).command;
            let finding = of_falls(end, falls)
                .at(at(side))
                .read(side, settings, READ_KEEPALIVE);
            let stands = falls.is_back || end.has_sas_both_ways();
            Some(if stands {
                finding
            } else {
                finding.severity(Severity::Risk)
            })
        })
        .listed();
    found(findings.into_iter())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const FLAPPING: &str = "\
//- A
# show log
2026/11/23 01:00:00: IP Tunnel[1] Up
2026/11/23 02:00:00: IP Tunnel[1] Down
2026/11/23 02:00:10: IP Tunnel[1] Up
2026/11/23 05:00:00: IP Tunnel[1] Down
2026/11/23 05:00:10: IP Tunnel[1] Up
2026/11/23 09:00:00: IP Tunnel[1] Down
2026/11/23 09:00:10: IP Tunnel[1] Up
//- B
";

    #[test]
    fn fires_on_the_third_fall() {
        check(&RULE, FLAPPING).fires_at(["A3", "A5", "A7"]);
    }

    #[test]
    fn a_remark_where_it_is_still_down() {
        let down = FLAPPING.replace("2026/11/23 09:00:10: IP Tunnel[1] Up\n", "");
        check(&RULE, &down).fires_as_remark();
    }

    #[test]
    fn silent_on_few_on_old_and_on_those_of_a_person() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(
            &RULE,
            &FLAPPING.replace("05:00:00: IP Tunnel[1] Down", "05:00:00: x"),
        );
        let old = FLAPPING.replace("//- B", "2026/11/25 09:00:10: [DHCPD] x\n//- B");
        finds_nothing(&RULE, &old);
        finds_nothing(
            &RULE,
            &FLAPPING.replace("show log", "show log | grep Tunnel"),
        );
        let person = FLAPPING.replace(
            "09:00:10: IP",
            "09:00:05: Configuration saved in \"CONFIG0\"\n2026/11/23 09:00:10: IP",
        );
        finds_nothing(&RULE, &person);
    }
}
