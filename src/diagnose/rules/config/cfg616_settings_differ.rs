//! CFG616 settings-differ: a setting differs between the ends in a way that the protocol tolerates.

use crate::diagnose::between::nat_between;
use crate::diagnose::log::{Period, own_falls, period};
use crate::diagnose::settings::{
    self, ALIGN, Both, CHANGE_ONE, Change, Relation, Row, Standing, TABLE,
};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Outcome, Phrase, Rule, Rung, SasSince, Severity,
    cited, for_docs, nothing,
};
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, Place};

/// CFG616 settings-differ.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG616",
    slug: "settings-differ",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{command} が違います（{a}は {mine}、{b}は {theirs}）",
        en: "{command} differs ({a}: {mine}, {b}: {theirs})",
    },
    headline: Phrase {
        ja: "{effect}{command} が両端で違います。",
        en: "{effect}{command} differs between the ends.",
    },
    why: Phrase {
        ja: "{bites}",
        en: "{bites}",
    },
    question: Phrase {
        ja: "そろえておくべき設定が両端で同じか",
        en: "Whether settings that had better be equal are",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかの設定が貼られていないとき。違っても問題のない設定は比べません。NAT トラバーサルの違いは、途中に NAT があって\
             通信が届かないときに、キープアライブの違いは、トンネルが何度も切れているか、毎回キープアライブの時間で切れて、いまちょうど切れているときに、原因とします。",
        en: "When the settings of an end were not pasted. Settings that may differ without harm are not compared. NAT traversal is \
             the cause where a NAT is between and traffic fails, and keepalive where the tunnel keeps falling, or has just fallen as it did each time when the keepalive was due.",
    }),
    references: cited(&[
        "Command Reference 15.11, 15.20, 15.22, 15.24, 15.25, 15.43, 15.46, 15.48.5",
    ]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    let is_v2 = (both.a.is_v2(), both.b.is_v2());
    if is_v2.0 != is_v2.1 {
        return nothing();
    }
    let mut findings = Vec::new();
    for row in &TABLE {
        if let Some(bites) = settings::bites(&both, row) {
            let finding = differing(&both, row, bites)?;
            findings.extend(finding.map(|it| weighed(it, pair, row)));
        }
    }
    Ok(findings)
}

const FALLS: Phrase = Phrase {
    ja: "トンネルが何度も切れています。",
    en: "The tunnel keeps falling: ",
};
const HAS_FALLEN: Phrase = Phrase {
    ja: "VPN は切れています。つながっても、毎回キープアライブの時間で切れます。",
    en: "The VPN is down. Each time the tunnel falls when the keepalive is due: ",
};
const FAILS: Phrase = Phrase {
    ja: "SA はありますが、通信が届いていません。",
    en: "There are SAs, but traffic does not arrive: ",
};

/// Seconds behind a fall within which a router calls its peer anew.
const JUST_SECS: u64 = 60;

/// A difference is the cause where what it would hinder is seen to fail.
fn weighed(finding: Finding, pair: &GatewayPair<'_>, row: &Row) -> Finding {
    if row.name == "keepalive"
        && let Some(fall) = just_fallen(pair)
    {
        let finding = finding
            .and_places([fall])
            .phrase("effect", HAS_FALLEN)
            .severity(Severity::Blocks);
        return finding.cause(Some(Cause::KeepaliveMismatch));
    }
    let (is_seen, cause, effect) = match row.name {
        "natTraversal" | "natTraversalType" | "espEncapsulation" => {
            let is_seen = pair.fails() && nat_between(pair).is_some();
            (is_seen, Cause::NatTraversalMismatch, FAILS)
        }
        "keepalive" => (keeps_falling(pair), Cause::KeepaliveMismatch, FALLS),
        _ => return finding.phrase("effect", Phrase::NOTHING),
    };
    if is_seen {
        let finding = finding.phrase("effect", effect);
        finding.severity(Severity::Degrades).cause(Some(cause))
    } else {
        finding.phrase("effect", Phrase::NOTHING)
    }
}

/// Whether the tunnel of an end falls again and again, and not with a line.
fn keeps_falling(pair: &GatewayPair<'_>) -> bool {
    pair.ends().any(|end| {
        own_falls(pair, &end).is_some_and(|falls| falls.is_back || end.has_sas_both_ways())
    })
}

