//! Draws three routers: a triangle, in which each has a VPN with both others, a hub with two branches, two
//! branches whose hub is not pasted, or two ends beside a router that has nothing to do with them. Of their
//! sides none, one or two are dead, or hurt by one of the faults.

use super::case::Case;
use super::fault::{self, Fault, Truth};
use super::print::{self, Answer, Form};
use super::rng::Rng;
use super::settle::{self, Fall, Stage};
use super::world::{self, Branch, Counts, Mode, Names, Ping, Router, Shape, World};

/// How the three are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Each with both others.
    Mesh,
    /// The first with both others.
    Hub,
    /// The same, and the first is not pasted.
    Branches,
    /// The first two, and the third with nobody, or with somebody who is not pasted.
    Beside,
}

impl Plan {
    /// All, each with its name and how many worlds of it there are.
    pub(crate) const ALL: [(Self, &'static str, usize); 4] = [
        (Self::Mesh, "a triangle of three sites", 100),
        (Self::Hub, "a hub with two branches", 50),
        (Self::Branches, "two branches without their hub", 30),
        (Self::Beside, "a pair beside a stranger", 60),
    ];

    /// How many VPNs there are, in the order of [`SIDES`].
    fn sides(self) -> usize {
        match self {
            Self::Mesh => 3,
            Self::Hub | Self::Branches => 2,
            Self::Beside => 1,
        }
    }
}

/// The ends of each side.
pub(crate) const SIDES: [(usize, usize); 3] = [(0, 1), (0, 2), (1, 2)];

/// What is true of a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    /// There is no VPN between the two.
    Absent,
    Well,
    /// What either end sends is lost on the way.
    Dead,
    /// By the faults of the case.
    Broken,
}

/// One answer, and whether it tells that there should be a VPN on a side that is dead.
pub(crate) struct Said {
    pub(crate) answer: Answer,
    pub(crate) tells: bool,
    /// Whether it is pasted beside lists alone.
    pub(crate) is_thin: bool,
}

/// A router as it is at its tunnel to another.
pub(crate) struct Link {
    /// Which of the three; None for somebody else.
    pub(crate) peer: Option<usize>,
    pub(crate) own: Router,
    pub(crate) to: Router,
}

/// Three routers.
pub(crate) struct Net {
    pub(crate) plan: Plan,
    pub(crate) case: Case,
    pub(crate) health: [Health; 3],
    pub(crate) links: [Vec<Link>; 3],
    pub(crate) said: [Vec<Said>; 3],
    forms: [Form; 3],
    /// The ends in the order in which they are pasted.
    pub(crate) order: Vec<usize>,
}

/// Whether a fault hurts all VPNs of an end, or keeps a third router from telling both LANs apart.
fn is_of_more(truth: &Truth) -> bool {
    const SLUGS: [&str; 3] = ["lan-overlap", "wan-behind-nat", "wrong-wan"];
    matches!(truth.stage, Stage::Falls(Fall::Line(_))) || SLUGS.contains(&truth.fault.slug)
}

/// What is true of the sides. Without its line an end has no VPN with the third either.
fn health(case: &Case, plan: Plan, bad: [bool; 3]) -> [Health; 3] {
    let is_dark = |at| case.truths.iter().any(|it| it.stage == Stage::Line(at));
    [0, 1, 2].map(|side| match (side, bad[side]) {
        _ if side >= plan.sides() => Health::Absent,
        (0, true) => Health::Broken,
        (1 | 2, _) if is_dark(side - 1) => Health::Broken,
        (_, true) => Health::Dead,
        (_, false) => Health::Well,
    })
}

