//! TUN403 tunnel-up-at-one-end: one end shows its tunnel connected, the other does not.

use super::{MAY_BE_ELSEWHERE, may_be_elsewhere, not_up, up};
use crate::diagnose::left_over::{may_be_anothers, to_delete};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing, steps,
};
use crate::pair::{End, GatewayPair, Role};
use crate::text::Listed;

/// TUN403 tunnel-up-at-one-end.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN403",
    slug: "tunnel-up-at-one-end",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "トンネルは{up}では接続中、{down}ではそう表示されていません",
        en: "The tunnel is connected at {up}, and not shown to be at {down}",
    },
    headline: Phrase {
        ja: "VPN は切れているようです。{down}のトンネルは接続されておらず、{up}だけが接続中のままです。",
        en: "The VPN seems to be down. The tunnel of {down} is not connected, only {up} still shows it so.",
    },
    why: Phrase {
        ja: "{down}の再起動などで SA が失われると、{up}だけが古い SA を持ち続けることがあります。{down}のトンネルが無効か、\
             upwait の設定で待っているときも、こう表示されます。SA の一覧と設定を見ると、どれか分かります。\
             つながる途中か切れた直後に表示しただけなら、取り直すと両端がそろいます。",
        en: "When {down} has lost its SAs, by a restart for example, {up} may keep the old ones. It looks the same where \
             the tunnel of {down} is switched off, or waits as upwait demands; the list of SAs and the settings tell which. \
             If it was just connecting or disconnecting, both ends agree when asked again.",
    },
    question: Phrase {
        ja: "トンネルが片方だけで接続中になっていないか",
        en: "Whether the tunnel is connected at one end only",
    },
    silent_when: for_docs(Phrase {
        ja: "両端の SA が SPI で対になっているとき（TUN402 が答えます）。",
        en: "When the SPIs show that the SAs of both ends fit (then TUN402 answers).",
    }),
    references: cited(&["Command Reference, show status tunnel", "RFC 7296 §2.4"]),
    cause: Some(Cause::StaleSa),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::LeaveOpen,
    check: Check::Pair(check),
};

const LIST_BOTH: Phrase = Phrase {
    ja: "両方のルーターで続けて実行し、結果を貼ってください。SA が{up}だけにあれば、それが古い SA です。",
    en: "Run it on both routers, one right after the other, and paste the answers. SAs that only {up} \
         has are the old ones.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair.b.filter(|_| pair.role == Role::SiteToSite) else {
        return nothing();
    };
    if pair.fits_both_ways() || pair.moment.is_long_apart() {
        return nothing();
    }
    let found = find(pair, &pair.a, &b).or_else(|| find(pair, &b, &pair.a));
    Ok(found.into_iter().listed())
}

fn find(pair: &GatewayPair<'_>, holder: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let (connected, up) = up(holder)?;
    let (tunnel, down) = not_up(other)?;
    // SAs that stand below show the tunnel to have come up since.
    let came_back = other.router.came_back(other.gateway_id());
    if came_back.is_some_and(|it| down < it.shows) {
        return None;
    }
    let (side, other_side) = (holder.router.side, other.router.side);
    let evidence = [holder.router.place(up), other.router.place(down)];
    // Only what one end holds and the other has lost is left over; else the one that is not up comes first.
    let held = holder.has_child_sa() || other.lacks_child_sas().is_some();
    let is_guess = may_be_elsewhere(pair, other, holder);
    // A tunnel of another number, of which nothing else was pasted, may be one to somebody else.
    let is_alone = pair.matched_by.is_guess() && holder.gateway.is_none();
    if is_alone && !is_guess && connected.number != tunnel.number {
        return None;
    }
    let is_joined = !pair.matched_by.is_guess();
    let may_be_left = !may_be_anothers(pair, holder, other);
    let is_stale = held && !other.has_child_sa() && may_be_left && !is_guess;
    let cause = is_stale.then_some(Cause::StaleSa);
    let mut finding = Finding::new(evidence)
        .at(Where::Site(if is_stale { side } else { other_side }))
        .cause(cause)
        .site("up", side)
        .site("down", other_side)
        .read(other_side, "show ipsec sa", LIST_BOTH)
        .read(side, "show ipsec sa", LIST_BOTH);
    let ids = if is_stale {
        to_delete(holder, other, is_joined)
    } else {
        Vec::new()
    };
    // Those of a third router carry its traffic; the settings tell with whom they are.
    if ids.is_empty() && holder.has_child_sa() && !is_joined {
        let lacking = [holder, other]
            .into_iter()
            .filter(|it| it.router.settings.whole.is_none());
        for end in lacking {
            finding = finding.ask(Need::settings(end.router.side));
        }
    }
    for id in ids {
        finding = finding.change(side, format!("ipsec sa delete {}", id.0), steps::DELETE_SA);
    }
    for end in [holder, other].iter().filter(|end| !end.router.lists_sas()) {
        finding = finding.ask(Need::sa_table(end.router.side));
    }
    Some(if is_guess {
        finding
            .severity(Severity::Input)
            .headed(MAY_BE_ELSEWHERE)
            .site("here", other_side)
            .site("peer", side)
            .arg("tunnel", tunnel.number.0)
            .ask(Need::routes(other_side))
    } else {
        finding
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    #[test]
    fn points_at_the_end_that_is_up_only_where_the_other_has_lost_its_sas() {
        let down = HEALTHY_AROUND.replacen("is Online.", "is Offline.", 1);
        check(&RULE, &down).fires_at(["A13", "B13"]);
        check(&RULE, &down).points_at("A");
        let lost = down.replacen("1     1    -     isakmp        -    28768   203.0.113.2\n2     1    1     tun[0001]esp  send 28769   203.0.113.2\n3     1    1     tun[0001]esp  recv 28769   203.0.113.2\n", "", 1);
        let lost = lost.replacen("isakmp:1 send:1 recv:1", "isakmp:0 send:0 recv:0", 1);
        check(&RULE, &lost.replacen("Total", "# show ipsec sa\nTotal", 1)).points_at("B");
    }

    #[test]
    fn silent_when_both_are_up_or_neither() {
        finds_nothing(&RULE, HEALTHY_AROUND);
        finds_nothing(&RULE, &HEALTHY_AROUND.replace("is Online.", "is Offline."));
    }

    #[test]
    fn silent_when_one_end_was_not_asked() {
        let down = HEALTHY_AROUND.replacen("is Online.", "is Offline.", 1);
        finds_nothing(&RULE, &down.replace("Current status is Online.\n", ""));
    }
}
