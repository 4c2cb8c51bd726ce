//! STA801 nat-timeout: behind a NAT the tunnel falls after the same short time, again and again.

use super::{falling, of_falls};
use crate::diagnose::between::nat_between;
use crate::diagnose::log::{Period, period};
use crate::diagnose::settings::{Change, told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited,
    for_docs, found,
};
use crate::model::Detail;
use crate::pair::{End, GatewayPair};

/// STA801 nat-timeout.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "STA801",
    slug: "nat-timeout",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のトンネルが、つながってから毎回ほぼ{usual}で切れています（{count}回）。途中に NAT があります",
        en: "The tunnel of {here} falls about {usual} after it came up each time ({count} times), and there is a NAT on the path",
    },
    headline: Phrase {
        ja: "VPN が切れたりつながったりしています。途中の NAT がセッションを忘れているようです。",
        en: "The VPN keeps falling: a NAT on the path seems to forget the session.",
    },
    why: Phrase {
        ja: "NAT は、しばらく通信のないセッションを忘れます（ヤマハの既定は900秒。家庭用の機器はもっと短いことがあります）。\
             忘れられると、外から来る鍵交換や ESP は届きません。NAT トラバーサルの keepalive を短くすると、忘れられなくなります。",
        en: "A NAT forgets a session after some time without traffic: 900 seconds by default with Yamaha, less with many home \
             devices. Then key exchange and ESP from outside do not arrive. A short keepalive of NAT traversal keeps it open.",
    },
    question: Phrase {
        ja: "NAT の期限で切れていないか",
        en: "Whether the timer of a NAT ends the VPN",
    },
    silent_when: for_docs(Phrase {
        ja: "切れるまでの時間がまちまちのとき、15分より長いとき、キープアライブの時間に当たるとき、途中に NAT があると分からないとき、\
             回線といっしょに切れるとき。",
        en: "When it stands for a different time each time or for more than about 15 minutes, where that is the time of the keepalive, when no \
             NAT is shown on the path, and where the line falls with it.",
    }),
    references: cited(&["Command Reference 15.48.5, 23.9", "RFC 3948 §4"]),
    cause: Some(Cause::NatTimeout),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const SHORTEN: Phrase = Phrase {
    ja: "30秒おきに NAT を保つパケットを送ります。両方のルーターで実行します（片方だけでは働きません）。",
    en: "Sends a packet every 30 seconds that keeps the NAT open. Run it on both routers: at one alone it does nothing.",
};
const READ_SETTINGS: Phrase = Phrase {
    ja: "ipsec ike nat-traversal と、その keepalive= の値を見ます（書かなければ300秒）。",
    en: "Look at ipsec ike nat-traversal and its keepalive= (300 seconds where it is not written).",
};

/// The times, in seconds, after which a NAT may forget a session of UDP.
const TIMERS: std::ops::RangeInclusive<u64> = 100..=1_000;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    found(find(pair).into_iter())
}

fn find(pair: &GatewayPair<'_>) -> Option<Finding> {
    let (end, other, falls) = falling(pair)?;
    let (usual, period) = period(&end, &falls)?;
    let fits = matches!(period, Period::NatTimer | Period::Other) && TIMERS.contains(&usual);
    if !fits || [&end, &other].iter().all(|it| keeps_open(it, usual)) {
        return None;
    }
    let shown = nat_between(pair)?;
    let mut finding = of_falls(&end, &other, &falls, usual).and_places(shown);
    for end in [&end, &other] {
        if let Some(told) = told(end) {
            let line = format!("ipsec ike nat-traversal {} on keepalive=30", told.number());
            let change = Change::of(line, &told.gateway.nat_traversal);
            finding = told.mend(finding, SHORTEN, [change]);
        } else {
            let settings = Need::tunnel_settings(end);
            let command = settings.command.clone();
            finding = finding
                .read(end.router.side, command, READ_SETTINGS)
                .ask(settings);
        }
    }
    Some(finding)
}

/// Whether an end keeps a NAT open within that time.
fn keeps_open(end: &End<'_>, usual: u64) -> bool {
    let Some(gateway) = end.gateway_settings() else {
        return false;
    };
    let every = gateway.details.get(Detail::NatTraversalKeepalive).known();
    let every: Option<u64> = every.and_then(|it| it.value.parse().ok());
    let is_on = gateway.nat_traversal.known().is_some_and(|it| it.value);
    is_on && every.is_some_and(|it| it < usual)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::rules::stale::tests::standing;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const HIDDEN: &str =
        "# show status dhcpc\nインタフェース: LAN2 primary\nIPアドレス: 192.168.0.7/24\n";
    const PEER: &str = "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 101\n  ipsec sa policy 101 1 esp aes-cbc sha-hmac\n  ipsec ike remote address 1 203.0.113.9\n tunnel enable 1\n#\n";

    fn behind(secs: u32) -> String {
        let log = standing(secs).replace("//- B\n", "");
        format!("{log}{HIDDEN}//- B\n{PEER}")
    }

    #[test]
    fn fires_behind_a_nat_after_its_time() {
        check(&RULE, &behind(905)).fires_at(["A3", "A5", "A7", "A9", "A13", "B5"]);
        assert!(check(&RULE, &behind(305)).degrades());
    }

    #[test]
    fn silent_without_a_nat_and_at_other_times() {
        finds_nothing(&RULE, &behind(905).replace("192.168.0.7", "203.0.113.9"));
        finds_nothing(&RULE, &behind(905).replace(HIDDEN, ""));
        finds_nothing(&RULE, &behind(62));
        finds_nothing(&RULE, &behind(2_400));
        finds_nothing(&RULE, HEALTHY);
    }
}
