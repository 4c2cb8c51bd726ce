//! Tells which lines are settings, by a table of commands: exactly for what IPsec is made of, so that
//! invented lines are found, and by the first word for all others.

use crate::text::Listed;

/// The commands of IPsec and what else a VPN rests on, as patterns of words: `#` a number or a range, `@` an
/// address with or without a mask, `$` any word, `a|b` one of these, `x.` a word that begins so, `?` before what
/// may be missing, `*` whatever follows. What a person masked fits wherever an address may stand.
const EXACT: &[&str] = &[
    "ipsec use on|off",
    "ipsec auto refresh ?# on|off",
    "ipsec refresh sa",
    "ipsec sa delete $",
    "ipsec log illegal-spi on|off",
    "ipsec ike version # 1|2",
    "ipsec ike remote address # $",
    "ipsec ike local address # @",
    "ipsec ike local address # vrrp $ #",
    "ipsec ike local address # ipv6 prefix *",
    "ipsec ike local address # ipcp pp #",
    "ipsec ike local|remote name # $ ?ipv4-addr|fqdn|user-fqdn|rfc822-addr|ipv6-addr|key-id|tel|tel-key",
    "ipsec ike local|remote id # @",
    "ipsec ike pre-shared-key # *",
    "ipsec ike auth method # auto|pre-shared-key|certificate|eap-md5",
    "ipsec ike negotiation receive # on|off",
    "ipsec ike eap|xauth|mode-cfg|pki|license-key *",
    "ipsec ike auto received-id-route-add # on|off",
    "ipsec ike encryption # 3des-cbc|des-cbc|aes-cbc|aes256-cbc|aes192-cbc",
    "ipsec ike hash # md5|sha|sha256|sha384|sha512",
    "ipsec ike group # modp768|modp1024|modp1536|modp2048 ?modp768|modp1024|modp1536|modp2048",
    "ipsec ike negotiate-strictly # on|off",
    "ipsec ike proposal-limitation # on|off",
    "ipsec ike payload type # 1|2|3 ?1|2",
    "ipsec ike backward-compatibility # 1|2",
    "ipsec ike send info # on|off",
    "ipsec ike retry # # ?#",
    "ipsec ike always-on # on|off",
    "ipsec ike queue length #",
    "ipsec ike message-id-control # on|off",
    "ipsec ike pfs # on|off",
    "ipsec ike duration ipsec-sa|child-sa|isakmp-sa|ike-sa # # *",
    "ipsec ike restrict-dangling-sa # auto|off",
    "ipsec ike child-exchange type # 1|2",
    "ipsec ike nat-traversal # on|off *",
    "ipsec ike esp-encapsulation # on|off",
    "ipsec ike keepalive use # on|off|auto *",
    "ipsec ike keepalive log # on|off",
    "ipsec ike log # *",
    "ipsec ike log message-info|payload-info|key-info *",
    "ipsec ipcomp type deflate|none",
    "ipsec sa policy # # esp|ah *",
    "ipsec transport # # ?udp|tcp *",
    "ipsec tunnel #",
    "ipsec tunnel outer df-bit copy|set|clear",
    "ipsec tunnel fastpath-fragment-function follow df-bit on|off",
    "tunnel select #|none",
    "tunnel enable|disable #|all",
    "tunnel encapsulation $",
    "tunnel endpoint address|name|local|remote *",
    "tunnel type|multipoint|backup|name|vlan *",
    "tunnel template *",
];

/// Settings that no other output prints, so that a configuration is known by one of them.
const TELLING: &[&str] = &[
    "ip route @|default. gateway *",
    "ip lan.|bridge.|wan.|loopback. address|secure|nat *",
    "ip pp|tunnel address|remote|secure|nat|mtu|tcp *",
    "ip filter #|set|dynamic *",
    "ip keepalive # icmp-echo *",
    "pp select #|anonymous|none",
    "pp enable|disable #|anonymous|all",
    "pp always-on on|off",
    "pp auth accept|myname|request *",
    "pppoe use|auto *",
    "ppp lcp|ipcp|ccp *",
    "nat descriptor type|address|masquerade|static|timer *",
    "dns server *",
    "dhcp service|scope|server *",
    "netvolante-dns hostname|use|server *",
    "provider lan.|select|type|set *",
    "console prompt|character|columns|lines *",
    "syslog notice|debug|info on|off",
    "l2tp service|tunnel|always-on|keepalive|hostname *",
    "security class *",
];

