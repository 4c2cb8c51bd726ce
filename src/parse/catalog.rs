//! All outputs that are read, one line each, and the commands whose answers are known and left alone.

use super::{
    Output, arp, config, dhcp_client, dhcpv6, environment, ip_route, lan, log, nat, netvolante,
    ping, router_error, sa_detail, sa_gateway, sa_table, status_bgp, status_pp, status_tunnel,
    status_vrrp,
};
use crate::text::Shape;

/// Read by content; where two could claim a line, the first does.
pub(super) static OUTPUTS: &[&Output] = &[
    &sa_table::OUTPUT,
    &sa_gateway::OUTPUT,
    &sa_detail::OUTPUT,
    &status_pp::OUTPUT,
    &environment::OUTPUT,
    &nat::OUTPUT,
    &dhcp_client::OUTPUT,
    &dhcpv6::OUTPUT,
    &lan::OUTPUT,
    &netvolante::OUTPUT,
    &status_tunnel::OUTPUT,
    &ip_route::OUTPUT_V6,
    &ip_route::OUTPUT,
    &ping::OUTPUT_V6,
    &ping::OUTPUT,
    &config::OUTPUT,
    &status_bgp::OUTPUT,
    &status_vrrp::OUTPUT,
    &arp::OUTPUT,
    &log::OUTPUT,
    &router_error::OUTPUT,
];

/// For each byte, which of the outputs, one bit each, claim lines that begin with it.
#[expect(
    clippy::indexing_slicing,
    reason = "in a constant, an index out of range does not compile"
)]
static CLAIMANTS: [u32; 256] = {
    let mut claimants = [0; 256];
    let mut at = 0;
    while at < OUTPUTS.len() {
        let first = OUTPUTS[at].first.as_bytes();
        let mut byte = 0;
        while byte < 256 {
            if first.is_empty() {
                claimants[byte] |= 1 << at;
            }
            byte += 1;
        }
        let mut rest = first;
        while let [byte, others @ ..] = rest {
            claimants[*byte as usize] |= 1 << at;
            rest = others;
        }
        at += 1;
    }
    claimants
};

/// The outputs that may claim a line, by its first character; one bit each.
#[derive(Clone, Copy)]
pub(super) struct Candidates(u32);

/// Nearly all lines of a log or a text of another kind have none.
pub(super) fn candidates(text: &str) -> Candidates {
    let first = text.bytes().find(|byte| *byte != b' ');
    let claimants = first.and_then(|first| CLAIMANTS.get(usize::from(first)));
    Candidates(claimants.copied().unwrap_or_default())
}

impl Candidates {
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether no other output may claim the line.
    pub(super) fn are_only(self, output: &Output) -> bool {
        let Self(left) = self;
        let first = OUTPUTS.get(left.trailing_zeros() as usize);
        left.is_power_of_two() && first.is_some_and(|first| std::ptr::eq(*first, output))
    }

    /// The output that claims the line, if one does.
    pub(super) fn claimant(self, text: &str) -> Option<&'static Output> {
        let Self(mut left) = self;
        while left != 0 {
            let output = OUTPUTS.get(left.trailing_zeros() as usize)?;
            if (output.claims)(text) {
                return Some(output);
            }
            left &= left - 1;
        }
        None
    }
}

/// Three shapes of answer belong to this command: the table, the summary and the detail blocks.
pub(super) const SHOW_IPSEC_SA: Shape = Shape {
    words: &["show", "ipsec", "sa"],
    options: &["gateway", "detail"],
    analysed: true,
};

const fn quiet(words: &'static [&'static str]) -> Shape {
    Shape {
        words,
        options: &[],
        analysed: false,
    }
}

/// Known, and nothing is drawn from them yet.
pub(super) static QUIET: &[Shape] = &[
    quiet(&["nslookup"]),
    quiet(&["show", "account"]),
    quiet(&["show", "bridge"]),
    quiet(&["show", "command"]),
    quiet(&["show", "config", "list"]),
    quiet(&["show", "dns"]),
    quiet(&["show", "dns", "cache"]),
    quiet(&["show", "exec"]),
    quiet(&["show", "file"]),
    quiet(&["show", "history"]),
    quiet(&["show", "interface"]),
    quiet(&["show", "ip"]),
    quiet(&["show", "ip", "connection"]),
    quiet(&["show", "ip", "secure", "filter"]),
    quiet(&["show", "ipsec"]),
    quiet(&["show", "ipv6"]),
    quiet(&["show", "license"]),
    quiet(&["show", "lua"]),
    quiet(&["show", "nat"]),
    quiet(&["show", "nat", "descriptor", "interface", "bind"]),
    quiet(&["show", "nat", "descriptor", "masquerade"]),
    quiet(&["show", "pp"]),
    quiet(&["show", "pki"]),
    quiet(&["show", "route"]),
    quiet(&["show", "sshd"]),
    quiet(&["show", "status"]),
    quiet(&["show", "status", "bgp"]),
    quiet(&["show", "status", "cloud", "vpn"]),
    quiet(&["show", "status", "dhcp"]),
    quiet(&["show", "status", "heartbeat"]),
    quiet(&["show", "status", "heartbeat2"]),
    quiet(&["show", "status", "ip", "keepalive"]),
    quiet(&["show", "status", "ipip"]),
    quiet(&["show", "status", "l2tp"]),
    quiet(&["show", "status", "pptp"]),
    quiet(&["show", "switching-hub"]),
    quiet(&["show", "techinfo"]),
    quiet(&["show", "url"]),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Asks every output, as if none had said with what its lines begin.
    fn first_that_claims(text: &str) -> Option<&'static str> {
        let mut outputs = OUTPUTS.iter();
        let found = outputs.find(|output| (output.claims)(text));
        found.map(|output| output.command)
    }

    fn check(text: &str) {
        let found = candidates(text).claimant(text).map(|output| output.command);
        assert_eq!(found, first_that_claims(text), "{text}");
    }

    #[test]
    fn every_claimed_line_of_the_stories_begins_as_its_output_says() {
        let stories = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
        let files = std::fs::read_dir(stories)
            .unwrap()
            .filter_map(|story| std::fs::read_dir(story.unwrap().path()).ok())
            .flatten();
        for file in files {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            for line in crate::text::read(&String::from_utf8_lossy(&bytes)).lines {
                check(&line.text);
            }
        }
    }

    /// Up to two characters of any kind before what outputs claim.
    const LINE: &str = r"[ -~ぁ-んァ-ヶ]{0,2}(SA\[1\]|sa sgw|sgw flags|1 1 - ike|1 i:1 s:1 r:1|Total:|Error:|エラー:)?";

    proptest! {
        #[test]
        fn no_line_is_claimed_that_begins_otherwise(line in LINE) {
            check(&line);
        }
    }
}
