//! Draws two routers that are joined by a VPN, and nothing wrong with them: topology, models, language,
//! lines, translation, the way in which the ends know each other, and settings that may differ.

use super::lines::Twin;
use super::rng::Rng;

/// How the two sites are placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Two sites, each at the internet.
    Sites,
    /// The first end has tunnels to other sites too.
    Hub,
    /// The second end is behind somebody else's NAT.
    BehindNat,
    /// Both have private addresses and call each other by them.
    Closed,
}

/// How the ends know each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// IKEv1, by addresses.
    Main,
    /// IKEv1, the second end by its name.
    Aggressive,
    /// IKEv2, by names.
    Version2,
}

/// What joins a router to the network that both ends share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    Pppoe,
    Dhcp,
    Static,
    /// A modem, which has a session as PPPoE does.
    Mobile,
}

/// What the outputs show of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineState {
    Up,
    Never,
    Offline,
    Connecting,
    Disabled,
    NoAddress,
    NoTraffic,
}

/// A peer that was not pasted, or has a tunnel of its own beside the one that a world is about.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub(crate) number: u32,
    pub(crate) is_up: bool,
    pub(crate) address: String,
    pub(crate) lan: String,
    pub(crate) names: Names,
}

/// How a gateway is told to know its peer, and to name itself.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    pub(crate) version: u8,
    pub(crate) remote: String,
    pub(crate) local_name: Option<String>,
    pub(crate) remote_name: Option<String>,
}

impl Names {
    /// IKEv1, by addresses.
    pub(crate) fn by_address(remote: &str) -> Self {
        Self {
            version: 1,
            remote: remote.to_owned(),
            local_name: None,
            remote_name: None,
        }
    }
}

/// One SA as its router knows it.
#[derive(Debug, Clone)]
pub(crate) struct Sa {
    pub(crate) id: u32,
    pub(crate) gateway: u32,
    pub(crate) tunnel: u32,
    /// Of an IPsec SA, the IKE SA that made it.
    pub(crate) parent: u32,
    /// None for an IKE SA; else whether it sends.
    pub(crate) sends: Option<bool>,
    pub(crate) life: u32,
    pub(crate) spi: Vec<u8>,
    pub(crate) peer: String,
    pub(crate) version: u8,
}

/// Packets of a tunnel since it came up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) received: u64,
    pub(crate) sent: u64,
    pub(crate) uptime: u32,
}

/// A ping from the own LAN into the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ping {
    pub(crate) is_answered: bool,
}

/// One router: what it is told, and what it shows.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own"
)]
pub(crate) struct Router {
    pub(crate) name: String,
    pub(crate) serial: String,
    pub(crate) model: &'static str,
    pub(crate) revision: &'static str,
    pub(crate) ja: bool,
    /// The first three numbers of its LAN, a /24.
    pub(crate) lan: String,
    pub(crate) line: Line,
    /// The number of its session, and of the port of its line.
    pub(crate) pp: u32,
    pub(crate) port: u32,
    /// The address of its line.
    pub(crate) wan: String,
    /// The address that the peer sees.
    pub(crate) outer: String,
    /// Whether the address stands in the settings.
    pub(crate) is_fixed: bool,
    /// The next router outside.
    pub(crate) next: String,
    pub(crate) tunnel: u32,
    pub(crate) gateway: u32,
    pub(crate) policy: u32,
    pub(crate) others: Vec<Branch>,
    /// Its second line, and the second tunnel.
    pub(crate) twin: Option<Box<Twin>>,
    // What it is told.
    pub(crate) auto_refresh: bool,
    pub(crate) ipsec: bool,
    pub(crate) version: u8,
    pub(crate) remote: Option<String>,
    pub(crate) local: Option<String>,
    pub(crate) local_name: Option<String>,
    pub(crate) remote_name: Option<String>,
    pub(crate) key: Option<String>,
    /// Lines of the gateway, without its number: `{}` stands for that.
    pub(crate) more: Vec<String>,
    pub(crate) transform: String,
    pub(crate) policy_gateway: u32,
    pub(crate) has_policy: bool,
    pub(crate) is_enabled: bool,
    pub(crate) tunnel_lines: Vec<String>,
    /// Whether the tunnel is in the settings at all.
    pub(crate) is_written: bool,
    /// Whether it speaks from an address that two routers share, and is the master of both.
    pub(crate) shared: Option<bool>,
    /// What it translates the traffic of the tunnel to.
    pub(crate) tunnel_nat: Option<String>,
    pub(crate) nat: bool,
    pub(crate) statics: bool,
    pub(crate) filters: Vec<String>,
    pub(crate) filter_in: Option<String>,
    pub(crate) has_default: bool,
    /// Where the default route leads, if not to the line.
    pub(crate) default_to: Option<String>,
    pub(crate) second_line: Option<String>,
    /// Where the peer's LAN is routed; None for nowhere.
    pub(crate) route: Option<String>,
    /// Further LANs that are led into the tunnel: those behind the peer's other tunnels.
    pub(crate) beyond: Vec<String>,
    pub(crate) lines: Vec<String>,
    // What it shows.
    pub(crate) line_state: LineState,
    pub(crate) registered: Option<(String, String)>,
    pub(crate) sas: Vec<Sa>,
    pub(crate) counts: Option<Counts>,
    pub(crate) ping: Option<Ping>,
    /// The same with large packets.
    pub(crate) large: Option<Ping>,
    /// A command that was refused for its number.
    pub(crate) refused: Option<String>,
    /// Seconds of its own clock, from the beginning of the month, and messages.
    pub(crate) log: Vec<(u64, String)>,
    pub(crate) now: u64,
    pub(crate) is_clock_set: bool,
    pub(crate) uptime: u64,
    /// Answers that are errors.
    pub(crate) refuses: bool,
}

