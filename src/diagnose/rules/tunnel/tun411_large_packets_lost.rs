//! TUN411 large-packets-lost: small packets pass from site to site, and large ones do not.

use crate::diagnose::settings;
use crate::diagnose::{
    Back, Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity,
    Where, cited, ends, for_docs, wan,
};
use crate::model::{MssLimit, TunnelNumber, TunnelSettings, by_model};
use crate::pair::{End, GatewayPair};

/// TUN411 large-packets-lost.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN411",
    slug: "large-packets-lost",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "{here}から{there}へ、大きなパケットが{what}",
        en: "Large packets from {here} to {there} {what}",
    },
    headline: Phrase {
        ja: "VPN はつながっていますが、{here}から{there}へ、大きなパケットが届いていません。",
        en: "The VPN is up, but large packets from {here} do not reach {there}.",
    },
    why: Phrase {
        ja: "{reading}小さな ping は通るのに、Web やファイル共有が途中で止まるときは、これが原因です。\
             TCP は MSS を小さくすると分割されずに通ります。",
        en: "{reading} If pings pass, and the web or file sharing stalls, this is why. TCP passes whole once its \
             segments (MSS) are made to fit.",
    },
    question: Phrase {
        ja: "大きなパケットも通るか",
        en: "Whether large packets pass as well",
    },
    silent_when: for_docs(Phrase {
        ja: "大きさを指定した ping（-s 1000 以上）がすべて失われておらず、MSS の制限も切られていないとき。\
             小さな ping の応答が貼られていないときは判断を保留し、通信が確かめられているか、宛先が相手の LAN か分からないときは注意点です。",
        en: "When no ping of a large size (-s 1000 and above) was lost altogether and the limit of MSS is not switched off. The verdict is left open \
             where no small ping was answered beside it; a remark where traffic is shown, or the target is not known to be in the other LAN.",
    }),
    references: cited(&["Command Reference 8.1.4, 8.1.21, 15.49.1"]),
    cause: Some(Cause::MtuMss),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const LOST: Phrase = Phrase {
    ja: "届いていません",
    en: "do not arrive",
};
const MAY_STALL: Phrase = Phrase {
    ja: "止まるかもしれない設定です",
    en: "may stall by the settings",
};
const BOTH_TRIED: Phrase = Phrase {
    ja: "小さな ping には応答があり、大きな ping はすべて失われています。途中で分割されたパケットが落ちています。",
    en: "The small ping was answered, the large one lost altogether: packets that are split on the way are dropped.",
};
const LARGE_TRIED: Phrase = Phrase {
    ja: "大きな ping がすべて失われています。小さな ping（-s なし）にも応答がなければ、大きさの問題ではありません。",
    en: "The large ping was lost altogether. If a small one (without -s) is not answered either, its size is not the reason.",
};
const LARGE_ALONE: Phrase = Phrase {
    ja: "まだ判断できません。{here}から{there}への大きな ping に応答がありません。小さな ping にも応答がなければ、通信が流れていません。",
    en: "This cannot be decided yet. The large ping from {here} to {there} was not answered. If a small one is not either, traffic does not flow.",
};
const NO_LIMIT: Phrase = Phrase {
    ja: "トンネルの MSS の制限が切られています（ip tunnel tcp mss limit off）。",
    en: "The limit of MSS is switched off on the tunnel (ip tunnel tcp mss limit off).",
};
const NO_LIMIT_YET: Phrase = Phrase {
    ja: "トンネルの MSS の制限が書かれていません。この版のファームウェアでは、書かれていなければ制限されません。",
    en: "No limit of MSS is written for the tunnel, and with this revision of the firmware there is none by default.",
};
const WIDE_LIMIT: Phrase = Phrase {
    ja: "トンネルの MSS の制限（{mss}）が、MTU（{mtu}）から 40 を引いた値より大きくなっています。",
    en: "The limit of MSS on the tunnel ({mss}) is above its MTU ({mtu}) less 40.",
};
const SET_LIMIT: Phrase = Phrase {
    ja: "MSS を自動で合わせます。両方のルーターで実行します。いまの行を show config tunnel で控えてから実行してください。",
    en: "Makes the segments fit by itself. Run it on both routers. Note the present line of show config tunnel first.",
};
const FITS_ALREADY: Phrase = Phrase {
    ja: "MSS の制限はすでに入っているので、TCP の通信は分割されずに通るはずです。落ちるのは UDP などの大きなパケットです。\
         大きさを変えて、どこまで通るかを見ます。途中の回線の MTU が小さいときは、ip tunnel mtu を両端で通る大きさにします。",
    en: "MSS is limited already, so TCP should pass whole; what is lost are large packets of UDP and the like. Change the size to see \
         up to which one passes. If the MTU of a line on the way is small, set ip tunnel mtu to what passes, at both ends.",
};
const TRY_SMALL: Phrase = Phrase {
    ja: "小さな ping も実行して、比べます。",
    en: "Runs a small ping too, to compare.",
};
const TRY_LARGE: Phrase = Phrase {
    ja: "大きな ping を実行します。<LAN-1> は{here}の、<LAN-2> は{there}の LAN 側アドレスに置き換えてください。",
    en: "Runs a large ping. Put the LAN address of {here} in place of <LAN-1>, the one of {there} in place of <LAN-2>.",
};

