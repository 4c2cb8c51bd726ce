//! What the two ends of a pair are told, side by side, and what their SAs make of a difference.

mod compare;
mod kept_out;
mod names;
mod repair;
mod row;
mod table;
pub(super) mod taken_out;
mod template;
mod told;
mod value;

pub use compare::{Compared, Said, State};
pub use row::{Relation, Row};
pub use table::TABLE;

pub(super) use compare::{bites, compare, is_worth_a_remark, same_id};
pub(super) use kept_out::{kept_out, kept_out_later};
pub(super) use names::{Names, mirrored_name, named, names};
pub(super) use repair::Change;
pub(super) use told::{Starts, Told, told};

use super::rules::carries;
use super::{Certainty, Finding, Missing, Need, Phrase, Severity, Where, log};
use crate::model::{GatewaySettings, Setting, Sourced};
use crate::pair::{End, GatewayPair, MatchedBy};
use crate::text::{Listed, Side};

/// What both ends are told of gateways that mean each other.
pub(super) struct Both<'m> {
    pub(super) a: Told<'m>,
    pub(super) b: Told<'m>,
    /// Whether it is shown that they mean each other.
    belong: Certainty,
    pub(super) standing: Standing,
}

/// How far the two ends got, by their SAs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Both hold SAs both ways.
    Up,
    /// One end shows that it is up, or announces SAs of which the rows are lost, and the other was not asked
    /// for its SAs.
    OneUp,
    /// A log tells last that phase 2 was begun, or both ends hold an IKE SA, so that phase 1 had ended; no
    /// IPsec SAs were pasted.
    Agreed,
    /// Both hold an IKE SA; IPsec SAs are shown to be missing at one of them.
    Phase1,
    /// An end is shown to have no IPsec SA.
    Down,
    /// The outputs do not tell.
    Unknown,
}

/// A row of the table.
fn row(name: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.name == name)
}

/// What both ends of a pair are told; None where a rule has nothing to compare.
///
/// # Errors
/// The settings of one end, where only the other's were pasted and the VPN is not up.
pub(super) fn both<'m>(pair: &GatewayPair<'m>) -> Result<Option<Both<'m>>, Missing> {
    let Some(b) = pair.b else { return Ok(None) };
    let standing = standing(pair);
    let lacking: Vec<End<'_>> = pair.ends().filter(End::lacks_settings).listed();
    match lacking.as_slice() {
        [] => {}
        [end] if standing != Standing::Up => return Err(Missing(vec![Need::tunnel_settings(end)])),
        _ => return Ok(None),
    }
    let (Some(a), Some(b)) = (told(&pair.a), told(&b)) else {
        return Ok(None);
    };
    let needs = [(&a, &b), (&b, &a)].map(|it| template::expanded(it.0, it.1));
    let needs: Vec<Need> = needs.into_iter().flatten().listed();
    if !needs.is_empty() && !is_named(pair) && standing != Standing::Up {
        return Err(Missing(needs));
    }
    Ok(joined(pair, a, b))
}

/// What both ends are told; None where they are shown to mean others, or nothing shows that they mean each
/// other.
fn joined<'m>(pair: &GatewayPair<'m>, a: Told<'m>, b: Told<'m>) -> Option<Both<'m>> {
    let has_template = |end: &End<'_>| {
        let mut tunnels = end.router.settings.tunnels.iter();
        tunnels.any(|it| it.template.is_some())
    };
    // A template stands for several gateways, of which its lines name one.
    let guessed = pair.matched_by.is_guess();
    if guessed && pair.ends().any(|end| has_template(&end)) {
        return None;
    }
    let named = is_named(pair);
    let is_others = [(&a, &b), (&b, &a)].map(|it| template::may_mean_others(it.0, it.1));
    if !named && is_others.contains(&true) {
        return None;
    }
    // Many sites have the same networks, so routes alone do not show it.
    let belong = match (a.calls(&b), b.calls(&a)) {
        _ if named => Certainty::Shown,
        (Some(true), _) | (_, Some(true)) => Certainty::Shown,
        (Some(false), _) | (_, Some(false)) if pair.matched_by != MatchedBy::Routes => {
            return None;
        }
        (Some(false), Some(false)) => return None,
        // Two routers that call one third are no pair.
        _ if a.called().is_some() && a.called() == b.called() => return None,
        _ => Certainty::Likely,
    };
    Some(Both {
        a,
        b,
        belong,
        standing: standing(pair),
    })
}

