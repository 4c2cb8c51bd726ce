//! Turns a seed into choices: the same seed gives the same world on every machine.

/// A generator of the splitmix family: small, fast, and the same everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    /// A generator of its own for each seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn within(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// Such a number for what is counted in 32 bits.
    pub(crate) fn number(&mut self, low: u32, high: u32) -> u32 {
        u32::try_from(self.within(u64::from(low), u64::from(high))).unwrap()
    }

    /// One of the two ends.
    pub(crate) fn end(&mut self) -> usize {
        usize::from(self.next() % 2 == 1)
    }

    /// True in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// One of several.
    pub(crate) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        let at = self.within(0, list.len() as u64 - 1);
        &list[usize::try_from(at).unwrap()]
    }

    /// So many random bytes.
    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        let byte = |_| self.next().to_be_bytes()[0];
        (0..count).map(byte).collect()
    }
}
