//! CFG625 model-limit: a tunnel or gateway was refused because its number is above what the model allows.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, found,
};
use crate::model::{Refusal, Router};

/// CFG625 model-limit.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG625",
    slug: "model-limit",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}（{model}）で使える番号は {most} までで、{number} は受け付けられていません",
        en: "{here} ({model}) allows numbers up to {most}, and refused {number}",
    },
    headline: Phrase {
        ja: "{here}の{model}で使える数を越えたため、トンネル {number} は設定されていません。",
        en: "Tunnel {number} was not set up: it is above what the {model} of {here} allows.",
    },
    why: Phrase {
        ja: "トンネルとゲートウェイの番号には、機種ごとの上限があります。上限を増やすライセンスのある機種もあります（{licence}）。",
        en: "Each model has a highest number of tunnels and gateways. For some there is a licence that raises it ({licence}).",
    },
    question: Phrase {
        ja: "番号が機種の上限を越えていないか",
        en: "Whether numbers are above what the model allows",
    },
    silent_when: for_docs(Phrase {
        ja: "ルーターが番号を断っていないとき（設定に大きな番号があれば、ライセンスがあるということです）、機種が分からないとき、\
             上限を知らない機種のとき。SA かトンネルがほかにあれば注意点です。",
        en: "When the router refused no number (high numbers in its settings mean that it has the licence), and when the model or its limit \
             is not known. A remark where it holds SAs or has tunnels up.",
    }),
    references: cited(&["Command Reference 14.1, 15 (numbers by model)"]),
    cause: Some(Cause::ModelLimit),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

/// Models, the highest number of tunnels and gateways without a licence, and the licence that raises it
/// (command reference, introduction of chapter 15).
const LIMITS: [(&str, u32, &str); 12] = [
    ("RTX5000", 3000, "-"),
    ("RTX3510", 1000, "YSL-VPN-EX2, YSL-VPN-EX3"),
    ("RTX3500", 1000, "-"),
    ("RTX1300", 100, "YSL-VPN-EX2, YSL-VPN-EX3"),
    ("RTX1220", 100, "-"),
    ("RTX1210", 100, "-"),
    ("RTX840", 20, "-"),
    ("RTX830", 20, "YSL-VPN-EX1"),
    ("vRX", 6000, "-"),
    ("RTX1200", 0, ""),
    ("RTX810", 0, ""),
    ("NVR", 0, ""),
];

const USE_LOWER: Phrase = Phrase {
    ja: "使っていない番号を探し、{most} までの番号で設定し直します。ライセンスを使うときは、登録されているかを先に確かめてください。",
    en: "Look for a number that is free, and set the tunnel up with one up to {most}. With a licence, make sure first that it is registered.",
};

fn check(router: &Router) -> Outcome {
    found(find(router).into_iter())
}

fn find(router: &Router) -> Option<Finding> {
    let model = router.device.model.as_ref()?;
    let named = LIMITS.iter().find(|it| model.value.starts_with(it.0));
    let (name, most, licence) = *named.filter(|it| it.1 > 0)?;
    let mut refused = router.refused.iter();
    let refused = refused.find_map(|it| {
        let command = it.command.as_deref()?;
        let number = number(command).filter(|number| *number > most)?;
        (it.reason == Refusal::OutOfRange).then_some((it.line, number))
    })?;
    let (line, number) = refused;
    let side = router.side;
    let finding = Finding::new([router.place(line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("model", name)
        .arg("most", most)
        .arg("number", number)
        .arg("licence", licence)
        .read(side, "show config | grep \"tunnel select\"", USE_LOWER);
    let mut tunnels = router.tunnels.iter();
    let works = !router.ipsec_sas.is_empty() || tunnels.any(|it| it.up.is_some_and(|up| up.value));
    Some(if works {
        finding.severity(Severity::Risk)
    } else {
        finding
    })
}

/// The number of the tunnel or gateway in a command.
fn number(command: &str) -> Option<u32> {
    let mut words = command.split(' ');
    match (words.next()?, words.next()?) {
        ("tunnel", "select" | "enable") => words.next()?.parse().ok(),
        ("ipsec", "ike") => words.find_map(|it| it.parse().ok()),
        ("ipsec", "sa") => words.nth(2)?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, check, finds_nothing};

    const REFUSED: &str = "\
//- A
# show environment
RTX830 Rev.15.02.33 (Thu Jan  8 10:00:00 2026)
# tunnel select 25
Error: パラメータが範囲を越えています
#
//- B
";

    fn with(model: &str, message: &str) -> String {
        REFUSED
            .replace("RTX830", model)
            .replace("Error: パラメータが範囲を越えています", message)
    }

    const OUT_OF_RANGE: &str = "エラー：パラメータが範囲を越えています";

    #[test]
    fn fires_on_a_number_that_was_refused() {
        check(&RULE, &with("RTX830", OUT_OF_RANGE)).fires_at(["A4"]);
    }

    #[test]
    fn silent_where_it_is_allowed_or_nobody_refused_it() {
        finds_nothing(&RULE, &with("RTX1210", OUT_OF_RANGE));
        finds_nothing(&RULE, &with("RTX1200", OUT_OF_RANGE));
        finds_nothing(&RULE, &with("RTX830", "エラー：パラメータの数が不適当です"));
        finds_nothing(&RULE, &with("RTX830", "# show ipsec sa"));
        finds_nothing(
            &RULE,
            &SETTINGS.replace("tunnel select 1", "tunnel select 25"),
        );
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn a_remark_where_other_tunnels_work() {
        let works = HEALTHY.replacen(
            "//- A\n",
            &with("RTX830", OUT_OF_RANGE).replace("//- B\n", "show ipsec sa\n"),
            1,
        );
        check(&RULE, &works).fires_as_remark();
    }
}
