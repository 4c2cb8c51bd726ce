//! Turns nodes into HTML text, for tests and for the static part of `www/index.html`.
//!
//! The running page never does this: there, nodes become DOM by `create_element` and text nodes.

use super::node::{Element, Node, Tag};

/// One element with everything in it.
pub(crate) fn html(element: &Element) -> String {
    let mut out = String::new();
    write(element, 0, &mut out);
    out
}

fn write(element: &Element, depth: usize, out: &mut String) {
    let name = element.tag().name();
    out.push('<');
    out.push_str(name);
    for (attribute, value) in element.attributes() {
        out.extend([" ", *attribute, "=\"", &escape(value), "\""]);
    }
    out.push('>');
    if element.tag() == Tag::Input {
        return;
    }
    // Breaks only between elements: a blank beside text would be seen.
    let only_elements = !element.children().is_empty() && element.children().iter().all(is_block);
    for child in element.children() {
        if only_elements {
            out.push('\n');
            out.push_str(&"  ".repeat(depth + 1));
        }
        match child {
            Node::Element(child) => write(child, depth + 1, out),
            Node::Text(text) => out.push_str(&escape(text)),
        }
    }
    if only_elements {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.extend(["</", name, ">"]);
}

fn is_block(node: &Node) -> bool {
    use Tag::{
        Article, Details, Div, Footer, H1, H2, H3, Header, Li, Main, Ol, P, Section, Table, Tbody,
        Thead, Tr, Ul,
    };
    let blocks = [
        Article, Details, Div, Footer, H1, H2, H3, Header, Li, Main, Ol, P, Section, Table, Tbody,
        Thead, Tr, Ul,
    ];
    matches!(node, Node::Element(element) if blocks.contains(&element.tag()))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