/// The three routers, and one that is not pasted.
fn routers(rng: &mut Rng, case: &Case, plan: Plan, health: [Health; 3]) -> Option<[Router; 4]> {
    let [mut a, mut b] = case.world.ends.clone();
    for (own, health) in [&mut a, &mut b].into_iter().zip(&health[1..]) {
        if *health == Health::Broken {
            own.sas.retain(|it| it.gateway == own.gateway);
            own.others.iter_mut().for_each(|it| it.is_up = false);
        }
    }
    let [c, elsewhere] = match plan {
        Plan::Beside if a.shared == Some(true) => [standby(rng, &a), b.clone()],
        Plan::Beside => stranger(rng, &a, &b),
        Plan::Mesh | Plan::Hub | Plan::Branches => [third(rng, &a, &b), a.clone()],
    };
    let mut routers = [a, b, c, elsewhere];
    if matches!(plan, Plan::Hub | Plan::Branches) && rng.chance(40) {
        // The branches reach each other by way of the hub.
        let lans = [2, 1].map(|at: usize| routers[at].lan.clone());
        for (own, lan) in routers[1..].iter_mut().zip(lans) {
            own.beyond.push(lan);
        }
    }
    if plan == Plan::Branches && rng.chance(50) {
        // Their hub was started anew, and made the SAs of both at once.
        let life = routers[1].sas.iter().map(|it| it.life).max()?;
        routers[2].sas.iter_mut().for_each(|it| it.life = life);
    }
    Some(routers)
}

fn bad_sides(rng: &mut Rng, plan: Plan) -> [bool; 3] {
    let mut bad = [false; 3];
    let n_bad = [0, 0, 0, 1, 1, 1, 1, 1, 1, 2];
    let n_bad = *rng.pick(&n_bad);
    for _ in 0..if plan == Plan::Branches { 0 } else { n_bad } {
        bad[rng.number(0, 9) as usize % plan.sides()] = true;
    }
    bad
}

impl Net {
    /// The net of a seed; None where its fault cannot be in it.
    pub(crate) fn new(seed: u64, plan: Plan) -> Option<Self> {
        let mut rng = Rng::new(seed ^ 0x3e5);
        let bad = bad_sides(&mut rng, plan);
        let mut world = world::of_shape(&mut rng, Shape::Sites);
        add_third(&mut rng, &mut world, plan, bad);
        let [first, _] = &mut world.ends;
        if plan == Plan::Beside && first.statics && rng.chance(40) {
            first.shared = Some(true);
            first.local = Some(first.inside());
        }
        let faults = fault_of_first(&mut rng, plan, bad[0]);
        let case = Case::with_faults(seed, rng.clone(), world, &faults, 1)?;
        if plan != Plan::Beside && case.truths.iter().any(is_of_more) {
            return None;
        }
        let health = health(&case, plan, bad);
        let mut routers = routers(&mut rng, &case, plan, health)?;
        let links = [0, 1, 2].map(|at| links(&mut rng, &mut routers, at, health));
        let said = [0, 1, 2].map(|at| said(&mut rng, &case, &links[at], at, health));
        let forms = [0, 1, 2].map(|at| print::form(&mut rng, &routers[at]));
        let mut order = rng
            .pick(&[
                [0, 1, 2],
                [0, 2, 1],
                [1, 0, 2],
                [1, 2, 0],
                [2, 0, 1],
                [2, 1, 0],
            ])
            .to_vec();
        order.retain(|it| *it > 0 || plan != Plan::Branches);
        Some(Self {
            plan,
            case,
            health,
            links,
            said,
            forms,
            order,
        })
    }

    /// The pastes with the answers that are kept of each router, in order.
    pub(crate) fn pastes(&self, kept: &[Vec<bool>; 3]) -> Vec<String> {
        let pastes = self.order.iter().map(|&at| {
            let all = self.said[at].iter().zip(&kept[at]);
            let all = all.filter(|it| *it.1).map(|it| &it.0.answer);
            let all: Vec<&Answer> = all.collect();
            print::paste(&self.links[at][0].own, self.forms[at], &all)
        });
        pastes.collect()
    }

