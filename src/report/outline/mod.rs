//! Turns a report into an outline: headings, paragraphs, tables and quoted lines in one language,
//! which the plain text and the Markdown forms only have to set.
//!
//! The order is that of a reader in a hurry: the verdict, the next step, the SAs, the findings,
//! what the logs tell in one order, what is still open, and last what the answer was read from.

mod findings;
mod ladder;
mod pairs;
mod sources;
mod timeline;

use super::names::Names;
use super::words::Words;
use super::{
    Finding, Lang, Letter, Report, Role, Severity, State, Step, Traffic, Where, label, visit,
};
use crate::text::Listed;

/// One piece of an outline.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// The headline of the whole.
    Title(String),
    /// The heading of a section.
    Section(String),
    /// The heading of one thing in a section.
    Item(String),
    /// Running text.
    Paragraph(String),
    /// Short statements, a line each.
    Facts(Vec<String>),
    /// Things to do or to know, each with the commands that belong to it.
    List(Vec<Entry>),
    /// Lines that must stand as they are.
    Quotes(Vec<Quote>),
    /// A table; every row is as long as the head.
    Table {
        /// The column headings.
        head: Vec<String>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
}

/// An entry of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) text: String,
    /// To be typed as they stand.
    pub(super) commands: Vec<String>,
    /// Commands that would tell more, and where to run them.
    pub(super) needs: Vec<Quote>,
}

/// A line of a router's language and the place that it belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) place: String,
    pub(super) text: String,
}

/// The outline of a report in one language.
pub(super) fn of(report: &Report, lang: Lang) -> Vec<Block> {
    let mut tamed = report.clone();
    visit::each_string(&mut tamed, &mut visit::tame);
    let context = Context::new(&tamed, lang);
    let mut blocks = Vec::new();
    context.verdict(&mut blocks);
    context.ladders(&mut blocks);
    context.pairs(&mut blocks);
    context.findings(&mut blocks);
    context.timeline(&mut blocks);
    context.open_questions(&mut blocks);
    context.sources(&mut blocks);
    blocks
}

/// What every part of the outline needs to know.
struct Context<'r> {
    report: &'r Report,
    lang: Lang,
    words: &'static Words,
    names: Names,
}

impl<'r> Context<'r> {
    fn new(report: &'r Report, lang: Lang) -> Self {
        let sites = report.sites.iter();
        let names = Names::of(sites.map(|it| (it.side, it.name.as_deref())));
        Self {
            report,
            lang,
            words: lang.words(),
            names,
        }
    }

    /// A site's name, else its letter, as in the titles of findings.
    fn site(&self, letter: Letter) -> String {
        self.names.get(letter)
    }

    fn verdict(&self, blocks: &mut Vec<Block>) {
        let verdict = &self.report.verdict;
        blocks.push(Block::Title(verdict.headline.of(self.lang).to_owned()));
        let mut facts = vec![fact(
            self.words.state,
            label::state(verdict.state).to(self.lang),
        )];
        // How sure one is of not knowing says nothing to anybody.
        if verdict.state != State::Unknown {
            let certainty = label::certainty(verdict.certainty).to(self.lang);
            facts.push(fact(self.words.certainty, certainty));
        }
        if let Some(side) = verdict.side {
            facts.push(fact(self.words.look_first, &self.look_at(side)));
        }
        facts.push(fact(self.words.traffic, self.lang.traffic(verdict.traffic)));
        blocks.push(Block::Facts(facts));
        blocks.push(Block::Section(self.words.next.to_owned()));
        if let Some(finding) = self.mending() {
            blocks.extend(self.of_another_vpn(finding).map(Block::Paragraph));
            blocks.push(Block::List(self.first_task(&finding.steps)));
        } else {
            blocks.push(self.next_step());
        }
    }

    /// The VPN that a step is for, where the verdict is about others.
    fn of_another_vpn(&self, finding: &Finding) -> Option<String> {
        let pair = self.report.pairs.get(finding.pair?)?;
        let is_other = pair.role != Role::SiteToSite && self.report.verdict.state == State::Up;
        is_other.then(|| self.pair_name(pair))
    }

    fn look_at(&self, side: Where) -> String {
        match side {
            Where::Site(letter) => self.site(letter),
            Where::Both => self.words.both_routers.to_owned(),
        }
    }

    fn next_step(&self) -> Block {
        if !self.report.asks.is_empty() {
            return self.asks();
        }
        if self.report.verdict.state == State::Up {
            return self.after_up();
        }
        let words = if self.report.findings.is_empty() {
            self.words.read_both
        } else {
            self.words.check_findings
        };
        Block::Paragraph(words.to_owned())
    }

