//! What a report owes to its pastes: every line accounted for once, every quoted line there, no hole in a sentence.

use rtx_vpn_doctor::report::{Output, Report};
use serde_json::Value;

/// What is wrong, in words.
pub(crate) type Verdict = Result<(), String>;

/// Lines as a browser's text box counts them.
pub(crate) fn lines_of(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n");
    let text = text.replace(['\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'], "\n");
    text.lines().map(str::to_owned).collect()
}

/// All that a report owes to its pastes.
pub(crate) fn honest(report: &Report, pastes: &[String]) -> Verdict {
    account_for_every_line(report, pastes)?;
    evidence_is_quoted_truly(report, pastes)?;
    no_argument_is_left_over(report, pastes)
}

/// Each filled line of each paste stands in the report once: it is not understood, or it belongs to
/// one answer, or it is a prompt or a mark that says that nothing was printed.
fn account_for_every_line(report: &Report, pastes: &[String]) -> Verdict {
    for (at, paste) in pastes.iter().enumerate() {
        let sites = || report.sites.iter().filter(|site| site.paste == at);
        let lines = lines_of(paste);
        let mut times_unread = vec![0; lines.len() + 1];
        let mut times_answer = times_unread.clone();
        for it in sites().flat_map(|site| &site.unread) {
            *place(&mut times_unread, it.line)? += 1;
        }
        let answers: Vec<&Output> = sites().flat_map(|site| &site.outputs).collect();
        for it in &answers {
            for line in it.first_line..=it.last_line {
                *place(&mut times_answer, line)? += 1;
            }
        }
        for (number, line) in (1..).zip(lines) {
            let (unread, answer) = (times_unread[number], times_answer[number]);
            if unread > 1 {
                return Err(format!("line {number} is twice not understood: {line:?}"));
            }
            if answer > 1 {
                return Err(format!(
                    "line {number} is of two answers: {line:?}\n{answers:#?}"
                ));
            }
            // Above all answers no mark says that one printed nothing, but a ruler may stand over its command.
            let first = answers.iter().map(|it| it.first_line).min();
            let is_outside = first.is_none_or(|first| number + 1 < usize::try_from(first).unwrap());
            let is_lost_mark = is_outside && is_mark(&line);
            if unread + answer == 0 && (is_lost_mark || !carries_nothing(&line)) {
                return Err(format!("line {number} is lost: {line:?}"));
            }
        }
    }
    Ok(())
}

fn place(times: &mut [usize], line: u32) -> Result<&mut usize, String> {
    // An empty paste has a first line all the same.
    let place = times.get_mut(usize::try_from(line).unwrap());
    place.ok_or_else(|| format!("there is no line {line}"))
}

fn is_mark(line: &str) -> bool {
    let document = rtx_vpn_doctor::text::read(line);
    let mut lines = document.lines.iter();
    lines.any(|line| rtx_vpn_doctor::text::is_nothing_mark(&line.text))
}

/// A blank line, a prompt, a pager's mark, or the mark that says that nothing was printed.
fn carries_nothing(line: &str) -> bool {
    // Of one line alone nobody knows whether the terminal put its time in front.
    let is_time = |it: &str| it.starts_with('[') && it.contains(':') && it.len() > 10;
    let behind_time = line.split_once("] ").filter(|it| is_time(it.0));
    let document = rtx_vpn_doctor::text::read(behind_time.map_or(line, |it| it.1));
    document.lines.iter().all(|line| {
        let text = line.text.trim();
        let words = text.split_whitespace().count();
        rtx_vpn_doctor::text::is_nothing_mark(text)
            || words == 0
            || (words == 1 && text.ends_with(['#', '>']))
            // A prompt's name may end with one blank.
            || (words == 2 && (text.ends_with(" #") || text.ends_with(" >")))
            || text.chars().all(|c| c == '>' || c == ' ')
    })
}

fn evidence_is_quoted_truly(report: &Report, pastes: &[String]) -> Verdict {
    for finding in &report.findings {
        if finding.evidence.is_empty() {
            return Err(format!("{} rests on nothing", finding.id));
        }
        for it in &finding.evidence {
            let site = report.sites.iter().find(|site| site.side == it.side);
            let paste = site.map_or(usize::from(it.side.0), |site| site.paste);
            let lines = lines_of(&pastes[paste]).len().max(1);
            let line = usize::try_from(it.line).unwrap();
            if !(1..=lines).contains(&line) {
                return Err(format!("{} quotes line {line}", finding.id));
            }
        }
    }
    Ok(())
}

fn no_argument_is_left_over(report: &Report, pastes: &[String]) -> Verdict {
    if pastes.iter().any(|paste| paste.contains(['{', '}'])) {
        return Ok(());
    }
    let data = serde_json::to_value(report).unwrap();
    let mut open = vec![&data];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if text.contains(['{', '}']) => return Err(text.clone()),
            Value::Array(values) => open.extend(values),
            Value::Object(fields) => open.extend(fields.values()),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    Ok(())
}
