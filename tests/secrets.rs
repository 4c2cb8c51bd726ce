//! Turns notes, mails, chats and broken settings with a secret in each into every form of output, and looks
//! for the secret; and lines that a diagnosis needs into the same lines.
#![cfg(test)]

use rtx_vpn_doctor::report::redact::redact;
use rtx_vpn_doctor::report::{Lang, json, markdown, text};
use rtx_vpn_doctor::text::{masked, read};
use rtx_vpn_doctor::worklog::{self, Check, Digest, Log};
use rtx_vpn_doctor::{Paste, analyze};

/// What people write beside a router's answers; the words with `dummy` in them, and those with `0053`, are secret.
const NOTES: &[&str] = &[
    "PW: dummy1",
    "PW：dummy1",
    "ＰＷ：dummy1",
    "ＰＷ：ｄｕｍｍｙ１",
    "pw=dummy1",
    "PW dummy1",
    "PWは dummy1",
    "Pass: dummy1",
    "PASS : dummy1",
    "pass=dummy1",
    "pwd: dummy1",
    "P/W: dummy1",
    "ID/PW: dummy-ann / dummy1",
    "ID/PW：dummy-ann／dummy1",
    "ID/Pass: dummy-ann/dummy1",
    "ID・パスワード: dummy-ann dummy1",
    "ID: admin PW: dummy1",
    "ID:admin、PW:dummy1",
    "ユーザー名: admin、パスワード: dummy1",
    "パス：dummy1",
    "パス: dummy1",
    "ﾊﾟｽﾜｰﾄﾞ：dummy1",
    "ﾊﾟｽ:dummy1",
    "パスコード：dummy1",
    "合言葉：dummy1",
    "共有鍵は dummy1 です",
    "共有キー → dummy1",
    "パスワード → dummy1",
    "パスワード=dummy1",
    "パスワード「dummy1」",
    "パスワード\ndummy1",
    "パスワード：\ndummy1",
    "PW\ndummy1",
    "PW:\n  dummy1",
    "Password:\ndummy1",
    "pre-shared key:\ndummy1",
    "事前共有鍵（Pre-Shared Key）\ndummy1",
    "PIN: dummy1",
    "【PW】dummy1",
    "[PSK] dummy1",
    "認証鍵 (PSK) : dummy1",
    "・PSK　dummy1",
    "pre shared key dummy1",
    "Preshared Key: dummy1",
    "PreSharedKey: dummy1",
    "シークレットキー dummy1",
    "WPAキー　dummy1",
    "暗号化キー dummy1",
    "ライセンスキー：dummy1",
    "コミュニティ：dummy1",
    "SNMPコミュニティ名: dummy1",
    "PPPoE ID/PASS dummy-ann / dummy1",
    "SSID/KEY dummy-ann/dummy1",
    "PW（管理者）　dummy1",
    "管理PW　dummy1",
    "PW - dummy1",
    "psk=“dummy1”",
    "暗証番号は dummy1",
    "■事前共有鍵\tdummy1",
    "pass dummy1",
    "ログイン ann / dummy1",
    "ログイン：ann／dummy1",
    "Login ann / dummy1",
    "ユーザー ann / dummy1",
    "Pass　dummy1",
    "admin / dummy1",
    "admin/dummy1",
    "・Administrator ／ dummy1",
    "S/N: DUMMY1-0053",
    "S/N：DUMMY1-0053",
    "Ｓ／Ｎ：DUMMY1-0053",
    "S/N DUMMY10053",
    "シリアル: DUMMY10053",
    "シリアル：DUMMY10053",
    "シリアルNo.：DUMMY10053",
    "シリアルNo DUMMY10053",
    "シリアルナンバー: DUMMY10053",
    "シリアル番号：DUMMY10053",
    "ｼﾘｱﾙ：DUMMY10053",
    "製番：DUMMY10053",
    "機器番号：DUMMY10053",
    "機番 DUMMY10053",
    "シリアル（本社）：DUMMY10053",
    "S/N (HQ): DUMMY10053",
    "製造番号　DUMMY10053",
    "本社 S/N: DUMMY10053 支社 S/N: DUMMY10054",
    "serial number is DUMMY10053",
    "Serial#: DUMMY10053",
    "SN: DUMMY10053",
    "事前共有鍵を dummy1 に変更した",
    "鍵は dummy1",
    "（鍵は dummy1）",
    "本社です。事前共有キー（dummy1）",
    "事前共有鍵(dummy1)です",
    "パスワード（dummy1）",
    "鍵＝dummy1",
    "鍵=dummy1",
    "ipsec,ike,pre-shared-key,1,text,dummy1",
    "認証鍵 dummy1",
    "IPsec 鍵 → dummy1",
    "鍵を「dummy1」にしました",
    "合言葉 dummy1",
    "合言葉は dummy1",
    "パスは dummy1",
    "アカウント ann / dummy1",
    "アカウント：ann/dummy1",
    "key dummy1",
    "new key dummy1",
    "Key is dummy1",
    "# memo: key is dummy1",
    "http://x:dummy1@192.0.2.1/",
    "http://x:dummy1@rtx.example/ を見てください",
    "管理画面は https://x:dummy1@192.0.2.1/ です",
    "（http://x:dummy1@192.0.2.1）",
    "admin:dummy1@192.0.2.1",
    "00005e005301",
    "本社 0000.5e00.5301 支社 0000.5E00.5302",
    "ルータは 00005e005301 です",
    "(00005e005301)",
    "RTX1210_00005e005301",
    "0000-5e00-5301",
    "００：００：５ｅ：００：５３：０１",
    "SN=DUMMY10053",
    "SN DUMMY10053",
    "シリアルNo.DUMMY10053",
    "|serial|DUMMY10053|",
    "serial,DUMMY10053",
    "| 製造番号 | DUMMY10053 |",
    "\"S/N\",\"DUMMY10053\"",
    "事前共有鍵【dummy1】",
    "パスワード【 dummy1 】",
    "事前共有鍵[dummy1]",
    "事前共有鍵〈dummy1〉",
    "pre-shared-key(dummy1)",
    "pre-shared-key（dummy1）",
    "pre-shared-key（共通）dummy1",
    "PSK;dummy1",
    "鍵,dummy1",
    "鍵【dummy1】",
    "事前共有鍵/dummy1",
    "PSK（本社・支店共通）dummy1",
    "パスワード[必須]：geheim",
    "事前共有鍵（geheimnis）",
    "PSK(geheimnis)",
    "パスワード（ geheimnis ）",
    "認証キー（geheimnis）",
    "S/N: DUMMY10053 PW: dummy1",
    "S/N\tDUMMY10053",
    "PSK:\n\ndummy1",
    "PSK:\n\n\n\ndummy1",
    "【事前共有鍵】\n\ndummy1",
    "パスワード：\n\ndummy1",
    "## 事前共有鍵\n\ndummy1",
    "鍵：\n\n\ndummy1",
    "PSK:\n→ dummy1",
    "PSK:\n「dummy1」",
    "PSK\n↓\ndummy1",
    "PSK:\n(below)\n(dummy1)",
    "PSK:\n\n・dummy1 （本社も同じ）",
    "PSK1: dummy1",
    "PSK-A: dummy1",
    "PSK_HQ dummy1",
    "鍵1: dummy1",
    "鍵A dummy1",
    "事前共有鍵① dummy1",
    "事前共有鍵２：dummy1",
    "key 1: dummy1",
    "鍵は両方とも dummy1 に変更済み",
    "両拠点とも同じ鍵（dummy1）を使っています",
    "鍵「dummy1」を設定しました",
    "鍵はどちらも「dummy1」です",
    "changed the key to dummy1",
    "same key (dummy1) on both",
    "key changed to dummy1",
    "psk **dummy1**",
    "psk->dummy1",
    "事前共有鍵・dummy1",
    "パス「dummy1」",
    "ユーザ admin パス dummy1",
    "GUI admin / dummy1",
    "MAC 00:00:5e:00:53:01 PW: ***",
    "00005e005301 PW: dummy1",
    "【鍵】dummy1",
    "【鍵】geheimnis",
    "（事前共有鍵）dummy1",
    "(PSK)dummy1",
    "【事前共有鍵】：dummy1",
    "《鍵》dummy1",
    "〔PSK〕dummy1",
    "「鍵」dummy1",
    "「パスワード」dummy1",
    "<鍵> dummy1",
    "＜事前共有鍵＞dummy1",
    "［鍵］dummy1",
    "【パス】dummy1",
    "【キー】geheimnis",
    "[key] dummy1",
    "【本社の鍵】dummy1",
    "【拠点】本社【鍵】dummy1",
    "【鍵】\ndummy1",
    "事前共有鍵\n本社 dummy1\n支社：dummy12",
    "鍵は次の通り\n\ndummy1",
    "鍵は以下の通りです。\n本社 dummy1\n\n支社 dummy12",
    "鍵一覧\n本社：geheimnis\n支社：dummy12",
    "■各拠点の事前共有鍵\n・本社\ndummy1\n・支社\ndummy12",
    "パスワードは下記\n・HQ → dummy1",
    "事前共有鍵\n| 本社 | dummy1 |\n| 支社 | dummy12 |",
    "The key is below\ndummy1",
    "Keys are as follows:\nHQ: dummy1\nBR: dummy12",
    "Pre-shared keys\nHQ dummy1\nBR dummy12",
    "シリアル番号\nDUMMY10053",
    "シリアル番号：\nDUMMY10053",
    "Serial No.\n\nDUMMY10053",
    "S/N\n本社 RTX1220 DUMMY10053\n支社 RTX830 DUMMY10053",
    "シリアル番号は以下の通り\n本社：DUMMY10053\n支社：DUMMY10053",
    "S/N：DUMMY10053（本社）",
    "シリアル番号：DUMMY10053（本社）",
    "Serial Number → DUMMY10053",
    "S/N -> DUMMY10053",
    "製造番号⇒DUMMY10053",
    "シリアル番号→DUMMY10053",
    "シリアル番号（DUMMY10053）",
    "シリアル番号「DUMMY10053」",
    "S/N[DUMMY10053]",
    "【シリアル番号】DUMMY10053",
    "【S/N】DUMMY10053",
    "[S/N] DUMMY10053",
    "**S/N**: DUMMY10053",
    "`S/N`: `DUMMY10053`",
    "製番；DUMMY10053",
    "S/N - DUMMY10053",
];