    fn after_up(&self) -> Block {
        if self.report.verdict.traffic == Traffic::Seen {
            return Block::Paragraph(self.words.nothing_to_do.to_owned());
        }
        let mut remarks = self.report.findings.iter().map(|it| it.steps.as_slice());
        let first = remarks.find(|steps| !steps.is_empty()).unwrap_or_default();
        Block::List(self.first_task(first))
    }

    /// The first finding that needs mending and says how; a remark can wait.
    fn mending(&self) -> Option<&Finding> {
        let mut findings = self.report.findings.iter();
        findings.find(|it| it.severity != Severity::Risk && !it.steps.is_empty())
    }

    fn asks(&self) -> Block {
        let asks = self.report.asks.iter().map(|ask| Entry {
            text: fact(&self.site(ask.side), self.words.run_and_paste),
            commands: ask.commands.clone(),
            needs: Vec::new(),
        });
        Block::List(asks.listed())
    }

    /// Steps in order, where one that is to be done at several routers is told once.
    fn steps(&self, steps: &[Step]) -> Vec<Entry> {
        let same = |one: &Step, other: &Step| {
            one.side.is_some()
                && other.side.is_some()
                && (&one.text, &one.command) == (&other.text, &other.command)
                && one.way_back == other.way_back
        };
        let mut entries: Vec<Entry> = Vec::new();
        for same in steps.chunk_by(same) {
            let Some(step) = self.step(same) else {
                continue;
            };
            match entries.last_mut() {
                Some(last) if last.text == step.text && same.iter().all(|it| !it.changes_state) => {
                    last.commands.extend(step.commands);
                }
                _ => entries.push(step),
            }
            entries.extend(self.way_back(same));
        }
        entries
    }

    /// What is to be done now, without the way back: that stands beside the finding.
    fn first_task(&self, steps: &[Step]) -> Vec<Entry> {
        let steps = Step::first_task(steps).iter().map(|step| Step {
            way_back: None,
            ..step.clone()
        });
        self.steps(&steps.listed())
    }

    /// The lines that take a step back, below it.
    fn way_back(&self, same: &[Step]) -> Option<Entry> {
        let command = same.first()?.way_back.as_ref()?;
        Some(Entry {
            text: self.at_sites(same, self.words.way_back),
            commands: command.lines().map(str::to_owned).listed(),
            needs: Vec::new(),
        })
    }

    /// A text with the names of the sites of some steps before it.
    fn at_sites(&self, same: &[Step], text: &str) -> String {
        let sites = same.iter().filter_map(|step| step.side);
        let sites: Vec<_> = sites.map(|letter| self.site(letter)).listed();
        if sites.is_empty() {
            text.to_owned()
        } else {
            fact(&sites.join(self.words.comma), text)
        }
    }

    fn step(&self, same: &[Step]) -> Option<Entry> {
        let step = same.first()?;
        let mut text = self.at_sites(same, step.text.of(self.lang));
        if step.changes_state {
            text = format!(
                "{text}{}{}",
                self.words.between_sentences, self.words.cuts_traffic
            );
        }
        if step.locks_out() {
            text = format!(
                "{text}{}{}",
                self.words.between_sentences, self.words.locks_out
            );
        }
        Some(Entry {
            text,
            commands: step
                .command
                .iter()
                .flat_map(|it| it.lines())
                .map(str::to_owned)
                .listed(),
            needs: Vec::new(),
        })
    }

    fn quote(&self, side: Letter, line: u32, text: &str) -> Quote {
        Quote {
            place: label::line(&self.site(side), line, self.lang),
            text: text.to_owned(),
        }
    }
}

fn fact(label: &str, value: &str) -> String {
    format!("{label}: {value}")
}

/// The first `limit` of `items` and how many are left.
fn capped<T>(items: &[T], limit: usize) -> (&[T], usize) {
    // A rest of one is no shorter to announce than to show.
    let limit = if items.len() == limit + 1 {
        limit + 1
    } else {
        limit
    };
    let (shown, rest) = items.split_at_checked(limit).unwrap_or((items, &[]));
    (shown, rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_of_one_is_shown_rather_than_counted() {
        assert_eq!(capped(&[1, 2, 3], 2), ([1, 2, 3].as_slice(), 0));
        assert_eq!(capped(&[1, 2, 3, 4], 2), ([1, 2].as_slice(), 2));
        assert_eq!(capped::<u8>(&[], 2), ([].as_slice(), 0));
    }
}
