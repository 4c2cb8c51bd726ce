//! IN013 changed-since: below the lists of SAs stands what ends or renews them.

use crate::diagnose::log::are_surely_older;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Severity, Where, cited, for_docs,
    found, steps, wan,
};
use crate::model::{Changed, Scope};
use crate::pair::{End, GatewayPair, Role};

/// IN013 changed-since.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN013",
    slug: "changed-since",
    rung: None,
    title: Phrase {
        ja: "{here}の SA の一覧より後に、SA を変える操作か再起動があります",
        en: "After the list of SAs of {here} stands what changes the SAs, or a restart",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の SA の一覧は、その後の操作か再起動より前のものです。取り直してください。",
        en: "This cannot be decided yet. The list of SAs of {here} is older than what was done to it, or a restart. Please take it again.",
    },
    why: Phrase {
        ja: "この操作や再起動で、一覧にある SA は消えるか作り直されます。いまの状態は、一覧を取り直すと分かります。",
        en: "This deletes the SAs of the list or makes them anew. What is so now a new list tells.",
    },
    question: Phrase {
        ja: "SA の一覧が最後の操作より新しいか",
        en: "Whether the list of SAs is newer than what was done last",
    },
    silent_when: for_docs(Phrase {
        ja: "操作より下に SA の一覧があるとき、一覧にない SA やほかのトンネルの操作のとき、操作がエラーになったとき。",
        en: "Where a list of SAs stands below, where it was done to an SA that is not listed or to another tunnel, and where it was refused.",
    }),
    references: cited(&["Command Reference, ipsec sa delete, tunnel disable, restart"]),
    cause: None,
    severity: Severity::Void,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

/// The least that a tunnel must be up longer than its router, before one of the two is of another time.
const TELLING_SECS: u32 = 60;

/// A router that started less than this ago has hardly made the SAs that it listed before that.
const JUST_STARTED_SECS: u32 = 120;

/// Nobody types more of them without looking.
const MOST: usize = 64;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends = wan::both(pair).into_iter();
    let ends = ends.filter(|_| pair.role == Role::SiteToSite);
    found(ends.filter_map(|(end, other)| find(&end, &other)))
}

fn find(end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let listed = newest_list(end)?;
    let mut changes = end.router.changes.iter().rev().take(MOST);
    let typed = changes.find(|it| it.line > listed && is_of(end, it.of));
    let line = typed.map(|it| it.line).max(started(end, other, listed))?;
    let side = end.router.side;
    Some(
        Finding::new([listed, line].map(|line| end.router.place(line)))
            .at(Where::Site(side))
            .site("here", side)
            .read_and_ask(Need::sa_table(side), steps::LIST_SAS),
    )
}

/// The line of the newest output that shows which SAs the end has, or else that its tunnel is up.
fn newest_list(end: &End<'_>) -> Option<u32> {
    let covers = |scope| match scope {
        Scope::Gateway(gateway) => end.gateway_id() == Some(gateway),
        Scope::All | Scope::Unknown => true,
    };
    let answers = end.router.sa_answers.iter();
    let lists = answers.filter(|it| covers(it.scope)).map(|it| it.opening);
    let counts = end.gateway.and_then(|it| it.counts).map(|it| it.line);
    let newest = lists.chain(counts).max();
    newest.or_else(|| end.tunnels().map(|it| it.line).max())
}

/// Whether a change is of SAs of this end.
fn is_of(end: &End<'_>, changed: Changed) -> bool {
    match changed {
        Changed::All => true,
        Changed::Sa(id) => {
            let ike = end.ike_sas().map(|sa| sa.common.id);
            let mut all = ike.chain(end.all_ipsec_sas().map(|sa| sa.common.id));
            all.any(|it| it == Some(id))
        }
        Changed::Tunnel(number) => {
            let mut own = end.tunnel_numbers().peekable();
            own.peek().is_none() || own.any(|it| it == number)
        }
    }
}

/// The line below the list by which the router has started since: a tunnel, a line that was not shown before it,
/// or the SAs themselves are older than its start.
fn started(end: &End<'_>, other: &End<'_>, listed: u32) -> Option<u32> {
    let router = end.router;
    let uptime = router.device.uptime.filter(|it| it.line > listed)?;
    let up = uptime.value.0;
    let tunnels = end.tunnels().filter_map(|it| it.uptime);
    let lines = router.links.ppp.iter().filter_map(|it| it.uptime);
    let lines = lines.filter(|it| it.line > listed);
    let outlived = tunnels
        .chain(lines)
        .any(|it| it.value.0 > up.saturating_add(TELLING_SECS));
    let are_older = || are_surely_older([end, other], i64::from(up));
    (outlived || up < JUST_STARTED_SECS || are_older()).then_some(uptime.line)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_AROUND, SETTINGS, check, finds_nothing, joined,
    };

    /// The healthy tunnel, and this behind what A answered.
    fn then(lines: &str) -> String {
        HEALTHY_AROUND.replacen("//- B", &format!("{lines}\n//- B"), 1)
    }

    fn started(days: &str) -> String {
        then(&format!(
            "# show environment\nElapsed time from boot: {days}"
        ))
    }

    #[test]
    fn fires_where_the_sas_were_changed_below_the_list() {
        for typed in [
            "# ipsec sa delete all",
            "# ipsec sa delete 2",
            "# tunnel disable 1",
            "# restart\nRestarting ...\n#",
            "# ipsec refresh sa",
        ] {
            check(&RULE, &then(typed)).fires_at(["A1", "A23"]);
        }
    }

    #[test]
    fn fires_where_the_router_started_below_the_list() {
        check(&RULE, &started("0days 00:00:50")).fires_at(["A1", "A24"]);
        check(&RULE, &started("0days 01:10:00")).fires_at(["A1", "A24"]);
        finds_nothing(&RULE, &started("3days 01:10:00"));
    }

    #[test]
    fn fires_where_the_sas_are_older_than_the_router() {
        let pair = joined(HEALTHY, SETTINGS);
        let with = |life: &str, up: &str| {
            let listed = pair.replace(" 28769 ", life);
            let up = format!("# show environment\nElapsed time from boot: 0days {up}\n//- B");
            listed.replacen("//- B", &up, 1)
        };
        check(&RULE, &with(" 20000 ", "00:10:00")).fires();
        finds_nothing(&RULE, &with(" 20000 ", "02:40:00"));
        finds_nothing(&RULE, &with(" 28769 ", "00:10:00"));
        // Without the settings of both they may have been made for less than eight hours, by the hour.
        check(&RULE, &with(" 25000 ", "00:10:00")).fires();
        let untold = |life: &str| {
            let up = "# show environment\nElapsed time from boot: 0days 00:10:00\n//- B";
            HEALTHY.replace(" 28769 ", life).replacen("//- B", up, 1)
        };
        finds_nothing(&RULE, &untold(" 25000 "));
        check(&RULE, &untold(" 20000 ")).fires();
    }

    #[test]
    fn silent_where_it_was_done_to_others_or_before_or_refused() {
        for typed in [
            "# ipsec sa delete 9",
            "# tunnel disable 2",
            "# tunnel select 1",
            "# restart\nError: Administrator use only\n#",
        ] {
            finds_nothing(&RULE, &then(typed));
        }
        let again = HEALTHY.replacen("//- A\n", "# restart\n# show ipsec sa\n", 1);
        let (again, _) = again.split_once("//- B").unwrap();
        finds_nothing(&RULE, &then(&again.replace("//- A\n", "")));
        finds_nothing(&RULE, HEALTHY_AROUND);
        finds_nothing(&RULE, HEALTHY);
    }
}
