//! CFG615 pfs-mismatch: one end wants a key exchange of its own for each IPsec SA, the other does not.

use crate::diagnose::settings::{self, ALIGN, Both, Change, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited,
    for_docs, nothing,
};
use crate::pair::GatewayPair;
use crate::text::Place;

/// CFG615 pfs-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG615",
    slug: "pfs-mismatch",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "PFS の設定が違います（{a}は {mine}、{b}は {theirs}）",
        en: "The settings of PFS differ ({a}: {mine}, {b}: {theirs})",
    },
    headline: Phrase {
        ja: "VPN は切れています。PFS の設定が違い、応答側が合わせない設定です（{a}は {mine}、{b}は {theirs}）。",
        en: "The VPN is down. The settings of PFS differ, and the answering end does not follow ({a}: {mine}, {b}: {theirs}).",
    },
    why: Phrase {
        ja: "ヤマハの応答側は、ふつう相手の PFS に合わせます。negotiate-strictly が on のとき、または相手が他社の機器のときは、\
             違うとフェーズ2が断られるか、次の鍵交換で切れます。",
        en: "A responder of Yamaha usually follows the peer's PFS. With negotiate-strictly on, or with a peer \
             of another make, phase 2 is refused, or fails at the next key exchange.",
    },
    question: Phrase {
        ja: "両端の PFS が同じか",
        en: "Whether PFS is the same at both ends",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらの端も合わせるときは、注意点として示します。",
        en: "Where both ends follow each other it is a remark.",
    }),
    references: cited(&["Command Reference 15.11, 15.30"]),
    cause: Some(Cause::PfsMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    let Some((mine, theirs)) = both.values(|it| &it.pfs)? else {
        return nothing();
    };
    if mine.value == theirs.value {
        return nothing();
    }
    let word = |on: bool| if on { "on" } else { "off" };
    let strict = both
        .ends()
        .into_iter()
        .find_map(|(own, other)| insists(pair, own, other));
    let lines = [both.a.place(mine.line), both.b.place(theirs.line)];
    let finding = Finding::new(lines.into_iter().chain(strict)).about(&["pfs"]);
    let mut finding = settings::with_values(
        finding,
        [word(mine.value), word(theirs.value)],
        both.defaults(|it| &it.pfs),
    );
    for (told, _) in both.ends() {
        // On is the better value.
        if told.gateway.pfs.known().is_some_and(|it| !it.value) {
            let line = format!("ipsec ike pfs {} on", told.number());
            finding = told.mend(finding, ALIGN, [Change::of(line, &told.gateway.pfs)]);
        }
    }
    finding = finding.look_for_sas(both.a.side());
    Ok(vec![weighed(&both, both.name(finding), strict.is_some())])
}

fn weighed(both: &Both<'_>, finding: Finding, is_refused: bool) -> Finding {
    let finding = both.weigh(finding, false);
    if is_refused {
        finding
    } else {
        finding
            .severity(Severity::Risk)
            .certainty(Certainty::Likely)
    }
}

/// The line by which an end refuses the other's PFS, where it never gets to offer its own.
fn insists(pair: &GatewayPair<'_>, own: &Told<'_>, other: &Told<'_>) -> Option<Place> {
    let strict = |told: &Told<'_>| {
        let on = told.gateway.is_strict.explicit().filter(|it| it.value)?;
        (!told.is_v2()).then(|| told.place(on.line))
    };
    let is_alone = strict(other).is_none() && own.gets_to_offer(pair);
    strict(own).filter(|_| !is_alone)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    fn pfs_at_a(more: &str) -> String {
        let lines = format!(" ipsec ike pfs 1 on\n{more} tunnel enable 1");
        changed(SETTINGS, "A", " tunnel enable 1", &lines)
    }

    #[test]
    fn fires_where_the_answering_end_is_strict() {
        let strict = pfs_at_a(" ipsec ike negotiate-strictly 1 on\n");
        let fixture = changed(&strict, "A", "ipsec auto refresh on", "");
        check(&RULE, &fixture).fires_as_fault();
        check(&RULE, &fixture).fires_at(["A15", "A16", "B1"]);
    }

    #[test]
    fn a_remark_where_the_answering_end_follows() {
        check(&RULE, &pfs_at_a("")).fires_as_remark();
        check(&RULE, &joined(HEALTHY, &pfs_at_a(""))).fires_as_remark();
    }

    #[test]
    fn silent_where_they_agree() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
        let off = " ipsec ike pfs 1 off\n tunnel enable 1";
        finds_nothing(&RULE, &changed(SETTINGS, "A", " tunnel enable 1", off));
    }

    #[test]
    fn asks_where_it_is_not_pasted() {
        let part = pfs_at_a("").replace("//- B\n# show config", "//- B\n# show config | grep i");
        check(&RULE, &part).asks_for(["B show config tunnel 1"]);
    }
}
