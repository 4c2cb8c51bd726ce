//! Encryption, integrity and Diffie-Hellman groups as printed, comparable across spellings.

/// An algorithm as printed. An unknown one is a value like any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Algorithm(pub String);

/// Why an algorithm should be replaced some day (RFC 8247, RFC 8221, RFC 9395).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weakness {
    /// Must not be used: broken or too short.
    MustNot,
    /// Should not be used: on its way out.
    ShouldNot,
}

/// What is weak, spelled without case, blanks, `-` and `_`. `none` is not: it says that another does the work.
const WEAK: [(&str, Weakness); 11] = [
    ("descbc", Weakness::MustNot),
    ("des", Weakness::MustNot),
    ("hmacmd5", Weakness::MustNot),
    ("md5hmac", Weakness::MustNot),
    ("md5", Weakness::MustNot),
    ("modp768", Weakness::MustNot),
    ("modp768bit", Weakness::MustNot),
    ("3descbc", Weakness::ShouldNot),
    ("modp1024", Weakness::ShouldNot),
    ("modp1024bit", Weakness::ShouldNot),
    ("modp1536", Weakness::ShouldNot),
];

/// What can be set, of each kind the weaker first.
const STRENGTH: [&str; 19] = [
    "des-cbc",
    "3des-cbc",
    "aes-cbc",
    "aes192-cbc",
    "aes256-cbc",
    "md5",
    "sha",
    "sha256",
    "sha384",
    "sha512",
    "md5-hmac",
    "sha-hmac",
    "sha256-hmac",
    "sha384-hmac",
    "sha512-hmac",
    "modp768",
    "modp1024",
    "modp1536",
    "modp2048",
];

impl Algorithm {
    /// A number that grows with its strength, among those of its kind as they are set; None for
    /// another spelling.
    pub fn strength(&self) -> Option<usize> {
        STRENGTH.iter().position(|known| *known == self.0)
    }

    /// Those of its kind that are weaker, the strongest first, as they are set.
    pub fn weaker(&self) -> impl Iterator<Item = Self> + use<> {
        let kind = |name: &str| {
            (
                name.contains("-cbc"),
                name.contains("-hmac"),
                name.starts_with("modp"),
            )
        };
        let own = kind(&self.0);
        let below = STRENGTH.iter().take(self.strength().unwrap_or(0)).rev();
        let below = below.filter(move |name| kind(name) == own);
        below.map(|name| Self((*name).to_owned()))
    }

    /// Whether both spellings say the same.
    pub fn same(&self, other: &Self) -> bool {
        Self::same_spelling(&self.0, &other.0)
    }

    /// Whether two texts differ in nothing but case, blanks, `-` and `_`.
    pub fn same_spelling(one: &str, other: &str) -> bool {
        one == other || significant(one).eq(significant(other))
    }

    /// What of it should be replaced first, and why. A list such as `AES-CBC, SHA-1` is judged part by part.
    pub fn weakest(&self) -> Option<(Weakness, &str)> {
        let weakness = |part: &'_ str| {
            let mut weak = WEAK.iter();
            let found = weak.find(|(weak, _)| significant(part).eq(weak.chars()));
            found.map(|(_, weakness)| *weakness)
        };
        let parts = self.0.split(',').map(str::trim);
        let weak = parts.filter_map(|part| Some((weakness(part)?, part)));
        weak.min_by_key(|it| it.0)
    }
}

/// The characters that tell algorithms apart, in lower case.
fn significant(spelling: &str) -> impl Iterator<Item = char> {
    let characters = spelling.chars().filter(|c| !matches!(c, ' ' | '-' | '_'));
    characters.map(|c| c.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_algorithm_are_the_same() {
        assert!(Algorithm("MODP 1024bit".into()).same(&Algorithm("modp_1024BIT".into())));
        assert!(!Algorithm("AES-CBC".into()).same(&Algorithm("AES256_CBC".into())));
    }

    #[test]
    fn the_stronger_of_two_is_known() {
        let strength = |text: &str| Algorithm(text.into()).strength();
        assert!(strength("aes256-cbc") > strength("aes-cbc"));
        assert!(strength("sha-hmac") > strength("md5-hmac"));
        assert!(strength("modp1024") > strength("modp768"));
        assert_eq!(strength("rot13"), None);
    }

    #[test]
    fn the_weakest_part_counts() {
        let weakness = |text: &str| Algorithm(text.into()).weakest().map(|it| it.0);
        assert_eq!(
            weakness("AES-CBC, SHA-1, MODP 1024bit"),
            Some(Weakness::ShouldNot)
        );
        assert_eq!(
            weakness("DES-CBC, MD5, MODP 1024bit"),
            Some(Weakness::MustNot)
        );
        assert_eq!(weakness("AES256_CBC"), None);
        assert_eq!(weakness("none"), None);
    }
}
