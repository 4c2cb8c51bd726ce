//! Compares what a report says with what is true of a world.

use rtx_vpn_doctor::report::{Output, OutputState, Report, Severity, Site, State, Traffic, Where};

use super::case::Case;
use super::fault::{At, Truth};
use super::settle::{Fall, Stage};

/// What a report makes of a world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The cause is named, or a healthy world is up.
    Exact,
    /// A cause that is less exact, on the same side.
    LessExact,
    /// No cause, and what to paste or run next.
    Asked,
    /// A lie, and which.
    Wrong(String),
}

/// What is true of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Healthy,
    Down,
    Degraded,
    /// The pastes themselves are at fault.
    Input,
    /// Up at both times, and nothing shows it by SPIs.
    Apart,
}

pub(crate) fn class(case: &Case) -> Class {
    if case.truths.is_empty() {
        return Class::Healthy;
    }
    if case.truths.iter().any(|it| it.fault.slug == "pastes-apart") {
        return Class::Apart;
    }
    if case.truths.iter().any(|it| it.fault.is_input()) {
        return Class::Input;
    }
    if matches!(
        case.stage,
        Stage::Falls(_) | Stage::Stalls(_) | Stage::Traffic(..)
    ) {
        Class::Degraded
    } else {
        Class::Down
    }
}

/// Judges a report on all answers, or on a part of them.
///
/// Of a paste that was cut, nobody knows which answers are gone.
pub(crate) fn judge(case: &Case, report: &Report, is_cut: bool) -> Answer {
    let class = class(case);
    match contradiction(case, report, class, is_cut) {
        Some(lie) => Answer::Wrong(lie),
        None if class == Class::Healthy => healthy(report),
        None => cause(case, report),
    }
}

fn healthy(report: &Report) -> Answer {
    let breaks = |severity| matches!(severity, Severity::Blocks | Severity::Degrades);
    let accusing = report.findings.iter().find(|it| breaks(it.severity));
    if let Some(it) = accusing {
        return Answer::Wrong(format!("{} on a healthy VPN", it.id));
    }
    match report.verdict.state {
        State::Up => Answer::Exact,
        State::Unknown => asked(report),
        State::Down | State::Degraded => Answer::Wrong("down though healthy".to_owned()),
    }
}

fn asked(report: &Report) -> Answer {
    let has_steps = report.findings.iter().any(|it| !it.steps.is_empty());
    if report.asks.is_empty() && !has_steps {
        return Answer::Wrong("neither a cause nor a next step".to_owned());
    }
    Answer::Asked
}

/// A state that cannot be true.
fn contradiction(case: &Case, report: &Report, class: Class, is_cut: bool) -> Option<String> {
    let verdict = &report.verdict;
    let lie = |text: &str| Some(format!("{text} ({class:?})"));
    match (class, verdict.state) {
        (Class::Down | Class::Input, State::Up) if !is_old(case, report) => lie("up"),
        (Class::Degraded, State::Up)
            if verdict.traffic == Traffic::Seen && !is_cut && !is_unseen(case, report) =>
        {
            lie("up, traffic seen")
        }
        (Class::Degraded, State::Down) => lie("down"),
        (Class::Healthy | Class::Apart, State::Down | State::Degraded) => lie("accused"),
        // By their tables the SAs fit, and a ping is lost.
        (Class::Down, State::Degraded)
            if !(case.stage == Stage::Spis || names_lesser(case, report)) =>
        {
            lie("degraded")
        }
        (Class::Input, State::Degraded) => lie("degraded"),
        _ => None,
    }
}

/// Without its log, or with the lines of IKE alone, a tunnel that falls and comes back is up; so is one
/// of which no ping shows what is lost.
fn is_unseen(case: &Case, report: &Report) -> bool {
    let outputs = report.sites.iter().flat_map(|site| &site.outputs);
    let mut logs = outputs.filter(|it| it.command.starts_with("show log"));
    let has_pings = |site: &Site| {
        let pings = site
            .outputs
            .iter()
            .filter(|it| it.command.starts_with("ping"));
        let is_large = |it: &&Output| it.command.contains("-s 1400");
        (
            pings.clone().any(|it| is_large(&it)),
            pings.clone().any(|it| !is_large(&it)),
        )
    };
    let mut pings = report.sites.iter().map(has_pings);
    if matches!(case.stage, Stage::Falls(_)) {
        return logs.all(|it| it.state != OutputState::Whole);
    }
    // Both ends receive what the other begins, and a host need not answer.
    let knows_lan = |site: &Site| {
        let mut outputs = site.outputs.iter();
        outputs.any(|it| ["show ip route", "show config"].contains(&it.command.as_str()))
    };
    if matches!(case.stage, Stage::Stalls(_)) {
        // Without routes of either nobody can tell into whose network the pings went.
        return !(pings.any(|it| it == (true, true)) && report.sites.iter().any(knows_lan));
    }
    case.stage == Stage::Traffic([true; 2], [true; 2])
        && !(pings.any(|it| it.1) && report.sites.iter().all(knows_lan))
}