/// Whether the SAs of the ends, or what they say who they are, show that they mean each other.
fn is_named(pair: &GatewayPair<'_>) -> bool {
    matches!(
        pair.matched_by,
        MatchedBy::Spi | MatchedBy::IkeSpi | MatchedBy::Ids
    )
}

/// How far the two ends got, by their SAs.
pub(super) fn standing(pair: &GatewayPair<'_>) -> Standing {
    let ends: Vec<End<'_>> = pair.ends().listed();
    let is_up = |end: &End<'_>| end.has_sas_both_ways() || end.receives().is_some();
    if pair.fits_both_ways() || (ends.len() > 1 && ends.iter().all(is_up)) {
        return Standing::Up;
    }
    // Where a ping from LAN to LAN was answered since, no setting keeps the VPN down.
    if pair.is_answered() && ends.iter().all(|end| end.lacks_child_sas().is_none()) {
        return Standing::Up;
    }
    if !ends.iter().any(|end| end.lacks_child_sas().is_some()) {
        return by_one_end(pair, &ends);
    }
    if ends.iter().all(|end| end.ike_presence().is_shown()) {
        Standing::Phase1
    } else {
        Standing::Down
    }
}

/// The same where no end is shown to lack SAs: what one end alone shows leaves open whether the other still
/// has its part of it.
fn by_one_end(pair: &GatewayPair<'_>, ends: &[End<'_>]) -> Standing {
    let of_logs = ends.iter().filter(|end| !carries(end));
    let reached = of_logs.filter_map(|end| log::reached(end, pair)).listed();
    if reached.contains(&log::Reached::Less) {
        Standing::Unknown
    } else if reached.contains(&log::Reached::Up)
        || ends
            .iter()
            .any(|end| carries(end) || end.may_have_lost_sas())
    {
        Standing::OneUp
    } else if ends.iter().all(|end| end.ike_presence().is_shown()) {
        Standing::Agreed
    } else if reached.is_empty() {
        Standing::Unknown
    } else {
        Standing::Agreed
    }
}

/// Whether the ends of a pair are seen to have come to an agreement, so that no setting hindered them then.
pub(super) fn has_met(pair: &GatewayPair<'_>) -> bool {
    matches!(
        standing(pair),
        Standing::Up | Standing::OneUp | Standing::Agreed
    )
}

/// Makes remarks of what hinders phase 1, where one end shows that it did not.
pub(super) fn remarks_where_met(pair: &GatewayPair<'_>, findings: Vec<Finding>) -> Vec<Finding> {
    let has_met = has_met(pair);
    let weigh = |it: Finding| if has_met { remark(it) } else { it };
    findings.into_iter().map(weigh).listed()
}

fn remark(finding: Finding) -> Finding {
    finding
        .severity(Severity::Risk)
        .certainty(Certainty::Likely)
}

/// When a setting bites that lets no SA be made, while there are some.
const LATER: Phrase = Phrase {
    ja: "いまつながっていても、次に SA を作り直すときに切れます。",
    en: " Even while the VPN is up, it ends when SAs are made anew.",
};
const NOW: Phrase = Phrase::NOTHING;

/// Says as `{later}` when a setting bites that lets no SA be made: where the ends have met, that is a remark.
pub(super) fn weigh_later(finding: Finding, has_met: bool) -> Finding {
    if has_met {
        remark(finding.phrase("later", LATER))
    } else {
        finding.phrase("later", NOW)
    }
}

/// Two values, each with the line that it is known by.
pub(super) type Values<'m, T> = (&'m Sourced<T>, &'m Sourced<T>);

impl<'m> Both<'m> {
    /// One setting at both ends; None where one is masked or missing.
    ///
    /// # Errors
    /// The settings of an end of which the paste does not tell it.
    pub(super) fn values<T>(
        &self,
        of: impl Fn(&'m GatewaySettings) -> &'m Setting<T>,
    ) -> Result<Option<Values<'m, T>>, Missing> {
        let (mine, theirs) = (of(self.a.gateway), of(self.b.gateway));
        let ends = [(&self.a, mine), (&self.b, theirs)];
        let unknown = ends.iter().filter(|it| it.1.is_not_pasted());
        let needs: Vec<Need> = unknown.map(|it| it.0.need()).listed();
        if !needs.is_empty() && self.standing != Standing::Up {
            return Err(Missing(needs));
        }
        Ok(mine.known().zip(theirs.known()))
    }

