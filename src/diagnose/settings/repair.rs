//! Turns lines that are to be changed into a block that can be run as it stands, and the block that takes
//! it back.

use super::Told;
use crate::diagnose::{Back, Finding, Need, Phrase};
use crate::model::Setting;
use crate::text::Listed;

/// One line that is changed, and what gives its place back what stands there now; None where that was not
/// pasted.
pub(in crate::diagnose) struct Change {
    line: String,
    back: Option<Back>,
}

impl Change {
    /// A line that sets what is now known by `setting`, or takes it away.
    pub(in crate::diagnose) fn of<T>(line: String, setting: &Setting<T>) -> Self {
        let back = match setting {
            Setting::Explicit(it) => Some(Back::Line(it.line)),
            Setting::Hidden(line) => Some(Back::Line(*line)),
            Setting::Default(_) | Setting::Absent(_) => Some(Back::Text(without(&line))),
            Setting::NotPasted => None,
        };
        Self { line, back }
    }

    /// A line in place of one that was pasted.
    pub(in crate::diagnose) fn in_place_of(line: String, pasted: u32) -> Self {
        Self {
            line,
            back: Some(Back::Line(pasted)),
        }
    }
}

/// The line that takes a setting away: `no`, its command and the number of its gateway.
fn without(line: &str) -> String {
    let mut words = vec!["no"];
    for word in line.split(' ') {
        words.push(word);
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
    }
    words.join(" ")
}

impl Told<'_> {
    /// Adds a block that changes settings of the tunnel, with the one that takes it back; nothing where the
    /// router cannot run it: it would stop in the middle, with the tunnel switched off.
    pub(in crate::diagnose) fn mend(
        &self,
        finding: Finding,
        text: Phrase,
        changes: impl IntoIterator<Item = Change>,
    ) -> Finding {
        let mut lines = Vec::new();
        let mut back = Vec::new();
        for change in changes {
            lines.push(change.line);
            back.push(change.back);
        }
        if !lines
            .iter()
            .flat_map(|it| it.lines())
            .all(|it| self.can_run(it))
        {
            return finding;
        }
        let (before, after) = self.around();
        let block = [before.as_str(), &lines.join("\n"), &after];
        let block = block.into_iter().filter(|it| !it.is_empty()).listed();
        let finding = finding.change(self.side(), block.join("\n"), text);
        let Some(back) = back.into_iter().collect::<Option<Vec<Back>>>() else {
            return finding;
        };
        let around = [before, after].map(Back::Text);
        let [before, after] = around;
        let mut all = vec![before];
        all.extend(back);
        all.push(after);
        finding.with_way_back(all)
    }

    /// What stands before and behind lines that change the tunnel; the first is empty where there is none.
    fn around(&self) -> (String, String) {
        let Some(tunnel) = self.tunnel else {
            return (String::new(), "save".to_owned());
        };
        let n = tunnel.number.0;
        let check = Need::tunnel_settings(&self.end).command;
        (
            format!("tunnel select {n}\ntunnel disable {n}"),
            format!("tunnel enable {n}\n{check}\nsave"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn a_setting_is_taken_away_by_its_command_and_number() {
        assert_eq!(without("ipsec ike pfs 1 on"), "no ipsec ike pfs 1");
        assert_eq!(
            without("ipsec ike duration ipsec-sa 2 3600"),
            "no ipsec ike duration ipsec-sa 2"
        );
        assert_eq!(without("ipsec auto refresh on"), "no ipsec auto refresh on");
    }
}
