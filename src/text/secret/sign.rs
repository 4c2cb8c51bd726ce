//! Tells in one pass over a line's bytes whether it could hold a secret at all.

/// Three letters of each word that a line with a secret holds: 鍵, シリアル, パスワード, アドレス, キー, 暗証,
/// 製造, 機器番号, ログイン, ユーザー, コミュニティ and 合言葉 too, and what of them is written in single width.
const SIGNS: [&[u8; 3]; 50] = [
    b"key",
    b"ssw",
    b"cre",
    b"ial",
    b"th ",
    b"thk",
    b"th=",
    b"mmu",
    b"psk",
    b"use",
    b"cod",
    b"pre",
    b"pop",
    b"log",
    b"pki",
    b"eap",
    b"pin",
    b"usm",
    b"snm",
    b"sip",
    b"ssp",
    b"at2",
    b"ile",
    b"opy",
    b"eth",
    b"c a",
    b"lie",
    b"://",
    b"sk_",
    b"ind",
    &[0xe9, 0x8d, 0xb5],
    b"ass",
    b"oke",
    b"s/n",
    b"p/w",
    b"dmi",
    &[0xe6, 0xa9, 0x9f],
    &[0xe5, 0x90, 0x88],
    &[0xe3, 0x83, 0x9f],
    &[0xef, 0xbe, 0x8a],
    &[0xef, 0xbd, 0xbc],
    &[0xef, 0xbd, 0xb7],
    &[0xe3, 0x82, 0xb7],
    &[0xe3, 0x83, 0x91],
    &[0xe3, 0x82, 0xa2],
    &[0xe3, 0x82, 0xad],
    &[0xe6, 0x9a, 0x97],
    &[0xe3, 0x82, 0xb0],
    &[0xe3, 0x83, 0xa6],
    &[0xe8, 0xa3, 0xbd],
];

/// Five bits of each byte: letters are the same in either case, and none is a digit, of which most lines are full.
#[expect(
    clippy::indexing_slicing,
    reason = "in a constant, an index out of range does not compile"
)]
const FOLDED: [u8; 256] = {
    let mut folded = [0; 256];
    let mut byte = u8::MIN;
    loop {
        folded[byte as usize] = match byte {
            b'0'..=b'9' => 30,
            b'/' => 28,
            b'=' | b'@'.. => byte & 0b1_1111,
            b' ' => 0,
            _ => 27,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    folded
};

#[expect(
    clippy::indexing_slicing,
    reason = "there is one for each byte, and in a constant nothing else can be called"
)]
const fn shifted(sign: usize, byte: u8) -> usize {
    ((sign << 5) | FOLDED[byte as usize] as usize) & 0x7fff
}

/// One bit for each sign.
#[expect(
    clippy::indexing_slicing,
    reason = "in a constant, an index out of range does not compile"
)]
const SIGN_BITS: [u64; 512] = {
    let mut bits = [0; 512];
    let mut rest: &[&[u8; 3]] = &SIGNS;
    while let [[a, b, c], others @ ..] = rest {
        let sign = shifted(shifted(shifted(0, *a), *b), *c);
        bits[sign / 64] |= 1 << (sign % 64);
        rest = others;
    }
    // Whatever stands behind PW and SN.
    let pw = shifted(shifted(shifted(0, b'p'), b'w'), b' ');
    bits[pw / 64] |= 0xffff_ffff << (pw % 64);
    let sn = shifted(shifted(shifted(0, b's'), b'n'), b' ');
    bits[sn / 64] |= 0xffff_ffff << (sn % 64);
    bits
};

/// Whether the line could hold a secret at all. Most do not, and this takes one look at each byte.
pub(super) fn suspicious(bytes: &[u8]) -> bool {
    let mut sign = 0;
    let mut joints = Joints::default();
    let found = bytes.iter().any(|&byte| {
        sign = shifted(sign, byte);
        is_sign(sign) || joints.end_address(byte)
    });
    // The last word ends with the line.
    found || is_sign(shifted(sign, b' ')) || joints.end_address(b' ')
}

/// The same by words alone, whatever addresses stand there.
pub(super) fn has_sign(bytes: &[u8]) -> bool {
    let mut sign = 0;
    let found = bytes.iter().any(|&byte| {
        sign = shifted(sign, byte);
        is_sign(sign)
    });
    found || is_sign(shifted(sign, b' '))
}

fn is_sign(sign: usize) -> bool {
    let bits = SIGN_BITS.get(sign / 64);
    bits.is_some_and(|bits| bits >> (sign % 64) & 1 == 1)
}

/// Counts what an address of a network card is made of, byte by byte.
#[derive(Default)]
struct Joints {
    /// How many hexadecimal digits stand in a row; beyond all bounds within a longer word.
    digits: u8,
    /// How many pairs of them were joined, `00:00:5e`.
    pairs: u8,
    /// How many groups of four were joined, `0000.5e00`.
    fours: u8,
}

impl Joints {
    /// Whether an address may have ended before this byte, or a name and a password for one, `ann:dummy@`.
    fn end_address(&mut self, byte: u8) -> bool {
        if byte.is_ascii_alphanumeric() {
            let step = if byte.is_ascii_hexdigit() { 1 } else { 100 };
            self.digits = self.digits.saturating_add(step);
            return false;
        }
        let (pairs, fours) = (self.pairs, self.fours);
        (self.pairs, self.fours) = match (self.digits, byte) {
            (2, b':' | b'-') => (pairs.saturating_add(1), 0),
            (4, b'.' | b'-') => (0, fours.saturating_add(1)),
            _ => (0, 0),
        };
        let is_whole = match self.digits {
            2 => pairs >= 5,
            4 => fours >= 2,
            12 => true,
            _ => false,
        };
        self.digits = 0;
        is_whole || byte == b'@'
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_announces_a_secret_is_a_sign_in_either_case_and_numbers_are_none() {
        let words = [
            "S/N", "sn#", "SN：", "pw1", "PW：", "Key", "psk", "at2", "th=", "https://", "鍵",
            "機番",
        ];
        for word in words {
            assert!(
                suspicious(word.as_bytes()) && has_sign(word.as_bytes()),
                "{word}"
            );
        }
        for row in [
            "10.0.3.2",
            "23 07 22 recv 10007",
            "Algorithm: AES-CBC (for Auth.: HMAC-SHA)",
        ] {
            assert!(!suspicious(row.as_bytes()), "{row}");
        }
    }
}
