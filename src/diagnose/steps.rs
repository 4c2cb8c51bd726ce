//! Sentences of advice that several rules share.

use super::{Finding, Phrase};
use crate::model::Router;

/// Beside the command that lists the SAs with their SPIs, to be run on both routers.
pub(super) const BOTH_WITHIN_A_MINUTE: Phrase = Phrase {
    ja: "両方のルーターで1分以内に続けて実行し、両方の結果を貼り直してください。",
    en: "Run it on both routers within one minute and paste both answers again.",
};

/// Beside `show ipsec sa`.
pub(super) const LIST_SAS: Phrase = Phrase {
    ja: "SA の一覧を表示し、結果を貼ってください。何も表示されなければ、それも答えです。",
    en: "List the SAs and paste the answer. If nothing is shown, that is an answer too.",
};

/// Beside `ipsec sa delete N`.
pub(super) const DELETE_SA: Phrase = Phrase {
    ja: "この SA を削除します。消えた SA は、次の通信か自動鍵交換で作り直されます。",
    en: "Deletes this SA. It is made anew by the next traffic or the automatic key exchange.",
};

/// Beside `show log | grep IKE`: the two cases of a VPN without SAs, told apart.
pub(super) const READ_IKE_LOG: Phrase = Phrase {
    ja: "鍵交換の記録を見ます。initiate だけが並ぶなら、相手に届いていないか相手が応答していません。\
         respond もあるのに SA ができないなら、応答はあり、条件が合っていません。",
    en: "Look at the key exchange. Only “initiate” lines: the peer is not reached or does not answer. \
         “respond” lines too, but no SA: the peer answers, and the conditions do not agree.",
};

/// Beside `show status pp 1`.
pub(super) const READ_LINE: Phrase = Phrase {
    ja: "VPN より先にインターネット回線を確かめます（PPPoE の場合）。",
    en: "Check the internet line before the VPN (where it is PPPoE).",
};

/// Beside what shows another line than the first session.
pub(super) const READ_THIS_LINE: Phrase = Phrase {
    ja: "VPN より先にインターネット回線を確かめます。",
    en: "Check the internet line before the VPN.",
};

/// Beside `show ip route`.
pub(super) const READ_ROUTES: Phrase = Phrase {
    ja: "default の経路が回線側を向き、相手の LAN への経路がトンネルを向いているかを見ます。",
    en: "Check that the default route leads to the line and the peer's LAN into the tunnel.",
};

/// Beside `show status tunnel N`.
pub(super) const READ_TUNNEL: Phrase = Phrase {
    ja: "トンネルの状態と、受信・送信のパケット数を表示します。",
    en: "Shows the state of the tunnel, and how many packets it has received and sent.",
};

/// Beside `show config | grep "ip route"`.
pub(super) const READ_ROUTE_SETTINGS: Phrase = Phrase {
    ja: "経路の設定を見ます。hide や keepalive の付いた経路は、その先がつながっていない間、\
         経路の一覧から消えることがあります。",
    en: "Look at the settings of the routes. One with hide or keepalive may leave the table while \
         what it leads to is not connected.",
};

/// A ping from network to network whose addresses are not known.
pub(super) const PING_TO_FILL_IN: &str = "ping -c 5 -sa <LAN-1> <LAN-2>";

const PING: Phrase = Phrase {
    ja: "ping を実行します。<LAN-1> は{here}の、<LAN-2> は{there}の LAN 側アドレスに置き換えてください。\
         応答があれば通信も流れています。",
    en: "Run ping. Put the LAN address of {here} in place of <LAN-1>, the one of {there} in place of <LAN-2>. \
         If it is answered, traffic flows.",
};
const PING_READY: Phrase = Phrase {
    ja: "{here}の LAN から{there}の LAN へ ping を実行します。応答があれば通信も流れています。",
    en: "Run ping from the LAN of {here} to the LAN of {there}. If it is answered, traffic flows.",
};

/// Adds a ping from network to network. The finding's `here` and `there` name the two sites.
pub(super) fn ping(finding: Finding, from: &Router, to: &Router) -> Finding {
    match (from.lan_address(), to.lan_address()) {
        // Where both LANs have one address, it leads to the router itself.
        (Some(own), Some(other)) if own != other => {
            let command = format!("ping -c 5 -sa {own} {other}");
            finding.read(from.side, command, PING_READY)
        }
        _ => finding.read(from.side, PING_TO_FILL_IN, PING),
    }
}

/// Beside `show config tunnel N`.
pub(super) const READ_TUNNEL_SETTINGS: Phrase = Phrase {
    ja: "両端の設定を見比べます。事前共有鍵、相手の名前とアドレス、ipsec sa policy、PFS の順に見ます。",
    en: "Compare the settings of both ends: pre-shared key, the peer's name and address, \
         ipsec sa policy, PFS, in this order.",
};

/// Beside the command whose answer may have changed since.
pub(super) const LOOK_AGAIN: Phrase = Phrase {
    ja: "まず取り直します。一時的な状態なら、表示が変わります。",
    en: "Run it once more first: if that was passing, the answer changes.",
};

/// Beside a ping of a host on the internet.
pub(super) const PING_INTERNET: Phrase = Phrase {
    ja: "インターネットに出られるかを確かめます。<INTERNET> は、応答すると分かっているアドレスに置き換えてください。",
    en: "Check that the internet is reached. Put an address that is known to answer in place of <INTERNET>.",
};

/// Beside `show nat descriptor address`.
pub(super) const READ_OUTER: Phrase = Phrase {
    ja: "NAT の外側アドレスを見ます。ルーターがほかに持つアドレスも、ここで分かります。",
    en: "Look at the outer address of the NAT; it also tells of further addresses of the router.",
};

/// Beside `ntpdate`.
pub(super) const SET_CLOCK: Phrase = Phrase {
    ja: "時計を合わせます。<NTP-SERVER> は使っている NTP サーバーに置き換えてください。手で合わせるなら date と time を使います。",
    en: "Sets the clock. Put your NTP server in place of <NTP-SERVER>; date and time set it by hand.",
};

/// Beside `show status lanN`.
pub(super) const READ_LINK: Phrase = Phrase {
    ja: "ポートを見ます。Link Down なら、ケーブルと ONU を確かめます。",
    en: "Look at the port. With Link Down, check the cable and the ONU.",
};

/// Beside `show environment`, for the clock.
pub(super) const READ_CLOCK: Phrase = Phrase {
    ja: "現在の時刻を確かめます。",
    en: "Look at its present time.",
};

/// Beside `show status lanN`, where the number of the port is a guess.
pub(super) const READ_PORT: Phrase = Phrase {
    ja: "回線側のポートを見ます（LAN の番号は回線側に合わせます）。Link Down なら、ケーブルと ONU を確かめます。",
    en: "Look at the port of the line (use the number of the LAN on that side). With Link Down, check the cable \
         and the ONU.",
};

/// For a line that is dead or falls.
pub(super) const CHECK_CABLE: Phrase = Phrase {
    ja: "回線側のケーブル、ONU やホームゲートウェイの電源とランプを確かめます。",
    en: "Check the cable of the line, and power and lamps of the ONU or home gateway.",
};

/// Beside `connect N`.
pub(super) const CONNECT: Phrase = Phrase {
    ja: "接続を試します。その後 show status pp を取り直します。",
    en: "Tries to connect. List the state of the PP again afterwards.",
};