/// What a mail program, a chat, a spreadsheet or a camera makes of it.
const FORWARDED: &[&str] = &[
    "> PW: dummy1",
    ">> パスワード：dummy1",
    "＞パスワード：dummy1",
    "| login password dummy1",
    "* login password dummy1",
    "- login password dummy1",
    "**PW:** dummy1",
    "*PW*: dummy1",
    "`PW: dummy1`",
    "**Password**: `dummy1`",
    "| PW | dummy1 |",
    "|パスワード|dummy1|",
    "\"PW\",\"dummy1\"",
    "PW,dummy1",
    "パスワード,dummy1",
    "\"login password dummy1\"",
    "\"ipsec ike pre-shared-key 1 text \"\"dummy1\"\"\"",
    "|ipsec ike pre-shared-key|1|text|dummy1|",
    "ipsec ike pre-shared-key|1|text|dummy1",
    "ipsec ike pre-shared-key/1/text/dummy1",
    "PW\tdummy1",
    "ID\tadmin\tPW\tdummy1",
    "[10:23] 田中: PW: dummy1",
    "田中 10:23\nPWはdummy1です",
    "<b>PW:</b> dummy1",
    "PW:&nbsp;dummy1",
    "\"password\": \"dummy1\"",
    "{\"pw\":\"dummy1\"}",
    "password: 'dummy1'",
    "ipsec ike pre- shared-key 1 text dummy1",
    "ipsec ike pre-shared- key 1 text dummy1",
    "ipsec ike pre-shared -key 1 text dummy1",
    "ipsec ike pre–shared–key 1 text dummy1",
    "ipsec ike pre‐shared‐key 1 text dummy1",
    "ipsec ike pre−shared−key 1 text dummy1",
    "login pass word dummy1",
    "pass word: dummy1",
    "Pass\u{200b}word: dummy1",
    "パス ワード : dummy1",
    "パスワ ー ド : dummy1",
    "パスワード ( 確認 ) : dummy1",
    "事前 共有 鍵 : dummy1",
];

