//! Turns the lives left of SAs that details print more than once into whether a lower line of a box is the newer one:
//! a life falls as time goes by.

use super::sa;
use crate::model::{Direction, ONE_MOMENT_SECS, Spi};
use crate::parse::{Answer, Record};
use crate::text::{Listed, sort_by_key};

/// The lines between which lives of SAs fell.
#[derive(Default)]
pub(super) struct Lives {
    /// The upper and the lower line of one SA whose life fell by more than the time of one look.
    falls: Vec<(u32, u32)>,
    /// Whether any rose: then the lower lines are not the newer ones everywhere.
    rises: bool,
}

/// The life left of an SA in one detail.
struct Life {
    sa: (Direction, Spi),
    line: u32,
    secs: u32,
}

impl Lives {
    pub(super) fn of(answers: &[Answer]) -> Self {
        let mut lives = asked_again(answers).into_iter().flat_map(printed).listed();
        sort_by_key(&mut lives, |it| (it.sa, it.line));
        let mut told = Self::default();
        for pair in lives.windows(2) {
            let [one, other] = pair else { continue };
            if one.sa != other.sa {
                continue;
            }
            told.rises |= one.secs < other.secs;
            if one.secs > other.secs.saturating_add(ONE_MOMENT_SECS) {
                told.falls.push((one.line, other.line));
            }
        }
        told
    }

    /// Whether the upper of two lines stands between two details of one SA of which the lower one is newer, and the lower
    /// line between that one and a newer one still: what only stands below them all may be kept from another day.
    pub(super) fn run_on(&self, upper: u32, lower: u32) -> bool {
        let within = |line: u32| {
            let falls = self.falls.iter();
            falls.filter(move |(from, to)| (*from..=*to).contains(&line))
        };
        let is_parted = within(upper).any(|(_, to)| *to <= lower);
        !self.rises && is_parted && within(lower).next().is_some()
    }
}

/// The details of which there is another to the same command.
fn asked_again(answers: &[Answer]) -> Vec<&Answer> {
    let is_detail = |it: &&Answer| matches!(it.record, Record::SaBlocks(_));
    let mut details = answers.iter().filter(is_detail).listed();
    sort_by_key(&mut details, |it| it.arguments.as_slice());
    let of_commands = details.chunk_by(|one, other| one.arguments == other.arguments);
    let again = of_commands.filter(|it| it.len() > 1);
    again.flatten().copied().listed()
}

fn printed(answer: &Answer) -> Vec<Life> {
    let Record::SaBlocks(it) = &answer.record else {
        return Vec::new();
    };
    let lives = sa::lives(&it.blocks, answer).into_iter();
    let lives = lives.map(|(direction, spi, secs)| Life {
        sa: (direction, spi.value),
        line: spi.line,
        secs,
    });
    lives.listed()
}

#[cfg(test)]
mod tests {
    use super::Lives;
    use crate::{parse, text};

    /// Details of one gateway with so many seconds left, a line of other text behind each.
    fn lives(secs: &[u32], spis: &[&str]) -> Lives {
        let details = secs.iter().zip(spis).map(|(secs, spi)| {
            format!(
                "# show ipsec sa gateway 1 detail\nSA[2] Duration: {secs}s\nLocal ID: 192.0.2.1\n\
                 Remote ID: 203.0.113.2\nDirection: send\nProtocol: ESP (Mode: tunnel)\n\
                 Algorithm: AES-CBC (for Auth.: HMAC-SHA)\nSPI: {spi} \n\
                 Key: ** ** ** ** **  (confidential)   ** ** ** ** **\n\
                 ----------------------------------------------------\n"
            )
        });
        let text = details.collect::<String>();
        let document = text::read(&text);
        let parts = text::split(&document, &parse::grammar());
        Lives::of(&parse::parse(&parts[0]).answers)
    }

    const ONE: &str = "a0 00 00 01";

    #[test]
    fn what_stands_between_two_details_whose_lives_fall_is_older_than_what_stands_between_the_next()
    {
        let fallen = lives(&[900, 500, 100], &[ONE, ONE, ONE]);
        assert!(fallen.run_on(9, 21));
        // Above the first of them and below the last, anything may stand.
        assert!(!fallen.run_on(1, 21));
        assert!(!fallen.run_on(9, 31));
        assert!(!fallen.run_on(9, 15));
    }

    #[test]
    fn lives_that_rise_or_are_of_one_look_tell_nothing() {
        assert!(!lives(&[500, 700, 900], &[ONE, ONE, ONE]).run_on(9, 21));
        assert!(!lives(&[900, 880, 860], &[ONE, ONE, ONE]).run_on(9, 21));
        assert!(!lives(&[900, 500, 700], &[ONE, ONE, ONE]).run_on(9, 21));
        assert!(!lives(&[900, 500], &[ONE, "a0 00 00 02"]).run_on(9, 21));
    }
}