    /// Whether what is kept tells that there should be a VPN on a side that is dead.
    pub(crate) fn tells(&self, kept: &[Vec<bool>; 3]) -> bool {
        let all = self.said.iter().flatten().zip(kept.iter().flatten());
        all.filter(|it| *it.1).any(|it| it.0.tells)
    }

    /// What it is, for a message.
    pub(crate) fn describe(&self) -> String {
        let truths = self.case.truths.iter();
        let truths: Vec<String> = truths
            .map(|it| format!("{} at {:?}", it.fault.slug, it.at))
            .collect();
        format!(
            "seed {}: {:?} {:?} {:?} {truths:?}, pasted as {:?}",
            self.case.seed, self.plan, self.case.world.mode, self.health, self.order
        )
    }
}

fn fault_of_first(rng: &mut Rng, plan: Plan, is_bad: bool) -> Vec<&'static Fault> {
    let mut real = fault::of_the_vpn();
    // Of a hub with all that can be wrong there are other worlds.
    real.retain(|it| plan != Plan::Hub || it.slug == "peer-silent");
    let fault = *rng.pick(&real);
    if is_bad { vec![fault] } else { Vec::new() }
}

/// Gives both ends a tunnel to a third router, the second one only in a triangle.
fn add_third(rng: &mut Rng, world: &mut World, plan: Plan, bad: [bool; 3]) {
    let address = format!("198.51.100.{}", rng.number(100, 190));
    let mut lan = world.ends[0].lan.clone();
    while world.ends.iter().any(|it| it.lan == lan) {
        lan = world::other_lan(rng, &lan);
    }
    let mode = world.mode;
    for (at, own) in world.ends.iter_mut().enumerate().take(plan.sides() - 1) {
        let number = free_number(own);
        let mut names = Names::by_address(&address);
        match mode {
            Mode::Main => {}
            Mode::Aggressive => {
                names.remote = "any".to_owned();
                names.remote_name = Some(format!("branch{}", 2 + at));
            }
            Mode::Version2 => {
                names.version = 2;
                names.local_name.clone_from(&own.local_name);
                if rng.chance(30) {
                    names.remote = "any".to_owned();
                }
                let is_name = own.local_name.iter().any(|it| it.ends_with("key-id"));
                names.remote_name = Some(if is_name {
                    "kyoten-c key-id".to_owned()
                } else {
                    format!("{address} ipv4-addr")
                });
            }
        }
        own.auto_refresh = true;
        own.others.push(Branch {
            number,
            is_up: !bad[1 + at],
            address: address.clone(),
            lan: lan.clone(),
            names,
        });
    }
}

/// A number of no tunnel, gateway or policy of a router.
fn free_number(own: &Router) -> u32 {
    let taken = [own.tunnel, own.gateway, own.policy];
    (1..9).find(|it| !taken.contains(it)).unwrap()
}

/// The names by which the other end of a tunnel knows an end.
fn names_back(own: &Router, branch: &Branch) -> Names {
    let names = &branch.names;
    Names {
        version: names.version,
        remote: own.outer.clone(),
        local_name: names.remote_name.clone(),
        remote_name: names.local_name.clone(),
    }
}

fn third(rng: &mut Rng, a: &Router, b: &Router) -> Router {
    let to_c = &a.others[0];
    let mut own = world::branch(rng, a, to_c);
    let names = names_back(a, to_c);
    own.version = names.version;
    own.local_name = names.local_name;
    own.remote_name = names.remote_name;
    own.sas = world::mirrored(a, to_c.number, (own.gateway, own.tunnel), &a.outer);
    let Some(to_c) = b.others.first() else {
        return own;
    };
    let number = free_number(&own);
    own.others.push(Branch {
        number,
        is_up: to_c.is_up,
        address: b.outer.clone(),
        lan: b.lan.clone(),
        names: names_back(b, to_c),
    });
    let more = world::mirrored(b, to_c.number, (number, number), &b.outer);
    own.sas.extend(more.into_iter().map(|mut sa| {
        sa.id += 4;
        sa.parent += 4;
        sa
    }));
    own
}

