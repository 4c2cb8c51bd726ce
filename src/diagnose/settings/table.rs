//! Every setting that the two ends are compared by, one row each.

use super::row::{Kind, Mirror, Relation, Row, row};
use super::value::{self, Read};
use crate::diagnose::Phrase;
use crate::model::Detail;
use crate::model::IkeVersion::{V1, V2};

const FOLLOWS: Phrase = Phrase {
    ja: "応答側が合わせるので、ヤマハどうしではつながります。negotiate-strictly を on にしたときや、\
         片方を他社の機器に替えたときに、つながらなくなります。",
    en: "The answering end follows, so two Yamaha routers agree. It fails with negotiate-strictly on, or \
         once one end is of another make.",
};
const NAT: Phrase = Phrase {
    ja: "一方だけが on だと、NAT トラバーサルは使われません。経路に NAT があると、SA ができても通信が通りません。",
    en: "With one end on only, NAT traversal is not used. Where a NAT is on the path, no traffic passes although there are SAs.",
};
const NAT_TYPE: Phrase = Phrase {
    ja: "NAT トラバーサルの方式は、両端で同じでなければなりません。違うと、NAT のある経路で通信が通りません。",
    en: "The type of NAT traversal must be the same at both ends; else no traffic passes through a NAT.",
};
const ESP_IN_UDP: Phrase = Phrase {
    ja: "ESP を UDP に載せる独自の方式で、両端でそろえる必要があります。一方だけだと、SA ができても通信が通りません。",
    en: "The maker's own way of ESP in UDP must be the same at both ends; else no traffic passes although there are SAs.",
};
const REKEY: Phrase = Phrase {
    ja: "子 SA の鍵を更新する手順です。違うと、つながったあとの更新で切れることがあります。",
    en: "The way in which child SAs are renewed. Where it differs, the VPN may fall at the first renewal.",
};
const PROBES: Phrase = Phrase {
    ja: "heartbeat は両端で使う方式です。一方だけが on だと、返事がないと判断してトンネルを切ることがあります。",
    en: "heartbeat is for both ends. With one end on only, it takes the missing answers for a dead peer and drops the tunnel.",
};

