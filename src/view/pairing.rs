//! Turns the pairs of gateways into a list to pick from, a picture and the tables that say the same.

use super::action::Action;
use super::drawing;
use super::findings::line_button;
use super::node::{Element, Tag, el};
use super::order;
use super::parts::{self, fold, td, th};
use super::screen::Screen;
use super::settings;
use super::shape::Tone;
use super::words;
use crate::report::{
    Attribute, AttributeValue, Flow, IkePair, IkeSa, IpsecSa, Letter, Pair, PairEnd, Report,
    SaState,
};
use crate::text::Listed;

/// How many rows a table shows at once, and how many more its fold holds.
const ROWS: usize = 12;
/// So many pairs are overlooked at a glance.
const FEW: usize = 8;
const FOLDED_ROWS: usize = 200;

/// The id of the field that narrows the list of pairs.
pub const FILTER_ID: &str = "pair-filter";

/// The picker, where there is something to pick, and the picked pair.
pub fn part(report: &Report, screen: &Screen<'_>) -> Option<Element> {
    let shown = shown(report, screen)?;
    let pair = report.pairs.get(shown)?;
    // Two boxes with nothing between them would say less than the ladder above.
    let empty = pair.ike.is_empty() && pair.flows.is_empty();
    if empty && report.pairs.len() == 1 {
        return None;
    }
    let order = order::of_pairs(&report.pairs);
    let picker = (report.pairs.len() > 1).then(|| picker(report, &order, shown, screen));
    Some(
        el(Tag::Section)
            .class("card")
            .id("pairing")
            .labelled_by("pairing-title")
            .with(
                el(Tag::H3)
                    .id("pairing-title")
                    .text(words::PAIRING.to(screen.lang)),
            )
            .maybe(picker)
            .maybe((!empty).then(|| picture(pair, shown, screen))),
    )
}

/// The pair that the reader picked, else the worst.
pub fn shown(report: &Report, screen: &Screen<'_>) -> Option<usize> {
    screen
        .picked
        .filter(|index| *index < report.pairs.len())
        .or_else(|| order::of_pairs(&report.pairs).first().copied())
}

fn picker(report: &Report, order: &[usize], shown: usize, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let wanted = screen.filter.trim().to_ascii_lowercase();
    let found = order.iter().filter(|index| {
        let pair = report.pairs.get(**index);
        pair.is_some_and(|it| ends(it, screen).to_ascii_lowercase().contains(&wanted))
    });
    let found: Vec<usize> = found.copied().listed();
    let rows = found.iter().filter_map(|index| {
        let pair = report.pairs.get(*index)?;
        let names = ends(pair, screen);
        let differing = settings::differing(pair);
        let differing = (differing > 0).then(|| {
            let text = words::settings::differing(differing, lang);
            el(Tag::Span).class("detail").text(text)
        });
        let fits = pair
            .flows
            .iter()
            .filter(|flow| flow.state == SaState::Matched)
            .count();
        Some(
            el(Tag::Tr)
                .keyed(index.to_string())
                .class(if *index == shown { "picked" } else { "row" })
                .with(td().with(parts::state(
                    pair.verdict.state.into(),
                    words::state(pair.verdict.state),
                    screen,
                )))
                .with(
                    td().with(
                        parts::button(names, &Action::Pair(*index))
                            .class("link")
                            .pressed(*index == shown),
                    ),
                )
                .with(
                    td().class("number")
                        .text(format!("{fits}/{}", pair.flows.len())),
                )
                .with(
                    td().class("wide")
                        .text(pair.verdict.headline.of(lang))
                        .maybe(differing),
                ),
        )
    });
    el(Tag::Div)
        .keyed("picker")
        .class("picker")
        .with(el(Tag::P).class("hint").text(words::PAIRS_HINT.to(lang)))
        .maybe((order.len() > FEW).then(|| filter(found.len(), order.len(), screen)))
        .with(
            parts::scroller(words::PAIRS, screen)
                .with(el(Tag::Table).class("pairs").with(el(Tag::Tbody).all(rows))),
        )
}

