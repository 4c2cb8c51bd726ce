//! Turns states and counts into the words that people read, in Japanese and in English.
//!
//! Every fixed word of the plain forms stands here, so that one reading checks them all; those that the
//! page shares are in `label.rs`.

use super::label::{self, Lang};
use super::{OutputState, Role, State, Traffic};

/// The words that take nothing in.
pub(super) struct Words {
    pub(super) certainty: &'static str,
    pub(super) look_first: &'static str,
    pub(super) both_routers: &'static str,
    pub(super) traffic: &'static str,
    pub(super) next: &'static str,
    pub(super) nothing_to_do: &'static str,
    pub(super) check_findings: &'static str,
    pub(super) read_both: &'static str,
    pub(super) cuts_traffic: &'static str,
    pub(super) locks_out: &'static str,
    pub(super) way_back: &'static str,
    pub(super) between_sentences: &'static str,
    pub(super) run_and_paste: &'static str,
    pub(super) pairs: &'static str,
    pub(super) other_pairs: &'static str,
    pub(super) matched_by: &'static str,
    pub(super) direction: &'static str,
    pub(super) sender_spi: &'static str,
    pub(super) receiver_spi: &'static str,
    pub(super) state: &'static str,
    pub(super) ike_sa: &'static str,
    pub(super) peer: &'static str,
    pub(super) unpasted_peer: &'static str,
    pub(super) no_sa: &'static str,
    pub(super) not_pasted: &'static str,
    pub(super) not_known: &'static str,
    pub(super) spi_not_shown: &'static str,
    pub(super) attribute: &'static str,
    pub(super) ladder: &'static str,
    pub(super) rung: &'static str,
    pub(super) also_seen: &'static str,
    pub(super) findings: &'static str,
    pub(super) evidence: &'static str,
    pub(super) not_checked: &'static str,
    pub(super) asks: &'static str,
    pub(super) unread: &'static str,
    pub(super) repairs: &'static str,
    pub(super) sources: &'static str,
    pub(super) nothing_read: &'static str,
    pub(super) not_analysed: &'static str,
    pub(super) comma: &'static str,
}

const JA: Words = Words {
    certainty: "確からしさ",
    look_first: "まず見るルーター",
    both_routers: "両方",
    traffic: "通信",
    next: "次にすること",
    nothing_to_do: "いま行うことはありません。",
    check_findings: "下の「見つかったこと」を上から順に確かめてください。",
    read_both: "両方のルーターで show ipsec sa を実行し、結果を両方とも渡してください。",
    cuts_traffic: "ルーターの状態を変えます（通信が途切れることがあります）。",
    locks_out: "このトンネルを通して操作しているときは、実行しないでください。途中で届かなくなります。",
    way_back: label::WAY_BACK.ja,
    between_sentences: "",
    run_and_paste: "次のコマンドを実行し、結果を貼ってください。",
    pairs: "トンネルと SA の対応",
    other_pairs: "そのほかのトンネル",
    matched_by: "対応付け",
    direction: label::DIRECTION.ja,
    sender_spi: "送る側の SPI",
    receiver_spi: "受ける側の SPI",
    state: label::STATE.ja,
    ike_sa: "鍵交換 (IKE)",
    peer: "相手",
    unpasted_peer: "貼り付けのない相手",
    no_sa: "なし",
    not_pasted: "貼り付けなし",
    not_known: "不明",
    spi_not_shown: "あり (SPI 不明)",
    attribute: label::ATTRIBUTE.ja,
    ladder: label::LADDER.ja,
    rung: "段",
    also_seen: "ほかに見えたもの（上の問題の結果かもしれません）",
    findings: "見つかったこと",
    evidence: "根拠の行",
    not_checked: "確かめられなかったこと",
    asks: "次に貼り付けるもの",
    unread: "読み取れなかった行",
    repairs: "直してから読んだところ",
    sources: "読み取ったもの",
    nothing_read: "読み取れた出力はありません",
    not_analysed: "診断には使っていません",
    comma: "、",
};

const EN: Words = Words {
    certainty: "Certainty",
    look_first: "Look first at",
    both_routers: "both routers",
    traffic: "Traffic",
    next: "Next step",
    nothing_to_do: "Nothing to do for now.",
    check_findings: "Check the findings below, from the top.",
    read_both: "Run show ipsec sa on both routers and give both answers.",
    cuts_traffic: "Changes the router's state (traffic may be interrupted).",
    locks_out: "Do not run it while you work through this tunnel: the rest of the lines would not arrive.",
    way_back: label::WAY_BACK.en,
    between_sentences: " ",
    run_and_paste: "Run this and paste the answer.",
    pairs: "Tunnels and their SAs",
    other_pairs: "The other tunnels",
    matched_by: "Matched by",
    direction: label::DIRECTION.en,
    sender_spi: "SPI at sender",
    receiver_spi: "SPI at receiver",
    state: label::STATE.en,
    ike_sa: "Key exchange (IKE)",
    peer: "peer",
    unpasted_peer: "a peer that was not pasted",
    no_sa: "none",
    not_pasted: "not pasted",
    not_known: "not known",
    spi_not_shown: "yes (SPI not shown)",
    attribute: label::ATTRIBUTE.en,
    ladder: label::LADDER.en,
    rung: "Step",
    also_seen: "Also seen, perhaps as a consequence",
    findings: "Findings",
    evidence: "Lines this rests on",
    not_checked: "What could not be checked",
    asks: "What to paste next",
    unread: "Lines that were not understood",
    repairs: "What was mended before reading",
    sources: "What was read",
    nothing_read: "no output was recognised",
    not_analysed: "not used for the diagnosis",
    comma: ", ",
};

