//! Turns the parts of a timeline into the words that people read, in Japanese and in English.

use super::label::Lang;
use super::timeline::{Attempt, LogSpan, Outcome};

impl Lang {
    pub(super) fn timeline(self) -> &'static str {
        self.pick("ログの流れ", "What the logs tell")
    }

    /// The columns of the table of attempts.
    pub(super) fn attempt_columns(self) -> [&'static str; 4] {
        match self {
            Self::Ja => ["鍵交換の試み", "始めた側", "届いた段階", "結果"],
            Self::En => ["Attempt", "Begun by", "Got to", "Outcome"],
        }
    }

    pub(super) fn phase(self, attempt: &Attempt) -> &'static str {
        if attempt.phase == 2 {
            self.pick("フェーズ2", "phase 2")
        } else {
            self.pick("フェーズ1", "phase 1")
        }
    }

    pub(super) fn outcome(self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Established => self.pick("つながりました", "came up"),
            Outcome::Unanswered => self.pick("応答の記録なし", "no answer logged"),
            Outcome::Refused => self.pick("断られました", "refused"),
            Outcome::AnsweredOnly => {
                self.pick("応答はあり、先へ進まず", "answered, got no further")
            }
            Outcome::Unknown => self.pick("分かりません", "cannot tell"),
        }
    }

    pub(super) fn earlier(self, count: usize) -> String {
        match self {
            Self::Ja => format!("これより前の {count} 件は省いています。"),
            Self::En => format!("{count} before these are left out here."),
        }
    }

    pub(super) fn log_left_out(self, site: &str, log: &LogSpan) -> String {
        let count = log.left_out;
        match self {
            Self::Ja => format!(
                "{site}: VPN と関係のない、フィルターが捨てたパケットの記録 {count} 件は入れていません"
            ),
            Self::En => format!(
                "{site}: {count} packets of no VPN that filters threw away are not among them"
            ),
        }
    }
}
