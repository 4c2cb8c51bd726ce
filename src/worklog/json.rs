//! Turns JSON text into values, as far as a work log needs them.
//!
//! Not with `serde_json`: this takes a fraction of its place in the page, and any file may be
//! chosen, so depth has a limit and nothing is trusted.

/// How deep lists and objects may lie within each other.
const DEPTH: usize = 16;

/// One JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// `null`, `true`, `false`, and numbers that no log holds.
    Other,
    /// A whole number from 0.
    Number(u32),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An object, its fields in order.
    Fields(Vec<(String, Self)>),
}

impl Value {
    /// Reads a text that is one JSON value and nothing else.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let value = reader.value(DEPTH)?;
        reader.blanks();
        reader.rest.is_empty().then_some(value)
    }

    /// A field of an object; of several with one name the last, as in JavaScript.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Fields(fields) = self else {
            return None;
        };
        let mut fields = fields.iter().rev();
        fields.find(|(known, _)| known == name).map(|(_, it)| it)
    }

    /// The value, unless it is `null` or the like.
    pub(super) fn said(&self) -> Option<&Self> {
        (*self != Self::Other).then_some(self)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Other | Self::Number(_) | Self::List(_) | Self::Fields(_) => None,
        }
    }

    pub(super) fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            Self::Other | Self::Number(_) | Self::Text(_) | Self::Fields(_) => None,
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    /// Takes a character where it comes next, blanks aside.
    fn eats(&mut self, c: char) -> bool {
        self.blanks();
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        if self.eats('{') {
            let mut fields = Vec::new();
            self.items('}', &mut |reader| {
                let name = reader.eats('"').then(|| reader.string())??;
                reader.eats(':').then_some(())?;
                fields.push((name, reader.value(depth)?));
                Some(())
            })?;
            return Some(Value::Fields(fields));
        }
        if self.eats('[') {
            let mut list = Vec::new();
            self.items(']', &mut |reader| {
                list.push(reader.value(depth)?);
                Some(())
            })?;
            return Some(Value::List(list));
        }
        if self.eats('"') {
            return self.string().map(Value::Text);
        }
        self.word()
    }

    /// Items with commas between them, up to the end of their list.
    fn items(&mut self, end: char, item: &mut dyn FnMut(&mut Self) -> Option<()>) -> Option<()> {
        if self.eats(end) {
            return Some(());
        }
        loop {
            item(self)?;
            if self.eats(end) {
                return Some(());
            }
            self.eats(',').then_some(())?;
        }
    }

    /// The rest of a string whose first quote was taken.
    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escaped()?),
                '\0'..='\u{1f}' => return None,
                c => text.push(c),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.unit()?,
            _ => return None,
        })
    }

    /// A character by its UTF-16 units; half a pair is no character.
    fn unit(&mut self) -> Option<char> {
        let first = self.digits()?;
        let mut units = vec![first];
        if (0xd800..0xdc00).contains(&first)
            && let Some(rest) = self.rest.strip_prefix("\\u")
        {
            self.rest = rest;
            units.push(self.digits()?);
        }
        let mut chars = char::decode_utf16(units);
        Some(chars.next()?.unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn digits(&mut self) -> Option<u16> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        all.then(|| u16::from_str_radix(digits, 16).ok())?
    }

    fn word(&mut self) -> Option<Value> {
        let end = self.rest.find([',', ']', '}', ' ', '\t', '\r', '\n']);
        let (word, rest) = self.rest.split_at_checked(end.unwrap_or(self.rest.len()))?;
        self.rest = rest;
        if matches!(word, "null" | "true" | "false") {
            return Some(Value::Other);
        }
        let digits = word.strip_prefix('-').unwrap_or(word);
        let begins = digits.starts_with(|c: char| c.is_ascii_digit());
        let goes_on = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
        (begins && digits.chars().all(goes_on))
            .then(|| word.parse().map_or(Value::Other, Value::Number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(text: &str) {
        let known = serde_json::from_str::<serde_json::Value>(text);
        assert_eq!(Value::read(text).is_some(), known.is_ok(), "{text}");
    }

    #[test]
    fn what_is_json_is_read_and_nothing_else() {
        for text in [
            "{}",
            "[]",
            " [1, 2] ",
            "{\"a\":[{}],\"b\":null}",
            "\"\\u672c\\n\"",
            "-1.5e+3",
            "true",
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "{a:1}",
            "\"a",
            "\"\\x\"",
            "\"\n\"",
            "1 2",
            "truth",
            "nul",
            "[1]]",
            "{,}",
            "\"\\u12\"",
            "+1",
            ".5",
            "-",
        ] {
            same(text);
        }
    }

    #[test]
    fn strings_mean_what_they_mean_elsewhere() {
        for text in [
            "\"\\ud83d\\ude00 a\\/b\"",
            "\"本\\t\\\"社\\\\\"",
            "\"\\u0000\"",
        ] {
            let known = serde_json::from_str::<String>(text).unwrap();
            assert_eq!(Value::read(text).unwrap().text(), Some(known.as_str()));
        }
        assert_eq!(Value::read("\"\\ud83d\"").unwrap().text(), Some("\u{fffd}"));
    }

    #[test]
    fn no_depth_is_too_deep_for_the_stack() {
        assert_eq!(Value::read(&"[".repeat(1_000_000)), None);
        assert_eq!(
            Value::read(&format!("{}{}", "[".repeat(40), "]".repeat(40))),
            None
        );
    }
}
