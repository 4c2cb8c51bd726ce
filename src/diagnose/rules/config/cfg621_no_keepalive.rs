//! CFG621 no-keepalive: neither end asks whether the other is there.

use crate::diagnose::settings::{self, Change, Told};
use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited, for_docs,
    nothing,
};
use crate::model::{KeepaliveMethod, KeepaliveUse};
use crate::pair::GatewayPair;

/// CFG621 no-keepalive.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG621",
    slug: "no-keepalive",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{a}も{b}も、相手が生きているかを確かめていません（キープアライブなし）",
        en: "Neither {a} nor {b} checks whether the other is alive (no keepalive)",
    },
    headline: Phrase {
        ja: "{a}も{b}も、相手が生きているかを確かめていません。",
        en: "Neither {a} nor {b} checks whether the other is alive.",
    },
    why: Phrase {
        ja: "書かれていない場合の auto は、相手が使うときだけ応じます。両端とも auto なら何も送られません。\
             相手の再起動や回線の切断に気づくのが、次の鍵交換（最長で寿命いっぱい）まで遅れます。",
        en: "Without a line it is auto, which only follows the peer; with auto at both ends nothing is sent. \
             A restart or a broken line of the peer goes unnoticed until the next key exchange, which may \
             be as late as the end of the lifetime.",
    },
    question: Phrase {
        ja: "どちらかがキープアライブを使うか",
        en: "Whether an end uses keepalive",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかの設定が貼られていないとき。",
        en: "When the settings of an end were not pasted.",
    }),
    references: cited(&["Command Reference 15.20"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const TURN_ON: Phrase = Phrase {
    ja: "両方のルーターで使うようにします。次の行をまとめて実行します。",
    en: "Turns it on; run the lines on both routers.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    // A remark is not worth asking for outputs.
    let Ok(Some(both)) = settings::both(pair) else {
        return nothing();
    };
    let (Some(mine), Some(theirs)) = (idle(&both.a), idle(&both.b)) else {
        return nothing();
    };
    if both.a.is_v2() != both.b.is_v2() {
        return nothing();
    }
    let mut finding =
        Finding::new([both.a.place(mine), both.b.place(theirs)]).about(&["keepalive"]);
    for (told, _) in both.ends() {
        let method = if told.is_v2() { "rfc4306" } else { "heartbeat" };
        let line = format!("ipsec ike keepalive use {} on {method} 10 6", told.number());
        finding = told.mend(
            finding,
            TURN_ON,
            [Change::of(line, &told.gateway.keepalive)],
        );
    }
    Ok(vec![both.name(finding)])
}

/// The line by which an end does not ask unless its peer does.
fn idle(told: &Told<'_>) -> Option<u32> {
    use KeepaliveMethod::{Heartbeat, Rfc4306};

    let keepalive = told.gateway.keepalive.known()?;
    let follows = matches!(keepalive.value.method, Some(Heartbeat | Rfc4306));
    let is_idle = match keepalive.value.used {
        KeepaliveUse::On => false,
        KeepaliveUse::Off => true,
        KeepaliveUse::Auto => follows,
    };
    is_idle.then_some(keepalive.line)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing};

    fn keepalive(letter: &str, line: &str) -> String {
        let line = format!(" ipsec ike keepalive use 1 {line}\n tunnel enable 1");
        changed(SETTINGS, letter, " tunnel enable 1", &line)
    }

    #[test]
    fn fires_where_neither_end_has_one() {
        check(&RULE, SETTINGS).fires_at(["A1", "B1"]);
        check(&RULE, &keepalive("A", "off")).fires_at(["A15", "B1"]);
    }

    #[test]
    fn silent_where_one_end_asks() {
        finds_nothing(&RULE, &keepalive("A", "on heartbeat 10 6"));
        finds_nothing(&RULE, &keepalive("B", "auto dpd 5 4"));
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(
            &RULE,
            &SETTINGS.replace("show config", "show config | grep i"),
        );
    }
}
