//! Turns steps that would print what was pasted already into a look at that, behind all other steps.

use super::{Finding, Need, Step};
use crate::model::{Cover, Router};
use crate::text::{Listed, find_equal};

impl Finding {
    /// Asks a router for what was not pasted of it.
    pub(super) fn ask_for_new(self, router: &Router, need: Need) -> Self {
        if is_pasted(router, &need.command) {
            self
        } else {
            self.ask(need)
        }
    }

    /// Takes the commands from steps whose answers are there; the routers are in the order of their sides. What stands behind a change looks at its effect;
    /// and where a finding asks for an answer, it wants a new one.
    pub(super) fn look_at_pasted(&mut self, routers: &[Router]) {
        let mut behind = Vec::new();
        let mut is_changed = false;
        let steps = std::mem::take(&mut self.steps);
        for mut step in steps {
            is_changed |= step.changes_state;
            if !is_changed && self.is_answered(&step, routers) {
                step.command = None;
                step.is_pasted = true;
                behind.push(step);
            } else {
                self.steps.push(step);
            }
        }
        self.steps.append(&mut behind);
    }

    fn is_answered(&self, step: &Step, routers: &[Router]) -> bool {
        let (Some(side), Some(command)) = (step.side, &step.command) else {
            return false;
        };
        let mut asks = self.asks.iter();
        let is_asked = asks.any(|it| it.side == side && it.command == *command);
        let router = find_equal(routers, |it| it.side.cmp(&side)).first();
        !is_asked && router.is_some_and(|router| is_pasted(router, command))
    }
}

/// Whether all that a command prints was pasted. State changes, and is worth another look.
fn is_pasted(router: &Router, command: &str) -> bool {
    let words = command.split(' ').listed();
    match words.as_slice() {
        // This asks whether the router has taken a line.
        ["show", "config", "|", "grep", "ipsec"] => false,
        ["show", "config", rest @ ..] => {
            router.settings.whole.is_some() && rest.first() != Some(&"list")
        }
        ["show", "log", rest @ ..] => {
            let log = router.log.as_ref();
            let has_ike = || rest.last() == Some(&"IKE") && log.is_some_and(|it| it.shows_ike);
            log.is_some_and(|it| it.cover != Cover::Extract) || has_ike()
        }
        ["show", "ip", "route"] => router.routes.as_ref().is_some_and(|it| it.whole),
        _ => false,
    }
}
