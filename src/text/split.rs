//! Turns the lines of a paste into the parts of its routers, and each part into sections: a command
//! and the lines that answer it.

use super::command::{Command, Grammar, is_verb};
use super::comment::{is_empty_comment, is_set_aside};
use super::dressed::{dressed, site_label};
use super::nothing::{is_nothing_mark, is_rule, says_nothing};
use super::stamp::is_of_log;
use super::{Document, Line, Listed, is_letter};

/// What one router answered in a paste.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part<'d> {
    /// The router's name in its prompt (`console prompt`), if it has one.
    pub name: Option<String>,
    /// Its sections in the order of the text.
    pub sections: Vec<Section<'d>>,
    /// Numbers of the lines outside all sections that would say that a command printed nothing, or part it
    /// from the next.
    pub marks: Vec<u32>,
}

impl Part<'_> {
    /// Whether a line of the paste is one of its answers.
    pub fn holds(&self, line: u32) -> bool {
        self.sections.iter().any(|section| {
            let (first, last) = (section.lines.first(), section.lines.last());
            let span = first.zip(last);
            span.is_some_and(|(first, last)| (first.number..=last.number).contains(&line))
        })
    }

    /// Its first line.
    pub fn first_line(&self) -> Option<u32> {
        let section = self.sections.first()?;
        let command = section.command.as_ref().map(|it| it.line);
        command.or_else(|| {
            let mut lines = section.lines.iter();
            Some(lines.find(|it| !it.is_blank())?.number)
        })
    }

    /// Whether any command stands in it.
    pub(super) fn has_command(&self) -> bool {
        self.sections.iter().any(|it| it.command.is_some())
    }

    /// Whether nothing but command lines stands in it, and perhaps a line that the console printed.
    pub(super) fn is_silent(&self) -> bool {
        let name = self.name.as_deref().unwrap_or_default();
        let is_command = |line: &Line<'_>| {
            let rest = line.text.trim_start().strip_prefix(name);
            rest.is_some_and(|it| it.starts_with(['#', '>']))
        };
        let is_of_console = |lines: &[Line<'_>]| match lines {
            [line] => is_of_log(&line.text),
            _ => false,
        };
        let mut sections = self.sections.iter();
        sections
            .all(|it| it.is_empty() || it.lines.iter().all(is_command) || is_of_console(it.lines))
    }
}

/// A command and its answer, or lines before any command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'d> {
    /// The command line, when it was pasted with the answer.
    pub command: Option<Command>,
    /// The lines behind it, up to the next command or prompt.
    pub lines: &'d [Line<'d>],
    /// Whether a prompt or command stands behind them, which shows that the answer had ended.
    pub closed: bool,
    /// The line that shows that the pager was left before the answer had ended: that of the prompt behind its
    /// mark, else the last one above the mark.
    pub quit: Option<u32>,
    /// Whether a command stands behind them: a ruler right above it is its own.
    pub before_command: bool,
}

impl Section<'_> {
    /// Whether nothing stands behind the command.
    pub fn is_empty(&self) -> bool {
        says_nothing(self.lines)
    }

    /// Numbers of the lines that would say that a command printed nothing, or part it from the next.
    pub fn marks(&self) -> impl Iterator<Item = u32> {
        let last = self.lines.last();
        let own = last.filter(|line| self.before_command && is_rule(&line.text));
        let own = own.map(|line| line.number);
        let marks = self.lines.iter();
        let marks = marks.filter(|line| is_nothing_mark(&line.text));
        let numbers = marks.map(|line| line.number);
        numbers.filter(move |number| Some(*number) != own)
    }
}

