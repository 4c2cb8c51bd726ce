//! Turns what the two ends of a pair are told into one line per setting, with what the difference means.

use super::names::{Names, names};
use super::row::{Kind, Mirror, Relation, Row};
use super::table::TABLE;
use super::value::Value;
use super::{Both, Standing, Told, joined, told};
use crate::diagnose::Phrase;
use crate::model::{IkeVersion, Network, PeerAddress, Setting};
use crate::pair::GatewayPair;
use crate::text::{Listed, SecretKind};

/// One setting at both ends.
#[derive(Debug)]
pub struct Compared {
    /// Which, and how the ends must relate.
    pub row: &'static Row,
    /// At the `a` end; None where nothing of that end's settings can be told.
    pub a: Option<Said>,
    /// At the `b` end.
    pub b: Option<Said>,
    /// How the two relate.
    pub state: State,
}

/// What one end says.
#[derive(Debug)]
pub struct Said {
    /// Its command: of what mirrors another setting, that of the other.
    pub command: &'static str,
    /// In words; a key is never among them.
    pub setting: Setting<String>,
    /// Whether a template sets it, whose lines were not expanded.
    pub is_of_template: bool,
}

/// How two settings relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Equal, or fitting each other.
    Same,
    /// They do not fit, and that breaks something.
    Differs,
    /// Not equal, and it works.
    Tolerated,
    /// Masked or not pasted at an end.
    Unknown,
}

/// The settings of a pair side by side, in the order of the table; of a peer that was not pasted, those
/// that this end writes.
pub(in crate::diagnose) fn compare(pair: &GatewayPair<'_>) -> Vec<Compared> {
    let a = told(&pair.a);
    let b = pair.b.as_ref().and_then(told);
    match (a, b) {
        (Some(a), Some(b)) => joined(pair, a, b).map_or_else(Vec::new, |both| table(&both)),
        (Some(a), None) => alone(&a, false),
        (None, Some(b)) => alone(&b, true),
        (None, None) => Vec::new(),
    }
}

/// What one end writes, without anything to compare it with.
fn alone(told: &Told<'_>, is_b: bool) -> Vec<Compared> {
    let rows = TABLE.iter().filter(|row| fits(row, told));
    let written = rows.filter_map(|row| {
        let (command, read) = if is_b { row.at_b() } else { row.at_a() };
        let setting = read.of(told);
        setting.explicit()?;
        let said = Some(said(command, &setting, told));
        let (a, b) = if is_b { (None, said) } else { (said, None) };
        Some(Compared {
            row,
            a,
            b,
            state: State::Unknown,
        })
    });
    written.listed()
}

/// Whether a row is for the version of IKE that an end speaks.
fn fits(row: &Row, told: &Told<'_>) -> bool {
    let version = told.gateway.version.known().map(|it| it.value);
    row.version.is_none() || version.is_none() || row.version == version
}

fn said(command: &'static str, setting: &Setting<Value>, told: &Told<'_>) -> Said {
    Said {
        command,
        setting: setting.said(|it| it.text.clone()),
        is_of_template: setting.is_not_pasted() && told.end.is_templated(),
    }
}

fn table(both: &Both<'_>) -> Vec<Compared> {
    let mut rows = Vec::new();
    for row in &TABLE {
        if fits(row, &both.a) && fits(row, &both.b) {
            rows.extend(compared(both, row));
        }
    }
    rows
}

/// One row; None where neither end has anything to say.
fn compared(both: &Both<'_>, row: &'static Row) -> Option<Compared> {
    let (command, read) = row.at_b();
    let (mine, theirs) = (row.read.of(&both.a), read.of(&both.b));
    let is_silent = |it: &Setting<Value>| match it {
        Setting::Absent(_) | Setting::NotPasted => true,
        // Of an option, or of what the peer need not know, only what is written is worth a line.
        Setting::Default(_) => matches!(row.relation, Relation::Own) || row.command.contains('…'),
        Setting::Explicit(_) | Setting::Hidden(_) => false,
    };
    if is_silent(&mine) && is_silent(&theirs) {
        return None;
    }
    Some(Compared {
        row,
        state: relate(both, row, &mine, &theirs),
        a: Some(said(row.command, &mine, &both.a)),
        b: Some(said(command, &theirs, &both.b)),
    })
}

