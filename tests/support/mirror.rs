//! Turns a report into lines in which sites are called by where they were pasted, and everything is in
//! an order of its own, so that the reports of swapped pastes can be compared.

use std::collections::BTreeSet;

use rtx_vpn_doctor::report::{AttributeValue, Finding, Letter, Pair, Report, Where};
use serde_json::{Value, json};

/// The report of pastes that had been in another order: `places` holds the original box of each.
pub(crate) fn of(report: &Report, places: &[usize]) -> Vec<String> {
    let names = Names { report, places };
    let v = &report.verdict;
    let mut lines = vec![format!(
        "verdict {:?} {:?} {:?} {} {:?}",
        v.state,
        v.certainty,
        v.cause,
        names.unless_tied(v.side),
        v.traffic
    )];
    lines.extend(report.pairs.iter().map(|pair| names.pair(pair)));
    lines.extend(report.findings.iter().map(|finding| names.finding(finding)));
    for site in &report.sites {
        let data = json!([
            site.model,
            site.revision,
            site.outputs,
            site.repairs,
            site.unread
        ]);
        lines.push(format!("site {} {data}", names.site(site.side)));
    }
    for it in &report.not_checked {
        let needs = it
            .needs
            .iter()
            .map(|need| (names.site(need.side), &need.command));
        let mut needs: Vec<_> = needs.collect();
        needs.sort();
        lines.push(format!("not checked {} {needs:?}", it.id));
    }
    for ask in &report.asks {
        let mut commands = ask.commands.clone();
        commands.sort();
        lines.push(format!("ask {} {commands:?}", names.site(ask.side)));
    }
    lines.extend(names.timeline());
    lines.sort();
    lines
}

struct Names<'r> {
    report: &'r Report,
    places: &'r [usize],
}

impl Names<'_> {
    /// `box 0 router 1`: the original box, and which router in it.
    fn site(&self, letter: Letter) -> String {
        let sites = &self.report.sites;
        let Some(site) = sites.iter().find(|site| site.side == letter) else {
            return "no site".to_owned();
        };
        let same_box = sites.iter().filter(|it| it.paste == site.paste);
        // A second router takes the letter of the box left empty, which may come first.
        let mut firsts: Vec<(u32, Letter)> = same_box
            .map(|it| {
                (
                    it.outputs.first().map_or(u32::MAX, |it| it.first_line),
                    it.side,
                )
            })
            .collect();
        firsts.sort();
        let router = firsts.iter().position(|it| it.1 == letter);
        format!("box {} router {router:?}", self.places[site.paste])
    }

    fn place(&self, side: Option<Where>) -> String {
        match side {
            Some(Where::Site(letter)) => self.site(letter),
            Some(Where::Both) => "both".to_owned(),
            None => "none".to_owned(),
        }
    }

    /// The place of a verdict, unless findings of one rule at several sites contend for it.
    fn unless_tied(&self, side: Option<Where>) -> String {
        let first = self.report.findings.first();
        let rivals = self
            .report
            .findings
            .iter()
            .filter(|it| Some(it.id) == first.map(|it| it.id));
        let sides: BTreeSet<_> = rivals.map(|it| it.side).collect();
        if sides.len() > 1 {
            "tied".to_owned()
        } else {
            self.place(side)
        }
    }

    fn pair(&self, pair: &Pair) -> String {
        let end = |end: &rtx_vpn_doctor::report::PairEnd| {
            format!("{} {:?} {:?}", self.site(end.side), end.gateway, end.tunnel)
        };
        let mut ends = vec![end(&pair.a)];
        ends.extend(pair.b.as_ref().map(end));
        let turned = ends.len() == 2 && ends[1] < ends[0];
        ends.sort();
        let both = |state: Value, a: Value, b: Value| {
            if turned {
                json!([state, b, a])
            } else {
                json!([state, a, b])
            }
        };
        let ike = pair
            .ike
            .iter()
            .map(|it| both(json!(it.state), json!(it.a), json!(it.b)).to_string());
        let flows = pair.flows.iter().map(|it| {
            let site = |letter: Option<Letter>| letter.map_or_else(String::new, |it| self.site(it));
            json!([site(it.from), site(it.to), it.state, it.sender, it.receiver]).to_string()
        });
        let attributes = pair.attributes.iter().map(|it| {
            let command = |value: &Option<AttributeValue>| value.as_ref().and_then(|it| it.command);
            // What mirrors another setting is called by what it is at the first end.
            let is_mirrored = command(&it.a) != command(&it.b);
            let name = if is_mirrored { "mirrored" } else { it.name };
            both(
                json!([name, it.state, it.findings.len()]),
                json!(it.a),
                json!(it.b),
            )
            .to_string()
        });
        let mut parts: Vec<String> = ike.chain(flows).chain(attributes).collect();
        parts.sort();
        let v = &pair.verdict;
        format!(
            "pair {:?} {} {ends:?} {:?} {:?} {:?} {} {parts:#?}",
            pair.role,
            pair.matched_by,
            v.state,
            v.certainty,
            v.cause,
            self.unless_tied(v.side)
        )
    }

    /// What happened, and which lines meet; times by the common clock are those of whoever comes first.
    fn timeline(&self) -> Vec<String> {
        let timeline = &self.report.timeline;
        let site = |letter: Option<Letter>| letter.map(|it| self.site(it));
        let place = |at: usize| {
            let it = &timeline.events[at];
            format!("{} line {}", self.site(it.side), it.line)
        };
        let clocks = timeline.clocks.iter().map(|it| {
            let (a, b) = (self.site(it.a), self.site(it.b));
            let ahead = if a < b {
                it.offset_seconds
            } else {
                it.offset_seconds.map(|it| -it)
            };
            format!("clock {ahead:?} {:?} {}", it.within_seconds, it.matches)
        });
        let events = timeline.events.iter().enumerate().map(|(at, it)| {
            format!(
                "event {} {:?} {:?} {:?} {} {:?} {:?}",
                place(at),
                it.kind,
                site(it.peer),
                it.meets.map(place),
                it.times,
                it.until_line,
                it.attempt.map(|at| timeline.attempts[at].outcome),
            )
        });
        clocks.chain(events).collect()
    }

    /// Without its lines: where both ends show the same fault, a finding may quote either first.
    fn finding(&self, finding: &Finding) -> String {
        format!(
            "{} {:?} {:?} {:?} {}",
            finding.id,
            finding.cause,
            finding.severity,
            finding.certainty,
            self.place(finding.side)
        )
    }
}
