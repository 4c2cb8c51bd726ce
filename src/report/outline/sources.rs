//! Turns sites into the account of what was read, what was mended first and what was not understood.

use super::super::{Output, Site};
use super::{Block, Context, capped, fact};
use crate::text::Listed;

/// At most so many lines of one site that were not understood are quoted.
const UNREAD: usize = 20;
/// At most so many outputs of one site are named.
const OUTPUTS: usize = 40;

impl Context<'_> {
    pub(super) fn sources(&self, blocks: &mut Vec<Block>) {
        self.unread(blocks);
        let repairs: Vec<_> = self
            .report
            .sites
            .iter()
            .filter(|site| !site.repairs.is_empty())
            .map(|site| fact(&self.site(site.side), &self.repairs(site)))
            .listed();
        if !repairs.is_empty() {
            blocks.push(Block::Section(self.words.repairs.to_owned()));
            blocks.push(Block::Facts(repairs));
        }
        if !self.report.sites.is_empty() {
            blocks.push(Block::Section(self.words.sources.to_owned()));
        }
        for site in &self.report.sites {
            blocks.push(Block::Item(self.device(site)));
            blocks.push(Block::Facts(self.outputs(site)));
        }
        let tool = &self.report.tool;
        blocks.push(Block::Paragraph(format!("{} {}", tool.name, tool.version)));
    }

    fn unread(&self, blocks: &mut Vec<Block>) {
        let mut sites = self
            .report
            .sites
            .iter()
            .filter(|site| !site.unread.is_empty())
            .peekable();
        if sites.peek().is_some() {
            blocks.push(Block::Section(self.words.unread.to_owned()));
        }
        for site in sites {
            let (shown, rest) = capped(&site.unread, UNREAD);
            let quotes = shown
                .iter()
                .map(|it| self.quote(site.side, it.line, &it.text))
                .listed();
            blocks.push(Block::Quotes(quotes));
            if rest > 0 {
                blocks.push(Block::Facts(vec![fact(
                    &self.site(site.side),
                    &self.lang.more(rest),
                )]));
            }
        }
    }

    fn repairs(&self, site: &Site) -> String {
        let repairs: Vec<_> = site
            .repairs
            .iter()
            .map(|it| {
                format!(
                    "{} {}",
                    self.lang.repair(it.kind),
                    self.lang.times(it.count)
                )
            })
            .listed();
        repairs.join(self.words.comma)
    }

    fn device(&self, site: &Site) -> String {
        let device: Vec<_> = [&site.model, &site.revision]
            .into_iter()
            .filter_map(Option::as_deref)
            .listed();
        if device.is_empty() {
            self.site(site.side)
        } else {
            format!("{} ({})", self.site(site.side), device.join(" Rev."))
        }
    }

    fn outputs(&self, site: &Site) -> Vec<String> {
        let (shown, rest) = capped(&site.outputs, OUTPUTS);
        let mut lines: Vec<_> = shown.iter().map(|output| self.output(output)).listed();
        if lines.is_empty() {
            lines.push(self.words.nothing_read.to_owned());
        }
        if rest > 0 {
            lines.push(self.lang.more(rest));
        }
        lines
    }

    fn output(&self, output: &Output) -> String {
        let span = self.lang.lines_span(output.first_line, output.last_line);
        let remarks: Vec<_> = [
            Some(span.as_str()),
            self.lang.output_state(output.state),
            (!output.analysed).then_some(self.words.not_analysed),
        ]
        .into_iter()
        .flatten()
        .listed();
        format!("{} ({})", output.command, remarks.join(self.words.comma))
    }
}
