//! Tells the command lines that a person wrote as headings: `■ show ipsec sa`, `1. show ipsec sa`, `【show ipsec sa】`,
//! and which site such a heading names: `本社：show ipsec sa`.

use std::borrow::Cow;

use super::Line;
use super::command::{Command, Grammar};
use super::note::said_behind;
use super::split::prompt;

/// What people call it in front of a colon, in bytes at most.
const LONGEST_LABEL: usize = 30;

/// The command of such a line, where no further command follows right below: then it is a heading above the command line
/// itself, or one of a list.
pub(super) fn dressed(lines: &[Line<'_>], at: usize, grammar: &Grammar) -> Option<Command> {
    let line = lines.get(at)?;
    let command = bared(line, grammar)?;
    let mut below = lines.iter().skip(at + 1).filter(|it| !it.is_blank());
    let is_heading = below.next().is_some_and(|next| is_command(next, grammar));
    (!is_heading).then_some(command)
}

fn is_command(line: &Line<'_>, grammar: &Grammar) -> bool {
    let text = line.text.trim_start();
    let is_typed = prompt(text).is_some_and(|it| !it.1.is_empty());
    let is_known = || Command::alone(line.number, text, grammar).is_some();
    is_typed || is_known() || bared(line, grammar).is_some()
}

fn bared(line: &Line<'_>, grammar: &Grammar) -> Option<Command> {
    let text = line.text.trim();
    let words = said_behind(text).unwrap_or_default();
    let command = text.strip_suffix(words).unwrap_or(text).trim_end();
    let bare = without_dress(command)?;
    let said = format!("{bare} {words}");
    Command::alone(line.number, said.trim_end(), grammar)
}

/// The line without signs and numbers around it, and in small letters; None where nothing of this is there, or what is
/// left shows nothing.
fn without_dress(text: &str) -> Option<Cow<'_, str>> {
    // Most lines end here.
    let shows = |text: &str| {
        let word = text.get(..5);
        word.is_some_and(|it| it.eq_ignore_ascii_case("show "))
    };
    let is_near = |text: &str| {
        text.get(..LONGEST_LABEL.min(text.len()))
            .is_none_or(|it| it.bytes().any(|byte| matches!(byte, b's' | b'S')))
    };
    if !is_near(text) {
        return None;
    }
    let is_dress = |c: char| !c.is_alphabetic();
    let bare = text.trim_start_matches(is_dress);
    let behind_label = text.split_once([':', '：', '】']);
    let behind_label = behind_label.filter(|it| it.0.len() <= LONGEST_LABEL && !shows(bare));
    let bare = behind_label.map_or(bare, |it| it.1.trim_start_matches(is_dress));
    let bare = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
    if bare == text || !shows(bare) {
        let is_large = shows(text) && !text.starts_with("show");
        return is_large.then(|| Cow::Owned(text.to_ascii_lowercase()));
    }
    Some(Cow::Owned(bare.to_ascii_lowercase()))
}

/// The site that a heading names in front of its command. Any other label may tell which time it was asked, or of what.
pub(super) fn site_label(text: &str) -> Option<&str> {
    const SITES: [&str; 13] = [
        "本社",
        "支社",
        "本店",
        "支店",
        "本部",
        "営業所",
        "事務所",
        "工場",
        "倉庫",
        "センター",
        "HQ",
        "BR",
        "branch",
    ];
    let (label, rest) = text.split_once([':', '：', '】'])?;
    let command = rest.trim_start_matches(|c: char| !c.is_alphabetic());
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    let mut owners = ["のルーター", "ルーター", "側"].iter();
    let bare = owners
        .find_map(|it| label.strip_suffix(it))
        .unwrap_or(label);
    let is_site = SITES.iter().any(|it| {
        let name = bare.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        bare == *it || (!it.is_ascii() && (bare.ends_with(it) || name.ends_with(it)))
    });
    (is_site && label.len() <= LONGEST_LABEL && command.starts_with("show ")).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::{site_label, without_dress};

    #[test]
    fn sites_are_told_from_other_labels() {
        for (text, site) in [
            ("本社：show ipsec sa", Some("本社")),
            ("■ 大阪支社: show ipsec sa", Some("大阪支社")),
            ("【支社】show ipsec sa", Some("支社")),
            ("支店2：show ipsec sa", Some("支店2")),
            ("HQ: show ipsec sa", Some("HQ")),
            ("支社側：show ipsec sa", Some("支社側")),
            ("コマンド：show ipsec sa", None),
            ("2回目：show ipsec sa", None),
            ("支社へのトンネル：show status tunnel 1", None),
            ("本社：SA[1] 寿命: 1秒", None),
        ] {
            assert_eq!(site_label(text), site, "{text}");
        }
    }

    #[test]
    fn signs_numbers_and_labels_go() {
        for dressed in [
            "■ show ipsec sa",
            "1. show ipsec sa",
            "(1) show ipsec sa",
            "① show ipsec sa",
            "## show ipsec sa",
            "- show ipsec sa",
            "`show ipsec sa`",
            "**show ipsec sa**",
            "【show ipsec sa】",
            "コマンド：show ipsec sa",
            "CMD: show ipsec sa",
            "Show ipsec sa",
            "SHOW IPSEC SA",
        ] {
            assert_eq!(
                without_dress(dressed).as_deref(),
                Some("show ipsec sa"),
                "{dressed}"
            );
        }
    }

    #[test]
    fn nothing_else_is_one() {
        for text in [
            "show ipsec sa",
            "SA[1] Duration: 28769s",
            "no show",
            "192.168.1.0/24 - TUNNEL[1] static",
            "",
        ] {
            assert_eq!(without_dress(text), None, "{text}");
        }
    }
}
