//! SA202 spi-mismatch: at one moment, what one end sends with is not what the other receives with.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, Where, cited, for_docs, nothing, steps, unmet,
};
use crate::model::{Direction, Presence};
use crate::pair::{End, Flow, GatewayPair, Role, SameMoment};
use crate::text::Listed;

/// SA202 spi-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA202",
    slug: "spi-mismatch",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "{sender}が送信に使う SPI {spi} の SA が、{receiver}の受信側にありません",
        en: "{sender} sends with SPI {spi}, and {receiver} has no inbound SA of it",
    },
    headline: Phrase {
        ja: "VPN は切れています。両端の SA の SPI が合っていません。",
        en: "The VPN is down. The SPIs of the two ends do not meet.",
    },
    why: Phrase {
        ja: "受信側は SPI で SA を選びます。知らない SPI のパケットは捨てられます。{moment}",
        en: "The receiver picks the SA by its SPI and drops packets with one it does not know. {moment}",
    },
    question: Phrase {
        ja: "両端の SPI が合っているか",
        en: "Whether the SPIs of both ends meet",
    },
    silent_when: for_docs(Phrase {
        ja: "両方向とも合う組が一つでもあるとき、片方に SA がないとき（SA201）、同じ時刻の出力と確かめられないとき、残り30秒未満の SA か、できたばかりの SA しかないとき（IN014）、出力に欠けた部分や読めない SPI があるとき（IN015）。",
        en: "When one pair meets both ways, when one end has no SAs (SA201), when one moment is not shown, when the only SAs have less than 30 s left or have just been made (IN014), and when a part of an output is missing or an SPI was not read (IN015).",
    }),
    references: cited(&["RFC 4301 §4.1", "RFC 4303 §2.1"]),
    cause: Some(Cause::SpiMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const BY_LIVES: Phrase = Phrase {
    ja: "同じ SA の残り寿命の差から、両方の出力は{gap}秒以内のものです。",
    en: "By the life left of an SA that both show, both outputs are within {gap} s.",
};
const BY_CLOCKS: Phrase = Phrase {
    ja: "両方の出力は{gap}秒以内に貼られました。",
    en: "Both outputs were pasted within {gap} s.",
};

/// More lines than this tell a reader nothing new.
const MOST_FLOWS: usize = 3;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair.b else { return nothing() };
    let needs = needs(pair, &b);
    if !needs.is_empty() {
        return Err(Missing(needs));
    }
    let (gap, moment, certainty) = match pair.moment {
        SameMoment::ByLives { gap_secs } => (gap_secs, BY_LIVES, Certainty::Shown),
        SameMoment::ByClocks { gap_secs } => (gap_secs, BY_CLOCKS, Certainty::Likely),
        SameMoment::No { .. } | SameMoment::Unknown => return nothing(),
    };
    // Of an end without SAs no SPI can differ; SA201 tells.
    if pair.could_fit_both_ways() || pair.ends().any(|end| end.lacks_child_sas().is_some()) {
        return nothing();
    }
    let broken: Vec<&Flow<'_>> = unmet::broken(pair)
        .filter(|flow| !unmet::is_young(pair, flow))
        .take(MOST_FLOWS)
        .listed();
    let Some(first) = broken.first() else {
        return nothing();
    };
    let (Some(sender), Some(receiver)) = (first.from, first.to) else {
        return nothing();
    };
    let evidence = broken.iter().flat_map(|flow| unmet::lines(pair, &b, flow));
    let spi = first
        .sender
        .and_then(|sa| sa.spi)
        .map_or_else(String::new, |spi| spi.value.to_string());
    let mut finding = Finding::new(evidence)
        .at(Where::Both)
        .certainty(certainty)
        .site("sender", sender)
        .site("receiver", receiver)
        .arg("spi", spi)
        .arg("gap", gap)
        .phrase("moment", moment);
    for end in [&pair.a, &b] {
        let command = Need::sa_detail(end).command;
        finding = finding.read(end.router.side, command, steps::BOTH_WITHIN_A_MINUTE);
    }
    let stale = broken
        .iter()
        .filter_map(|flow| Some((flow.from?, flow.sender?.common.id?)));
    for (side, id) in stale {
        finding = finding.change(side, format!("ipsec sa delete {}", id.0), steps::DELETE_SA);
    }
    Ok(vec![finding])
}