/// Settings, with the words that a person or an input method has typed them in.
const SETTINGS: &[&str] = &[
    "ｐｐ ａｕｔｈ ｍｙｎａｍｅ ann dummy1",
    "ｐｐ　ａｕｔｈ　ｍｙｎａｍｅ　ａｎｎ　ｄｕｍｍｙ１",
    "pp auth myname ann ｄｕｍｍｙ１",
    "ｌｏｇｉｎ ｐａｓｓｗｏｒｄ dummy1",
    "ipsec ike pre-shared-key １ text dummy1",
    "ｉｐｓｅｃ ｉｋｅ ｐｒｅ－ｓｈａｒｅｄ－ｋｅｙ １ ｔｅｘｔ dummy1",
    " pp auth accept pap chap\n pp auth myname ann dummy1",
    "pppoe auth myname ann dummy1",
    "l2tp tunnel auth on rtx dummy1",
    "pp bind tunnel1\npp auth request mschap-v2\npp auth username ann dummy1",
    "login password encrypted $1$dummy1",
    "administrator password encrypted *dummy1",
    "snmp community read-only dummy1",
    "snmp trap community dummy1",
    "snmpv2c community read-write dummy1",
    "isdn auth myname ann dummy1",
    "pp auth myname ann dummy1 isdn1",
    "wlan1 security wpa2-psk dummy1",
    "wireless access-point auth-psk dummy1",
    "wpa2 passphrase=dummy1",
    "SSID: office / 暗号化キー: dummy1",
    "SSID: office KEY: dummy1",
    "ipsec ike pre-shared-key 1 text dummy1 # 本社",
    "set vpn ipsec pre-shared-secret dummy1",
    "crypto isakmp key dummy1 address 192.0.2.1",
    "crypto isakmp key 6 dummy1 hostname hq.example",
    "ike policy hq peer 192.0.2.1 key dummy1 mode main",
    "enable secret 5 dummy1",
    "username ann privilege 15 password 7 dummy1",
    "set psksecret ENC dummy1",
    "pre-shared-key ascii-text \"dummy1\"; ## SECRET-DATA",
    "PSK: ***, PW: dummy1",
    "PW: *** login password dummy1",
    "Password: *** MAC-Address=00:00:5e:00:53:01",
    "serial=DUMMY10053 password dummy1",
    "set psksecret dummy1",
    "yno access code dummy1",
    "cloud auth token: dummy1",
    "api_key=dummy1",
];

