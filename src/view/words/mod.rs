//! Turns each thing the page itself says into Japanese or English.
//!
//! What the diagnosis says comes with the report; here are only the labels around it, and those of
//! `report/label.rs` that the plain forms share.

pub use crate::report::label::{
    ATTRIBUTE, DIRECTION, LADDER, STATE, Say, WAY_BACK, attribute_state, certainty, rung,
    rung_state, sa_state, severity, state,
};
use crate::report::{OutputState, Role, Traffic};

/// Declares labels, one per line, so that both languages are read and changed together.
macro_rules! say {
    ($($name:ident: $ja:literal / $en:literal;)*) => {
        $(#[doc = $en] pub const $name: Say = Say { ja: $ja, en: $en };)*
        /// Every label, for the test that none is empty.
        #[cfg(test)]
        const ALL: &[Say] = &[$($name),*];
    };
}

// Behind the macro, for it declares labels too.
pub mod log;
pub mod settings;
pub mod timeline;
pub mod with;

say! {
    TITLE: "RTX VPN ドクター" / "RTX VPN Doctor";
    TAGLINE: "ヤマハ RTX 両端の出力を貼り付けると、IPsec VPN のどこが合わないか、次に何をするかを示します。"
        / "Paste what both Yamaha RTX routers answered, and read where their IPsec VPN does not fit and what to do next.";
    HERO: "このページについて" / "About this page";
    TRY: "例で試す" / "Try an example:";
    LANGUAGE: "言語" / "Language";
    THEME: "明暗を切り替える" / "Switch light and dark";
    PRIVATE: "貼り付けた内容はこのブラウザの外に出ません。" / "What you paste never leaves this browser.";
    PRIVATE_HOW: "確かめ方" / "How to check";
    PRIVATE_OFFLINE: "このページを開いたあと、ネットワークを切ってから貼り付けてみてください。同じように動きます。"
        / "Open this page, disconnect from the network, then paste. It works just the same.";
    PRIVATE_POLICY: "ページの先頭にある Content-Security-Policy が、このサイト以外への通信を禁じています。ブラウザの「ページのソースを表示」で読めます。"
        / "The Content-Security-Policy at the top of the page forbids any connection to another site. Your browser's “View source” shows it.";
    PRIVATE_TOOLS: "開発者ツール（F12）の「ネットワーク」を開いたまま貼り付けてください。通信は1件も増えません。"
        / "Keep the developer tools (F12) open on “Network” while you paste. No request is added.";

    COMMANDS: "実行するコマンド" / "Commands to run";
    COMMANDS_WHERE: "両方のルーターの WebGUI で、次の画面を開いて実行します。" / "Run them on both routers, on this page of the WebGUI:";
    GUI_1: "管理" / "管理 (Administration)";
    GUI_2: "保守" / "保守 (Maintenance)";
    GUI_3: "コマンドの実行" / "コマンドの実行 (Run commands)";
    ESSENTIAL: "これだけで始められます" / "These are enough to begin";
    FURTHER: "あればもっと分かります" / "With these, more can be told";
    FURTHER_WHAT: "回線、アドレス変換、経路、トンネル、機器" / "line, NAT, routes, tunnel, router";
    NOT_PPPOE: "PPPoE でない回線では" / "Where the line is not PPPoE:";
    COPY: "コピー" / "Copy";
    COPY_ALL: "すべてコピー" / "Copy all";
    COPY_FAILED: "コピーできませんでした。文字を選んで、手でコピーしてください。" / "Copying did not work. Please select the text and copy it by hand.";
    STOPPED: "診断のプログラムが止まりました。貼り付けた内容は残っています。ページを読み込み直して、もう一度貼り付けてください。" / "The diagnosis program stopped. What you pasted is still there. Please reload the page and paste again.";
    WORK_STOPPED: "この内容を診断している途中で、プログラムが止まりました。貼り付けた内容は残っています。内容を変えると、もう一度診断します。" / "The diagnosis stopped at this text. What you pasted is still there. Change it, and it is read again.";
    COPIED: "コピーしました" / "Copied";
    RAN_EMPTY: "実行したが何も表示されなかった" / "I ran it and nothing was shown";
    HAVE_WHOLE: "貼り付け済み" / "Pasted";
    HAVE_CUT: "途中まで" / "Cut off";
    HAVE_EMPTY: "何も表示されなかった" / "Nothing was shown";
    HAVE_ERROR: "エラーが返った" / "An error came back";
    HAVE_NOT: "まだ" / "Not yet";
    WANTED: "足りないもの" / "Missing";

    PASTE: "貼り付け" / "Paste";
    PASTE_HINT: "コマンドの行も一緒に、表示されたまま貼ってください。貼るとすぐに診断します。" / "Paste it as shown, with the command lines. The diagnosis follows as you type.";
    EXAMPLES: "例を見る" / "Try an example";
    SWAP: "入れ替え" / "Swap";
    CLEAR: "空にする" / "Clear";
    UNDO: "元に戻す" / "Undo";
    CHOOSE: "ファイルを選ぶ" / "Choose files";
    PASTED_TEXT: "貼り付けた文字" / "Pasted text";
    REMOVE_FILE: "取り除く" / "Remove";
    STOP_READING: "やめる" / "Stop";
    NOT_TEXT: "文字として読めないファイルでした。ルーターの出力を保存したテキストを選んでください。" / "That file is not text. Please choose a text in which a router's answers were saved.";
    NOT_READ: "ファイルを読めませんでした。もう一度選んでください。" / "The file could not be read. Please choose it again.";
    BUSY: "診断しています…" / "Reading…";
    ADD_SITE: "＋ 拠点を追加" / "+ Add a site";
    REMOVE_SITE: "この拠点を取り除く" / "Remove this site:";
    SHIFT: "左の拠点と入れ替え" / "Exchange with the site before it:";
    PART: "別々の欄に分ける" / "Give each its own box";
    SITE_NAME: "拠点の名前" / "Name of the site";
    NOT_ANALYSED: "診断には使いません" / "not used for the diagnosis";

    ANSWER: "診断" / "Diagnosis";
    WAITING: "まだ何も貼り付けられていません。" / "Nothing has been pasted yet.";
    WAITING_1: "両方のルーターで show ipsec sa を実行します。" / "Run show ipsec sa on both routers.";
    WAITING_2: "出てきた内容を、上の2つの欄にそれぞれ貼り付けます。" / "Paste each answer into its box above.";
    WAITING_3: "ここに、つながっているか、どちらの何が合わないか、次に何をするかが出ます。"
        / "Here you will read whether the VPN is up, what does not fit on which router, and what to do next.";
    WAITING_LOOK: "出力はこのような形です。" / "An answer looks like this:";
    WAITING_ZERO: "何も表示されないことも、大事な答えです。そのときは「実行したが何も表示されなかった」を押してください。"
        / "No answer at all is an important answer, too. Then press “I ran it and nothing was shown”.";

    NEXT: "次にすること" / "Next";
    NEXT_RUN: "実行して貼り付けてください" / "run and paste the answer";
    NEXT_NOTHING: "いま、することはありません。" / "Nothing to do right now.";
    CUTS: "ルーターの状態を変えます（通信が途切れることがあります）" / "Changes the router's state (traffic may be interrupted)";
    LOCKS_OUT: "ルーターの状態を変えます。このトンネルを通して操作しているときは、実行しないでください"
        / "Changes the router's state. Do not run it while you work through this tunnel";
    BOTH_ROUTERS: "両方のルーター" / "Both routers";

    LADDER_HINT: "回線から通信まで、順に並んでいます。最初に止まっている段から直します。"
        / "From the line to traffic, in order. Repair begins at the first step that fails.";
    SEE_WHY: "理由を見る" / "See why";
    COMMAND: "コマンド" / "Command";

    PAIRING: "SA の対応" / "How the SAs pair";
    PAIRS: "拠点間の接続" / "Connections";
    PAIRS_HINT: "問題のあるものから並んでいます。行を選ぶと下に図が出ます。" / "Worst first. Pick a row to see its picture below.";
    NOT_PASTED: "未貼り付け" / "not pasted";
    IKE_SA: "IKE SA（ISAKMP SA）" / "IKE SA (ISAKMP SA)";
    SEND: "送信" / "send";
    RECEIVE: "受信" / "receive";
    NO_SA: "SA なし" / "no SA";
    SA_UNKNOWN: "SA 不明" / "SA not known";
    SPI_UNKNOWN: "SPI 不明" / "SPI unknown";
    AS_TABLE: "表で見る" / "As a table";
    SENDER: "送信側" / "Sender";
    RECEIVER: "受信側" / "Receiver";
    ATTRIBUTES: "両端の値を比べる" / "Both ends, value by value";

    FINDINGS: "見つかったこと" / "What was found";
    ALSO_SEEN: "ほかに見えたもの" / "Also seen";
    ALSO_SEEN_HINT: "先の問題の結果かもしれません。先の問題を直してから、もう一度確かめます。"
        / "Perhaps a consequence of the above. Mend that first, then look again.";
    REMARKS: "気をつけること" / "Keep in mind";
    EVIDENCE: "根拠になった行" / "The lines it rests on";
    NOT_CHECKED: "まだ確かめられないこと" / "What could not be checked yet";
    NOT_CHECKED_HINT: "次の出力を貼ると確かめられます。" / "These answers would settle it:";

    TO_ANSWER: "診断へ" / "To the diagnosis";
    FOOT_MAKER: "ヤマハ株式会社が作成または公認したものではありません。" / "Not made or endorsed by Yamaha Corporation.";
    FOOT_VERSION: "バージョン" / "Version";
    FOOT_LICENCE: "ライセンス MIT または Apache-2.0" / "Licence MIT or Apache-2.0";
}

/// Whether packets pass.
pub fn traffic(traffic: Traffic) -> Say {
    match traffic {
        Traffic::Seen => Say {
            ja: "通信は流れています",
            en: "Traffic flows",
        },
        Traffic::Failing => Say {
            ja: "通信が届いていません",
            en: "Traffic does not arrive",
        },
        Traffic::NotChecked => Say {
            ja: "通信はまだ確かめていません",
            en: "Traffic not checked yet",
        },
    }
}

/// How much of an output was pasted.
pub fn output_state(state: OutputState) -> Say {
    match state {
        OutputState::Whole => HAVE_WHOLE,
        OutputState::Cut => HAVE_CUT,
        OutputState::Empty => HAVE_EMPTY,
        OutputState::Error => HAVE_ERROR,
    }
}

/// What the peer of a gateway is.
pub fn role(role: Role) -> Say {
    match role {
        Role::SiteToSite => Say {
            ja: "拠点間",
            en: "Site to site",
        },
        Role::RemoteAccess => Say {
            ja: "リモートアクセス",
            en: "Remote access",
        },
        Role::OtherPeer => Say {
            ja: "ほかの相手",
            en: "Another peer",
        },
    }
}

/// What one command of the list is for.
pub fn purpose(command: &str) -> Option<Say> {
    Some(match command {
        "show ipsec sa" => Say {
            ja: "SA があるかを見ます。まずこれです。",
            en: "Are there SAs? Start here.",
        },
        "show ipsec sa gateway 1 detail" => Say {
            ja: "SPI で両端を比べます。1 はゲートウェイの番号です。",
            en: "Compares both ends by SPI. 1 is the gateway's number.",
        },
        "show status pp 1" => Say {
            ja: "回線（PPPoE）がつながっているかを見ます。",
            en: "Is the line (PPPoE) up?",
        },
        "show nat descriptor address" => Say {
            ja: "アドレス変換が働いているかを見ます。",
            en: "Is NAT at work?",
        },
        "show ip route" => Say {
            ja: "相手のルーターと相手の LAN への経路を見ます。",
            en: "The routes to the other router and to its LAN.",
        },
        "show status tunnel 1" => Say {
            ja: "トンネルの状態とパケットの数を見ます。1 はトンネルの番号です。",
            en: "The tunnel's state and packet counts. 1 is the tunnel's number.",
        },
        "show environment" => Say {
            ja: "機種、ファームウェア、時計を見ます。",
            en: "Model, firmware and clock.",
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_exists_in_both_languages() {
        for say in ALL {
            assert!(!say.ja.is_empty() && !say.en.is_empty(), "{say:?}");
        }
    }
}