/// All of them, in the order in which a repair asks.
pub static TABLE: [Row; 41] = [
    row("ipsecUse", "ipsec use", "15.1")
        .called("IPsec の使用", "Use of IPsec")
        .must(Relation::Each("on")),
    row("tunnelEnable", "tunnel enable", "14.1")
        .called("トンネルの使用", "Use of the tunnel")
        .read_by(Read::By(value::enabled))
        .must(Relation::Each("enable")),
    row("tunnelEncapsulation", "tunnel encapsulation", "14.4")
        .called("トンネルの種類", "Kind of tunnel")
        .read_by(Read::By(value::encapsulation))
        .must(Relation::Equal),
    row("autoRefresh", "ipsec auto refresh", "15.10")
        .called("自動鍵交換", "Automatic key exchange")
        .read_by(Read::By(value::refresh))
        .must(Relation::One("on")),
    row(
        "negotiationReceive",
        "ipsec ike negotiation receive",
        "15.47",
    )
    .called("相手からの鍵交換の受け付け", "Answering the peer")
    .read_by(Read::Switch(|it| &it.receives))
    .must(Relation::One("on"))
    .only(V2),
    row("ikeVersionSetting", "ipsec ike version", "15.2")
        .called("IKE のバージョン（設定）", "IKE version (setting)")
        .read_by(Read::By(value::version))
        .must(Relation::Equal),
    row("remoteAddress", "ipsec ike remote address", "15.15")
        .called("相手のアドレス", "Address of the peer")
        .read_by(Read::By(value::remote_address))
        .must(Relation::Mirror(&Mirror {
            command: "ipsec ike local address",
            read: Read::By(value::local_address),
            kind: Kind::Called,
        })),
    row("localAddress", "ipsec ike local address", "15.18")
        .called("自分のアドレス", "Own address")
        .read_by(Read::By(value::local_address))
        .must(Relation::Mirror(&Mirror {
            command: "ipsec ike remote address",
            read: Read::By(value::remote_address),
            kind: Kind::Own,
        })),
    row("localName", "ipsec ike local name", "15.17")
        .called("自分の名前", "Own name")
        .read_by(Read::By(value::local_name))
        .must(Relation::Mirror(&Mirror {
            command: "ipsec ike remote name",
            read: Read::By(value::remote_name),
            kind: Kind::Said,
        })),
    row("remoteName", "ipsec ike remote name", "15.14")
        .called("相手の名前", "Name of the peer")
        .read_by(Read::By(value::remote_name))
        .must(Relation::Mirror(&Mirror {
            command: "ipsec ike local name",
            read: Read::By(value::local_name),
            kind: Kind::Wanted,
        })),
    row("preSharedKey", "ipsec ike pre-shared-key", "15.5")
        .called("事前共有鍵", "Pre-shared key")
        .read_by(Read::By(value::key))
        .must(Relation::Secret),
    row("authMethod", "ipsec ike auth method", "15.3")
        .called("認証の方法", "Way of authentication")
        .read_by(Read::By(value::method))
        .must(Relation::Equal)
        .only(V2),
    row("ikeEncryption", "ipsec ike encryption", "15.22")
        .called("IKE の暗号アルゴリズム", "Encryption of IKE")
        .read_by(Read::Algorithm(|it| &it.encryption))
        .must(Relation::Followed)
        .bites(FOLLOWS),
    row("ikeHash", "ipsec ike hash", "15.25")
        .called("IKE のハッシュアルゴリズム", "Hash of IKE")
        .read_by(Read::Algorithm(|it| &it.hash))
        .must(Relation::Followed)
        .bites(FOLLOWS),
    row("ikeGroup", "ipsec ike group", "15.24")
        .called("IKE の DH グループ", "DH group of IKE")
        .read_by(Read::Algorithm(|it| &it.group))
        .must(Relation::Followed)
        .bites(FOLLOWS),
    row("negotiateStrictly", "ipsec ike negotiate-strictly", "15.11")
        .called("提案の厳密な確認", "Strictness to proposals")
        .read_by(Read::Switch(|it| &it.is_strict))
        .only(V1),
    row(
        "proposalLimitation",
        "ipsec ike proposal-limitation",
        "15.44",
    )
    .called("提案の限定", "Limited proposals")
    .read_by(Read::Switch(|it| &it.limits_proposal))
    .only(V2),
    row("payloadType", "ipsec ike payload type", "15.27")
        .called("IKE ペイロードのタイプ", "Payload type")
        .read_by(Read::Detail(Detail::PayloadType))
        .must(Relation::Advised)
        .only(V1),
    row(
        "backwardCompatibility",
        "ipsec ike backward-compatibility",
        "15.28",
    )
    .called("旧方式との互換", "Backward compatibility")
    .read_by(Read::Detail(Detail::BackwardCompatibility))
    .must(Relation::Advised)
    .only(V1),
    row("ipsecProtocol", "ipsec sa policy", "15.48.2")
        .called(
            "IPsec のプロトコル（esp / ah）",
            "Protocol of IPsec (esp, ah)",
        )
        .read_by(Read::By(value::protocol))
        .must(Relation::Equal),
    row("ipsecEncryption", "ipsec sa policy", "15.48.2")
        .called("IPsec の暗号アルゴリズム", "Encryption of IPsec")
        .read_by(Read::By(value::esp_encryption))
        .must(Relation::Chosen),
    row("ipsecIntegrity", "ipsec sa policy", "15.48.2")
        .called("IPsec の認証アルゴリズム", "Authentication of IPsec")
        .read_by(Read::By(value::esp_integrity))
        .must(Relation::Chosen),
    row("localId", "ipsec ike local id", "15.16")
        .called("フェーズ2の自分の ID", "Own id of phase 2")
        .read_by(Read::By(value::local_id))
        .must(Relation::Mirror(&Mirror {
            command: "ipsec ike remote id",
            read: Read::By(value::remote_id),
            kind: Kind::Id,
        }))
        .only(V1),
    row("remoteId", "ipsec ike remote id", "15.19")
        .called("フェーズ2の相手の ID", "The peer's id of phase 2")
        .read_by(Read::By(value::remote_id))
        .must(Relation::Mirror(&Mirror {
            command: "ipsec ike local id",
            read: Read::By(value::local_id),
            kind: Kind::Id,
        }))
        .only(V1),
    row("pfs", "ipsec ike pfs", "15.30")
        .called("PFS", "PFS")
        .read_by(Read::By(value::pfs))
        .must(Relation::Followed),
    row("pfsGroup", "ipsec ike group", "15.24")
        .called("フェーズ2の DH グループ", "DH group of phase 2")
        .read_by(Read::Detail(Detail::SecondGroup))
        .must(Relation::Negotiated)
        .only(V1),
    row("ikeLife", "ipsec ike duration isakmp-sa", "15.48.1")
        .called("IKE SA の寿命", "Life of the IKE SA")
        .read_by(Read::Detail(Detail::IkeLife))
        .must(Relation::Negotiated),
    row("ipsecLife", "ipsec ike duration ipsec-sa", "15.48.1")
        .called("IPsec SA の寿命", "Life of the IPsec SA")
        .read_by(Read::Detail(Detail::IpsecLife))
        .must(Relation::Negotiated),
    row(
        "childExchangeType",
        "ipsec ike child-exchange type",
        "15.46",
    )
    .called("子 SA の更新の方式", "Renewal of child SAs")
    .read_by(Read::By(value::child_exchange))
    .must(Relation::Equal)
    .only(V2)
    .bites(REKEY),
    row("natTraversal", "ipsec ike nat-traversal", "15.48.5")
        .called("NAT トラバーサル", "NAT traversal")
        .read_by(Read::By(value::nat_traversal))
        .must(Relation::Equal)
        .bites(NAT),
    row(
        "natTraversalType",
        "ipsec ike nat-traversal … type=",
        "15.48.5",
    )
    .called("NAT トラバーサルの方式", "Type of NAT traversal")
    .read_by(Read::Detail(Detail::NatTraversalType))
    .must(Relation::Equal)
    .bites(NAT_TYPE),
    row(
        "natTraversalKeepalive",
        "ipsec ike nat-traversal … keepalive=",
        "15.48.5",
    )
    .called("NAT を保つ間隔（秒）", "Seconds between NAT keepalives")
    .read_by(Read::Detail(Detail::NatTraversalKeepalive)),
    row("espEncapsulation", "ipsec ike esp-encapsulation", "15.43")
        .called("ESP の UDP カプセル化", "ESP in UDP")
        .read_by(Read::Switch(|it| &it.esp_in_udp))
        .must(Relation::Equal)
        .only(V1)
        .bites(ESP_IN_UDP),
    row("keepalive", "ipsec ike keepalive use", "15.20")
        .called("キープアライブ", "Keepalive")
        .read_by(Read::By(value::keepalive))
        .must(Relation::Probes)
        .bites(PROBES),
    row("keepaliveInterval", "ipsec ike keepalive use", "15.20")
        .called(
            "キープアライブの間隔と回数",
            "Interval and count of keepalive",
        )
        .read_by(Read::Detail(Detail::KeepaliveInterval)),
    row(
        "sendOnlyNewSa",
        "ipsec ike keepalive use … send-only-new-sa=",
        "15.20",
    )
    .called("新しい SA だけでの送信", "Sending by the newest SA only")
    .read_by(Read::By(value::only_new_sa)),
    row(
        "antiReplay",
        "ipsec sa policy … anti-replay-check=",
        "15.48.2",
    )
    .called("リプレイ攻撃の検出", "Anti-replay check")
    .read_by(Read::By(value::anti_replay)),
    row("sendInfo", "ipsec ike send info", "15.29")
        .called("情報ペイロードの送信", "Sending of notices")
        .read_by(Read::Detail(Detail::SendInfo))
        .only(V1),
    row("alwaysOn", "ipsec ike always-on", "15.12")
        .called("鍵交換の継続", "Trying for ever")
        .read_by(Read::Detail(Detail::AlwaysOn)),
    row(
        "restrictDanglingSa",
        "ipsec ike restrict-dangling-sa",
        "15.48.4",
    )
    .called("ダングリング SA の制限", "Restriction of dangling SAs")
    .read_by(Read::Detail(Detail::RestrictDanglingSa))
    .only(V1),
    row("messageIdControl", "ipsec ike message-id-control", "15.45")
        .called("メッセージ ID の管理", "Control of message ids")
        .read_by(Read::Detail(Detail::MessageIdControl))
        .only(V2),
];
