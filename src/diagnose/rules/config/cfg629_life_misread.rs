//! CFG629 life-misread: one end asks for a life in kilobytes that the other's firmware misreads.

use crate::diagnose::settings::{self, Change, Told};
use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, found, nothing,
};
use crate::model::{Detail, by_model};
use crate::pair::GatewayPair;
use crate::text::Listed;

/// CFG629 life-misread.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG629",
    slug: "life-misread",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "{here}の SA の寿命（{kilobytes}キロバイト）を、{there}の版のファームウェアは正しく読めません",
        en: "The firmware of {there} misreads the life of {kilobytes} kB that {here} asks for",
    },
    headline: Phrase {
        ja: "{here}の SA の寿命を、{there}は正しく読めません。",
        en: "{there} misreads the life of SAs that {here} asks for.",
    },
    why: Phrase {
        ja: "{there}は {model} Rev.{revision} で、2 GB を超える寿命に対応していません。転送量が増えたあとに切れることがあります。",
        en: "{there} is an {model} Rev.{revision}, which is not made for more than 2 GB. The VPN may fall once much was transferred.",
    },
    question: Phrase {
        ja: "寿命のキロバイト数を相手が読めるか",
        en: "Whether the peer reads the life in kilobytes",
    },
    silent_when: for_docs(Phrase {
        ja: "相手の機種か版が分からないとき、寿命のキロバイト数が書かれていないとき。",
        en: "When the peer's model or revision is not known, and when no life in kilobytes is written.",
    }),
    references: cited(&["Command Reference 15.48.1"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const SHORTEN: Phrase = Phrase {
    ja: "寿命を 2 GB までにします。次の行をまとめて実行します。",
    en: "Sets the life to 2 GB at the most. Run the lines together.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    // A remark is not worth asking for outputs.
    let Ok(Some(both)) = settings::both(pair) else {
        return nothing();
    };
    let ends = both.ends();
    found(ends.iter().filter_map(|(own, peer)| misread(own, peer)))
}

fn misread(own: &Told<'_>, peer: &Told<'_>) -> Option<Finding> {
    let life = own.gateway.details.get(Detail::IpsecLife);
    let written = life.explicit()?;
    let words: Vec<&str> = written.value.split(' ').listed();
    let [seconds, kilobytes, rest @ ..] = words.as_slice() else {
        return None;
    };
    let asked: u32 = kilobytes.parse().ok()?;
    let (model, revision) = peer.end.router.device.firmware()?;
    let is_misread = by_model::misreads_long_life(model, &revision.value)?;
    if !is_misread || asked <= by_model::SAFE_KILOBYTES {
        return None;
    }
    let most = by_model::SAFE_KILOBYTES;
    let command = format!("ipsec ike duration ipsec-sa {}", own.number());
    let mut line = format!("{command} {seconds} {most}");
    for word in rest {
        line.push(' ');
        line.push_str(word);
    }
    let finding = Finding::new([own.place(written.line), peer.place(revision.line)])
        .about(&["ipsecLife"])
        .at(Where::Site(own.side()))
        .site("here", own.side())
        .site("there", peer.side())
        .arg("kilobytes", asked)
        .arg("model", model)
        .arg("revision", &revision.value);
    Some(own.mend(finding, SHORTEN, [Change::of(line, life)]))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{SETTINGS, changed, check, finds_nothing};

    fn with(kilobytes: &str, revision: &str) -> String {
        let life = format!(" ipsec ike duration ipsec-sa 1 28800 {kilobytes}\n tunnel enable 1");
        let head = format!("//- B\nRTX830 Rev.{revision} (Thu Jan  8 10:00:00 2026)\n");
        changed(SETTINGS, "A", " tunnel enable 1", &life).replacen("//- B\n", &head, 1)
    }

    #[test]
    fn fires_on_a_long_life_toward_an_old_revision() {
        check(&RULE, &with("4000000", "15.02.26")).fires_at(["A15", "B1"]);
    }

    #[test]
    fn silent_on_a_newer_revision_or_a_life_that_every_revision_reads() {
        finds_nothing(&RULE, &with("4000000", "15.02.27"));
        finds_nothing(&RULE, &with("2000000", "15.02.26"));
        finds_nothing(&RULE, &with("off", "15.02.26"));
        finds_nothing(&RULE, SETTINGS);
    }
}
