//! Turns the parts of a timeline into what the page and the plain forms call them, in both languages.

use super::label::{Lang, Say};
use super::timeline::{LogSpan, Outcome};

const fn say(ja: &'static str, en: &'static str) -> Say {
    Say { ja, en }
}

/// Over the whole.
pub const TIMELINE: Say = say("ログの流れ", "What the logs tell");
/// Over the times at which attempts began.
pub const ATTEMPT: Say = say("鍵交換の試み", "Attempt");
/// Over the sites that began them.
pub const BEGUN_BY: Say = say("始めた側", "Begun by");
/// Over the phases that they got to.
pub const GOT_TO: Say = say("届いた段階", "Got to");
/// Over what became of them.
pub const OUTCOME: Say = say("結果", "Outcome");

/// A phase of key exchange by its number.
pub fn phase(number: u8) -> Say {
    if number == 2 {
        say("フェーズ2", "phase 2")
    } else {
        say("フェーズ1", "phase 1")
    }
}

/// What became of an attempt.
pub fn outcome(outcome: Outcome) -> Say {
    match outcome {
        Outcome::Established => say("つながりました", "came up"),
        Outcome::Renewed => say("鍵を更新しました", "keys renewed"),
        Outcome::Unanswered => say("応答の記録なし", "no answer logged"),
        Outcome::Refused => say("断られました", "refused"),
        Outcome::AnsweredOnly => say("応答はあり、先へ進まず", "answered, got no further"),
        Outcome::Unknown => say("分かりません", "cannot tell"),
    }
}

/// How many older ones are not shown.
pub fn earlier(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("これより前の{count}件は省いています。"),
        Lang::En => format!("{count} before these are left out here."),
    }
}

/// That packets of no VPN are not among the events.
pub fn left_out(site: &str, log: &LogSpan, lang: Lang) -> String {
    let count = log.left_out;
    match lang {
        Lang::Ja => format!(
            "{site}: VPN と関係のない、フィルターが捨てたパケットの記録{count}件は入れていません"
        ),
        Lang::En => {
            format!(
                "{site}: packets of no VPN that filters threw away: {count}; they are not shown here"
            )
        }
    }
}