/// Two routers, of which the first is the hub, or the one with the fixed address.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) shape: Shape,
    pub(crate) mode: Mode,
    pub(crate) ends: [Router; 2],
    /// Seconds for which an SA is made.
    pub(crate) life: u32,
}

/// Models with a revision, and how many tunnels they have.
pub(crate) const MODELS: [(&str, &str, u32); 8] = [
    ("RTX1210", "14.01.42", 100),
    ("RTX1220", "15.04.07", 100),
    ("RTX830", "15.02.33", 20),
    ("RTX840", "23.02.02", 20),
    ("RTX1300", "23.00.17", 100),
    ("RTX3510", "23.01.03", 1000),
    ("RTX3500", "14.00.34", 1000),
    ("RTX5000", "14.00.34", 3000),
];

const TOKYO: [&str; 6] = ["HQ", "Tokyo", "RTX-A", "honsha", "R1", "yokohama"];
const SAPPORO: [&str; 6] = ["Sapporo", "RTX-C", "R3", "sendai", "Kobe", "BR3"];
const OSAKA: [&str; 6] = ["BR", "Osaka", "RTX-B", "shisha", "R2", "nagoya"];

/// A healthy world.
pub(crate) fn healthy(rng: &mut Rng) -> World {
    let shape = *rng.pick(&[
        Shape::Sites,
        Shape::Sites,
        Shape::Hub,
        Shape::BehindNat,
        Shape::Closed,
    ]);
    of_shape(rng, shape)
}

/// A healthy world of this shape.
pub(crate) fn of_shape(rng: &mut Rng, shape: Shape) -> World {
    let mode = match shape {
        Shape::BehindNat => *rng.pick(&[Mode::Aggressive, Mode::Version2]),
        Shape::Closed => *rng.pick(&[Mode::Main, Mode::Main, Mode::Version2]),
        Shape::Sites | Shape::Hub => {
            *rng.pick(&[Mode::Main, Mode::Main, Mode::Aggressive, Mode::Version2])
        }
    };
    let n_others = match (shape, rng.within(0, 9)) {
        (Shape::Hub, 0) => rng.number(100, 299),
        (Shape::Hub, 1..4) => rng.number(10, 60),
        (Shape::Hub, _) => rng.number(1, 8),
        (_, _) => 0,
    };
    let mut a = router(rng, TOKYO, 0, n_others + 1);
    let mut b = router(rng, OSAKA, 1, 1);
    b.lan = other_lan(rng, &a.lan);
    a.others = branches(&a, n_others);
    addresses(rng, shape, &mut a, &mut b);
    identities(rng, mode, shape, &mut a, &mut b);
    if shape == Shape::BehindNat {
        for own in [&mut a, &mut b] {
            own.more.push("ipsec ike nat-traversal {} on".to_owned());
        }
    }
    tolerated(rng, mode, &mut a, &mut b);
    let mut world = World {
        shape,
        mode,
        ends: [a, b],
        life: 28_800,
    };
    who_begins(rng, &mut world);
    for own in &mut world.ends {
        translation(rng, own);
    }
    world
}

