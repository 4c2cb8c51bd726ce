//! IN003 same-router-twice: two of the pastes are from one router.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where,
    cited, for_docs, steps,
};
use crate::model::{
    Direction, GatewayId, GatewaySettings, IkeIdentity, IkeName, Network, Route, RouteTable,
    Router, SaCommon, Setting, is_global,
};
use crate::pair::{Copied, Pairing};
use crate::text::{Listed, Place, SecretKind, find_equal, sort_by_key};

/// IN003 same-router-twice.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN003",
    slug: "same-router-twice",
    rung: None,
    title: Phrase {
        ja: "{here}と{there}は、同じルーターの出力です",
        en: "{here} and {there} hold the output of one router",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}と{there}に、同じルーターの出力が貼られています。",
        en: "This cannot be decided yet. {here} and {there} hold the output of one router.",
    },
    why: Phrase {
        ja: "両端を比べるには、それぞれのルーターの出力が必要です。{what}",
        en: "To compare both ends, the output of each router is needed. {what}",
    },
    question: Phrase {
        ja: "二つの貼り付けが別のルーターのものか",
        en: "Whether the two pastes are of different routers",
    },
    silent_when: for_docs(Phrase {
        ja: "シリアル番号も SPI も経路の一覧もなく、寿命が進んだ一覧だけのとき。別の拠点の欄にある出力から、その拠点の欄にないことが分からないときは、注意点にとどめます。",
        en: "Without serial number, SPI or routing table, when only lists with different lives were pasted. A remark, where what stands in the box of another site tells nothing that is missing in the own one.",
    }),
    references: cited(&["RFC 4301 §4.1"]),
    cause: Some(Cause::SameRouterTwice),
    severity: Severity::Void,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Whole(check),
};

const SAME_LINES: Phrase = Phrase {
    ja: "同じ行が両方にあります。",
    en: "The same lines stand in both.",
};
const SAME_PROMPT: Phrase = Phrase {
    ja: "プロンプトの名前が、{there}の欄のルーターと同じです。",
    en: "The name in the prompt is that of the router in the box of {there}.",
};
const IN_ANOTHER_BOX: Phrase = Phrase {
    ja: "{there}のルーターの出力の一部（{here}）が、別の拠点の欄にあります",
    en: "A part of what the router of {there} answered ({here}) stands in the box of another site",
};
const IN_ANOTHER_BOX_HEADLINE: Phrase = Phrase {
    ja: "まだ判断できません。{there}のルーターの出力の一部（{here}）が、別の拠点の欄に貼られています。",
    en: "This cannot be decided yet. A part of what the router of {there} answered ({here}) stands in the box of another site.",
};
const MOVE: Phrase = Phrase {
    ja: "{here}の行を、{there}の欄に移してください。いまは診断に使っていません。",
    en: "Move the lines of {here} into the box of {there}. As they stand they are not used.",
};

#[expect(clippy::unnecessary_wraps, reason = "every check has one type")]
fn check(pairing: &Pairing<'_>) -> Outcome {
    let mut found = Vec::new();
    // Each router is compared with all others.
    let told = pairing.routers.iter().map(identities).listed();
    let all = || pairing.routers.iter().zip(&told).enumerate();
    for (at, (one, ours)) in all() {
        for (to, (other, theirs)) in all().skip(at + 1) {
            if pairing.copied.iter().any(|it| it.is_of([at, to])) {
                continue;
            }
            let lines = same_serial(one, other)
                .or_else(|| same_spi(one, other))
                .or_else(|| same_end(one, other))
                .or_else(|| same_identities(ours, theirs));
            let lines = lines.or_else(|| looks_alike(one, other));
            let Some((line, other_line)) = lines else {
                continue;
            };
            let evidence: [Place; 2] = [one.place(line), other.place(other_line)];
            found.push(
                Finding::new(evidence)
                    .at(Where::Both)
                    .site("here", one.side)
                    .site("there", other.side)
                    .phrase("what", SAME_LINES)
                    .read_and_ask(Need::sa_table(other.side), steps::LIST_SAS),
            );
        }
    }
    found.extend(
        pairing
            .copied
            .iter()
            .filter_map(|it| in_another_box(pairing, it)),
    );
    Ok(found)
}

