//! CFG601 no-initiator: neither end is told, and able, to begin key exchange.

use crate::diagnose::settings::{self, Both, Change, Starts, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, cited, for_docs, nothing,
};
use crate::model::Setting;
use crate::pair::GatewayPair;
use crate::text::Place;

/// CFG601 no-initiator.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG601",
    slug: "no-initiator",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{a}も{b}も、鍵交換を始めない設定です",
        en: "Neither {a} nor {b} is set to begin the key exchange",
    },
    headline: Phrase {
        ja: "VPN は切れています。{a}も{b}も、鍵交換を始めない設定です。",
        en: "The VPN is down. Neither {a} nor {b} is set to begin the key exchange.",
    },
    why: Phrase {
        ja: "自動鍵交換（ipsec auto refresh on）を書かないルーターは、相手から始まるのを待つだけです。\
             remote address が any のゲートウェイも、かける先を知らないので始めません。\
             少なくとも一方が、相手のアドレスを知っていて on である必要があります。",
        en: "A router without ipsec auto refresh on only waits for the peer to begin, and a gateway whose \
             remote address is any does not know whom to call. At least one end must know the peer's \
             address and have it on.",
    },
    question: Phrase {
        ja: "どちらかのルーターが鍵交換を始めるか",
        en: "Whether a router begins the key exchange",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかの設定が全部は貼られていないとき（書かれていないことを off と読めません）。",
        en: "When the settings of an end were not pasted whole: what is not written is then not known to be off.",
    }),
    references: cited(&["Command Reference 15.10, 15.15, 15.47"]),
    cause: Some(Cause::NoInitiator),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const TURN_ON: Phrase = Phrase {
    ja: "相手のアドレスを知っている側です。次の行を実行すると、鍵交換を自分から始めます。\
",
    en: "This end knows the peer's address. With these lines it begins the key exchange by itself.",
};
const NAME_THE_PEER: Phrase = Phrase {
    ja: "両端とも remote address が any です。固定アドレスを持つルーターのアドレスを、もう一方の \
         ipsec ike remote address に書きます。",
    en: "The remote address of both ends is any. Write the address of the router that has a fixed one \
         into ipsec ike remote address of the other.",
};
const RECEIVE: Phrase = Phrase {
    ja: "両端とも、相手から始まる鍵交換を受けない設定です。こちらで受けるようにします。",
    en: "Both ends refuse a key exchange that the peer begins. This makes this end accept it.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    // SAs show that somebody began, perhaps the peer of another VPN.
    let may_be_strangers = pair.matched_by.is_guess();
    if may_be_strangers && pair.ends().any(|it| it.has_sas_both_ways()) {
        return nothing();
    }
    let (mine, theirs) = (both.a.starts(), both.b.starts());
    let finding = match (mine, theirs) {
        (Starts::No(mine), Starts::No(theirs)) => nobody_calls(&both, mine, theirs),
        (Starts::No(_), Starts::Unknown) => return missing(&both.b),
        (Starts::Unknown, Starts::No(_)) => return missing(&both.a),
        _ => match nobody_answers(&both) {
            Some(finding) => finding,
            None => return nothing(),
        },
    };
    Ok(vec![both.weigh(both.name(finding), true)])
}

fn missing(told: &Told<'_>) -> Outcome {
    if told.end.router.settings.whole.is_some() {
        return nothing();
    }
    Err(Missing(vec![Need {
        side: told.side(),
        command: "show config".to_owned(),
    }]))
}

fn nobody_calls(both: &Both<'_>, mine: u32, theirs: u32) -> Finding {
    let lines = [both.a.place(mine), both.b.place(theirs)];
    let mut finding = Finding::new(lines).about(&["autoRefresh", "remoteAddress", "localAddress"]);
    let mut anybody = None;
    for (told, _) in both.ends() {
        if told.knows_peer() {
            anybody = Some(told.side());
            let (lines, back) = on_and_back(told);
            finding = finding.change_and_back(told.side(), lines, TURN_ON, back);
        }
    }
    // Configurations with that line alone have been seen; only the reference says that it does nothing.
    let own = [&both.a, &both.b].into_iter().filter_map(|told| {
        let own = told.gateway.auto_refresh.explicit()?;
        own.value.then(|| told.place(own.line))
    });
    let own: Vec<Place> = own.collect();
    if !own.is_empty() {
        finding = finding.certainty(Certainty::Likely).and_places(own);
    }
    match anybody {
        Some(side) => finding.look_for_sas(side),
        None => finding.advise(NAME_THE_PEER),
    }
}

/// The lines by which an end begins, and those that take them back: it must be on for the router, and not off
/// for the gateway.
fn on_and_back(told: &Told<'_>) -> (String, String) {
    let is = |setting: &Setting<bool>, value| setting.known().is_some_and(|it| it.value == value);
    let mut lines = Vec::new();
    let mut back = Vec::new();
    if !is(&told.end.router.settings.auto_refresh, true) {
        lines.push("ipsec auto refresh on".to_owned());
        back.push("no ipsec auto refresh".to_owned());
    }
    if is(&told.gateway.auto_refresh, false) {
        let number = told.number();
        lines.push(format!("ipsec auto refresh {number} on"));
        back.push(format!("ipsec auto refresh {number} off"));
    }
    for it in [&mut lines, &mut back] {
        it.push("save".to_owned());
    }
    (lines.join("\n"), back.join("\n"))
}

