//! Turns what the page and the plain forms call by the same name into that name, in both languages.

use super::{Rung, RungState, Text};

/// The language of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

impl Text {
    /// The text in one language.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}

/// One label in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Say {
    /// Japanese.
    pub ja: &'static str,
    /// English.
    pub en: &'static str,
}

impl Say {
    /// The label in one language.
    pub fn to(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ja => self.ja,
            Lang::En => self.en,
        }
    }
}

const fn say(ja: &'static str, en: &'static str) -> Say {
    Say { ja, en }
}

/// Over the rungs of all sites.
pub const LADDER: Say = say("どこまで届いているか", "How far each end gets");
/// Over the sites from and to which an SA leads.
pub const DIRECTION: Say = say("向き", "Direction");
/// Over how two things relate.
pub const STATE: Say = say("状態", "State");
/// Over the names of what is compared.
pub const ATTRIBUTE: Say = say("項目", "Property");

/// Before the lines that take a change back.
pub const WAY_BACK: Say = say(
    "元に戻すときは、次の行をまとめて実行します。",
    "To take it back, run these lines together.",
);

/// What is to be known of a value that no line says, by its source; None where one does.
pub fn source(source: &str) -> Option<Say> {
    Some(match source {
        "default" => say("既定値", "default"),
        "absent" => say("なし", "none"),
        "hidden" => say("伏せられています", "masked"),
        "template" => say("テンプレートによります", "by a template"),
        "notPasted" => say("貼られていません", "not pasted"),
        _ => return None,
    })
}

/// A rung by its slug; nothing for a slug that is none.
pub fn rung(slug: &str) -> Say {
    match slug {
        "line" => say("回線", "Line"),
        "nat" => say("アドレス変換", "NAT"),
        "route" => say("経路", "Routes"),
        "ike" => say("IKE", "IKE"),
        "ipsec" => say("IPsec", "IPsec"),
        "tunnel" => say("トンネル", "Tunnel"),
        "traffic" => say("疎通", "Traffic"),
        _ => say("", ""),
    }
}

/// Whether a rung holds.
pub fn rung_state(rung: &Rung) -> Say {
    match rung.state {
        RungState::Absent if rung.rung == "tunnel" => say("接続中ではありません", "not up"),
        RungState::Passed => say("通っています", "passed"),
        RungState::Implied => say("通るはずです", "passed (inferred)"),
        RungState::Failed => say("止まっています", "stops here"),
        RungState::Absent => say("ありません", "there is none"),
        RungState::Open => say("分かりません", "cannot tell"),
        RungState::NotPasted => say("未貼り付け", "not pasted"),
    }
}

/// The place of a line in a site's paste, counted from 1.
pub fn line(site: &str, line: u32, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{site} {line}行目"),
        Lang::En => format!("{site}, line {line}"),
    }
}

/// A gateway by its number.
pub fn gateway(number: u32, lang: Lang) -> String {
    numbered(say("ゲートウェイ", "gateway"), number, lang)
}

/// A tunnel by its number.
pub fn tunnel(number: u32, lang: Lang) -> String {
    numbered(say("トンネル", "tunnel"), number, lang)
}

fn numbered(what: Say, number: u32, lang: Lang) -> String {
    format!("{} {number}", what.to(lang))
}
