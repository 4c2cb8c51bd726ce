//! Further settings of a gateway, each as the words behind its number: nothing is concluded from them
//! but that both ends say the same, or not.

use super::Setting;

/// A setting that is kept as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Forms of the messages of phases 1 and 2; IKEv1.
    PayloadType,
    /// Whether older ways of key exchange are kept; IKEv1.
    BackwardCompatibility,
    /// Whether the peer is told what goes wrong and what is deleted; IKEv1.
    SendInfo,
    /// Whether it goes on trying after failures.
    AlwaysOn,
    /// Whether IPsec SAs may outlive the IKE SA; IKEv1.
    RestrictDanglingSa,
    /// Whether requests wait for the answers to those before them; IKEv2.
    MessageIdControl,
    /// Life of IPsec SAs: seconds, and what is written behind them.
    IpsecLife,
    /// Life of IKE SAs.
    IkeLife,
    /// The way of NAT traversal.
    NatTraversalType,
    /// Seconds between the packets that keep a NAT open.
    NatTraversalKeepalive,
    /// Diffie-Hellman group of phase 2; IKEv1.
    SecondGroup,
    /// How often, and how many times in vain, it asks whether the peer is there.
    KeepaliveInterval,
    /// Whether it only sends by the newest SA.
    SendOnlyNewSa,
}

/// How many there are.
const COUNT: usize = 13;

/// All further settings of a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details([Setting<String>; COUNT]);

impl Details {
    /// One of them.
    pub fn get(&self, detail: Detail) -> &Setting<String> {
        const UNKNOWN: &Setting<String> = &Setting::NotPasted;
        self.0.get(detail as usize).unwrap_or(UNKNOWN)
    }

    /// Puts one in place of what was known of it.
    pub(in crate::model) fn set(&mut self, detail: Detail, setting: Setting<String>) {
        if let Some(place) = self.0.get_mut(detail as usize) {
            *place = setting;
        }
    }

    /// The place of one.
    pub(in crate::model) fn place(&mut self, detail: Detail) -> Option<&mut Setting<String>> {
        self.0.get_mut(detail as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sourced;

    #[test]
    fn the_last_one_has_a_place() {
        let mut details = Details::default();
        let value = Setting::Explicit(Sourced::new("off".to_owned(), 1));
        details.set(Detail::SendOnlyNewSa, value.clone());
        assert_eq!(details.get(Detail::SendOnlyNewSa), &value);
        assert!(details.get(Detail::PayloadType).is_not_pasted());
    }
}