/// Splits a paste. Two routers are told apart only where their prompts prove it; else there is one part.
pub fn split<'d>(document: &'d Document<'d>, grammar: &Grammar) -> Vec<Part<'d>> {
    let mut cuts = cuts(&document.lines, grammar).into_iter().peekable();
    let mut parts: Vec<Part<'d>> = Vec::new();
    let mut outside = Vec::new();
    let mut current = 0;
    let end = document.lines.len();
    let first = cuts.peek().map_or(end, |cut| cut.at);
    let preamble = document.lines.get(..first).unwrap_or_default();
    let mut waiting = Some(section(document, None, preamble, cuts.peek()));
    while let Some(cut) = cuts.next() {
        let next = cuts.peek();
        let up_to = next.map_or(end, |cut| cut.at);
        if let Some(name) = cut.prompt.filter(|name| !name.is_empty()) {
            current = part_named(&mut parts, name, current);
        }
        if parts.is_empty() {
            parts.push(Part::default());
        }
        if let Some(part) = parts.get_mut(current) {
            let section = section_at(document, cut, part.name.as_deref(), next, up_to);
            for section in waiting.take().into_iter().chain([section]) {
                if section.command.is_some() || !section.is_empty() {
                    part.sections.push(section);
                } else {
                    outside.extend(section.marks());
                }
            }
        }
    }
    if parts.is_empty() {
        parts.push(Part {
            sections: waiting.into_iter().listed(),
            ..Part::default()
        });
    }
    // A prompt behind which nothing was typed shows no other router: its name may have been changed.
    let answered = |part: &Part<'_>| !part.sections.is_empty();
    if parts.iter().any(answered) {
        parts.retain(answered);
    }
    if let Some(first) = parts.first_mut() {
        first.marks = outside;
    }
    parts
}

/// What stands from a cut, in the part of the router called `own`, up to the next one.
fn section_at<'d>(
    document: &'d Document<'d>,
    cut: Cut<'d>,
    own: Option<&str>,
    next: Option<&Cut<'d>>,
    up_to: usize,
) -> Section<'d> {
    let lines = |from: usize| document.lines.get(from..up_to).unwrap_or_default();
    // The prompt of another router does not show that this one had answered.
    let is_other = next.is_some_and(|next| {
        let names = own.zip(next.prompt.filter(|name| !name.is_empty()));
        next.command.is_some() && names.is_some_and(|(own, name)| own != name)
    });
    let answer = lines(cut.at + 1);
    let is_passed_over = is_other && cut.command.is_some() && answer.iter().all(Line::is_blank);
    let section = if is_passed_over {
        section(document, None, lines(cut.at), next)
    } else {
        section(document, cut.command, answer, next)
    };
    Section {
        closed: section.closed && !is_other,
        ..section
    }
}

/// What stands between a command, or the top, and the next cut.
fn section<'d>(
    document: &Document<'_>,
    command: Option<Command>,
    lines: &'d [Line<'d>],
    next: Option<&Cut<'_>>,
) -> Section<'d> {
    Section {
        command,
        lines,
        closed: next.is_some_and(Cut::closes),
        before_command: next.is_some_and(|cut| cut.command.is_some()),
        quit: quit(document, lines, next),
    }
}

/// Where the mark of a pager stands below the last line of an answer, and behind it a prompt, or nothing more
/// was copied, the rest was never shown. A line that holds nothing but the mark cannot be quoted.
fn quit(document: &Document<'_>, answer: &[Line<'_>], next: Option<&Cut<'_>>) -> Option<u32> {
    let end = answer.last()?.number;
    let is_prompt = next.is_some_and(|it| it.prompt.is_some());
    if next.is_some() && !is_prompt {
        return None;
    }
    // The mark stands before the prompt on its line, or on one of the lines left blank above.
    let filled = answer.iter().rev().find(|line| !line.is_blank());
    let shown = filled?.number;
    let last = end + u32::from(is_prompt);
    let at = document.paged.partition_point(|line| *line <= shown);
    let mark = document.paged.get(at).filter(|it| **it <= last)?;
    Some(if *mark > end { *mark } else { shown })
}

/// More routers than this nobody pastes into one box: what looks like their names is something else.
const MOST_ROUTERS: usize = 64;

/// The part of the router called `name`; the first name met also owns what came before it.
fn part_named(parts: &mut Vec<Part<'_>>, name: &str, current: usize) -> usize {
    if let Some(known) = parts
        .iter()
        .position(|part| part.name.as_deref() == Some(name))
    {
        return known;
    }
    if parts.len() >= MOST_ROUTERS {
        return current;
    }
    if let Some(part) = parts.get_mut(current)
        && part.name.is_none()
    {
        part.name = Some(name.to_owned());
        return current;
    }
    parts.push(Part {
        name: Some(name.to_owned()),
        ..Part::default()
    });
    parts.len() - 1
}

