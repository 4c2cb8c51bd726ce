//! All rules, one file each, in folders by what they look at.

pub(super) mod ike;
pub(super) mod input;
pub(super) mod line;
pub(super) mod sa;
pub(super) mod tunnel;