/// What a router answered that stands in the box of another: a remark where nothing is lost by it.
fn in_another_box(pairing: &Pairing<'_>, copied: &Copied) -> Option<Finding> {
    let copy = pairing.routers.get(copied.copy)?;
    let own = pairing.routers.get(copied.own)?;
    let tells_sas = !copy.sa_answers.is_empty() || copy.settings.is_pasted();
    let finding = Finding::new([copy.place(copy.first_line), own.place(own.first_line)])
        .at(Where::Site(own.side))
        .site("here", copy.side)
        .site("there", own.side)
        .phrase("what", SAME_PROMPT)
        .titled(IN_ANOTHER_BOX)
        .headed(IN_ANOTHER_BOX_HEADLINE)
        .advise(MOVE);
    Some(if copied.is_needless {
        finding.severity(Severity::Risk).cause(None)
    } else if tells_sas {
        finding
    } else {
        finding.severity(Severity::Input)
    })
}

fn same_serial(one: &Router, other: &Router) -> Option<(u32, u32)> {
    one.vault.shared(SecretKind::Serial, &other.vault)
}

/// The same SPI in the same direction: the receiver chooses it, so the peer shows it the other way round.
fn same_spi(one: &Router, other: &Router) -> Option<(u32, u32)> {
    shared_spi(one, other, |mine, their| mine == their)
}

/// The lines of an SPI that both show, by SAs whose directions are related so.
fn shared_spi(
    one: &Router,
    other: &Router,
    are_related: impl Fn(Direction, Direction) -> bool,
) -> Option<(u32, u32)> {
    one.ipsec_sas.iter().find_map(|sa| {
        let spi = sa.spi?;
        let mut theirs = other.ipsec_sas.iter();
        let same = theirs.find(|it| {
            are_related(sa.direction, it.direction)
                && it.spi.is_some_and(|their| their.value == spi.value)
        })?;
        Some((spi.line, same.spi?.line))
    })
}

/// One IKE SA from the same end: its two ends are each other's peer, so between two routers the
/// identities change places, also those of the IPsec SAs that it made.
fn same_end(one: &Router, other: &Router) -> Option<(u32, u32)> {
    one.ike_sas.iter().find_map(|sa| {
        let spi = sa.spis?;
        let mut theirs = other.ike_sas.iter();
        let same = theirs.find(|it| it.spis.is_some_and(|their| their.value == spi.value))?;
        let mut own = of_gateway(one, sa.common.gateway);
        let is_same = own.any(|mine| {
            let mut theirs = of_gateway(other, same.common.gateway);
            theirs.any(|their| are_of_one_end(mine, their))
        });
        is_same.then_some((spi.line, same.spis?.line))
    })
}

fn of_gateway(router: &Router, gateway: Option<GatewayId>) -> impl Iterator<Item = &SaCommon> {
    let ike = router.ike_sas_of(gateway).iter().map(|sa| &sa.common);
    ike.chain(router.ipsec_sas_of(gateway).iter().map(|sa| &sa.common))
}

/// Whether two sights of one IKE SA, or of what it made, are of the same end: the same identities stand at
/// the same place. No two ends have one address of the internet, so that the peer's alone tells.
fn are_of_one_end(mine: &SaCommon, their: &SaCommon) -> bool {
    let remote = mine.remote_id.seen().zip(their.remote_id.seen());
    let Some((remote, _)) = remote.filter(|(mine, their)| mine.value.same(&their.value)) else {
        return false;
    };
    match (mine.local_id.seen(), their.local_id.seen()) {
        (Some(mine), Some(their)) => {
            mine.value.same(&their.value) && !mine.value.same(&remote.value)
        }
        _ => is_of_internet(&remote.value),
    }
}

fn is_of_internet(identity: &IkeIdentity) -> bool {
    let address = identity.address();
    address.is_some_and(is_global)
}

/// SAs that say of themselves to be of one address of the internet, toward the same peer.
fn same_identities(one: &[Told<'_>], other: &[Told<'_>]) -> Option<(u32, u32)> {
    if one.len() > other.len() {
        return same_identities(other, one).map(|(theirs, own)| (own, theirs));
    }
    one.iter().find_map(|(ends, line)| {
        let same = find_equal(other, |it| it.0.cmp(ends)).first()?;
        Some((*line, same.1))
    })
}

/// The local and the remote identity of an SA, and the line that says them.
type Told<'m> = ((&'m IkeIdentity, &'m IkeIdentity), u32);