/// The last fall of the tunnel of an end, where it fell each time as its keepalive would take it down, lastly as its
/// log ends, and both ends list no SA: it has not come up again yet.
fn just_fallen(pair: &GatewayPair<'_>) -> Option<Place> {
    let is_down = |end: &End<'_>| end.lacks_child_sas().is_some() && !end.has_any_sa();
    let by_keepalive = |end: End<'_>| {
        let falls = own_falls(pair, &end).filter(|it| !it.is_back)?;
        let (_, newest) = end.router.log.as_ref()?.span?;
        let is_last = falls.last?.distance(newest) <= JUST_SECS;
        let is_due = matches!(period(&end, &falls), Some((_, Period::Keepalive(_))));
        let last = falls.lines.last().filter(|_| is_last && is_due)?;
        Some(end.router.place(*last))
    };
    let are_down = pair.ends().all(|it| is_down(&it));
    pair.ends().filter(|_| are_down).find_map(by_keepalive)
}

fn differing(
    both: &Both<'_>,
    row: &'static Row,
    bites: Phrase,
) -> Result<Option<Finding>, Missing> {
    let told = [&both.a, &both.b];
    let ends = told.map(|told| row.read(told));
    let lacking = told.iter().zip(&ends).filter(|it| it.1.is_not_pasted());
    let needs: Vec<_> = lacking.map(|it| it.0.need()).listed();
    if !needs.is_empty() && both.standing != Standing::Up {
        return Err(Missing(needs));
    }
    let [mine, theirs] = &ends;
    let Some((own, other)) = mine.known().zip(theirs.known()) else {
        return Ok(None);
    };
    if !settings::is_worth_a_remark(both, row, mine, theirs) {
        return Ok(None);
    }
    let finding = Finding::new([both.a.place(own.line), both.b.place(other.line)])
        .about(row.itself())
        .arg("command", row.command)
        .phrase("bites", bites);
    let defaults = [mine, theirs].map(|it| it.explicit().is_none());
    let words = [own.value.text.as_str(), other.value.text.as_str()];
    let mut finding = settings::with_values(finding, words, defaults);
    let ways = [
        (mine, [&own.value, &other.value]),
        (theirs, [&other.value, &own.value]),
    ];
    for ((told, peer), (now, [own, wanted])) in both.ends().into_iter().zip(ways) {
        let is_stronger = own.strength.zip(wanted.strength).map(|it| it.0 > it.1);
        let line = row.line(told.number(), &wanted.text);
        // The stronger of the two stays as it is, unless the other router cannot do it.
        let text = match is_stronger {
            Some(true) if peer.can_run(&row.line(peer.number(), &own.text)) => continue,
            Some(false) if matches!(row.relation, Relation::Followed) => ALIGN,
            _ => CHANGE_ONE,
        };
        finding = told.mend(finding, text, [Change::of(line, now)]);
    }
    Ok(Some(both.name(finding)))
}

#[cfg(test)]
mod tests {
    use super::{RULE, TABLE};
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    /// A line at A, and one at B where it is not empty.
    fn lines(a: &str, b: &str) -> String {
        let with = |line: &str| match line {
            "" => " tunnel enable 1".to_owned(),
            line => format!(" {line}\n tunnel enable 1"),
        };
        let fixture = changed(SETTINGS, "A", " tunnel enable 1", &with(a));
        changed(&fixture, "B", " tunnel enable 1", &with(b))
    }

    /// Of each row that has a remark: the version of IKE, a value other than the default, the default.
    const VALUES: [(&str, u32, &str, &str); 8] = [
        (
            "ikeEncryption",
            1,
            "encryption 1 aes256-cbc",
            "encryption 1 3des-cbc",
        ),
        ("ikeHash", 1, "hash 1 sha256", "hash 1 sha"),
        ("ikeGroup", 1, "group 1 modp2048", "group 1 modp1024"),
        (
            "childExchangeType",
            2,
            "child-exchange type 1 2",
            "child-exchange type 1 1",
        ),
        (
            "natTraversal",
            1,
            "nat-traversal 1 on",
            "nat-traversal 1 off",
        ),
        (
            "natTraversalType",
            2,
            "nat-traversal 1 on type=2",
            "nat-traversal 1 on",
        ),
        (
            "espEncapsulation",
            1,
            "esp-encapsulation 1 on",
            "esp-encapsulation 1 off",
        ),
        (
            "keepalive",
            1,
            "keepalive use 1 on heartbeat",
            "keepalive use 1 off",
        ),
    ];

    #[test]
    fn a_keepalive_without_an_answer_is_the_cause_where_the_tunnel_keeps_falling() {
        let differ = lines(
            "ipsec ike keepalive use 1 on heartbeat",
            "ipsec ike keepalive use 1 off",
        );
        check(&RULE, &differ).fires_as_remark();
        let up = |hour: u32| {
            format!(
                "2026/11/23 {hour:02}:00:00: IP Tunnel[1] Down\n2026/11/23 {hour:02}:00:10: IP Tunnel[1] Up\n"
            )
        };
        let log: String = [5, 6, 7, 8].map(up).concat();
        let falls = differ.replacen("//- B", &format!("# show log\n{log}//- B"), 1);
        check(&RULE, &falls).fires();
        let both = falls.replace("use 1 off", "use 1 on heartbeat");
        finds_nothing(&RULE, &both);
    }

