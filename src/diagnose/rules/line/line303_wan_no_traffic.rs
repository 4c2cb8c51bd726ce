//! LINE303 wan-no-traffic: the line is up, packets are sent, and none has come back.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, steps, wan,
};
use crate::model::{PppLink, Way};
use crate::pair::{End, GatewayPair};

/// LINE303 wan-no-traffic.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE303",
    slug: "wan-no-traffic",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{here}の回線（{line}）から何も受信していません（送信{sent}パケット、受信0）",
        en: "The line of {here} ({line}) has received nothing ({sent} packets sent, 0 received)",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の回線（{line}）はつながっていますが、何も受信していません。",
        en: "The VPN is down. The line of {here} ({line}) is up, but receives nothing.",
    },
    why: Phrase {
        ja: "回線の先（プロバイダーや回線網）からパケットが戻ってきません。VPN の設定を見る前に、回線を確かめます。",
        en: "No packet comes back from the provider or the access network. Check the line before the settings of the VPN.",
    },
    question: Phrase {
        ja: "回線からパケットが届いているか",
        en: "Whether packets arrive from the line",
    },
    silent_when: for_docs(Phrase {
        ja: "送信が10パケットに満たないとき、接続から1分たっていないとき、後の ping に応答があるとき。\
             VPN の回線か分からず、SA がその接続の間に作られているときは、経路を尋ねます。",
        en: "With fewer than 10 packets sent, within the first minute, and when a later ping was answered. Where nothing \
             shows the line to be that of the VPN, and the SAs were made while it was up, the routes are asked for.",
    }),
    references: cited(&["Command Reference, show status pp"]),
    cause: Some(Cause::WanNoTraffic),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::ProveMended,
    check: Check::Pair(check),
};

/// Fewer packets than these may just have been sent.
const FEWEST_SENT: u64 = 10;
/// A session younger than this may not have been used yet.
const LEAST_SECS: u32 = 60;

const RECONNECT: Phrase = Phrase {
    ja: "回線を切ります。つなぎ直すのは connect です。",
    en: "Drops the line; connect brings it up again.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    wan::of_sessions(pair, find)
}

fn find(end: &End<'_>, way: &Way, ppp: &PppLink) -> Option<Finding> {
    let router = end.router;
    let (received, sent) = (ppp.received?, ppp.sent?);
    let silent = received.value == 0 && sent.value >= FEWEST_SENT;
    let is_old = ppp.uptime.is_some_and(|it| it.value.0 >= LEAST_SECS);
    if !silent || !is_old {
        return None;
    }
    let side = router.side;
    let lines = [
        Some(ppp.state.line),
        Some(received.line),
        Some(sent.line),
        way.route,
    ];
    let evidence = lines.into_iter().flatten().map(|line| router.place(line));
    let again = Need::line_of(side, &way.interface);
    let finding = Finding::new(evidence)
        .at(Where::Site(side))
        .site("here", side)
        .arg("line", &way.interface)
        .arg("sent", sent.value)
        .read(side, again.command, steps::LOOK_AGAIN)
        .read(side, "ping -c 5 <INTERNET>", steps::PING_INTERNET);
    let number = way.interface.argument();
    let number = number.trim_start_matches(|c: char| !c.is_ascii_digit());
    Some(finding.change(side, format!("disconnect {number}"), RECONNECT))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing, joined};

    const MUTE: &str = "//- A\n# show status pp 1\nPP[01]:\nPPPoEセッションは接続されています\n通信時間: 20分39秒\n受信: 0 パケット [0 オクテット]  負荷: 0.0%\n送信: 397 パケット [44134 オクテット]  負荷: 0.0%\n//- B\n";

    #[test]
    fn fires_when_nothing_comes_back() {
        check(&RULE, MUTE).fires_at(["A3", "A5", "A6"]);
    }

    #[test]
    fn asks_for_the_routes_where_the_sas_were_made_in_the_session() {
        let older = MUTE.replace("20分39秒", "3時間10分2秒");
        check(&RULE, &joined(HEALTHY_DETAIL, &older)).asks_for(["A show ip route"]);
        check(
            &RULE,
            &joined(HEALTHY_DETAIL, &MUTE.replace("20分39秒", "1分2秒")),
        )
        .fires();
    }

    #[test]
    fn silent_on_near_misses() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &MUTE.replace("受信: 0", "受信: 1"));
        finds_nothing(&RULE, &MUTE.replace("送信: 397", "送信: 9"));
        finds_nothing(&RULE, &MUTE.replace("20分39秒", "39秒"));
        finds_nothing(&RULE, &MUTE.replace("接続されています", "継っていません"));
    }
}
