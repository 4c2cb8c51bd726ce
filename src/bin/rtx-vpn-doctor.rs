//! Turns files into a report on standard output.

use std::io::Write as _;

fn main() {
    let texts: Vec<String> = std::env::args()
        .skip(1)
        .map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned())
        .collect();
    let pastes: Vec<_> = texts
        .iter()
        .map(|text| rtx_vpn_doctor::Paste {
            text,
            ..Default::default()
        })
        .collect();
    let report = rtx_vpn_doctor::analyze(&pastes);
    let _ = writeln!(
        std::io::stdout(),
        "{}",
        serde_json::to_string_pretty(&report).unwrap_or_default()
    );
}
