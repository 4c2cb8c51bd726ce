//! Changes an input by whole lines, taken from the stories of the tests, or leaves it to libFuzzer.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzzer_mutate;

/// Numbers at the edges of what a field can hold.
const NUMBERS: [&str; 10] = [
    "0",
    "1",
    "30",
    "255",
    "256",
    "65536",
    "2147483648",
    "4294967295",
    "4294967296",
    "99999999999999999999",
];

/// Every line of every story, once.
fn known_lines() -> &'static [Vec<u8>] {
    static LINES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    LINES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
        let mut lines = BTreeSet::new();
        for folder in fs::read_dir(root).into_iter().flatten().flatten() {
            for letter in ["a.txt", "b.txt", "c.txt"] {
                let text = fs::read(folder.path().join(letter)).unwrap_or_default();
                lines.extend(text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec));
            }
        }
        lines.into_iter().collect()
    })
}

/// Enough chance for choosing; the same seed chooses the same.
struct Dice(u32);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        usize::try_from(self.0).unwrap_or(0) % end.max(1)
    }
}

/// One change of an input, in its place; gives back the new length.
pub fn change(data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let mut dice = Dice(seed | 1);
    dice.below(2);
    if known_lines().is_empty() || dice.below(3) == 0 {
        return fuzzer_mutate(data, size, most);
    }
    let mut lines: Vec<Vec<u8>> = data[..size]
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    for _ in 0..=dice.below(3) {
        change_lines(&mut lines, &mut dice);
    }
    let new = lines.join(&b'\n');
    let length = new.len().min(most).min(data.len());
    data[..length].copy_from_slice(&new[..length]);
    length
}

fn change_lines(lines: &mut Vec<Vec<u8>>, dice: &mut Dice) {
    let at = dice.below(lines.len());
    let known = known_lines();
    match dice.below(9) {
        0 | 1 => lines.insert(at, known[dice.below(known.len())].clone()),
        2 => {
            // Lines that stand side by side in their alphabet are of one kind.
            let first = dice.below(known.len());
            let some = known.iter().skip(first).take(1 + dice.below(6));
            lines.splice(at..at, some.cloned());
        }
        3 => lines[at] = known[dice.below(known.len())].clone(),
        4 => drop(lines.remove(at)),
        5 => {
            let end = (at + 1 + dice.below(8)).min(lines.len());
            let block = lines[at..end].to_vec();
            let to = dice.below(lines.len());
            lines.splice(to..to, block);
        }
        6 => {
            let other = dice.below(lines.len());
            lines.swap(at, other);
        }
        7 => lines[at] = with_another_number(&lines[at], dice),
        _ => {
            // Two lines become one, as where a terminal or a person has joined them.
            let next = if at + 1 < lines.len() {
                lines.remove(at + 1)
            } else {
                Vec::new()
            };
            lines[at].extend(next);
        }
    }
    if lines.is_empty() {
        lines.push(Vec::new());
    }
}

fn with_another_number(line: &[u8], dice: &mut Dice) -> Vec<u8> {
    let starts: Vec<usize> = (0..line.len())
        .filter(|at| line[*at].is_ascii_digit() && (*at == 0 || !line[at - 1].is_ascii_digit()))
        .collect();
    if starts.is_empty() {
        return line.to_vec();
    }
    let start = starts[dice.below(starts.len())];
    let digits = line[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    let end = start + digits.count();
    let number = NUMBERS[dice.below(NUMBERS.len())].as_bytes();
    [&line[..start], number, &line[end..]].concat()
}