/// Both ends refuse what the peer begins.
fn nobody_answers(both: &Both<'_>) -> Option<Finding> {
    let refuses = |told: &Told<'_>| {
        let receives = told.gateway.receives.explicit()?;
        (!receives.value && told.is_v2()).then_some(receives.line)
    };
    let (mine, theirs) = (refuses(&both.a)?, refuses(&both.b)?);
    let lines = [both.a.place(mine), both.b.place(theirs)];
    let mut finding = Finding::new(lines).about(&["negotiationReceive"]);
    for (told, _) in both.ends() {
        let line = format!("ipsec ike negotiation receive {} on", told.number());
        finding = told.mend(finding, RECEIVE, [Change::of(line, &told.gateway.receives)]);
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, SETTINGS, changed, check, commands, finds_nothing, joined,
    };

    fn off_at_both() -> String {
        let off = changed(SETTINGS, "A", "ipsec auto refresh on", "");
        changed(&off, "B", "ipsec auto refresh on", "ipsec auto refresh off")
    }

    #[test]
    fn fires_when_both_have_it_off() {
        check(&RULE, &off_at_both()).fires_at(["A1", "B16"]);
    }

    #[test]
    fn fires_when_the_one_that_is_on_calls_nobody() {
        let off = changed(SETTINGS, "A", "ipsec auto refresh on", "");
        check(&RULE, &changed(&off, "B", "192.0.2.1", "any")).fires_at(["A1", "B14"]);
    }

    #[test]
    fn fires_where_both_wait_for_a_name_that_gives_no_address() {
        let waits = |kind: &str| {
            let with = |side: &str, fixture: &str, called: &str| {
                let lines = format!(
                    "remote address 1 any\n  ipsec ike version 1 2\n  ipsec ike remote name 1 site.example {kind}"
                );
                changed(fixture, side, &format!("remote address 1 {called}"), &lines)
            };
            with("B", &with("A", SETTINGS, "203.0.113.2"), "192.0.2.1")
        };
        check(&RULE, &waits("key-id")).fires_at(["A14", "B14"]);
        finds_nothing(&RULE, &waits("fqdn"));
        let one = changed(
            &waits("key-id"),
            "A",
            "address 1 any",
            "address 1 203.0.113.2",
        );
        finds_nothing(&RULE, &one);
    }

    #[test]
    fn the_line_of_one_gateway_alone_is_quoted() {
        let off = changed(
            SETTINGS,
            "A",
            "ipsec auto refresh on",
            "ipsec auto refresh 1 on",
        );
        let off = changed(&off, "B", "ipsec auto refresh on", "");
        check(&RULE, &off).fires_at(["A1", "A16", "B1"]);
    }

    #[test]
    fn what_is_off_for_the_gateway_alone_is_switched_on_for_it() {
        let lines = |global: &str, of_gateway: &str| {
            let off = changed(SETTINGS, "A", "203.0.113.2", "any");
            let set = format!("{global}\n{of_gateway}");
            commands(&RULE, &changed(&off, "B", "ipsec auto refresh on", &set))
        };
        let on = "ipsec auto refresh on";
        let own = "ipsec auto refresh 1 on";
        assert_eq!(
            lines(on, "ipsec auto refresh 1 off"),
            [format!("{own}\nsave")]
        );
        assert_eq!(
            lines("", "ipsec auto refresh 1 off"),
            [format!("{on}\n{own}\nsave")]
        );
        assert_eq!(lines("", ""), [format!("{on}\nsave")]);
    }

    #[test]
    fn silent_when_one_begins() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, &changed(SETTINGS, "A", "ipsec auto refresh on", ""));
        finds_nothing(&RULE, &changed(SETTINGS, "A", "203.0.113.2", "any"));
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn fires_when_neither_accepts_what_the_other_begins() {
        let v2 = " ipsec ike version 1 2\n ipsec ike negotiation receive 1 off\n tunnel enable 1";
        let refused = changed(SETTINGS, "A", " tunnel enable 1", v2);
        finds_nothing(&RULE, &refused);
        let refused = changed(&refused, "B", " tunnel enable 1", v2);
        check(&RULE, &refused).fires_at(["A16", "B16"]);
    }

    #[test]
    fn a_part_of_the_settings_proves_nothing() {
        let cut =
            off_at_both().replace("//- A\n# show config\n", "//- A\n# show config | grep ip\n");
        check(&RULE, &cut).asks_for(["A show config"]);
    }

    #[test]
    fn silent_where_lines_were_left_out_or_a_probe_refreshes() {
        for line in ["（中略）", "...", "# (中略)"] {
            let lines = format!("{line}\nip lan1");
            finds_nothing(&RULE, &changed(&off_at_both(), "A", "ip lan1", &lines));
        }
        let probe = "ip keepalive 1 icmp-echo 10 5 192.168.2.1 ipsec-refresh=1\nip lan1";
        finds_nothing(&RULE, &changed(&off_at_both(), "A", "ip lan1", probe));
        let invalid = "ipsec ike payload type 1 ikev2\nip lan1";
        check(&RULE, &changed(&off_at_both(), "A", "ip lan1", invalid)).fires_at(["A1", "B16"]);
    }

    #[test]
    fn a_remark_while_both_hold_sas() {
        check(&RULE, &joined(HEALTHY, &off_at_both())).fires_as_remark();
    }
}
