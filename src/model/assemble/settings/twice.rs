//! Turns the lines of one output into the pairs of them that set one thing to two values.

use crate::parse::{Selected, Setting};
use crate::text::{Listed, sort_by_key};

/// Lines of the earlier and of the later value. A router goes by the later, as it does with what is typed.
pub(super) fn find(settings: &[Setting]) -> Vec<(u32, u32)> {
    let keyed = settings.iter().filter(|it| !it.is_removed);
    let mut keyed: Vec<(&str, &str, &str, u32)> = keyed.filter_map(key).listed();
    sort_by_key(&mut keyed, |it| (it.0, it.1));
    let mut twice = Vec::new();
    for pair in keyed.windows(2) {
        if let [
            (owner, command, value, line),
            (next_owner, next, other, later),
        ] = pair
            && (owner, command) == (next_owner, next)
            && value != other
            && !(is_masked(value) || is_masked(other))
        {
            twice.push((*line, *later));
        }
    }
    sort_by_key(&mut twice, |it| *it);
    twice
}

/// Whether a value is hidden: the same key may be written as text and as bytes.
fn is_masked(value: &str) -> bool {
    value.contains('*')
}

/// Whose a setting is, its command with the number that it is for, its value, and its line; None where
/// several of its kind stand beside each other.
fn key(setting: &Setting) -> Option<(&str, &str, &str, u32)> {
    const OF_A_TUNNEL: [&str; 5] = [
        "ipsec tunnel",
        "tunnel encapsulation",
        "ip tunnel mtu",
        "ip tunnel tcp mss limit",
        "ip tunnel address",
    ];
    let text = setting.text.as_str();
    let line = setting.line;
    if ["ipsec ike ", "ipsec sa policy "]
        .iter()
        .any(|it| text.starts_with(it))
    {
        // Of a gateway there may be several, or their numbers are those of no gateway.
        const OTHERS: [&str; 7] = [
            "retry",
            "queue",
            "eap",
            "xauth",
            "mode-cfg",
            "pki",
            "license-key",
        ];
        let name = text.split(' ').nth(2).unwrap_or_default();
        let is_other = OTHERS.contains(&name);
        let number = text.find(|c: char| c.is_ascii_digit())?;
        let (_, behind) = text.split_at_checked(number)?;
        let end = number + behind.find(' ')?;
        let (command, value) = text.split_at_checked(end)?;
        return (!is_other).then_some(("", command, value, line));
    }
    let Selected::Tunnel(owner) = &setting.selected else {
        return None;
    };
    let known = OF_A_TUNNEL.iter();
    known
        .filter_map(|it| Some((*it, text.strip_prefix(it)?)))
        .find(|(command, value)| {
            // `ipsec tunnel outer df-bit` and its like are commands of their own.
            let is_number = value.bytes().skip(1).all(|byte| byte.is_ascii_digit());
            value.starts_with(' ') && (is_number || *command != "ipsec tunnel")
        })
        .map(|(command, value)| (owner.as_str(), command, value, line))
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::parse::{Selected, Setting};

    fn lines(texts: &[&str]) -> Vec<Setting> {
        let numbered = texts.iter().zip(1..);
        let setting = |(text, line): (&&str, u32)| Setting {
            line,
            text: (*text).to_owned(),
            is_removed: false,
            selected: Selected::Tunnel("1".to_owned()),
        };
        numbered.map(setting).collect()
    }

    #[test]
    fn one_thing_with_two_values_is_found_and_with_one_value_is_not() {
        let twice = lines(&[
            "ipsec ike pfs 1 on",
            "ipsec ike pfs 2 off",
            "ipsec ike pfs 1 off",
            "ip tunnel mtu 1280",
            "ip tunnel mtu 1390",
        ]);
        assert_eq!(find(&twice), [(1, 3), (4, 5)]);
        let same = lines(&["ipsec ike pfs 1 on", "ipsec ike pfs 1 on"]);
        assert_eq!(find(&same), []);
    }

    #[test]
    fn what_stands_beside_its_like_is_not_found() {
        let lists = lines(&[
            "ip filter 1 pass * *",
            "ip filter 1 reject * *",
            "ipsec ike retry 10 5",
            "ipsec ike retry 20 5",
            "ipsec ike xauth myname 1 tokyo",
            "ipsec ike xauth myname 1 osaka",
            "ipsec ike pre-shared-key 1 text ***",
            "ipsec ike pre-shared-key 1 0x***",
            "ipsec ike duration isakmp-sa 1 3600",
            "ipsec ike duration ipsec-sa 1 7200",
            "ipsec tunnel 1",
            "ipsec tunnel outer df-bit clear",
            "ipsec tunnel fastpath-fragment-function follow df-bit on",
        ]);
        assert_eq!(find(&lists), []);
    }
}