/// A line that ends the answer before it.
pub(super) struct Cut<'d> {
    /// Index of the line.
    at: usize,
    /// The router's name in the prompt, or the site's in a heading; None without either.
    pub(super) prompt: Option<&'d str>,
    /// The command; None at a prompt where none was typed.
    pub(super) command: Option<Command>,
}

impl Cut<'_> {
    /// Whether it shows that the answer before it had ended: a lone `#` may be an empty comment.
    fn closes(&self) -> bool {
        self.command.is_some() || self.prompt.is_some_and(|name| !name.is_empty())
    }
}

fn cuts<'d>(lines: &'d [Line<'d>], grammar: &Grammar) -> Vec<Cut<'d>> {
    let mut cuts = Vec::new();
    let mut below_rule = false;
    for (at, line) in lines.iter().enumerate() {
        if line.is_blank() {
            continue;
        }
        let was_below_rule = std::mem::replace(&mut below_rule, is_rule(&line.text));
        let text = line.text.trim_start_matches(' ');
        let prompt = prompt(text).filter(|it| {
            !is_empty_comment(lines, at, &cuts) && !is_set_aside(*it, (lines, at), &cuts)
        });
        if let Some((name, typed)) = prompt {
            let command = Command::at_prompt(line.number, typed, grammar);
            cuts.push(Cut {
                at,
                prompt: Some(name),
                command,
            });
        } else if let Some(command) = Command::alone(line.number, text, grammar)
            .or_else(|| {
                let command = || Command::below_rule(line.number, text);
                was_below_rule.then(command).flatten()
            })
            .or_else(|| acting(line, &cuts))
            .or_else(|| dressed(lines, at, grammar))
        {
            cuts.push(Cut {
                at,
                prompt: None,
                command: Some(command),
            });
        }
    }
    mend_first_name(lines, &mut cuts);
    name_by_headings(lines, &mut cuts);
    cuts
}

/// Where no prompt has a name, and headings above the answers name two sites or more, these tell as prompts do whose answer
/// follows.
fn name_by_headings<'d>(lines: &'d [Line<'d>], cuts: &mut [Cut<'d>]) {
    let is_named = |cut: &Cut<'_>| cut.prompt.is_some_and(|name| !name.is_empty());
    if cuts.iter().any(is_named) {
        return;
    }
    let site_of = |cut: &Cut<'d>| {
        let line = lines.get(cut.at).filter(|_| cut.prompt.is_none())?;
        site_label(line.text.trim())
    };
    let mut sites = cuts.iter().filter_map(site_of);
    let Some(first) = sites.next() else { return };
    if !sites.any(|it| it != first) {
        return;
    }
    for cut in cuts {
        cut.prompt = cut.prompt.or(site_of(cut));
    }
}

/// What was typed without its prompt behind an answer and changes the SAs; among settings a tunnel that is disabled is one
/// of them.
fn acting(line: &Line<'_>, cuts: &[Cut<'_>]) -> Option<Command> {
    let command = cuts.last()?.command.as_ref()?;
    let is_apart = !command.text.starts_with("show config") && !line.text.starts_with(' ');
    let command = || Command::acting(line.number, &line.text);
    is_apart.then(command).flatten()
}

/// A terminal that keeps its newest lines only may begin in the middle of a prompt: there stands the end of
/// a name, once, and the whole of it at every other prompt. Where the same command is asked again, there
/// are two routers of which one is called like the end of the other.
fn mend_first_name<'d>(lines: &[Line<'d>], cuts: &mut [Cut<'d>]) {
    let Some((first, others)) = cuts.split_first_mut() else {
        return;
    };
    let is_at_top = lines.iter().take(first.at).all(Line::is_blank);
    let Some(end) = first.prompt.filter(|it| is_at_top && !it.is_empty()) else {
        return;
    };
    let mut names = others.iter().filter_map(|it| it.prompt);
    let Some(whole) = names.next() else { return };
    let is_cut = whole != end && whole.ends_with(end) && names.all(|it| it == whole);
    let asked = |cut: &Cut<'_>| cut.command.as_ref().map(|it| it.text.clone());
    let command = asked(first);
    if is_cut && command.is_some() && others.iter().all(|it| asked(it) != command) {
        first.prompt = Some(whole);
    }
}

/// No name begins with so many dashes.
const RULER: usize = 16;

