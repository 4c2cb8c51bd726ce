//! Turns a few made-up answers into the examples of the page.
//!
//! Their shapes were seen on real routers; addresses, SPIs and lives are invented.

use super::words::Say;

/// Two pastes that show one state.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What it shows.
    pub title: Say,
    /// One text for each box.
    pub texts: [&'static str; 2],
}

/// The examples, in the order of the menu.
pub const EXAMPLES: &[Example] = &[
    Example {
        title: Say {
            ja: "つながっている（SA が対になっている）",
            en: "Up: the SAs pair",
        },
        texts: [include_str!("healthy-a.txt"), include_str!("healthy-b.txt")],
    },
    Example {
        title: Say {
            ja: "SPI が合わない",
            en: "The SPIs do not meet",
        },
        texts: [
            include_str!("mismatch-a.txt"),
            include_str!("mismatch-b.txt"),
        ],
    },
    Example {
        title: Say {
            ja: "支社に SA がない",
            en: "No SA at the branch",
        },
        texts: [
            include_str!("one-sided-a.txt"),
            include_str!("one-sided-b.txt"),
        ],
    },
];

/// What an answer looks like, for those who have none yet.
pub const GLIMPSE: &str = "\
# show ipsec sa
Total: isakmp:1 send:1 recv:1

sa    sgw isakmp connection    dir  life[s] remote-id
-----------------------------------------------------
1     1    -     isakmp        -    26541   198.51.100.1
2     1    1     tun[0001]esp  send 26542   198.51.100.1
3     1    1     tun[0001]esp  recv 26542   198.51.100.1
";
