//! Turns a report into the few statements that another check can be compared with.
//!
//! What was hidden or not pasted makes no statement, so it can never look like a change.

use serde::Serialize;

use crate::report::label::{self, Say};
use crate::report::redact::Redactor;
use crate::report::{
    Attribute, AttributeState, AttributeValue, Certainty, Finding, Pair, PairEnd, Report,
    RungState, SaState, Site, State, Text, Traffic, Where,
};
use crate::text::{Listed, sort_by_key};

/// What a report said, small enough to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Digest {
    /// The verdict's state.
    pub state: State,
    /// How sure it was.
    pub certainty: Certainty,
    /// Whether packets were seen to pass.
    pub traffic: Traffic,
    /// Slug of the cause.
    pub cause: Option<String>,
    /// The verdict in one sentence.
    pub headline: Text,
    /// The names of the sites, in order.
    pub sites: Vec<String>,
    /// Everything that can be compared.
    pub facts: Vec<Fact>,
    /// Ids of the rules that could not look.
    pub open: Vec<String>,
}

/// One statement of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is about.
    pub kind: Kind,
    /// Equal for the same thing at another check: its name, the sites and gateways it belongs to, its
    /// site and the command that sets it, with `@` between.
    pub key: String,
    /// The thing for people, with the site's name.
    pub label: Text,
    /// What it was: as printed, or the slug of a state.
    pub value: String,
}

/// What a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A setting's value at one end.
    Setting,
    /// Whether a setting is the same at both ends, where its value is not shown.
    Agreement,
    /// Model or firmware of a router.
    Router,
    /// Something that the SAs in use have.
    InUse,
    /// How the SAs of one direction relate.
    Sa,
    /// The SPIs of one direction, blanks between them.
    Spi,
    /// How far a site gets, at one rung.
    Rung,
    /// Something that was found.
    Finding,
}

impl Kind {
    /// All kinds.
    pub(super) const ALL: [(Self, &'static str); 8] = [
        (Self::Setting, "setting"),
        (Self::Agreement, "agreement"),
        (Self::Router, "router"),
        (Self::InUse, "inUse"),
        (Self::Sa, "sa"),
        (Self::Spi, "spi"),
        (Self::Rung, "rung"),
        (Self::Finding, "finding"),
    ];
}

impl Digest {
    /// What a report says.
    pub fn of(report: &Report) -> Self {
        let mut gathered = Gathered {
            report,
            facts: Vec::new(),
        };
        report.pairs.iter().for_each(|pair| gathered.pair(pair));
        report.sites.iter().for_each(|site| gathered.site(site));
        let findings = report.findings.iter();
        findings.for_each(|finding| gathered.finding(finding));
        let verdict = &report.verdict;
        Self {
            state: verdict.state,
            certainty: verdict.certainty,
            traffic: verdict.traffic,
            cause: verdict.cause.map(str::to_owned),
            headline: verdict.headline.clone(),
            sites: report.sites.iter().map(name).listed(),
            facts: gathered.facts,
            open: report
                .not_checked
                .iter()
                .map(|it| it.id.to_owned())
                .listed(),
        }
    }

    /// Tells which of its texts are names and SPIs.
    pub(super) fn teach(&self, redactor: &mut Redactor) {
        for (name, place) in self.sites.iter().zip(0..) {
            redactor.learn_site(name, place);
        }
        let spis = self.facts.iter().filter(|fact| fact.kind == Kind::Spi);
        spis.flat_map(|fact| fact.value.split(' '))
            .for_each(|spi| redactor.learn_spi(spi));
    }

    /// Hands over every string that can hold pasted text. Keys hold none.
    pub(super) fn each_string(&mut self, change: &mut dyn FnMut(&mut String)) {
        let Self {
            state: _,
            certainty: _,
            traffic: _,
            cause: _,
            headline,
            sites,
            facts,
            open: _,
        } = self;
        change(headline.ja.to_mut());
        change(headline.en.to_mut());
        sites.iter_mut().for_each(&mut *change);
        for Fact {
            kind: _,
            key: _,
            label,
            value,
        } in facts
        {
            change(label.ja.to_mut());
            change(label.en.to_mut());
            change(value);
        }
    }
}

fn name(site: &Site) -> String {
    let said = site.name.as_ref().filter(|name| !name.trim().is_empty());
    said.cloned().unwrap_or_else(|| site.side.to_string())
}

struct Gathered<'r> {
    report: &'r Report,
    facts: Vec<Fact>,
}