/// Signs by which people blacken a name, or stand around what they wrote in its place.
const BLACKENED: &str = "■●○◎□◆◇★☆▲△▼▽×＊?？〇…・＿／【】『』「」（）＜＞{}&/~";

/// Splits `RTX1210# show ipsec sa` into the router's name and what was typed.
pub(super) fn prompt(text: &str) -> Option<(&str, &str)> {
    // A name has up to 64 characters, a selected interface some more (command reference 4.20).
    let head = text.as_bytes().get(..96).unwrap_or(text.as_bytes());
    let end = memchr::memchr3(b' ', b'#', b'>', head)?;
    let (name, rest) = text.split_at_checked(end)?;
    // The end of the ruler before it may be lost.
    let name = match name.trim_start_matches('-') {
        bare if name.len() - bare.len() >= RULER => bare,
        _ => name,
    };
    // A name may end with one blank.
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let typed = rest.strip_prefix(['#', '>'])?.trim();
    let plain = |c: char| {
        is_letter(c)
            || c.is_ascii_digit()
            || ('０'..='９').contains(&c)
            || "-_.[]()@+*".contains(c)
            || BLACKENED.contains(c)
    };
    let first = typed.split(' ').next().unwrap_or_default();
    let is_prompt = name.chars().all(plain) && (typed.is_empty() || is_verb(first));
    is_prompt.then_some((without_selection(name), typed))
}

