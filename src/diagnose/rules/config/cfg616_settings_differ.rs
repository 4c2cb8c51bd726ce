//! CFG616 settings-differ: a setting differs between the ends in a way that the protocol tolerates.

use crate::diagnose::settings::{self, ALIGN, Both, CHANGE_ONE, Standing};
use crate::diagnose::{
    Certainty, Check, Finding, Missing, Outcome, Phrase, Rule, Rung, Severity, for_docs, nothing,
};
use crate::model::{Algorithm, GatewaySettings, KeepaliveMethod, KeepaliveUse, Setting};
use crate::pair::GatewayPair;
use crate::text::Listed;

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
        ja: "{command} が両端で違います。",
        en: "{command} differs between the ends.",
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
        ja: "どちらかの設定が貼られていないとき。違っても問題のない設定は比べません。",
        en: "When the settings of an end were not pasted. Settings that may differ without harm are not compared.",
    }),
    references: &["Command Reference 15.11, 15.20, 15.22, 15.24, 15.25, 15.43, 15.46, 15.48.5"],
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

const FOLLOWS: Phrase = Phrase {
    ja: "応答側が合わせるので、ヤマハどうしではつながります。negotiate-strictly を on にしたときや、\
         片方を他社の機器に替えたときに、つながらなくなります。",
    en: "The answering end follows, so two Yamaha routers agree. It fails with negotiate-strictly on, or \
         once one end is of another make.",
};
const NAT: Phrase = Phrase {
    ja: "一方だけが on だと、NAT トラバーサルは使われません。経路に NAT があると、SA ができても通信が通りません。",
    en: "With one end on only, NAT traversal is not used. Where a NAT is on the path, no traffic passes although there are SAs.",
};
const ESP_IN_UDP: Phrase = Phrase {
    ja: "ESP を UDP に載せる独自の方式で、両端でそろえる必要があります。一方だけだと、SA ができても通信が通りません。",
    en: "The maker's own way of ESP in UDP must be the same at both ends; else no traffic passes although there are SAs.",
};
const REKEY: Phrase = Phrase {
    ja: "子 SA の鍵を更新する手順です。違うと、つながったあとの更新で切れることがあります。",
    en: "The way in which child SAs are renewed. Where it differs, the VPN may fall at the first renewal.",
};
const PROBES: Phrase = Phrase {
    ja: "heartbeat は両端で使う方式です。一方だけが on だと、返事がないと判断してトンネルを切ることがあります。",
    en: "heartbeat is for both ends. With one end on only, it takes the missing answers for a dead peer and drops the tunnel.",
};

/// A setting at one end, in words, and a number that grows with what it protects, where that can be said.
type Value = (String, Option<usize>);

/// A setting: its command, which versions of IKE it is for, its value, and when a difference bites.
struct Row {
    command: &'static str,
    v1: bool,
    v2: bool,
    of: fn(&GatewaySettings) -> Setting<Value>,
    bites: Phrase,
}

const ROWS: [Row; 7] = [
    Row {
        command: "ipsec ike encryption",
        v1: true,
        v2: false,
        of: |it| algorithm(&it.encryption),
        bites: FOLLOWS,
    },
    Row {
        command: "ipsec ike hash",
        v1: true,
        v2: false,
        of: |it| algorithm(&it.hash),
        bites: FOLLOWS,
    },
    Row {
        command: "ipsec ike group",
        v1: true,
        v2: false,
        of: |it| algorithm(&it.group),
        bites: FOLLOWS,
    },
    Row {
        command: "ipsec ike nat-traversal",
        v1: true,
        v2: true,
        of: |it| switch(&it.nat_traversal),
        bites: NAT,
    },
    Row {
        command: "ipsec ike esp-encapsulation",
        v1: true,
        v2: false,
        of: |it| switch(&it.esp_in_udp),
        bites: ESP_IN_UDP,
    },
    Row {
        command: "ipsec ike child-exchange type",
        v1: false,
        v2: true,
        of: |it| it.child_exchange.said(|kind| (kind.to_string(), None)),
        bites: REKEY,
    },
    Row {
        command: "ipsec ike keepalive use",
        v1: true,
        v2: false,
        of: heartbeat,
        bites: PROBES,
    },
];

fn algorithm(setting: &Setting<Algorithm>) -> Setting<Value> {
    setting.said(|it| (it.0.clone(), it.strength()))
}

fn switch(setting: &Setting<bool>) -> Setting<Value> {
    let word = |on| if on { "on" } else { "off" };
    setting.said(|it| (word(*it).to_owned(), None))
}