/// Tables of sites, with the key or the number of each in a column.
const TABLES: &[&str] = &[
    "拠点,グローバルIP,事前共有鍵\n本社,203.0.113.10,dummy1\n支社,198.51.100.20,geheimnis",
    "拠点\tグローバルIP\t事前共有鍵\n本社 東京\t203.0.113.10\tdummy1\n支社\t\tgeheimnis\t済",
    "拠点 グローバルIP 事前共有鍵\n本社 203.0.113.10 dummy1\n支社 大阪 198.51.100.20 dummy1",
    "| 拠点 | PSK | 備考 |\n|---|---|---|\n| 本社 | dummy1 | なし |\n| 支社 | geheimnis | |",
    "|Site|Pre-Shared Key|Note|\n|:--|:--|:--|\n|HQ|`dummy1`|none|\n|BR|geheimnis|none|",
    "│拠点│鍵│\n├──┼──┤\n│本社│geheimnis│",
    "\"Site\",\"Key\"\n\"Tokyo, HQ\",\"geheimnis\"",
    "拠点;パスワード\n\n本社;geheimnis\n\n支社;dummy1",
    "拠点,機種,シリアル番号\n本社,RTX1220,DUMMY10053\n支社,RTX830,DUMMY10054",
    "Site\tModel\tS/N\nHQ\tRTX1220\tDUMMY10053",
    "+------+-----------+\n| Site | PSK       |\n+------+-----------+\n| HQ   | geheimnis |",
    "| PSK | site |\n|---|---|\n| geheimnis | HQ |",
    "| Key | Branch 1 |\n| dummy1 | HQ |",
    "| シリアル番号 | MAC |\n|---|---|\n| DUMMY10053 | *** |",
    "S/N,RTX\nDUMMY10053,1220",
    "PSK,Site\ngeheimnis,HQ\ndummy1,BR",
    "Site,Pass\nHQ,geheimnis",
    "パスワード\tTunnel\ngeheimnis\t1",
];

