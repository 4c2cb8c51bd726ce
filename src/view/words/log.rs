//! Turns each thing that the work log and the part for taking along say into Japanese or English.

use super::Say;
use crate::report::Text;
use crate::view::screen::Lang;

say! {
    LOG: "点検の記録" / "Work log";
    LOG_HINT: "点検のたびに、変えたことと見えたことを書きとめておくと、何が効いたのかを後から確かめられます。診断の結果は自動で入ります。変えるのは一度に1つがおすすめです。"
        / "Note what was changed and seen at each check, and you can tell later what helped. The diagnosis is filled in for you. Changing one thing at a time is best.";
    LEAD: "責任者（決める人）" / "In charge (decides)";
    NOBODY_YET: "まだ点検は書きとめられていません。" / "No check has been noted yet.";
    WRITE: "今回の点検を書きとめる" / "Note this check";
    AT: "日時" / "Date and time";
    AT_HINT: "空欄なら、今の時刻が入ります。" / "Left empty, it takes the time of now.";
    PERSON: "担当" / "By";
    CHANGED: "変えたこと（設定）" / "What was changed (settings)";
    CHANGED_HINT: "例: 支社のトンネル 1 の認証アルゴリズムを sha256-hmac にした" / "Such as: tunnel 1 of the branch now uses sha256-hmac";
    DONE: "したこと" / "What was done";
    DONE_HINT: "例: 支社のルーターを再起動した" / "Such as: restarted the branch's router";
    SEEN: "見えたこと" / "What was seen";
    SEEN_HINT: "例: 3分後に支社から共有フォルダーが開けた" / "Such as: three minutes later the branch could open the shared folder";
    NOTE: "備考" / "Note";
    NO_KEYS: "鍵やパスワードは書かないでください。コマンドの形で書かれたものは *** に置き換えて残します。"
        / "Please write no keys or passwords. Those in the form of a command are kept as ***.";
    ADD: "記録に加える" / "Add to the log";
    ADD_WITH: "いまの診断も一緒に入ります。" / "The diagnosis of now goes in with it.";
    ADD_WITHOUT: "まだ診断がないため、書いたことだけが入ります。" / "There is no diagnosis yet, so only what you write goes in.";
    EDIT: "直す" / "Correct";
    MEND: "この内容に直す" / "Save the correction";
    MEND_WITH: "診断は、点検したときのままにします。" / "The diagnosis stays as it was at that check.";
    MEND_AT: "空欄なら、元の日時のままです。" / "Left empty, the time stays as it was.";
    LEAVE: "やめる" / "Cancel";
    MENDED: "点検を直しました。" / "The check was corrected.";
    ADDED: "記録に加えました。" / "Added to the log.";
    ADD_NOTHING: "書きとめることがまだありません。どれかの欄に書くか、ルーターの出力を貼り付けてください。"
        / "There is nothing to note yet. Please write into one of the fields, or paste what a router answered.";
    WHEN_WHO: "日時と担当" / "When and who";
    WRITTEN: "書きとめたこと" / "What was noted";
    VERDICT: "診断" / "Diagnosis";
    SINCE: "前の点検との違い" / "Since the check before";
    REMOVE: "消す" / "Remove";
    KEEP: "このブラウザに記録を残す" / "Keep the log in this browser";
    KEEP_HINT: "切のあいだは、ページを閉じると記録は消えます。残すのは記録だけで、貼り付けた内容は残しません。共用のパソコンでは切のままにしてください。"
        / "While this is off, closing the page loses the log. Only the log is kept, never what was pasted. On a shared computer, please leave it off.";
    REFUSED: "この開き方では、ブラウザに記録を残せません。ページを閉じると消えるので、残すときは下の「持ち出す」からファイルに保存してください。"
        / "Opened this way, the browser keeps nothing for this page. Closing it loses the log; to keep it, save it as a file under “Take it along” below.";
    ON: "入" / "On";
    OFF: "切" / "Off";
    KEPT: "記録をこのブラウザに残します。" / "The log is kept in this browser.";
    NOT_KEPT: "ブラウザに残した記録を消しました。このページを開いているあいだは、まだ使えます。"
        / "The log was removed from the browser. It is still here while this page is open.";
    NO_ROOM: "ブラウザに記録を残せませんでした。保存が止められているか、いっぱいです。記録はこのページを開いているあいだは使えます。下の「持ち出す」からファイルに保存してください。"
        / "The browser could not keep the log: storing is switched off, or there is no room. The log is here while this page is open. Please save it as a file under “Take it along” below.";
    FORGET: "記録をすべて消す" / "Forget everything";
    REMOVED: "点検を消しました。" / "The check was removed.";
    BROUGHT_BACK: "点検を元に戻しました。" / "The check is back.";
    NOTHING_NEW: "新しい点検はありませんでした。" / "There was no new check in it.";
    FORGOTTEN: "記録をすべて消しました。" / "The whole log is gone.";
    READ_FILE: "ファイルから読み込む（JSON）" / "Read a file (JSON)";
    PRINT: "印刷する" / "Print";

    TAKE: "持ち出す（チケット、メモ、ファイル）" / "Take it along (ticket, note, file)";
    TAKE_HINT: "アドレス、名前、SPI は [IP-1] のような印に置き換えて持ち出せます。同じ値は、どこでも同じ印になります。"
        / "Addresses, names and SPIs can be replaced by markers such as [IP-1]. One value has the same marker everywhere.";
    TAKE_WHAT: "持ち出すもの" / "What to take";
    TAKE_REPORT: "診断" / "Diagnosis";
    TAKE_FORM: "形" / "Form";
    FORM_TEXT: "テキスト" / "Text";
    HIDE: "アドレス・名前・SPI を伏せる" / "Hide addresses, names and SPIs";
    NOT_HIDDEN: "伏せていません。渡す相手に見せてよい内容か、確かめてください。"
        / "Nothing is hidden. Please make sure that it may be seen by whom you give it to.";
    FOR_BACKUP: "後でこのページに読み込むための控えは、伏せずに JSON で保存してください。"
        / "To read it into this page again, save it as JSON with nothing hidden.";
    REPLACED: "置き換えたもの" / "What was replaced";
    REPLACED_HINT: "この表はこのページの中だけにあります。コピーやファイルには入りません。" / "This table is on this page alone. It is in no copy and no file.";
    MARKER: "印" / "Marker";
    VALUE: "元の値" / "Stands for";
    TEXT_TO_TAKE: "持ち出す内容" / "What is taken along";
    COPY_THIS: "この内容をコピー" / "Copy this";
    SAVE: "ファイルに保存" / "Save as a file";
    RESTORE: "印を元の値に戻す" / "Put the values back";
    RESTORE_HINT: "印の入った文章を貼り付けると、このページを開いてから置き換えた値に戻します。このページの中だけで行い、どこにも残しません。"
        / "Paste a text with markers: those that this page gave since it was opened become their values again. It happens on this page alone and is kept nowhere.";
    RESTORE_IN: "印の入った文章" / "A text with markers";
    RESTORED: "元の値に戻した文章" / "The text with its values";

    PRINT_AT: "点検日時" / "Checked at";
    PRINT_PERSON: "点検した人" / "Checked by";
    PRINT_SITES: "拠点" / "Sites";
}

impl Say {
    /// The label in both languages, to be told when its time comes.
    pub fn text(self) -> Text {
        Text {
            ja: self.ja.into(),
            en: self.en.into(),
        }
    }
}

/// Tells how many checks a file brought.
pub fn taken_in(count: usize) -> Text {
    if count == 0 {
        return NOTHING_NEW.text();
    }
    let checks = if count == 1 { "check" } else { "checks" };
    Text {
        ja: format!("{count}件の点検を読み込みました。").into(),
        en: format!("Took in {count} {checks}.").into(),
    }
}

/// The name of the button that takes one check into the form, and of the form while it is there.
pub fn edit(at: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{at} の点検を直す"),
        Lang::En => format!("Correct the check of {at}"),
    }
}

/// The name of the button that removes one check.
pub fn remove(at: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{at} の点検を消す"),
        Lang::En => format!("Remove the check of {at}"),
    }
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
