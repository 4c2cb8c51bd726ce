//! Turns a report into JSON text.
//!
//! Not with `serde_json` or `serde-wasm-bindgen`: one that knows only what a report is made of takes
//! a fraction of their place in the page.

use std::fmt::{self, Display, Write};

use serde::ser::{Impossible, SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};

use super::Report;

/// The report in one line, as `docs/report.schema.json` describes it.
pub fn render(report: &Report) -> String {
    of(report)
}

/// Anything that is made of what reports are made of, in one line.
pub(crate) fn of<T: Serialize>(value: &T) -> String {
    let mut text = String::new();
    // It fails only for what no report holds, and a test would show that.
    value.serialize(Json(&mut text)).unwrap_or_default();
    text
}

/// JSON of one line on many, two blanks deeper for each list and object, for people.
pub fn laid_out(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth: usize = 0;
    let mut quoted = false;
    let mut escaped = false;
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                let is_empty = matches!(chars.peek(), Some('}' | ']'));
                if !is_empty {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                if !out.ends_with(['{', '[']) {
                    depth = depth.saturating_sub(1);
                    new_line(&mut out, depth);
                }
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c => {
                quoted = c == '"';
                out.push(c);
            }
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

struct Json<'t>(&'t mut String);

impl Json<'_> {
    fn string(&mut self, text: &str) {
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                '\n' => self.0.push_str("\\n"),
                '\0'..='\u{1f}' => write!(self.0, "\\u{:04x}", u32::from(c)).unwrap_or_default(),
                _ => self.0.push(c),
            }
        }
        self.0.push('"');
    }

    fn number(&mut self, number: u64) {
        self.0.push_str(&number.to_string());
    }
}

/// A list or an object that is being written.
struct Items<'t> {
    text: &'t mut String,
    begun: bool,
    end: char,
}

impl Items<'_> {
    fn next(&mut self) {
        if self.begun {
            self.text.push(',');
        }
        self.begun = true;
    }
}

/// What no report holds.
macro_rules! never {
    ($($name:ident($($value:ty),*) -> $answer:ty;)*) => {
        $(fn $name(self, $(_: $value),*) -> Result<$answer, fmt::Error> {
            Err(fmt::Error)
        })*
    };
}

impl<'t> Serializer for Json<'t> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Items<'t>;
    type SerializeStruct = Items<'t>;
    type SerializeTuple = Impossible<(), fmt::Error>;
    type SerializeTupleStruct = Impossible<(), fmt::Error>;
    type SerializeTupleVariant = Impossible<(), fmt::Error>;
    type SerializeMap = Impossible<(), fmt::Error>;
    type SerializeStructVariant = Impossible<(), fmt::Error>;

    fn serialize_bool(self, value: bool) -> fmt::Result {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_u8(mut self, value: u8) -> fmt::Result {
        self.number(u64::from(value));
        Ok(())
    }

    fn serialize_u32(mut self, value: u32) -> fmt::Result {
        self.number(u64::from(value));
        Ok(())
    }

    fn serialize_u64(mut self, value: u64) -> fmt::Result {
        self.number(value);
        Ok(())
    }

    fn serialize_i64(self, value: i64) -> fmt::Result {
        self.0.push_str(&value.to_string());
        Ok(())
    }

    fn serialize_str(mut self, value: &str) -> fmt::Result {
        self.string(value);
        Ok(())
    }

    fn collect_str<T: Display + ?Sized>(mut self, value: &T) -> fmt::Result {
        self.string(&value.to_string());
        Ok(())
    }

    fn serialize_none(self) -> fmt::Result {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        mut self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> fmt::Result {
        self.string(name);
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'t>, fmt::Error> {
        self.0.push('[');
        Ok(Items {
            text: self.0,
            begun: false,
            end: ']',
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Items<'t>, fmt::Error> {
        self.0.push('{');
        Ok(Items {
            text: self.0,
            begun: false,
            end: '}',
        })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: &T,
    ) -> fmt::Result {
        Err(fmt::Error)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> fmt::Result {
        Err(fmt::Error)
    }

    never! {
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_u16(u16) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

impl SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
        self.next();
        value.serialize(Json(self.text))
    }

    fn end(self) -> fmt::Result {
        self.text.push(self.end);
        Ok(())
    }
}

impl SerializeStruct for Items<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> fmt::Result {
        self.next();
        Json(self.text).string(name);
        self.text.push(':');
        value.serialize(Json(self.text))
    }

    fn end(self) -> fmt::Result {
        SerializeSeq::end(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_many_lines_it_is_what_other_programs_write() {
        for json in [
            "{\"a\":[1,{\"b\":[]},{}],\"c\":\"{[,:\\\"\\\\\"}",
            "[]",
            "[[],[[2]]]",
            "null",
        ] {
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(
                laid_out(json),
                serde_json::to_string_pretty(&value).unwrap()
            );
        }
    }

    #[test]
    fn any_text_is_one_string() {
        let text: String = ('\0'..='\u{ff}').chain("本\u{2028}".chars()).collect();
        let mut json = String::new();
        Json(&mut json).string(&text);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
