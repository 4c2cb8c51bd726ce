//! IN016 settings-of-another-peer: the SAs of a gateway are with another peer than the one in its settings.

use crate::diagnose::settings::{Standing, standing};
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs,
};
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// IN016 settings-of-another-peer.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN016",
    slug: "settings-of-another-peer",
    rung: None,
    title: Phrase {
        ja: "{here}の設定にある相手（{told}）が、SA の相手（{met}）と違います",
        en: "The peer in the settings of {here} ({told}) is not the peer of its SAs ({met})",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の設定にある相手が、SA の相手と違います。同じルーターで両方を取り直してください。",
        en: "This cannot be decided yet. The peer in the settings of {here} is not the peer of its SAs. Please take both again on one router.",
    },
    why: Phrase {
        ja: "別のルーターの設定が混ざったか、SA ができた後に設定が変わったかです。ゲートウェイの番号が同じでも、この設定は SA と並べて比べません。",
        en: "The settings are those of another router, or they were changed since the SAs were made. Though the number of the gateway is the same, these settings are not held against the SAs.",
    },
    question: Phrase {
        ja: "設定と SA が同じ相手のものか",
        en: "Whether settings and SAs are of one peer",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかの相手が伏せてあるとき、アドレスと名前で比べられないとき、アドレスがインターネットのものでないとき（NAT の内側のアドレスを名乗るため）。",
        en: "When one of the peers is hidden, when one is an address and the other a name, and when an address is not one of the internet, as an end behind a NAT says one of its own.",
    }),
    references: cited(&[
        "Command Reference, ipsec ike remote address",
        "Command Reference, ipsec ike remote name",
    ]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const ONE_ROUTER: Phrase = Phrase {
    ja: "同じルーターで続けて実行し、両方の結果を貼り直してください。",
    en: "Run it on the same router, one right after the other, and paste both answers again.",
};

#[expect(clippy::unnecessary_wraps, reason = "every check has one type")]
fn check(pair: &GatewayPair<'_>) -> Outcome {
    let is_up = standing(pair) == Standing::Up;
    let told = pair.ends().filter_map(|end| tell(&end));
    let weigh = |it: Finding| {
        if is_up {
            it.severity(Severity::Risk)
        } else {
            it
        }
    };
    Ok(told.map(weigh).listed())
}

fn tell(end: &End<'_>) -> Option<Finding> {
    let (told, met) = end.told_another()?;
    let router = end.router;
    let places = [router.place(told.line), router.place(met.line)];
    Some(
        Finding::new(places)
            .at(Where::Site(router.side))
            .site("here", router.side)
            .arg("told", told.value)
            .arg("met", met.value)
            .read_and_ask(Need::tunnel_settings(end), ONE_ROUTER)
            .read_and_ask(Need::sa_detail(end), ONE_ROUTER),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, check, finds_nothing, joined};

    #[test]
    fn fires_where_the_settings_call_another_address() {
        let both = joined(HEALTHY, SETTINGS);
        finds_nothing(&RULE, &both);
        let other = both.replacen(
            "remote address 1 203.0.113.2",
            "remote address 1 198.51.100.7",
            1,
        );
        check(&RULE, &other).fires_as_remark();
        let (a, _) = other.split_once("//- B").unwrap();
        assert!(check(&RULE, &format!("{a}//- B\n# show ipsec sa\n#")).leaves_open());
    }

    #[test]
    fn silent_where_addresses_may_be_translated_or_are_hidden() {
        let both = joined(HEALTHY, SETTINGS);
        for called in ["10.0.0.7", "any", "xxx.xxx.xxx.xxx", "br.example.jp"] {
            let other = both.replacen("203.0.113.2", called, 1);
            finds_nothing(&RULE, &other);
            let called = format!("remote address 1 {called}");
            finds_nothing(
                &RULE,
                &both.replacen("remote address 1 203.0.113.2", &called, 1),
            );
        }
    }
}