/// The identities of the SAs that speak from an address of the internet, in order.
fn identities(router: &Router) -> Vec<Told<'_>> {
    let ike = router.ike_sas.iter().map(|sa| &sa.common);
    let all = ike.chain(router.ipsec_sas.iter().map(|sa| &sa.common));
    let told = all.filter_map(|it| {
        let (local, remote) = (it.local_id.seen()?, it.remote_id.seen()?);
        let tells = is_of_internet(&local.value) && !local.value.same(&remote.value);
        tells.then_some(((&local.value, &remote.value), local.line))
    });
    let mut told = told.listed();
    sort_by_key(&mut told, |it| *it);
    told
}

/// What two routers may have in common, where nothing shows that they are two.
fn looks_alike(one: &Router, other: &Router) -> Option<(u32, u32)> {
    if are_two(one, other) {
        return None;
    }
    same_rows(one, other)
        .or_else(|| same_routes(one, other))
        .or_else(|| same_gateway(one, other))
        .or_else(|| same_addresses(one, other))
}

/// Whether two models, two serial numbers, the two ends of one SA, or gateways with other peers show two routers.
fn are_two(one: &Router, other: &Router) -> bool {
    let models = one.device.model.as_ref().zip(other.device.model.as_ref());
    let differ = models.is_some_and(|(mine, their)| mine.value != their.value);
    let meet = || shared_spi(one, other, |mine, their| mine != their).is_some();
    differ || have_serials(one, other) || meet() || call_others(one, other)
}

/// Whether the SAs of each gateway that both hold are toward two addresses of the internet.
fn call_others(one: &Router, other: &Router) -> bool {
    let peer = |router: &Router, id| {
        let mut seen = of_gateway(router, id).filter_map(|it| it.remote_id.seen()?.value.address());
        seen.find(|it| is_global(*it))
    };
    let peers = one
        .gateways
        .iter()
        .filter_map(|it| peer(one, it.id).zip(peer(other, it.id)));
    let mut peers = peers.peekable();
    peers.peek().is_some() && peers.all(|(mine, their)| mine != their)
}

/// The same list with the same lives left: two routers do not share numbers and seconds.
fn same_rows(one: &Router, other: &Router) -> Option<(u32, u32)> {
    let first = one.ipsec_sas.first()?;
    let their_first = other.ipsec_sas.first()?;
    let same = one.ipsec_sas.len() == other.ipsec_sas.len()
        && one
            .ipsec_sas
            .iter()
            .zip(&other.ipsec_sas)
            .all(|(mine, their)| {
                let spis = mine.spi.zip(their.spi);
                spis.is_none_or(|(mine, their)| mine.value == their.value)
                    && mine.common.id == their.common.id
                    && mine.common.gateway == their.common.gateway
                    && mine.direction == their.direction
                    && mine.common.remaining.map(|it| it.value)
                        == their.common.remaining.map(|it| it.value)
                    && mine.common.remote_id.seen().map(|it| &it.value)
                        == their.common.remote_id.seen().map(|it| &it.value)
            });
    same.then_some((first.common.line, their_first.common.line))
}

/// The same routing table row by row: two sites have other addresses of their own, and lead elsewhere.
fn same_routes(one: &Router, other: &Router) -> Option<(u32, u32)> {
    let (mine, their) = (one.routes.as_ref()?, other.routes.as_ref()?);
    let same_length = mine.routes.len() == their.routes.len();
    if one.networks.behind_tunnels.is_empty() || !same_length {
        return None;
    }
    let mut rows = mine.routes.iter().zip(&their.routes);
    let same_rows = rows.all(|(mine, their)| {
        mine.destination.is_some()
            && mine.destination == their.destination
            && mine.interface == their.interface
    });
    let ways = |table: &'_ RouteTable| {
        let way = |it: &Route| Some((it.destination?, it.gateway.seen()?.value));
        table.routes.iter().filter_map(way).listed()
    };
    let mine_ways = ways(mine);
    let same = same_rows && !mine_ways.is_empty() && mine_ways == ways(their);
    same.then_some((mine.line, their.line))
}

/// A gateway with the names and the address of its own end and of its peer's: at two ends they stand the
/// other way round.
fn same_gateway(one: &Router, other: &Router) -> Option<(u32, u32)> {
    let is_told = |it: &&GatewaySettings| {
        let names = [&it.local_name, &it.remote_name];
        names.iter().all(|it| it.explicit().is_some()) && it.local_address.explicit().is_some()
    };
    let same = |mine: &GatewaySettings, their: &GatewaySettings| {
        let name = |it: &Setting<IkeName>| it.explicit().map(|it| it.value.clone());
        let speaks_from =
            |it: &GatewaySettings| it.local_address.explicit().map(|it| it.value.clone());
        mine.id == their.id
            && name(&mine.local_name) == name(&their.local_name)
            && name(&mine.remote_name) == name(&their.remote_name)
            && speaks_from(mine) == speaks_from(their)
    };
    let mut told = one.settings.gateways.iter().filter(is_told);
    told.find_map(|mine| {
        let theirs = other.settings.gateway(mine.id).filter(is_told)?;
        same(mine, theirs).then_some((mine.line, theirs.line))
    })
}

