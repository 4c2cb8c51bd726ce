//! Turns the SAs of a pair that no finding decides into its verdict, and into what its ends should paste.

use super::phrase::{Arg, Phrase};
use super::rule::Certainty;
use super::verdict::{State, Traffic, Verdict, traffic};
use super::{Need, Where};
use crate::model::IpsecSa;
use crate::pair::{End, GatewayPair, is_decisive};
use crate::text::Listed;

const UP_SHOWN: Phrase = Phrase {
    ja: "両端の SA は対になっています。通信が流れるかはまだ確かめていません。",
    en: "The SAs of both ends fit. Whether traffic flows is not yet checked.",
};
const UP_SHOWN_SEEN: Phrase = Phrase {
    ja: "つながっています。両端の SA は対になり、通信も流れています。",
    en: "Connected. The SAs of both ends fit, and traffic flows.",
};
const UP_LIKELY_SEEN: Phrase = Phrase {
    ja: "つながっているようです。両端で通信が流れています。detail を両方貼ると、SA が対になっているかを SPI で確認できます。",
    en: "This seems to be connected: traffic flows at both ends. Paste the detail of both, and their SPIs show whether the SAs fit.",
};
const UP_LIKELY_SEEN_ONE: Phrase = Phrase {
    ja: "つながっているようです。両端で通信が流れています。{side}の detail も貼ると、SA が対になっているかを SPI で確認できます。",
    en: "This seems to be connected: traffic flows at both ends. Paste the detail of {side}, too, and the SPIs show whether the SAs fit.",
};
const UP_LIKELY: Phrase = Phrase {
    ja: "両端に SA があります。detail を両方貼ると、対になっているかを SPI で確認できます。",
    en: "Both ends have SAs. Paste the detail of both, and their SPIs show whether they fit.",
};
const UP_LIKELY_ONE: Phrase = Phrase {
    ja: "両端に SA があります。{side}の detail も貼ると、対になっているかを SPI で確認できます。",
    en: "Both ends have SAs. Paste the detail of {side}, too, and the SPIs show whether they fit.",
};
const NOT_DECIDED: Phrase = Phrase {
    ja: "まだ判断できません。両方のルーターの show ipsec sa を貼ってください。",
    en: "This cannot be decided yet. Please paste show ipsec sa of both routers.",
};
const NOT_DECIDED_ONE: Phrase = Phrase {
    ja: "まだ判断できません。{side}の show ipsec sa を貼ってください。",
    en: "This cannot be decided yet. Please paste show ipsec sa of {side}.",
};
const NOT_DECIDED_DETAIL: Phrase = Phrase {
    ja: "まだ判断できません。両方のルーターの show ipsec sa gateway … detail を貼ってください。",
    en: "This cannot be decided yet. Please paste show ipsec sa gateway … detail of both routers.",
};
const ABOUT_TO_END: Phrase = Phrase {
    ja: "まだ判断できません。貼られた SA は寿命が尽きる直前です。両方のルーターの detail を取り直してください。",
    en: "This cannot be decided yet. The SAs pasted are about to end. Please take the detail of both routers again.",
};
const NOT_JOINED: Phrase = Phrase {
    ja: "まだ判断できません。貼り付けた2つが、同じ VPN の両端だと分かる行がありません。",
    en: "This cannot be decided yet. No pasted line shows that the two are the ends of one VPN.",
};
const TWO_VERSIONS: Phrase = Phrase {
    ja: "まだ判断できません。SA が片側は IKEv1、もう片側は IKEv2 なので、別々の VPN か、別々の時刻の出力のようです。両方のルーターの detail を取り直してください。",
    en: "This cannot be decided yet. One end has SAs of IKEv1, the other of IKEv2: the outputs seem to be of different VPNs or moments. Please take the detail of both routers again.",
};
const NOTHING_PASTED: Phrase = Phrase {
    ja: "両方のルーターでコマンドを実行し、その結果を貼ってください。",
    en: "Run the commands on both routers and paste what they answered.",
};
const PEER_NOT_PASTED: Phrase = Phrase {
    ja: "相手側のルーターの結果が貼られていないため、判断できません。",
    en: "The peer's output was not pasted, so this cannot be judged.",
};