/// Whether it asks by the maker's own means. As `auto` it asks only where the peer does, and fits both.
fn heartbeat(gateway: &GatewaySettings) -> Setting<Value> {
    gateway.keepalive.said(|it| {
        let word = match (it.used, it.method) {
            (KeepaliveUse::On, Some(KeepaliveMethod::Heartbeat)) => "on heartbeat",
            (KeepaliveUse::On, Some(KeepaliveMethod::IcmpEcho)) => "on icmp-echo",
            (KeepaliveUse::On, Some(KeepaliveMethod::Dpd)) => "on dpd",
            (KeepaliveUse::Off, _) => "off",
            _ => "auto",
        };
        (word.to_owned(), None)
    })
}

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    let is_v2 = (both.a.is_v2(), both.b.is_v2());
    if is_v2.0 != is_v2.1 {
        return nothing();
    }
    let is_strict = |it: &GatewaySettings| it.is_strict.known().is_some_and(|it| it.value);
    // A strict end does not follow: that is another finding.
    let follow = !is_strict(both.a.gateway) && !is_strict(both.b.gateway);
    let mut findings = Vec::new();
    for row in &ROWS {
        let is_meant = if is_v2.0 { row.v2 } else { row.v1 };
        if is_meant && (follow || row.bites != FOLLOWS) {
            findings.extend(differing(&both, row)?);
        }
    }
    Ok(findings)
}

fn differing(both: &Both<'_>, row: &Row) -> Result<Option<Finding>, Missing> {
    let ends = [(row.of)(both.a.gateway), (row.of)(both.b.gateway)];
    let told = [&both.a, &both.b];
    let lacking = told.iter().zip(&ends).filter(|it| it.1.is_not_pasted());
    let needs: Vec<_> = lacking.map(|it| it.0.need()).listed();
    if !needs.is_empty() && both.standing != Standing::Up {
        return Err(Missing(needs));
    }
    let [mine, theirs] = &ends;
    let Some((own, other)) = mine.known().zip(theirs.known()) else {
        return Ok(None);
    };
    let (mine_is, theirs_is) = (own.value.0.as_str(), other.value.0.as_str());
    if mine_is == theirs_is || (row.bites == PROBES && probes_fit(mine_is, theirs_is)) {
        return Ok(None);
    }
    let finding = Finding::new([both.a.place(own.line), both.b.place(other.line)])
        .arg("command", row.command)
        .phrase("bites", row.bites);
    let defaults = [mine, theirs].map(|it| it.explicit().is_none());
    let mut finding = settings::with_values(finding, [mine_is, theirs_is], defaults);
    let ways = [(&own.value, &other.value), (&other.value, &own.value)];
    for (told, (own, wanted)) in told.into_iter().zip(ways) {
        let text = match (own.1, wanted.1) {
            (Some(own), Some(wanted)) if own > wanted => continue,
            (Some(_), Some(_)) => ALIGN,
            _ => CHANGE_ONE,
        };
        let line = format!("{} {} {}", row.command, told.number(), wanted.0);
        finding = finding.change(told.side(), told.block(&line), text);
    }
    Ok(Some(both.name(finding)))
}

/// Whether both ask, or answer, by themselves: the peer need not do the same.
fn probes_fit(mine: &str, theirs: &str) -> bool {
    let needs_partner = |it: &str| it == "on heartbeat";
    mine == "auto" || theirs == "auto" || (!needs_partner(mine) && !needs_partner(theirs))
}

#[cfg(test)]
mod tests {
    use super::{ROWS, RULE};
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

    /// Of each row of the table: a value other than the default.
    const VALUES: [(&str, &str); 7] = [
        ("encryption 1 aes256-cbc", "encryption 1 3des-cbc"),
        ("hash 1 sha256", "hash 1 sha"),
        ("group 1 modp2048", "group 1 modp1024"),
        ("nat-traversal 1 on", "nat-traversal 1 off"),
        ("esp-encapsulation 1 on", "esp-encapsulation 1 off"),
        ("child-exchange type 1 2", "child-exchange type 1 1"),
        ("keepalive use 1 on heartbeat", "keepalive use 1 off"),
    ];

    #[test]
    fn each_setting_is_compared_with_what_is_written_and_with_the_default() {
        for (row, (value, default)) in ROWS.iter().zip(VALUES) {
            let version = if row.v1 {
                ""
            } else {
                "\n ipsec ike version 1 2"
            };
            let line = |value: &str| format!("ipsec ike {value}{version}");
            let (value, default) = (line(value), line(default));
            check(&RULE, &lines(&value, &default)).fires_at(["A15", "B15"]);
            finds_nothing(&RULE, &lines(&value, &value));
            let only_version = version.trim_start();
            let said = check(&RULE, &lines(&value, only_version));
            if row.command.contains("keepalive") {
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
    fn asks_where_a_setting_is_not_pasted() {
        let part = lines("ipsec ike hash 1 sha256", "")
            .replace("//- B\n# show config", "//- B\n# show config | grep i");
        check(&RULE, &part).asks_for(["B show config tunnel 1"]);
    }
}
