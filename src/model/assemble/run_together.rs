//! Recognises, in lines that nothing understood, several lines of answers of which a copy has lost the ends.

use crate::text::{Line, Listed};

/// With what lines of answers and of prompts begin; no router prints two of them on one line.
const STARTS: [&str; 16] = [
    " show ",
    "Total: ",
    "connection ",
    "isakmp - ",
    "esp send ",
    "Duration: ",
    "Local ID: ",
    "Direction: ",
    "Algorithm: ",
    "SPI: ",
    "Current ",
    "寿命",
    "自分側",
    "送受信方向",
    "プロトコル",
    "アルゴリズム",
];

/// So many on one line are no chance: a message of a log may quote one or two.
const ENOUGH: usize = 3;

/// The numbers of the lines among `unread` that are several.
pub(super) fn find(lines: &[Line<'_>], unread: &[u32]) -> Vec<u32> {
    let text = |number: u32| {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        Some(&lines.get(at)?.text)
    };
    let are_several = |number: &u32| {
        text(*number)
            .is_some_and(|it| STARTS.iter().filter(|start| it.contains(**start)).count() >= ENOUGH)
    };
    unread.iter().copied().filter(are_several).listed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn several(text: &str) -> Vec<u32> {
        let document = crate::text::read(text);
        find(&document.lines, &[1, 2])
    }

    #[test]
    fn a_list_on_one_line_is_several() {
        let list = "Total: isakmp:1 send:1 recv:1 sa sgw isakmp connection dir life[s] remote-id \
                    1 1 - isakmp - 28768 203.0.113.2 2 1 1 tun[0001]esp send 28769 203.0.113.2";
        assert_eq!(several(list), [1]);
        let detail = "x\nSA[2] Duration: 28769s Local ID: 192.0.2.1 Direction: send Protocol: ESP";
        assert_eq!(several(detail), [2]);
    }

    #[test]
    fn one_line_is_one() {
        for text in [
            "SA[1] Duration: 100s",
            "please show ipsec sa, Total: is missing",
            "",
        ] {
            assert!(several(text).is_empty(), "{text}");
        }
    }
}
