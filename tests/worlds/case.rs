//! Turns a seed and faults into two routers and what they answer.

use rtx_vpn_doctor::report::Report;

use super::disguise::Disguise;
use super::fault::{self, Fault, Truth};
use super::print::{self, Answer, Form};
use super::rng::Rng;
use super::settle::{self, Stage};
use super::world::{self, World};

/// Two routers, what is wrong with them, and all that they answer.
pub(crate) struct Case {
    pub(crate) seed: u64,
    pub(crate) world: World,
    pub(crate) truths: Vec<Truth>,
    pub(crate) stage: Stage,
    forms: [Form; 2],
    pub(crate) answers: [Vec<Answer>; 2],
    /// Indices into all disguises.
    disguises: [Option<usize>; 2],
    is_swapped: bool,
    is_in_one_box: bool,
}

impl Case {
    /// The world of a seed with these faults; None where they cannot be in it.
    pub(crate) fn new(seed: u64, faults: &[&'static Fault], n_disguises: usize) -> Option<Self> {
        let mut rng = Rng::new(seed);
        let world = world::healthy(&mut rng);
        Self::with_faults(seed, rng, world, faults, n_disguises)
    }

    /// A world with these faults; None where they cannot be in it.
    pub(crate) fn with_faults(
        seed: u64,
        mut rng: Rng,
        mut world: World,
        faults: &[&'static Fault],
        n_disguises: usize,
    ) -> Option<Self> {
        let mut truths = Vec::new();
        for fault in faults {
            truths.push(fault::apply(&mut rng, fault, &mut world)?);
        }
        let stages: Vec<Stage> = truths.iter().map(|it: &Truth| it.stage).collect();
        settle::settle(&mut rng, &mut world, &stages);
        let is_input = |slug: &str| faults.iter().any(|it| it.slug == slug);
        let [a, b] = world.ends.clone();
        let mut peers = [b, a];
        if is_input("gateways-unrelated") {
            [peers[1], world.ends[1]] = strangers(&mut rng, &world)?;
        }
        if is_input("pastes-apart") {
            let other = &mut world.ends[1];
            other.now += 12_000;
            for sa in &mut other.sas {
                sa.life = 28_790;
                let bytes = sa.spi.len();
                sa.spi = rng.bytes(bytes);
            }
        }
        if is_input("same-router-twice") {
            world.ends[1] = world.ends[0].clone();
            peers[1] = peers[0].clone();
        }
        Some(Self::of(rng, seed, world, &peers, truths, n_disguises))
    }

    /// What the routers of a world answer, each to the peer that it takes for its own.
    pub(crate) fn of(
        mut rng: Rng,
        seed: u64,
        world: World,
        peers: &[world::Router; 2],
        truths: Vec<Truth>,
        n_disguises: usize,
    ) -> Self {
        let stages: Vec<Stage> = truths.iter().map(|it: &Truth| it.stage).collect();
        let stage = settle::first(&stages);
        let forms = [0, 1].map(|at| print::form(&mut rng, &world.ends[at]));
        let answers =
            [0, 1].map(|at| print::answers(&mut rng, &world, &world.ends[at], &peers[at]));
        let disguises = [0, 1].map(|_| {
            let at = rng.within(0, n_disguises as u64 - 1);
            rng.chance(40).then(|| usize::try_from(at).unwrap())
        });
        let are_named = forms.iter().all(|it| matches!(it, Form::Named(_)));
        let is_in_one_box = are_named && world.ends[0].name != world.ends[1].name && rng.chance(10);
        // A disguise knows prompts by the commands that only show something, and two of them in one box
        // are no paste of one person.
        let may_be = |at: usize| world.ends[at].refused.is_none() && !is_in_one_box;
        let disguises = [0, 1].map(|at| disguises[at].filter(|_| may_be(at)));
        Self {
            seed,
            world,
            truths,
            stage,
            forms,
            answers,
            disguises,
            is_swapped: rng.chance(50),
            is_in_one_box,
        }
    }

    /// Of each end, the letter under which it is pasted.
    pub(crate) fn letter(&self, end: usize) -> &'static str {
        if (end == 0) == self.is_swapped {
            "B"
        } else {
            "A"
        }
    }

    /// The paste of an end without the answers that `keeps` does not want, by end and place.
    pub(crate) fn paste(
        &self,
        end: usize,
        disguises: &[Disguise],
        keeps: impl Fn(usize, usize) -> bool,
    ) -> String {
        let kept = self.answers[end].iter().enumerate();
        let kept: Vec<&Answer> = kept
            .filter(|(at, _)| keeps(end, *at))
            .map(|it| it.1)
            .collect();
        let text = print::paste(&self.world.ends[end], self.forms[end], &kept);
        match self.disguises[end].and_then(|at| disguises.get(at)) {
            Some(disguise) => disguise.of(&text).text,
            None => text,
        }
    }

    /// Both pastes, in the order of the letters.
    pub(crate) fn pastes(
        &self,
        disguises: &[Disguise],
        keeps: impl Fn(usize, usize) -> bool,
    ) -> [String; 2] {
        let mut pastes = [0, 1].map(|end| self.paste(end, disguises, &keeps));
        if self.is_swapped {
            pastes.reverse();
        }
        if self.is_in_one_box {
            let [first, second] = pastes;
            return [first + &second, String::new()];
        }
        pastes
    }

    /// Of each end, the letter under which a report has it: of two routers in one box, of which answers are
    /// missing, one may be the first that is left.
    pub(crate) fn letter_in(&self, report: &Report, end: usize) -> String {
        let name = &self.world.ends[end].name;
        let mut sites = report.sites.iter().filter(|_| self.is_in_one_box);
        let named = sites.find(|it| it.name.as_ref() == Some(name));
        named.map_or_else(|| self.letter(end).to_owned(), |it| it.side.to_string())
    }

    /// Whether the tunnel stands and falls in turn.
    pub(crate) fn is_falling(&self) -> bool {
        matches!(self.stage, Stage::Falls(_))
    }

    /// What it is, for a message.
    pub(crate) fn describe(&self, disguises: &[Disguise]) -> String {
        let names: Vec<&str> = self
            .disguises
            .iter()
            .flatten()
            .map(|at| disguises[*at].name.as_str())
            .collect();
        let faults: Vec<String> = self
            .truths
            .iter()
            .map(|it| match it.at {
                fault::At::End(end) => format!("{} at {}", it.fault.slug, self.letter(end)),
                fault::At::Both => it.fault.slug.to_owned(),
            })
            .collect();
        let (shape, mode) = (self.world.shape, self.world.mode);
        let seed = self.seed;
        format!(
            "seed {seed}: {shape:?} {mode:?}, {}; {names:?}{}{}",
            faults.join(" and "),
            self.lines(),
            if self.is_in_one_box {
                ", in one box"
            } else {
                ""
            }
        )
    }

    /// The second lines and tunnels, for a message.
    fn lines(&self) -> String {
        let twin = |end: usize| {
            let twin = self.world.ends[end].twin.as_ref()?;
            let (line, state) = (twin.router.line, twin.router.line_state);
            let (defaults, takes_over) = (twin.defaults, twin.takes_over);
            let own = if twin.has_line { "" } else { "not " };
            let letter = self.letter(end);
            Some(format!(
                "; {letter}: {own}over {line:?} {state:?}, {defaults:?}, {takes_over:?}"
            ))
        };
        [0, 1].into_iter().filter_map(twin).collect()
    }

    /// The commands that are kept, for a message.
    pub(crate) fn commands(&self, keeps: impl Fn(usize, usize) -> bool) -> String {
        let mut all = Vec::new();
        for end in [0, 1] {
            for (at, answer) in self.answers[end].iter().enumerate() {
                let sign = if keeps(end, at) { "" } else { "without " };
                all.push(format!("{sign}{}: {}", self.letter(end), answer.command));
            }
        }
        // Of a world that lacks one answer, that one says enough.
        let missing: Vec<&String> = all.iter().filter(|it| it.starts_with("without")).collect();
        match missing.as_slice() {
            [one] => (*one).clone(),
            _ => all.join(", "),
        }
    }
}

/// The two routers of another VPN.
fn strangers(rng: &mut Rng, world: &World) -> Option<[world::Router; 2]> {
    let seed = rng.within(0, u64::from(u32::MAX));
    let other = Case::new(seed, &[], 1)?;
    let [a, b] = &world.ends;
    let [peer, stranger] = other.world.ends;
    let outer = [&a.outer, &b.outer];
    let is_other = other.world.shape == world::Shape::Sites
        && !outer.contains(&&stranger.outer)
        && stranger.remote.as_ref() != Some(&a.outer)
        && ![&a.lan, &b.lan].contains(&&stranger.lan)
        && ![&a.lan, &b.lan].contains(&&peer.lan)
        && other.world.mode == world::Mode::Main
        && world.mode == world::Mode::Main;
    is_other.then_some([peer, stranger])
}