impl Gathered<'_> {
    fn fact(&mut self, kind: Kind, key: String, label: Text, value: &str) {
        self.facts.push(Fact {
            kind,
            key,
            label,
            value: value.to_owned(),
        });
    }

    fn pair(&mut self, pair: &Pair) {
        let place = place(pair);
        for attribute in &pair.attributes {
            self.attribute(pair, &place, attribute);
        }
        for attribute in hidden(pair) {
            let key = format!("{}@{place}@", attribute.name);
            let label = self.label(pair, None, &attribute.label);
            let same = attribute.state == AttributeState::Same;
            let value = if same { "same" } else { "differs" };
            self.fact(Kind::Agreement, key, label, value);
        }
        self.flows(pair, &place);
        let spis = pair.ike.iter().flat_map(|ike| [&ike.a, &ike.b]).flatten();
        let spis = spis.map(|sa| sa.spi.as_deref());
        self.spis(
            pair,
            format!("ike@{place}@"),
            &text("IKE SA", "IKE SA"),
            spis,
        );
    }

    fn attribute(&mut self, pair: &Pair, place: &str, attribute: &Attribute) {
        let ends = [
            (&attribute.a, Some(&pair.a)),
            (&attribute.b, pair.b.as_ref()),
        ];
        for (value, end) in ends {
            let (Some(value), Some(end)) = (value, end) else {
                continue;
            };
            let kind = match value.source {
                "seen" => Kind::InUse,
                source if is_told(source) && !is_masked(value) => Kind::Setting,
                _ => continue,
            };
            let command = value.command.unwrap_or_default();
            let key = format!("{}@{place}@{}@{command}", attribute.name, end.side);
            let label = self.label(pair, Some(end), &attribute.label);
            self.fact(kind, key, label, &value.value);
        }
    }

    /// What a statement about a pair is called: its site or sites, which of several, and what.
    fn label(&self, pair: &Pair, end: Option<&PairEnd>, what: &Text) -> Text {
        let ends = match end {
            Some(end) => vec![end],
            None => std::iter::once(&pair.a).chain(&pair.b).listed(),
        };
        let names = ends.iter().map(|end| self.name(end)).listed().join(" – ");
        let several = self.report.pairs.len() > 1;
        let gateway = pair.a.gateway.filter(|_| several);
        let label = |which: &str, what: &str| match gateway {
            Some(number) => format!("{names} ({which} {number}) {what}").into(),
            None => format!("{names} {what}").into(),
        };
        Text {
            ja: label("ゲートウェイ", &what.ja),
            en: label("gateway", &what.en),
        }
    }

    fn name(&self, end: &PairEnd) -> String {
        let site = self.report.sites.iter().find(|site| site.side == end.side);
        site.map_or_else(|| end.side.to_string(), name)
    }

    fn flows(&mut self, pair: &Pair, place: &str) {
        let ends = [Some(&pair.a), pair.b.as_ref()];
        let [Some(a), Some(b)] = ends else { return };
        for (from, to) in [(a, b), (b, a)] {
            let flows = pair.flows.iter();
            let flows = flows
                .filter(|flow| flow.from == Some(from.side) && flow.to == Some(to.side))
                .listed();
            let key = format!("{}@{place}@", from.side);
            let arrow = format!("{} → {} IPsec SA", self.name(from), self.name(to));
            let label = text(&arrow, &arrow);
            if let Some(state) = summed(flows.iter().map(|flow| flow.state)) {
                self.fact(Kind::Sa, key.clone(), label.clone(), state);
            }
            let sas = flows.iter().flat_map(|flow| [&flow.sender, &flow.receiver]);
            let spis = sas.flatten().map(|sa| sa.spi.as_deref()).listed();
            self.spi_fact(key, label, &spis);
        }
    }

    fn spis<'s>(
        &mut self,
        pair: &Pair,
        key: String,
        what: &Text,
        spis: impl Iterator<Item = Option<&'s str>>,
    ) {
        let label = self.label(pair, None, what);
        self.spi_fact(key, label, &spis.listed());
    }

    /// Where one SPI is not shown, nobody can say that all were made anew.
    fn spi_fact(&mut self, key: String, label: Text, spis: &[Option<&str>]) {
        if spis.is_empty() || spis.contains(&None) {
            return;
        }
        let mut spis: Vec<&str> = spis.iter().copied().flatten().listed();
        sort_by_key(&mut spis, |spi| *spi);
        spis.dedup();
        self.fact(Kind::Spi, key, label, &spis.join(" "));
    }

    fn site(&mut self, site: &Site) {
        let name = name(site);
        let device = [
            ("model", "の機種", "model", &site.model),
            ("revision", "のファームウェア", "firmware", &site.revision),
        ];
        for (what, ja, en, value) in device {
            if let Some(value) = value {
                let label = text(&format!("{name}{ja}"), &format!("{name} {en}"));
                self.fact(Kind::Router, format!("{what}@{}@", site.side), label, value);
            }
        }
        for rung in &site.ladder {
            let Some(value) = shown(rung.state) else {
                continue;
            };
            let Say { ja, en } = label::rung(rung.rung);
            // Latin letters stand apart from Japanese ones.
            let gap = if ja.is_ascii() { " " } else { "" };
            let label = text(&format!("{name}の{gap}{ja}"), &format!("{name} {en}"));
            self.fact(
                Kind::Rung,
                format!("{}@{}@", rung.rung, site.side),
                label,
                value,
            );
        }
    }

    fn finding(&mut self, finding: &Finding) {
        let pair = finding.pair.and_then(|at| self.report.pairs.get(at));
        let pair = pair.map(place).unwrap_or_default();
        let side = match finding.side {
            Some(Where::Site(side)) => side.to_string(),
            Some(Where::Both) => "both".to_owned(),
            None => String::new(),
        };
        let key = format!("{}@{pair}@{side}", finding.id);
        // The same rule may find a thing twice at one place.
        if !self.facts.iter().any(|fact| fact.key == key) {
            self.fact(Kind::Finding, key, finding.title.clone(), finding.id);
        }
    }
}