#[expect(
    clippy::too_many_lines,
    reason = "one line for each of its many fields"
)]
fn router(rng: &mut Rng, names: [&str; 6], at: usize, n_tunnels: u32) -> Router {
    let fitting: Vec<_> = MODELS.iter().filter(|it| it.2 >= n_tunnels).collect();
    let (model, revision, most) = **rng.pick(&fitting);
    let tunnel = rng.number(1, n_tunnels.max(5).min(most));
    let same = rng.chance(60);
    let gateway = if same { tunnel } else { rng.number(1, 20) };
    let now = 24 * 86400 + rng.within(0, 40_000);
    Router {
        name: (*rng.pick(&names)).to_owned(),
        serial: format!("DUMMY{at}{}", rng.number(100, 999)),
        model,
        revision,
        ja: rng.chance(50),
        lan: lan(rng),
        line: Line::Pppoe,
        pp: 1,
        port: 2,
        wan: String::new(),
        outer: String::new(),
        is_fixed: true,
        next: format!("198.51.100.{}", rng.number(1, 9)),
        tunnel,
        gateway: if n_tunnels > 1 { tunnel } else { gateway },
        policy: if same {
            tunnel
        } else {
            rng.number(1, 200) + 300
        },
        others: Vec::new(),
        twin: None,
        auto_refresh: true,
        ipsec: true,
        version: 1,
        remote: None,
        local: None,
        local_name: None,
        remote_name: None,
        key: Some("dummy".to_owned()),
        more: Vec::new(),
        transform: "esp aes-cbc sha-hmac".to_owned(),
        policy_gateway: 0,
        has_policy: true,
        is_enabled: true,
        tunnel_lines: Vec::new(),
        is_written: true,
        shared: None,
        tunnel_nat: None,
        nat: false,
        statics: true,
        filters: Vec::new(),
        filter_in: None,
        has_default: true,
        default_to: None,
        second_line: None,
        route: Some(format!("tunnel {tunnel}")),
        beyond: Vec::new(),
        lines: Vec::new(),
        line_state: LineState::Up,
        registered: None,
        sas: Vec::new(),
        counts: None,
        ping: None,
        large: None,
        refused: None,
        log: Vec::new(),
        now,
        is_clock_set: rng.chance(90),
        uptime: rng.within(200_000, 1_500_000),
        refuses: false,
    }
}

/// The router of a branch that is well, at the end of a tunnel of the hub that has its defaults.
pub(crate) fn branch(rng: &mut Rng, hub: &Router, branch: &Branch) -> Router {
    let mut own = router(rng, SAPPORO, 2, 1);
    own.lan.clone_from(&branch.lan);
    own.line = *rng.pick(&[Line::Pppoe, Line::Static]);
    own.wan.clone_from(&branch.address);
    own.outer.clone_from(&own.wan);
    if own.line == Line::Static {
        let (network, _) = own.wan.rsplit_once('.').unwrap();
        own.next = format!("{network}.254");
    }
    own.local = rng.chance(50).then(|| own.wan.clone());
    own.remote = Some(hub.outer.clone());
    own.policy_gateway = own.gateway;
    own.tunnel_lines
        .push("ip tunnel tcp mss limit auto".to_owned());
    own
}

/// The SAs of one gateway of a router, as that at the other end holds them for a gateway and its tunnel.
pub(crate) fn mirrored(
    of: &Router,
    number: u32,
    (gateway, tunnel): (u32, u32),
    peer: &str,
) -> Vec<Sa> {
    let sas = of.sas.iter().filter(|it| it.gateway == number);
    let first = sas.clone().map(|it| it.id).min().unwrap_or_default();
    let mirrored = |sa: &Sa| Sa {
        id: sa.id - first + 1,
        parent: sa.parent.saturating_sub(first) + 1,
        gateway,
        tunnel,
        sends: sa.sends.map(|it| !it),
        peer: peer.to_owned(),
        ..sa.clone()
    };
    sas.map(mirrored).collect()
}

fn lan(rng: &mut Rng) -> String {
    match rng.within(0, 3) {
        0 => format!("10.{}.{}", rng.number(100, 199), rng.number(0, 255)),
        1 => format!("172.{}.{}", rng.number(16, 31), rng.number(0, 255)),
        _ => format!("192.168.{}", rng.number(1, 99)),
    }
}

pub(crate) fn other_lan(rng: &mut Rng, than: &str) -> String {
    loop {
        let lan = lan(rng);
        if lan != than {
            return lan;
        }
    }
}