/// How one setting of both ends relates.
fn relate(both: &Both<'_>, row: &Row, mine: &Setting<Value>, theirs: &Setting<Value>) -> State {
    let is_unknown = |it: &Setting<Value>| matches!(it, Setting::Hidden(_) | Setting::NotPasted);
    // One end alone shows that it is switched off.
    let one = |it: &Setting<Value>, word: &str| it.known().map(|it| it.value.text == word);
    match row.relation {
        Relation::Each(word) => each(one(mine, word), one(theirs, word)),
        Relation::One(word) => any(one(mine, word), one(theirs, word)),
        Relation::Mirror(other) => mirrored(both, other, mine, theirs),
        Relation::Secret if !is_unknown(mine) && !is_unknown(theirs) => secret(both, mine, theirs),
        Relation::Secret => State::Unknown,
        Relation::Equal
        | Relation::Advised
        | Relation::Followed
        | Relation::Negotiated
        | Relation::Chosen
        | Relation::Own
        | Relation::Probes => match mine.known().zip(theirs.known()) {
            Some((mine, theirs)) => worded(both, row, &mine.value.text, &theirs.value.text),
            None => State::Unknown,
        },
    }
}

/// How two values relate that are compared by their words.
fn worded(both: &Both<'_>, row: &Row, mine: &str, theirs: &str) -> State {
    let is_v1 = both.both_speak(IkeVersion::V1);
    let depends = matches!(
        row.relation,
        Relation::Chosen | Relation::Followed | Relation::Probes
    );
    if mine != theirs && depends && !is_v1 && !both.is_v2() {
        return State::Unknown;
    }
    let is_strict = || [&both.a, &both.b].iter().any(|it| it.is_strict());
    let breaks = match row.relation {
        Relation::Chosen => is_v1,
        Relation::Followed => is_v1 && is_strict(),
        Relation::Probes => is_v1 && !probes_fit(mine, theirs),
        Relation::Advised | Relation::Negotiated | Relation::Own => false,
        Relation::Equal
        | Relation::Secret
        | Relation::One(_)
        | Relation::Each(_)
        | Relation::Mirror(_) => true,
    };
    if mine == theirs {
        State::Same
    } else if breaks {
        State::Differs
    } else {
        State::Tolerated
    }
}

/// When a difference of a row bites, where a remark is made of it.
pub(in crate::diagnose) fn bites(both: &Both<'_>, row: &Row) -> Option<Phrase> {
    let of_other_version = match row.version {
        Some(version) => (version == IkeVersion::V2) != both.is_v2(),
        None => false,
    };
    let is_followed = matches!(row.relation, Relation::Followed);
    // A strict end does not follow: that is another finding.
    let is_refused = is_followed && [&both.a, &both.b].iter().any(|told| told.is_strict());
    let is_of_v1 = is_followed || matches!(row.relation, Relation::Probes);
    let is_moot = is_refused || (is_of_v1 && both.is_v2());
    row.bites.filter(|_| !of_other_version && !is_moot)
}

/// Whether the values of a row that has a remark differ as the remark says.
pub(in crate::diagnose) fn is_worth_a_remark(
    both: &Both<'_>,
    row: &Row,
    mine: &Setting<Value>,
    theirs: &Setting<Value>,
) -> bool {
    match relate(both, row, mine, theirs) {
        State::Differs => true,
        State::Tolerated => matches!(row.relation, Relation::Followed),
        State::Same | State::Unknown => false,
    }
}

fn each(mine: Option<bool>, theirs: Option<bool>) -> State {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) if mine == theirs => State::Same,
        (Some(false), _) | (_, Some(false)) => State::Differs,
        _ => State::Unknown,
    }
}

fn any(mine: Option<bool>, theirs: Option<bool>) -> State {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) if mine == theirs => State::Same,
        (Some(_), Some(_)) => State::Tolerated,
        _ => State::Unknown,
    }
}

/// Whether both ask, or answer, by themselves: the peer need not do the same.
fn probes_fit(mine: &str, theirs: &str) -> bool {
    let needs_partner = |it: &str| it == "on heartbeat";
    let follows = |it: &str| it.starts_with("auto");
    follows(mine) || follows(theirs) || (!needs_partner(mine) && !needs_partner(theirs))
}