/// First words of the lines above.
const FIRST: [&str; 17] = [
    "console",
    "dhcp",
    "dns",
    "ip",
    "ipsec",
    "l2tp",
    "nat",
    "netvolante-dns",
    "no",
    "pp",
    "ppp",
    "pppoe",
    "provider",
    "security",
    "syslog",
    "tunnel",
    "telnetd",
];

/// First words of settings.
const VERBS: &[&str] = &[
    "account",
    "administrator",
    "alarm",
    "ap",
    "auth",
    "bgp",
    "bridge",
    "clock",
    "cloud",
    "console",
    "cooperation",
    "description",
    "dhcp",
    "disconnect",
    "dns",
    "dpi",
    "ethernet",
    "external-memory",
    "fr",
    "heartbeat",
    "heartbeat2",
    "httpd",
    "interface",
    "ip",
    "ipip",
    "ipv6",
    "isdn",
    "l2tp",
    "lan",
    "leased",
    "line",
    "login",
    "lua",
    "mail",
    "mail-check",
    "mail-notify",
    "mail-transfer",
    "mobile",
    "mp",
    "nat",
    "netvolante-dns",
    "netvolante-sip",
    "ngn",
    "ntp",
    "ntpdate",
    "operation",
    "ospf",
    "packet-buffer",
    "pki",
    "pp",
    "ppp",
    "pppoe",
    "pptp",
    "pri",
    "provider",
    "proxyarp",
    "queue",
    "radius",
    "rdate",
    "rip",
    "rtfs",
    "schedule",
    "security",
    "sftpd",
    "sgw",
    "sip",
    "snmp",
    "snmpv2c",
    "snmpv3",
    "sntpd",
    "speed",
    "sshd",
    "statistics",
    "switch",
    "switching-hub",
    "syslog",
    "system",
    "telnetd",
    "terminate",
    "tftp",
    "timezone",
    "upnp",
    "url",
    "usbhost",
    "user",
    "vlan",
    "vrrp",
    "wan",
    "wins",
    "wol",
    "yno",
    "yno-agent",
    "status",
    "external",
];

/// Words behind which a text of any language may stand.
const NAMES: [&str; 5] = ["description", "name", "prompt", "label", "comment"];

/// Whether a line can only be a setting.
pub(super) fn is_command(text: &str) -> bool {
    // Asked for nearly every line of a paste, of which few begin so.
    let first = text.trim_start().split(' ').next().unwrap_or_default();
    if !FIRST.contains(&first) {
        return false;
    }
    let mut words = words(text);
    match words.first() {
        Some(&"ipsec" | &"tunnel") => fits_one(EXACT, &words),
        Some(&"no") => {
            words.remove(0);
            matches!(words.first(), Some(&"ipsec" | &"tunnel")) && taken_back(&words)
        }
        Some(_) => text.is_ascii() && fits_one(TELLING, &words),
        None => false,
    }
}

/// Whether a line among settings is one.
pub(super) fn is_setting(text: &str) -> bool {
    let words = words(text);
    let (first, words) = match words.split_first() {
        Some((&"no", rest)) => (rest.first(), rest),
        _ => (words.first(), words.as_slice()),
    };
    let Some(first) = first else { return false };
    if matches!(*first, "ipsec" | "tunnel") {
        return fits_one(EXACT, words)
            || has_lost_value(words)
            || is_veiled(words)
            || (text.trim_start().starts_with("no ") && taken_back(words));
    }
    let is_named = || words.iter().any(|word| NAMES.contains(word));
    let is_blackened = || words.iter().any(|word| is_blackened(word));
    let may_be_one = || text.is_ascii() || is_named() || is_blackened();
    VERBS.contains(first) && words.len() > 1 && may_be_one()
}

/// Whether some first words of a line are a whole setting of IPsec, and the line goes on.
pub(super) fn begins_with_one(words: &[&str]) -> bool {
    let is_of_ipsec = words
        .first()
        .is_some_and(|it| matches!(*it, "ipsec" | "tunnel"));
    let shorter = (3..words.len()).filter_map(|end| words.get(..end));
    is_of_ipsec && !fits_one(EXACT, words) && shorter.into_iter().any(|it| fits_one(EXACT, it))
}