/// Peers with other numbers than the tunnel to the second end.
fn branches(hub: &Router, count: u32) -> Vec<Branch> {
    let mut numbers = (1..=count + 1).filter(|it| *it != hub.tunnel);
    let branch = |at: u32| {
        let number = numbers.next()?;
        let network = ["192.0.2", "198.51.100", "203.0.113"][usize::try_from(at % 3).unwrap()];
        Some(Branch {
            number,
            is_up: true,
            address: format!("{network}.{}", 100 + at / 3),
            lan: format!("10.{}.{}", 50 + at / 200, at % 200),
            names: Names::by_address(&format!("{network}.{}", 100 + at / 3)),
        })
    };
    (0..count).filter_map(branch).collect()
}

fn addresses(rng: &mut Rng, shape: Shape, a: &mut Router, b: &mut Router) {
    let lines = [Line::Pppoe, Line::Pppoe, Line::Dhcp, Line::Static];
    for (at, own) in [&mut *a, &mut *b].into_iter().enumerate() {
        let network = ["192.0.2", "203.0.113"][at];
        let host = rng.number(20, 90);
        own.line = *rng.pick(&lines);
        own.wan = format!("{network}.{host}");
        own.next = match own.line {
            Line::Pppoe => format!("198.51.100.{}", rng.number(1, 9) + 10 * u32::from(at == 1)),
            Line::Dhcp | Line::Static | Line::Mobile => format!("{network}.{}", 254),
        };
        own.outer.clone_from(&own.wan);
        own.is_fixed = own.line == Line::Static || (own.line == Line::Pppoe && rng.chance(50));
    }
    match shape {
        Shape::Sites | Shape::Hub => {}
        Shape::BehindNat => {
            b.line = *rng.pick(&[Line::Dhcp, Line::Static]);
            b.wan = "192.168.200.2".to_owned();
            b.next = "192.168.200.1".to_owned();
            b.is_fixed = b.line == Line::Static;
        }
        Shape::Closed => {
            for (at, own) in [a, b].into_iter().enumerate() {
                own.line = Line::Static;
                own.is_fixed = true;
                own.wan = format!("10.255.{at}.2");
                own.next = format!("10.255.{at}.1");
                own.outer.clone_from(&own.wan);
            }
        }
    }
}

fn identities(rng: &mut Rng, mode: Mode, shape: Shape, a: &mut Router, b: &mut Router) {
    a.policy_gateway = a.gateway;
    b.policy_gateway = b.gateway;
    match mode {
        Mode::Main => {
            a.remote = Some(b.outer.clone());
            b.remote = Some(a.outer.clone());
        }
        Mode::Aggressive => {
            a.remote = Some("any".to_owned());
            a.remote_name = Some("branch1".to_owned());
            b.remote = Some(a.outer.clone());
            b.local_name = Some("branch1".to_owned());
            if rng.chance(50) {
                a.remote_name = Some("branch1 key-id".to_owned());
                b.local_name = Some("branch1 key-id".to_owned());
            }
        }
        Mode::Version2 => {
            let by_name = shape == Shape::BehindNat || rng.chance(30);
            let own = |router: &Router, name: &str| {
                if by_name {
                    format!("{name} key-id")
                } else {
                    format!("{} ipv4-addr", router.outer)
                }
            };
            let (first, second) = (own(a, "kyoten-a"), own(b, "kyoten-b"));
            a.local_name = Some(first.clone());
            a.remote_name = Some(second.clone());
            b.local_name = Some(second);
            b.remote_name = Some(first);
            a.remote = (shape != Shape::BehindNat).then(|| b.outer.clone());
            b.remote = Some(a.outer.clone());
            a.version = 2;
            b.version = 2;
        }
    }
}

/// NAT masquerade on the line, with the entries that lead key exchange in, where it must come in.
fn translation(rng: &mut Rng, own: &mut Router) {
    own.nat = rng.chance(70);
    own.statics = own.nat && (!own.begins() || rng.chance(70));
    own.shared = (own.statics && rng.chance(5)).then_some(true);
    own.local = if own.statics {
        Some(own.inside())
    } else if own.is_fixed && rng.chance(60) {
        Some(own.wan.clone())
    } else {
        None
    };
}

