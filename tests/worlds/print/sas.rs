//! Prints `show ipsec sa` and `show ipsec sa gateway N detail`. The detail was seen in English and with
//! IKEv1 only; an empty list is guessed, and there is no other way to tell that there are no SAs.

use std::fmt::Write as _;

use super::Answer;
use crate::world::{Mode, Router, Sa, World};

/// The table; without SAs, a heading only, or nothing.
pub(super) fn table(own: &Router, is_silent_when_empty: bool) -> Answer {
    let command = "show ipsec sa";
    let sas: Vec<&Sa> = own.both().flat_map(|it| &it.sas).collect();
    if sas.is_empty() && is_silent_when_empty {
        return Answer::new(command, "");
    }
    let count = |way: Option<bool>| sas.iter().filter(|it| it.sends == way).count();
    let mut text = format!(
        "Total: isakmp:{} send:{} recv:{}\n\nsa    sgw isakmp connection    dir  life[s] remote-id\n{}\n",
        count(None),
        count(Some(true)),
        count(Some(false)),
        "-".repeat(76)
    );
    let width = if own.model == "RTX1200" { 3 } else { 4 };
    for sa in sas {
        let (parent, connection, way) = match sa.sends {
            None if sa.version == 2 => ("-".to_owned(), "ike".to_owned(), "-"),
            None => ("-".to_owned(), "isakmp".to_owned(), "-"),
            Some(sends) => (
                sa.parent.to_string(),
                format!("tun[{:0width$}]esp", sa.tunnel),
                if sends { "send" } else { "recv" },
            ),
        };
        let _ = writeln!(
            text,
            "{:<5} {:<4} {parent:<5} {connection:<13} {way:<5}{:<7} {}",
            sa.id, sa.gateway, sa.life, sa.peer
        );
    }
    Answer::new(command, &text)
}

/// The blocks of the gateway between the two ends; none where there is no SA.
pub(super) fn detail(world: &World, own: &Router, peer: &Router) -> Option<Answer> {
    if world.mode == Mode::Version2 {
        return None;
    }
    let mut text = String::new();
    for sa in own.sas.iter().filter(|sa| sa.gateway == own.gateway) {
        block(&mut text, own, peer, sa);
    }
    let command = format!("show ipsec sa gateway {} detail", own.gateway);
    (!text.is_empty()).then(|| Answer::new(command, &text))
}

fn block(text: &mut String, own: &Router, peer: &Router, sa: &Sa) {
    let _ = writeln!(
        text,
        "SA[{}] Duration: {}s\nLocal ID: {}\nRemote ID: {}",
        sa.id,
        sa.life,
        own.local_id(),
        own.peer_id(&peer.outer)
    );
    match sa.sends {
        None => *text += "Protocol: IKE\nAlgorithm: AES-CBC, SHA-1, MODP 1024bit\n",
        Some(sends) => {
            let way = if sends { "send" } else { "receive" };
            let _ = writeln!(
                text,
                "Direction: {way}\nProtocol: ESP (Mode: tunnel)\nAlgorithm: AES-CBC (for Auth.: HMAC-SHA)"
            );
        }
    }
    text.push_str("SPI: ");
    for byte in &sa.spi {
        let _ = write!(text, "{byte:02x} ");
    }
    let _ = writeln!(
        text,
        "\nKey: ** ** ** ** **  (confidential)   ** ** ** ** **\n{}",
        "-".repeat(52)
    );
}