/// One address of the internet and one LAN: two sites may have the same LAN, but no two routers an address.
fn same_addresses(one: &Router, other: &Router) -> Option<(u32, u32)> {
    let own = |it: &Router| {
        let networks = &it.networks;
        let mut own = networks.own_addresses.clone();
        own.extend(&networks.seen_addresses);
        own.retain(|it| is_global(*it));
        own
    };
    let theirs = own(other);
    // Two that stand in for each other have one line in turn, and an address each in their LAN.
    if speak_as_two(one, other) {
        return None;
    }
    if !own(one).iter().any(|it| theirs.contains(it)) {
        return None;
    }
    one.networks.lans.iter().find_map(|lan| {
        let mut lans = other.networks.lans.iter();
        let same = lans.find(|it| it.value.overlaps(&lan.value))?;
        Some((lan.line, same.line))
    })
}

/// Whether both show a serial number, so that one in common would have been found.
fn have_serials(one: &Router, other: &Router) -> bool {
    let has_serial = |it: &Router| it.vault.has(SecretKind::Serial);
    has_serial(one) && has_serial(other)
}

/// Whether both have an address in one LAN, and none there in common.
fn speak_as_two(one: &Router, other: &Router) -> bool {
    let in_lan = |router: &Router, lan: &Network| {
        let own = router.networks.own_addresses.iter();
        own.filter(|it| lan.contains(**it)).copied().listed()
    };
    one.networks.lans.iter().any(|lan| {
        let (ours, theirs) = (in_lan(one, &lan.value), in_lan(other, &lan.value));
        let are_known = !ours.is_empty() && !theirs.is_empty();
        are_known && !ours.iter().any(|it| theirs.contains(it))
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing, side};

    #[test]
    fn fires_on_the_same_list() {
        let a = side(HEALTHY, "A");
        check(&RULE, &format!("{a}\n{}", a.replace("//- A", "//- B"))).fires();
    }

    #[test]
    fn fires_on_one_ike_sa_with_the_same_identities_of_another_time() {
        let a = side(HEALTHY_DETAIL, "A");
        let later = a.replace("//- A", "//- B").replace("SPI: a0", "SPI: c0");
        let later = later.replace("SPI: b0", "SPI: d0");
        check(&RULE, &format!("{a}\n{later}")).fires();
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }

    #[test]
    fn fires_on_the_same_identities_of_the_sas_that_were_made() {
        let a = side(HEALTHY_DETAIL, "A");
        let later = a.replace("//- A", "//- B").replace("SPI: a0", "SPI: c0");
        let later = later.replace("SPI: b0", "SPI: d0");
        let without = a.replacen("Local ID: 192.0.2.1\n", "", 1);
        check(&RULE, &format!("{without}\n{later}")).fires();
        let without = a.replace("Local ID: 192.0.2.1\n", "");
        check(&RULE, &format!("{without}\n{later}")).fires();
        let rekeyed = later.replace("SPI: 00 11", "SPI: 99 11");
        check(&RULE, &format!("{a}\n{rekeyed}")).fires();
    }

    #[test]
    fn silent_on_two_branches_with_one_private_address() {
        let a = side(HEALTHY_DETAIL, "A").replace("192.0.2.1", "192.168.1.1");
        let other = a.replace("//- A", "//- B").replace("SPI: a0", "SPI: c0");
        let other = other.replace("SPI: b0", "SPI: d0");
        let other = other.replace("SPI: 00 11", "SPI: 99 11");
        finds_nothing(&RULE, &format!("{a}\n{other}"));
    }

    #[test]
    fn fires_on_one_serial_number() {
        let header = "# main:  RTX1210 ver=00 serial=N00000001";
        check(
            &RULE,
            &format!("//- A\n# show config\n{header}\n//- B\n# show config\n{header}"),
        )
        .fires_at(["A2", "B2"]);
    }

    #[test]
    fn fires_on_the_same_list_with_masked_addresses() {
        let a = side(HEALTHY, "A").replace("203.0.113.2", "xxx.xxx.xxx.xxx");
        check(&RULE, &format!("{a}\n{}", a.replace("//- A", "//- B"))).fires();
    }

    #[test]
    fn fires_on_the_table_beside_the_detail_of_one_router() {
        let detail = "# show ipsec sa gateway 1 detail\nSA[2] Duration: 28769s\nRemote ID: 203.0.113.2\n\
            Direction: send\nSPI: a6 67 47 c1\n";
        let table = "sa    sgw isakmp connection    dir  life[s] remote-id\n\
            2     1    1     tun[0001]esp  send 28769   203.0.113.2\n";
        check(&RULE, &format!("//- A\n{table}//- B\n{detail}")).fires();
    }

    #[test]
    fn fires_on_the_same_routes() {
        let table = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
            default - PP[01] static\n192.168.1.0/24 192.168.1.1 LAN1 implicit\n192.168.2.0/24 - TUNNEL[1] static\n";
        check(&RULE, &format!("//- A\n{table}#\n//- B\n{table}#")).fires_at(["A2", "B2"]);
        let other = table.replace("192.168.1.1 ", "192.168.1.2 ");
        finds_nothing(&RULE, &format!("//- A\n{table}#\n//- B\n{other}#"));
    }

    #[test]
    fn silent_on_the_same_routes_of_two_that_are_shown_to_be_two() {
        let table = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
            192.168.1.0/24 192.168.1.1 LAN1 implicit\n192.168.9.0/24 - TUNNEL[1] static\n#\n";
        let with_routes = |fixture: &str| {
            let (a, b) = (side(fixture, "A"), side(fixture, "B"));
            format!("{a}\n{table}{b}\n{table}")
        };
        finds_nothing(&RULE, &with_routes(HEALTHY));
        finds_nothing(&RULE, &with_routes(HEALTHY_DETAIL));
        let masked = HEALTHY
            .replace("203.0.113.2", "xxx")
            .replace("192.0.2.1", "xxx");
        check(&RULE, &with_routes(&masked)).fires();
        let (a, b) = (
            "//- A\n# show config\n# RTX1210 Rev.14.01.42\n",
            "//- B\n# show config\n# RTX830 Rev.15.02.33\n",
        );
        finds_nothing(&RULE, &format!("{a}{table}{b}{table}"));
    }

    #[test]
    fn fires_on_one_line_with_one_lan() {
        let of_log = "# show config\nip lan1 address 192.168.1.1/24\n# show log\n\
            2026/11/11 08:01:40: PP[01] PPP/IPCP up  (Local: 203.0.113.2, Remote: 198.51.100.1)\n";
        let of_state = "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n\
            PP IP Address Local: 203.0.113.2, Remote: 198.51.100.1\n# show ip route\n\
            Destination Gateway Interface Kind Additional Info.\n192.168.1.0/24 192.168.1.1 LAN1 implicit\n";
        let both = |b: &str| format!("//- A\n{of_log}//- B\n{b}");
        check(&RULE, &both(of_state)).fires();
        finds_nothing(
            &RULE,
            &both(&of_state.replace("203.0.113.2", "203.0.113.9")),
        );
        finds_nothing(&RULE, &both(&of_state.replace("192.168.1.", "192.168.7.")));
    }

    #[test]
    fn fires_on_one_gateway_by_its_names() {
        let gateway = "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  \
            ipsec ike local address 1 192.168.1.1\n  ipsec ike local name 1 one key-id\n  \
            ipsec ike remote name 1 two key-id\n tunnel enable 1\n";
        let both = |a: &str, b: &str| format!("//- A\n{a}//- B\n{b}");
        check(&RULE, &both(gateway, gateway)).fires();
        let other = gateway.replace("192.168.1.1", "192.168.2.1");
        finds_nothing(&RULE, &both(gateway, &other));
        let serial = |digit: &str| {
            format!("# show config\n# main:  RTX1210 ver=00 serial=N0000000{digit}\n{gateway}")
        };
        finds_nothing(&RULE, &both(&serial("1"), &serial("2")));
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_on_two_branches_that_number_their_sas_alike() {
        let branch = |side: &str, life: u32| {
            format!(
                "//- {side}\n2 1 1 tun[0001]esp send {life} 192.0.2.1\n3 1 1 tun[0001]esp recv {life} 192.0.2.1\n"
            )
        };
        finds_nothing(&RULE, &(branch("A", 1000) + &branch("B", 2000)));
    }
}
