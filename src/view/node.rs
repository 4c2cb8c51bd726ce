//! Turns constructor calls into a tree of elements and text that can become DOM, never markup.
//!
//! Tags and attributes are closed lists: what a router printed can only ever be a text or a value.

use std::borrow::Cow;
use std::rc::Rc;

use super::action::Action;

/// One node of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element with attributes and children.
    Element(Element),
    /// Text, whatever it looks like.
    Text(String),
}

/// Declares the elements, so that name and list cannot miss one.
macro_rules! tags {
    ($($tag:ident $name:literal,)*) => {
        /// The elements this page is made of; nothing here can run or load anything.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(
            missing_docs,
            reason = "each variant is the HTML or SVG element of that name"
        )]
        pub enum Tag {
            $($tag),*
        }

        impl Tag {
            /// All of them, each at the place of its number.
            pub const ALL: &[Self] = &[$(Self::$tag),*];

            /// The element's name in the document.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$tag => $name),*
                }
            }
        }
    };
}

tags! {
    A "a",
    Article "article",
    Button "button",
    Code "code",
    Dd "dd",
    Details "details",
    Div "div",
    Dl "dl",
    Dt "dt",
    Footer "footer",
    H1 "h1",
    H2 "h2",
    H3 "h3",
    H4 "h4",
    Header "header",
    Input "input",
    Label "label",
    Li "li",
    Main "main",
    Ol "ol",
    P "p",
    Pre "pre",
    Section "section",
    Span "span",
    Strong "strong",
    Summary "summary",
    Table "table",
    Caption "caption",
    Tbody "tbody",
    Td "td",
    Textarea "textarea",
    Th "th",
    Thead "thead",
    Tr "tr",
    Ul "ul",
    Svg "svg",
    SvgTitle "title",
    G "g",
    Path "path",
    Rect "rect",
    Circle "circle",
    Line "line",
    SvgText "text",
}

impl Tag {
    /// Whether it lives in the SVG namespace.
    pub fn is_svg(self) -> bool {
        matches!(
            self,
            Self::Svg
                | Self::SvgTitle
                | Self::G
                | Self::Path
                | Self::Rect
                | Self::Circle
                | Self::Line
                | Self::SvgText
        )
    }
}

/// An element: its tag, its attributes in the order they were given, its children.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element(Rc<Parts>);

/// Shared, so that a part of the page that stays the same costs nothing to draw again.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    tag: Tag,
    attributes: Vec<Attribute>,
    children: Vec<Node>,
}

/// A name and its value.
pub type Attribute = (&'static str, Cow<'static, str>);

