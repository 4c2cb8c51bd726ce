//! Puts a diagnosis into words and plain data.

use super::attribute::OfSettings;
use super::names::Names;
use super::{
    Ask, Certainty, Evidence, Finding, Flow, IkePair, IkeSa, IpsecSa, Letter, Need, NotChecked,
    Output, Pair, PairEnd, Repair, Report, Role, Rung, RungState, SaState, Severity, Site, State,
    Text, Tool, Traffic, UnreadLine, Verdict, Where, attribute, build_timeline,
};
use crate::diagnose::{self, Arg, Diagnosis, Found, Phrase};
use crate::model::{self, Sourced, Word};
use crate::pair::{self, End, GatewayPair, Pairing};
use crate::text::{Line, Listed, Place, Repairs, Side, find_equal, sort_by_key, sort_once};

/// What is known of a site besides its router's facts.
#[derive(Debug)]
pub struct SiteText<'d> {
    /// The site.
    pub side: Side,
    /// Which of the pastes it was read from.
    pub paste: usize,
    /// The name the user gave, else the prompt's.
    pub name: Option<String>,
    /// The outputs found.
    pub outputs: Vec<Output>,
    /// What was mended.
    pub repairs: Repairs,
    /// Numbers of the lines that nothing understood.
    pub unread: Vec<u32>,
    /// The lines of its paste, secrets masked.
    pub lines: &'d [Line<'d>],
}

/// Builds the report.
pub fn build(sites: &[SiteText<'_>], pairing: &Pairing<'_>, diagnosis: &Diagnosis) -> Report {
    let names = Names::of(sites.iter().map(|it| (letter(it.side), it.name.as_deref())));
    let words = Words { sites, names };
    let of_settings = OfSettings::of(diagnosis);
    Report {
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        verdict: words.verdict(&diagnosis.verdict),
        sites: (pairing.routers.iter().zip(sites))
            .zip(&diagnosis.ladders)
            .map(|((router, site), ladder)| Words::site(site, router, ladder))
            .listed(),
        pairs: pairing
            .pairs
            .iter()
            .enumerate()
            .map(|(at, pair)| words.pair(at, pair, diagnosis, &of_settings))
            .listed(),
        findings: diagnosis
            .found
            .iter()
            .map(|found| words.finding(found))
            .listed(),
        not_checked: words.not_checked(diagnosis),
        asks: asks(diagnosis),
        timeline: build_timeline::build(pairing, &|phrase, args| words.text(phrase, args)),
    }
}

/// The sites' names and lines.
pub(super) struct Words<'s> {
    /// In order of their sides.
    sites: &'s [SiteText<'s>],
    names: Names,
}