/// Settings of which the last word is below, with what people write between and around.
const BELOW: &[&str] = &[
    "ipsec ike pre-shared-key\n1\ntext\ndummy1",
    "ipsec\nike\npre-shared-key\n1\ntext\ndummy1",
    "ipsec ike pre-shared-key 1\n\ntext\n\ndummy1",
    "ipsec ike pre-shared-key\n1 text\ndummy1",
    "ipsec ike pre-shared-key\n\n1 text\n\ndummy1",
    "pp auth myname\nann\ndummy1",
    "login password\nencrypted\ndummy1",
    "ipsec ike pre-shared-key 1 text\n\n→ dummy1",
    "ipsec ike pre-shared-key 1 text\n\n-> dummy1",
    "ipsec ike pre-shared-key 1 text\n\ndummy1 （本社も同じ）",
    "ipsec ike pre-shared-key 1 text\n\ndummy1 ← 本社も同じ",
    "ipsec ike pre-shared-key 1 text\n(次の行)\ndummy1",
    "ipsec ike pre-shared-key 1 text\n(see next line)\n\ndummy1",
    "ipsec ike pre-shared-key 1 text\n※次の行\ndummy1",
    "ipsec ike pre-shared-key 1 text\n※see below\ndummy1",
    "ipsec ike pre-shared-key 1 text\n※dummy1",
    "ipsec ike pre-shared-key 1 text\n(it is dummy1)",
    "ipsec ike pre-shared-key 1 text\n(below)\n\ndummy1",
    "| ipsec ike pre-shared-key 1 text\n|\n| dummy1",
];

/// Commands that are broken after some column, with the words that are secret.
const BROKEN: &[(&str, &[&str])] = &[
    (
        "pp auth myname dummyuserdummyuserdummyuserdummyuserdummyuser@isp.example dummy1dummy2dummy3dummy4dummy5",
        &["dummy1", "dummy2", "dummy3", "dummy4", "dummy5"],
    ),
    (
        "ipsec ike pre-shared-key 1 text dummy0dummy1dummy2dummy3dummy4dummy5dummy6dummy7dummy8dummy9",
        &["dummy1", "dummy2", "dummy3", "dummy4", "dummy5", "dummy9"],
    ),
    (
        "login user dummyname dummy1dummy2dummy3dummy4dummy5dummy6dummy7dummy8dummy9dummy0",
        &["dummy1", "dummy2", "dummy3", "dummy4", "dummy5", "dummy9"],
    ),
    (
        "administrator password encrypted dummy1+dummy2/dummy3#dummy4>dummy5dummy6dummy7dummy8",
        &["dummy1", "dummy2", "dummy3", "dummy4", "dummy5", "dummy8"],
    ),
];

