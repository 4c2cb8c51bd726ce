//! Turns a tree of nodes into bytes and back, so that it can be drawn in another thread than it is made in.
//!
//! Both ends are this program: what does not read is no tree, and nothing else is checked.

use std::borrow::Cow;

use super::node::{Attribute, Element, Node, Tag};

/// Every attribute that `view` sets; each travels as its place in this list.
const NAMES: &[&str] = &[
    "aria-atomic",
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "aria-pressed",
    "autocapitalize",
    "autocomplete",
    "class",
    "colspan",
    "cx",
    "cy",
    "d",
    "data-do",
    "data-key",
    "disabled",
    "focusable",
    "for",
    "height",
    "hidden",
    "href",
    "id",
    "lang",
    "maxlength",
    "multiple",
    "open",
    "placeholder",
    "r",
    "role",
    "rows",
    "rx",
    "scope",
    "spellcheck",
    "tabindex",
    "text-anchor",
    "transform",
    "type",
    "value",
    "viewBox",
    "width",
    "wrap",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

/// Stands in place of an element's tag where a text follows.
const TEXT: u8 = u8::MAX;

/// The tree as bytes.
pub fn write(element: &Element) -> Vec<u8> {
    let mut out = Vec::new();
    write_element(element, &mut out);
    out
}

fn write_element(element: &Element, out: &mut Vec<u8>) {
    out.push(element.tag() as u8);
    write_number(element.attributes().len(), out);
    for (name, value) in element.attributes() {
        let place = NAMES.iter().position(|known| known == name);
        // The test below names whichever is missing in the list.
        write_number(place.unwrap_or(NAMES.len()), out);
        write_text(value, out);
    }
    write_number(element.children().len(), out);
    for child in element.children() {
        match child {
            Node::Element(child) => write_element(child, out),
            Node::Text(text) => {
                out.push(TEXT);
                write_text(text, out);
            }
        }
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    write_number(text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
fn write_number(mut number: usize, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

/// The tree that was written; `None` where it was not this program that wrote.
pub fn read(mut bytes: &[u8]) -> Option<Element> {
    let tag = read_byte(&mut bytes)?;
    read_element(tag, &mut bytes)
}

fn read_element(tag: u8, bytes: &mut &[u8]) -> Option<Element> {
    let tag = *Tag::ALL.get(usize::from(tag))?;
    let mut attributes: Vec<Attribute> = Vec::new();
    for _ in 0..read_number(bytes)? {
        let name = *NAMES.get(read_number(bytes)?)?;
        attributes.push((name, Cow::Owned(read_text(bytes)?)));
    }
    let mut children = Vec::new();
    for _ in 0..read_number(bytes)? {
        children.push(match read_byte(bytes)? {
            TEXT => Node::Text(read_text(bytes)?),
            tag => Node::Element(read_element(tag, bytes)?),
        });
    }
    Some(Element::of(tag, attributes, children))
}

fn read_text(bytes: &mut &[u8]) -> Option<String> {
    let length = read_number(bytes)?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok().map(str::to_owned)
}

fn read_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*first)
}

fn read_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..28).step_by(7) {
        let byte = read_byte(bytes)?;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::node::el;
    use super::super::tests::every_page;
    use super::*;

    #[test]
    fn every_state_of_the_page_arrives_as_it_was_sent() {
        for page in every_page() {
            assert_eq!(read(&write(&page)), Some(page));
        }
    }

    #[test]
    fn every_element_arrives() {
        for (number, tag) in Tag::ALL.iter().enumerate() {
            assert_eq!(*tag as usize, number);
            let long = "あ".repeat(50_000);
            let element = el(*tag).class("one").text(long).with(el(Tag::Div));
            assert_eq!(read(&write(&element)), Some(element));
        }
    }

    #[test]
    fn half_a_tree_is_none() {
        let whole = write(&el(Tag::P).class("hint").text("x"));
        for length in 0..whole.len() {
            assert_eq!(read(&whole[..length]), None);
        }
    }
}