    /// Of each end, whether a setting is not written, so that the default applies.
    pub(super) fn defaults<T: 'm>(
        &self,
        of: impl Fn(&'m GatewaySettings) -> &'m Setting<T>,
    ) -> [bool; 2] {
        let is_default = |told: &Told<'m>| matches!(of(told.gateway), Setting::Default(_));
        [is_default(&self.a), is_default(&self.b)]
    }

    /// The end of a site and the other one, where they are told apart.
    pub(super) fn ends(&self) -> [(&Told<'m>, &Told<'m>); 2] {
        [(&self.a, &self.b), (&self.b, &self.a)]
    }

    /// Says how much a finding weighs: a difference is a remark while an end shows the VPN to be up, and
    /// where the step that it would hinder is shown to be done.
    pub(super) fn weigh(&self, finding: Finding, hinders_phase_1: bool) -> Finding {
        let is_passed = match self.standing {
            Standing::Up | Standing::OneUp => true,
            Standing::Agreed | Standing::Phase1 => hinders_phase_1,
            Standing::Down | Standing::Unknown => false,
        };
        if is_passed {
            return remark(finding);
        }
        // SAs made before the settings were changed may still be there.
        let is_down = matches!(self.standing, Standing::Down | Standing::Phase1);
        if is_down && self.belong == Certainty::Shown {
            finding
        } else {
            finding.certainty(Certainty::Likely)
        }
    }

    /// Adds the names of both sites, and says that both are concerned.
    pub(super) fn name(&self, finding: Finding) -> Finding {
        finding
            .at(Where::Both)
            .site("a", self.a.side())
            .site("b", self.b.side())
    }
}

/// Beside a block that changes settings, and is needed at one end only.
pub(super) const CHANGE_ONE: Phrase = Phrase {
    ja: "どちらか一方のルーターだけ変えます。こちらを変える場合の行です。",
    en: "Change one of the two routers only. These are the lines for this one.",
};

/// Beside a block that makes the weaker end equal to the stronger.
pub(super) const ALIGN: Phrase = Phrase {
    ja: "こちらを、もう一方の強い設定に合わせます。次の行をまとめて実行します。",
    en: "Makes this end equal to the other, which is the stronger. Run the lines together.",
};

/// Beside a block that makes an end do what the model of the other can do.
pub(super) const ONLY_WHAT_IT_CAN: Phrase = Phrase {
    ja: "相手の機種にできる方式に合わせます。弱い方式になるので、できれば相手の機種を新しくしてください。",
    en: "Offers what the peer's model can do. That is weaker; a newer model at the peer is the better way.",
};

/// A value that is not written.
const BY_DEFAULT: Phrase = Phrase {
    ja: "{value}（既定値）",
    en: "{value} by default",
};
const BY_DEFAULT_TOO: Phrase = Phrase {
    ja: "{other_value}（既定値）",
    en: "{other_value} by default",
};

/// Gives the texts the values of a setting at both ends, as `{mine}` and `{theirs}`; `defaults` tells
/// of each whether it is not written.
pub(super) fn with_values(finding: Finding, values: [&str; 2], defaults: [bool; 2]) -> Finding {
    let [mine, theirs] = values;
    let finding = match defaults {
        [true, _] => finding.arg("value", mine).phrase("mine", BY_DEFAULT),
        [false, _] => finding.arg("mine", mine),
    };
    match defaults {
        [_, true] => finding
            .arg("other_value", theirs)
            .phrase("theirs", BY_DEFAULT_TOO),
        [_, false] => finding.arg("theirs", theirs),
    }
}

/// Beside `show ipsec sa`, behind a change.
pub(super) const CHECK: Phrase = Phrase {
    ja: "10秒ほど待って実行します。send と recv の行が現れれば、つながっています。",
    en: "Wait ten seconds and run it. If rows with send and recv appear, the VPN is up.",
};

impl Finding {
    /// Adds a look at the SAs of a router, behind a change.
    pub(super) fn look_for_sas(self, side: Side) -> Self {
        self.read(side, "show ipsec sa", CHECK)
    }
}
