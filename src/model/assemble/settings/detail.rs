//! Turns the lines of `ipsec ike …` of which only the words count into the further settings of a gateway.

use super::Written;
use crate::model::{Detail, GatewaySettings, Setting};

/// A setting: the command's name, its place, and the default (command reference, the section named).
type Row = (&'static str, Detail, &'static str);

/// 15.27, 15.28, 15.29, 15.12, 15.48.4, 15.45, 15.48.1.
const ROWS: [Row; 10] = [
    ("payload type", Detail::PayloadType, "2 2"),
    ("backward-compatibility", Detail::BackwardCompatibility, "1"),
    ("send info", Detail::SendInfo, "on"),
    ("always-on", Detail::AlwaysOn, "off"),
    ("restrict-dangling-sa", Detail::RestrictDanglingSa, "auto"),
    ("message-id-control", Detail::MessageIdControl, "off"),
    ("duration ipsec-sa", Detail::IpsecLife, "28800"),
    ("duration child-sa", Detail::IpsecLife, "28800"),
    ("duration isakmp-sa", Detail::IkeLife, "28800"),
    ("duration ike-sa", Detail::IkeLife, "28800"),
];

/// What stands on a line beside what the line is about: 15.48.5 and 15.20.
const BESIDE: [(Detail, Option<&str>); 4] = [
    (Detail::NatTraversalType, Some("1")),
    (Detail::NatTraversalKeepalive, Some("300")),
    (Detail::KeepaliveInterval, Some("10 6")),
    // The default is a matter of the model.
    (Detail::SendOnlyNewSa, None),
];

/// Takes one line, where it is of such a setting.
pub(super) fn take(
    gateway: &mut GatewaySettings,
    written: &Written<'_>,
    name: &str,
    values: &[&str],
) {
    if let Some((_, detail, _)) = ROWS.iter().find(|it| it.0 == name) {
        let words = match (detail, values) {
            (Detail::PayloadType, [one]) => format!("{one} 2"),
            _ => values.join(" "),
        };
        let setting = written.setting((!words.is_empty()).then_some(words));
        gateway.details.set(*detail, setting);
        return;
    }
    match name {
        "group" => {
            let second = values.get(1).map(|it| (*it).to_owned());
            let setting = second.map_or(Setting::NotPasted, |it| written.setting(Some(it)));
            gateway.details.set(Detail::SecondGroup, setting);
        }
        "nat-traversal" => {
            option(gateway, written, Detail::NatTraversalType, values, "type");
            let detail = Detail::NatTraversalKeepalive;
            option(gateway, written, detail, values, "keepalive");
        }
        "keepalive use" => {
            let detail = Detail::SendOnlyNewSa;
            option(gateway, written, detail, values, "send-only-new-sa");
            let interval = interval(values).map(|it| it.join(" "));
            let setting = interval.map_or(Setting::NotPasted, |it| written.setting(Some(it)));
            gateway.details.set(Detail::KeepaliveInterval, setting);
        }
        _ => {}
    }
}

/// Takes `name=value`, or that it is not written.
fn option(
    gateway: &mut GatewaySettings,
    written: &Written<'_>,
    detail: Detail,
    values: &[&str],
    name: &str,
) {
    let mut options = values.iter().filter_map(|word| word.split_once('='));
    let value = options.find(|it| it.0 == name).map(|it| it.1.to_owned());
    let setting = match value {
        Some(value) => written.setting(Some(value)),
        None => Setting::NotPasted,
    };
    gateway.details.set(detail, setting);
}

/// The seconds between two questions and how many may remain without an answer, behind the method and,
/// of `icmp-echo`, its host.
fn interval<'w>(values: &'w [&'w str]) -> Option<&'w [&'w str]> {
    let is_number = |word: &&str| !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit());
    let mut pairs = values.windows(2);
    pairs.find(|pair| pair.iter().all(is_number))
}

/// Says of what is not written whether it is the default, missing, or not known. What stands beside on a
/// line is known as soon as that line is.
pub(super) fn settle(gateway: &mut GatewaySettings, whole: Option<u32>) {
    for (_, detail, default) in ROWS {
        if let Some(place) = gateway.details.place(detail) {
            place.settle(whole, Some(default.to_owned()));
        }
    }
    let nat = gateway.nat_traversal.line().or(whole);
    let keepalive = gateway.keepalive.line().or(whole);
    for (detail, default) in BESIDE {
        let of_nat = matches!(
            detail,
            Detail::NatTraversalType | Detail::NatTraversalKeepalive
        );
        let line = if of_nat { nat } else { keepalive };
        if let Some(place) = gateway.details.place(detail) {
            place.settle(line, default.map(str::to_owned));
        }
    }
    if let (Some(place), Some(line)) = (gateway.details.place(Detail::SecondGroup), whole)
        && place.is_not_pasted()
    {
        *place = Setting::Absent(line);
    }
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn the_interval_stands_behind_the_method() {
        let of = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            interval(&words).map(|it| it.join(" "))
        };
        assert_eq!(of("on heartbeat 10 6"), Some("10 6".to_owned()));
        assert_eq!(
            of("on icmp-echo 192.168.1.1 length=64 5 3 down=disconnect"),
            Some("5 3".to_owned())
        );
        assert_eq!(of("auto"), None);
    }
}