/// The router that stands by for another.
fn standby(rng: &mut Rng, of: &Router) -> Router {
    let branch = Branch {
        number: of.tunnel,
        is_up: false,
        address: format!("198.51.100.{}", rng.number(100, 190)),
        lan: of.lan.clone(),
        names: Names::by_address(""),
    };
    let spare = world::branch(rng, of, &branch);
    Router {
        shared: Some(false),
        wan: spare.wan,
        outer: spare.outer,
        line: spare.line,
        next: spare.next,
        name: spare.name,
        serial: spare.serial,
        sas: Vec::new(),
        counts: None,
        ping: None,
        large: None,
        log: Vec::new(),
        ..of.clone()
    }
}

/// A router without any VPN, or with one that is up, and the router at its other end, which is not pasted.
fn stranger(rng: &mut Rng, a: &Router, b: &Router) -> [Router; 2] {
    let mut elsewhere = a.clone();
    elsewhere.outer = "198.51.100.201".to_owned();
    let mut lans = vec![a.lan.clone(), b.lan.clone()];
    for _ in 0..2 {
        let mut lan = a.lan.clone();
        while lans.contains(&lan) {
            lan = world::other_lan(rng, &a.lan);
        }
        lans.push(lan);
    }
    elsewhere.lan.clone_from(&lans[2]);
    let address = format!("198.51.100.{}", rng.number(100, 190));
    let branch = Branch {
        number: 1,
        is_up: true,
        names: Names::by_address(&address),
        lan: lans[3].clone(),
        address,
    };
    let mut own = world::branch(rng, &elsewhere, &branch);
    if rng.chance(50) {
        elsewhere.others = vec![branch];
        elsewhere.sas.clear();
        settle::branches(rng, &mut elsewhere);
        own.sas = world::mirrored(&elsewhere, 1, (own.gateway, own.tunnel), &elsewhere.outer);
    } else {
        own.is_written = false;
        own.auto_refresh = false;
        own.route = None;
    }
    [own, elsewhere]
}

/// The tunnels of a router, that of its settings first, and what its log tells of them.
fn links(rng: &mut Rng, routers: &mut [Router; 4], at: usize, health: [Health; 3]) -> Vec<Link> {
    let is_alone = health[1..] == [Health::Absent; 2];
    let main = match at {
        0 => 1,
        2 if is_alone => 3,
        _ => 0,
    };
    let own = routers[at].clone();
    let mut links = Vec::new();
    let mut add = |peer: usize, own: Router, to: &Router| {
        links.push(Link {
            peer: Some(peer).filter(|it| *it < 3),
            own,
            to: to.clone(),
        });
    };
    add(main, own.clone(), &routers[main]);
    if !is_alone {
        for branch in &own.others {
            let peer = 3 - at - main;
            add(peer, own.toward(branch), &routers[peer]);
        }
    }
    for link in &mut links {
        // What both ends of the case show of their VPN is settled.
        let side = link.peer.map(|peer| side(at, peer));
        if side == Some(0) || !link.own.is_written || link.own.shared == Some(false) {
            continue;
        }
        let is_up = side.is_none_or(|side| health[side] == Health::Well);
        show(rng, &mut link.own, is_up);
        let events = events(&link.own, &link.to.outer, is_up);
        routers[at].log.extend(events);
    }
    for link in &mut links {
        link.own.log.clone_from(&routers[at].log);
    }
    links
}

/// The side between two ends.
pub(crate) fn side(one: usize, other: usize) -> usize {
    let ends = (one.min(other), one.max(other));
    SIDES.iter().position(|it| *it == ends).unwrap()
}

const PACKETS: u64 = 4_321;

fn age(own: &Router) -> u32 {
    let life = own.sas.iter().find(|it| it.gateway == own.gateway);
    28_800 - life.map_or(28_800, |it| it.life)
}