/// The headers of IPv4 and TCP (RFC 9293 §3.7.1).
const HEADERS: u32 = 40;

/// The MTU of a tunnel where none is written (command reference 8.1.4).
const DEFAULT_MTU: u32 = 1_280;

#[expect(clippy::unnecessary_wraps, reason = "every check has one type")]
fn check(pair: &GatewayPair<'_>) -> Outcome {
    let mut findings = Vec::new();
    for (own, peer) in ends::both(pair) {
        let finding = lost(pair, &own, &peer).or_else(|| may_stall(&own, &peer));
        if let Some(finding) = finding {
            findings.push(finding);
        }
    }
    Ok(findings)
}

fn lost(pair: &GatewayPair<'_>, own: &End<'_>, peer: &End<'_>) -> Option<Finding> {
    let sizes = own.loses_large(peer)?;
    let side = own.router.side;
    let large = sizes.large;
    let lines = [large.line, large.sent.line].map(|line| own.router.place(line));
    let mut finding = Finding::new(sizes.small.into_iter().chain(lines));
    finding.evidence.dedup();
    let finding = finding
        .at(Where::Both)
        .site("here", side)
        .site("there", peer.router.side)
        .phrase("what", LOST);
    // Of several VPNs, the target may be at the end of another.
    let may_be_anothers = !sizes.is_known && own.router.has_several_vpns();
    let target = large
        .target
        .filter(|it| sizes.is_known || !wan::is_global(*it))?;
    Some(match (sizes.small, large.source) {
        (Some(_), _) => {
            let finding = finding.phrase("reading", BOTH_TRIED);
            let mut unlimited = [own, peer]
                .into_iter()
                .filter(|it| !is_limited(it))
                .peekable();
            let finding = match (unlimited.peek(), large.source) {
                (None, Some(source)) => {
                    let smaller = format!("ping -c 5 -s 1200 -sa {source} {target}");
                    finding.read(side, smaller, FITS_ALREADY)
                }
                _ => unlimited.fold(finding, with_limit),
            };
            if may_be_anothers {
                finding.severity(Severity::Risk)
            } else {
                finding
            }
        }
        (None, Some(source)) => {
            let mut finding = finding.phrase("reading", LARGE_TRIED).read(
                side,
                format!("ping -c 5 -sa {source} {target}"),
                TRY_SMALL,
            );
            if sizes.is_known && !pair.flows() {
                finding.headline = Some(LARGE_ALONE);
                finding.severity(Severity::Input).cause(None)
            } else {
                finding.severity(Severity::Risk)
            }
        }
        (None, None) => return None,
    })
}

/// Whether the settings of an end limit the segments of TCP to what its tunnel carries.
fn is_limited(end: &End<'_>) -> bool {
    let tunnel = settings::told(end).and_then(|it| it.tunnel);
    tunnel.is_some_and(|tunnel| match tunnel.mss {
        Some(_) => too_wide(tunnel).is_none(),
        None => limits_by_default(end) == Some(true),
    })
}

