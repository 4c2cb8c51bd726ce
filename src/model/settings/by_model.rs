//! What a model can do, and does where nothing is written, as far as the command reference tells of it.

use crate::model::Algorithm;
use crate::text::Listed;

/// The models that the present edition of the command reference describes (12.01).
const DESCRIBED: [&str; 8] = [
    "RTX840", "RTX3510", "RTX1300", "RTX1220", "RTX830", "RTX1210", "RTX5000", "RTX3500",
];

/// Those of them that know SHA-384 and SHA-512 (15.25, 15.48.2).
const LONG_HASHES: [&str; 2] = ["RTX3510", "RTX1300"];

/// What the RTX1100 can do, by what was seen of it.
const RTX1100: [&str; 10] = [
    "des-cbc", "3des-cbc", "aes-cbc", "md5", "sha", "md5-hmac", "sha-hmac", "modp768", "modp1024",
    "none",
];

/// Whether a model can use an algorithm as it is set; None where nothing is known of it.
pub fn can_use(model: &str, algorithm: &Algorithm) -> Option<bool> {
    let name = algorithm.0.as_str();
    algorithm.strength()?;
    if model == "RTX1100" {
        return Some(RTX1100.contains(&name));
    }
    let is_long = name.starts_with("sha384") || name.starts_with("sha512");
    DESCRIBED
        .contains(&model)
        .then(|| !is_long || LONG_HASHES.contains(&model))
}

/// Whether a router can run a line that sets something of IPsec, as far as is known; `revision` is that of its
/// firmware.
pub fn can_run(model: &str, revision: &str, line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').listed();
    let refuses = match words.as_slice() {
        ["ipsec", "ike", "version", _, "2"] => speaks_v2(model, revision) == Some(false),
        // No model knows what to ask (15.20).
        ["ipsec", "ike", "keepalive", "use", _, _, "icmp-echo"] => true,
        [
            "ipsec",
            "ike",
            "keepalive",
            "use",
            _,
            _,
            "dpd" | "rfc4306",
            ..,
        ] => model == "RTX1100",
        _ => false,
    };
    let cannot_use = |word: &&str| {
        let algorithm = Algorithm((*word).to_owned());
        let is_too_old = word.starts_with("sha256") && has_sha256(model, revision) == Some(false);
        is_too_old || can_use(model, &algorithm) == Some(false)
    };
    !refuses && !words.iter().any(cannot_use)
}

/// Whether the firmware knows IKEv2; the models that are described now always do.
fn speaks_v2(model: &str, revision: &str) -> Option<bool> {
    let since = match model {
        "RTX1100" => return Some(false),
        "RTX1200" => [10, 1, 22],
        "RTX3000" => [9, 0, 50],
        _ => return None,
    };
    Some(numbers(revision)? >= since)
}

/// Whether the firmware of an older model knows SHA-256.
fn has_sha256(model: &str, revision: &str) -> Option<bool> {
    let since = match model {
        "RTX1200" => [10, 1, 32],
        "RTX3000" => [9, 0, 50],
        _ => return None,
    };
    Some(numbers(revision)? >= since)
}

/// A revision of firmware as three numbers that can be compared; None where it is written otherwise.
fn numbers(revision: &str) -> Option<[u32; 3]> {
    let mut parts = revision.split('.').map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// Whether the segments of TCP are made to fit where nothing is written of it (8.1.21): off before these
/// revisions, and on with every later line of firmware.
pub fn limits_mss(model: &str, revision: &str) -> Option<bool> {
    let since = match model {
        "RTX5000" | "RTX3500" => [14, 0, 22],
        "RTX1210" => [14, 1, 26],
        "RTX830" => [15, 2, 3],
        _ if DESCRIBED.contains(&model) => return Some(true),
        _ => return None,
    };
    Some(numbers(revision)? >= since)
}

/// The largest life of an IPsec SA in kilobytes that every revision reads rightly (15.48.1).
pub const SAFE_KILOBYTES: u32 = 2_000_000;

/// Whether the revision misreads a longer life that its peer asks for (15.48.1).
pub fn misreads_long_life(model: &str, revision: &str) -> Option<bool> {
    let last = match model {
        "RTX5000" | "RTX3500" => [14, 0, 33],
        "RTX1220" => [15, 4, 4],
        "RTX1210" => [14, 1, 41],
        "RTX830" => [15, 2, 26],
        "NVR700W" => [15, 0, 23],
        _ if DESCRIBED.contains(&model) => return Some(false),
        _ => return None,
    };
    Some(numbers(revision)? <= last)
}

/// Whether NAT traversal works in main mode of IKEv1 (15.48.5).
pub fn traverses_nat_in_main_mode(model: &str, revision: &str) -> Option<bool> {
    let since = match model {
        "RTX5000" | "RTX3500" => [14, 0, 22],
        "RTX1210" => [14, 1, 20],
        _ if DESCRIBED.contains(&model) => return Some(true),
        _ => return None,
    };
    Some(numbers(revision)? >= since)
}

/// The encryption of ESP where none is written (15.48.2).
pub fn esp_encryption(model: &str) -> Option<&'static str> {
    DESCRIBED.contains(&model).then_some("aes-cbc")
}

