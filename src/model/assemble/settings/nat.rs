//! Turns the lines of `nat descriptor …` and `ip filter …` into tables of translation and filters.

use std::net::Ipv4Addr;

use super::{Draft, MOST, Written};
use crate::model::{
    Endpoint, Filter, FilterList, FilterSet, NatStatic, NatTable, Network, Outer, Sourced,
    Treatment,
};
use crate::text::Listed;

impl Draft<'_> {
    pub(super) fn take_nat(&mut self, written: &Written<'_>, words: &[&str]) {
        let line = written.line;
        let (["masquerade", "static", number, _, _, ..]
        | ["masquerade", "incoming", number, _, ..]
        | ["address", "outer" | "inner", number, ..]
        | ["static", number, _, _, ..]
        | ["type", number, _, ..]) = words
        else {
            return;
        };
        let Some(table) = self.nat_table(number, line) else {
            return;
        };
        let sourced = |words: &[&str]| Some(Sourced::new(words.join(" "), line));
        match words {
            ["type", _, kind, ..] => {
                table.is_masquerade = Some(Sourced::new(kind.contains("masquerade"), line));
            }
            ["address", "outer", _, rest @ ..] => table.outer = sourced(rest),
            ["address", "inner", _, rest @ ..] => table.inner = sourced(rest),
            ["masquerade", "static", _, number, inner, rest @ ..] => {
                table.statics.push(NatStatic {
                    line,
                    number: number.parse().ok(),
                    inner: inner.parse().ok(),
                    protocol: rest.first().map(|it| (*it).to_owned()),
                    ports: rest.get(1).map(|it| (*it).to_owned()),
                    outer: Outer::OfTable,
                });
            }
            // One outer address for one inner: whatever comes in is led there.
            ["static", _, number, pair, rest @ ..] => table.statics.push(NatStatic {
                line,
                number: number.parse().ok(),
                inner: pair.split_once('=').and_then(|it| it.1.parse().ok()),
                protocol: None,
                ports: None,
                outer: outer_of(pair, rest.first().copied()),
            }),
            ["masquerade", "incoming", _, treatment, ..] => {
                let lets_in = matches!(*treatment, "through" | "forward");
                table.lets_in = lets_in.then_some(line);
            }
            _ => {}
        }
    }

    fn nat_table(&mut self, number: &str, line: u32) -> Option<&mut NatTable> {
        let number = number.parse().ok()?;
        let tables = &mut self.settings.nat;
        let at = tables.partition_point(|it| it.number < number);
        let is_new = tables.get(at).is_none_or(|it| it.number != number);
        if is_new && tables.len() < MOST {
            tables.insert(at, NatTable::new(number, line));
        }
        tables.get_mut(at).filter(|it| it.number == number)
    }

    pub(super) fn take_filter(&mut self, written: &Written<'_>, is_v6: bool, words: &[&str]) {
        let [number, rest @ ..] = words else { return };
        if let ["set", name, words @ ..] = words {
            self.take_filter_set(written, name, words);
        }
        if let ["dynamic", number, _, _, carried @ ..] = words
            && let Ok(number) = number.parse::<u32>()
        {
            self.take_dynamic_filter(written, is_v6, number, carried);
        }
        let Ok(number) = number.parse::<u32>() else {
            return;
        };
        let settings = &mut self.settings;
        let filters = if is_v6 {
            &mut settings.filters_v6
        } else {
            &mut settings.filters
        };
        let at = filters.partition_point(|it| it.number < number);
        if filters.get(at).is_some_and(|it| it.number == number) {
            filters.remove(at);
        }
        let has_room = !written.is_removed && filters.len() < MOST;
        if let Some(filter) = filter(number, written.line, rest).filter(|_| has_room) {
            filters.insert(at, filter);
        }
    }
}

impl Draft<'_> {
    /// Of the last line of a number, what it remembers connections of.
    fn take_dynamic_filter(
        &mut self,
        written: &Written<'_>,
        is_v6: bool,
        number: u32,
        carried: &[&str],
    ) {
        let settings = &mut self.settings;
        let dynamic = if is_v6 {
            &mut settings.dynamic_filters_v6
        } else {
            &mut settings.dynamic_filters
        };
        dynamic.retain(|it| it.0 != number);
        if !written.is_removed && dynamic.len() < MOST {
            let carried = carried
                .first()
                .map_or_else(String::new, |it| (*it).to_owned());
            dynamic.push((number, carried));
        }
    }

    fn take_filter_set(&mut self, written: &Written<'_>, name: &str, words: &[&str]) {
        let sets = &mut self.settings.filter_sets;
        sets.retain(|it| it.name != name);
        if written.is_removed || sets.len() >= MOST {
            return;
        }
        let list = |direction: &str| {
            let (_, rest) =
                words.split_at_checked(words.iter().position(|it| *it == direction)?)?;
            let (_, rest) = rest.split_first()?;
            let own = rest.split(|it| matches!(*it, "in" | "out")).next()?;
            let mut list = filter_list(own, written.line);
            list.of_set = true;
            Some(list)
        };
        sets.push(FilterSet {
            name: name.to_owned(),
            filters_in: list("in"),
            filters_out: list("out"),
        });
    }

    /// Puts the lists of named sets in place of the names.
    pub(super) fn resolve_filter_sets(&mut self) {
        let settings = &mut self.settings;
        let sets = std::mem::take(&mut settings.filter_sets);
        let is_whole = settings.whole.is_some();
        let resolve = |list: &mut Option<FilterList>, inward: bool| {
            let Some(name) = list
                .as_ref()
                .filter(|it| it.of_set)
                .map(|it| it.text.as_str())
            else {
                return;
            };
            match sets.iter().find(|it| it.name == name) {
                Some(set) if inward => list.clone_from(&set.filters_in),
                Some(set) => list.clone_from(&set.filters_out),
                // A set that does not exist is no filter (command reference 8.1.25).
                None if is_whole => *list = None,
                None => {}
            }
        };
        for it in &mut settings.interfaces {
            resolve(&mut it.filters_in, true);
            resolve(&mut it.filters_out, false);
        }
        for it in &mut settings.tunnels {
            resolve(&mut it.filters_in, true);
            resolve(&mut it.filters_out, false);
        }
        settings.filter_sets = sets;
    }
}

