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
        let (_, program) = MARKS.iter().find(|(mark, _)| line.text.contains(mark))?;
        Some(Sourced::new(*program, number))
    })
}
