//! Turns what the page and the plain forms call by the same name into that name, in both languages.

use super::{AttributeState, Certainty, Rung, RungState, SaState, Severity, State, Text};

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

/// The word for a verdict's state.
pub fn state(state: State) -> Say {
    match state {
        State::Up => say("つながっています", "Up"),
        State::Degraded => say("つながっていますが、異常があります", "Degraded"),
        State::Down => say("切れています", "Down"),
        State::Unknown => say("まだ判断できません", "Cannot tell yet"),
    }
}

/// How sure a statement is.
pub fn certainty(certainty: Certainty) -> Say {
    match certainty {
        Certainty::Shown => say("貼り付けた行で確かめました", "Shown by the pasted lines"),
        Certainty::Likely => say("可能性が高い（推定）", "Likely, not proven"),
    }
}

/// What a finding does to the VPN.
pub fn severity(severity: Severity) -> Say {
    match severity {
        Severity::Input => say("判断を保留します", "Leaves the verdict open"),
        Severity::Blocks => say("通信が止まります", "Stops traffic"),
        Severity::Degrades => say("通信に支障が出ます", "Hinders traffic"),
        Severity::Risk => say("注意", "Remark"),
    }
}

/// How two SAs relate.
pub fn sa_state(state: SaState) -> Say {
    match state {
        SaState::Matched => say("一致", "match"),
        SaState::Mismatched => say("不一致", "mismatch"),
        SaState::OneSided => say("片側だけ", "one side"),
        SaState::Unverifiable => say("確認不可", "cannot tell"),
    }
}

/// How two values relate.
pub fn attribute_state(state: AttributeState) -> Say {
    match state {
        AttributeState::Same => say("同じ", "same"),
        AttributeState::Differs => say("違う", "differs"),
        AttributeState::Tolerated => say("違うが、つながる", "differs, and works"),
        AttributeState::Unknown => say(
            "表示されないため比べられません",
            "not shown, so not comparable",
        ),
    }
}

/// How sure a statement is, in one word.
pub fn certainty_short(certainty: Certainty) -> Say {
    match certainty {
        Certainty::Shown => say("確か", "shown"),
        Certainty::Likely => say("推定", "likely"),
    }
}

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