/// The outputs without which SPIs cannot be compared.
fn needs(pair: &GatewayPair<'_>, b: &End<'_>) -> Vec<Need> {
    if pair.role != Role::SiteToSite {
        return Vec::new();
    }
    // Where there is no IPsec SA to compare, other rules speak.
    let empty =
        |end: &End<'_>| matches!(end.ipsec_presence(Direction::Outbound), Presence::Absent(_));
    if empty(&pair.a) || empty(b) {
        return Vec::new();
    }
    // Of a router with many gateways only the peer's detail tells which one to ask for.
    let unknown = |end: &End<'_>| end.gateway.is_none() && !end.router.gateways.is_empty();
    [&pair.a, b]
        .into_iter()
        .filter(|end| !unknown(end))
        .filter_map(|end| {
            let is_readable = end.tells_spis() && end.damaged().is_none();
            (!is_readable).then(|| Need::sas_again(end))
        })
        .listed()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing, side};

    #[test]
    fn fires_on_one_changed_digit() {
        let broken = HEALTHY_DETAIL.replacen("SPI: a0 00 00 01", "SPI: a0 00 00 09", 1);
        check(&RULE, &broken).fires_at(["A14", "B21"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }

    #[test]
    fn asks_again_where_details_end_before_the_last_sa_of_the_list() {
        let with_list = |letter: &str| {
            let (list, detail) = (side(HEALTHY, letter), side(HEALTHY_DETAIL, letter));
            let (before, _) = detail.split_once("Direction: receive").unwrap();
            let (detail, _) = before.rsplit_once("SA[").unwrap();
            format!("//- {letter}\n{}\n{}", body(list), body(detail))
        };
        let cut = format!("{}{}", with_list("A"), with_list("B"));
        check(&RULE, &cut).asks_for([
            "A show ipsec sa gateway 1 detail",
            "B show ipsec sa gateway 1 detail",
        ]);
    }

    #[test]
    fn silent_where_a_detail_was_copied_in_two_goes() {
        let parted = HEALTHY_DETAIL.replacen("SA[3]", "# \nSA[3]", 1);
        assert_ne!(parted, HEALTHY_DETAIL);
        finds_nothing(&RULE, &parted);
    }

    #[test]
    fn asks_again_where_an_answer_lost_a_line() {
        let broken = HEALTHY_DETAIL.replacen("SPI: a0 00 00 01", "SPI: a0 00 00 09", 1);
        for lost in [
            "SA[1] Duration: 28768s\n",
            "Direction: receive\n",
            "SA[6] Duration: 28765s\n",
        ] {
            let cut = broken.replacen(lost, "", 1);
            let end = if lost.starts_with("SA[6]") { "B" } else { "A" };
            check(&RULE, &cut).asks_for([&*format!("{end} show ipsec sa gateway 1 detail")]);
        }
        let list = body(side(HEALTHY, "A")).replacen("send:1", "send:2", 1);
        let counted = broken.replacen("//- A\n", &format!("//- A\n{list}\n"), 1);
        check(&RULE, &counted).asks_for(["A show ipsec sa"]);
    }

    /// A site's lines without the one that names it.
    fn body(site: &str) -> &str {
        site.split_once('\n').map_or("", |it| it.1)
    }

    #[test]
    fn silent_when_nothing_shows_one_moment() {
        let broken = HEALTHY_DETAIL
            .replacen("SPI: a0 00 00 01", "SPI: a0 00 00 09", 1)
            .replacen("SPI: b0 00 00 02", "SPI: b0 00 00 09", 1)
            .replacen("SPI: 00 11", "SPI: 99 11", 1);
        finds_nothing(&RULE, &broken);
    }

    #[test]
    fn silent_when_the_sa_is_about_to_end() {
        let ending = HEALTHY_DETAIL
            .replacen("SPI: a0 00 00 01", "SPI: a0 00 00 09", 1)
            .replace("28769s", "20s")
            .replace("28765s", "16s");
        finds_nothing(&RULE, &ending);
    }

    #[test]
    fn asks_for_the_detail_of_both() {
        check(&RULE, HEALTHY).asks_for([
            "A show ipsec sa gateway 1 detail",
            "B show ipsec sa gateway 1 detail",
        ]);
    }
}
