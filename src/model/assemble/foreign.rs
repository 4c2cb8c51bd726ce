//! Recognises, in lines that nothing understood, what other makers' routers and programs print.

use super::super::Sourced;
use crate::text::Line;

/// What only another program prints, and its name.
const MARKS: [(&str, &str); 14] = [
    ("charon", "strongSwan"),
    ("strongSwan", "strongSwan"),
    ("Security Associations (", "strongSwan"),
    ("pluto[", "Libreswan"),
    ("crypto map", "Cisco IOS"),
    ("current_peer", "Cisco IOS"),
    ("inbound esp sas", "Cisco IOS"),
    ("Crypto session", "Cisco IOS"),
    ("%CRYPTO-", "Cisco IOS"),
    ("config vpn ipsec", "FortiGate"),
    ("proxyid_num=", "FortiGate"),
    ("security ike security-associations", "Junos"),
    ("ikev2-sa", "NEC UNIVERGE IX"),
    ("racoon", "racoon"),
];

/// The first of `unread` that another program printed.
pub(super) fn find(lines: &[Line<'_>], unread: &[u32]) -> Option<Sourced<&'static str>> {
    unread.iter().find_map(|&number| {
        let line = lines.get(usize::try_from(number).ok()?.checked_sub(1)?)?;
        let mark = MARKS.iter().find(|(mark, _)| line.text.contains(mark));
        let program = mark
            .map(|it| it.1)
            .or_else(|| is_thread_of_charon(&line.text).then_some("strongSwan"))?;
        Some(Sourced::new(program, number))
    })
}

/// `12[IKE] `: the number of a thread right before what it is about.
fn is_thread_of_charon(text: &str) -> bool {
    let parts = [
        "IKE", "CFG", "NET", "ENC", "MGR", "KNL", "CHD", "JOB", "DMN", "LIB",
    ];
    let mut words = text.split(' ');
    words.any(|word| {
        let Some((thread, part)) = word.strip_suffix(']').and_then(|it| it.split_once('[')) else {
            return false;
        };
        let is_number = thread.len() == 2 && thread.bytes().all(|it| it.is_ascii_digit());
        is_number && parts.contains(&part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(text: &str) -> Option<&'static str> {
        let document = crate::text::read(text);
        find(&document.lines, &[1]).map(|it| it.value)
    }

    #[test]
    fn the_log_of_strongswan_is_known_by_its_threads() {
        assert_eq!(program("12[IKE] initiating IKE_SA x"), Some("strongSwan"));
        assert_eq!(
            program("Nov 23 10:00:00 05[CFG] received stroke"),
            Some("strongSwan")
        );
        for text in [
            "[IKE] x",
            "PP[01] x",
            "1[IKE] x",
            "PPPOE[01] x",
            "IP Tunnel[1] Up",
        ] {
            assert_eq!(program(text), None, "{text}");
        }
    }
}