/// What a diagnosis needs, or a reader: none of it is a secret.
const KEPT: &[&str] = &[
    "key exchange 1: initiate",
    "鍵交換 1回目",
    "the key (shared by both) is hidden",
    "パス 192.168.1.0/24",
    "changed the key to the new one",
    "ip filter 1 pass * * udp 500",
    "ip filter 1 pass * * udp * 500",
    "ip filter 1 pass 192.168.1.0/24 192.168.2.0/24",
    "ip tunnel secure filter in 1 2 3",
    "ip pp secure filter out 1 dynamic 1",
    "SPI: a6 67 47 47",
    "SPI: a667 4747",
    "  SPI: 0a0b0c0d",
    "1     1    -     isakmp  -    5000   00a0b0c0d0e0",
    "2     1    1     tun[0001]esp  send 28769   00a0b0c0d0e0",
    "ipsec ike remote name 1 00a0b0c0d0e0 key-id",
    "ipsec ike local name 1 00a0b0c0d0e0 fqdn",
    "2026/11/23 10:00:00: [IKE] invalid cookie 00a0b0c0d0e0",
    "123456789012 bytes received",
    "Received: 123456789012 octets",
    "Rev.14.01.42 (Mon Jan 6 12:00:00 2020)",
    "パス MTU: 1454",
    "エラー：パラメータのキーワードが認識できません",
    "パスワードが違います",
    "鍵は正しいです",
    "鍵交換は UDP 500 です",
    "パスは 192.168.1.1 を通ります",
    "合言葉を変えました",
    "IKE key exchange failed",
    "key id: 5",
    "アカウントは3つです",
    "ip filter 1 pass-log * 192.168.1.0/24 icmp *",
    "暗号鍵（AES）, 鍵長",
    "鍵,値",
    "PSK（事前共有鍵）",
    "パスワード/ID は別紙",
    "https://192.0.2.1/password/reset",
    "snmp host 192.168.1.0/24",
    "dns server 203.0.113.53",
    "シリアル, 9600, 8, N",
    "| serial | 9600 |",
    "シリアルポート: 9600",
    "シリアルで接続しました",
    "S/N: 35 dB",
    "S/N 40dB",
    "Serial Baudrate: 9600",
    "LAN1 192.168.1.1 2001:db8::2a0:deff:fe00:5301",
    "0120-1234-5678 へ連絡",
    "TUNNEL[1]: PASS",
    "bypass: on",
    "compass: x",
    "ip route default gateway pp 1 filter 1 gateway pp 2",
    "ping -c 5 192.168.2.1",
    "pinned: 1",
    "PP[01]:",
    "ppp ccp type none",
    "pp auth request chap",
    "pp auth accept pap chap",
    "https://192.0.2.1/",
    "mailto:ann@isp.example",
    "担当 ann@isp.example",
    "sip:ann@sip.example.jp",
    "2026/11/23 10:00:00: PP[01] Rejected at IN(1) filter: UDP 192.0.2.1:500 > 203.0.113.2:500",
    "ipsec sa policy 1 1 esp aes-cbc sha-hmac",
    "show ipsec sa\nTotal: isakmp:1 send:1 recv:1",
    "ipsec ike keepalive use 1 on dpd",
    "PW: ***\nTUNNEL1",
    "パスワード：\nTUNNEL[1]:",
    "login password *\nRTX1210#",
    "ipsec ike pre-shared-key 1 text\n\nSA[1] 寿命: 27999秒",
    "ipsec ike pre-shared-key 1 text\n\nSA[1] Duration: 27999s",
    "パスワード：\n\nHQ# show ipsec sa\nTotal: isakmp:0 send:0 recv:0",
    "PSK\n\n  ipsec ike remote address 1 any",
    "PSK\n説明:\nTUNNEL1",
    "PSK: ***\n\nTUNNEL1",
    "拠点,IP,事前共有鍵\n本社,203.0.113.10,なし\n支社,203.0.113.20,203.0.113.30",
    "拠点\tIP\tパスワード\nHQ# show ipsec sa\nTotal: isakmp:1 send:1 recv:1",
    "this is the password\n1     1    -     isakmp",
    "change the password\nSA[1] Duration: 27999s",
    "please change the password\nTotal: isakmp:1 send:1 recv:1",
    "拠点,IP,事前共有鍵\n本社,203.0.113.10,***\n\nアルゴリズム: AES256-CBC, SHA2-256, MODP 2048bit",
    "2     1    1     tun[0001]esp  send 28769   psk\n3     1    1     tun[0001]esp  recv 28769   rtx1220",
    "| 拠点 | 回線 |\n| 本社 | flets1 |",
    "| Site | PSK |\n|---|---|\n| HQ | なし |\n| BR | *** |\nTUNNEL1",
    "PSK\nSA[1] Duration: 27999s\nSPI: a6674747",
    "PSK\nSPI: a6674747",
    "事前共有鍵\n本社 なし\n支社 未設定",
    "事前共有鍵\nRTX1220 Rev.15.04.07",
    "以下は鍵交換のログです\n2026/11/23 10:00:00: [IKE] initiate x1y2z3a",
    "鍵交換のログは以下の通り\n2026/11/23 10:00:00: x1y2z3",
    "鍵の一覧です\n\n\nHQ# show ipsec sa\nTotal: isakmp:0 send:0 recv:0",
    "[key] exchange failed",
    "【鍵交換】ISAKMP",
    "シリアル番号\n説明:\nTUNNEL1000",
    "Serial - 9600",
    "シリアル（9600bps）",
    "| PSK | *** |\n| IP | 192.0.2.1 |\n| MTU | 1454 |",
];