fn with_limit(finding: Finding, end: &End<'_>) -> Finding {
    let number = end.tunnel_numbers().next().map_or(1, |it| it.0);
    let select = format!("tunnel select {number}");
    let block = format!("{select}\nip tunnel tcp mss limit auto\nsave");
    let tunnel = end.router.settings.tunnel(TunnelNumber(number));
    let told = tunnel.filter(|it| !it.policy.is_not_pasted());
    let back = match (tunnel.and_then(|it| it.mss), told) {
        (Some(it), _) => Some(Back::Line(it.line)),
        (None, Some(_)) => Some(Back::Text("no ip tunnel tcp mss limit".to_owned())),
        (None, None) => None,
    };
    let finding = finding.change(end.router.side, block, SET_LIMIT);
    match back {
        Some(back) => {
            let save = Back::Text("save".to_owned());
            finding.with_way_back(vec![Back::Text(select), back, save])
        }
        None => finding,
    }
}

fn may_stall(own: &End<'_>, peer: &End<'_>) -> Option<Finding> {
    let tunnel = settings::told(own)?.tunnel?;
    let (limit, reading) = too_wide(tunnel).or_else(|| unlimited(own, tunnel))?;
    let side = own.router.side;
    let mtu = tunnel.mtu;
    let lines = [Some(limit.0), mtu.map(|it| it.line)];
    let lines = lines.into_iter().flatten();
    let finding = Finding::new(lines.map(|line| own.router.place(line)))
        .at(Where::Site(side))
        .site("here", side)
        .site("there", peer.router.side)
        .phrase("what", MAY_STALL)
        .arg("mss", limit.1)
        .arg("mtu", mtu.map_or(DEFAULT_MTU, |it| it.value))
        .phrase("reading", reading)
        .read(side, "ping -c 5 -s 1400 -sa <LAN-1> <LAN-2>", TRY_LARGE)
        .read(
            side,
            Need::tunnel_status(own).command,
            crate::diagnose::steps::READ_TUNNEL,
        );
    Some(with_limit(finding, own).severity(Severity::Risk))
}

/// The limit that lets segments through that do not fit: its line and value, and how to read it.
fn too_wide(tunnel: &TunnelSettings) -> Option<((u32, u32), Phrase)> {
    let limit = tunnel.mss?;
    let mtu = tunnel.mtu.map_or(DEFAULT_MTU, |it| it.value);
    match limit.value {
        MssLimit::Off => Some(((limit.line, 0), NO_LIMIT)),
        MssLimit::At(octets) if octets.saturating_add(HEADERS) > mtu => {
            Some(((limit.line, octets), WIDE_LIMIT))
        }
        MssLimit::At(_) | MssLimit::Auto => None,
    }
}

/// That an old firmware has no limit where none is written.
fn unlimited(end: &End<'_>, tunnel: &TunnelSettings) -> Option<((u32, u32), Phrase)> {
    let whole = end.router.settings.whole.filter(|_| tunnel.mss.is_none())?;
    let is_limited = limits_by_default(end)?;
    (!is_limited).then_some(((whole, 0), NO_LIMIT_YET))
}

