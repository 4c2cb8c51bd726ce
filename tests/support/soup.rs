//! Texts that are nearly pastes: pieces of real ones, joined, cut and damaged at random.

use proptest::prelude::*;

use crate::story;

/// Lines that a paste may hold besides the answers that are read.
const ODD: &[&str] = &[
    "",
    "   ",
    "#",
    "> ",
    "RTX1210#",
    "HQ> ",
    "BR# show ipsec sa",
    "HQ# show ipsec sa gateway 1 detail",
    "# show ipsec sa gateway 2 detail",
    "show ipsec sa | grep tun",
    "# show status pp 1",
    "show config",
    "# show log reverse",
    "# show log | grep IKE",
    "2026/11/23 10:00:02: IP Tunnel[1] Down",
    "2026/11/23 10:00:01: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)",
    "1980/01/01 09:00:00: [IKE] respond ISAKMP phase to 192.0.2.1",
    "2026/11/23 10:00:00: PP[01] Rejected at IN(1) filter: UDP 192.0.2.1:500 > 203.0.113.2:500",
    "2026/11/23 10:00:03: PPPOE[01] Disconnected, cause [PPPoE: PADI Timeout]",
    "2026/11/23 10:00:03: same message repeated 4294967295 times",
    "<134>Nov 23 10:00:00 rtx [IKE] x",
    "    44f4d0e2ec4e43b7 0000000000000000",
    "HQ# exit",
    "# show nat descriptor address",
    "HQ# show environment",
    "# show status lan2",
    "PP[01]:",
    "# show status pp 1 PP[01]: 説明: x PPPoEセッションは継っていません 受信: y",
    "PPPoEセッションは一度も継っていません",
    "PPPoEセッションは接続されています",
    "Current PPPoE session status is Offline.",
    "Last PPPoE session status:",
    "    PP IP Address Local: 192.0.2.1, Remote: 198.51.100.1",
    "    IPCP Local: Primary-DNS(xxx.xxx.xxx.xxx), Remo",
    "te: IP-Address",
    "切断理由: x",
    "RTX1210 Rev.14.01.42 (Fri Jul  8 09:57:02 2022)",
    "CPU:   0%(5sec)   1%(1min)   0%(5min)    Memory: 93% used",
    "Current time: 1980/01/01 00:12:08 +09:00",
    "Elapsed time from boot: 0days 00:12:06",
    "NAT/IP masquerade compatibility type : 2",
    "Reference Descriptor : 1, Assigned Interface : PP[01](1)",
    "Outer address: ipcp/192.0.2.9",
    "       1     192.168.1.100              71          250000         dynamic",
    "インタフェース: LAN2 primary",
    "IP アドレス: サーバ検索中",
    "  LAN2 [client]",
    "    state: solicit",
    "LAN2",
    "PORT1:  Auto Negotiation (Link Down)",
    "(Netvolante DNS server 1)",
    "IPアドレス:                    192.0.2.1",
    "default             -                   PP[01]    static",
    "（出力なし）",
    "(no output)",
    "エラー: コマンド名を確認してください",
    "Error: Parameter out of range",
    "エラー：パラメータのキーワードが認識できません",
    "---つづく---",
    "---つづく---            SA[1] Duration: 5s",
    "--More--",
    "Total: isakmp:0 send:0 recv:0",
    "Total: isakmp:1 send:1",
    "Total: isakmp:99999999999",
    "sa    sgw isakmp connection    dir  life[s] remote-id",
    "----------------------------------------------------",
    "-----------------",
    "sgw  flags local-id                      remote-id        # of sa",
    "1    U K   192.0.2.1                     203.0.113.2      i:1 s:1 r:1",
    "2          192.0.2.1                     198.51.100.3     i:0 s:0 r:0",
    "SA[1] Duration: 28768s",
    "SA[99999999999] Duration: 1s",
    "SA[7]",
    "SA[8] 状態: 確立済 寿命: 27836秒",
    "Direction: send",
    "送受信方向: 受信",
    "Protocol: ESP (Mode: tunnel)",
    "Protocol: IKE",
    "プロトコル: IKEv2",
    "SPI: a6 67 47 c1",
    "SPI: a6 67 47",
    "SPI: zz",
    "Key:",
    "鍵 : 00 11 22 33",
    "44 55 66 77",
    " ipsec ike remote address 1 203.0.113.2",
    "2026/04/01 10:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2",
    "TUNNEL[1]:",
    "  トンネルインタフェースは接続されています",
    "  Current status is Offline.",
    "  受信: (IPv4) 8 パケット [480 オクテット]",
    "        (IPv6) 0 packet [0 octet]",
    "宛先ネットワーク    ゲートウェイ     インタフェース  種別  付加情報",
    "Destination              Gateway                  Interface  Type",
    "default             -                    PP[01]    static",
    "2001:db8:1::/64          2001:db8:ffff:ffff::1",
    "                         LAN1  implicit",
    "Protocol      Active  Hidden",
    "# ping -c 5 -sa 192.168.1.1 192.168.2.1",
    "ping 192.168.2.1",
    "5 packets transmitted, 0 packets received, 100.0% packet loss",
    "田中です。VPN がつながりません。",
    "> 引用です",
    "1: one",
    "{name} {here}",
    "\u{feff}\u{200b}",
    "1 1 - isakmp - 5",
    "1 1 1 tun[1]esp send 5 x",
    "1 1 1 tra[1]esp recv - x",
    "9 1 1 tun[0001]esp recv 4294967295 203.0.113.2",
];

