//! Asks of a line that settings lack whether it was taken out before they were pasted: people take out what is secret.

use super::{Standing, Told};
use crate::diagnose::{Certainty, Finding, Need, Phrase, Severity};

/// What is asked of such a line.
pub(in crate::diagnose) struct Asked {
    /// What finds the line among the settings.
    pub(in crate::diagnose) word: &'static str,
    /// Whether it was taken out.
    pub(in crate::diagnose) question: Phrase,
    /// The verdict's sentence where that decides.
    pub(in crate::diagnose) headline: Phrase,
}

/// Asks before anything is changed; where the line may well have been taken out, its lack is no cause.
pub(in crate::diagnose) fn ask(
    finding: Finding,
    told: &Told<'_>,
    asked: &Asked,
    standing: Standing,
    may_be: bool,
) -> Finding {
    let need = Need {
        side: told.side(),
        command: format!("show config | grep {}", asked.word),
    };
    let mut finding = finding.read_and_ask(need, asked.question);
    if standing == Standing::Unknown {
        finding = finding.certainty(Certainty::Likely);
    }
    if !may_be {
        return finding;
    }
    // Beside nothing that shows the VPN to be down, it is a remark.
    let severity = if standing == Standing::Down {
        Severity::Input
    } else {
        Severity::Risk
    };
    finding
        .severity(severity)
        .cause(None)
        .headed(asked.headline)
}
