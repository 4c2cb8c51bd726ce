//! TUN407 connected-recently: a tunnel is connected for a few minutes only.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::model::Router;
use crate::text::Place;

/// TUN407 connected-recently.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN407",
    slug: "connected-recently",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のトンネル {tunnels} は、つながってから5分たっていません",
        en: "Tunnel {tunnels} of {here} is connected for less than five minutes",
    },
    headline: Phrase {
        ja: "{here}のトンネル {tunnels} は、つながったばかりです。",
        en: "Tunnel {tunnels} of {here} has just been connected.",
    },
    why: Phrase {
        ja: "いまつないだところなら問題ありません。覚えがなければ、切れたりつながったりを繰り返しているかもしれません。",
        en: "That is fine if it was connected by hand just now. If not, it may be falling and coming back.",
    },
    question: Phrase {
        ja: "トンネルがつながり続けているか",
        en: "Whether the tunnel stays connected",
    },
    silent_when: for_docs(Phrase {
        ja: "つながってから5分以上たっているとき。",
        en: "When it is connected for five minutes or more.",
    }),
    references: cited(&["Command Reference, show status tunnel"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

/// Fewer seconds than this are few for a VPN that is meant to last.
const FEW_SECS: u32 = 300;

const READ_LOG: Phrase = Phrase {
    ja: "トンネルが何度も Up と Down を繰り返していないか、記録（ログ）を見ます。",
    en: "Look in the log whether the tunnel goes Up and Down again and again.",
};

/// More tunnels than these are not worth naming: the router was restarted.
const MOST_TUNNELS: usize = 5;

fn check(router: &Router) -> Outcome {
    let recent = router.tunnels.iter().filter_map(|tunnel| {
        let is_up = tunnel.may_be_ipsec() && tunnel.up.is_some_and(|up| up.value);
        let uptime = tunnel.uptime.filter(|it| is_up && it.value.0 < FEW_SECS)?;
        Some((tunnel.number.0.to_string(), router.place(uptime.line)))
    });
    let (numbers, places): (Vec<String>, Vec<Place>) = recent.take(MOST_TUNNELS).unzip();
    if places.is_empty() {
        return nothing();
    }
    let side = router.side;
    Ok(vec![
        Finding::new(places)
            .at(Where::Site(side))
            .site("here", side)
            .arg("tunnels", numbers.join(", "))
            .read(side, "show log | grep Tunnel", READ_LOG),
    ])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    #[test]
    fn fires_on_a_short_time() {
        let recent = HEALTHY_AROUND.replacen("2 hours connection.", "4 minutes connection.", 1);
        check(&RULE, &recent).fires_at(["A14"]);
    }

    #[test]
    fn silent_on_a_long_time_and_on_a_tunnel_that_is_not_up() {
        finds_nothing(&RULE, HEALTHY_AROUND);
        let recent = HEALTHY_AROUND.replacen("2 hours connection.", "4 minutes connection.", 1);
        finds_nothing(&RULE, &recent.replacen("is Online.", "is Offline.", 1));
    }
}
