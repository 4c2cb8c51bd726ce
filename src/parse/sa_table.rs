//! Turns the answer to `show ipsec sa` into one record per row.
//!
//! # Source
//! Command reference, "IPsec の SA の表示".
//! # Shape
//! `sa  sgw isakmp connection    dir  life[s] remote-id`; always in English, columns move between
//! firmware versions, so blanks separate them and nothing else.
//! # Units
//! `life[s]`: seconds left, not the configured lifetime.
//! # Lines
//! row → [`SaRow`] · `Total:` → [`Total`] · heading, ruler → known, no fact · anything else → unread
//! # Wording
//! seen: rows of IKEv1 (`isakmp`) and IKEv2 (`ike`), `tun[0001]esp`, `tun[001]esp`, `tra[0088]esp`.
//! Guessed and accepted: `ah`, a dash as life, `Total:` of zeros for no SA.

use std::borrow::Cow;

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_till},
    character::complete::char,
    combinator::{map, rest, value, verify},
    sequence::delimited,
};

use super::atom::{blanks, is_ruler, number, number_or_dash};
use super::catalog::SHOW_IPSEC_SA;
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};

pub(super) static OUTPUT: Output = Output {
    shape: Some(SHOW_IPSEC_SA),
    command: "show ipsec sa",
    first: "Ts0123456789",
    claims,
    continues: claims,
    wording: &[
        seen(
            "IKEv1 の行（isakmp、tun[0001]esp、tun[001]esp）",
            "rows of IKEv1 (isakmp, tun[0001]esp, tun[001]esp)",
        ),
        seen("IKEv2 の行（ike）", "rows of IKEv2 (ike)"),
        seen(
            "L2TP/IPsec の行（tra[0088]esp）",
            "rows of L2TP/IPsec (tra[0088]esp)",
        ),
        guessed(
            "AH の行（tun[0001]ah）、SA がないときの Total: の行だけの答え",
            "rows of AH (tun[0001]ah), and Total: alone where there is no SA",
        ),
    ],
    read: answers::<SaTable>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SaTable {
    /// Line of `Total:`, of the heading, or of the first row: the line that opens the answer.
    pub opening: u32,
    /// The counts that the router announced.
    pub total: Option<Total>,
    /// The rows, in the order printed.
    pub rows: Vec<SaRow>,
}

/// `Total: isakmp:1 send:1 recv:1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// Line number.
    pub line: u32,
    /// IKE SAs, whatever the IKE version.
    pub isakmp: u32,
    /// Outbound IPsec SAs.
    pub send: u32,
    /// Inbound IPsec SAs.
    pub recv: u32,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaRow {
    /// Line number.
    pub line: u32,
    /// Column `sa`: the router's own number for the SA.
    pub sa: u32,
    /// Column `sgw`: the security gateway.
    pub sgw: u32,
    /// Column `isakmp`: the SA number of the parent; none on an IKE row.
    pub isakmp: Option<u32>,
    /// Column `connection`.
    pub connection: Connection,
    /// Column `dir`.
    pub dir: Dir,
    /// Column `life[s]`: seconds left.
    pub life_secs: Option<u32>,
    /// Column `remote-id`, as printed.
    pub remote_id: Box<str>,
}

/// Column `connection`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// `isakmp`: an IKE SA of IKEv1.
    Isakmp,
    /// `ike`: an IKE SA of IKEv2.
    Ike,
    /// `tun[0001]esp`: tunnel mode on a tunnel interface.
    Tun {
        /// The tunnel interface.
        number: u32,
        /// The protocol as printed.
        protocol: Cow<'static, str>,
    },
    /// `tra[0088]esp`: transport mode.
    Tra {
        /// The transport definition, or the L2TP tunnel.
        number: u32,
        /// The protocol as printed.
        protocol: Cow<'static, str>,
    },
}

/// Column `dir`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dir {
    /// A dash, on the rows of IKE SAs.
    None,
    /// `send`.
    Send,
    /// `recv`.
    Recv,
}

pub(super) enum Item {
    Total(Total),
    Heading,
    Ruler,
    Row(SaRow),
}

fn claims(text: &str) -> bool {
    let text = text.trim_start();
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return text.starts_with("Total:") || is_heading(text);
    }
    let mut words = text.split_ascii_whitespace().skip(1);
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    words.next().is_some_and(number)
        && words.next().is_some_and(|word| word == "-" || number(word))
        && words.next().is_some_and(|word| {
            matches!(word, "isakmp" | "ike") || word.starts_with("tun[") || word.starts_with("tra[")
        })
}

