//! Turns the ladders of the sites into one table: a row per rung, a column per site.

use super::super::{Finding, Rung, RungState, Site, label};
use super::{Block, Context};
use crate::text::Listed;

/// At most so many sites stand side by side.
const SITES: usize = 4;

impl Context<'_> {
    pub(super) fn ladders(&self, blocks: &mut Vec<Block>) {
        let sites = self
            .report
            .sites
            .iter()
            .filter(|site| tells_something(site));
        let sites: Vec<&Site> = sites.listed();
        let Some(first) = sites.first().filter(|_| sites.len() <= SITES) else {
            return;
        };
        let mut head = vec![self.words.rung.to_owned()];
        head.extend(sites.iter().map(|site| self.site(site.side)));
        let rows = first.ladder.iter().enumerate().map(|(at, rung)| {
            let mut row = vec![label::rung(rung.rung).to(self.lang).to_owned()];
            let of_sites = sites.iter().filter_map(|site| site.ladder.get(at));
            row.extend(of_sites.map(|rung| self.rung_state(rung)));
            row
        });
        let rows = rows.listed();
        blocks.push(Block::Section(self.words.ladder.to_owned()));
        blocks.push(Block::Table { head, rows });
    }

    fn rung_state(&self, rung: &Rung) -> String {
        let state = label::rung_state(rung).to(self.lang);
        let finding = rung.finding.and_then(|at| self.report.findings.get(at));
        match finding {
            Some(Finding { id, .. }) => format!("{state} [{id}]"),
            None => state.to_owned(),
        }
    }
}

/// Whether anything of a site's ladder was pasted.
fn tells_something(site: &Site) -> bool {
    site.ladder
        .iter()
        .any(|it| it.state != RungState::NotPasted)
}