/// The field that narrows a long list.
fn filter(shown: usize, all: usize, screen: &Screen<'_>) -> Element {
    let count = (shown < all).then(|| {
        let text = words::settings::listed(shown, all, screen.lang);
        el(Tag::Span).class("hint").text(text)
    });
    el(Tag::P)
        .class("filter")
        .with(
            el(Tag::Label)
                .labels(FILTER_ID)
                .text(words::settings::FILTER.to(screen.lang)),
        )
        .with(
            el(Tag::Input)
                .id(FILTER_ID)
                .set("type", "search")
                .set("autocomplete", "off")
                .set("spellcheck", "false"),
        )
        .with(el(Tag::Span).live().maybe(count))
}

/// Both ends of a pair in one line.
pub(super) fn ends(pair: &Pair, screen: &Screen<'_>) -> String {
    let end = |end: &PairEnd| {
        let numbers = words::with::end(end.gateway, end.tunnel, screen.lang);
        format!("{} {numbers}", screen.name(end.side))
            .trim_end()
            .to_owned()
    };
    match &pair.b {
        Some(b) => format!("{} ⇄ {}", end(&pair.a), end(b)),
        None => format!(
            "{} ⇄ {}",
            end(&pair.a),
            words::role(pair.role).to(screen.lang)
        ),
    }
}

fn picture(pair: &Pair, index: usize, screen: &Screen<'_>) -> Element {
    let left_out = drawing::left_out(pair);
    let more = (left_out > 0).then(|| {
        el(Tag::P)
            .class("hint")
            .text(words::with::more(left_out, screen.lang))
    });
    let has_any = pair.attributes.iter().any(|it| it.rule.is_none());
    let attributes = has_any.then(|| attributes(pair, screen));
    el(Tag::Div)
        .class("pair")
        .keyed(format!("pair-{index}"))
        .with(
            el(Tag::Div)
                .class("drawing")
                .all(drawing::drawings(pair, screen)),
        )
        .maybe(more)
        .with(fold("sa-table", words::AS_TABLE.to(screen.lang)).with(sa_table(pair, screen)))
        .maybe(attributes)
}

fn sa_table(pair: &Pair, screen: &Screen<'_>) -> Element {
    let mut rows: Vec<Element> = pair
        .ike
        .iter()
        .map(|ike| ike_row(ike, pair, screen))
        .listed();
    let flows = order::of_flows(&pair.flows.iter().listed());
    rows.extend(
        flows
            .iter()
            .take(ROWS + FOLDED_ROWS)
            .map(|flow| flow_row(flow, screen)),
    );
    let hidden = flows.len().saturating_sub(ROWS + FOLDED_ROWS);
    let folded = rows.split_off(rows.len().min(ROWS));
    let count = folded.len() + hidden;
    let more = (count > 0).then(|| {
        fold("more-sas", words::with::more(count, screen.lang))
            .with(table(folded, screen))
            .maybe((hidden > 0).then(|| {
                el(Tag::P)
                    .class("hint")
                    .text(words::with::more_in_json(hidden, screen.lang))
            }))
    });
    el(Tag::Div).with(table(rows, screen)).maybe(more)
}

fn table(rows: Vec<Element>, screen: &Screen<'_>) -> Element {
    let heads = [
        words::STATE,
        words::DIRECTION,
        words::SENDER,
        words::RECEIVER,
    ];
    parts::scroller(words::PAIRING, screen).with(
        el(Tag::Table)
            .class("sas")
            .with(el(Tag::Thead).with(el(Tag::Tr).all(heads.map(|head| th(head.to(screen.lang))))))
            .with(el(Tag::Tbody).all(rows)),
    )
}

fn ike_row(ike: &IkePair, pair: &Pair, screen: &Screen<'_>) -> Element {
    let side = |sa: Option<&IkeSa>, letter: Option<Letter>| {
        let facts = sa.map(|sa| {
            let details = [sa.algorithm.clone(), left(sa.remaining_secs, screen)];
            (sa.spi.clone(), details, sa.lines.clone())
        });
        sa_cell(facts, ike.state, letter, screen)
    };
    el(Tag::Tr)
        .with(td().with(parts::state(
            ike.state.into(),
            words::sa_state(ike.state),
            screen,
        )))
        .with(td().text(words::IKE_SA.to(screen.lang)))
        .with(side(ike.a.as_ref(), Some(pair.a.side)))
        .with(side(ike.b.as_ref(), pair.b.as_ref().map(|end| end.side)))
}

