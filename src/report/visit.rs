//! Turns a report into the same report with each of its strings replaced.

use super::timeline::{Event, Packet, Timeline};
use super::{
    Ask, AttributeValue, Evidence, Finding, IkeSa, IpsecSa, NotChecked, Output, Pair, Report, Rung,
    Site, Step, Text, UnreadLine, Verdict,
};
use crate::text::Listed;

type Change<'a> = &'a mut dyn FnMut(&mut String);

/// Hands every string that can hold pasted text to `change`, in the order of the JSON form.
///
/// Names of this program's own (slugs, rule ids, kinds) are not handed over.
pub(super) fn each_string(report: &mut Report, change: Change<'_>) {
    // Without the rest pattern: a new field must be looked at here, or it would escape redaction.
    let Report {
        tool: _,
        verdict,
        sites,
        pairs,
        findings,
        not_checked,
        asks,
        timeline,
    } = report;
    in_verdict(verdict, change);
    for site in sites {
        in_site(site, change);
    }
    for pair in pairs {
        in_pair(pair, change);
    }
    for finding in findings {
        in_finding(finding, change);
    }
    for NotChecked {
        id: _,
        title,
        needs,
    } in not_checked
    {
        in_text(title, change);
        for need in needs {
            change(&mut need.command);
        }
    }
    for Ask { side: _, commands } in asks {
        commands.iter_mut().for_each(&mut *change);
    }
    in_timeline(timeline, change);
}

fn in_timeline(timeline: &mut Timeline, change: Change<'_>) {
    let Timeline {
        // Times, letters and numbers.
        logs: _,
        clocks,
        attempts: _,
        events,
    } = timeline;
    for clock in clocks {
        in_text(&mut clock.says, change);
    }
    for event in events {
        let Event {
            side: _,
            line: _,
            last_line: _,
            text,
            at: _,
            shifted: _,
            kind: _,
            direction: _,
            peer: _,
            pair: _,
            attempt: _,
            meets: _,
            times: _,
            until_line: _,
            lasts: _,
            packet,
        } = event;
        change(text);
        if let Some(packet) = packet {
            in_packet(packet, change);
        }
    }
}

fn in_packet(packet: &mut Packet, change: Change<'_>) {
    let Packet {
        interface,
        filter,
        protocol,
        source,
        destination,
    } = packet;
    [interface, filter, protocol]
        .into_iter()
        .for_each(&mut *change);
    for end in [source, destination].into_iter().flatten() {
        change(&mut end.address);
    }
}

fn in_text(Text { ja, en }: &mut Text, change: Change<'_>) {
    change(ja.to_mut());
    change(en.to_mut());
}

fn in_verdict(verdict: &mut Verdict, change: Change<'_>) {
    let Verdict {
        state: _,
        certainty: _,
        cause: _,
        side: _,
        traffic: _,
        headline,
    } = verdict;
    in_text(headline, change);
}

fn in_site(site: &mut Site, change: Change<'_>) {
    let Site {
        side: _,
        paste: _,
        name,
        model,
        revision,
        outputs,
        repairs: _,
        unread,
        ladder,
    } = site;
    [name, model, revision]
        .into_iter()
        .flatten()
        .for_each(&mut *change);
    for Output {
        command,
        first_line: _,
        last_line: _,
        state: _,
        analysed: _,
    } in outputs
    {
        change(command);
    }
    for UnreadLine { line: _, text } in unread {
        change(text);
    }
    for Rung {
        rung: _,
        state: _,
        finding: _,
        line: _,
        command,
    } in ladder
    {
        change(command);
    }
}

fn in_pair(pair: &mut Pair, change: Change<'_>) {
    let Pair {
        role: _,
        verdict,
        matched_by: _,
        a: _,
        b: _,
        ike,
        flows,
        attributes,
    } = pair;
    in_verdict(verdict, change);
    for ike_pair in ike {
        for sa in [&mut ike_pair.a, &mut ike_pair.b].into_iter().flatten() {
            in_ike_sa(sa, change);
        }
    }
    for flow in flows {
        for sa in [&mut flow.sender, &mut flow.receiver].into_iter().flatten() {
            in_ipsec_sa(sa, change);
        }
    }
    for attribute in attributes {
        in_text(&mut attribute.label, change);
        for value in [&mut attribute.a, &mut attribute.b].into_iter().flatten() {
            let AttributeValue {
                value,
                source: _,
                line: _,
                command: _,
                text,
            } = value;
            change(value.to_mut());
            text.iter_mut().for_each(&mut *change);
        }
    }
}

fn in_ike_sa(sa: &mut IkeSa, change: Change<'_>) {
    let IkeSa {
        id: _,
        ike_version: _,
        spi,
        local_id,
        remote_id,
        algorithm,
        remaining_secs: _,
        lines: _,
    } = sa;
    [spi, local_id, remote_id, algorithm]
        .into_iter()
        .flatten()
        .for_each(&mut *change);
}

fn in_ipsec_sa(sa: &mut IpsecSa, change: Change<'_>) {
    let IpsecSa {
        id: _,
        tunnel: _,
        spi,
        protocol,
        mode,
        encryption,
        integrity,
        remaining_secs: _,
        lines: _,
    } = sa;
    for word in [protocol, mode].into_iter().flatten() {
        change(word.to_mut());
    }
    [spi, encryption, integrity]
        .into_iter()
        .flatten()
        .for_each(&mut *change);
}

fn in_finding(finding: &mut Finding, change: Change<'_>) {
    let Finding {
        id: _,
        slug: _,
        cause: _,
        severity: _,
        certainty: _,
        side: _,
        pair: _,
        also_seen: _,
        title,
        why,
        steps,
        evidence,
    } = finding;
    in_text(title, change);
    in_text(why, change);
    for Step {
        side: _,
        text,
        command,
        changes_state: _,
        way_back,
    } in steps
    {
        in_text(text, change);
        for command in [command, way_back].into_iter().flatten() {
            // A block to be run at once has several lines.
            let mut lines: Vec<String> = command.lines().map(str::to_owned).listed();
            lines.iter_mut().for_each(&mut *change);
            *command = lines.join("\n");
        }
    }
    for Evidence {
        side: _,
        line: _,
        text,
    } in evidence
    {
        change(text);
    }
}

/// Removes whatever could move a terminal's cursor, forge a line or turn the direction of writing.
///
/// The core has done so for pasted lines; names come from elsewhere.
pub(crate) fn tame(text: &mut String) {
    if text.chars().any(steers) {
        *text = text
            .chars()
            .filter_map(|c| match c {
                '\n' | '\r' | '\t' => Some(' '),
                c if steers(c) => None,
                c => Some(c),
            })
            .collect();
    }
}

/// Whether a terminal or a page obeys this character or hides it, instead of showing it: controls, ends of
/// lines, marks that turn the direction of writing, letters without a shape.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_stays() {
        let mut text = "本\u{1b}[31m社\u{9b}2J\n> x\u{202e}y\t\u{7}".to_owned();
        tame(&mut text);
        assert_eq!(text, "本[31m社2J > xy ");
    }
}