/// Whether the firmware of an end limits segments where nothing is written, in whole settings.
fn limits_by_default(end: &End<'_>) -> Option<bool> {
    let router = end.router;
    router.settings.whole?;
    let (model, revision) = router.device.firmware()?;
    by_model::limits_mss(model, &revision.value)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::rules::tunnel::tun410_ping_lost;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_AROUND, SETTINGS, changed, check, finds_nothing,
    };

    const SMALL: &str = "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n";
    const LARGE: &str = "# ping -c 5 -s 1400 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 0 packets received, 100.0% packet loss\n";

    fn with(pings: &str) -> String {
        HEALTHY_AROUND.replacen("//- B", &format!("{pings}//- B"), 1)
    }

    #[test]
    fn fires_where_small_pings_pass_and_large_ones_do_not() {
        let both = with(&format!("{SMALL}{LARGE}"));
        check(&RULE, &both).fires_at(["A24", "A25", "A26"]);
        assert!(check(&RULE, &both).degrades());
        finds_nothing(&tun410_ping_lost::RULE, &both);
        check(&RULE, &with(LARGE)).fires_as_remark();
    }

    #[test]
    fn a_small_one_from_the_other_end_proves_both_ways() {
        let back = |targets: &str, answered: u32| {
            let small = SMALL.replace("192.168.1.1 192.168.2.1", targets);
            let small = small.replace(
                "5 packets received",
                &format!("{answered} packets received"),
            );
            format!("{}\n{small}", with(LARGE))
        };
        let mirrored = "192.168.2.1 192.168.1.1";
        assert!(check(&RULE, &back(mirrored, 5)).degrades());
        assert!(check(&RULE, &back(mirrored, 0)).leaves_open());
        // A host that answers no ping says nothing of sizes.
        let host = |it: &str| it.replace("192.168.1.1 192.168.2.1", "192.168.1.1 192.168.2.77");
        let host = host(&back(mirrored, 5));
        check(&RULE, &host).fires_as_remark();
    }

    #[test]
    fn large_ones_alone_leave_open_whether_anything_passes() {
        let uncounted = with(LARGE).replace("Received: (IPv4) 4", "Received: (IPv4) x");
        assert!(check(&RULE, &uncounted).leaves_open());
        check(&RULE, &with(LARGE)).fires_as_remark();
        let unknown = LARGE.replace("192.168.2.1\n", "10.9.9.9\n");
        finds_nothing(&RULE, &with(&unknown));
    }

    #[test]
    fn silent_where_large_ones_pass_or_small_ones_do_not() {
        let passes = LARGE.replace(", 0 packets", ", 3 packets");
        finds_nothing(&RULE, &with(&format!("{SMALL}{passes}")));
        let lost = SMALL.replace(", 5 packets", ", 0 packets");
        finds_nothing(&RULE, &with(&format!("{lost}{LARGE}")));
        finds_nothing(
            &RULE,
            &with(&LARGE.replace("192.168.2.1\n", "198.51.100.7\n")),
        );
        finds_nothing(&RULE, &with(&LARGE.replace("-s 1400", "-s 200")));
        let later = passes.replace("-s 1400", "-s 1472");
        finds_nothing(&RULE, &with(&format!("{SMALL}{LARGE}{later}")));
        let many = LARGE.replace("-s 1400", "-s 5000");
        finds_nothing(&RULE, &with(&format!("{SMALL}{many}{passes}")));
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, HEALTHY_AROUND);
    }

    #[test]
    fn fires_where_less_large_ones_pass_or_the_target_is_in_no_known_network() {
        let less = LARGE.replace("-s 1400", "-s 1200");
        let passes = less.replace(", 0 packets", ", 5 packets");
        for pings in [
            format!("{SMALL}{LARGE}{passes}"),
            format!("{passes}{LARGE}"),
            format!("{SMALL}{less}{LARGE}"),
            format!("{LARGE}{less}{SMALL}"),
        ] {
            assert!(check(&RULE, &with(&pings)).degrades(), "{pings}");
            let alone = HEALTHY.replacen("//- B", &format!("{pings}//- B"), 1);
            assert!(check(&RULE, &alone).degrades(), "{pings}");
            let abroad = alone.replace("192.168.2.1\n", "198.51.100.7\n");
            finds_nothing(&RULE, &abroad);
        }
    }

    #[test]
    fn a_remark_on_a_limit_that_does_not_fit() {
        let limit = |lines: &str| {
            changed(
                SETTINGS,
                "A",
                " tunnel enable 1",
                &format!("{lines} tunnel enable 1"),
            )
        };
        check(&RULE, &limit(" ip tunnel tcp mss limit off\n")).fires_as_remark();
        check(
            &RULE,
            &limit(" ip tunnel mtu 1400\n ip tunnel tcp mss limit 1400\n"),
        )
        .fires_at(["A15", "A16"]);
        finds_nothing(
            &RULE,
            &limit(" ip tunnel mtu 1400\n ip tunnel tcp mss limit 1360\n"),
        );
        finds_nothing(&RULE, &limit(" ip tunnel tcp mss limit 1240\n"));
        finds_nothing(&RULE, &limit(" ip tunnel tcp mss limit auto\n"));
        finds_nothing(&RULE, SETTINGS);
    }

    #[test]
    fn a_remark_where_the_firmware_has_no_limit_by_default() {
        let of = |revision: &str| {
            let head = format!("//- A\nRTX1210 Rev.{revision} (Thu Jan  8 10:00:00 2026)\n");
            SETTINGS.replacen("//- A\n", &head, 1)
        };
        check(&RULE, &of("14.01.16")).fires_as_remark();
        finds_nothing(&RULE, &of("14.01.26"));
    }
}
