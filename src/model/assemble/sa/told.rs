//! Turns all outputs that list SAs, also those that later ones replace, into the gateways of which they disagree.

use super::Listing;
use crate::model::assemble::when::Times;
use crate::model::{
    Contradiction, Direction, GatewayId, IpsecSa, ONE_MOMENT_SECS, SaAnswer, SaId, Scope,
};
use crate::text::{Listed, find_equal, sort_by_key};

/// What the outputs tell of the IPsec SAs of each gateway.
#[derive(Default)]
pub(super) struct Told {
    n_outputs: usize,
    /// Where SAs of a gateway are shown: its first line in each output.
    shows: Vec<Shown>,
    /// Where a whole output of one gateway shows none.
    lacks: Vec<(GatewayId, Output)>,
    /// The whole lists of all gateways, in order.
    lists: Vec<Output>,
    /// Those of them without any SA.
    empty: Vec<Output>,
    /// Where a whole list of all gateways shows SAs of one direction alone.
    halves: Vec<(GatewayId, Output)>,
    /// All IPsec SAs, also those that a later output no longer shows.
    printed: Vec<IpsecSa>,
    /// The lives left that the lists of all gateways show.
    lives: Vec<Life>,
}

/// The life left of an SA of a gateway in one list.
#[derive(Clone, Copy)]
struct Life {
    gateway: GatewayId,
    sa: (SaId, Direction),
    output: Output,
    secs: u32,
}

struct Shown {
    /// None in the old shape, which names none, and where a detail stands without its command line.
    gateway: Option<GatewayId>,
    output: Output,
    is_detail: bool,
    is_both_ways: bool,
}

/// An output by its place in their order, and a line of it.
#[derive(Clone, Copy)]
struct Output {
    at: usize,
    line: u32,
}

impl Told {
    pub(super) fn add(&mut self, listing: &Listing) {
        let at = self.n_outputs;
        self.n_outputs += 1;
        self.printed.extend(listing.ipsec.iter().cloned());
        let SaAnswer {
            opening: line,
            scope,
            whole,
            ..
        } = listing.answer;
        if scope == Scope::All {
            let lives = listing.ipsec.iter().filter_map(|sa| {
                let line = sa.common.line;
                Some(Life {
                    gateway: sa.common.gateway?,
                    sa: (sa.common.id?, sa.direction),
                    output: Output { at, line },
                    secs: sa.common.remaining?.value.0,
                })
            });
            self.lives.extend(lives);
        }
        let is_detail = scope != Scope::All;
        let shown = shown(listing, at);
        if !is_detail && whole {
            let halves = shown.iter().filter(|it| !it.is_both_ways);
            let halves = halves.filter_map(|it| Some((it.gateway?, it.output)));
            self.halves.extend(halves);
        }
        self.shows.extend(shown);
        let output = Output { at, line };
        match scope {
            Scope::All if whole => {
                self.lists.push(output);
                let is_empty = listing.ipsec.is_empty();
                self.empty.extend(is_empty.then_some(output));
            }
            Scope::Gateway(gateway) if whole && listing.ipsec.is_empty() => {
                self.lacks.push((gateway, output));
            }
            Scope::All | Scope::Gateway(_) | Scope::Unknown => {}
        }
    }

    /// The IPsec SAs of known gateways that only outputs above show, in order of gateways: what has ended since still
    /// tells whose gateway it was, and by which tunnel.
    pub(super) fn former(&mut self, current: &[IpsecSa]) -> Vec<IpsecSa> {
        // What stands without its command line may be of any of them.
        if current.iter().any(|sa| sa.common.gateway.is_none()) {
            return Vec::new();
        }
        let mut lines = Vec::new();
        for sa in current {
            lines.push(sa.common.line);
            lines.extend(sa.common.row);
        }
        sort_by_key(&mut lines, |line| *line);
        let is_former = |sa: &IpsecSa| {
            sa.common.gateway.is_some() && lines.binary_search(&sa.common.line).is_err()
        };
        let mut former = std::mem::take(&mut self.printed);
        former.retain(is_former);
        sort_by_key(&mut former, |sa| sa.common.gateway);
        former
    }

