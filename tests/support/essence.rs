//! What must stay the same in a report, however the pastes were disguised: the verdict, the pairs with
//! their SAs, and the findings, each line of evidence by its number in the original.

use rtx_vpn_doctor::report::{Finding, IkePair, IkeSa, IpsecSa, Pair, PairEnd, Report};

/// For each paste, the original line of each of its lines.
pub(crate) type Origins<'o> = &'o [Vec<u32>];

/// One thing a line. `origins` is empty where the pastes are the originals.
pub(crate) fn of(report: &Report, origins: Origins<'_>) -> Vec<String> {
    let v = &report.verdict;
    let mut lines = vec![format!(
        "verdict {:?} {:?} {:?} {:?} {:?}",
        v.state, v.certainty, v.cause, v.side, v.traffic
    )];
    for it in &report.pairs {
        lines.extend(pair(it));
    }
    for it in &report.findings {
        lines.push(finding(report, it, origins));
    }
    lines
}

fn pair(pair: &Pair) -> Vec<String> {
    let end = |end: &PairEnd| format!("{} {:?} {:?}", end.side, end.gateway, end.tunnel);
    let v = &pair.verdict;
    let mut lines = vec![format!(
        "pair {:?} {} | {} | {:?} | {:?} {:?} {:?} {:?}",
        pair.role,
        pair.matched_by,
        end(&pair.a),
        pair.b.as_ref().map(end),
        v.state,
        v.certainty,
        v.cause,
        v.side
    )];
    lines.extend(pair.ike.iter().map(ike));
    for flow in &pair.flows {
        let (sender, receiver) = (flow.sender.as_ref().map(sa), flow.receiver.as_ref().map(sa));
        lines.push(format!(
            "flow {:?}-{:?} {:?} {sender:?} {receiver:?}",
            flow.from, flow.to, flow.state
        ));
    }
    for it in &pair.attributes {
        let value = |side: &Option<_>| side.as_ref().map(value_of);
        lines.push(format!(
            "{} {:?} {:?} {:?}",
            it.name,
            it.state,
            value(&it.a),
            value(&it.b)
        ));
    }
    lines
}

fn value_of(value: &rtx_vpn_doctor::report::AttributeValue) -> String {
    value.value.to_string()
}

fn ike(pair: &IkePair) -> String {
    let sa = |sa: &IkeSa| {
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            sa.id,
            sa.ike_version,
            sa.spi,
            sa.local_id,
            sa.remote_id,
            sa.algorithm,
            sa.remaining_secs
        )
    };
    format!(
        "ike {:?} {:?} {:?}",
        pair.state,
        pair.a.as_ref().map(sa),
        pair.b.as_ref().map(sa)
    )
}

fn sa(sa: &IpsecSa) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        sa.id,
        sa.tunnel,
        sa.spi,
        sa.protocol,
        sa.mode,
        sa.encryption,
        sa.integrity,
        sa.remaining_secs
    )
}

fn finding(report: &Report, finding: &Finding, origins: Origins<'_>) -> String {
    let places = finding.evidence.iter().map(|it| {
        let paste = report
            .sites
            .iter()
            .find(|site| site.side == it.side)
            .unwrap()
            .paste;
        let line = origins.get(paste).map_or(it.line, |lines| {
            let at = usize::try_from(it.line).unwrap() - 1;
            lines[at]
        });
        format!("{}{line}", it.side)
    });
    let mut places: Vec<String> = places.collect();
    places.sort();
    let commands: Vec<_> = finding
        .steps
        .iter()
        .map(|step| (step.side, &step.command))
        .collect();
    format!(
        "{} {:?} {:?} {:?} {places:?} {commands:?}",
        finding.id, finding.severity, finding.certainty, finding.side
    )
}
