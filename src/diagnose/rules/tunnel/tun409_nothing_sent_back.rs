//! TUN409 nothing-sent-back: an end receives packets from the tunnel and sends none into it.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, found, steps,
};
use crate::pair::{End, GatewayPair, Role};
use crate::text::Place;

/// TUN409 nothing-sent-back.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN409",
    slug: "nothing-sent-back",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "{here}はトンネルから受信していますが、トンネルへ一つも送信していません",
        en: "{here} receives from the tunnel and sends nothing into it",
    },
    headline: Phrase {
        ja: "トンネルは接続中ですが、通信は片方向だけです。{here}からは何も送られていません。",
        en: "The tunnel is connected, but traffic passes one way only: {here} sends nothing.",
    },
    why: Phrase {
        ja: "返事の要らない通信（syslog の転送など）だけなら、これで正常です。そうでなければ、{here}に相手の LAN への経路がないか、\
             {here}の LAN の機器が返事をしていません。ルーターどうしの ping に応答があれば、トンネルは正常で、\
             LAN の機器の側（デフォルトゲートウェイ、その機器のファイアウォール）です。",
        en: "With nothing but traffic that wants no answer, such as syslog, all is well. Otherwise {here} has no route \
             to the peer's LAN, or the hosts in its LAN do not answer. If a ping from router to router is answered, \
             the tunnel is well: then look at the hosts, their default gateway and firewall.",
    },
    question: Phrase {
        ja: "受信したパケットに返事が送られているか",
        en: "Whether packets received are answered",
    },
    silent_when: for_docs(Phrase {
        ja: "受信が5パケット未満のとき、つながってから60秒未満のとき、ping で通信が確かめられているとき。",
        en: "When fewer than five packets were received, within 60 seconds of connecting, and when a \
             ping shows traffic.",
    }),
    references: cited(&["Command Reference, show status tunnel"]),
    cause: None,
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::LeaveOpen,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let mute = pair.sends_nothing_back().into_iter();
    // Of a tunnel that may be of another gateway TUN416 tells.
    let mute = mute.filter(|(end, ..)| end.tunnel_numbers().next().is_some());
    let mute = mute.filter(|_| pair.role == Role::SiteToSite);
    found(mute.map(|(end, other, _, places)| say(&end, &other, places)))
}

fn say(end: &End<'_>, other: &End<'_>, places: [Place; 2]) -> Finding {
    let side = end.router.side;
    let finding = Finding::new(places)
        .at(Where::Site(side))
        .site("here", side)
        .site("there", other.router.side);
    let finding = steps::ping(finding, end.router, other.router)
        .read(side, Need::routes(side).command, steps::READ_ROUTES)
        .read(side, Need::tunnel_status(end).command, steps::READ_TUNNEL);
    if end.router.routes.is_none() {
        finding.ask(Need::routes(side))
    } else {
        finding
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    /// A receives and sends nothing, so B receives nothing.
    fn silent_a() -> String {
        HEALTHY_AROUND
            .replacen("Transmitted: (IPv4) 40", "Transmitted: (IPv4) 0", 1)
            .replace("Received: (IPv4) 41", "Received: (IPv4) 0")
    }

    #[test]
    fn fires_at_the_end_that_sends_nothing() {
        check(&RULE, &silent_a()).fires_at(["A15", "A16"]);
    }

    #[test]
    fn silent_when_something_is_sent() {
        finds_nothing(&RULE, HEALTHY_AROUND);
    }

    #[test]
    fn silent_when_little_was_received() {
        finds_nothing(
            &RULE,
            &silent_a().replace("Received: (IPv4) 40", "Received: (IPv4) 4"),
        );
    }
}
