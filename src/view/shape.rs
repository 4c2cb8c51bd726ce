//! Turns a state into a class and a shape, so that it is told by form as well as by colour.

use super::node::Element;
use super::svg;
use crate::report::{AttributeState, OutputState, RungState, SaState, Severity, State};

/// The four things a state can mean; the style sheet has one colour for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It fits.
    Fit,
    /// It does not fit.
    Misfit,
    /// One side only, or not quite.
    Partial,
    /// Nobody can tell.
    Veiled,
}

impl Tone {
    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Misfit => "misfit",
            Self::Partial => "partial",
            Self::Veiled => "veiled",
        }
    }
}

impl From<State> for Tone {
    fn from(state: State) -> Self {
        match state {
            State::Up => Self::Fit,
            State::Degraded => Self::Partial,
            State::Down => Self::Misfit,
            State::Unknown => Self::Veiled,
        }
    }
}

impl From<SaState> for Tone {
    fn from(state: SaState) -> Self {
        match state {
            SaState::Matched => Self::Fit,
            SaState::Mismatched => Self::Misfit,
            SaState::OneSided => Self::Partial,
            SaState::Unverifiable => Self::Veiled,
        }
    }
}

impl From<AttributeState> for Tone {
    fn from(state: AttributeState) -> Self {
        match state {
            AttributeState::Same => Self::Fit,
            AttributeState::Differs => Self::Misfit,
            AttributeState::Tolerated => Self::Partial,
            AttributeState::Unknown => Self::Veiled,
        }
    }
}

impl From<Severity> for Tone {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Blocks => Self::Misfit,
            Severity::Degrades => Self::Partial,
            Severity::Input | Severity::Risk => Self::Veiled,
        }
    }
}

/// The sign before a recognised command.
pub fn output_sign(state: OutputState) -> &'static str {
    match state {
        OutputState::Whole => "✓",
        OutputState::Cut => "◐",
        OutputState::Empty => "∅",
        OutputState::Error => "!",
    }
}

/// A sign in a circle, triangle or square, 24 units wide.
pub fn sign(tone: Tone) -> Element {
    let (outline, inside) = match tone {
        Tone::Fit => (
            "M12 1.5a10.5 10.5 0 1 1 0 21a10.5 10.5 0 0 1 0-21z",
            "M7 12.5l3.5 3.5l6.5-7.5",
        ),
        Tone::Misfit => (
            "M7.8 1.5h8.4l6.3 6.3v8.4l-6.3 6.3H7.8L1.5 16.2V7.8z",
            "M8.2 8.2l7.6 7.6M15.8 8.2l-7.6 7.6",
        ),
        Tone::Partial => ("M12 2.2L23 21.5H1z", "M12 9v6M12 17.6v1.2"),
        Tone::Veiled => (
            "M3 1.5h18a1.5 1.5 0 0 1 1.5 1.5v18a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 21V3A1.5 1.5 0 0 1 3 1.5z",
            "M8.7 9.2a3.4 3.4 0 1 1 4.9 3c-1.1.6-1.6 1.1-1.6 2.3M12 17.4v1.2",
        ),
    };
    svg::picture(24, 24)
        .class("sign")
        .class(tone.class())
        .decorative()
        .with(svg::path(outline).class("body"))
        .with(svg::path(inside).class("mark"))
}

/// The sign of a rung: full where an output shows it, a ring where nothing does.
pub fn rung_sign(state: RungState) -> Element {
    match state {
        RungState::Passed => sign(Tone::Fit),
        RungState::Failed => sign(Tone::Misfit),
        RungState::Open => sign(Tone::Veiled),
        RungState::Implied => ring(Tone::Fit, Some("M7.5 12.5l3.2 3.2l6-7")),
        RungState::Absent => ring(Tone::Partial, Some("M5.5 18.5l13-13")),
        RungState::NotPasted => ring(Tone::Veiled, None).class("dotted"),
    }
}

fn ring(tone: Tone, inside: Option<&'static str>) -> Element {
    svg::picture(24, 24)
        .class("sign")
        .class("ring")
        .class(tone.class())
        .decorative()
        .with(svg::circle((12, 12), 9).class("body"))
        .maybe(inside.map(|inside| svg::path(inside).class("mark")))
}

/// The clasp where two SAs meet, around the origin, 40 units wide.
///
/// Closed: two hooks make one ring around a check. Open: they stand apart, out of line.
/// Half: the second hook is missing. Veiled: a curtain hides whether they meet.
pub fn clasp(tone: Tone) -> Element {
    let group = svg::group().class("clasp").class(tone.class());
    match tone {
        Tone::Fit => group
            .with(svg::circle((0, 0), 15).class("ring"))
            .with(svg::path("M-6 .5l4.5 4.5l8-9").class("mark")),
        Tone::Misfit => group
            .with(svg::path("M-5 -17a13 13 0 0 0 0 26").class("ring"))
            .with(svg::path("M5 -9a13 13 0 0 1 0 26").class("ring"))
            .with(svg::path("M-3.6 -3.6l7.2 7.2M3.6 -3.6l-7.2 7.2").class("mark")),
        Tone::Partial => group
            .with(svg::path("M0 -15a15 15 0 0 0 0 30").class("ring"))
            .with(svg::path("M0 -15a15 15 0 0 1 0 30").class("ghost")),
        Tone::Veiled => group
            .with(svg::rect((-15, -15), (30, 30), 4).class("ring"))
            .with(svg::path("M-15 -3L-3 -15M-15 9L9 -15M-9 15L15 -9M3 15L15 3").class("veil"))
            .with(svg::circle((0, 0), 9).class("hole"))
            .with(
                svg::path("M-2.6 -2a2.6 2.6 0 1 1 3.8 2.3c-.8.5-1.2.8-1.2 1.7M0 4.6v.6")
                    .class("mark"),
            ),
    }
}
