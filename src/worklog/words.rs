//! Turns differences and refusals into the sentences that people read, in Japanese and in English.

use super::compare::only_in;
use super::digest::{Fact, Kind};
use super::read::Refusal;
use crate::report::{Lang, State, Text, label};

fn text(ja: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        ja: ja.into().into(),
        en: en.into().into(),
    }
}

pub(super) fn verdict(before: State, now: State) -> Text {
    let say = |lang: Lang| (label::state(before).to(lang), label::state(now).to(lang));
    let ((ja_old, ja_new), (en_old, en_new)) = (say(Lang::Ja), say(Lang::En));
    text(
        format!("診断: {ja_old} → {ja_new}"),
        format!("Verdict: {en_old} → {en_new}"),
    )
}

pub(super) fn cause(before: &Text, now: &Text) -> Text {
    text(
        format!("見立て: {} → {}", before.ja, now.ja),
        format!("Diagnosis: {} → {}", before.en, now.en),
    )
}

pub(super) fn found(title: &Text) -> Text {
    text(
        format!("新しく見つかりました: {}", title.ja),
        format!("Newly found: {}", title.en),
    )
}

/// What was found before and is not any more; `open` says that it could not be looked for.
pub(super) fn gone(title: &Text, open: bool) -> Text {
    if open {
        text(
            format!("今回は確かめられていません: {}", title.ja),
            format!("Could not be checked this time: {}", title.en),
        )
    } else {
        text(
            format!("今回は見つかりませんでした: {}", title.ja),
            format!("Not found this time: {}", title.en),
        )
    }
}

/// What became of one thing that both checks show; none where that says nothing to anybody.
pub(super) fn changed(old: &Fact, now: &Fact) -> Option<Text> {
    if now.kind == Kind::Spi {
        return renewed(old, now);
    }
    let (ja_old, en_old) = said(old);
    let (ja_new, en_new) = said(now);
    Some(text(
        format!("{}: {ja_old} → {ja_new}", now.label.ja),
        format!("{}: {en_old} → {en_new}", now.label.en),
    ))
}

/// A value in words; as printed where it is the router's.
fn said(fact: &Fact) -> (&str, &str) {
    let is_tunnel = fact.key.starts_with("tunnel@");
    match (fact.kind, fact.value.as_str()) {
        (Kind::Agreement, "same") => ("両端で同じ", "the same at both ends"),
        (Kind::Agreement, "differs") => ("両端で違う", "differs between the ends"),
        (Kind::Sa, "matched") => ("対になっている", "fits"),
        (Kind::Sa, "mismatched") => ("合っていない", "does not fit"),
        (Kind::Sa, "oneSided") => ("片側だけ", "one side only"),
        (Kind::Rung, "passed") => ("通っている", "passed"),
        (Kind::Rung, "failed") => ("止まっている", "stops here"),
        (Kind::Rung, "absent") if is_tunnel => ("接続中ではない", "not up"),
        (Kind::Rung, "absent") => ("ない", "there is none"),
        (_, "") => ("なし", "none"),
        (_, value) => (value, value),
    }
}

/// SAs that were made anew. One that only ran out tells nothing.
fn renewed(old: &Fact, now: &Fact) -> Option<Text> {
    let new = only_in(&now.value, &old.value);
    if new.is_empty() {
        return None;
    }
    let all = only_in(&old.value, &now.value).len() == old.value.split(' ').count();
    let (label, new) = (&now.label, new.join(", "));
    Some(if all {
        text(
            format!("{}: 作り直されました (SPI {new})", label.ja),
            format!("{}: made anew (SPI {new})", label.en),
        )
    } else {
        text(
            format!("{}: 新しいものが加わりました (SPI {new})", label.ja),
            format!("{}: a new one was added (SPI {new})", label.en),
        )
    })
}

pub(super) fn too_many(count: usize) -> Text {
    text(
        format!(
            "前の点検から{count}つの設定が変わっています。一度に変えると、どれが効いたか分からなくなります。\
             次からは1つ変えるごとに点検すると、原因を絞り込めます。"
        ),
        format!(
            "{count} settings have changed since the check before. When several change at once, nobody \
             can tell which one helped. Next time, checking after each change narrows the cause down."
        ),
    )
}

pub(super) fn nothing_changed() -> Text {
    text(
        "前の点検と比べられたところに、違いはありません。",
        "Nothing that could be compared differs from the check before.",
    )
}

pub(super) fn settings_not_compared() -> Text {
    text(
        "設定は比べていません。両方の点検で show config を貼ると比べられます。",
        "The settings were not compared. With show config pasted at both checks they can be.",
    )
}

pub(super) fn sas_not_compared() -> Text {
    text(
        "SA は比べていません。両方の点検で show ipsec sa を貼ると比べられます。",
        "The SAs were not compared. With show ipsec sa pasted at both checks they can be.",
    )
}

impl Refusal {
    /// Why the text was not taken, for who chose it.
    pub fn text(self) -> Text {
        match self {
            Self::TooLarge => text(
                "大きすぎるため、読み込みませんでした。点検の記録のファイルか確かめてください。",
                "It is too large to be read. Please check that it is a work log.",
            ),
            Self::NotJson => text(
                "JSON として読めませんでした。途中で切れているか、別の形式のファイルです。記録は元のままです。",
                "It could not be read as JSON: it is cut off, or a file of another kind. The log is unchanged.",
            ),
            Self::Foreign => text(
                "JSON ですが、点検の記録ではありません。このページの「JSON」で書き出したファイルを選んでください。記録は元のままです。",
                "It is JSON but not a work log. Please choose a file that this page exported as JSON. The log is unchanged.",
            ),
            Self::Newer => text(
                "新しい版で書き出された記録のため、この版では読めません。新しい版のページで開いてください。記録は元のままです。",
                "It was exported by a newer version, which this one cannot read. Please open it with the newer page. The log is unchanged.",
            ),
            Self::Broken => text(
                "点検の記録ですが、形が崩れている部分があるため、読み込みませんでした。記録は元のままです。",
                "It is a work log, but a part of it is damaged, so nothing was read. The log is unchanged.",
            ),
        }
    }
}

/// The words of the forms to take along.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) at: &'static str,
    pub(super) person: &'static str,
    pub(super) changed: &'static str,
    pub(super) done: &'static str,
    pub(super) seen: &'static str,
    pub(super) note: &'static str,
    pub(super) verdict: &'static str,
    pub(super) state: &'static str,
    pub(super) cause: &'static str,
    pub(super) since: &'static str,
    pub(super) none: &'static str,
}

const JA: Words = Words {
    title: "点検の記録",
    lead: "責任者",
    at: "日時",
    person: "担当",
    changed: "変えたこと",
    done: "したこと",
    seen: "見えたこと",
    note: "備考",
    verdict: "診断",
    state: "状態",
    cause: "原因",
    since: "前の点検との違い",
    none: "点検はまだありません。",
};

const EN: Words = Words {
    title: "Work log",
    lead: "In charge",
    at: "Date and time",
    person: "By",
    changed: "What was changed",
    done: "What was done",
    seen: "What was seen",
    note: "Note",
    verdict: "Diagnosis",
    state: "State",
    cause: "Cause",
    since: "Different since the check before",
    none: "There are no checks yet.",
};

pub(super) fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ja => &JA,
        Lang::En => &EN,
    }
}
