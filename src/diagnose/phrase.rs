//! Texts in both languages, with places for names and numbers.

use std::borrow::Cow;

use crate::text::{Listed, Side};

/// A text in both languages. `{name}` stands for an argument of that name; both texts use the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// Japanese.
    pub ja: &'static str,
    /// English.
    pub en: &'static str,
}

impl Phrase {
    /// Says nothing.
    pub const NOTHING: Self = Self { ja: "", en: "" };
}

/// What is put in place of a `{name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A site, by the name the user gave it.
    Site(Side),
    /// Text that is the same in both languages.
    Text(String),
    /// A text of its own in each language.
    Phrase(Phrase),
}

/// Arguments by name.
pub type Args = Vec<(&'static str, Arg)>;

impl Phrase {
    /// The names in braces, in order, for one language.
    pub fn names(text: &str) -> Vec<&str> {
        let ends = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'));
        ends.map(|(name, _)| name).listed()
    }

    /// The text in both languages, with `name_of` naming the sites. A name without argument stays.
    pub fn fill(
        &self,
        args: &[(&'static str, Arg)],
        name_of: &dyn Fn(Side) -> String,
    ) -> (Cow<'static, str>, Cow<'static, str>) {
        // Most texts have no places, and a text may be used for each of a thousand pairs.
        if !self.ja.contains('{') && !self.en.contains('{') {
            return (Cow::Borrowed(self.ja), Cow::Borrowed(self.en));
        }
        (
            fill(self.ja, args, name_of, |it| it.ja).into(),
            fill(self.en, args, name_of, |it| it.en).into(),
        )
    }
}

fn fill(
    text: &str,
    args: &[(&'static str, Arg)],
    name_of: &dyn Fn(Side) -> String,
    of: fn(&Phrase) -> &'static str,
) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut parts = text.split('{');
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        match args
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, arg)| arg)
        {
            Some(Arg::Site(side)) => filled.push_str(&name_of(*side)),
            Some(Arg::Text(text)) => filled.push_str(text),
            Some(Arg::Phrase(phrase)) if !of(phrase).contains('{') => filled.push_str(of(phrase)),
            Some(Arg::Phrase(phrase)) => {
                // A phrase may need arguments of its own; itself it must not hold.
                let others: Args = args.iter().filter(|it| it.0 != name).cloned().listed();
                filled.push_str(&fill(of(phrase), &others, name_of, of));
            }
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        filled.push_str(rest);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_in_place_in_both_languages() {
        let phrase = Phrase {
            ja: "{here} の SPI {spi}",
            en: "SPI {spi} of {here}",
        };
        let args = [
            ("here", Arg::Site(Side(1))),
            ("spi", Arg::Text("0a".into())),
        ];
        let filled = phrase.fill(&args, &|side| format!("site {}", side.0));
        assert_eq!(
            filled,
            ("site 1 の SPI 0a".into(), "SPI 0a of site 1".into())
        );
    }

    #[test]
    fn a_name_without_argument_stays_visible() {
        let phrase = Phrase {
            ja: "{x}",
            en: "a {x} b",
        };
        assert_eq!(
            phrase.fill(&[], &|_| String::new()),
            ("{x}".into(), "a {x} b".into())
        );
    }
}
