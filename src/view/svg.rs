//! Turns coordinates into SVG elements; the only place that knows geometry attributes.

use super::node::{Element, Tag, el};

/// A drawing of the given size, which the style sheet may scale.
pub fn picture(width: i32, height: i32) -> Element {
    el(Tag::Svg)
        .set("viewBox", format!("0 0 {width} {height}"))
        .set("width", width.to_string())
        .set("height", height.to_string())
        .set("focusable", "false")
}

/// A group of shapes.
pub fn group() -> Element {
    el(Tag::G)
}

/// A group moved to a place.
pub fn group_at(x: i32, y: i32) -> Element {
    el(Tag::G).set("transform", format!("translate({x} {y})"))
}

/// A path.
pub fn path(d: impl Into<String>) -> Element {
    el(Tag::Path).set("d", d.into())
}

/// A straight line.
pub fn line(from: (i32, i32), to: (i32, i32)) -> Element {
    el(Tag::Line)
        .set("x1", from.0.to_string())
        .set("y1", from.1.to_string())
        .set("x2", to.0.to_string())
        .set("y2", to.1.to_string())
}

/// A circle.
pub fn circle(center: (i32, i32), radius: i32) -> Element {
    el(Tag::Circle)
        .set("cx", center.0.to_string())
        .set("cy", center.1.to_string())
        .set("r", radius.to_string())
}

/// A rectangle with round corners.
pub fn rect(at: (i32, i32), size: (i32, i32), round: i32) -> Element {
    el(Tag::Rect)
        .set("x", at.0.to_string())
        .set("y", at.1.to_string())
        .set("width", size.0.to_string())
        .set("height", size.1.to_string())
        .set("rx", round.to_string())
}

/// A drawing as wide as its place and so many pixels high; what is in it lies at hundredths of the width.
pub fn strip(height: i32) -> Element {
    el(Tag::Svg)
        .set("width", "100%")
        .set("height", height.to_string())
        .set("focusable", "false")
        .decorative()
}

/// A straight line in a strip, each end so many hundredths across and so many pixels down.
pub fn across(from: (i32, i32), to: (i32, i32)) -> Element {
    el(Tag::Line)
        .set("x1", format!("{}%", from.0))
        .set("y1", from.1.to_string())
        .set("x2", format!("{}%", to.0))
        .set("y2", to.1.to_string())
}

/// A path in a strip, around a place so many hundredths across and so many pixels down.
pub fn pinned(at: (i32, i32), d: &'static str) -> Element {
    el(Tag::Svg)
        .class("pinned")
        .set("x", format!("{}%", at.0))
        .set("y", at.1.to_string())
        .with(path(d))
}

/// Where a text's anchor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its beginning.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

/// A line of text.
pub fn label(at: (i32, i32), anchor: Anchor, text: impl Into<String>) -> Element {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    el(Tag::SvgText)
        .set("x", at.0.to_string())
        .set("y", at.1.to_string())
        .set("text-anchor", anchor)
        .text(text)
}

/// Cuts a text to a number of half-width cells, with `…` where something is missing.
pub fn fit(text: &str, cells: usize) -> String {
    let width = |c: char| if c.is_ascii() { 1 } else { 2 };
    if text.chars().map(width).sum::<usize>() <= cells {
        return text.to_owned();
    }
    let mut left = cells.saturating_sub(2);
    let kept: String = text
        .chars()
        .take_while(|c| {
            let fits = width(*c) <= left;
            left = left.saturating_sub(width(*c));
            fits
        })
        .collect();
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_by_its_width_not_its_length() {
        assert_eq!(fit("本社", 4), "本社");
        assert_eq!(fit("名古屋支社", 8), "名古屋…");
        assert_eq!(fit("Branch office", 8), "Branch…");
    }
}
