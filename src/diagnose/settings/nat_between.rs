//! Whether a translation stands between the two ends.

use super::Both;
use crate::diagnose::wan;
use crate::model::{Reach, reach};
use crate::text::Place;

/// The lines that show one: an end is called at an address of the internet, and its line has another that is
/// private or shared.
pub(super) fn translated(both: &Both<'_>) -> Option<[Place; 2]> {
    both.ends().iter().find_map(|(owner, caller)| {
        let router = owner.end.router;
        let way = wan::way(&owner.end)?;
        let present = wan::line(router, &way.interface).address()?;
        let is_hidden = matches!(reach(present.value), Reach::Private | Reach::Shared);
        let called = caller.called().filter(|it| wan::is_global(*it))?;
        let is_own = wan::may_own(router, &way.interface, called);
        let line = caller.gateway.remote_address.line()?;
        let places = [router.place(present.line), caller.place(line)];
        (is_hidden && !is_own).then_some(places)
    })
}