/// The authentication of AH where none is written (15.48.2).
pub fn ah_integrity(model: &str) -> Option<&'static str> {
    DESCRIBED.contains(&model).then_some("sha-hmac")
}

/// Whether packets that were seen before are dropped where nothing is written of it (15.48.2).
pub fn anti_replay(model: &str) -> Option<bool> {
    let is_off = matches!(model, "RTX3510" | "RTX1300");
    DESCRIBED.contains(&model).then_some(!is_off)
}

/// Whether it sends by the newest SA only, where nothing is written of it (15.20).
pub fn send_only_new_sa(model: &str) -> Option<&'static str> {
    let follows = matches!(model, "RTX1300" | "RTX3510" | "RTX840");
    let word = if follows { "auto" } else { "off" };
    DESCRIBED.contains(&model).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn can(model: &str, name: &str) -> Option<bool> {
        can_use(model, &Algorithm(name.to_owned()))
    }

    #[test]
    fn what_a_model_cannot_do_is_known_of_few() {
        assert_eq!(can("RTX1100", "sha256"), Some(false));
        assert_eq!(can("RTX1100", "aes-cbc"), Some(true));
        assert_eq!(can("RTX1210", "sha256"), Some(true));
        assert_eq!(can("RTX1210", "sha512"), Some(false));
        assert_eq!(can("RTX1300", "sha512-hmac"), Some(true));
        assert_eq!(can("RTX1200", "sha256"), None);
        assert_eq!(can("RTX1210", "rot13"), None);
    }

    #[test]
    fn a_line_is_run_where_model_and_revision_know_it() {
        for (model, revision, line, runs) in [
            ("RTX1100", "8.03.94", "ipsec ike version 1 2", false),
            ("RTX1100", "8.03.94", "ipsec ike version 1 1", true),
            ("RTX1200", "10.01.20", "ipsec ike version 1 2", false),
            ("RTX1200", "10.01.22", "ipsec ike version 1 2", true),
            ("RTX1200", "", "ipsec ike version 1 2", true),
            ("RTX1210", "14.01.42", "ipsec ike version 1 2", true),
            (
                "RTX1100",
                "8.03.94",
                "ipsec ike keepalive use 1 on dpd",
                false,
            ),
            (
                "RTX1100",
                "8.03.94",
                "ipsec ike keepalive use 1 on heartbeat",
                true,
            ),
            (
                "RTX1210",
                "14.01.42",
                "ipsec ike keepalive use 1 on icmp-echo",
                false,
            ),
            (
                "RTX1210",
                "14.01.42",
                "ipsec ike keepalive use 1 on icmp-echo <ADDRESS>",
                true,
            ),
            (
                "RTX1100",
                "8.03.94",
                "ipsec sa policy 1 1 esp aes256-cbc sha-hmac",
                false,
            ),
            (
                "RTX830",
                "15.02.33",
                "ipsec sa policy 1 1 esp aes-cbc sha512-hmac",
                false,
            ),
            ("RTX1200", "10.01.30", "ipsec ike hash 1 sha256", false),
            ("RTX1200", "10.01.32", "ipsec ike hash 1 sha256", true),
        ] {
            assert_eq!(can_run(model, revision, line), runs, "{model} {line}");
        }
    }

    #[test]
    fn defaults_differ_by_revision() {
        assert_eq!(limits_mss("RTX1210", "14.01.25"), Some(false));
        assert_eq!(limits_mss("RTX1210", "14.01.26"), Some(true));
        assert_eq!(limits_mss("RTX1300", "23.00.05"), Some(true));
        assert_eq!(limits_mss("RTX1200", "10.01.78"), None);
        assert_eq!(limits_mss("RTX830", "beta"), None);
        assert_eq!(misreads_long_life("RTX830", "15.02.26"), Some(true));
        assert_eq!(misreads_long_life("RTX830", "15.02.27"), Some(false));
        assert_eq!(misreads_long_life("RTX1300", "23.00.05"), Some(false));
        assert_eq!(misreads_long_life("RTX1100", "8.03.94"), None);
        assert_eq!(
            traverses_nat_in_main_mode("RTX1210", "14.01.09"),
            Some(false)
        );
        assert_eq!(traverses_nat_in_main_mode("RTX830", "15.02.01"), Some(true));
    }

    #[test]
    fn defaults_differ_by_model() {
        assert_eq!(anti_replay("RTX1300"), Some(false));
        assert_eq!(anti_replay("RTX1210"), Some(true));
        assert_eq!(anti_replay("RTX1100"), None);
        assert_eq!(send_only_new_sa("RTX840"), Some("auto"));
        assert_eq!(esp_encryption("RTX830"), Some("aes-cbc"));
        assert_eq!(ah_integrity("RTX1000"), None);
    }
}
