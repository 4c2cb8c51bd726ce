//! Turns findings, unchecked rules and asks into headings, steps and quoted lines.

use super::super::{Finding, NotChecked, label};
use super::{Block, Context, Entry, Quote, capped};
use crate::text::Listed;

/// At most so many findings are shown.
const FINDINGS: usize = 40;
/// At most so many lines are quoted under one finding.
const EVIDENCE: usize = 12;
/// At most so many unchecked rules are named.
const NOT_CHECKED: usize = 20;

impl Context<'_> {
    pub(super) fn findings(&self, blocks: &mut Vec<Block>) {
        let (shown, rest) = capped(&self.report.findings, FINDINGS);
        if shown.is_empty() {
            return;
        }
        blocks.push(Block::Section(self.words.findings.to_owned()));
        let (later, first): (Vec<_>, Vec<_>) = shown.iter().partition(|it| it.also_seen);
        let mut numbers = 1..;
        for (finding, number) in first.into_iter().zip(&mut numbers) {
            self.finding(finding, number, blocks);
        }
        if !later.is_empty() {
            blocks.push(Block::Section(self.words.also_seen.to_owned()));
        }
        for (finding, number) in later.into_iter().zip(numbers) {
            self.finding(finding, number, blocks);
        }
        if rest > 0 {
            blocks.push(Block::Facts(vec![self.lang.more(rest)]));
        }
    }

    fn finding(&self, finding: &Finding, number: usize, blocks: &mut Vec<Block>) {
        let title = finding.title.of(self.lang);
        blocks.push(Block::Item(format!("{number}. {title}")));
        let mut facts = vec![format!(
            "{} ({}) [{} {}]",
            label::severity(finding.severity).to(self.lang),
            label::certainty_short(finding.certainty).to(self.lang),
            finding.id,
            finding.slug,
        )];
        facts.extend(self.pair_of(finding));
        blocks.push(Block::Facts(facts));
        let why = finding.why.of(self.lang);
        if !why.is_empty() {
            blocks.push(Block::Paragraph(why.to_owned()));
        }
        if !finding.steps.is_empty() {
            blocks.push(Block::List(self.steps(&finding.steps)));
        }
        self.evidence(finding, blocks);
    }

    /// Which pair a finding is about, when there are several to choose from.
    fn pair_of(&self, finding: &Finding) -> Option<String> {
        let pairs = &self.report.pairs;
        let pair = finding.pair.and_then(|index| pairs.get(index))?;
        (pairs.len() > 1).then(|| self.pair_name(pair))
    }

    fn evidence(&self, finding: &Finding, blocks: &mut Vec<Block>) {
        let (shown, rest) = capped(&finding.evidence, EVIDENCE);
        if shown.is_empty() {
            return;
        }
        let quotes = shown
            .iter()
            .map(|it| self.quote(it.side, it.line, &it.text))
            .listed();
        blocks.push(Block::Paragraph(format!("{}:", self.words.evidence)));
        blocks.push(Block::Quotes(quotes));
        if rest > 0 {
            blocks.push(Block::Facts(vec![self.lang.more(rest)]));
        }
    }

    pub(super) fn open_questions(&self, blocks: &mut Vec<Block>) {
        let checks = self.report.open_checks();
        let (shown, rest) = capped(&checks, NOT_CHECKED);
        if !shown.is_empty() {
            blocks.push(Block::Section(self.words.not_checked.to_owned()));
            let entries = shown.iter().map(|it| self.not_checked(it)).listed();
            blocks.push(Block::List(entries));
        }
        if rest > 0 {
            blocks.push(Block::Facts(vec![self.lang.more(rest)]));
        }
        // Without a step to take, the asks already were the next step.
        if !self.report.asks.is_empty() && self.mending().is_some() {
            blocks.push(Block::Section(self.words.asks.to_owned()));
            blocks.push(self.asks());
        }
    }

    /// The checks that the same outputs would settle.
    fn not_checked(&self, open: &[&NotChecked]) -> Entry {
        let needs = open.first().map_or(&[][..], |it| &it.needs);
        let needs = needs.iter().map(|need| Quote {
            place: self.site(need.side),
            text: need.command.clone(),
        });
        let titles: Vec<String> = open
            .iter()
            .map(|it| format!("{} [{}]", it.title.of(self.lang), it.id))
            .collect();
        Entry {
            text: titles.join(self.words.comma),
            commands: Vec::new(),
            needs: needs.listed(),
        }
    }
}
