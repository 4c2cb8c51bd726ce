//! Prints SAs as a router does: the table, the summary and the detail, IKEv1 and IKEv2, English and
//! Japanese. The counterpart of the parsers, for there-and-back tests.

use std::fmt::Write as _;

use proptest::prelude::*;

/// What a console prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// IKEv1, English.
    English,
    /// IKEv1, Japanese as remembered.
    Japanese,
    /// IKEv2, Japanese as remembered.
    Version2,
}

/// Which way an IPsec SA goes; an IKE SA goes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    Both,
    Send,
    Receive,
}

/// One SA of one router.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sa {
    pub(crate) gateway: u32,
    pub(crate) id: u32,
    pub(crate) way: Way,
    pub(crate) life: u32,
    /// 32 hex digits for an IKE SA, 8 for an IPsec SA.
    pub(crate) spi: String,
    pub(crate) parent: u32,
}

/// One router: its SAs, and who it and its peers say they are.
#[derive(Debug, Clone)]
pub(crate) struct Router {
    pub(crate) wording: Wording,
    pub(crate) local_id: String,
    pub(crate) remote_id: String,
    pub(crate) sas: Vec<Sa>,
}

/// SAs made together, as both ends know them.
#[derive(Debug, Clone)]
pub(crate) struct Generation {
    pub(crate) ike: u128,
    pub(crate) there: u32,
    pub(crate) back: u32,
    pub(crate) life: u32,
}

/// The two ends of one VPN, and how much later the second was asked.
#[derive(Debug, Clone)]
pub(crate) struct Vpn {
    pub(crate) wording: Wording,
    pub(crate) ids: [String; 2],
    pub(crate) gateways: [u32; 2],
    pub(crate) generations: Vec<Generation>,
    pub(crate) later_secs: u32,
}

impl Vpn {
    /// What the first end holds, and the second.
    pub(crate) fn routers(&self) -> [Router; 2] {
        [0, 1].map(|end: usize| {
            let mut sas = Vec::new();
            for (at, it) in (0..).zip(&self.generations) {
                let first = at * 3 + 1 + u32::try_from(end).unwrap() * 40;
                let life = it.life - if end == 1 { self.later_secs } else { 0 };
                let (send, receive) = if end == 0 {
                    (it.there, it.back)
                } else {
                    (it.back, it.there)
                };
                let sa = |id, way, life, spi| Sa {
                    gateway: self.gateways[end],
                    id,
                    way,
                    life,
                    spi,
                    parent: first,
                };
                sas.push(sa(first, Way::Both, life, format!("{:032x}", it.ike)));
                sas.push(sa(first + 1, Way::Send, life + 1, format!("{send:08x}")));
                sas.push(sa(
                    first + 2,
                    Way::Receive,
                    life + 1,
                    format!("{receive:08x}"),
                ));
            }
            Router {
                wording: self.wording,
                local_id: self.ids[end].clone(),
                remote_id: self.ids[1 - end].clone(),
                sas,
            }
        })
    }
}

/// A life left that is not that of an SA made in the last minutes, which the other end may not list yet.
fn settled(life: u32) -> u32 {
    const LIFE: u32 = 28_800;
    if (LIFE - 500..=LIFE + 100).contains(&life) {
        life - 1_000
    } else {
        life
    }
}

