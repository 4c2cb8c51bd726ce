//! Turns the figures of all worlds into the table of `docs/worlds.md`.

use std::fmt::Write as _;
use std::path::Path;

use expect_test::expect_file;

use super::judge::Answer;

/// How often reports were exact, and how often not.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    exact: u32,
    less: u32,
    asked: u32,
    wrong: u32,
}

impl Tally {
    pub(crate) fn add(&mut self, answer: &Answer) {
        let count = match answer {
            Answer::Exact => &mut self.exact,
            Answer::LessExact => &mut self.less,
            Answer::Asked => &mut self.asked,
            Answer::Wrong(_) => &mut self.wrong,
        };
        *count += 1;
    }

    pub(crate) fn sum(self) -> u32 {
        self.exact + self.less + self.asked + self.wrong
    }

    fn cells(self) -> String {
        format!(
            "{} | {} | {} | {} | {}",
            self.sum(),
            self.exact,
            self.less,
            self.asked,
            self.wrong
        )
    }
}

impl Row {
    /// Its line of the table.
    pub(crate) fn line(&self) -> String {
        let (all, part) = (self.all.cells(), self.part.cells());
        format!("| {} | {all} | {part} |", self.name)
    }
}

/// The figures of one kind of worlds.
pub(crate) struct Row {
    pub(crate) name: String,
    /// With all answers pasted.
    pub(crate) all: Tally,
    /// With some of them missing.
    pub(crate) part: Tally,
}

const HEAD: &str = "\
# Worlds

`cargo test --test worlds` draws pairs of routers with known faults, and three of them, prints what each would answer, and compares the report with the truth.
The seeds are fixed, so the figures are the same everywhere; `UPDATE_EXPECT=1` writes this table.

- **worlds**: two sites, a hub with up to 300 tunnels, an end behind somebody else's NAT, or a closed network; eight models, Japanese and English, IKEv1 by addresses and by names, IKEv2; PPPoE, DHCP and static lines, with and without NAT; SAs in the middle of a renewal, made twice, or without their IKE SA; settings that may differ; 40 of 100 pastes in one of the disguises of `tests/support/disguise.rs`; some logs in the three forms of a syslog server, some settings of the one tunnel only, some pairs in one box.
- **exact**: the cause is named, at the right end; a healthy VPN is up.
- **less exact**: a cause that includes the true one, at the same end (`psk-mismatch` → `phase1-rejected` → `peer-silent`).
- **asked**: no cause, and what to paste or run next; or up, with traffic not checked.
- **wrong**: up though it is broken, accused though it is healthy, a cause that is not there, or the other end. The test fails on any but the four that `KNOWN` in `tests/worlds.rs` lists: three of a router that stands by or has a line only, pasted beside a pair with half of its answers, and a main tunnel whose line fell, told as a missing route.
- The second five columns are of the same worlds with answers missing, each one alone and random selections, and with pastes whose beginning is lost, that were read in another encoding, or whose lines were cut, folded or joined; of five such ways one is looked at, another for each world, and `ONE_IN=1` looks at all.
- **a line beside**: a router has a second line that carries nothing of the VPN: PPPoE in any state, a LAN port by DHCP or static, a modem; the default route leads by the first, by both, by the second in reserve, or by the second for what a filter names. The verdict must be that of the world without it.
- **main and reserve**: two tunnels between two sites, over a second line of both or of one, by routes with `hide` and `weight 0` or by `tunnel backup`. Where the reserve carries, nothing is down, no SA that carries is to be deleted, and a dead main tunnel that the pastes show is not passed over; where the main one carries, an idle reserve is no fault. Parts are also lists alone, and lists with routes, with the state of tunnels, with logs, or with settings.
- **one of two branches**: a hub and two branches pasted as three sites, of which one branch is well and must not be accused.
- **a triangle of three sites**, **a hub with two branches**: three routers, pasted in any order, of which each has a VPN with both others, or the first has; IKEv1 by addresses and by names, IKEv2; branches that reach each other by way of the hub, or do not. Of the sides none, one or two are dead, since what the ends send is lost on the way, or one side of a triangle has one of the faults; without its line a router has no VPN. Wrong is here, too: up while a side is dead and something pasted tells that there should be a VPN; a side that is well down or accused; two ends joined that are of two VPNs; and a step by which a living VPN would lose its SAs or what is led into it.
- **two branches without their hub**: the same hub is not pasted; its SAs with both may be of one age. Nothing can be exact, and each must be asked about.
- **a pair beside a stranger**: a pair with any fault or none, and a router without a VPN, with one with somebody else, or that stands by for one of the two in VRRP. That one must not be accused, nor joined to either.
- The parts of these four are four pastes that lack one answer, two random selections, and lists of SAs alone or with what one or more of the routers show beside them: pings, a log, states of tunnels, details. A log beside lists may hold nothing but packets of key exchange that a filter of that end throws away.

Printed are the shapes that were seen, with five exceptions without which there would be no world: an empty list of SAs, the name of a peer in the list, a table of IKEv2 whose detail is not printed, the state of VRRP, which is a guess, and, beside lists of three routers alone, the state of a tunnel that is down, which is a guess, too.
The forms of a syslog server are documented and not seen.
Not drawn: a second line whose session is the first by its number, which thin pastes cannot tell from that of the VPN; the state of a modem's session; two tunnels of IKEv1 by addresses over one line at one end, which the reference does not allow; two tunnels of a hub; and a main tunnel whose SAs are left over.
Of pastes that were cut, a reserve that carries may be called down, since all that tells of it may be gone.
How IKEv2 and tunnels that are down show in log and status was not seen, so those lines are not printed either.
Not drawn: three routers of which one has a line that falls again and again, pastes of three that are damaged, and two branches that do not list their SAs, which are taken for the two ends of one VPN.

| fault | worlds | exact | less exact | asked | wrong | parts | exact | less exact | asked | wrong |
|---|---|---|---|---|---|---|---|---|---|---|
";

/// Compares the table with the one in the repository.
pub(crate) fn check(rows: &[Row]) {
    let mut text = HEAD.to_owned();
    let mut total = [Tally::default(); 2];
    for row in rows {
        let _ = writeln!(text, "{}", row.line());
        for (sum, own) in total.iter_mut().zip([row.all, row.part]) {
            sum.exact += own.exact;
            sum.less += own.less;
            sum.asked += own.asked;
            sum.wrong += own.wrong;
        }
    }
    let [all, part] = total;
    let _ = writeln!(text, "| all | {} | {} |", all.cells(), part.cells());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/worlds.md");
    expect_file![path].assert_eq(&text);
}