/// Every form in which a paste, or a note in the log, leaves the program.
fn outputs(planted: &str) -> Vec<(&'static str, String)> {
    let document = read(planted);
    let lines: Vec<&str> = document.lines.iter().map(|it| it.text.as_ref()).collect();
    let paste = |text| Paste {
        text,
        name: Some("本社"),
        captured_at: None,
    };
    let report = analyze(&[paste(planted), paste(planted)]);
    let hidden = redact(&report).report;
    let mut log = Log::default();
    log.led_by(planted);
    log.add(Check {
        at: "2026-11-23T10:00".to_owned(),
        person: planted.to_owned(),
        seen: planted.to_owned(),
        digest: Some(Digest::of(&report)),
        ..Check::default()
    });
    vec![
        ("lines", lines.join("\n")),
        ("typed", masked(planted)),
        ("json", json::render(&report)),
        ("redacted", json::render(&hidden)),
        ("text", text::render(&report, Lang::En)),
        ("markdown", markdown::render(&report, Lang::Ja)),
        ("log", log.json()),
        ("log as Markdown", worklog::markdown(&log, Lang::Ja)),
        ("log as CSV", worklog::csv(&log, Lang::En)),
    ]
}

fn without_wide(text: &str) -> String {
    let half = text.chars().map(|c| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap(),
        c => c.to_ascii_lowercase(),
    });
    half.collect()
}

/// What gets out of the outputs of a paste, if anything does.
fn leaks(planted: &str, secrets: &[&str]) -> Vec<String> {
    let outputs = outputs(planted).into_iter();
    let leaking = outputs.filter_map(|(form, output)| {
        let output = without_wide(&output);
        let secret = *secrets.iter().find(|it| output.contains(**it))?;
        let shown = output.lines().find(|line| line.contains(secret));
        Some(format!("{planted:?}: {secret} in {form}: {shown:?}"))
    });
    leaking.take(1).collect()
}

/// The same between answers that a router gives.
fn among_answers(note: &str) -> String {
    format!("# show ipsec sa\nTotal: isakmp:0 send:0 recv:0\n\n{note}\n# show log\nx\n")
}

#[test]
fn no_note_gives_a_secret_away() {
    let all = [NOTES, FORWARDED, SETTINGS, BELOW, TABLES].concat();
    let leaks: Vec<String> = all
        .iter()
        .flat_map(|note| {
            leaks(
                &among_answers(note),
                &[
                    "dummy1",
                    "0053",
                    "5301",
                    "53:01",
                    "53 01",
                    "5302",
                    "dummy-ann",
                    "geheim",
                ],
            )
        })
        .collect();
    assert!(leaks.is_empty(), "{}\n{}", leaks.len(), leaks.join("\n"));
}

