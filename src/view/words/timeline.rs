//! Turns what the logs tell into short words: what happened, what became of it, how long it took.

use super::Say;
use crate::report::timeline::{Event, EventKind, LogCover, LogSpan, Outcome};
use crate::view::screen::Lang;

const fn say(ja: &'static str, en: &'static str) -> Say {
    Say { ja, en }
}

/// Under the heading: how to read the picture.
pub const HINT: Say = say(
    "上から下へ、時間の順です。行を選ぶと、もとになったログの行が出ます。",
    "Time runs downwards. Pick a row to see the log lines behind it.",
);
/// Over the log of one router that cannot be put beside the other's.
pub const APART: Say = say(
    "のログ（ほかのログとは別の順）",
    " (its log by itself, not in step with the other)",
);
/// On the line of a router of which no log was pasted.
pub const NO_LOG: Say = say("ログなし", "no log pasted");
/// Where nobody can tell who began.
pub const BEGAN_UNKNOWN: Say = say("始めた側は不明", "begun by: not known");
/// Over the table of all events.
pub const TABLE: Say = say("表で見る", "As a table");
/// Over the times.
pub const TIME: Say = say("時刻", "Time");
/// Over the routers.
pub const ROUTER: Say = say("ルーター", "Router");
/// Over what happened.
pub const EVENT: Say = say("できごと", "Event");
/// Over the pasted lines.
pub const LINES: Say = say("ログの行", "Log line");
/// At the end of an arrow to an end that shows nothing of it.
pub const NO_ANSWER: Say = say("応答の記録なし", "no answer logged");
/// At an arrow of which only one log tells.
pub const ONE_LOG: Say = say("片側のログだけ", "one log only");
/// At an arrow that both logs show.
pub const BOTH_LOGS: Say = say("届いて応答", "arrived and answered");
/// At an arrow of phase 1 or 2 that a filter stopped.
pub const STOPPED: Say = say("フィルターで止まる", "stopped by a filter");
/// Leads from a finding to its place in the ladder.
pub const IN_THE_LADDER: Say = say("ログの流れでこの場面を見る", "See it in what the logs tell");
/// Before the findings that rest on a line.
pub const RESTS_ON_IT: Say = say("この行を根拠にしたもの:", "Rests on this line:");

/// What happened, in a few words.
pub fn event(kind: EventKind) -> Say {
    use EventKind as Kind;
    match kind {
        Kind::Phase1Initiate => say("フェーズ1を開始", "begins phase 1"),
        Kind::Phase1Respond => say("フェーズ1に応答", "answers phase 1"),
        Kind::Phase2Initiate => say("フェーズ2を開始", "begins phase 2"),
        Kind::Phase2Respond => say("フェーズ2に応答", "answers phase 2"),
        Kind::IkeSaEstablished => say("IKE SA ができた", "IKE SA made"),
        Kind::IkeSaDeleted => say("IKE SA が消えた", "IKE SA deleted"),
        Kind::Message => say("鍵交換のメッセージ", "key exchange message"),
        Kind::Notify => say("通知", "notify"),
        Kind::ExchangeError => say("鍵交換の失敗", "key exchange fault"),
        Kind::Keepalive => say("キープアライブ", "keepalive"),
        Kind::TunnelUp => say("トンネルがつながった", "tunnel up"),
        Kind::TunnelDown => say("トンネルが切れた", "tunnel down"),
        Kind::Rejected => say("フィルターが破棄", "dropped by a filter"),
        Kind::LineDialling => say("回線の接続を開始", "line: dialling"),
        Kind::LineUp => say("回線がつながった", "line up"),
        Kind::LineUnanswered => say("回線の先から応答なし", "line: nobody answered"),
        Kind::LineRefused => say("回線の認証が通らず", "line: login refused"),
        Kind::LineDown => say("回線が切れた", "line down"),
        Kind::LineAddress => say("回線のアドレスを取得", "line: address obtained"),
        Kind::LineNoAddress => say("回線のアドレスなし", "line: no address"),
        Kind::LinkUp => say("リンクアップ", "link up"),
        Kind::LinkDown => say("リンクダウン", "link down"),
        Kind::Restart => say("ルーターの起動", "router started"),
        Kind::Login => say("ログイン", "login"),
        Kind::ConfigurationSaved => say("設定の保存", "settings saved"),
        Kind::NotInterpreted => say("解釈していない行", "not interpreted"),
    }
}

