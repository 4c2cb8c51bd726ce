//! Turns a pair into its ends, as far as they were pasted.

use super::{End, GatewayPair};

/// The ends of a pair. The library's iterators over so few things weigh much, and many rules need them.
pub(super) struct Ends<'p, 'm> {
    pair: &'p GatewayPair<'m>,
    given: u8,
}

impl<'p, 'm> Ends<'p, 'm> {
    pub(super) fn of(pair: &'p GatewayPair<'m>) -> Self {
        Self { pair, given: 0 }
    }
}

impl<'m> Iterator for Ends<'_, 'm> {
    type Item = End<'m>;

    #[inline(never)]
    fn next(&mut self) -> Option<End<'m>> {
        self.given = self.given.saturating_add(1);
        match self.given {
            1 => Some(self.pair.a),
            2 => self.pair.b,
            _ => None,
        }
    }
}