impl Lang {
    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::Ja => &JA,
            Self::En => &EN,
        }
    }

    fn pick(self, ja: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }

    /// How many pairs are in one state.
    pub(super) fn count_of_state(self, state: State, count: usize) -> String {
        let word = match state {
            State::Up => self.pick("つながっている", "up"),
            State::Degraded => self.pick("異常がある", "degraded"),
            State::Down => self.pick("切れている", "down"),
            State::Unknown => self.pick("判断できない", "unknown"),
        };
        match self {
            Self::Ja => format!("{word} {count}"),
            Self::En => format!("{count} {word}"),
        }
    }

    /// How many pairs are of one kind.
    pub(super) fn count_of_role(self, role: Role, count: usize) -> String {
        let word = match role {
            Role::SiteToSite => self.pick("拠点間", "site-to-site"),
            Role::RemoteAccess => self.pick("リモートアクセス", "remote access"),
            Role::OtherPeer => self.pick("相手の貼り付けなし", "peer not pasted"),
        };
        format!("{word} {count}")
    }

    pub(super) fn traffic(self, traffic: Traffic) -> &'static str {
        match traffic {
            Traffic::Seen => self.pick("流れています", "flows"),
            Traffic::Failing => self.pick("届いていません", "does not arrive"),
            Traffic::NotChecked => self.pick("まだ確かめていません", "not checked yet"),
        }
    }

    /// What an output lacks; a whole one needs no word.
    pub(super) fn output_state(self, state: OutputState) -> Option<&'static str> {
        match state {
            OutputState::Whole => None,
            OutputState::Cut => Some(self.pick("一部だけ", "a part only")),
            OutputState::Empty => Some(self.pick("何も表示されず", "printed nothing")),
            OutputState::Error => Some(self.pick("エラー", "error message")),
        }
    }

    /// Why two gateways were taken for a pair, in words; an unknown reason stays unsaid.
    pub(super) fn matched_by(self, reason: &str) -> Option<&'static str> {
        match reason {
            "spi" => Some(self.pick("同じ SPI", "the same SPI")),
            "ikeSpi" => Some(self.pick("IKE の同じ SPI", "the same IKE SPI")),
            "ids" => Some(self.pick("互いを指すアドレスや名前", "addresses or names")),
            "addresses" => Some(self.pick("相手のアドレス", "the addresses of the peers")),
            "routes" => {
                Some(self.pick("互いの LAN への経路", "the routes to each other's network"))
            }
            "only" => Some(self.pick("ほかに候補がないため", "being the only ones left")),
            _ => None,
        }
    }

    /// A mending by its slug; one without words keeps its slug rather than staying unsaid.
    pub(super) fn repair(self, kind: &str) -> &str {
        match kind {
            "bom" => self.pick("先頭の BOM", "byte order mark"),
            "quote" => self.pick("引用記号 >", "quotation marks >"),
            "lineNumber" => self.pick("行番号", "line numbers"),
            "timestamp" => self.pick("端末ソフトの時刻", "times of a terminal program"),
            "pager" => self.pick("「---つづく---」", "pager marks"),
            "wrap" => self.pick("80桁での折り返し", "lines wrapped at column 80"),
            "fullWidth" => self.pick("全角の空白", "double-width blanks"),
            "blank" => self.pick("特殊な空白", "unusual blanks"),
            "tab" => self.pick("タブ", "tabs"),
            "invisible" => self.pick("見えない文字", "invisible characters"),
            "control" => self.pick("制御文字", "control characters"),
            "backspace" => self.pick("バックスペース", "backspaces"),
            "blankLines" => self.pick("余分な空行", "additional blank lines"),
            "twoRouters" => self.pick("2台分の出力の切り分け", "two routers in one text"),
            other => other,
        }
    }

    pub(super) fn direction(self, from: &str, to: &str) -> String {
        // An arrow is one column wide in some terminals and two in others.
        match self {
            Self::Ja => format!("{from} から {to} へ"),
            Self::En => format!("{from} to {to}"),
        }
    }

    pub(super) fn between(self, one: &str, other: &str) -> String {
        match self {
            Self::Ja => format!("{one} と {other}"),
            Self::En => format!("{one} and {other}"),
        }
    }

    pub(super) fn more(self, count: usize) -> String {
        match self {
            Self::Ja => format!("ほか{count}件"),
            Self::En => format!("{count} more"),
        }
    }

    pub(super) fn lines_span(self, first: u32, last: u32) -> String {
        match self {
            Self::Ja if first == last => format!("{first}行目"),
            Self::Ja => format!("{first}-{last}行目"),
            Self::En if first == last => format!("line {first}"),
            Self::En => format!("lines {first}-{last}"),
        }
    }

    pub(super) fn times(self, count: u32) -> String {
        match self {
            Self::Ja => format!("{count}か所"),
            Self::En => format!("{count} ×"),
        }
    }
}
