//! Turns joined routers into findings, a verdict per pair and for all, and what could not be checked.

mod addresses;
mod between;
mod by_sas;
mod call;
mod cause;
mod ends;
mod finding;
mod ladder;
mod left_over;
mod log;
mod lone;
mod need;
mod of_before;
mod outage;
mod parts;
mod pasted;
mod phrase;
mod routes;
mod rule;
mod rules;
mod rung;
mod settings;
mod span;
mod steps;
mod unmet;
mod verdict;
mod wan;
mod yielding;

pub mod catalog;
#[cfg(test)]
mod testing;

pub use cause::Cause;
pub use finding::{Back, Finding, FindingParts, Part, Step, Where};
pub use ladder::{Hold, Step as LadderStep};
pub use need::Need;
pub use phrase::{Arg, Args, Phrase};
pub use rule::{
    Certainty, Check, Missing, Outcome, Rule, SasSince, Severity, cited, for_docs, found, nothing,
};
pub use rung::Rung;
pub use settings::{Compared, Relation, Row, Said, State as SettingState, TABLE as SETTINGS};
pub use verdict::{State, Traffic, Verdict};

use std::cmp::Reverse;

use rules::input::in011_list_before_ping::drop_beside_carriers;

use crate::pair::{Pairing, Role};
use crate::text::{Listed, Side, find_equal, sort_by_key, sort_once};

/// The answer, before it is put into words.
#[derive(Debug)]
pub struct Diagnosis {
    /// The verdict on all sites together.
    pub verdict: Verdict,
    /// One verdict per pair, in the order of the pairs.
    pub verdicts: Vec<Verdict>,
    /// What was found, the one that set the verdict first.
    pub found: Vec<Found>,
    /// What could not be checked, in the order of the catalog.
    pub not_checked: Vec<NotChecked>,
    /// What tells most where no finding decides and the verdict is open.
    pub further: Vec<Need>,
    /// How far each site gets, in the order of the routers.
    pub ladders: Vec<Vec<LadderStep>>,
    /// The settings of both ends side by side, in the order of the pairs.
    pub settings: Vec<Vec<Compared>>,
}

/// A finding and where it belongs.
#[derive(Debug, Clone)]
pub struct Found {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// Index of the pair it is about; None for a router or the whole.
    pub pair: Option<usize>,
    /// The finding.
    pub finding: Finding,
    /// Whether a lower rung fails too, so that this one may be its consequence.
    pub also_seen: bool,
}

impl Found {
    /// What it does to the VPN.
    pub fn severity(&self) -> Severity {
        self.finding.severity.unwrap_or(self.rule.severity)
    }

    /// How sure it is.
    pub fn certainty(&self) -> Certainty {
        self.finding.certainty.unwrap_or(self.rule.certainty)
    }

    /// The cause it names.
    pub fn cause(&self) -> Option<Cause> {
        self.finding.cause.unwrap_or(self.rule.cause)
    }

    /// The place in the list: what sets the verdict before what does not, then as a repair goes.
    fn rank(&self) -> impl Ord + use<> {
        let cause = self.cause();
        (
            self.severity(),
            cause.is_none(),
            cause,
            // Of several remarks, the one with something to do comes first.
            self.finding.steps.is_empty(),
            // And of those, the one that is nearest to traffic: that is what people wait for.
            (self.severity() == Severity::Risk).then_some(Reverse(self.rule.rung)),
            self.pair,
            self.rule.id,
        )
    }
}

/// A rule that could not look.
#[derive(Debug, Clone)]
pub struct NotChecked {
    /// The rule.
    pub rule: &'static Rule,
    /// Index of the pair; None for a router or the whole.
    pub pair: Option<usize>,
    /// What it lacks.
    pub needs: Vec<Need>,
}

/// Runs all rules and judges.
pub fn run(pairing: &Pairing<'_>) -> Diagnosis {
    run_rules(pairing, catalog::CATALOG)
}

fn run_rules(pairing: &Pairing<'_>, rules: &[&'static Rule]) -> Diagnosis {
    let mut found = Vec::new();
    let mut not_checked = Vec::new();
    for &rule in rules {
        let mut keep = |pair: Option<usize>, outcome: Outcome| match outcome {
            Ok(findings) => {
                for mut finding in findings {
                    finding.look_at_pasted(pairing.routers);
                    found.push(Found {
                        rule,
                        pair,
                        finding,
                        also_seen: false,
                    });
                }
            }
            Err(Missing(needs)) => not_checked.push(NotChecked { rule, pair, needs }),
        };
        match rule.check {
            Check::Router(check) => {
                pairing
                    .routers
                    .iter()
                    .for_each(|router| keep(None, check(router)));
            }
            Check::Pair(check) => {
                pairing
                    .pairs
                    .iter()
                    .enumerate()
                    .for_each(|(at, pair)| keep(Some(at), check(pair)));
            }
            Check::Whole(check) => keep(None, check(pairing)),
        }
    }
    drop_of_one_router(&mut found, pairing);
    drop_where_none_may_be(&mut found, pairing);
    routes::drop_missing_routes(&mut found, pairing);
    drop_beside_carriers(&mut found, pairing);
    of_before::leave_open(&mut found, pairing);
    yielding::yield_to_told(&mut found, pairing);
    hold_back(&mut found);
    parts::excuse_others(&mut found, pairing);
    sort_by_key(&mut found, Found::rank);
    let verdicts = verdict::of_pairs(pairing, &found);
    verdict::excuse_reserves(&mut found, pairing, &verdicts);
    sort_by_key(&mut found, Found::rank);
    let verdict = verdict::of_all(pairing, &verdicts, &found);
    verdict::order(&mut found, &verdict);
    mark_consequences(&mut found);
    Diagnosis {
        settings: pairing.pairs.iter().map(settings::compare).listed(),
        ladders: ladder::all(pairing, &found),
        further: further(pairing, &verdicts, &verdict, &found, &not_checked),
        verdict,
        verdicts,
        found,
        not_checked,
    }
}

