//! CFG630 line-not-enabled: the settings lead to the peer by a PP interface that they do not switch on.

use crate::diagnose::settings::{self, Standing};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, nothing, wan,
};
use crate::model::Interface;
use crate::pair::{End, GatewayPair};

/// CFG630 line-not-enabled.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG630",
    slug: "line-not-enabled",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{here}の設定では、相手に届く回線（pp {number}）が有効になっていません",
        en: "The settings of {here} do not switch on the line to the peer (pp {number})",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の設定では、回線（pp {number}）が有効になっていません。",
        en: "The VPN is down. The settings of {here} do not switch on its line (pp {number}).",
    },
    why: Phrase {
        ja: "PP インターフェースは、pp enable で有効にするまで接続しません。経路はこの PP を向いているので、鍵交換のパケットも出ていきません。",
        en: "A PP interface does not connect until pp enable switches it on. The route leads out of it, so that not even \
             key exchange leaves the router.",
    },
    question: Phrase {
        ja: "回線の PP が有効になっているか",
        en: "Whether the PP of the line is switched on",
    },
    silent_when: for_docs(Phrase {
        ja: "設定が全部は貼られていないとき、相手に届く回線が分からないとき、その回線の状態が貼られているとき（LINE301 が答えます）、\
             どちらかに SA があるとき。",
        en: "When the settings were not pasted whole, when the line to the peer is not known, where the state of that line was pasted \
             (LINE301 answers), and where either end has SAs.",
    }),
    references: cited(&["Command Reference, pp enable"]),
    cause: Some(Cause::WanDown),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const ENABLE: Phrase = Phrase {
    ja: "回線の PP を有効にします。",
    en: "Switches the PP of the line on.",
};
const LOOK: Phrase = Phrase {
    ja: "回線がつながったかを見ます。",
    en: "Shows whether the line has come up.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let is_down = settings::standing(pair) == Standing::Down;
    if !is_down || pair.ends().any(|end| end.has_any_sa()) {
        return nothing();
    }
    ends::found_at(ends::of_sites(pair).filter_map(|end| find(&end)))
}

fn find(end: &End<'_>) -> Option<Finding> {
    let router = end.router;
    let whole = router.settings.whole?;
    let line = wan::way(end)?.interface;
    let Interface::Pp(Some(number)) = line else {
        return None;
    };
    let set = router.settings.interface(&line)?;
    let is_on = set.enabled.is_some_and(|it| it.value);
    if set.pppoe.is_none() || is_on || router.line(&line).ppp.is_some() {
        return None;
    }
    let shown = set.enabled.map_or(whole, |it| it.line);
    let side = router.side;
    let finding = Finding::new([router.place(set.line), router.place(shown)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("number", number);
    let [on, off] = ["enable", "disable"].map(|it| format!("pp {it} {number}\nsave"));
    let finding = finding.change_and_back(side, on, ENABLE, off);
    Some(finding.read(side, format!("show status pp {number}"), LOOK))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    /// B's settings do not switch its line on, and neither end has SAs.
    fn off(line: &str) -> String {
        let none = SETTINGS.replace("# show config", "# show ipsec sa\n# show config");
        changed(&none, "B", " pp enable 1", line)
    }

    #[test]
    fn fires_on_a_line_that_is_not_switched_on() {
        check(&RULE, &off("")).fires_at(["B2", "B6"]);
        check(&RULE, &off(" pp disable 1")).fires_at(["B6", "B9"]);
    }

    #[test]
    fn silent_where_it_is_on_or_another_is_the_line() {
        finds_nothing(&RULE, &off(" pp enable 1"));
        finds_nothing(&RULE, SETTINGS);
        let other = off("pp select 2\n pppoe use lan3\n pp enable 2");
        finds_nothing(&RULE, &changed(&other, "B", "gateway pp 1", "gateway pp 2"));
        let lan = changed(&off(""), "B", "gateway pp 1", "gateway 203.0.113.254");
        finds_nothing(&RULE, &lan);
    }

    #[test]
    fn silent_where_settings_are_a_part_or_the_line_or_sas_are_shown() {
        let part = off("").replace("show config", "show config | grep i");
        finds_nothing(&RULE, &part);
        let status = "# show status pp 1\nPP[01]:\nPPPoEセッションは一度も継っていません";
        finds_nothing(&RULE, &format!("{}\n{status}", off("")));
        finds_nothing(&RULE, &joined(HEALTHY, &off("")));
        finds_nothing(&RULE, HEALTHY);
    }
}