fn secret(both: &Both<'_>, mine: &Setting<Value>, theirs: &Setting<Value>) -> State {
    let (Some(own), Some(other)) = (mine.explicit(), theirs.explicit()) else {
        // One end has none.
        return State::Differs;
    };
    let vaults = (&both.a.end.router.vault, &both.b.end.router.vault);
    let kind = SecretKind::PreSharedKey;
    match vaults.0.same(kind, own.line, vaults.1, other.line) {
        Some(true) => State::Same,
        Some(false) => State::Differs,
        None => State::Unknown,
    }
}

fn mirrored(
    both: &Both<'_>,
    other: &Mirror,
    mine: &Setting<Value>,
    theirs: &Setting<Value>,
) -> State {
    match other.kind {
        Kind::Called => called(both, &both.a, &both.b),
        Kind::Own => called(both, &both.b, &both.a),
        Kind::Said => named(both, &both.a, &both.b),
        Kind::Wanted => named(both, &both.b, &both.a),
        Kind::Id => ids(mine, theirs),
    }
}

/// Whether an end calls the other.
fn called(both: &Both<'_>, caller: &Told<'_>, other: &Told<'_>) -> State {
    let is_any = |told: &Told<'_>| {
        let address = told.gateway.remote_address.explicit();
        address.is_some_and(|it| it.value == PeerAddress::Any)
    };
    if is_any(caller) {
        return if is_any(other) && !both.is_v2() {
            State::Differs
        } else {
            State::Same
        };
    }
    if caller.gateway.remote_address.absent().is_some()
        && both.both_speak(IkeVersion::V1)
        && both.standing != Standing::Up
    {
        return State::Differs;
    }
    match caller.calls(other) {
        Some(true) => State::Same,
        // A NAT may stand between that leads on what it is called for.
        Some(false) if both.standing != Standing::Up => State::Differs,
        _ => State::Unknown,
    }
}

/// Whether an end says the name that the other waits for.
fn named(both: &Both<'_>, own: &Told<'_>, other: &Told<'_>) -> State {
    match names(own, other) {
        Names::Fit => State::Same,
        Names::Wrong => State::Differs,
        Names::Unused => State::Tolerated,
        Names::Missing if both.standing != Standing::Up => State::Differs,
        Names::Missing | Names::Unknown => State::Unknown,
    }
}

fn ids(mine: &Setting<Value>, theirs: &Setting<Value>) -> State {
    let network = |it: &Setting<Value>| match it {
        Setting::Explicit(it) | Setting::Default(it) => Some(Network::read(&it.value.text)),
        Setting::Absent(_) => Some(None),
        Setting::Hidden(_) | Setting::NotPasted => None,
    };
    let Some((mine, theirs)) = network(mine).zip(network(theirs)) else {
        return State::Unknown;
    };
    if same_id(mine, theirs) {
        State::Same
    } else {
        State::Differs
    }
}

/// Whether two ids of phase 2 name the same network, or neither names any.
pub(in crate::diagnose) fn same_id(mine: Option<Network>, theirs: Option<Network>) -> bool {
    match (mine, theirs) {
        (Some(one), Some(other)) => one.prefix == other.prefix && one.contains(other.address),
        (None, None) => true,
        _ => false,
    }
}

impl Both<'_> {
    /// Of two rows that mirror each other, the one in which this end is the first.
    pub(in crate::diagnose) fn row_of(
        &self,
        own: &Told<'_>,
        said: &str,
        wanted: &str,
    ) -> &'static [&'static str] {
        let name = if own.side() == self.a.side() {
            said
        } else {
            wanted
        };
        super::row(name).map_or(&[], Row::itself)
    }

    fn both_speak(&self, version: IkeVersion) -> bool {
        [&self.a, &self.b].iter().all(|told| {
            let own = told.gateway.version.known();
            own.is_some_and(|it| it.value == version)
        })
    }

    /// Whether both speak IKEv2.
    fn is_v2(&self) -> bool {
        self.both_speak(IkeVersion::V2)
    }
}

impl Told<'_> {
    /// Whether it refuses what its own settings do not say; IKEv1 only.
    pub(super) fn is_strict(&self) -> bool {
        let version = self.gateway.version.known().map(|it| it.value);
        let strict = self.gateway.is_strict.known();
        version != Some(IkeVersion::V2) && strict.is_some_and(|it| it.value)
    }
}
