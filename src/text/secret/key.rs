//! Finds where a line holds the bytes of a key: behind the label of an SA's detail, and in a debugging log.

/// Where the value of a `Key:` or `鍵 :` label begins, also behind the time of a log's line.
pub(super) fn key_value(text: &str) -> Option<usize> {
    let colons = text.match_indices([':', '：']);
    let mut labels = colons.filter(|(at, _)| {
        let label = text.get(..*at).unwrap_or_default().trim_end();
        let end = label.len().checked_sub(3).and_then(|at| label.get(at..));
        label.ends_with('鍵') || end.is_some_and(|end| end.eq_ignore_ascii_case("key"))
    });
    labels.next().map(|(at, colon)| at + colon.len())
}

/// Where the bytes begin that a debugging log prints behind the name of a key.
pub(super) fn key_material(text: &str) -> Option<usize> {
    const FEWEST_DIGITS: usize = 16;
    let lower = text.to_ascii_lowercase();
    let names = ["key", "鍵", "sk_"].into_iter();
    let name = names.filter_map(|name| lower.find(name)).min()?;
    let mut digits = 0;
    let mut start = None;
    for (at, c) in lower.char_indices().skip_while(|(at, _)| *at < name) {
        match c {
            '0'..='9' | 'a'..='f' => {
                start = start.or(Some(at));
                digits += 1;
                if digits >= FEWEST_DIGITS {
                    return start.map(|at| start_of_word(&lower, at));
                }
            }
            ' ' | ':' => {}
            _ => (digits, start) = (0, None),
        }
    }
    None
}

/// Where the word begins that goes on at a place.
fn start_of_word(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before
        .trim_end_matches(|c: char| c.is_ascii_alphanumeric())
        .len()
}
