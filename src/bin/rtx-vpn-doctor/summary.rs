//! Turns a report into one line of JSON for each VPN: which files, the verdict, what to paste next.
//!
//! A line is short enough that a pipe takes it whole, so many of these programs may share one.

use std::path::{Path, PathBuf};

use rtx_vpn_doctor::report::{
    Ask, Finding, Letter, Pair, PairEnd, Report, Role, Site, State, Verdict,
};
use serde::Serialize;

/// One line.
#[derive(Serialize)]
struct Line<'r> {
    sites: Vec<End<'r>>,
    /// Index into the `pairs` of the report; null for the line that speaks of all files together.
    pair: Option<usize>,
    role: Option<Role>,
    verdict: &'r Verdict,
    /// Ids of the rules that found something here.
    findings: Vec<&'r str>,
    asks: Vec<&'r Ask>,
    /// The state of all files together.
    whole: State,
}

/// One end of a VPN.
#[derive(Serialize)]
struct End<'r> {
    side: Letter,
    /// As on the command line; null in a redacted summary.
    file: Option<String>,
    name: Option<&'r str>,
    model: Option<&'r str>,
    gateway: Option<u32>,
    tunnel: Option<u32>,
}

/// One line for each pair, and one for the whole where no two of the files belong together.
///
/// # Errors
///
/// None that a report can cause; the type is that of the serializer.
pub(crate) fn lines(report: &Report, files: &[PathBuf]) -> serde_json::Result<String> {
    let mut out = String::new();
    let joined = report
        .pairs
        .iter()
        .any(|pair| pair.role == Role::SiteToSite);
    let whole = (!joined).then(|| of_whole(report, files));
    let pairs = report.pairs.iter().enumerate();
    let pairs = pairs.map(|(index, pair)| of_pair(report, index, pair, files));
    for line in whole.into_iter().chain(pairs) {
        out.push_str(&serde_json::to_string(&line)?);
        out.push('\n');
    }
    Ok(out)
}

fn of_whole<'r>(report: &'r Report, files: &[PathBuf]) -> Line<'r> {
    Line {
        sites: report
            .sites
            .iter()
            .map(|site| end(site, None, files))
            .collect(),
        pair: None,
        role: None,
        verdict: &report.verdict,
        findings: ids(report, |_| true),
        asks: report.asks.iter().collect(),
        whole: report.verdict.state,
    }
}

fn of_pair<'r>(report: &'r Report, index: usize, pair: &'r Pair, files: &[PathBuf]) -> Line<'r> {
    let ends = || std::iter::once(&pair.a).chain(&pair.b);
    let site_of = |at: &PairEnd| report.sites.iter().find(|site| site.side == at.side);
    let sites = ends().filter_map(|at| Some(end(site_of(at)?, Some(at), files)));
    let asks = report.asks.iter();
    Line {
        sites: sites.collect(),
        pair: Some(index),
        role: Some(pair.role),
        verdict: &pair.verdict,
        findings: ids(report, |finding| finding.pair.is_none_or(|of| of == index)),
        asks: asks
            .filter(|ask| ends().any(|at| at.side == ask.side))
            .collect(),
        whole: report.verdict.state,
    }
}

fn end<'r>(site: &'r Site, at: Option<&PairEnd>, files: &[PathBuf]) -> End<'r> {
    End {
        side: site.side,
        file: files.get(site.paste).map(|file| shown(file)),
        name: site.name.as_deref(),
        model: site.model.as_deref(),
        gateway: at.and_then(|at| at.gateway),
        tunnel: at.and_then(|at| at.tunnel),
    }
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}

/// Each id once, in the order of the report.
fn ids(report: &Report, belongs: impl Fn(&Finding) -> bool) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for finding in report.findings.iter().filter(|finding| belongs(finding)) {
        if !ids.contains(&finding.id) {
            ids.push(finding.id);
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_without_pairs_still_has_a_line() {
        let report = rtx_vpn_doctor::analyze(&[]);
        assert!(report.pairs.is_empty());
        let lines = lines(&report, &[]).unwrap();
        assert_eq!(lines.lines().count(), 1);
        assert!(lines.contains("\"pair\":null") && lines.contains("\"unknown\""));
    }
}