/// The verdict of a pair by its SAs alone.
pub(super) fn verdict(pair: &GatewayPair<'_>) -> Verdict {
    let Some(b) = pair.b else {
        return if pair.a.router.pasted {
            open(PEER_NOT_PASTED)
        } else {
            nothing_pasted()
        };
    };
    let up = |certainty, headline| Verdict {
        state: State::Up,
        certainty,
        traffic: traffic(pair, State::Up),
        ..open(headline)
    };
    let seen = traffic(pair, State::Up) == Traffic::Seen;
    if pair.fits_both_ways() && pair.ends().all(|end| end.tells_newest_spi()) {
        return up(
            Certainty::Shown,
            if seen { UP_SHOWN_SEEN } else { UP_SHOWN },
        );
    }
    let belongs = pair.belongs() && !pair.may_be_anothers();
    let has_sas = |end: &End<'_>| belongs && end.has_sas_both_ways();
    // A tunnel is up for its own peer; only what names that peer makes it evidence for this pair.
    let named = !pair.matched_by.is_guess();
    let is_up = |end: &End<'_>| has_sas(end) || (named && end.receives().is_some());
    if pair.differs_in_version() {
        return open(TWO_VERSIONS);
    }
    let may_be_up = !pair.moment.is_long_apart() && !pair.fails_one_way();
    if is_up(&pair.a) && is_up(&b) && may_be_up {
        let silent = |end: &&End<'_>| !end.tells_spis();
        let (both, one) = if seen {
            (UP_LIKELY_SEEN, UP_LIKELY_SEEN_ONE)
        } else {
            (UP_LIKELY, UP_LIKELY_ONE)
        };
        return match [&pair.a, &b].into_iter().filter(silent).listed().as_slice() {
            [end] => naming(up(Certainty::Likely, one), end),
            _ => up(Certainty::Likely, both),
        };
    }
    match unlisted(pair).as_slice() {
        [end] => Verdict {
            side: Some(Where::Site(end.router.side)),
            ..naming(open(NOT_DECIDED_ONE), end)
        },
        [] if pair.ends().all(|end| is_about_to_end(&end)) => open(ABOUT_TO_END),
        [] if wants_details(pair) => open(NOT_DECIDED_DETAIL),
        [] => open(NOT_JOINED),
        _ if pair.ends().any(|end| end.router.pasted) => open(NOT_DECIDED),
        _ => nothing_pasted(),
    }
}

/// What the ends of an open pair should paste: the list of those that show no SA, else what joins the two.
pub(super) fn needs(pair: &GatewayPair<'_>) -> Vec<Need> {
    let lists = unlisted(pair);
    if !lists.is_empty() {
        let lists = lists.iter().map(|end| Need::sa_table(end.router.side));
        return lists.listed();
    }
    if wants_details(pair) {
        return pair.ends().map(|end| Need::sa_detail(&end)).listed();
    }
    let unset = pair
        .ends()
        .filter(|end| end.router.settings.whole.is_none());
    unset.map(|end| Need::settings(end.router.side)).listed()
}

/// Whether the SPIs of both ends would tell: each holds an SA of a gateway that is known.
fn wants_details(pair: &GatewayPair<'_>) -> bool {
    let holds = |end: End<'_>| end.gateway.is_some() && end.has_any_sa();
    pair.b.is_some() && pair.ends().all(holds)
}

/// Whether the SPIs of an end were pasted, of SAs that were about to be replaced.
fn is_about_to_end(end: &End<'_>) -> bool {
    let mut sas = end.all_ipsec_sas().peekable();
    let ends = |sa: &IpsecSa| sa.spi.is_some() && sa.common.remaining.is_some() && !is_decisive(sa);
    sas.peek().is_some() && sas.all(ends)
}

/// The ends of which no list of SAs was pasted, or of a pair with two lists those that show half a one.
fn unlisted<'m>(pair: &GatewayPair<'m>) -> Vec<End<'m>> {
    let without = pair.ends().filter(|end| !end.router.lists_sas()).listed();
    if !without.is_empty() {
        return without;
    }
    let is_half = |end: &End<'_>| {
        let is_whole = end.router.whole_answer(end.gateway_id()).is_some();
        !is_whole && !end.has_sas_both_ways()
    };
    pair.ends().filter(is_half).listed()
}

fn naming(mut verdict: Verdict, end: &End<'_>) -> Verdict {
    verdict.args.push(("side", Arg::Site(end.router.side)));
    verdict
}

/// The verdict where there is nothing to judge.
pub(super) fn nothing_pasted() -> Verdict {
    open(NOTHING_PASTED)
}

fn open(headline: Phrase) -> Verdict {
    Verdict {
        state: State::Unknown,
        certainty: Certainty::Likely,
        cause: None,
        side: None,
        traffic: Traffic::NotChecked,
        headline,
        args: Vec::new(),
    }
}