/// As many packets come in at each end as the other sends.
fn show(rng: &mut Rng, own: &mut Router, is_up: bool) {
    let counts = Counts {
        received: PACKETS,
        sent: PACKETS,
        uptime: age(own),
    };
    own.counts = is_up.then_some(counts);
    own.ping = rng.chance(60).then_some(Ping { is_answered: is_up });
    own.large = None;
}

/// What stands in the log of a tunnel: how IKEv2 says these things was not seen.
fn events(own: &Router, peer: &str, is_up: bool) -> Vec<(u64, String)> {
    let calls = own.version == 1 && own.remote.as_ref().is_some_and(|it| it != "any");
    let local = own.local_address();
    let call = format!("[IKE] initiate ISAKMP phase to {peer} (local address {local})");
    if !is_up {
        let before = [2_800, 2_400, 1_900, 1_500, 1_000, 600, 200].iter();
        let all = before.map(|it| (own.now - it, call.clone()));
        return all.filter(|_| calls).collect();
    }
    let at = own.now - u64::from(age(own));
    let mut all = vec![(at + 3, format!("IP Tunnel[{}] Up", own.tunnel))];
    if calls {
        all.push((at, call));
        all.push((at + 2, format!("[IKE] initiate IPsec phase to {peer}")));
    }
    all
}

/// All that a router answers, and behind that what is pasted beside lists alone.
fn said(rng: &mut Rng, case: &Case, links: &[Link], at: usize, health: [Health; 3]) -> Vec<Said> {
    let is_dead = |it: &&Link| {
        let peer = it.peer.filter(|_| it.own.is_written);
        peer.is_some_and(|peer| is_dead(health[side(at, peer)], case))
    };
    let dead: Vec<&Link> = links.iter().filter(is_dead).collect();
    let mut answers = print::answers(rng, &case.world, &links[0].own, &links[0].to);
    for link in links.iter().skip(1) {
        answers.extend(print::answers_of_tunnel(&case.world, &link.own, &link.to));
    }
    let mut thin = Vec::new();
    for link in &dead {
        thin.push(print::state_of_dead(&link.own));
        let (own, peer) = (&link.own, &link.to.outer);
        let text = format!(
            "LAN2 Rejected at IN(1010) filter: UDP {peer}:500 > {}:500",
            own.outer
        );
        let before = [2_700, 1_800, 900, 300].iter();
        let events: Vec<_> = before.map(|it| (own.now - it, text.clone())).collect();
        thin.push(print::log_of(own, &events));
    }
    let tells = |answer: &Answer| dead.iter().any(|it| tells(answer, it));
    let said = |answer: Answer, is_thin: bool| Said {
        tells: is_thin || tells(&answer),
        answer,
        is_thin,
    };
    let all = answers.into_iter().map(|it| said(it, false));
    all.chain(thin.into_iter().map(|it| said(it, true)))
        .collect()
}

/// Whether a side has no SAs at either end, or at one of them.
pub(crate) fn is_dead(health: Health, case: &Case) -> bool {
    match health {
        Health::Absent | Health::Well => false,
        Health::Dead => true,
        Health::Broken => case.stage < Stage::Spis,
    }
}

/// Whether an answer shows that there should be a VPN where a router has none.
fn tells(answer: &Answer, link: &Link) -> bool {
    let peer = &link.to;
    let has = |text: &str| answer.lines.iter().any(|it| it.contains(text));
    let command = answer.command.as_str();
    if command.starts_with("ping") {
        return command.ends_with(&format!(" {}.1", peer.lan)) && has("100.0%");
    }
    let tunnel = format!("TUNNEL[{}]", link.own.tunnel);
    match command {
        "show config" => link.own.is_written,
        "show ip route" => has(&tunnel),
        "show log" | "show log reverse" | "show log | grep IKE" | "" => {
            let ends = |it: &String| it.ends_with(&format!("phase to {}", peer.outer));
            has(&format!("phase to {} ", peer.outer)) || answer.lines.iter().any(ends)
        }
        _ => false,
    }
}