/// Puts what stands behind `secure filter` where it belongs: a list for one direction, or the name of a
/// set for both.
pub(super) fn take_filter_list(
    written: &Written<'_>,
    words: &[&str],
    filters_in: &mut Option<FilterList>,
    filters_out: &mut Option<FilterList>,
) {
    let [direction, words @ ..] = words else {
        return;
    };
    let list = (!written.is_removed).then(|| filter_list(words, written.line));
    match *direction {
        "in" => *filters_in = list,
        "out" => *filters_out = list,
        "name" => {
            let list = list.map(|list| FilterList {
                of_set: true,
                ..list
            });
            filters_in.clone_from(&list);
            *filters_out = list;
        }
        _ => {}
    }
}

fn filter(number: u32, line: u32, words: &[&str]) -> Option<Filter> {
    let [treatment, rest @ ..] = words else {
        return None;
    };
    let treatment = match treatment.split('-').next() {
        Some("pass") => Treatment::Pass,
        Some("reject") => Treatment::Reject,
        _ => Treatment::Restrict,
    };
    let word = |at: usize| rest.get(at).copied().unwrap_or("*");
    Some(Filter {
        number,
        line,
        treatment,
        source: Endpoint {
            networks: networks(word(0)),
            ports: list(word(3)),
        },
        destination: Endpoint {
            networks: networks(word(1)),
            ports: list(word(4)),
        },
        protocols: list(word(2)),
    })
}

/// The most addresses that one entry is taken to translate.
const MOST_OUTER: u32 = 256;

/// The outer addresses of `203.0.113.9=192.168.1.1 3`, or of as many as the mask of the inner one tells.
fn outer_of(pair: &str, count: Option<&str>) -> Outer {
    let Some((outer, inner)) = pair.split_once('=') else {
        return Outer::Hidden;
    };
    let Ok(first) = outer.parse::<Ipv4Addr>() else {
        return Outer::Hidden;
    };
    let mask = Network::read(inner).map_or(32, |it| it.prefix.min(32));
    let by_mask = 1_u32.checked_shl(u32::from(32 - mask));
    let count = count.and_then(|it| it.parse().ok()).or(by_mask);
    let count = count.unwrap_or(MOST_OUTER).clamp(1, MOST_OUTER);
    let first = first.to_bits();
    let all = (0..count).filter_map(|it| first.checked_add(it));
    Outer::Own(all.map(|it| Ipv4Addr::from_bits(it).into()).listed())
}

/// The networks in `192.0.2.1,198.51.100.0/24`; empty for all, None where one is not understood.
fn networks(word: &str) -> Option<Vec<Network>> {
    if word == "*" {
        return Some(Vec::new());
    }
    word.split(',').map(Network::read).collect()
}

fn list(word: &str) -> Vec<String> {
    let parts = word.split(',').filter(|part| *part != "*");
    parts.map(str::to_owned).listed()
}

/// The list behind a direction.
fn filter_list(words: &[&str], line: u32) -> FilterList {
    let is_dynamic = |word: &&str| *word == "dynamic";
    let end = words.iter().position(is_dynamic);
    let fixed = words.get(..end.unwrap_or(words.len()));
    let fixed = fixed.unwrap_or_default().iter();
    let dynamic = words.iter().skip(end.map_or(words.len(), |it| it + 1));
    let is_unread = |word: &&str| word.parse::<u32>().is_err();
    let numbers = |words: &mut dyn Iterator<Item = &&str>| {
        words.filter_map(|word| word.parse().ok()).listed()
    };
    FilterList {
        line,
        filters: numbers(&mut fixed.clone()),
        dynamic: numbers(&mut dynamic.clone()),
        has_more: end.is_some() || fixed.clone().any(&is_unread),
        has_unread: fixed.chain(dynamic).any(is_unread),
        of_set: false,
        text: words.join(" "),
    }
}