    #[test]
    fn each_setting_is_compared_with_what_is_written_and_with_the_default() {
        let rows = TABLE.iter().filter(|row| row.bites.is_some());
        let names: Vec<&str> = rows.map(|row| row.name).collect();
        assert_eq!(names, VALUES.map(|it| it.0));
        for (name, version, value, default) in VALUES {
            let version = format!("\n ipsec ike version 1 {version}");
            let line = |value: &str| format!("ipsec ike {value}{version}");
            let (value, default) = (line(value), line(default));
            check(&RULE, &lines(&value, &default)).fires_at(["A15", "B15"]);
            finds_nothing(&RULE, &lines(&value, &value));
            let only_version = version.trim_start();
            let said = check(&RULE, &lines(&value, only_version));
            // What applies is not seen to be other, or another row says it too.
            if name == "keepalive" || name == "natTraversalType" {
                continue;
            }
            said.fires_at(["A15", "B1"]);
            finds_nothing(&RULE, &lines(&default, only_version));
        }
    }

    #[test]
    fn probes_that_need_no_partner_may_differ() {
        finds_nothing(
            &RULE,
            &lines(
                "ipsec ike keepalive use 1 on dpd",
                "ipsec ike keepalive use 1 off",
            ),
        );
    }

    #[test]
    fn with_ikev2_the_algorithms_of_phase_1_are_not_compared() {
        let v2 = "\n ipsec ike version 1 2";
        let value = |line: &str| format!("ipsec ike {line}{v2}");
        finds_nothing(&RULE, &lines(&value("hash 1 sha256"), &value("hash 1 sha")));
    }

    #[test]
    fn silent_on_healthy_pairs() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
        check(
            &RULE,
            &joined(HEALTHY, &lines("ipsec ike hash 1 sha256", "")),
        )
        .fires_as_remark();
    }

    #[test]
    fn the_stronger_is_proposed_unless_a_router_cannot_do_it() {
        let strong = lines("ipsec ike hash 1 sha256", "ipsec ike hash 1 sha");
        let steps = |fixture: &str| crate::diagnose::testing::commands(&RULE, fixture);
        assert!(steps(&strong).iter().all(|it| it.contains("hash 1 sha256")));
        let old = "# show config\n# RTX1100 Rev.8.03.92 (Thu Jan  1 00:00:00 2026)\n";
        let head = "//- B\n# show config\n";
        let old = strong.replacen(head, &format!("//- B\n{old}"), 1);
        assert!(steps(&old).iter().all(|it| it.contains("hash 1 sha\n")));
    }

    #[test]
    fn no_router_is_told_to_do_what_it_cannot() {
        let at_b = |model: &str, a: &str, b: &str| {
            let head = format!("//- B\n# show config\n# {model} (Thu Jan  1 00:00:00 2026)");
            let fixture = lines(a, b).replacen("//- B\n# show config", &head, 1);
            crate::diagnose::testing::commands(&RULE, &fixture)
        };
        let old = "RTX1100 Rev.8.03.94";
        let on = "ipsec ike keepalive use 1 on";
        let [dpd, heartbeat] = [format!("{on} dpd"), format!("{on} heartbeat")];
        let steps = at_b(old, &dpd, &heartbeat);
        assert!(steps.iter().all(|it| it.contains(&heartbeat)), "{steps:?}");
        let nat = "ipsec ike nat-traversal 1";
        for model in [old, "RTX1210 Rev.14.01.09"] {
            let steps = at_b(model, &format!("{nat} on"), &format!("{nat} off"));
            assert!(steps.iter().all(|it| it.contains("1 off")), "{steps:?}");
            assert_eq!(steps.len(), 1);
        }
        // Whom to ask, only people know.
        let echo = format!("{on} icmp-echo 192.168.2.1 10 6");
        let steps = at_b("RTX830 Rev.15.02.33", &echo, &heartbeat);
        assert!(steps.iter().all(|it| it.contains(&heartbeat)), "{steps:?}");
        assert_eq!(steps.len(), 1);
    }

    #[test]
    fn asks_where_a_setting_is_not_pasted() {
        let part = lines("ipsec ike hash 1 sha256", "")
            .replace("//- B\n# show config", "//- B\n# show config | grep i");
        check(&RULE, &part).asks_for(["B show config tunnel 1"]);
    }
}