/// Which gateways of which sites.
fn place(pair: &Pair) -> String {
    let end = |end: &PairEnd| {
        let number = |number: Option<u32>| number.map(|it| it.to_string()).unwrap_or_default();
        format!(
            "{}.{}.{}",
            end.side,
            number(end.gateway),
            number(end.tunnel)
        )
    };
    let b = pair.b.as_ref().map(end).unwrap_or_default();
    format!("{}-{b}", end(&pair.a))
}

/// Whether a setting's value is known, be it that there is none.
fn is_told(source: &str) -> bool {
    matches!(source, "explicit" | "default" | "absent")
}

fn is_masked(value: &AttributeValue) -> bool {
    value.value.contains("***")
}

/// The settings whose values are not shown at either end, and that could be compared nevertheless.
fn hidden(pair: &Pair) -> impl Iterator<Item = &Attribute> {
    pair.attributes.iter().filter(|attribute| {
        let masked = |value: &Option<AttributeValue>| {
            let value = value.as_ref();
            value.is_some_and(|value| is_masked(value) || !is_told(value.source))
        };
        matches!(
            attribute.state,
            AttributeState::Same | AttributeState::Differs
        ) && masked(&attribute.a)
            && masked(&attribute.b)
    })
}

/// What the SAs of one direction are together; one that fits is enough.
fn summed(states: impl Iterator<Item = SaState>) -> Option<&'static str> {
    let rank = |state: &SaState| match state {
        SaState::Matched => 0,
        SaState::Mismatched => 1,
        SaState::OneSided => 2,
        SaState::Unverifiable => 3,
    };
    match states.min_by_key(rank)? {
        SaState::Matched => Some("matched"),
        SaState::Mismatched => Some("mismatched"),
        SaState::OneSided => Some("oneSided"),
        SaState::Unverifiable => None,
    }
}

/// What an output shows; what is only inferred or open makes no statement.
fn shown(state: RungState) -> Option<&'static str> {
    match state {
        RungState::Passed => Some("passed"),
        RungState::Failed => Some("failed"),
        RungState::Absent => Some("absent"),
        RungState::Implied | RungState::Open | RungState::NotPasted => None,
    }
}

fn text(ja: &str, en: &str) -> Text {
    Text {
        ja: ja.to_owned().into(),
        en: en.to_owned().into(),
    }
}
