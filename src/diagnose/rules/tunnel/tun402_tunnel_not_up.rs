//! TUN402 tunnel-not-up: a tunnel interface does not show the sentence of one that is up.

use super::{MAY_BE_ELSEWHERE, may_be_elsewhere, not_up, up};
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::model::Direction;
use crate::pair::{End, GatewayPair, Role};

/// TUN402 tunnel-not-up.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN402",
    slug: "tunnel-not-up",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のトンネル {tunnel} が、接続中になっていません",
        en: "Tunnel {tunnel} of {here} is not shown to be connected",
    },
    headline: Phrase {
        ja: "VPN は切れているようです。{here}のトンネル {tunnel} が、接続中になっていません。",
        en: "The VPN seems to be down. Tunnel {tunnel} of {here} is not shown to be connected.",
    },
    why: Phrase {
        ja: "つながっているトンネルは「接続されています」（Current status is Online）と表示されます。{reading}",
        en: "A tunnel that is connected shows “Current status is Online”. {reading}",
    },
    question: Phrase {
        ja: "トンネルインターフェースが接続されているか",
        en: "Whether the tunnel interface is connected",
    },
    silent_when: for_docs(Phrase {
        ja: "相手側のトンネルは接続されているとき（TUN403 が答えます）。",
        en: "When the tunnel of the other end is connected (then TUN403 answers).",
    }),
    references: cited(&[
        "Command Reference, show status tunnel",
        "Command Reference, ipsec ike keepalive use (upwait)",
    ]),
    cause: None,
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::LeaveOpen,
    check: Check::Pair(check),
};

const WITH_SAS: Phrase = Phrase {
    ja: "SA はあるので、古い SA が残っているか、upwait の設定により、SA ができてからトンネルが\
         使えるまで待っているところです。しばらくして表示し直すと、どちらか分かります。",
    en: "There are SAs, so either they are left over, or the tunnel waits after they were made, as \
         upwait demands. Look again after a while: only in the second case it is connected then.",
};
const WITHOUT_SAS: Phrase = Phrase {
    ja: "鍵交換が終わっていないか、トンネルが有効になっていない（tunnel enable がない）ときに、こうなります。\
         SA の一覧と設定を見ると、どちらか分かります。",
    en: "That is so while the key exchange has not finished, or when the tunnel is not enabled \
         (tunnel enable). The list of SAs and the settings tell which.",
};
const READ_SETTINGS: Phrase = Phrase {
    ja: "tunnel enable があるかと、upwait の設定を見ます。",
    en: "Look for tunnel enable, and for the setting of upwait.",
};
const AGAIN: Phrase = Phrase {
    ja: "1分ほどしてから、もう一度表示します。",
    en: "Shows it once more, after a minute or so.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role == Role::RemoteAccess {
        return nothing();
    }
    let mut found = Vec::new();
    let is_site = pair.role == Role::SiteToSite && !pair.may_be_none;
    // With SAs that fit, one tunnel that is up does not make the other one's SAs left-overs.
    let one_is_up = pair.ends().any(|end| up(&end).is_some()) && !pair.fits_both_ways();
    for end in pair.ends().filter(|_| !one_is_up) {
        let Some((tunnel, line)) = not_up(&end) else {
            continue;
        };
        let finding = finding(&end, tunnel.number.0, line);
        let other = pair.ends().find(|it| it.router.side != end.router.side);
        let guessed = other.filter(|other| may_be_elsewhere(pair, &end, other));
        found.push(if !is_site {
            // A tunnel to elsewhere may be one in reserve.
            finding.severity(Severity::Risk)
        } else if let Some(other) = guessed {
            finding
                .severity(Severity::Input)
                .headed(MAY_BE_ELSEWHERE)
                .site("peer", other.router.side)
                .ask(Need::routes(end.router.side))
        } else {
            finding
        });
    }
    Ok(found)
}

fn finding(end: &End<'_>, tunnel: u32, line: u32) -> Finding {
    let side = end.router.side;
    let sa = end.ipsec_sas(Direction::Inbound).next();
    let lines = [Some(line), sa.map(|sa| sa.common.line)];
    let evidence = lines.into_iter().flatten().map(|it| end.router.place(it));
    let reading = if sa.is_some() { WITH_SAS } else { WITHOUT_SAS };
    let finding = Finding::new(evidence)
        .at(Where::Site(side))
        .site("here", side)
        .arg("tunnel", tunnel)
        .phrase("reading", reading)
        .read(side, format!("show status tunnel {tunnel}"), AGAIN)
        .read(side, "show ipsec sa", steps::LIST_SAS)
        .read(side, format!("show config tunnel {tunnel}"), READ_SETTINGS);
    if end.router.lists_sas() {
        finding
    } else {
        finding.ask(Need::sa_table(side))
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    #[test]
    fn fires_on_any_other_sentence() {
        let down = |sentence| {
            let down = HEALTHY_AROUND.replacen("Current status is Online.", sentence, 1);
            down.replace("Current status is Online.\n", "")
        };
        check(&RULE, &down("Current status is Offline.")).fires_at(["A7", "A13"]);
        check(&RULE, &down("トンネルインタフェースは準備中です")).fires_at(["A7", "A13"]);
    }

    #[test]
    fn one_that_nothing_joins_to_the_other_end_stays_open() {
        let status = |number: u32| {
            format!(
                "# show status tunnel {number}\nTUNNEL[{number}]:\nInterface type: IPsec\nCurrent status is Offline.\n"
            )
        };
        let settings = "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n ipsec sa policy 1 1 esp aes-cbc sha-hmac\n ipsec ike remote address 1 192.0.2.1\n tunnel enable 1\n";
        let text = |b: &str| format!("//- A\n{}//- B\n{b}", status(2));
        assert!(check(&RULE, &text(settings)).leaves_open());
        // Both ends show one that is down.
        check(&RULE, &text(&status(1))).fires_as_faults();
        let empty = "# show ipsec sa\nTotal: isakmp:0 send:0 recv:0\n";
        check(&RULE, &text(empty)).fires_as_fault();
    }

    #[test]
    fn silent_when_both_are_up_or_the_other_end_is() {
        finds_nothing(&RULE, HEALTHY_AROUND);
        finds_nothing(
            &RULE,
            &HEALTHY_AROUND.replacen("is Online.", "is Offline.", 1),
        );
    }

    #[test]
    fn silent_when_the_sentence_was_not_pasted() {
        finds_nothing(
            &RULE,
            &HEALTHY_AROUND.replace("Current status is Online.\n", ""),
        );
    }
}
