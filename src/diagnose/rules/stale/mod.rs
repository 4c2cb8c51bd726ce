//! Rules about VPNs that work, and fall again after a while.

pub(in crate::diagnose) mod sta801_nat_timeout;
pub(in crate::diagnose) mod sta802_rekey_failing;
pub(in crate::diagnose) mod sta803_keepalive_target;

use crate::diagnose::log::{self, Falls};
use crate::diagnose::{Finding, Phrase, Severity, Where, ends};
use crate::pair::{End, GatewayPair};

/// So many of the newest lines are quoted.
const MOST_QUOTED: usize = 5;

/// A finding about the falls of an end's tunnel; a remark where it does not stand by now.
fn of_falls(end: &End<'_>, other: &End<'_>, falls: &Falls, usual: u64) -> Finding {
    let side = end.router.side;
    let places = falls.lines.iter().rev().take(MOST_QUOTED);
    let finding = Finding::new(places.map(|line| end.router.place(*line)))
        .at(Where::Both)
        .site("here", side)
        .site("there", other.router.side)
        .arg("count", falls.lines.len())
        .arg("h", usual / 3_600)
        .arg("m", usual / 60 % 60)
        .phrase("usual", if usual < 3_600 { MINUTES } else { HOURS });
    if falls.is_back || end.has_sas_both_ways() {
        finding
    } else {
        finding.severity(Severity::Risk)
    }
}

const HOURS: Phrase = Phrase {
    ja: "{h}時間{m}分",
    en: "{h} h {m} min",
};
const MINUTES: Phrase = Phrase {
    ja: "{m}分",
    en: "{m} minutes",
};

/// The first end whose tunnel falls by itself and not with a line, the other one, and the falls.
fn falling<'m>(pair: &GatewayPair<'m>) -> Option<(End<'m>, End<'m>, Falls)> {
    ends::both(pair).into_iter().find_map(|(end, other)| {
        let falls = log::own_falls(pair, &end)?;
        Some((end, other, falls))
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    /// A log of A: up for so many seconds, four times, three hours apart, and up again.
    pub(super) fn standing(secs: u32) -> String {
        let mut log = "//- A\n# show log\n".to_owned();
        for hour in [0, 3, 6, 9] {
            let time = |secs: u32| {
                let (hour, minute) = (hour + secs / 3_600, secs / 60 % 60);
                format!("2026/11/23 {hour:02}:{minute:02}:{:02}", secs % 60)
            };
            let _ = writeln!(log, "{}: IP Tunnel[1] Up", time(0));
            let _ = writeln!(log, "{}: IP Tunnel[1] Down", time(secs));
        }
        log + "2026/11/23 12:00:00: IP Tunnel[1] Up\n//- B\n"
    }
}