    /// The gateways of which one output shows IPsec SAs and another none: those of which nothing shows that the lower
    /// one is the newer, and those whose upper one that shows none is of before.
    pub(super) fn contradictions(
        mut self,
        times: &Times<'_>,
    ) -> (Vec<Contradiction>, Vec<Contradiction>) {
        sort_by_key(&mut self.shows, |it| it.gateway);
        sort_by_key(&mut self.lacks, |it| it.0);
        sort_by_key(&mut self.halves, |it| it.0);
        sort_by_key(&mut self.lives, |it| (it.gateway, it.sa, it.output.at));
        let of_gateways = self
            .shows
            .chunk_by(|one, other| one.gateway == other.gateway);
        let (mut open, mut settled) = (Vec::new(), Vec::new());
        let differing = of_gateways.filter_map(|shown| {
            let half = || Some((self.half(shown)?, false));
            self.contradiction(shown, times).or_else(half)
        });
        for (it, settles) in differing {
            if !settles {
                open.push(it);
            } else if it.lacks < it.shows {
                settled.push(it);
            }
        }
        (open, settled)
    }

    /// Where a list shows SAs of a gateway one way alone, below all outputs that show them both ways.
    fn half(&self, shown: &[Shown]) -> Option<Contradiction> {
        let gateway = shown.first()?.gateway;
        let halves = find_equal(&self.halves, |it| Some(it.0).cmp(&gateway));
        let (_, newest) = halves.last()?;
        let both = shown.iter().rev().find(|it| it.is_both_ways)?;
        (both.output.at < newest.at).then_some(Contradiction {
            gateway,
            shows: both.output.line,
            lacks: newest.line,
            lacks_one_way: true,
            back: None,
            by_settings: false,
        })
    }

    /// What two outputs of a gateway tell differently, and whether the lower one is shown to be the newer.
    fn contradiction(&self, shown: &[Shown], times: &Times<'_>) -> Option<(Contradiction, bool)> {
        let newest = shown.last()?;
        let gateway = newest.gateway;
        let of_gateway = find_equal(&self.lacks, |it| Some(it.0).cmp(&gateway)).last();
        let of_gateway = of_gateway.map(|it| it.1);
        let shows = |list: &Output| {
            shown
                .binary_search_by_key(&list.at, |it| it.output.at)
                .is_ok()
        };
        // What names no gateway may be of any that a list has.
        let lists = gateway.map_or(&self.empty, |_| &self.lists);
        let in_list = lists.iter().rev().find(|it| !shows(it)).copied();
        let is_by_list = in_list.map(|it| it.at) > of_gateway.map(|it| it.at);
        let lacking = if is_by_list { in_list } else { of_gateway }?;
        let settles = if lacking.at < newest.output.at {
            times.go_on(lacking.line, newest.output.line)
                || gateway.is_some_and(|it| self.is_looked_at_again(it, lacking))
        } else {
            // A detail stays beside a later list.
            let is_replaced = !is_by_list || !shown.iter().any(|it| it.is_detail);
            is_replaced && times.run_on(newest.output.line, lacking.line)
        };
        // A detail tells its gateway by its command alone, so that a list is the better witness.
        let of_list = shown.iter().rev().find(|it| !it.is_detail);
        let mut below = shown.iter().filter(|it| it.output.at > lacking.at);
        let contradiction = Contradiction {
            gateway,
            shows: of_list.unwrap_or(newest).output.line,
            lacks: lacking.line,
            lacks_one_way: false,
            back: below.next().map(|it| it.output.line),
            by_settings: false,
        };
        Some((contradiction, settles))
    }

    /// Whether a gateway shows SAs in two lists below one without any, and in none above, and their lives fall from the
    /// one to the other by more than the time of one look: who lists them again and again pastes downwards.
    fn is_looked_at_again(&self, gateway: GatewayId, lacking: Output) -> bool {
        let own = find_equal(&self.lives, |it| it.gateway.cmp(&gateway));
        let is_above = own.iter().any(|it| it.output.at < lacking.at);
        let mut falls = false;
        let mut rises = false;
        for pair in own.windows(2) {
            let [one, other] = pair else { continue };
            if one.sa == other.sa {
                falls |= one.secs > other.secs.saturating_add(ONE_MOMENT_SECS);
                rises |= one.secs < other.secs;
            }
        }
        !is_above && falls && !rises
    }
}

/// Where an output shows SAs of each gateway.
fn shown(listing: &Listing, at: usize) -> Vec<Shown> {
    let mut sas = listing.ipsec.iter().listed();
    sort_by_key(&mut sas, |sa| sa.common.gateway);
    let of_gateways = sas.chunk_by(|one, other| one.common.gateway == other.common.gateway);
    let shown = of_gateways.filter_map(|sas| {
        let first = sas.first()?;
        let line = first.common.line;
        Some(Shown {
            gateway: first.common.gateway,
            output: Output { at, line },
            is_detail: listing.answer.scope != Scope::All,
            is_both_ways: sas.iter().any(|it| it.direction != first.direction),
        })
    });
    shown.listed()
}