/// Whether, of two faults, the lesser one is named.
fn names_lesser(case: &Case, report: &Report) -> bool {
    let lesser = case
        .truths
        .iter()
        .filter(|it| it.stage >= Stage::Falls(Fall::Line(0)));
    lesser
        .map(|it| it.fault.slug)
        .any(|it| report.verdict.cause == Some(it))
}

/// Tables alone cannot show that SPIs do not meet, and are up as far as they tell.
fn is_old(case: &Case, report: &Report) -> bool {
    case.stage == Stage::Spis
        && report.verdict.certainty == rtx_vpn_doctor::report::Certainty::Likely
}

/// Whether the cause is one of the true ones, or less exact on the same side.
pub(crate) fn cause(case: &Case, report: &Report) -> Answer {
    let verdict = &report.verdict;
    if verdict.state == State::Up {
        return Answer::Asked;
    }
    let Some(said) = verdict.cause else {
        // Where nothing is decided, the side is the one of which an output is wanted.
        let side = verdict.side.filter(|_| verdict.state != State::Unknown);
        if let Some(side) = wrong_side(case, report, side, None) {
            return Answer::Wrong(format!("no cause, at {side}"));
        }
        return asked(report);
    };
    let is_at = |at: At| wrong_side(case, report, verdict.side, Some(at)).is_none();
    let exact = |it: &&Truth| it.fault.slug == said;
    let less = |it: &&Truth| it.fault.less_exact.contains(&said);
    let truths = || case.truths.iter();
    if truths().filter(exact).any(|it| is_at(it.at)) {
        return Answer::Exact;
    }
    // Of an address that is not the peer's, either end can be asked first.
    if truths()
        .filter(less)
        .any(|it| it.fault.is_between() || is_at(it.at))
    {
        return Answer::LessExact;
    }
    if truths().any(|it| less(&it)) && asks_for_line(case, report) {
        return Answer::LessExact;
    }
    let is_there = truths().any(|it| exact(&it) || less(&it));
    Answer::Wrong(match verdict.side {
        Some(Where::Site(side)) if is_there => format!("{said} at {side}"),
        _ => format!("{said}, which is not so"),
    })
}

/// Whether the end that does not answer is named as where to look first, nothing was pasted of the caller's
/// line, and the report says so: then it asks for that line.
fn asks_for_line(case: &Case, report: &Report) -> bool {
    let Some(Where::Site(silent)) = report.verdict.side else {
        return false;
    };
    let of_line = ["show ip route", "show status pp", "show status dhcpc"];
    let is_of_line = |command: &str| of_line.iter().any(|it| command.starts_with(it));
    let callers = report.sites.iter().filter(|site| site.side != silent);
    // What of the line was pasted and could not be read shows nothing of it.
    let mut outputs = callers
        .flat_map(|site| &site.outputs)
        .filter(|it| it.state != OutputState::Cut);
    let callers_asks = report.asks.iter().filter(|it| it.side != silent);
    let mut asked = callers_asks.flat_map(|it| &it.commands);
    // Of two lines, the other may have been pasted.
    let has_two = case.world.ends.iter().any(|it| it.twin.is_some());
    report.verdict.cause == Some("peer-silent")
        && (has_two || !outputs.any(|it| is_of_line(&it.command)))
        && asked.any(|it| is_of_line(it))
}

/// The site that is blamed, where the fault is at the other.
fn wrong_side(
    case: &Case,
    report: &Report,
    said: Option<Where>,
    exact: Option<At>,
) -> Option<String> {
    let Some(Where::Site(letter)) = said else {
        return None;
    };
    let letter = letter.to_string();
    let may_be = |at: &At| match at {
        At::Both => true,
        At::End(end) => case.letter_in(report, *end) == letter,
    };
    let is_true = match &exact {
        Some(at) => may_be(at),
        None => case.truths.iter().any(|it| may_be(&it.at)),
    };
    (!is_true).then_some(letter)
}
