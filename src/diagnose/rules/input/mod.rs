//! Rules about the pastes themselves.

use crate::diagnose::{Finding, Need, Phrase, Severity};
use crate::model::{Direction, Router};

pub(in crate::diagnose) mod in001_not_rtx_output;
pub(in crate::diagnose) mod in002_router_error;
pub(in crate::diagnose) mod in003_same_router_twice;
pub(in crate::diagnose) mod in004_gateways_unrelated;
pub(in crate::diagnose) mod in005_pastes_apart;
pub(in crate::diagnose) mod in006_output_cut;
pub(in crate::diagnose) mod in007_total_disagrees;
pub(in crate::diagnose) mod in008_two_routers_in_one_box;
pub(in crate::diagnose) mod in009_outputs_disagree;
pub(in crate::diagnose) mod in010_newest_sa_unmatched;
pub(in crate::diagnose) mod in011_list_before_ping;
pub(in crate::diagnose) mod in012_left_at_pager;
pub(in crate::diagnose) mod in013_changed_since;
pub(in crate::diagnose) mod in014_made_in_between;
pub(in crate::diagnose) mod in015_spis_not_all_read;
pub(in crate::diagnose) mod in016_settings_of_another_peer;
pub(in crate::diagnose) mod in017_details_of_two_vpns;
pub(in crate::diagnose) mod in018_lines_run_together;
pub(in crate::diagnose) mod in019_site_without_vpn;
pub(in crate::diagnose) mod in020_fault_above;
pub(in crate::diagnose) mod in021_older_left_out;
pub(in crate::diagnose) mod in022_answer_in_words;

const PASTE_WHOLE: Phrase = Phrase {
    ja: "もう一度実行し、コマンドの行から最後の行まで全部を貼ってください。",
    en: "Run it again and paste everything, from the command line to the last line.",
};

/// Adds a look at the whole of an answer of which a part is missing. What is shown is there; only what is
/// missing stays open.
fn paste_whole(finding: Finding, router: &Router, need: Need) -> Finding {
    let finding = finding.read(router.side, need.command.clone(), PASTE_WHOLE);
    let has = |direction| router.ipsec_sas.iter().any(|sa| sa.direction == direction);
    if has(Direction::Outbound) && has(Direction::Inbound) {
        finding.severity(Severity::Risk)
    } else {
        finding.ask(need)
    }
}
