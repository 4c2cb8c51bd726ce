//! Turns one pair into its picture: two routers, and between them each SA with a clasp in its middle.
//!
//! There are two drawings, lying and upright; the style sheet shows the one that fits the width.

use super::node::Element;
use super::order;
use super::parts;
use super::screen::{Lang, Screen};
use super::shape::{self, Tone};
use super::svg::{self, Anchor, fit, label};
use super::words;
use crate::report::{Flow, IkePair, IkeSa, IpsecSa, Pair, PairEnd, SaState};
use crate::text::Listed;

/// One SA as it is drawn: what stands at each end, and how the ends meet.
struct Strand {
    state: SaState,
    /// Towards `b`, towards `a`, or both ways.
    way: Way,
    a: EndText,
    b: EndText,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Both,
    ToB,
    ToA,
}

/// What stands at one end of a strand.
struct EndText {
    present: bool,
    head: String,
    spi: String,
    note: String,
}

/// How many strands are drawn before the rest is only counted.
struct Room {
    ike: usize,
    flows: usize,
}

/// Both drawings of one pair.
pub fn drawings(pair: &Pair, screen: &Screen<'_>) -> Vec<Element> {
    vec![lying(pair, screen), upright(pair, screen)]
}

/// How many SA pairs the lying drawing leaves out.
pub fn left_out(pair: &Pair) -> usize {
    let shown = strands_shown(pair, &WIDE);
    (pair.ike.len() + pair.flows.len()).saturating_sub(shown)
}

const WIDE: Room = Room { ike: 2, flows: 4 };
const TALL: Room = Room { ike: 1, flows: 2 };

fn strands_shown(pair: &Pair, room: &Room) -> usize {
    pair.ike.len().min(room.ike) + chosen(pair, room).len()
}

/// The flows that are drawn: the first of each direction first, what does not fit before what does.
fn chosen<'p>(pair: &'p Pair, room: &Room) -> Vec<&'p Flow> {
    let towards = |to_b: bool| {
        let flows = pair
            .flows
            .iter()
            .filter(|flow| (flow.from == Some(pair.a.side)) == to_b);
        order::of_flows(&flows.listed())
    };
    let (to_b, to_a) = (towards(true), towards(false));
    let longest = to_b.len().max(to_a.len());
    (0..longest)
        .flat_map(|i| [to_b.get(i).copied(), to_a.get(i).copied()])
        .flatten()
        .take(room.flows)
        .listed()
}

fn strands(pair: &Pair, room: &Room, screen: &Screen<'_>) -> Vec<Strand> {
    let ike = pair
        .ike
        .iter()
        .take(room.ike)
        .map(|ike| ike_strand(ike, pair, screen));
    let flows = chosen(pair, room)
        .into_iter()
        .map(|flow| flow_strand(flow, pair, screen));
    ike.chain(flows).listed()
}

fn ike_strand(ike: &IkePair, pair: &Pair, screen: &Screen<'_>) -> Strand {
    let end = |sa: Option<&IkeSa>, pasted: bool| EndText {
        present: sa.is_some(),
        head: "IKE".to_owned(),
        spi: sa.map_or_else(
            || absent(ike.state, pasted, screen),
            |sa| {
                sa.spi
                    .as_deref()
                    .map_or_else(|| unknown(screen), |spi| fit(spi, 18))
            },
        ),
        note: sa
            .map(|sa| note(sa.remaining_secs, screen))
            .unwrap_or_default(),
    };
    Strand {
        state: ike.state,
        way: Way::Both,
        a: end(ike.a.as_ref(), true),
        b: end(ike.b.as_ref(), pair.b.is_some()),
    }
}

fn flow_strand(flow: &Flow, pair: &Pair, screen: &Screen<'_>) -> Strand {
    let end = |sa: Option<&IpsecSa>, head: words::Say, pasted: bool| EndText {
        present: sa.is_some(),
        head: head.to(screen.lang).to_owned(),
        spi: sa.map_or_else(
            || absent(flow.state, pasted, screen),
            |sa| {
                sa.spi
                    .as_deref()
                    .map_or_else(|| unknown(screen), |spi| fit(spi, 10))
            },
        ),
        note: sa
            .map(|sa| note(sa.remaining_secs, screen))
            .unwrap_or_default(),
    };
    let to_b = flow.from == Some(pair.a.side);
    let b_pasted = pair.b.is_some();
    let sender = end(flow.sender.as_ref(), words::SEND, to_b || b_pasted);
    let receiver = end(flow.receiver.as_ref(), words::RECEIVE, !to_b || b_pasted);
    if to_b {
        Strand {
            state: flow.state,
            way: Way::ToB,
            a: sender,
            b: receiver,
        }
    } else {
        Strand {
            state: flow.state,
            way: Way::ToA,
            a: receiver,
            b: sender,
        }
    }
}