/// Differences and lines that hurt nobody.
fn tolerated(rng: &mut Rng, mode: Mode, a: &mut Router, b: &mut Router) {
    let method = match mode {
        Mode::Version2 => "on rfc4306 10 6",
        Mode::Main | Mode::Aggressive => *rng.pick(&["on heartbeat 10 6", "on dpd 15 2", "auto"]),
    };
    for own in [&mut *a, &mut *b] {
        if method != "auto" {
            own.more
                .push(format!("ipsec ike keepalive use {{}} {method}"));
        }
        if rng.chance(40) {
            own.more.push("ipsec ike keepalive log {} off".to_owned());
        }
        own.tunnel_lines
            .push("ip tunnel tcp mss limit auto".to_owned());
    }
    let differing = [
        "ipsec ike encryption {} aes256-cbc",
        "ipsec ike hash {} sha256",
        "ipsec ike group {} modp2048",
        "ipsec ike pfs {} on",
        "ipsec ike duration ipsec-sa {} 20000",
        "ipsec ike always-on {} on",
        "ipsec ike send info {} off",
    ];
    for line in differing {
        let own = if rng.chance(50) { &mut *a } else { &mut *b };
        if rng.chance(15) && !(line.contains("duration") && mode == Mode::Version2) {
            own.more.push(line.to_owned());
        }
    }
    if rng.chance(30) {
        for own in [&mut *a, &mut *b] {
            own.transform = "esp aes256-cbc sha256-hmac".to_owned();
        }
    }
    for own in [a, b] {
        if rng.chance(30) {
            own.lines.push("syslog notice on".to_owned());
        }
        if rng.chance(20) {
            own.lines.push("dns private address spoof on".to_owned());
        }
    }
}

/// Which ends begin key exchange: one that knows the other's address must.
fn who_begins(rng: &mut Rng, world: &mut World) {
    let [a, b] = &mut world.ends;
    match world.mode {
        Mode::Main => {
            let (first, second) =
                *rng.pick(&[(true, true), (true, true), (true, false), (false, true)]);
            a.auto_refresh = first || !a.others.is_empty();
            b.auto_refresh = second;
        }
        Mode::Aggressive | Mode::Version2 => {
            b.auto_refresh = true;
            a.auto_refresh = rng.chance(50) || !a.others.is_empty();
        }
    }
}

impl Router {
    /// It as it is at its tunnel to another site.
    pub(crate) fn toward(&self, branch: &Branch) -> Self {
        let names = branch.names.clone();
        Self {
            tunnel: branch.number,
            gateway: branch.number,
            version: names.version,
            remote: Some(names.remote),
            local_name: names.local_name,
            remote_name: names.remote_name,
            local: None,
            ..self.clone()
        }
    }

    /// Whether it begins key exchange.
    pub(crate) fn begins(&self) -> bool {
        let knows = self.remote.as_ref().is_some_and(|it| it != "any");
        let is_wired = self.is_written
            && self.is_enabled
            && self.has_policy
            && self.policy_gateway == self.gateway;
        let may = self.shared != Some(false) && self.key.is_some();
        self.auto_refresh && self.ipsec && knows && is_wired && may
    }

    /// It, and what it is by its second line and tunnel.
    pub(crate) fn both(&self) -> impl Iterator<Item = &Self> {
        let twin = self.twin.as_deref();
        std::iter::once(self).chain(twin.map(|it| &it.router))
    }

    /// The same, each with a line of its own.
    pub(crate) fn of_lines(&self) -> impl Iterator<Item = &Self> {
        let has_line = self.twin.as_ref().is_some_and(|it| it.has_line);
        self.both().take(if has_line { 2 } else { 1 })
    }

    /// The number of its translation.
    pub(crate) fn descriptor(&self) -> u32 {
        998 + self.port
    }

    /// The address inside that key exchange is led to.
    pub(crate) fn inside(&self) -> String {
        let host = if self.shared.is_some() { 254 } else { 1 };
        format!("{}.{host}", self.lan)
    }

    /// Which of the ends it was drawn for, by its serial number.
    pub(crate) fn place(&self) -> char {
        self.serial.chars().nth("DUMMY".len()).unwrap()
    }

    /// Who it says it is.
    pub(crate) fn local_id(&self) -> String {
        if let Some(name) = self.local_name.as_ref().filter(|_| self.version == 1) {
            return name.split(' ').next().unwrap_or_default().to_owned();
        }
        self.local_address()
    }

    /// The address that key exchange speaks from.
    pub(crate) fn local_address(&self) -> String {
        self.local.clone().unwrap_or_else(|| self.wan.clone())
    }

    /// Who it takes its peer to be, whose address is this.
    pub(crate) fn peer_id(&self, address: &str) -> String {
        match &self.remote {
            Some(remote) if remote != "any" => address.to_owned(),
            _ => self.remote_name.as_deref().map_or_else(
                || address.to_owned(),
                |name| name.split(' ').next().unwrap_or_default().to_owned(),
            ),
        }
    }
}
