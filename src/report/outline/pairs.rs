//! Turns pairs of gateways into a count, the SAs of the noteworthy ones side by side, and a line for
//! each of the others.

use super::super::{
    Attribute, AttributeState, AttributeValue, Flow, IkePair, IkeSa, IpsecSa, Pair, PairEnd, Role,
    SaState, State, label,
};
use super::{Block, Context, capped, fact};
use crate::text::Listed;

/// So few pairs are all shown in full.
const FEW: usize = 3;
/// At most so many pairs are shown in full.
const IN_FULL: usize = 12;
/// At most so many of the other pairs get a line.
const IN_BRIEF: usize = 20;
/// At most so many SAs of one pair get a row.
const ROWS: usize = 24;

impl Context<'_> {
    pub(super) fn pairs(&self, blocks: &mut Vec<Block>) {
        let pairs = &self.report.pairs;
        // A lone pair of which nothing was read would be a heading over nothing.
        let nothing = |pair: &Pair| pair.ike.is_empty() && pair.flows.is_empty();
        if pairs.is_empty() || (pairs.len() == 1 && pairs.iter().all(nothing)) {
            return;
        }
        blocks.push(Block::Section(self.words.pairs.to_owned()));
        if pairs.len() > 1 {
            blocks.push(Block::Facts(self.counts()));
        }
        let (mut full, mut brief): (Vec<&Pair>, Vec<&Pair>) = pairs
            .iter()
            .partition(|pair| pairs.len() <= FEW || is_noteworthy(pair));
        if full.len() > IN_FULL {
            brief.splice(0..0, full.split_off(IN_FULL));
        }
        for pair in &full {
            self.pair(pair, blocks);
        }
        self.brief(&brief, full.is_empty(), blocks);
    }

    /// How many pairs there are of each kind, and of the site-to-site ones in each state.
    fn counts(&self) -> Vec<String> {
        let pairs = &self.report.pairs;
        let of_role = |role: Role| pairs.iter().filter(move |it| it.role == role);
        let states = [State::Up, State::Degraded, State::Down, State::Unknown];
        let states = states.into_iter().map(|state| {
            let all = of_role(Role::SiteToSite);
            (state, all.filter(|it| it.verdict.state == state).count())
        });
        let states = states.filter(|(_, count)| *count > 0);
        let states = states
            .map(|(state, count)| self.lang.count_of_state(state, count))
            .listed();
        let roles = [Role::SiteToSite, Role::RemoteAccess, Role::OtherPeer];
        roles
            .into_iter()
            .map(|role| (role, of_role(role).count()))
            .filter(|(_, count)| *count > 0)
            .map(|(role, count)| {
                let line = self.lang.count_of_role(role, count);
                match role {
                    Role::SiteToSite => format!("{line} ({})", states.join(self.words.comma)),
                    Role::RemoteAccess | Role::OtherPeer => line,
                }
            })
            .listed()
    }

    fn brief(&self, pairs: &[&Pair], alone: bool, blocks: &mut Vec<Block>) {
        if pairs.is_empty() {
            return;
        }
        if !alone {
            blocks.push(Block::Item(self.words.other_pairs.to_owned()));
        }
        let (shown, rest) = capped(pairs, IN_BRIEF);
        let mut lines: Vec<_> = shown
            .iter()
            .map(|pair| {
                fact(
                    &self.short_name(pair),
                    label::state(pair.verdict.state).to(self.lang),
                )
            })
            .listed();
        if rest > 0 {
            lines.push(self.lang.more(rest));
        }
        blocks.push(Block::Facts(lines));
    }

    fn pair(&self, pair: &Pair, blocks: &mut Vec<Block>) {
        blocks.push(Block::Item(self.pair_name(pair)));
        if pair.verdict.headline != self.report.verdict.headline {
            let headline = pair.verdict.headline.of(self.lang).to_owned();
            blocks.push(Block::Paragraph(headline));
        }
        if let Some(reason) = self.lang.matched_by(pair.matched_by) {
            blocks.push(Block::Facts(vec![fact(self.words.matched_by, reason)]));
        }
        self.sa_table(pair, blocks);
        self.differences(pair, blocks);
    }

    pub(super) fn pair_name(&self, pair: &Pair) -> String {
        let other = match &pair.b {
            Some(end) => self.end(end),
            None => self.words.unpasted_peer.to_owned(),
        };
        self.lang.between(&self.end(&pair.a), &other)
    }

    /// The pair on one line: the tunnels are what people know the pair by.
    fn short_name(&self, pair: &Pair) -> String {
        let mut short = pair.clone();
        for end in [Some(&mut short.a), short.b.as_mut()].into_iter().flatten() {
            end.gateway = end.gateway.filter(|_| end.tunnel.is_none());
        }
        self.pair_name(&short)
    }

    fn end(&self, end: &PairEnd) -> String {
        let numbers: Vec<_> = [
            end.gateway.map(|number| label::gateway(number, self.lang)),
            end.tunnel.map(|number| label::tunnel(number, self.lang)),
        ]
        .into_iter()
        .flatten()
        .listed();
        let site = self.site(end.side);
        if numbers.is_empty() {
            site
        } else {
            format!("{site} ({})", numbers.join(self.words.comma))
        }
    }

    fn sa_table(&self, pair: &Pair, blocks: &mut Vec<Block>) {
        let ike = pair.ike.iter().map(|ike| self.ike_row(pair, ike));
        let flows = pair.flows.iter().map(|flow| self.flow_row(pair, flow));
        let mut rows: Vec<Vec<String>> = ike.chain(flows).listed();
        if rows.is_empty() {
            return;
        }
        let (_, rest) = capped(&rows, ROWS);
        rows.truncate(rows.len() - rest);
        blocks.push(Block::Table {
            head: [
                self.words.direction,
                self.words.sender_spi,
                self.words.receiver_spi,
                self.words.state,
            ]
            .map(str::to_owned)
            .to_vec(),
            rows,
        });
        if rest > 0 {
            blocks.push(Block::Facts(vec![self.lang.more(rest)]));
        }
    }

    fn ike_row(&self, pair: &Pair, ike: &IkePair) -> Vec<String> {
        let spi = |sa: Option<&IkeSa>| match sa {
            Some(sa) => self.spi(sa.spi.as_deref()),
            None => self.absent(pair, ike.state),
        };
        vec![
            self.words.ike_sa.to_owned(),
            spi(ike.a.as_ref()),
            spi(ike.b.as_ref()),
            label::sa_state(ike.state).to(self.lang).to_owned(),
        ]
    }

    fn flow_row(&self, pair: &Pair, flow: &Flow) -> Vec<String> {
        let spi = |sa: Option<&IpsecSa>| match sa {
            Some(sa) => self.spi(sa.spi.as_deref()),
            None => self.absent(pair, flow.state),
        };
        let site = |letter: Option<_>| match letter {
            Some(letter) => self.site(letter),
            None => self.words.peer.to_owned(),
        };
        vec![
            self.lang.direction(&site(flow.from), &site(flow.to)),
            spi(flow.sender.as_ref()),
            spi(flow.receiver.as_ref()),
            label::sa_state(flow.state).to(self.lang).to_owned(),
        ]
    }

    fn spi(&self, spi: Option<&str>) -> String {
        spi.map_or_else(|| self.words.spi_not_shown.to_owned(), abbreviated)
    }

    /// What stands in place of an SA; only where both ends were read is there "none".
    fn absent(&self, pair: &Pair, state: SaState) -> String {
        let word = match state {
            _ if pair.b.is_none() => self.words.not_pasted,
            SaState::Unverifiable => self.words.not_known,
            SaState::Matched | SaState::Mismatched | SaState::OneSided => self.words.no_sa,
        };
        word.to_owned()
    }

    fn differences(&self, pair: &Pair, blocks: &mut Vec<Block>) {
        let Some(b) = &pair.b else { return };
        let rows: Vec<_> = pair
            .attributes
            .iter()
            .filter(|it| is_difference(it))
            .map(|attribute| self.attribute_row(attribute))
            .listed();
        if rows.is_empty() {
            return;
        }
        blocks.push(Block::Table {
            head: vec![
                self.words.attribute.to_owned(),
                self.site(pair.a.side),
                self.site(b.side),
                self.words.state.to_owned(),
            ],
            rows,
        });
    }

    fn attribute_row(&self, attribute: &Attribute) -> Vec<String> {
        let is_mirrored = attribute.rule == Some("mirror");
        let value = |value: Option<&AttributeValue>| {
            let Some(it) = value else {
                return String::new();
            };
            let text = match label::source(it.source).map(|it| it.to(self.lang)) {
                None => it.value.to_string(),
                Some(word) if it.value.is_empty() => word.to_owned(),
                Some(word) => format!("{} ({word})", it.value),
            };
            match it.command.filter(|_| is_mirrored) {
                Some(command) => format!("{command}: {text}"),
                None => text,
            }
        };
        vec![
            attribute.label.of(self.lang).to_owned(),
            value(attribute.a.as_ref()),
            value(attribute.b.as_ref()),
            label::attribute_state(attribute.state)
                .to(self.lang)
                .to_owned(),
        ]
    }
}

/// Whether a reader should know of it: what the peer need not know may differ.
fn is_difference(attribute: &Attribute) -> bool {
    let differs = matches!(
        attribute.state,
        AttributeState::Differs | AttributeState::Tolerated
    );
    differs && attribute.rule != Some("independent")
}

fn is_noteworthy(pair: &Pair) -> bool {
    pair.role == Role::SiteToSite && pair.verdict.state != State::Up
}

/// The first half of an IKE SA's 16 bytes would already fill a third of the line; its first four
/// bytes tell SAs apart.
fn abbreviated(spi: &str) -> String {
    match spi.get(..8) {
        Some(start) if spi.len() > 8 && spi.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            format!("{start}..")
        }
        _ => spi.to_owned(),
    }
}