fn absent(state: SaState, pasted: bool, screen: &Screen<'_>) -> String {
    parts::no_sa(state, pasted).to(screen.lang).to_owned()
}

fn unknown(screen: &Screen<'_>) -> String {
    words::SPI_UNKNOWN.to(screen.lang).to_owned()
}

fn note(secs: Option<u32>, screen: &Screen<'_>) -> String {
    secs.map(|secs| words::with::left(secs, screen.lang))
        .unwrap_or_default()
}

/// Name, model and numbers of one end, as they stand on a router.
fn plate(end: Option<&PairEnd>, screen: &Screen<'_>) -> Vec<String> {
    let Some(end) = end else {
        return vec![
            "？".to_owned(),
            words::NOT_PASTED.to(screen.lang).to_owned(),
        ];
    };
    let model = screen.site(end.side).and_then(|site| site.model.clone());
    let numbers = [(end.gateway, None), (None, end.tunnel)]
        .map(|(gateway, tunnel)| words::with::end(gateway, tunnel, screen.lang));
    let lines = std::iter::once(screen.name(end.side))
        .chain(model)
        .chain(numbers);
    lines.filter(|line| !line.is_empty()).listed()
}

fn whole(width: i32, height: i32, pair: &Pair, screen: &Screen<'_>) -> Element {
    let a = screen.name(pair.a.side);
    let b = pair.b.as_ref().map_or_else(
        || words::NOT_PASTED.to(screen.lang).to_owned(),
        |end| screen.name(end.side),
    );
    svg::picture(width, height)
        .role("img")
        .aria_label(words::with::picture(&a, &b, screen.lang))
}

/// A router: its name large, the other lines small under it, all in the middle of its box.
fn router(at: (i32, i32), size: (i32, i32), lines: &[String]) -> Element {
    let (x, middle) = (at.0 + size.0 / 2, at.1 + size.1 / 2);
    let cells = usize::try_from(size.0 / 8).unwrap_or_default();
    let count = i32::try_from(lines.len()).unwrap_or_default();
    let top = middle + 5 - 20 * (count - 1) / 2;
    let texts = lines.iter().zip(0..).map(|(line, row)| {
        let (class, cells) = if row == 0 {
            ("name", cells - 4)
        } else {
            ("plate", cells)
        };
        label((x, top + 20 * row), Anchor::Middle, fit(line, cells)).class(class)
    });
    svg::group().with(svg::rect(at, size, 12)).all(texts)
}

fn routers(pair: &Pair, at: [(i32, i32); 2], size: (i32, i32), screen: &Screen<'_>) -> Element {
    // Upright, there is no height for four lines: the numbers share one.
    let shorten = |mut lines: Vec<String>| {
        if size.1 < 100 && lines.len() > 3 {
            let rest = lines.split_off(2).join(" · ");
            lines.push(rest);
        }
        lines
    };
    let [a, b] = at;
    svg::group()
        .with(router(a, size, &shorten(plate(Some(&pair.a), screen))).class("router"))
        .with(
            router(b, size, &shorten(plate(pair.b.as_ref(), screen))).class(if pair.b.is_some() {
                "router"
            } else {
                "router absent"
            }),
        )
}

// The lying drawing: routers left and right, one row per strand.

const LYING: (i32, i32) = (176, 784);
const ROW: i32 = 84;

fn lying(pair: &Pair, screen: &Screen<'_>) -> Element {
    let strands = strands(pair, &WIDE, screen);
    let rows = i32::try_from(strands.len()).unwrap_or_default().max(1);
    let height = rows * ROW + 8;
    let box_height = height.min(2 * ROW + 8);
    let top = (height - box_height) / 2;
    let size = (LYING.0 - 1, box_height - 2);
    let rows = strands
        .iter()
        .zip(0..)
        .map(|(strand, row)| lying_row(strand, 4 + row * ROW, screen.lang));
    whole(960, height, pair, screen)
        .class("lying")
        .all(rows)
        .with(routers(
            pair,
            [(1, top + 1), (LYING.1, top + 1)],
            size,
            screen,
        ))
}