fn is_heading(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    words.next() == Some("sa") && words.next() == Some("sgw")
}

impl Collect for SaTable {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(line: u32, first: &Item) -> Option<Self> {
        let opening = line;
        (!matches!(first, Item::Ruler)).then(|| Self {
            opening,
            ..Self::default()
        })
    }

    fn is_next(&self, item: &Item) -> bool {
        match item {
            Item::Total(_) => true,
            Item::Heading => !self.rows.is_empty(),
            Item::Ruler | Item::Row(_) => false,
        }
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        match item {
            Item::Total(total) => self.total = Some(Total { line, ..total }),
            Item::Row(row) => self.rows.push(SaRow { line, ..row }),
            Item::Heading | Item::Ruler => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        let extent = extent(&self);
        (Record::SaTable(self), extent)
    }
}

/// Whole only where the router's own count proves it.
fn extent(table: &SaTable) -> Extent {
    let count = |dir| u32::try_from(table.rows.iter().filter(|row| row.dir == dir).count()).ok();
    let agrees = table.total.is_some_and(|total| {
        count(Dir::None) == Some(total.isakmp)
            && count(Dir::Send) == Some(total.send)
            && count(Dir::Recv) == Some(total.recv)
    });
    if agrees { Extent::Whole } else { Extent::Cut }
}

fn item(text: &str) -> Option<Item> {
    let text = text.trim();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return row(text).ok().map(|(_, row)| Item::Row(row));
    }
    if let Some(counts) = text.strip_prefix("Total:") {
        return total(counts).map(Item::Total);
    }
    if is_ruler(text) {
        return Some(Item::Ruler);
    }
    is_heading(text).then_some(Item::Heading)
}

fn total(counts: &str) -> Option<Total> {
    let mut total = Total {
        line: 0,
        isakmp: 0,
        send: 0,
        recv: 0,
    };
    let mut found = false;
    for word in counts.split_ascii_whitespace() {
        let (name, count) = word.split_once(':')?;
        let count = count.parse().ok()?;
        match name {
            "isakmp" | "ike" => total.isakmp = count,
            "send" => total.send = count,
            "recv" => total.recv = count,
            _ => return None,
        }
        found = true;
    }
    found.then_some(total)
}

fn row(input: &str) -> IResult<&str, SaRow> {
    let columns = (
        column(number),
        column(number),
        column(number_or_dash),
        column(connection),
        column(dir),
        column(number_or_dash),
        map(rest, str::trim),
    );
    map(
        columns,
        |(sa, sgw, isakmp, connection, dir, life_secs, remote_id)| SaRow {
            line: 0,
            sa,
            sgw,
            isakmp,
            connection,
            dir,
            life_secs,
            remote_id: remote_id.into(),
        },
    )
    .parse(input)
}

