//! Turns title, language and promises into what stands above and below the three sections.

use super::action::Action;
use super::examples::EXAMPLES;
use super::node::{Element, Tag, el};
use super::parts::{button, fold};
use super::screen::{Lang, Screen};
use super::shape::{self, Tone};
use super::svg;
use super::words;

/// What did not work; also where a page that cannot start says so.
pub fn notice(screen: &Screen<'_>) -> Element {
    let notice = el(Tag::P).class("notice").id("notice").role("status");
    match screen.notice {
        Some(text) => notice.text(text),
        None => notice.set("hidden", ""),
    }
}

/// The top of the page.
pub fn header(screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    el(Tag::Header)
        .class("top")
        .with(
            el(Tag::Div)
                .class("brand")
                .with(emblem())
                .with(el(Tag::H1).text(words::TITLE.to(lang))),
        )
        .with(
            el(Tag::Div)
                .class("switches")
                .with(
                    el(Tag::Div)
                        .class("languages")
                        .role("group")
                        .aria_label(words::LANGUAGE.to(lang))
                        .with(language(Lang::Ja, "日本語", lang))
                        .with(language(Lang::En, "English", lang)),
                )
                .with(
                    el(Tag::Button)
                        .set("type", "button")
                        .class("theme")
                        .does(&Action::Theme)
                        .aria_label(words::THEME.to(lang))
                        .with(half_moon()),
                ),
        )
}

fn language(to: Lang, name: &'static str, now: Lang) -> Element {
    button(name, &Action::Language(to))
        .lang(to.code())
        .pressed(to == now)
}

/// Two links that hold each other.
fn emblem() -> Element {
    svg::picture(44, 44)
        .class("emblem")
        .decorative()
        .with(svg::rect((1, 1), (42, 42), 11).class("plate"))
        .with(svg::path("M25 22a6.5 6.5 0 1 1-6.5-6.5h3").class("link one"))
        .with(svg::path("M19 22a6.5 6.5 0 1 1 6.5 6.5h-3").class("link two"))
}

fn half_moon() -> Element {
    svg::picture(20, 20)
        .decorative()
        .with(svg::circle((10, 10), 7).class("outline"))
        .with(svg::path("M10 3a7 7 0 0 1 0 14z").class("full"))
}

/// What this is, that nothing leaves the browser, and examples to try: the first ten seconds.
pub fn hero(screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let tries = EXAMPLES.iter().zip(0..).map(|(example, number)| {
        button(example.title.to(lang), &Action::Example(number)).class("try")
    });
    el(Tag::Section)
        .class("hero")
        .aria_label(words::HERO.to(lang))
        .with(
            el(Tag::Div)
                .class("pitch")
                .with(el(Tag::P).class("lead").text(words::TAGLINE.to(lang)))
                .with(privacy(screen))
                .with(
                    el(Tag::Div)
                        .class("tries")
                        .with(el(Tag::Span).text(words::TRY.to(lang)))
                        .all(tries),
                ),
        )
        .with(meeting())
}

/// Two routers and what lies between them: one direction fits, the other does not.
fn meeting() -> Element {
    let router = |x| {
        svg::group_at(x, 30)
            .with(svg::rect((0, 0), (64, 60), 10).class("case"))
            .with(svg::path("M14 40h36").class("slot"))
            .with(svg::circle((18, 20), 4).class("lamp"))
            .with(svg::circle((32, 20), 4).class("lamp dim"))
    };
    let clasp = |y, tone| svg::group_at(160, y).with(shape::clasp(tone));
    svg::picture(320, 120)
        .class("meeting")
        .decorative()
        .with(svg::line((76, 42), (244, 42)).class("wire fit"))
        .with(svg::line((76, 80), (136, 80)).class("wire misfit"))
        .with(svg::line((184, 80), (244, 80)).class("wire misfit"))
        .with(router(8))
        .with(router(248))
        .with(clasp(42, Tone::Fit))
        .with(clasp(82, Tone::Misfit))
}

/// The promise that nothing leaves the browser, and how to check it.
fn privacy(screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let ways = [
        words::PRIVATE_OFFLINE,
        words::PRIVATE_TOOLS,
        words::PRIVATE_POLICY,
    ];
    el(Tag::Div)
        .class("privacy")
        .with(padlock())
        .with(el(Tag::P).text(words::PRIVATE.to(lang)))
        .with(
            fold("privacy", words::PRIVATE_HOW.to(lang))
                .with(el(Tag::Ul).all(ways.map(|way| el(Tag::Li).text(way.to(lang))))),
        )
}

fn padlock() -> Element {
    svg::picture(20, 20)
        .class("padlock")
        .decorative()
        .with(svg::path("M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9").class("shackle"))
        .with(svg::rect((4, 9), (12, 8), 2).class("body"))
}

/// The bottom of the page.
pub fn footer(screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let version = format!(
        "{} {}",
        words::FOOT_VERSION.to(lang),
        env!("CARGO_PKG_VERSION")
    );
    let lines = [
        words::FOOT_MAKER.to(lang).to_owned(),
        version,
        words::FOOT_LICENCE.to(lang).to_owned(),
    ];
    // A button that changes its text is not read out; this is.
    let said = screen.said.unwrap_or_default();
    el(Tag::Footer)
        .class("foot")
        .all(lines.map(|text| el(Tag::P).text(text)))
        .with(el(Tag::Div).class("hidden").live().text(said))
}