fn lying_row(strand: &Strand, top: i32, lang: Lang) -> Element {
    let (from, to) = (LYING.0 + 14, LYING.1 - 14);
    let middle = i32::midpoint(from, to);
    let y = top + ROW / 2;
    let tone = Tone::from(strand.state);
    let word = words::sa_state(strand.state).to(lang);
    let half = |present: bool, x1: i32, x2: i32| {
        svg::line((x1, y), (x2, y)).class(if present { "lead" } else { "lead none" })
    };
    let texts = |end: &EndText, x: i32, anchor: Anchor| {
        svg::group()
            .class(if end.present { "end" } else { "end none" })
            .with(label((x, y - 14), anchor, format!("{} {}", end.head, end.spi)).class("spi"))
            .with(label((x, y + 24), anchor, end.note.clone()).class("note"))
    };
    svg::group()
        .class(if strand.way == Way::Both {
            "strand ike"
        } else {
            "strand"
        })
        .class(tone.class())
        .with(half(strand.a.present, from, middle - 22))
        .with(half(strand.b.present, middle + 22, to))
        .maybe(
            (strand.way == Way::ToB).then(|| tip((to + 2, y), "M0 0l-15 -8v16z", strand.b.present)),
        )
        .maybe(
            (strand.way == Way::ToA)
                .then(|| tip((from - 2, y), "M0 0l15 -8v16z", strand.a.present)),
        )
        .with(svg::group_at(middle, y).with(shape::clasp(tone)))
        .with(label((middle, y + 35), Anchor::Middle, word).class("word"))
        .maybe(
            (strand.way == Way::Both).then(|| {
                label((middle, y - 25), Anchor::Middle, words::IKE_SA.to(lang)).class("note")
            }),
        )
        .with(texts(&strand.a, from + 14, Anchor::Start))
        .with(texts(&strand.b, to - 14, Anchor::End))
}

fn tip(at: (i32, i32), d: &'static str, present: bool) -> Element {
    svg::group_at(at.0, at.1)
        .class(if present { "tip" } else { "tip none" })
        .with(svg::path(d))
}

// The upright drawing: routers above and below, one column per strand.

const UPRIGHT_WIDTH: i32 = 340;
const UPRIGHT: (i32, i32) = (84, 344);

fn upright(pair: &Pair, screen: &Screen<'_>) -> Element {
    let strands = strands(pair, &TALL, screen);
    let count = i32::try_from(strands.len()).unwrap_or_default().max(1);
    let column = UPRIGHT_WIDTH / count;
    let size = (UPRIGHT_WIDTH - 2, UPRIGHT.0 - 2);
    let columns = strands
        .iter()
        .zip(0..)
        .map(|(strand, at)| upright_column(strand, at * column, screen.lang));
    whole(UPRIGHT_WIDTH, UPRIGHT.1 + UPRIGHT.0 + 2, pair, screen)
        .class("upright")
        .all(columns)
        .with(routers(pair, [(1, 1), (1, UPRIGHT.1 + 1)], size, screen))
}

fn upright_column(strand: &Strand, left: i32, lang: Lang) -> Element {
    let x = left + 20;
    let (from, to) = (UPRIGHT.0 + 8, UPRIGHT.1 - 8);
    let middle = i32::midpoint(from, to);
    let tone = Tone::from(strand.state);
    let word = words::sa_state(strand.state).to(lang);
    let half = |present: bool, y1: i32, y2: i32| {
        svg::line((x, y1), (x, y2)).class(if present { "lead" } else { "lead none" })
    };
    let texts = |end: &EndText, y: i32| {
        // Two lines: a column has no room for more than a dozen letters.
        let spi = if strand.way == Way::Both {
            fit(&end.spi, 10)
        } else {
            end.spi.clone()
        };
        svg::group()
            .class(if end.present { "end" } else { "end none" })
            .with(label((x + 16, y), Anchor::Start, end.head.clone()).class("note"))
            .with(label((x + 16, y + 18), Anchor::Start, spi).class("spi"))
    };
    svg::group()
        .class(if strand.way == Way::Both {
            "strand ike"
        } else {
            "strand"
        })
        .class(tone.class())
        .with(half(strand.a.present, from, middle - 22))
        .with(half(strand.b.present, middle + 22, to))
        .maybe(
            (strand.way == Way::ToB).then(|| tip((x, to + 2), "M0 0l-8 -15h16z", strand.b.present)),
        )
        .maybe(
            (strand.way == Way::ToA)
                .then(|| tip((x, from - 2), "M0 0l-8 15h16z", strand.a.present)),
        )
        .with(svg::group_at(x, middle).with(shape::clasp(tone)))
        .with(label((x + 22, middle + 5), Anchor::Start, word).class("word"))
        .with(texts(&strand.a, from + 26))
        .with(texts(&strand.b, to - 38))
}