fn flow_row(flow: &Flow, screen: &Screen<'_>) -> Element {
    let side = |sa: Option<&IpsecSa>, letter: Option<Letter>| {
        let facts = sa.map(|sa| {
            let algorithms = [&sa.encryption, &sa.integrity].into_iter().flatten();
            let kind = sa
                .protocol
                .as_deref()
                .into_iter()
                .chain(algorithms.map(String::as_str))
                .listed()
                .join(" · ");
            (
                sa.spi.clone(),
                [Some(kind), left(sa.remaining_secs, screen)],
                sa.lines.clone(),
            )
        });
        sa_cell(facts, flow.state, letter, screen)
    };
    let called = |letter: Option<Letter>| {
        letter.map_or_else(|| "？".to_owned(), |letter| screen.name(letter))
    };
    el(Tag::Tr)
        .with(td().with(parts::state(
            flow.state.into(),
            words::sa_state(flow.state),
            screen,
        )))
        .with(td().text(words::with::direction(&called(flow.from), &called(flow.to))))
        .with(side(flow.sender.as_ref(), flow.from))
        .with(side(flow.receiver.as_ref(), flow.to))
}

fn left(secs: Option<u32>, screen: &Screen<'_>) -> Option<String> {
    secs.map(|secs| words::with::left(secs, screen.lang))
}

type SaFacts = (Option<String>, [Option<String>; 2], Vec<u32>);

/// One SA in a table: SPI, what it is made of, and the first line it was read from.
fn sa_cell(
    facts: Option<SaFacts>,
    state: SaState,
    letter: Option<Letter>,
    screen: &Screen<'_>,
) -> Element {
    let Some((spi, details, lines)) = facts else {
        let word = parts::no_sa(state, letter.is_some());
        return td().class("none").text(word.to(screen.lang));
    };
    let spi = spi.map_or_else(
        || {
            el(Tag::Span)
                .class("none")
                .text(words::SPI_UNKNOWN.to(screen.lang))
        },
        parts::code,
    );
    let details = details
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty());
    let source = letter
        .zip(lines.first())
        .map(|(side, line)| line_button(side, *line, screen));
    td().with(spi)
        .all(details.map(|text| el(Tag::Span).class("detail").text(text)))
        .maybe(source)
}

/// Properties of the SAs of both ends side by side, what differs first.
fn attributes(pair: &Pair, screen: &Screen<'_>) -> Element {
    // The settings have a table of their own.
    let of_sas = pair.attributes.iter().filter(|it| it.rule.is_none());
    let of_sas: Vec<&Attribute> = of_sas.listed();
    let order = order::of_values(of_sas.iter().map(|attribute| attribute.state));
    let list = order.into_iter().filter_map(|index| of_sas.get(index));
    let names = [Some(pair.a.side), pair.b.as_ref().map(|end| end.side)]
        .map(|side| side.map_or_else(|| "？".to_owned(), |side| screen.name(side)));
    let [a, b] = names;
    let heads = [
        words::ATTRIBUTE.to(screen.lang).to_owned(),
        a,
        b,
        words::STATE.to(screen.lang).to_owned(),
    ];
    let rows = list.map(|attribute| {
        el(Tag::Tr)
            .keyed(attribute.name)
            .with(
                el(Tag::Th)
                    .scope("row")
                    .text(attribute.label.of(screen.lang)),
            )
            .with(value_cell(attribute.a.as_ref(), Some(pair.a.side), screen))
            .with(value_cell(
                attribute.b.as_ref(),
                pair.b.as_ref().map(|end| end.side),
                screen,
            ))
            .with(td().with(parts::state(
                Tone::from(attribute.state),
                words::attribute_state(attribute.state),
                screen,
            )))
    });
    fold("attributes", words::ATTRIBUTES.to(screen.lang)).with(
        parts::scroller(words::ATTRIBUTES, screen).with(
            el(Tag::Table)
                .class("attributes")
                .with(el(Tag::Thead).with(el(Tag::Tr).all(heads.map(th))))
                .with(el(Tag::Tbody).all(rows)),
        ),
    )
}

fn value_cell(
    value: Option<&AttributeValue>,
    side: Option<Letter>,
    screen: &Screen<'_>,
) -> Element {
    let Some(value) = value else {
        return td().class("none").text("–");
    };
    let source = side
        .zip(value.line)
        .map(|(side, line)| line_button(side, line, screen));
    td().with(parts::code(value.value.clone())).maybe(source)
}