/// A column and the blanks behind it; `12x` is no number column.
fn column<'t, T>(
    mut inner: impl Parser<&'t str, Output = T, Error = nom::error::Error<&'t str>>,
) -> impl FnMut(&'t str) -> IResult<&'t str, T> {
    move |input| {
        let (after, value) = inner.parse(input)?;
        let (rest, blank) = blanks(after)?;
        let _ = verify(nom::combinator::success(()), |()| {
            !blank.is_empty() || rest.is_empty()
        })
        .parse(after)?;
        Ok((rest, value))
    }
}

fn connection(input: &str) -> IResult<&str, Connection> {
    // Nearly every row is of ESP, and then nothing is copied.
    let protocol = || {
        map(
            take_till(|c: char| c == ' '),
            |printed: &str| match printed {
                "esp" => Cow::Borrowed("esp"),
                _ => Cow::Owned(printed.to_owned()),
            },
        )
    };
    let bracketed = |word| {
        (
            delimited((tag(word), char('[')), number, char(']')),
            protocol(),
        )
    };
    alt((
        value(Connection::Isakmp, tag("isakmp")),
        value(Connection::Ike, tag("ike")),
        map(bracketed("tun"), |(number, protocol)| Connection::Tun {
            number,
            protocol,
        }),
        map(bracketed("tra"), |(number, protocol)| Connection::Tra {
            number,
            protocol,
        }),
    ))
    .parse(input)
}

fn dir(input: &str) -> IResult<&str, Dir> {
    alt((
        value(Dir::None, tag("-")),
        value(Dir::Send, tag("send")),
        value(Dir::Recv, tag("recv")),
    ))
    .parse(input)
}

#[cfg(test)]
mod tests {
    use super::super::Reading;
    use super::super::lines::Notes;
    use super::*;
    use crate::text;

    fn tables(paste: &str) -> (Vec<(SaTable, Extent)>, Notes) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let records = answers::<SaTable>(&document.lines, &mut notes);
        let tables = records
            .into_iter()
            .filter_map(|Reading { record, extent, .. }| {
                if let Record::SaTable(table) = record {
                    Some((table, extent))
                } else {
                    None
                }
            });
        (tables.collect(), notes)
    }

    fn one_row(line: &str) -> Option<SaRow> {
        tables(line).0.into_iter().next()?.0.rows.into_iter().next()
    }

    const HEALTHY: &str = "\
Total: isakmp:1 send:1 recv:1

sa    sgw isakmp connection    dir  life[s] remote-id
----------------------------------------------------------------------------
1     1    -     isakmp        -    28768   203.0.113.2
2     1    1     tun[0001]esp  send 28769   203.0.113.2
3     1    1     tun[0001]esp  recv 28769   203.0.113.2";

    #[test]
    fn a_whole_answer_is_read() {
        let (tables, notes) = tables(HEALTHY);
        let [(table, Extent::Whole)] = tables.as_slice() else {
            panic!("{tables:?}")
        };
        assert_eq!(notes, Notes::default());
        assert_eq!(table.opening, 1);
        assert_eq!(
            table.rows.iter().map(|row| row.line).collect::<Vec<_>>(),
            [5, 6, 7]
        );
    }

    #[test]
    fn each_column_is_read() {
        assert_eq!(
            one_row("12 88 3 tra[0088]esp recv 120 name with blanks"),
            Some(SaRow {
                line: 1,
                sa: 12,
                sgw: 88,
                isakmp: Some(3),
                connection: Connection::Tra {
                    number: 88,
                    protocol: "esp".into()
                },
                dir: Dir::Recv,
                life_secs: Some(120),
                remote_id: "name with blanks".into(),
            })
        );
    }

    #[test]
    fn every_firmware_s_spelling_is_read() {
        for (line, connection) in [
            ("1  1  -  isakmp - 21398 192.0.2.1", Connection::Isakmp),
            ("1\t1\t-\tike\t-\t21398\tbranch", Connection::Ike),
            (
                "2     1   2     tun[001]esp  send 5  192.0.2.1",
                Connection::Tun {
                    number: 1,
                    protocol: "esp".into(),
                },
            ),
            (
                "2 1 - tun[0012]ah send - ",
                Connection::Tun {
                    number: 12,
                    protocol: "ah".into(),
                },
            ),
        ] {
            assert_eq!(
                one_row(line).map(|row| row.connection),
                Some(connection),
                "{line}"
            );
        }
    }

    #[test]
    fn a_row_cut_at_the_80th_column_is_joined() {
        let row = format!(
            "2     1    1     tun[0001]esp  send 28769   {}",
            "r".repeat(50)
        );
        let (head, tail) = row.split_at(80);
        let (tables, notes) = tables(&format!("{head}\n{tail}\n3 1 1 tun[0001]esp recv 9 x"));
        assert_eq!(
            notes,
            Notes {
                unread: vec![],
                wraps: 1
            }
        );
        let ids: Vec<_> = tables
            .iter()
            .flat_map(|(table, _)| &table.rows)
            .map(|row| row.remote_id.len())
            .collect();
        assert_eq!(ids, [50, 1]);
    }

    #[test]
    fn rows_missing_from_the_announced_count_make_the_answer_cut() {
        let short: Vec<&str> = HEALTHY.lines().take(6).collect();
        assert_eq!(
            tables(&short.join("\n")).0.first().map(|it| it.1),
            Some(Extent::Cut)
        );
        let rows_only = "1 1 - isakmp - 5 x";
        assert_eq!(
            tables(rows_only).0.first().map(|it| it.1),
            Some(Extent::Cut)
        );
    }

    #[test]
    fn no_sa_is_an_answer() {
        let (tables, _) = tables("Total: isakmp:0 send:0 recv:0");
        assert!(matches!(tables.as_slice(), [(table, Extent::Whole)] if table.rows.is_empty()));
    }

    #[test]
    fn a_second_answer_begins_a_second_table() {
        let (tables, _) = tables(&format!("{HEALTHY}\n{HEALTHY}"));
        assert_eq!(tables.len(), 2);
        assert!(tables.iter().all(|(_, extent)| *extent == Extent::Whole));
    }

    #[test]
    fn a_foreign_line_between_rows_is_left_unread() {
        let mangled = HEALTHY.replace("2     1    1", "hello\n2     1x   1");
        assert_eq!(tables(&mangled).1.unread, [6, 7]);
    }
}