/// Where an attempt ended, in one sentence; nothing where it came up or was renewed.
pub fn ended(outcome: Outcome, phase: &str, lang: Lang) -> String {
    let (ja, en) = match outcome {
        Outcome::Established | Outcome::Renewed => return String::new(),
        Outcome::Unanswered => (
            "で止まっています。呼ばれた側のログはこの時刻を含みますが、応答の記録がありません。",
            " went no further: the other end's log is of that time and shows no answer.",
        ),
        Outcome::Refused => ("で断られています。", " was refused."),
        Outcome::AnsweredOnly => (
            "に応答がありましたが、その先へ進んでいません。",
            " was answered and went no further.",
        ),
        Outcome::Unknown => (
            "のあとどうなったかは、貼り付けたログからは分かりません。",
            ": the pasted logs do not tell what became of it.",
        ),
    };
    format!("{phase}{}", say(ja, en).to(lang))
}

/// How far apart two lines are, with its two largest units.
pub fn duration(secs: u64, lang: Lang) -> String {
    let units = match lang {
        Lang::Ja => ["日", "時間", "分", "秒"],
        Lang::En => [" d", " h", " min", " s"],
    };
    let parts = [secs / 86_400, secs / 3_600 % 24, secs / 60 % 60, secs % 60];
    let first = parts.iter().position(|it| *it > 0).unwrap_or(3);
    let mut text = String::new();
    for (part, unit) in parts.iter().zip(units).skip(first).take(2) {
        if *part > 0 || text.is_empty() {
            if lang == Lang::En && !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&part.to_string());
            text.push_str(unit);
        }
    }
    text
}

/// How often in a row, and for how long.
pub fn repeated(event: &Event, lang: Lang) -> String {
    let times = event.times;
    if event.lasts == 0 {
        return format!("× {times}");
    }
    let lasts = duration(event.lasts.into(), lang);
    match lang {
        Lang::Ja => format!("× {times}（{lasts}間）"),
        Lang::En => format!("× {times} in {lasts}"),
    }
}

/// Which filter threw away what.
pub fn dropped(event: &Event, lang: Lang) -> String {
    let Some(it) = &event.packet else {
        return self::event(event.kind).to(lang).to_owned();
    };
    let port = it.destination.as_ref().and_then(|it| it.port);
    let what = port.map_or_else(
        || it.protocol.clone(),
        |port| format!("{} {port}", it.protocol),
    );
    let (interface, filter) = (&it.interface, &it.filter);
    match lang {
        Lang::Ja => format!("{interface} のフィルター {filter} が {what} を破棄"),
        Lang::En => format!("filter {filter} of {interface} drops {what}"),
    }
}

/// That a clock was not set.
pub const UNSET: Say = say(
    "時計が設定されていないルーターがあるので、順序と間隔だけを見ます。",
    "A clock was not set, so only order and distance count.",
);

/// Of which time a log is, and how much of it was pasted.
pub fn span(name: &str, log: &LogSpan, lang: Lang) -> String {
    let time = |at: &Option<String>| at.as_deref().unwrap_or("?").replace('T', " ");
    let (from, to) = (time(&log.from), time(&log.to));
    let cover = match log.cover {
        LogCover::Whole => say("", ""),
        LogCover::Extract => say("（絞り込んだ一部）", " (an extract)"),
        LogCover::Unknown => say("（全部かどうかは不明）", " (whole or not is not known)"),
    };
    let cover = cover.to(lang);
    match lang {
        Lang::Ja => format!("{name}のログ: {from} から {to} まで{cover}"),
        Lang::En => format!("Log of {name}: {from} to {to}{cover}"),
    }
}

/// How many equal ones came before.
pub fn alike(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("この前に、同じ流れが{count}回"),
        Lang::En => format!("The same {count} times before"),
    }
}

/// How many older ones are folded.
pub fn before(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("これより前{count}件"),
        Lang::En => format!("{count} before these"),
    }
}

/// How many rows a picture leaves out.
pub fn rows_left_out(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("間の{count}件は図から省いています"),
        Lang::En => format!("{count} between are left out of the picture"),
    }
}

/// How many events concern other peers.
pub fn of_others(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("ほかの接続の記録{count}件は、上でその接続を選ぶと出ます。"),
        Lang::En => {
            format!("{count} events are of other connections; pick one above to see its own.")
        }
    }
}

/// How many stand only in the JSON.
pub fn in_json(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("さらに前の{count}件は JSON にあります。"),
        Lang::En => format!("{count} before these are in the JSON."),
    }
}

/// How many more of a kind.
pub fn and_more(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("ほか{count}件"),
        Lang::En => format!("{count} more"),
    }
}