/// An element without attributes and children.
pub fn el(tag: Tag) -> Element {
    Element::of(tag, Vec::new(), Vec::new())
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl Element {
    /// An element of all its parts; private to `view`, as `set` is.
    pub(super) fn of(tag: Tag, attributes: Vec<Attribute>, children: Vec<Node>) -> Self {
        Self(Rc::new(Parts {
            tag,
            attributes,
            children,
        }))
    }

    /// The parts to change; they are copied only if the element already stands elsewhere, too.
    fn parts(&mut self) -> &mut Parts {
        Rc::make_mut(&mut self.0)
    }

    /// Its tag.
    pub fn tag(&self) -> Tag {
        self.0.tag
    }

    /// Its attributes.
    pub fn attributes(&self) -> &[Attribute] {
        &self.0.attributes
    }

    /// Its children.
    pub fn children(&self) -> &[Node] {
        &self.0.children
    }

    /// What tells it from its siblings when the page is drawn anew: its key, else its id.
    pub fn key(&self) -> Option<&str> {
        self.attribute("data-key").or_else(|| self.attribute("id"))
    }

    /// The value of one attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.0
            .attributes
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_ref())
    }

    /// Sets an attribute; private to `view`, so that the methods below and `svg` are the whole list.
    pub(super) fn set(self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.put(name, value.into())
    }

    fn put(mut self, name: &'static str, mut value: Cow<'static, str>) -> Self {
        // What stands in a field is its writer's.
        if name != "value" && value.contains(is_wild) {
            value = Cow::Owned(tamed(&value));
        }
        self.parts().attributes.push((name, value));
        self
    }

    /// Adds a class of the style sheet.
    pub fn class(mut self, name: &'static str) -> Self {
        let mut attributes = self.parts().attributes.iter_mut();
        match attributes.find(|(known, _)| *known == "class") {
            Some((_, value)) => {
                let all = value.to_mut();
                all.push(' ');
                all.push_str(name);
                self
            }
            None => self.set("class", name),
        }
    }

    /// The document-wide id.
    pub fn id(self, id: impl Into<Cow<'static, str>>) -> Self {
        self.set("id", id)
    }

    /// Tells it from its siblings, so that it keeps its focus and folding when they change.
    pub fn keyed(self, key: impl Into<Cow<'static, str>>) -> Self {
        self.set("data-key", key)
    }

    /// What happens on click.
    pub fn does(self, action: &Action) -> Self {
        self.set("data-do", action.to_string())
    }

    /// A link to a place in this page.
    pub fn href(self, id: &str) -> Self {
        self.set("href", format!("#{id}"))
    }

    /// The form field that a label names.
    pub fn labels(self, id: impl Into<Cow<'static, str>>) -> Self {
        self.set("for", id)
    }

    /// The ARIA role.
    pub fn role(self, role: &'static str) -> Self {
        self.set("role", role)
    }

    /// The name that assistive technology reads.
    pub fn aria_label(self, text: impl Into<String>) -> Self {
        self.set("aria-label", text.into())
    }

    /// The id of the element that names this one.
    pub fn labelled_by(self, id: impl Into<Cow<'static, str>>) -> Self {
        self.set("aria-labelledby", id)
    }

    /// The id of the element that describes this one.
    pub fn described_by(self, id: impl Into<Cow<'static, str>>) -> Self {
        self.set("aria-describedby", id)
    }

    /// Keeps it from assistive technology, because a text beside it says the same.
    pub fn decorative(self) -> Self {
        self.set("aria-hidden", "true")
    }

    /// Has its changes read out when there is a pause.
    pub fn live(self) -> Self {
        self.set("aria-live", "polite").set("aria-atomic", "true")
    }

    /// Whether a button that stays down is down.
    pub fn pressed(self, down: bool) -> Self {
        self.set("aria-pressed", if down { "true" } else { "false" })
    }

    /// The language of the text inside.
    pub fn lang(self, lang: &'static str) -> Self {
        self.set("lang", lang)
    }

    /// A table heading's scope.
    pub fn scope(self, scope: &'static str) -> Self {
        self.set("scope", scope)
    }

    /// Can be given the focus, but is not on the way of the tab key.
    pub fn focus_target(self) -> Self {
        self.set("tabindex", "-1")
    }

    /// Reachable with the keyboard; for boxes that scroll.
    pub fn focusable(self) -> Self {
        self.set("tabindex", "0")
    }

    /// Open when it first appears; afterwards the reader decides.
    pub fn open_at_first(self) -> Self {
        self.set("open", "")
    }

    /// A hint in an empty field.
    pub fn placeholder(self, text: impl Into<String>) -> Self {
        self.set("placeholder", text.into())
    }

    /// The value a field has when it first appears; afterwards the reader decides.
    pub fn value_at_first(self, text: impl Into<String>) -> Self {
        self.set("value", text.into())
    }

    /// Not to be pressed now.
    pub fn disabled(self, disabled: bool) -> Self {
        if disabled {
            self.set("disabled", "")
        } else {
            self
        }
    }

    /// Adds a child.
    pub fn with(self, child: impl Into<Node>) -> Self {
        self.push(child.into())
    }

    /// Adds a child where there is one.
    pub fn maybe(self, child: Option<impl Into<Node>>) -> Self {
        match child {
            Some(child) => self.push(child.into()),
            None => self,
        }
    }

    /// Adds children in order.
    pub fn all<N: Into<Node>>(mut self, children: impl IntoIterator<Item = N>) -> Self {
        for child in children {
            self = self.push(child.into());
        }
        self
    }

    /// Adds text; it is never read as anything else.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.plain(text.into())
    }

    fn plain(mut self, mut text: String) -> Self {
        if text.contains(is_wild) {
            text = tamed(&text);
        }
        self.parts().children.push(Node::Text(text));
        self
    }

    fn push(mut self, child: Node) -> Self {
        self.parts().children.push(child);
        self
    }
}

fn tamed(text: &str) -> String {
    let shown = |c| if is_wild(c) { '\u{fffd}' } else { c };
    text.chars().map(shown).collect()
}

/// Characters that no page shows: controls, which a copy would carry on to a terminal, and marks that make
/// the text after them run the other way, ours included.
fn is_wild(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_add_up_and_the_key_wins_over_the_id() {
        let node = el(Tag::Div).class("a").class("b").id("there").keyed("k");
        assert_eq!(node.attribute("class"), Some("a b"));
        assert_eq!(node.key(), Some("k"));
    }

    #[test]
    fn a_pasted_character_cannot_turn_the_page_around() {
        let node = el(Tag::P).text("a\u{202e}b");
        assert_eq!(node.children(), [Node::Text("a\u{fffd}b".to_owned())]);
        let node = el(Tag::P)
            .text("a\u{1b}[2J\u{9b}\n\0")
            .aria_label("a\u{202e}\u{7}b");
        let shown = "a\u{fffd}[2J\u{fffd}\n\u{fffd}";
        assert_eq!(node.children(), [Node::Text(shown.to_owned())]);
        assert_eq!(node.attribute("aria-label"), Some("a\u{fffd}\u{fffd}b"));
    }
}
