//! Tells whether phase 2 is begun again and again and does not finish, by the log of either end.

use super::tail::Tail;
use super::{Way, is_recent, is_stuck, places};
use crate::model::Cover;
use crate::text::Place;

impl Way<'_, '_> {
    /// The lines by which phase 2 is begun again and again.
    pub(super) fn phase_2(&self) -> Option<Vec<Place>> {
        let Some(mine) = self.mine else {
            return self.phase_2_by_answers(self.theirs?);
        };
        // What has fallen back to phase 1 has another fault by now.
        let is_back = is_stuck(self.own, mine) || self.theirs.is_some_and(|it| it.calls.count > 1);
        let begun = mine.calls_2;
        let is_back = is_back || mine.may_renew(&begun);
        (begun.count > 1 && !is_back && is_recent(self.own, &begun))
            .then(|| places(self.own, &begun))
    }

    /// By the log of the called end alone: it answers phase 2 again and again, and falls back to nothing else.
    fn phase_2_by_answers(&self, theirs: &Tail) -> Option<Vec<Place>> {
        let answers = &theirs.answers_2;
        let is_back = theirs.answers.count > 1 || theirs.calls.count > 1;
        let is_back = is_back || theirs.may_renew(answers);
        (answers.count > 1 && !is_back && is_recent(self.other, answers))
            .then(|| places(self.other, answers))
    }

    /// Whether the whole log of the end that calls has phase 2 begun again and again, faster than SAs are made anew, and
    /// no tunnel that came up of it.
    pub(super) fn begins_phase_2_alone(&self) -> bool {
        let log = self.own.router.log.as_ref();
        let is_whole = log.is_some_and(|it| it.cover == Cover::Whole);
        let of_own = self.mine.filter(|it| is_whole && it.up.is_none());
        of_own.is_some_and(|it| {
            it.begins_anew(&it.calls_2) || (it.since_start && it.calls_2.is_no_renewal())
        })
    }
}
