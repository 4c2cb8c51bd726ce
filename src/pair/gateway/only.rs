//! Tells from the number of a gateway that its router may have a further one, which was not shown.

use std::net::IpAddr;

use super::Search;
use super::candidate::{Key, few};
use super::unit::Unit;
use crate::model::IkeSa;
use crate::pair::moment::ONE_MOMENT_SECS;

impl Search<'_> {
    /// Whether a gateway with SAs, the only one that was shown, is not the first by its number, and the other router
    /// lists no SA that could be one of these: the first may be the one for that router, and hold none.
    pub(super) fn may_follow_another(&self, key: &Key, other: usize) -> bool {
        let (Some(router), Some(to)) = (self.routers.get(key.0), self.routers.get(other)) else {
            return false;
        };
        let Unit::Gateway(Some(id)) = key.1 else {
            return false;
        };
        let ike = router.ike_sas_of(Some(id));
        let holds = !ike.is_empty() || !router.ipsec_sas_of(Some(id)).is_empty();
        if id.0 <= 1 || !holds || router.settings.whole.is_some() {
            return false;
        }
        let lists_none = to.ipsec_sas.is_empty() && to.whole_answer(None).is_some();
        let networks = &to.networks;
        let is_own = |it: &IpAddr| networks.owns(*it) || networks.seen_addresses.contains(it);
        lists_none && !share_age(ike, &to.ike_sas) && !self.called(key).iter().any(is_own)
    }
}

/// Whether two of the IKE SAs may be one by the lives they have left, on which IKEv1 agrees.
fn share_age(here: &[IkeSa], there: &[IkeSa]) -> bool {
    let life = |sa: &IkeSa| sa.common.remaining.map(|it| it.value.0);
    let is_near = |one: &IkeSa, other: &IkeSa| {
        let lives = life(one).zip(life(other));
        lives.is_none_or(|(one, other)| one.abs_diff(other) <= ONE_MOMENT_SECS)
    };
    let mut here = few(here).iter();
    here.any(|own| few(there).iter().any(|it| is_near(own, it)))
}
