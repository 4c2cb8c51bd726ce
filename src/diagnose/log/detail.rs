//! Tells how to make a router log more of key exchange, and how to take that back.

use crate::diagnose::{Finding, Phrase};
use crate::model::Topic;
use crate::pair::End;

const SWITCH_ON: Phrase = Phrase {
    ja: "理由が分かる記録を取ります。この2行を実行し、2分ほど待ちます。記録が増えて古い行が押し出されるので、終わったら必ず戻します。\
         鍵そのものが記録される key-info は付けません。",
    en: "Makes the log say why. Run both lines and wait about two minutes. So much is logged then that old lines are pushed out: take it back \
         afterwards. Do not add key-info, which writes keys into the log.",
};
const READ_IT: Phrase = Phrase {
    ja: "増えた行を貼り付けます。",
    en: "Paste the lines that were added.",
};
const SWITCH_OFF: Phrase = Phrase {
    ja: "記録を元に戻します。",
    en: "Takes it back.",
};

/// Adds the steps by which the log of an end says more, where it says nothing of the kind yet.
pub(in crate::diagnose) fn log_more(finding: Finding, end: &End<'_>) -> Finding {
    let log = end.router.log.as_ref();
    if log.is_some_and(|it| it.newest(Topic::Said).is_some()) {
        return finding;
    }
    let number = end
        .gateway_id()
        .or_else(|| Some(end.gateway_settings()?.id));
    let number = number.map_or(1, |it| it.0);
    let side = end.router.side;
    finding
        .change(
            side,
            format!("syslog debug on\nipsec ike log {number} message-info payload-info"),
            SWITCH_ON,
        )
        .read(side, "show log | grep IKE", READ_IT)
        .change(
            side,
            format!("no ipsec ike log {number}\nsyslog debug off"),
            SWITCH_OFF,
        )
}