/// Drops what breaks a VPN between two sites of which nothing tells whether there is one.
fn drop_where_none_may_be(found: &mut Vec<Found>, pairing: &Pairing<'_>) {
    let may_be_none = |at: usize| pairing.pairs.get(at).is_some_and(|it| it.may_be_none);
    found.retain(|it| !(it.severity().breaks() && it.pair.is_some_and(may_be_none)));
}

/// Drops what breaks a VPN between two sites that are shown to be one router, and remarks that compare them:
/// there is nothing between them.
fn drop_of_one_router(found: &mut Vec<Found>, pairing: &Pairing<'_>) {
    let twice = found
        .iter()
        .filter(|it| it.cause() == Some(Cause::SameRouterTwice));
    let twice = twice.map(|it| it.finding.evidence.iter().map(|place| place.side).listed());
    let twice: Vec<Vec<Side>> = twice.listed();
    let is_between = |at: usize| {
        let pair = pairing.pairs.get(at);
        let mut twice = twice.iter();
        pair.is_some_and(|pair| {
            twice.any(|sides| pair.ends().all(|end| sides.contains(&end.router.side)))
        })
    };
    let compares = |it: &Found| {
        let mut places = it.finding.evidence.iter().map(|place| place.side);
        let first = places.next();
        it.severity() == Severity::Risk && places.any(|it| Some(it) != first)
    };
    let is_void = |it: &Found| it.severity().breaks() || compares(it);
    found.retain(|it| !(is_void(it) && it.pair.is_some_and(is_between)));
}

/// Takes out of the steps what changes a router, where a finding says that the pastes of the pair cannot be
/// compared: it would rest on the comparison.
fn hold_back(found: &mut [Found]) {
    let void = found.iter().filter(|it| it.severity() == Severity::Void);
    let mut void = void.filter_map(|it| it.pair).listed();
    sort_once(&mut void);
    for it in found {
        let is_held = it
            .pair
            .is_some_and(|pair| void.binary_search(&pair).is_ok());
        if is_held && it.severity().breaks() {
            it.finding.steps.retain(|step| !step.changes_state);
        }
    }
}

/// What tells most where no finding decides and the verdict is open: the lists of SAs that its pairs lack.
/// Where nothing else is asked for, the settings, since two sites that nothing joins leave the rules
/// without a pair to look at.
fn further(
    pairing: &Pairing<'_>,
    verdicts: &[Verdict],
    verdict: &Verdict,
    found: &[Found],
    not_checked: &[NotChecked],
) -> Vec<Need> {
    if verdict.state != State::Unknown {
        return Vec::new();
    }
    let decides = |it: &Found| it.severity() != Severity::Risk;
    let is_open = !found.iter().any(decides);
    let pairs = pairing.pairs.iter().zip(verdicts).filter(|_| is_open);
    let open = pairs
        .filter(|(pair, verdict)| pair.role == Role::SiteToSite && verdict.state == State::Unknown);
    let lists = open.flat_map(|it| by_sas::needs(it.0)).listed();
    let is_told = found.iter().any(|it| !it.finding.steps.is_empty())
        || not_checked.iter().any(|it| !it.needs.is_empty());
    if is_told || !lists.is_empty() {
        return lists;
    }
    let lacking = pairing.routers.iter();
    let lacking = lacking.filter(|it| it.settings.whole.is_none());
    lacking.map(|it| Need::settings(it.side)).listed()
}

/// Marks what may follow from a fault further down the ladder of the same site.
fn mark_consequences(found: &mut [Found]) {
    let failing = |it: &Found| it.rule.rung.filter(|_| it.severity().breaks());
    let mut lowest: Vec<(Side, Rung)> = Vec::new();
    for it in found.iter() {
        if let Some(rung) = failing(it) {
            let places = it.finding.evidence.iter();
            lowest.extend(places.map(|place| (place.side, rung)));
        }
    }
    sort_by_key(&mut lowest, |it| *it);
    lowest.dedup_by_key(|it| it.0);
    for it in found {
        let Some(rung) = failing(it) else { continue };
        it.also_seen = it.finding.evidence.iter().any(|place| {
            let first = find_equal(&lowest, |it| it.0.cmp(&place.side)).first();
            first.is_some_and(|(_, first)| *first < rung)
        });
    }
}