/// The name without the interface that `tunnel select` or `pp select` adds to it.
fn without_selection(name: &str) -> &str {
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if base.len() < name.len()
        && let Some(base) = base
            .strip_suffix("tunnel")
            .or_else(|| base.strip_suffix("pp"))
    {
        return base;
    }
    name.strip_suffix("ppanonymous").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::super::{Shape, read};
    use super::*;

    const GRAMMAR: &Grammar = &[
        Shape {
            words: &["show", "ipsec", "sa"],
            options: &["gateway", "detail"],
            analysed: true,
        },
        Shape {
            words: &["show", "log"],
            options: &["reverse"],
            analysed: false,
        },
    ];

    fn outline(text: &str) -> Vec<String> {
        let document = read(text);
        split(&document, GRAMMAR)
            .into_iter()
            .flat_map(|part| {
                let name = part.name.unwrap_or_default();
                part.sections.into_iter().map(move |section| {
                    let filled = section.lines.iter().filter(|line| !line.is_blank()).count();
                    let command = section
                        .command
                        .map_or("-".to_owned(), |command| command.text);
                    format!("{name}: {command} {filled}")
                })
            })
            .collect()
    }

    #[test]
    fn sections_begin_at_prompts_and_end_before_the_next() {
        assert_eq!(
            outline("noise\nRTX1210# show ipsec sa\nTotal:\n\nRTX1210# show log\nRTX1210#\n"),
            [
                "RTX1210: - 1",
                "RTX1210: show ipsec sa 1",
                "RTX1210: show log 0"
            ]
        );
    }

    #[test]
    fn a_command_that_another_router_s_prompt_follows_is_no_answer() {
        assert_eq!(
            outline("HQ# show log\n\nBR# show log\ny"),
            ["HQ: - 1", "BR: show log 1"]
        );
        assert_eq!(
            outline("HQ# show log\nHQ#\nBR# show log\ny"),
            ["HQ: show log 0", "BR: show log 1"]
        );
        assert_eq!(
            outline("HQ# show log\n(no output)\nBR# show log\ny"),
            ["HQ: show log 1", "BR: show log 1"]
        );
    }

    #[test]
    fn a_selected_interface_is_not_part_of_the_name() {
        assert_eq!(
            outline("RTtunnel1# sh ipsec sa\nx\nRTpp1> show log\ny\ntunnel1 # show log\nz"),
            ["RT: show ipsec sa 1", "RT: show log 1", "RT: show log 1"]
        );
    }

    #[test]
    fn commands_without_prompt_are_found() {
        assert_eq!(
            outline("show ipsec sa\nx\nshow log\ny"),
            [": show ipsec sa 1", ": show log 1"]
        );
    }

    #[test]
    fn every_command_of_a_techinfo_file_is_found() {
        assert_eq!(
            outline(
                "# show techinfo\n---\nshow ipsec sa\nx\n---\nshow feature 3 all\ny\nshow me\n---\nShow me"
            ),
            [
                ": show techinfo 1",
                ": show ipsec sa 2",
                ": show feature 3 all 4"
            ]
        );
        let document = read("show ipsec sa\n---\nshow feature");
        assert!(split(&document, GRAMMAR)[0].sections[0].is_empty());
    }

    #[test]
    fn comments_of_a_configuration_are_not_prompts() {
        assert_eq!(
            outline("# show log\n# RTX1210 Rev.14.01.42\n# Memory 256Mbytes"),
            [": show log 2"]
        );
    }

    #[test]
    fn a_lone_mark_beside_a_comment_is_one_among_settings_only() {
        let grammar: &Grammar = &[Shape {
            words: &["show"],
            options: &["config", "log"],
            analysed: true,
        }];
        let sections = |text: &str| {
            let document = read(text);
            let parts = split(&document, grammar);
            parts.iter().map(|part| part.sections.len()).sum::<usize>()
        };
        assert_eq!(sections("# show config\nx\n#\n# VPN\n#\ny"), 1);
        assert_eq!(sections("# show config\nx\n#\ny"), 2);
        assert_eq!(sections("# show log\nx\n#\n# VPN"), 2);
    }

    #[test]
    fn two_named_routers_become_two_parts() {
        assert_eq!(
            outline("HQ# show ipsec sa\nx\nBR# show ipsec sa\ny\nHQ# show log\nz"),
            [
                "HQ: show ipsec sa 1",
                "HQ: show log 1",
                "BR: show ipsec sa 1"
            ]
        );
    }

    #[test]
    fn sites_that_headings_name_become_two_parts() {
        let both = "本社：show ipsec sa\nx\n\n支社：show ipsec sa\ny\n本社：show log\nz";
        assert_eq!(
            outline(both),
            [
                "本社: show ipsec sa 1",
                "本社: show log 1",
                "支社: show ipsec sa 1"
            ]
        );
        for one in [
            both.replace("支社", "本社"),
            both.replace("本社", "1回目").replace("支社", "2回目"),
            format!("HQ# show ipsec sa\n{both}"),
        ] {
            let document = read(&one);
            assert_eq!(split(&document, GRAMMAR).len(), 1, "{one}");
        }
    }

    #[test]
    fn a_name_whose_beginning_was_lost_is_that_of_the_others() {
        let lost = "Q-1# show ipsec sa\nx\nHQ-1# show log\ny\nHQ-1#";
        assert_eq!(outline(lost), ["HQ-1: show ipsec sa 1", "HQ-1: show log 1"]);
        for two in [
            lost.replace("show log", "show ipsec sa"),
            format!("{lost}\nQ-1# show log"),
            lost.replace("HQ-1", "HQ-2"),
            format!("{lost}\nBR# show log"),
            format!("noise\n{lost}"),
        ] {
            let document = read(&two);
            assert!(split(&document, GRAMMAR).len() > 1, "{two}");
        }
    }

    #[test]
    fn a_bare_prompt_of_another_name_is_no_second_router() {
        let document = read("HQ# show ipsec sa\nx\nRTX1210#\n");
        assert_eq!(split(&document, GRAMMAR).len(), 1);
    }

    #[test]
    fn nothing_is_an_answer() {
        let document = read("# show ipsec sa\n（出力なし）\n# show log");
        let parts = split(&document, GRAMMAR);
        assert!(
            parts
                .iter()
                .flat_map(|part| &part.sections)
                .all(Section::is_empty)
        );
    }

    #[test]
    fn a_setting_set_aside_among_settings_is_no_command() {
        let settings = "console prompt HQ\n# tunnel disable 1\n# ipsec use off\nsyslog notice on\nHQ# show log";
        let below = |prompt: &str| outline(&format!("{prompt}# show config\n{settings}"));
        assert_eq!(below("HQ").len(), 2);
        // Also where the prompt has no name, or the command is not there: settings follow.
        assert_eq!(below("").len(), 2);
        assert_eq!(outline(settings).len(), 2);
        // Below all settings it may have been typed.
        let typed =
            "# show config\nconsole prompt HQ\nsyslog notice on\n# tunnel disable 1\n# show log";
        assert_eq!(outline(typed).len(), 3);
        let asked = outline("HQ# show config\nconsole prompt HQ\n# show log\nx");
        assert_eq!(asked.len(), 2);
    }
}