fn words(text: &str) -> Vec<&str> {
    text.split_ascii_whitespace().listed()
}

/// Behind `no`, the last words of a command may be left out.
fn taken_back(words: &[&str]) -> bool {
    words.len() >= 2
        && EXACT.iter().any(|pattern| {
            let mut wanted = pattern.split(' ');
            words.iter().all(|word| match wanted.next() {
                Some("*") => true,
                Some(wanted) => fits(wanted.trim_start_matches('?'), word),
                None => pattern.ends_with('*'),
            })
        })
}

/// Whether somebody took the value out of a setting of a gateway: no router prints one without it.
fn has_lost_value(words: &[&str]) -> bool {
    let is_of_gateway = words.starts_with(&["ipsec", "ike"]);
    is_of_gateway
        && words.last().is_some_and(|last| is_number(last))
        && fits_one(EXACT, &[words, &["***"]].concat())
}

/// Whether somebody hid or took out whose setting it is, or which: what is left begins as one.
fn is_veiled(words: &[&str]) -> bool {
    EXACT.iter().any(|pattern| {
        let mut words = words.iter();
        for (at, wanted) in pattern.split(' ').enumerate() {
            let is_number = wanted.starts_with('#');
            let is_told = at >= 2;
            match words.next() {
                None => return is_told && is_number,
                Some(word) if is_told && (is_masked(word) || is_number && is_address(word)) => {
                    return true;
                }
                Some(word) if !fits(wanted, word) => return false,
                Some(_) => {}
            }
        }
        false
    })
}

fn fits_one(patterns: &[&str], words: &[&str]) -> bool {
    patterns.iter().any(|pattern| fits_all(pattern, words))
}

fn fits_all(pattern: &str, words: &[&str]) -> bool {
    let Some((pattern, words)) = behind_same_words(pattern, words) else {
        return false;
    };
    let mut words = words.iter().peekable();
    for wanted in pattern.split(' ') {
        if wanted == "*" {
            return true;
        }
        let (is_optional, wanted) = match wanted.strip_prefix('?') {
            Some(wanted) => (true, wanted),
            None => (false, wanted),
        };
        let found = words.peek().is_some_and(|word| fits(wanted, word));
        if found {
            words.next();
        } else if !is_optional {
            return false;
        }
    }
    words.next().is_none()
}

/// What is left behind the words that the pattern spells out and the line has; None where it has
/// another. Most patterns end here, and every line meets all of them.
fn behind_same_words<'p, 'w>(
    mut pattern: &'p str,
    mut words: &'w [&'w str],
) -> Option<(&'p str, &'w [&'w str])> {
    let is_special = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    while let Some((wanted, rest)) = pattern.split_once(is_special)
        && !wanted.is_empty()
        && pattern.as_bytes().get(wanted.len()) == Some(&b' ')
    {
        let (word, others) = words.split_first()?;
        if *word != wanted {
            return None;
        }
        (pattern, words) = (rest, others);
    }
    Some((pattern, words))
}

fn fits(wanted: &str, word: &str) -> bool {
    wanted.split('|').any(|wanted| match wanted {
        "#" => is_number(word),
        "@" => is_address(word) || is_masked(word),
        "$" => true,
        _ => match wanted.strip_suffix('.') {
            Some(start) => word.starts_with(start),
            None => word == wanted,
        },
    })
}

/// `1`, `1-3`, `1,3`, `2-`.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b','))
}

fn is_address(word: &str) -> bool {
    let address = word.split('/').next().unwrap_or(word);
    address.contains(['.', ':'])
        && address
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'))
}

/// Whether it is made of what people paint over a text with.
fn is_blackened(word: &str) -> bool {
    let paint = ['■', '□', '●', '○', '◯', '〇', '█', '▇', '＊', '×', '…', '*'];
    word.trim_matches(paint).is_empty() && !word.is_ascii()
}

/// Whether a person may have written it in place of an address.
fn is_masked(word: &str) -> bool {
    !word.is_ascii()
        || word.contains(['*', '<', '$', '[', '{'])
        || word.starts_with("...")
        || word.to_ascii_lowercase().contains("xx")
        || word.to_ascii_lowercase().contains("x.")
}