/// Damage to a text.
#[derive(Debug, Clone, Copy)]
enum Damage {
    Cut(prop::sample::Index),
    Remove(prop::sample::Index),
    Insert(prop::sample::Index, char),
    Repeat(prop::sample::Index),
}

fn piece() -> impl Strategy<Value = String> {
    let pastes: Vec<String> = story::all()
        .into_iter()
        .flat_map(|story| story.pastes)
        .filter(|paste| (1..200).contains(&paste.lines().count()))
        .collect();
    let slice = (
        prop::sample::select(pastes),
        any::<[prop::sample::Index; 2]>(),
    );
    let slice = slice.prop_map(|(paste, [start, length])| {
        let lines: Vec<&str> = paste.lines().collect();
        let start = start.index(lines.len());
        let length = 1 + length.index(lines.len() - start);
        let taken = lines.iter().skip(start).take(length);
        taken.fold(String::new(), |text, line| text + line + "\n")
    });
    let odd = prop::sample::select(ODD).prop_map(|line| format!("{line}\n"));
    prop_oneof![3 => slice, 4 => odd, 1 => "[ -~ぁ-ん]{0,90}\n"]
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    let odd = prop::sample::select(vec![
        ' ', '\n', '\r', '\t', ':', '[', '-', '0', '\u{3000}', '\u{8}', '\u{b}', '\u{2028}',
        '\u{1b}', '\u{fffd}', '鍵', '{', '#', '>',
    ]);
    prop_oneof![
        at().prop_map(Damage::Cut),
        at().prop_map(Damage::Remove),
        (at(), odd).prop_map(|(at, c)| Damage::Insert(at, c)),
        at().prop_map(Damage::Repeat),
    ]
}

fn damaged(mut text: String, damage: Damage) -> String {
    let at = |index: prop::sample::Index, text: &str| {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        (!places.is_empty()).then(|| *index.get(&places))
    };
    match damage {
        Damage::Cut(index) => {
            if let Some(at) = at(index, &text) {
                text.truncate(at);
            }
        }
        Damage::Remove(index) => {
            if let Some(at) = at(index, &text) {
                text.remove(at);
            }
        }
        Damage::Insert(index, c) => text.insert(at(index, &text).unwrap_or(0), c),
        Damage::Repeat(index) => {
            let lines: Vec<&str> = text.lines().collect();
            if !lines.is_empty() {
                let line = (*index.get(&lines)).to_owned();
                text = format!("{text}{line}\n");
            }
        }
    }
    text
}

/// One text.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(piece(), 0..8).prop_map(|pieces| pieces.concat());
    let damages = prop::collection::vec(damage(), 0..4);
    (pieces, damages).prop_map(|(text, damages)| damages.into_iter().fold(text, damaged))
}

/// The pastes of two or three sites.
pub(crate) fn pastes() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 2..4)
}

/// The pastes of two sites, each of one router: no prompt has a name.
pub(crate) fn two_routers() -> impl Strategy<Value = Vec<String>> {
    let nameless = |text: String| {
        text.replace("HQ", "")
            .replace("BR", "")
            .replace("RTX1210", "")
            .replace("RTX830", "")
    };
    prop::collection::vec(text().prop_map(nameless), 2).prop_filter(
        "one router a paste",
        |pastes| {
            let documents = pastes.iter().map(|paste| rtx_vpn_doctor::text::read(paste));
            let grammar = rtx_vpn_doctor::parse::grammar();
            documents
                .map(|it| rtx_vpn_doctor::text::split(&it, &grammar).len())
                .all(|n_routers| n_routers == 1)
        },
    )
}
