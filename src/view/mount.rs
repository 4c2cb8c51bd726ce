//! Turns a node tree into changes of the document, touching only what differs.
//!
//! Elements are recognised again by key, else by order and tag; they are never rebuilt, so focus,
//! scroll, folding and what stands in a field stay as the reader left them.

use wasm_bindgen::{JsCast, UnwrapThrowExt};

use super::node::{Element, Node};
use crate::text::Listed;

const SVG: &str = "http://www.w3.org/2000/svg";

/// What an element has when it first appears; later it belongs to the reader.
const AT_FIRST: [&str; 2] = ["open", "value"];

/// Makes `dom` look like `new`; `old` is what was drawn there last, where that is known.
pub(super) fn patch(
    document: &web_sys::Document,
    dom: &web_sys::Element,
    old: Option<&Element>,
    new: &Element,
) {
    patch_attributes(dom, new);
    patch_children(document, dom, old, new);
}

fn patch_attributes(dom: &web_sys::Element, new: &Element) {
    for (name, value) in new.attributes() {
        if !AT_FIRST.contains(name) && dom.get_attribute(name).as_deref() != Some(value) {
            set(dom, name, value);
        }
    }
    for name in dom
        .get_attribute_names()
        .iter()
        .filter_map(|name| name.as_string())
    {
        if !AT_FIRST.contains(&name.as_str()) && new.attribute(&name).is_none() {
            dom.remove_attribute(&name)
                .expect_throw("our own attribute names are valid");
        }
    }
}

fn set(dom: &web_sys::Element, name: &str, value: &str) {
    dom.set_attribute(name, value)
        .expect_throw("our own attribute names are valid");
}

/// A child in the document that a new child may take over.
struct Present<'a> {
    dom: web_sys::Node,
    drawn: Option<&'a Node>,
}

fn patch_children(
    document: &web_sys::Document,
    parent: &web_sys::Element,
    old: Option<&Element>,
    new: &Element,
) {
    let mut present = present(parent, old);
    let kept: Vec<Option<Present<'_>>> = new
        .children()
        .iter()
        .map(|child| take(&mut present, child))
        .listed();
    for rest in present {
        parent
            .remove_child(&rest.dom)
            .expect_throw("it was listed as a child");
    }
    let mut cursor = parent.first_child();
    for (child, kept) in new.children().iter().zip(kept) {
        let dom = match kept {
            Some(kept) => {
                if kept.drawn != Some(child) {
                    patch_node(document, &kept, child);
                }
                kept.dom
            }
            None => create(document, child),
        };
        if cursor.as_ref() == Some(&dom) {
            cursor = dom.next_sibling();
        } else {
            parent
                .insert_before(&dom, cursor.as_ref())
                .expect_throw("the cursor is a child");
        }
    }
}

/// The children that are there, each with what was drawn into it if nothing else touched the list.
fn present<'a>(parent: &web_sys::Element, old: Option<&'a Element>) -> Vec<Present<'a>> {
    let nodes = parent.child_nodes();
    let doms = (0..nodes.length()).filter_map(|index| nodes.item(index));
    let old = old.map(Element::children).unwrap_or_default();
    let known = usize::try_from(nodes.length()) == Ok(old.len());
    let drawn = old
        .iter()
        .filter(|_| known)
        .map(Some)
        .chain(std::iter::repeat(None));
    doms.zip(drawn)
        .map(|(dom, drawn)| Present { dom, drawn })
        .listed()
}

fn take<'a>(present: &mut Vec<Present<'a>>, child: &Node) -> Option<Present<'a>> {
    let index = present.iter().position(|it| fits(&it.dom, child))?;
    Some(present.remove(index))
}

/// Whether a document node can become this child.
fn fits(dom: &web_sys::Node, child: &Node) -> bool {
    match child {
        Node::Text(_) => dom.node_type() == web_sys::Node::TEXT_NODE,
        Node::Element(child) => dom.dyn_ref::<web_sys::Element>().is_some_and(|dom| {
            let key = dom
                .get_attribute("data-key")
                .or_else(|| dom.get_attribute("id"));
            dom.local_name() == child.tag().name() && key.as_deref() == child.key()
        }),
    }
}

fn patch_node(document: &web_sys::Document, kept: &Present<'_>, child: &Node) {
    match (child, kept.dom.dyn_ref::<web_sys::Element>()) {
        (Node::Element(child), Some(dom)) => {
            let old = match kept.drawn {
                Some(Node::Element(old)) => Some(old),
                _ => None,
            };
            patch(document, dom, old, child);
        }
        (Node::Text(text), _) if kept.dom.node_value().as_ref() != Some(text) => {
            kept.dom.set_node_value(Some(text));
        }
        _ => {}
    }
}

/// Text becomes a text node, whatever it looks like.
fn create(document: &web_sys::Document, node: &Node) -> web_sys::Node {
    let element = match node {
        Node::Text(text) => return document.create_text_node(text).into(),
        Node::Element(element) => element,
    };
    let name = element.tag().name();
    let dom = if element.tag().is_svg() {
        document.create_element_ns(Some(SVG), name)
    } else {
        document.create_element(name)
    };
    let dom = dom.expect_throw("our own tag names are valid");
    for (name, value) in element.attributes() {
        set(&dom, name, value);
    }
    for child in element.children() {
        dom.append_child(&create(document, child))
            .expect_throw("an element takes children");
    }
    dom.into()
}