/// A line as a terminal of so many columns shows it.
fn broken(line: &str, columns: usize) -> String {
    let bytes = line.as_bytes().chunks(columns);
    let lines = bytes.map(|it| std::str::from_utf8(it).unwrap().trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn no_terminal_breaks_a_line_so_that_a_secret_gets_out() {
    let mut all = Vec::new();
    for (line, secrets) in BROKEN {
        // A command that is broken within its own words is not known any more.
        for columns in 40..=100 {
            let text = format!(
                "# show config\n{}\nip lan1 address 192.168.1.1/24\n",
                broken(line, columns)
            );
            all.extend(leaks(&text, secrets));
            let shown = masked(&text);
            assert!(
                shown.ends_with("\nip lan1 address 192.168.1.1/24"),
                "{shown}"
            );
        }
    }
    assert!(all.is_empty(), "{}\n{}", all.len(), all.join("\n"));
}

#[test]
fn no_command_that_is_broken_in_one_place_gives_its_secret_away() {
    let commands = [
        "  ipsec ike pre-shared-key 1 text dummy1",
        " pp auth myname ann@isp.example dummy1",
        "ipsec ike xauth myname 1 ann dummy1",
        "login password encrypted dummy1",
        "login user ann encrypted dummy1",
        "administrator password dummy1",
        "snmp community read-only dummy1",
        "l2tp tunnel auth on rtx dummy1",
        "RTX1210# ipsec ike pre-shared-key 1 text dummy1",
    ];
    let mut all = Vec::new();
    for command in commands {
        let secret = command.find("dummy1").unwrap();
        for at in 1..=secret {
            let (head, rest) = command.split_at(at);
            for joint in ["\n", "\n  ", "\n> "] {
                let broken = format!("{}{joint}{}", head.trim_end(), rest.trim_start());
                let text = format!("# show config\n{broken}\nip lan1 address 192.168.1.1/24\n");
                all.extend(leaks(&text, &["dummy1"]));
                let shown = masked(&text);
                if !shown.ends_with("\nip lan1 address 192.168.1.1/24") {
                    all.push(format!("{text:?} became {shown:?}"));
                }
            }
        }
    }
    assert!(all.is_empty(), "{}\n{}", all.len(), all.join("\n"));
}

#[test]
fn what_was_masked_once_stays_as_it_is() {
    let notes = [NOTES, FORWARDED, SETTINGS, BELOW, TABLES, KEPT].concat();
    let notes = notes
        .into_iter()
        .map(|note| format!("{note}\n{note}\nword\nmore words"));
    let broken = BROKEN
        .iter()
        .flat_map(|(line, _)| (20..100).map(|columns| broken(line, columns)));
    let changed: Vec<String> = notes
        .chain(broken)
        .map(|text| masked(&text))
        .filter(|once| masked(once) != *once)
        .map(|once| format!("{once:?} became {:?}", masked(&once)))
        .collect();
    assert!(
        changed.is_empty(),
        "{}\n{}",
        changed.len(),
        changed.join("\n")
    );
}

#[test]
fn what_is_no_secret_stays() {
    let changed: Vec<String> = KEPT
        .iter()
        .map(|line| (line, masked(line)))
        .filter(|(line, shown)| *line != shown)
        .map(|(line, shown)| format!("{line:?} became {shown:?}"))
        .collect();
    assert!(
        changed.is_empty(),
        "{}\n{}",
        changed.len(),
        changed.join("\n")
    );
}

/// Every command whose last word is secret, and every note like it, for a long secret in parts.
const LONG: &[&str] = &[
    "login password {}",
    "administrator password encrypted {}",
    "login user ann encrypted {}",
    " pp auth username ann {}",
    " pp auth myname me@isp.example {}",
    "auth user 1 ann {}",
    "ipsec ike xauth myname 1 ann {}",
    "l2tp tunnel auth on {}",
    "radius secret {}",
    "snmp community read-only {}",
    "snmp trap host 192.0.2.1 {}",
    "snmpv3 usm user 1 ann group 1 sha {}",
    "mail server smtp 1 smtp.example port=587 smtp-auth ann {}",
    "pki certificate file 1 sd1:/hq.p12 pkcs12 {}",
    " ip lan1 ospf area backbone authkey={}",
    "ipsec ike pre-shared-key 1 text {}",
    "ipsec ike pre-shared-key 1 text \"{}\"",
    "RTX1210# ipsec ike pre-shared-key 1 text {}",
    "2026/04/01 10:00:00: [COMMAND] ipsec ike pre-shared-key 1 text {}",
    "sip server 1 192.0.2.5 register udp sip:ann@sip.example.jp ann {}",
    "パスワード：{}",
    "ID/PW: ann / {}",
    "PSK={}",
    "http://x:{}@192.0.2.1/",
];

#[test]
fn no_secret_gets_out_where_a_mail_was_quoted_set_in_or_spaced_after_it_was_broken() {
    let secret = "dummyA0dummyB1dummyC2dummyD3dummyE4dummyF5dummyG6dummyH7";
    let parts = [
        "dummya0", "dummyb1", "dummyc2", "dummyd3", "dummye4", "dummyf5", "dummyg6", "dummyh7",
    ];
    let mut all = Vec::new();
    for command in LONG {
        let line: Vec<char> = command.replace("{}", secret).chars().collect();
        let words: usize = command.split("{}").map(str::len).next().unwrap();
        // A command that is broken within its own words is not known any more.
        for (columns, joint) in
            (words.max(40)..=120).zip(["\n\n", "\r\n", "\n> ", "\n   "].into_iter().cycle())
        {
            let lines = line
                .chunks(columns)
                .map(|it| it.iter().collect::<String>().trim_end().to_owned());
            let text = lines.collect::<Vec<_>>().join(joint);
            all.extend(leaks(
                &format!("# show config\n{text}\nip lan1 address 192.168.1.1/24\n"),
                &parts,
            ));
        }
    }
    assert!(all.is_empty(), "{}\n{}", all.len(), all.join("\n"));
}
