//! Tells from how long a tunnel stands each time what may end it.

use super::Falls;
use crate::model::{Detail, GatewaySettings, KeepaliveUse};
use crate::pair::End;

/// What a tunnel that falls at regular intervals has in common with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnose) enum Period {
    /// The keepalive that is never answered: its interval times its count, in seconds.
    Keepalive(u64),
    /// The timer by which a translation forgets a session: 900 seconds by default (command reference 23.9).
    NatTimer,
    /// The life of its keys, in seconds.
    Life(u64),
    /// With none of these.
    Other,
}

/// The default of `ipsec ike keepalive use`: every 10 seconds, 6 times (command reference 15.20).
const KEEPALIVE: (u64, u64) = (10, 6);

/// The default life of keys in seconds (command reference 15.45).
const LIFE_SECS: u64 = 28_800;

/// The default timer of NAT in seconds.
const NAT_SECS: u64 = 900;

/// How long the tunnel of an end stands each time, in seconds, and what that is the time of; None where
/// it is not about the same each time.
pub(in crate::diagnose) fn period(end: &End<'_>, falls: &Falls) -> Option<(u64, Period)> {
    let usual = falls.usual()?;
    let settings = end.gateway_settings();
    let asks = keepalive(settings);
    let is_keepalive = asks.is_some_and(|(interval, count)| {
        let after = interval * count;
        (after.saturating_sub(interval)..=after.saturating_add(3 * interval)).contains(&usual)
    });
    let life = life(settings);
    // A new key is made some time before the old one ends.
    let is_life = (life * 7 / 10..=life + 120).contains(&usual);
    let period = if is_keepalive {
        Period::Keepalive(asks.map_or(0, |it| it.0 * it.1))
    } else if usual.abs_diff(NAT_SECS) <= NAT_SECS / 10 {
        Period::NatTimer
    } else if is_life {
        Period::Life(life)
    } else {
        Period::Other
    };
    Some((usual, period))
}

/// Seconds between two questions and how many may remain without an answer; None where it does not ask.
pub(super) fn keepalive(settings: Option<&GatewaySettings>) -> Option<(u64, u64)> {
    let Some(settings) = settings else {
        return Some(KEEPALIVE);
    };
    let used = settings.keepalive.known().map(|it| it.value.used);
    if used == Some(KeepaliveUse::Off) {
        return None;
    }
    let numbers = settings.details.get(Detail::KeepaliveInterval).known();
    let numbers = numbers.and_then(|it| {
        let (interval, count) = it.value.split_once(' ')?;
        Some((number(interval)?, number(count)?))
    });
    Some(numbers.unwrap_or(KEEPALIVE))
}

/// Seconds that the keys of an end live, by its settings, else by default.
pub(in crate::diagnose) fn life(settings: Option<&GatewaySettings>) -> u64 {
    life_of(settings, Detail::IpsecLife)
}

/// The same of the one or the other kind of SA, whose defaults are alike.
pub(super) fn life_of(settings: Option<&GatewaySettings>, of: Detail) -> u64 {
    let set = settings.and_then(|it| it.details.get(of).known());
    let seconds = set.and_then(|it| number(it.value.split(' ').next()?));
    seconds.unwrap_or(LIFE_SECS)
}

/// A number small enough to be reckoned with.
fn number(text: &str) -> Option<u64> {
    text.parse::<u32>().ok().map(u64::from)
}
