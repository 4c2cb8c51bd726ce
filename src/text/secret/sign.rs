//! Tells in one pass over a line's bytes whether it could hold a secret at all.

/// Three letters of each word that a line with a secret holds: 鍵, シリアル, パスワード, アドレス, キー, 暗証
/// and 製造 too.
const SIGNS: [&[u8; 3]; 37] = [
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
    &[0xe3, 0x82, 0xb7],
    &[0xe3, 0x83, 0x91],
    &[0xe3, 0x82, 0xa2],
    &[0xe3, 0x82, 0xad],
    &[0xe6, 0x9a, 0x97],
    &[0xe8, 0xa3, 0xbd],
];

/// The five low bits of a letter are the same in either case.
const fn shifted(sign: usize, byte: u8) -> usize {
    ((sign << 5) | (byte & 0b1_1111) as usize) & 0x7fff
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
    bits
};

/// Whether the line could hold a secret at all. Most do not, and this takes one look at each byte.
pub(super) fn suspicious(bytes: &[u8]) -> bool {
    let mut sign = 0;
    let mut hex_joints = 0;
    let (mut one, mut joint) = (0_u8, 0_u8);
    bytes.iter().any(|&byte| {
        sign = shifted(sign, byte);
        if matches!(joint, b':' | b'-') {
            hex_joints += usize::from(one.is_ascii_hexdigit() && byte.is_ascii_hexdigit());
        }
        let is_sign = SIGN_BITS
            .get(sign / 64)
            .is_some_and(|bits| bits >> (sign % 64) & 1 == 1);
        (one, joint) = (joint, byte);
        is_sign || hex_joints >= 5
    })
}
