//! SA203 half-pair: an end has an IPsec SA for one direction only.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::model::{Direction, Presence};
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// SA203 half-pair.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA203",
    slug: "half-pair",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "{here}には{present}の IPsec SA だけがあり、{absent}の SA がありません",
        en: "{here} has an IPsec SA to {present} only, and none to {absent}",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}に{absent}の IPsec SA がありません。",
        en: "The VPN is down. {here} has no IPsec SA to {absent}.",
    },
    why: Phrase {
        ja: "トンネルには送信用と受信用の SA が一つずつ要ります。片方だけでは往復できません。",
        en: "A tunnel needs one SA to send and one to receive. With one of them nothing passes both ways.",
    },
    question: Phrase {
        ja: "送信用と受信用の SA が揃っているか",
        en: "Whether there are SAs for both directions",
    },
    silent_when: for_docs(Phrase {
        ja: "一覧が途中で切れているとき、残り30秒未満の SA しかないとき。",
        en: "When the list is cut, and when the only SA has less than 30 s left.",
    }),
    references: cited(&["RFC 4301 §4.1", "RFC 7296 §2.8"]),
    cause: None,
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const TO_SEND: Phrase = Phrase {
    ja: "送信用",
    en: "send",
};
const TO_RECEIVE: Phrase = Phrase {
    ja: "受信用",
    en: "receive",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends: Vec<End<'_>> = pair.ends().listed();
    let mut found = Vec::new();
    // Where rows are known to be lost, so may be the other half.
    for end in ends.iter().filter(|end| !end.is_miscounted()) {
        let sends = end.ipsec_presence(Direction::Outbound);
        let receives = end.ipsec_presence(Direction::Inbound);
        let (line, opening, present, absent) = match (sends, receives) {
            (Presence::Shown(line), Presence::Absent(opening)) => {
                (line, opening, TO_SEND, TO_RECEIVE)
            }
            (Presence::Absent(opening), Presence::Shown(line)) => {
                (line, opening, TO_RECEIVE, TO_SEND)
            }
            _ => continue,
        };
        let side = end.router.side;
        found.push(
            Finding::new([end.router.place(opening), end.router.place(line)])
                .at(Where::Site(side))
                .site("here", side)
                .phrase("present", present)
                .phrase("absent", absent)
                .read(side, "show ipsec sa", steps::LIST_SAS),
        );
    }
    if found.is_empty() {
        nothing()
    } else {
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing};

    const HALF: &str = "\
//- A
Total: isakmp:1 send:1 recv:0
1     1    -     isakmp        -    28768   203.0.113.2
2     1    1     tun[0001]esp  send 28769   203.0.113.2";

    #[test]
    fn fires_on_send_without_receive() {
        check(&RULE, HALF).fires_at(["A1", "A3"]);
    }

    #[test]
    fn fires_on_receive_without_send() {
        let half = HALF
            .replace("send:1 recv:0", "send:0 recv:1")
            .replace("send 28769", "recv 28769");
        check(&RULE, &half).fires_at(["A1", "A3"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_when_the_announced_row_is_missing() {
        finds_nothing(&RULE, &HALF.replace("recv:0", "recv:1"));
    }

    #[test]
    fn silent_when_a_block_of_the_detail_lost_its_heading() {
        finds_nothing(
            &RULE,
            &HEALTHY_DETAIL.replacen("SA[2] Duration: 28769s\n", "", 1),
        );
    }

    #[test]
    fn silent_when_the_list_shows_what_the_detail_lacks() {
        let (list, _) = HEALTHY.split_once("//- B").unwrap();
        let (above, block) = HEALTHY_DETAIL.split_once("SA[2]").unwrap();
        let (_, below) = block.split_once("SA[3]").unwrap();
        let (detail, _) = below.split_once("//- B").unwrap();
        let (_, above) = above.split_once('\n').unwrap();
        let detail = format!("{above}SA[3]{detail}# show environment\n");
        check(&RULE, &format!("//- A\n{detail}")).fires();
        let both = format!("{list}{detail}");
        finds_nothing(&RULE, &both);
    }
}
