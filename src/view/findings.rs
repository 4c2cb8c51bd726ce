//! Turns findings, open checks and unread lines into lists that lead back to the pasted lines.

use super::action::Action;
use super::boxes::unread_id;
use super::node::{Element, Tag, el};
use super::parts::{self, fold};
use super::screen::Screen;
use super::shape::Tone;
use super::{pairing, timeline, words};
use crate::report::{Evidence, Finding, Letter, NotChecked, Report, Severity, Site, Step};
use crate::text::Listed;

/// How many unread lines a list shows; the rest is counted and stands in the JSON.
const UNREAD_SHOWN: usize = 100;

/// The id of a finding by its place in the report.
pub fn finding_id(index: usize) -> String {
    format!("finding-{index}")
}

/// Under which heading a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Fault,
    Consequence,
    Remark,
}

impl Group {
    fn of(it: &Finding) -> Self {
        match (it.severity, it.also_seen) {
            (Severity::Risk, _) => Self::Remark,
            (_, true) => Self::Consequence,
            (_, false) => Self::Fault,
        }
    }
}

/// What was found: what hinders first, then what may follow from it, remarks folded.
pub fn part(report: &Report, screen: &Screen<'_>) -> Option<Element> {
    if report.findings.is_empty() {
        return None;
    }
    let scenes = timeline::scenes_of_lines(report, screen);
    let list = |group: Group| -> Vec<Element> {
        let all = report.findings.iter().zip(0..);
        all.filter(|(it, _)| Group::of(it) == group)
            .map(|(it, index)| {
                let rests_on = |side, line| {
                    let mut evidence = it.evidence.iter();
                    evidence.any(|it| (it.side, it.line) == (side, line))
                };
                let mut scenes = scenes.iter();
                let scene = scenes.find(|(side, line, _)| rests_on(*side, *line));
                finding(it, index, report, screen).maybe(scene.map(|it| scene_link(&it.2, screen)))
            })
            .listed()
    };
    let faults = list(Group::Fault);
    let also_seen = list(Group::Consequence);
    let remarks = list(Group::Remark);
    let remarks = (!remarks.is_empty()).then(|| {
        let heading = words::with::counted(words::REMARKS.to(screen.lang), remarks.len());
        fold("remarks", heading).all(remarks)
    });
    Some(
        el(Tag::Section)
            .class("card")
            .labelled_by("findings-title")
            .with(el(Tag::H3).id("findings-title").text(words::with::counted(
                words::FINDINGS.to(screen.lang),
                report.findings.len(),
            )))
            .all(faults)
            .maybe((!also_seen.is_empty()).then(|| consequences(also_seen, screen)))
            .maybe(remarks),
    )
}

/// What may go away by itself once the faults above it are mended.
fn consequences(findings: Vec<Element>, screen: &Screen<'_>) -> Element {
    let heading = words::with::counted(words::ALSO_SEEN.to(screen.lang), findings.len());
    el(Tag::Section)
        .class("also-seen")
        .keyed("also-seen")
        .labelled_by("also-seen-title")
        .with(
            el(Tag::Div)
                .with(el(Tag::H3).id("also-seen-title").text(heading))
                .with(
                    el(Tag::P)
                        .class("hint")
                        .text(words::ALSO_SEEN_HINT.to(screen.lang)),
                ),
        )
        .all(findings)
}

fn finding(it: &Finding, index: usize, report: &Report, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let steps = (!it.steps.is_empty()).then(|| {
        el(Tag::Ol)
            .class("steps")
            .all(it.steps.iter().map(|step| self::step(step, screen)))
    });
    let pair = it.pair.map_or_else(String::new, |pair| pair.to_string());
    el(Tag::Article)
        .class("finding")
        .class(Tone::from(it.severity).class())
        .keyed(format!("{}-{pair}-{}", it.id, first_line(it)))
        .id(finding_id(index))
        .focus_target()
        .with(el(Tag::H4).text(it.title.of(lang)))
        .with(
            el(Tag::P)
                .class("tags")
                .with(parts::tag(words::severity(it.severity), screen))
                .with(parts::tag(words::certainty(it.certainty), screen))
                .with(el(Tag::Span).class("tag").class("rule").text(it.id)),
        )
        .maybe(vpn(it, report, screen))
        .with(el(Tag::P).text(it.why.of(lang)))
        .maybe(steps)
        .with(el(Tag::P).class("hint").text(words::EVIDENCE.to(lang)))
        .with(
            el(Tag::Ul)
                .class("quotes")
                .all(it.evidence.iter().map(|line| quote(line, screen))),
        )
}

/// Which VPN a finding is about, where there are several.
pub(super) fn vpn(it: &Finding, report: &Report, screen: &Screen<'_>) -> Option<Element> {
    let pair = it.pair.and_then(|at| report.pairs.get(at));
    let pair = pair.filter(|_| report.pairs.len() > 1)?;
    Some(el(Tag::P).class("hint").text(pairing::ends(pair, screen)))
}

/// A link to where the lines of a finding stand in the ladder of the logs.
fn scene_link(id: &str, screen: &Screen<'_>) -> Element {
    el(Tag::P).class("hint").with(
        el(Tag::A)
            .href(id)
            .does(&Action::Unfold(id.to_owned()))
            .text(words::timeline::IN_THE_LADDER.to(screen.lang)),
    )
}

