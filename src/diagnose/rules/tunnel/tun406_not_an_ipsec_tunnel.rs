//! TUN406 not-an-ipsec-tunnel: the tunnel interface that was asked for carries something else.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::model::{Router, TunnelStatus};

/// TUN406 not-an-ipsec-tunnel.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN406",
    slug: "not-an-ipsec-tunnel",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のトンネル {tunnel} は IPsec のトンネルではありません（{kind}）",
        en: "Tunnel {tunnel} of {here} is not an IPsec tunnel ({kind})",
    },
    headline: Phrase {
        ja: "{here}のトンネル {tunnel} は IPsec のトンネルではありません。",
        en: "Tunnel {tunnel} of {here} is not an IPsec tunnel.",
    },
    why: Phrase {
        ja: "別の番号のトンネルの状態を表示したようです。この出力からは VPN の状態は分かりません。",
        en: "It seems that another tunnel's state was shown. It does not tell of the VPN.",
    },
    question: Phrase {
        ja: "IPsec のトンネルの状態が貼られているか",
        en: "Whether the state of an IPsec tunnel was pasted",
    },
    silent_when: for_docs(Phrase {
        ja: "IPsec のトンネルの状態も貼られているとき、設定の全体に IPsec がないとき、L2TP を使うトンネルのとき、回線がそのトンネルのとき。",
        en: "When an IPsec tunnel's state was pasted too, when the whole settings have no IPsec, when the tunnel carries L2TP, and when it is \
             the line itself.",
    }),
    references: cited(&["Command Reference, show status tunnel"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

fn check(router: &Router) -> Outcome {
    let set = &router.settings;
    let has_none = set.whole.is_some() && set.gateways.is_empty() && set.policies.is_empty();
    if has_none || router.tunnels.iter().any(TunnelStatus::may_be_ipsec) {
        return nothing();
    }
    let other = router.tunnels.iter().find_map(|tunnel| {
        let kind = tunnel.kind.as_ref()?;
        let is_line = router.is_line(tunnel.number);
        let may_hold_ipsec = kind.value.to_ascii_uppercase().contains("L2TP");
        (!is_line && !may_hold_ipsec).then_some((tunnel.number, kind))
    });
    let Some((number, kind)) = other else {
        return nothing();
    };
    let side = router.side;
    let mut named = router.ipsec_sas.iter().filter_map(|sa| sa.tunnel);
    let asked = named
        .next()
        .map(|it| format!("show status tunnel {}", it.0));
    Ok(vec![
        Finding::new([router.place(kind.line)])
            .at(Where::Site(side))
            .site("here", side)
            .arg("tunnel", number.0)
            .arg("kind", &kind.value)
            .read(
                side,
                asked.unwrap_or_else(|| "show status tunnel up".to_owned()),
                steps::READ_TUNNEL,
            ),
    ])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    #[test]
    fn fires_on_another_kind() {
        let other = HEALTHY_AROUND.replacen("Interface type: IPsec", "Interface type: IPIP", 1);
        check(&RULE, &other).fires_at(["A11"]);
    }

    #[test]
    fn silent_on_ipsec_on_l2tp_and_where_the_kind_was_not_pasted() {
        finds_nothing(&RULE, HEALTHY_AROUND);
        for kind in ["Interface type: L2TPv3\n", ""] {
            let other = HEALTHY_AROUND.replacen("Interface type: IPsec\n", kind, 1);
            finds_nothing(&RULE, &other);
        }
    }

    #[test]
    fn silent_when_the_line_is_a_tunnel() {
        let line = HEALTHY_AROUND
            .replacen("Interface type: IPsec", "Interface type: IPIP", 1)
            .replacen("default - PP[01] static", "default - TUNNEL[1] static", 1);
        finds_nothing(&RULE, &line);
    }
}
