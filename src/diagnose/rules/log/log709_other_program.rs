//! LOG709 other-program: among the answers of a router stand lines that another program printed.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, for_docs,
    nothing,
};
use crate::model::Router;

/// LOG709 other-program.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG709",
    slug: "other-program",
    rung: None,
    title: Phrase {
        ja: "{here}に、{program} の行が混ざっています",
        en: "Among the lines of {here} are some of {program}",
    },
    headline: Phrase {
        ja: "{here}に、{program} の行が混ざっています。",
        en: "Among the lines of {here} are some of {program}.",
    },
    why: Phrase {
        ja: "このツールが読むのはヤマハ RTX の行だけなので、その行は使っていません。RTX のログは show log で取れます。",
        en: "This tool reads Yamaha RTX routers only and leaves those lines out. The log of an RTX comes from show log.",
    },
    question: Phrase {
        ja: "ほかのプログラムの行が混ざっていないか",
        en: "Whether lines of another program are among them",
    },
    silent_when: for_docs(Phrase {
        ja: "RTX の出力が一つも見つからないとき（IN001 が答えます）。",
        en: "Where no output of an RTX was found at all (then IN001 answers).",
    }),
    references: cited(&["Command Reference, show log"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

fn check(router: &Router) -> Outcome {
    let Some(foreign) = router.foreign.filter(|_| router.n_answers > 0) else {
        return nothing();
    };
    let finding = Finding::new([router.place(foreign.line)])
        .at(Where::Site(router.side))
        .site("here", router.side)
        .arg("program", foreign.value);
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    #[test]
    fn fires_once_on_lines_of_another_program_beside_those_of_a_router() {
        let mixed = "//- A\n2026/11/23 10:00:00: IP Tunnel[1] Up\n12[IKE] initiating IKE_SA x\n\
                     12[CFG] x\n//- B\n";
        check(&RULE, mixed).fires_at(["A2"]);
        check(&RULE, mixed).fires_as_remark();
    }

    #[test]
    fn silent_without_such_lines_and_where_nothing_else_stands() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, "//- A\n12[IKE] initiating IKE_SA x\n//- B\n");
    }
}
