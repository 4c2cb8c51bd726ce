//! Turns a report into short lines that a test can compare: the verdict, a pair, a place.

use rtx_vpn_doctor::report::{Evidence, Pair, PairEnd, Report, State, Traffic, Verdict, Where};

/// `up`, `degraded`, `down` or `unknown`.
pub(crate) fn state(verdict: &Verdict) -> &'static str {
    match verdict.state {
        State::Up => "up",
        State::Degraded => "degraded",
        State::Down => "down",
        State::Unknown => "unknown",
    }
}

/// A letter, `both` or `none`.
pub(crate) fn side(side: Option<Where>) -> String {
    match side {
        Some(Where::Site(letter)) => letter.to_string(),
        Some(Where::Both) => "both".to_owned(),
        None => "none".to_owned(),
    }
}

/// `down shown spi-mismatch both`.
pub(crate) fn verdict(verdict: &Verdict) -> String {
    let certainty = format!("{:?}", verdict.certainty).to_lowercase();
    let cause = verdict.cause.unwrap_or("none");
    let side = side(verdict.side);
    format!("{} {certainty} {cause} {side}", state(verdict))
}

/// `A1-B2 up`, by sites and gateways.
pub(crate) fn pair(pair: &Pair) -> String {
    let end = |end: &PairEnd| {
        let gateway = end.gateway.map_or_else(String::new, |it| it.to_string());
        format!("{}{gateway}", end.side)
    };
    let b = pair.b.as_ref().map_or_else(|| "?".to_owned(), end);
    format!("{}-{b} {}", end(&pair.a), state(&pair.verdict))
}

/// `seen`, `failing` or `notChecked`.
pub(crate) fn traffic(verdict: &Verdict) -> &'static str {
    match verdict.traffic {
        Traffic::Seen => "seen",
        Traffic::Failing => "failing",
        Traffic::NotChecked => "notChecked",
    }
}

/// `A show status pp 1`: the first step of what set the verdict; `both` where it is for both routers.
pub(crate) fn next(report: &Report) -> String {
    let step = report.findings.first().and_then(|it| it.steps.first());
    let Some(step) = step else {
        return "none".to_owned();
    };
    let side = step.side.map_or("both".to_owned(), |it| it.to_string());
    format!("{side} {}", step.command.as_deref().unwrap_or("-"))
}

/// `A14`.
pub(crate) fn place(evidence: &Evidence) -> String {
    format!("{}{}", evidence.side, evidence.line)
}