impl Words<'_> {
    fn site_at(&self, side: Side) -> Option<&SiteText<'_>> {
        find_equal(self.sites, |it| it.side.cmp(&side)).first()
    }

    pub(super) fn text(&self, phrase: Phrase, args: &[(&'static str, Arg)]) -> Text {
        let (ja, en) = phrase.fill(args, &|side| self.names.get(letter(side)));
        Text { ja, en }
    }

    pub(super) fn line(&self, place: Place) -> String {
        let site = self.site_at(place.side);
        site.and_then(|site| line(site.lines, place.line))
            .unwrap_or_default()
    }

    fn verdict(&self, verdict: &diagnose::Verdict) -> Verdict {
        Verdict {
            state: match verdict.state {
                diagnose::State::Up => State::Up,
                diagnose::State::Degraded => State::Degraded,
                diagnose::State::Down => State::Down,
                diagnose::State::Unknown => State::Unknown,
            },
            certainty: certainty(verdict.certainty),
            cause: verdict.cause.map(diagnose::Cause::slug),
            side: verdict.side.map(place),
            traffic: match verdict.traffic {
                diagnose::Traffic::Seen => Traffic::Seen,
                diagnose::Traffic::Failing => Traffic::Failing,
                diagnose::Traffic::NotChecked => Traffic::NotChecked,
            },
            headline: self.text(verdict.headline, &verdict.args),
        }
    }

    fn site(site: &SiteText<'_>, router: &model::Router, ladder: &[diagnose::LadderStep]) -> Site {
        let text = |it: &Option<Sourced<String>>| it.as_ref().map(|it| it.value.clone());
        let repairs = site.repairs.counted();
        let unread = site.unread.iter().map(|&number| UnreadLine {
            line: number,
            text: line(site.lines, number).unwrap_or_default(),
        });
        Site {
            side: letter(site.side),
            paste: site.paste,
            name: site.name.clone(),
            model: text(&router.device.model),
            revision: text(&router.device.revision),
            outputs: site.outputs.clone(),
            repairs: repairs
                .map(|(repair, count)| Repair {
                    kind: repair.slug(),
                    count,
                })
                .listed(),
            unread: unread.listed(),
            ladder: ladder.iter().map(rung).listed(),
        }
    }

    fn pair(
        &self,
        at: usize,
        pair: &GatewayPair<'_>,
        diagnosis: &Diagnosis,
        of_settings: &OfSettings<'_>,
    ) -> Pair {
        let verdict = diagnosis.verdicts.get(at).unwrap_or(&diagnosis.verdict);
        Pair {
            role: match pair.role {
                pair::Role::SiteToSite => Role::SiteToSite,
                pair::Role::RemoteAccess => Role::RemoteAccess,
                pair::Role::OtherPeer => Role::OtherPeer,
            },
            verdict: self.verdict(verdict),
            matched_by: pair.matched_by.slug(),
            a: pair_end(&pair.a),
            b: pair.b.as_ref().map(pair_end),
            ike: pair.ike.iter().map(ike_pair).listed_exactly(),
            flows: pair.flows.iter().map(flow).listed_exactly(),
            attributes: attribute::all(at, pair, of_settings, &|place| self.line(place)),
        }
    }

    fn finding(&self, found: &Found) -> Finding {
        let rule = found.rule;
        let args = &found.finding.args;
        let evidence = found.finding.evidence.iter().map(|place| Evidence {
            side: letter(place.side),
            line: place.line,
            text: self.line(*place),
        });
        Finding {
            id: rule.id,
            slug: rule.slug,
            cause: found.cause().map(diagnose::Cause::slug),
            severity: match found.severity() {
                diagnose::Severity::Void | diagnose::Severity::Input => Severity::Input,
                diagnose::Severity::Blocks => Severity::Blocks,
                diagnose::Severity::Degrades => Severity::Degrades,
                diagnose::Severity::Risk => Severity::Risk,
            },
            certainty: certainty(found.certainty()),
            side: found.finding.side.map(place),
            pair: found.pair,
            also_seen: found.also_seen,
            title: self.text(found.finding.title.unwrap_or(rule.title), args),
            why: self.text(rule.why, args),
            steps: self.steps(found),
            evidence: evidence.listed(),
        }
    }

    /// One entry per rule: what it lacks for one pair it mostly lacks for others too.
    fn not_checked(&self, diagnosis: &Diagnosis) -> Vec<NotChecked> {
        let mut by_rule: Vec<&diagnose::NotChecked> = diagnosis.not_checked.iter().listed();
        sort_by_key(&mut by_rule, |it| it.rule.id);
        let mut entries: Vec<NotChecked> = Vec::new();
        for it in by_rule {
            if entries.last().is_none_or(|entry| entry.id != it.rule.id) {
                entries.push(NotChecked {
                    id: it.rule.id,
                    title: self.text(it.rule.question, &[]),
                    needs: Vec::new(),
                });
            }
            if let Some(entry) = entries.last_mut() {
                entry.needs.extend(it.needs.iter().map(need));
            }
        }
        for entry in &mut entries {
            let mut needs: Vec<&Need> = entry.needs.iter().listed();
            sort_once(&mut needs);
            entry.needs = needs.into_iter().cloned().listed();
        }
        entries
    }
}

/// What to paste next: what the findings ask for, what an open verdict lacks, then what the rules lack.
fn asks(diagnosis: &Diagnosis) -> Vec<Ask> {
    let from_findings = diagnosis.found.iter().flat_map(|found| &found.finding.asks);
    let from_rules = diagnosis.not_checked.iter().flat_map(|it| &it.needs);
    let all = from_findings.chain(&diagnosis.further).chain(from_rules);
    let mut wanted: Vec<(usize, &diagnose::Need)> = all.enumerate().listed();
    // Each once, where it is wanted first.
    sort_by_key(&mut wanted, |it| it.1);
    wanted.dedup_by_key(|it| it.1);
    sort_by_key(&mut wanted, |it| it.0);
    let mut asks: Vec<Ask> = Vec::new();
    for (_, it) in wanted {
        let side = letter(it.side);
        let command = it.command.clone();
        match asks.iter_mut().find(|ask| ask.side == side) {
            Some(ask) => ask.commands.push(command),
            None => asks.push(Ask {
                side,
                commands: vec![command],
            }),
        }
    }
    asks
}

fn rung(step: &diagnose::LadderStep) -> Rung {
    Rung {
        rung: step.rung.slug(),
        state: match step.hold {
            diagnose::Hold::Passed => RungState::Passed,
            diagnose::Hold::Implied => RungState::Implied,
            diagnose::Hold::Failed => RungState::Failed,
            diagnose::Hold::Absent => RungState::Absent,
            diagnose::Hold::Open => RungState::Open,
            diagnose::Hold::NotPasted => RungState::NotPasted,
        },
        finding: step.found,
        line: step.line,
        command: step.command.clone(),
    }
}

fn need(need: &diagnose::Need) -> Need {
    Need {
        side: letter(need.side),
        command: need.command.clone(),
    }
}

pub(super) fn letter(side: Side) -> Letter {
    Letter(side.0)
}

fn place(side: diagnose::Where) -> Where {
    match side {
        diagnose::Where::Site(side) => Where::Site(letter(side)),
        diagnose::Where::Both => Where::Both,
    }
}

fn certainty(certainty: diagnose::Certainty) -> Certainty {
    match certainty {
        diagnose::Certainty::Shown => Certainty::Shown,
        diagnose::Certainty::Likely => Certainty::Likely,
    }
}

fn line(lines: &[Line<'_>], number: u32) -> Option<String> {
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    lines.get(at).map(|line| line.text.trim().to_owned())
}

fn sa_state(state: pair::SaState) -> SaState {
    match state {
        pair::SaState::Matched => SaState::Matched,
        pair::SaState::Mismatched => SaState::Mismatched,
        pair::SaState::OneSided => SaState::OneSided,
        pair::SaState::Unverifiable => SaState::Unverifiable,
    }
}

fn pair_end(end: &End<'_>) -> PairEnd {
    PairEnd {
        side: letter(end.router.side),
        gateway: end.gateway_id().map(|gateway| gateway.0),
        tunnel: end.tunnel_numbers().next().map(|tunnel| tunnel.0),
    }
}

fn ike_pair(pair: &pair::IkePair<'_>) -> IkePair {
    IkePair {
        state: sa_state(pair.state),
        a: pair.a.map(ike_sa),
        b: pair.b.map(ike_sa),
    }
}

fn ike_sa(sa: &model::IkeSa) -> IkeSa {
    let id_of =
        |id: &model::Fact<model::IkeIdentity>| id.seen().map(|it| it.value.as_str().to_owned());
    IkeSa {
        id: sa.common.id.map(|id| id.0),
        ike_version: sa.version.map(|version| match version {
            model::IkeVersion::V1 => 1,
            model::IkeVersion::V2 => 2,
        }),
        spi: sa.spis.map(|spis| spis.value.to_string()),
        local_id: id_of(&sa.common.local_id),
        remote_id: id_of(&sa.common.remote_id),
        algorithm: sa
            .algorithm
            .as_ref()
            .map(|algorithm| algorithm.value.0.clone()),
        remaining_secs: sa.common.remaining.map(|remaining| remaining.value.0),
        lines: sa.common.lines(),
    }
}

fn flow(flow: &pair::Flow<'_>) -> Flow {
    Flow {
        from: flow.from.map(letter),
        to: flow.to.map(letter),
        state: sa_state(flow.state),
        sender: flow.sender.map(ipsec_sa),
        receiver: flow.receiver.map(ipsec_sa),
    }
}

fn ipsec_sa(sa: &model::IpsecSa) -> IpsecSa {
    let value = |word: &Option<Sourced<Word>>| word.as_ref().map(|it| it.value.clone());
    let algorithm =
        |it: &Option<Sourced<model::Algorithm>>| it.as_ref().map(|it| it.value.0.clone());
    IpsecSa {
        id: sa.common.id.map(|id| id.0),
        tunnel: sa.tunnel.map(|tunnel| tunnel.0),
        spi: sa.spi.map(|spi| spi.value.to_string()),
        protocol: value(&sa.protocol),
        mode: value(&sa.mode),
        encryption: algorithm(&sa.encryption),
        integrity: algorithm(&sa.integrity),
        remaining_secs: sa.common.remaining.map(|remaining| remaining.value.0),
        lines: sa.common.lines(),
    }
}
