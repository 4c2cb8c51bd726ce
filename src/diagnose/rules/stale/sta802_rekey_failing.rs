//! STA802 rekey-failing: the tunnel falls at the end of every lifetime.

use super::{falling, of_falls};
use crate::diagnose::log::{Falls, Period, period};
use crate::diagnose::settings::{Starts, told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited,
    for_docs, found, steps,
};
use crate::model::Detail;
use crate::pair::{End, GatewayPair};

/// STA802 rekey-failing.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "STA802",
    slug: "rekey-failing",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のトンネルが、鍵の寿命（{life}秒）のたびに切れています（{usual}ごと、{count}回）",
        en: "The tunnel of {here} falls at the end of every life of its keys ({life} s): after {usual}, {count} times",
    },
    headline: Phrase {
        ja: "VPN が切れたりつながったりしています。鍵の更新に失敗しているようです。",
        en: "The VPN keeps falling: its keys do not seem to be renewed.",
    },
    why: Phrase {
        ja: "鍵は寿命が尽きる前に更新されます。更新できないと、古い鍵が終わったところでトンネルが切れ、はじめからの鍵交換で戻ります。{reading}",
        en: "Keys are renewed before their life ends. If that fails, the tunnel falls with the old keys and comes back by a new key \
             exchange. {reading}",
    },
    question: Phrase {
        ja: "鍵の更新のたびに切れていないか",
        en: "Whether it falls whenever keys are to be renewed",
    },
    silent_when: for_docs(Phrase {
        ja: "切れるまでの時間がそろっていないとき、寿命の70〜101%に当たらないとき、回線といっしょに切れるとき。",
        en: "When the times from up to down are not alike, when they are not 70 to 101 per cent of the lifetime, and where the line falls \
             with it.",
    }),
    references: cited(&["Command Reference 15.10, 15.30, 15.46, 15.48.1"]),
    cause: Some(Cause::RekeyFailing),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const NOT_SET: Phrase = Phrase {
    ja: "片方だけが始められる設定（ipsec auto refresh、remote address any）、PFS や negotiate-strictly の違い、IKEv2 の child-exchange type の違いが、よくある理由です。\
         両端の設定を見ると分かります。",
    en: "Often only one end may begin (ipsec auto refresh, remote address any), PFS or negotiate-strictly differ, or with IKEv2 \
         child-exchange type does. The settings of both ends tell.",
};
const NOBODY_RENEWS: Phrase = Phrase {
    ja: "{idle}は自分から鍵交換を始めない設定なので、{idle}の側から更新が必要なときに、更新されないことがあります。\
         PFS や negotiate-strictly の違いも見てください。",
    en: "{idle} is not told to begin key exchange, so keys may go without renewal when that would be its turn. Look for \
         differences in PFS and negotiate-strictly too.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    found(find(pair).into_iter())
}

fn find(pair: &GatewayPair<'_>) -> Option<Finding> {
    let (end, other, falls) = falling(pair)?;
    let (usual, Period::Life(life)) = period(&end, &falls)? else {
        return None;
    };
    let fits = usual <= life + life / 100 && (knows_life(&end) || usual >= life - life / 100);
    if !is_regular(&falls, usual) || !fits {
        return None;
    }
    let finding = of_falls(&end, &other, &falls, usual).arg("life", life);
    let mut finding = with_reading(finding, [&end, &other]);
    for end in [&end, &other] {
        let settings = Need::tunnel_settings(end);
        let command = settings.command.clone();
        finding = finding.read(end.router.side, command, steps::READ_TUNNEL_SETTINGS);
        if end.lacks_settings() {
            finding = finding.ask(settings);
        }
    }
    Some(finding)
}

/// Whether the settings tell the life of keys; else it is that by default, which many change.
fn knows_life(end: &End<'_>) -> bool {
    let life = end
        .gateway_settings()
        .map(|it| it.details.get(Detail::IpsecLife));
    life.is_some_and(|it| it.known().is_some())
}

/// Whether all times differ by no more than 2 per cent: those of a life do not, by chance they would.
fn is_regular(falls: &Falls, usual: u64) -> bool {
    let near = |it: &u64| it.abs_diff(usual) <= usual / 50 + 5;
    falls.stood.iter().all(near)
}

fn with_reading(finding: Finding, ends: [&End<'_>; 2]) -> Finding {
    let idle = ends.into_iter().find_map(|end| {
        let told = told(end)?;
        match told.starts() {
            Starts::No(line) => Some(told.place(line)),
            Starts::Yes | Starts::Unknown => None,
        }
    });
    match idle {
        Some(place) => finding
            .and_places([place])
            .site("idle", place.side)
            .phrase("reading", NOBODY_RENEWS),
        None => finding.phrase("reading", NOT_SET),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::rules::stale::tests::standing;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    fn with_life(secs: u32, life: &str) -> String {
        let settings = format!(
            "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 101\n  \
             ipsec sa policy 101 1 esp aes-cbc sha-hmac\n  ipsec ike duration ipsec-sa 1 {life}\n  \
             ipsec ike remote address 1 203.0.113.2\n tunnel enable 1\n#\n//- B"
        );
        standing(secs).replace("//- B", &settings)
    }

    #[test]
    fn fires_at_the_end_of_every_life() {
        check(&RULE, &with_life(3_600, "3600")).fires_at(["A3", "A5", "A7", "A9"]);
        assert!(check(&RULE, &with_life(3_600, "3600")).degrades());
        check(&RULE, &with_life(2_700, "3600")).fires();
    }

    #[test]
    fn silent_at_other_and_at_uneven_times() {
        finds_nothing(&RULE, &with_life(3_600, "7200"));
        finds_nothing(&RULE, &with_life(3_660, "3600"));
        let uneven = with_life(3_600, "3600")
            .replace("07:00:00: IP Tunnel[1] D", "06:57:00: IP Tunnel[1] D");
        finds_nothing(&RULE, &uneven);
        finds_nothing(&RULE, &standing(62));
        let unknown =
            with_life(3_600, "3600").replace("  ipsec ike duration ipsec-sa 1 3600\n", "");
        finds_nothing(&RULE, &unknown.replace("3600", "28800"));
        finds_nothing(&RULE, HEALTHY);
    }
}
