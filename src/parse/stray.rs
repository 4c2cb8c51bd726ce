//! Finds the lines of the log that a console prints into an answer (`console info on`), so that what stands behind
//! them is still of that answer.

use super::{Output, catalog, log};
use crate::text::Line;

/// More lines of a log in a row are an answer of their own.
const MOST: usize = 3;

/// Of so many lines behind it, one tells whether the answer goes on; no answer has more in a row that are like nothing.
const TELLING: usize = 5;

/// How many lines of a log stand there within an answer that goes on behind them; None where they end it. `is_own` tells
/// of which output that answer is.
pub(super) fn row(
    is_own: impl Fn(&Output) -> bool,
    own: Option<&Output>,
    lines: &[Line<'_>],
    at: usize,
) -> Option<usize> {
    let row = row_of_log(lines, at);
    let next = lines.iter().skip(at + row).filter(|line| !line.is_blank());
    let tells = |line: &Line<'_>| {
        let claimed = catalog::candidates(&line.text).claimant(&line.text);
        let continues = own.is_some_and(|own| (own.continues)(&line.text));
        claimed.map_or(continues.then_some(true), |it| Some(is_own(it)))
    };
    let goes_on = next.take(TELLING).find_map(tells) == Some(true);
    (row <= MOST && goes_on).then_some(row)
}

pub(super) fn is_log(output: &Output) -> bool {
    std::ptr::eq(output, &raw const log::OUTPUT)
}

/// Whether lines are none but a few of a log, as the console prints them also where a command answers nothing.
pub(super) fn are_all(lines: &[Line<'_>]) -> bool {
    let own = lines.iter().filter(|line| !line.is_blank());
    let own = own.take(MOST + 1).count();
    own <= MOST
        && lines
            .iter()
            .all(|line| line.is_blank() || (log::OUTPUT.claims)(&line.text))
}

/// What stands between a few lines of a log, where it is something that no output claims: a note, or words.
pub(super) fn between<'l, 'd>(lines: &'l [Line<'d>]) -> Option<&'l [Line<'d>]> {
    let is_claimed = |line: &Line<'_>| {
        catalog::candidates(&line.text)
            .claimant(&line.text)
            .is_some()
    };
    let is_rest = |line: &Line<'_>| !line.is_blank() && !(log::OUTPUT.claims)(&line.text);
    let first = lines.iter().position(is_rest)?;
    let last = lines.iter().rposition(is_rest)?;
    let rest = lines.get(first..=last)?;
    let around = lines.iter().filter(|line| !line.is_blank());
    let around = around.take(rest.len() + MOST + 1).count();
    (around <= rest.len() + MOST && !rest.iter().any(is_claimed)).then_some(rest)
}

/// How many lines of a log stand there in a row.
fn row_of_log(lines: &[Line<'_>], from: usize) -> usize {
    let rest = lines.iter().skip(from).take(MOST + 1);
    let of_log = rest.take_while(|line| (log::OUTPUT.claims)(&line.text));
    of_log.count()
}

#[cfg(test)]
mod tests {
    use crate::parse::{self, Extent, Record};
    use crate::text;

    fn read(paste: &str) -> parse::Parsed {
        let document = text::read(paste);
        let parts = text::split(&document, &parse::grammar());
        parse::parse(&parts[0])
    }

    const STATE: &str =
        "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Offline.\n#";
    const LINE: &str =
        "2026/11/23 09:20:00: [DHCPD] LAN1(port2) Allocates 192.168.1.55: 00:00:5e:00:53:34";

    #[test]
    fn a_setting_that_was_typed_is_one_also_above_a_line_of_the_log() {
        let read = |line: &str| {
            let paste = format!("BR# ip route 192.168.1.0/24 gateway null\n{line}\nBR#");
            let first = read(&paste).answers.into_iter().next().unwrap();
            matches!(first.record, Record::Config(it) if it.is_typed)
        };
        assert!(read(LINE));
        assert!(!read(&[LINE; 4].join("\n")));
        assert!(!read("Error: Invalid parameter"));
    }

    #[test]
    fn an_answer_goes_on_behind_a_line_of_the_log() {
        let rows = STATE.lines().count();
        for at in 2..rows - 1 {
            let mut lines: Vec<&str> = STATE.lines().collect();
            lines.insert(at, LINE);
            let parsed = read(&lines.join("\n"));
            let [answer] = parsed.answers.as_slice() else {
                panic!("{at}: {parsed:?}")
            };
            assert_eq!(answer.extent, Extent::Whole);
            let Record::TunnelStatus(_) = answer.record else {
                panic!("{answer:?}")
            };
            let number = u32::try_from(at + 1).unwrap();
            // What tells nothing of a VPN lies in the answer.
            assert_eq!(parsed.notes.unread, [0; 0]);
            let told = lines
                .join("\n")
                .replace(LINE, "2026/11/23 09:20:00: IP Tunnel[1] Down");
            assert_eq!(read(&told).notes.unread, [number]);
        }
    }

    #[test]
    fn a_log_behind_an_answer_or_of_some_length_is_an_answer() {
        let behind = STATE.replacen("\n#", &format!("\n{LINE}\n#"), 1);
        assert_eq!(read(&behind).answers.len(), 2);
        let long = STATE.replacen(
            "Interface",
            &format!("{}Interface", format!("{LINE}\n").repeat(4)),
            1,
        );
        assert!(read(&long).answers.len() >= 2);
    }
}