/// A VPN in which all fits.
pub(crate) fn vpn() -> impl Strategy<Value = Vpn> {
    let wording =
        prop::sample::select(vec![Wording::English, Wording::Japanese, Wording::Version2]);
    let ids = prop::sample::select(vec![
        ["192.0.2.1", "203.0.113.2"],
        ["192.0.2.1", "branch-osaka"],
        ["2001:db8::1", "2001:db8:2::2"],
        ["本社", "支社"],
    ]);
    let spis = prop::collection::btree_set(0x100_u32.., 6).prop_shuffle_vec();
    let numbers = (
        spis,
        prop::array::uniform3(1_u128..),
        prop::array::uniform3(1000_u32..86_000),
        1_usize..4,
    );
    (wording, ids, [1_u32..200, 1..200], numbers, 0_u32..50).prop_map(
        |(wording, ids, gateways, (spis, ikes, lives, n), later_secs)| Vpn {
            wording,
            ids: ids.map(str::to_owned),
            gateways,
            generations: (0..n)
                .map(|at| Generation {
                    ike: ikes[at],
                    there: spis[at * 2],
                    back: spis[at * 2 + 1],
                    life: settled(lives[at]),
                })
                .collect(),
            later_secs,
        },
    )
}

/// Sets in a random order.
trait ShuffleVec {
    fn prop_shuffle_vec(self) -> BoxedStrategy<Vec<u32>>;
}

impl<S: Strategy<Value = std::collections::BTreeSet<u32>> + 'static> ShuffleVec for S {
    fn prop_shuffle_vec(self) -> BoxedStrategy<Vec<u32>> {
        self.prop_map(|set| set.into_iter().collect::<Vec<_>>())
            .prop_shuffle()
            .boxed()
    }
}

impl Router {
    /// `show ipsec sa`, with the command line.
    pub(crate) fn table(&self) -> String {
        let count = |way| self.sas.iter().filter(|sa| sa.way == way).count();
        let mut out = format!(
            "# show ipsec sa\nTotal: isakmp:{} send:{} recv:{}\n\nsa    sgw isakmp connection    dir  life[s] remote-id\n{}\n",
            count(Way::Both),
            count(Way::Send),
            count(Way::Receive),
            "-".repeat(76)
        );
        let ike = if self.wording == Wording::Version2 {
            "ike"
        } else {
            "isakmp"
        };
        for sa in &self.sas {
            let tunnel = format!("tun[{:04}]esp", sa.gateway);
            let parent = sa.parent.to_string();
            let (parent, connection, dir) = match sa.way {
                Way::Both => ("-", ike, "-"),
                Way::Send => (parent.as_str(), tunnel.as_str(), "send"),
                Way::Receive => (parent.as_str(), tunnel.as_str(), "recv"),
            };
            let _ = writeln!(
                out,
                "{:<5} {:<4} {parent:<6}{connection:<13} {dir:<4} {:<7} {}",
                sa.id, sa.gateway, sa.life, self.remote_id
            );
        }
        out + "#\n"
    }

    /// `show ipsec sa gateway`, with the command line.
    pub(crate) fn summary(&self) -> String {
        let mut out = format!(
            "# show ipsec sa gateway\nsgw  flags local-id                      remote-id        # of sa\n{}\n",
            "-".repeat(74)
        );
        for gateway in self.gateways() {
            let count = |way| {
                self.sas
                    .iter()
                    .filter(|sa| sa.gateway == gateway && sa.way == way)
                    .count()
            };
            let _ = writeln!(
                out,
                "{gateway:<4} U K   {:<29} {:<16} i:{} s:{} r:{}",
                self.local_id,
                self.remote_id,
                count(Way::Both),
                count(Way::Send),
                count(Way::Receive)
            );
        }
        out + "#\n"
    }

    /// `show ipsec sa gateway N detail` for each gateway, with the command lines.
    pub(crate) fn detail(&self) -> String {
        let mut out = String::new();
        for gateway in self.gateways() {
            let _ = writeln!(out, "# show ipsec sa gateway {gateway} detail");
            for sa in self.sas.iter().filter(|sa| sa.gateway == gateway) {
                out += &match self.wording {
                    Wording::English => self.english(sa),
                    Wording::Japanese => self.japanese(sa),
                    Wording::Version2 => self.version2(sa),
                };
                let _ = writeln!(out, "{}", "-".repeat(52));
            }
        }
        out + "#\n"
    }

    fn gateways(&self) -> std::collections::BTreeSet<u32> {
        self.sas.iter().map(|sa| sa.gateway).collect()
    }

