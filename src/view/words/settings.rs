//! Turns what the table of settings says into Japanese or English.

use super::Say;
use crate::report::{AttributeState, Lang};

/// Over the table.
pub const TITLE: Say = say("両端の設定", "The settings of both ends");
/// Names the table of what is worth a look.
pub const LOOK: Say = say("確かめる設定", "Settings to look at");
/// Counted in the line over the table.
pub const DIFFER: Say = say("合わないもの", "Misfits");
/// Counted in the line over the table.
pub const TOLERATED: Say = say("違っていてもつながるもの", "Tolerated differences");
/// Counted in the line over the table.
pub const UNKNOWN: Say = say("比べられないもの", "Not comparable");
/// Counted, and over what is the same.
pub const SAME: Say = say("同じもの、対になっているもの", "Same, or mirrored");
/// Over what the peer need not know.
pub const OWN: Say = say("相手とそろえなくてよいもの", "Need not match the peer");
/// Over the lines that mend a setting.
pub const MEND: Say = say("直すための行", "The lines that mend it");
/// Over the field that narrows the list of connections.
pub const FILTER: Say = say(
    "接続を名前や番号で絞り込む",
    "Narrow the list by name or number",
);

const fn say(ja: &'static str, en: &'static str) -> Say {
    Say { ja, en }
}

/// How the settings of both ends relate; what mirrors another is never the same as it.
pub fn state(state: AttributeState, is_mirrored: bool) -> Say {
    match state {
        AttributeState::Same if is_mirrored => say("対になっている", "fits"),
        AttributeState::Differs if is_mirrored => say("合わない", "does not fit"),
        AttributeState::Tolerated => say("違うが、つながる", "differs, and works"),
        AttributeState::Unknown => say("比べられない", "cannot be compared"),
        AttributeState::Same | AttributeState::Differs => super::attribute_state(state),
    }
}

/// How many of all connections are listed.
pub fn listed(shown: usize, all: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{all}件中{shown}件を表示しています。"),
        Lang::En => format!("{shown} of {all} are listed."),
    }
}

/// How many settings of a connection do not fit.
pub fn differing(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("設定の違い {count}"),
        Lang::En => format!("{count} settings differ"),
    }
}
