//! Turns what Yamaha RTX routers answered at both ends of an IPsec VPN into a report.
//!
//! | layer | turns | into |
//! |---|---|---|
//! | [`text`] | pastes | numbered lines, sections per command, secrets masked |
//! | [`parse`] | a section | records as printed, and the lines nobody understood |
//! | [`model`] | records | one `Router` of facts, each with its line |
//! | [`pair`] | routers | gateways and SAs that belong together |
//! | [`diagnose`] | pairs | findings, a verdict, and what could not be checked |
//! | [`report`] | findings | plain data for people, in two languages |
//! | [`view`] | a report | the nodes of the page |
//!
//! A layer names only layers above it in this table; `tests/tidy.rs` keeps it so.

pub mod model;
pub mod pair;
pub mod parse;
pub mod report;
pub mod text;
pub mod view;
#[cfg(target_family = "wasm")]
pub mod wasm;

/// What was pasted for one site.
#[derive(Debug, Clone, Copy, Default)]
pub struct Paste<'a> {
    /// The router's answers, as pasted.
    pub text: &'a str,
    /// The site's name for people, such as 本社.
    pub name: Option<&'a str>,
    /// When it was pasted by the computer's clock, ISO 8601; anything else counts as unknown.
    pub captured_at: Option<&'a str>,
}