    fn english(&self, sa: &Sa) -> String {
        let ids = format!(
            "Local ID: {}\nRemote ID: {}\n",
            self.local_id, self.remote_id
        );
        let what = match sa.way {
            Way::Both => "Protocol: IKE\nAlgorithm: AES-CBC, SHA-1, MODP 1024bit\n".to_owned(),
            Way::Send => child(
                "Direction: send",
                "Protocol: ESP (Mode: tunnel)",
                "Algorithm: AES-CBC (for Auth.: HMAC-SHA)",
            ),
            Way::Receive => child(
                "Direction: receive",
                "Protocol: ESP (Mode: tunnel)",
                "Algorithm: AES-CBC (for Auth.: HMAC-SHA)",
            ),
        };
        format!(
            "SA[{}] Duration: {}s\n{ids}{what}SPI: {} \nKey: {HIDDEN}\n",
            sa.id,
            sa.life,
            bytes(&sa.spi)
        )
    }

    fn japanese(&self, sa: &Sa) -> String {
        let ids = format!(
            "自分側の識別子: {}\n相手側の識別子: {}\n",
            self.local_id, self.remote_id
        );
        let what = match sa.way {
            Way::Both => "プロトコル: IKE\nアルゴリズム: AES-CBC, SHA-1, MODP 1024bit\n".to_owned(),
            Way::Send => child(
                "送受信方向: 送信",
                "プロトコル: ESP (モード: tunnel)",
                "アルゴリズム: AES-CBC (認証: HMAC-SHA)",
            ),
            Way::Receive => child(
                "送受信方向: 受信",
                "プロトコル: ESP (モード: tunnel)",
                "アルゴリズム: AES-CBC (認証: HMAC-SHA)",
            ),
        };
        format!(
            "SA[{}] 寿命: {}秒\n{ids}{what}SPI: {} \n鍵 : {HIDDEN}\n",
            sa.id,
            sa.life,
            bytes(&sa.spi)
        )
    }

    fn version2(&self, sa: &Sa) -> String {
        let ends = format!(
            "ローカルID: {} (ID)\nリモートID: {} (ID)\n",
            self.local_id, self.remote_id
        );
        let what = match sa.way {
            Way::Both => {
                "プロトコル: IKEv2\n暗号アルゴリズム: AES256_CBC     PRF : HMAC_SHA2_256\n\
                 認証アルゴリズム: HMAC_SHA2_256_128   DHグループ: MODP_2048\n"
                    .to_owned()
            }
            Way::Send | Way::Receive => {
                let way = if sa.way == Way::Send {
                    "送信"
                } else {
                    "受信"
                };
                format!(
                    "送受信方向: {way}\nプロトコル: ESP (モード: tunnel)\n暗号アルゴリズム: AES256_CBC\n\
                     認証アルゴリズム: HMAC_SHA2_256_128     ESN: DISABLE\n\
                     始点トラフィックセレクタ (タイプ / プロトコル / ポート / アドレス)\n \
                     IPv4-range / any / 0-65535 / 0.0.0.0-255.255.255.255\n"
                )
            }
        };
        format!(
            "SA[{}] 状態: 確立済 寿命: {}秒\n{what}{ends}SPI: {}\n鍵 : {HIDDEN}\n",
            sa.id,
            sa.life,
            bytes(&sa.spi)
        )
    }
}

const HIDDEN: &str = "** ** ** ** **  (confidential)   ** ** ** ** **";

fn child(direction: &str, protocol: &str, algorithm: &str) -> String {
    format!("{direction}\n{protocol}\n{algorithm}\n")
}

/// `a66747c1` as `a6 67 47 c1`.
fn bytes(spi: &str) -> String {
    let digits: Vec<char> = spi.chars().collect();
    let bytes: Vec<String> = digits.chunks(2).map(|byte| byte.iter().collect()).collect();
    bytes.join(" ")
}