fn first_line(it: &Finding) -> String {
    it.evidence
        .first()
        .map_or_else(String::new, |line| format!("{}{}", line.side, line.line))
}

/// One thing to do, on which router, with its command and the warning it needs.
pub fn step(step: &Step, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let place = step.side.map_or_else(
        || words::BOTH_ROUTERS.to(lang).to_owned(),
        |side| screen.name(side),
    );
    let command = step.command.as_ref().map(|command| {
        el(Tag::Span)
            .class("run")
            .maybe(step.changes_state.then(|| warning(step, screen)))
            .with(parts::command(command, screen))
    });
    let way_back = step.way_back.as_ref().map(|command| {
        fold("way-back", words::WAY_BACK.to(lang))
            .class("way-back")
            .with(parts::command(command, screen))
    });
    let bare = (step.command.is_none() && step.changes_state).then(|| warning(step, screen));
    el(Tag::Li)
        .with(el(Tag::Strong).class("site").text(place))
        .with(el(Tag::Span).class("do").text(step.text.of(lang)))
        .maybe(bare)
        .maybe(command)
        .maybe(way_back)
}

fn warning(step: &Step, screen: &Screen<'_>) -> Element {
    let words = if step.locks_out() {
        words::LOCKS_OUT
    } else {
        words::CUTS
    };
    el(Tag::Span)
        .class("warning")
        .with(el(Tag::Span).decorative().text("⚠ "))
        .text(words.to(screen.lang))
}

/// A pasted line; pressing it shows the line in its box.
fn quote(line: &Evidence, screen: &Screen<'_>) -> Element {
    line_item(line.side, line.line, &line.text, screen)
}

/// A pasted line; pressing it shows it in its box.
pub fn line_item(side: Letter, line: u32, text: &str, screen: &Screen<'_>) -> Element {
    el(Tag::Li).with(
        el(Tag::Button)
            .set("type", "button")
            .class("quote")
            .does(&Action::Line {
                paste: screen.paste(side),
                line,
            })
            .with(el(Tag::Span).class("where").text(place(side, line, screen)))
            .with(parts::code(text)),
    )
}

/// A small button that shows a line in its box.
pub fn line_button(side: Letter, line: u32, screen: &Screen<'_>) -> Element {
    parts::button(
        place(side, line, screen),
        &Action::Line {
            paste: screen.paste(side),
            line,
        },
    )
    .class("source")
}

fn place(side: Letter, line: u32, screen: &Screen<'_>) -> String {
    words::with::line(&screen.name(side), line, screen.lang)
}

/// What could not be checked, and the commands that would settle it.
pub fn not_checked(report: &Report, screen: &Screen<'_>) -> Option<Element> {
    if report.not_checked.is_empty() {
        return None;
    }
    let heading =
        words::with::counted(words::NOT_CHECKED.to(screen.lang), report.not_checked.len());
    Some(
        fold("not-checked", heading)
            .class("card")
            .with(
                el(Tag::P)
                    .class("hint")
                    .text(words::NOT_CHECKED_HINT.to(screen.lang)),
            )
            .with(
                el(Tag::Ul).class("checks").all(
                    report
                        .open_checks()
                        .iter()
                        .map(|checks| open_checks(checks, screen)),
                ),
            ),
    )
}

/// The checks that the same outputs would settle.
fn open_checks(checks: &[&NotChecked], screen: &Screen<'_>) -> Element {
    let needs = checks.first().map_or(&[][..], |check| &check.needs);
    let needs = needs.iter().map(|need| {
        el(Tag::Li)
            .with(parts::name(need.side, screen))
            .with(parts::command(&need.command, screen))
            .with(parts::ran_empty(
                screen.paste(need.side),
                &need.command,
                screen,
            ))
    });
    let titles = checks.iter().map(|check| {
        el(Tag::P)
            .with(el(Tag::Span).text(check.title.of(screen.lang)))
            .with(el(Tag::Span).class("tag").class("rule").text(check.id))
    });
    el(Tag::Li)
        .keyed(checks.first().map_or("", |check| check.id))
        .all(titles)
        .with(el(Tag::Ul).class("needs").all(needs))
}

/// The lines nobody understood, one fold per site.
pub fn unread(report: &Report, screen: &Screen<'_>) -> Vec<Element> {
    let sites = report.sites.iter().filter(|site| !site.unread.is_empty());
    sites.map(|site| unread_of(site, screen)).listed()
}

fn unread_of(site: &Site, screen: &Screen<'_>) -> Element {
    let count = site.unread.len();
    let lines = site.unread.iter().take(UNREAD_SHOWN);
    let hidden = count.saturating_sub(UNREAD_SHOWN);
    fold(
        unread_id(site),
        words::with::unread_of(&screen.name(site.side), count, screen.lang),
    )
    .id(unread_id(site))
    .class("card")
    .with(
        el(Tag::Ul)
            .class("quotes")
            .all(lines.map(|line| line_item(site.side, line.line, &line.text, screen))),
    )
    .maybe((hidden > 0).then(|| {
        el(Tag::P)
            .class("hint")
            .text(words::with::more_lines(hidden, screen.lang))
    }))
}
