//! LOG701 login-refused: the newest line of the log about the internet line says that the login failed.

use super::of_lines;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Phrase, Rule, Rung, SasSince, Severity, cited, for_docs,
    steps,
};
use crate::pair::End;

/// LOG701 login-refused.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG701",
    slug: "login-refused",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{here}の回線（{line}）は、プロバイダーに認証を断られています",
        en: "The provider refuses the login of {here} ({line})",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の回線が、プロバイダーの認証に失敗しています。",
        en: "The VPN is down. The line of {here} fails to log in at the provider.",
    },
    why: Phrase {
        ja: "ログでは認証の失敗が最後で、その後つながっていません。接続先のユーザー名かパスワードが違うか、契約が使えない状態です。",
        en: "In the log, the failed login comes last, and the line was not up since. The user name or the password is wrong, \
             or the contract cannot be used.",
    },
    question: Phrase {
        ja: "プロバイダーの認証が通っているか",
        en: "Whether the provider accepts the login",
    },
    silent_when: for_docs(Phrase {
        ja: "show status pp が接続中のとき、ログのその後に接続・設定の保存・再起動の行があるとき、SA があるとき、ログがほかの結果より8時間以上前に終わるとき。",
        en: "When the log ends eight hours or more before something else that was pasted, when show status pp shows it connected, when it came up, settings were saved or the router was started later in \
             the log, and where SAs are held.",
    }),
    references: cited(&["RFC 1994 §4.2", "Command Reference, pp auth myname"]),
    cause: Some(Cause::WanAuthFailed),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(|pair| of_lines(pair, true, with_steps)),
};

const READ_LOGIN: Phrase = Phrase {
    ja: "pp auth myname のユーザー名とパスワードを、プロバイダーの書類と見比べます。全角の文字や余分な空白にも注意します。",
    en: "Compare user name and password of pp auth myname with the provider's papers. Look for wide characters and extra blanks too.",
};
const CALL_PROVIDER: Phrase = Phrase {
    ja: "合っていれば、契約の状態と、同じ ID がほかの機器で使われていないかを、プロバイダーに確かめます。",
    en: "If they agree, ask the provider whether the contract is in use and whether another device uses the same id.",
};

fn with_steps(finding: Finding, end: &End<'_>, number: u32) -> Finding {
    let side = end.router.side;
    finding
        .read(side, format!("show config pp {number}"), READ_LOGIN)
        .advise(CALL_PROVIDER)
        .change(side, format!("connect {number}"), steps::CONNECT)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing, joined};

    const REFUSED: &str = "\
//- A
# show log
2026/11/23 09:00:00: PPPOE[01] Connecting to PPPoE server
2026/11/23 09:00:01: PP[01] RECV CHAP Failure in CS_OPEN/SS_CLOSED
2026/11/23 09:00:01: PPPOE[01] Disconnected, cause [PPP: Authentication failed]
2026/11/23 09:00:30: PPPOE[01] Connecting to PPPoE server
# show ipsec sa
#
//- B
";

    #[test]
    fn fires_where_the_login_failed_last() {
        check(&RULE, REFUSED).fires_at(["A4"]);
        check(&RULE, &REFUSED.replace("show log", "show log reverse")).fires_at(["A4"]);
    }

    #[test]
    fn silent_where_something_newer_or_surer_says_that_it_is_up() {
        finds_nothing(&RULE, HEALTHY);
        let up = "# show ipsec sa\n2026/11/23 09:01:00: PPPOE[01] PPPoE Connect\n#";
        finds_nothing(&RULE, &REFUSED.replace("# show ipsec sa\n#", up));
        let status = "# show status pp 1\nPP[01]:\nPPPoEセッションは接続されています\n//- B";
        finds_nothing(&RULE, &REFUSED.replace("//- B", status));
        finds_nothing(
            &RULE,
            &joined(HEALTHY, &REFUSED.replace("# show ipsec sa\n#\n", "")),
        );
    }

    #[test]
    fn a_second_session_that_nothing_ties_to_the_peer_may_be_of_anything() {
        let second = REFUSED
            .replace("PPPOE[01]", "PPPOE[02]")
            .replace("PP[01]", "PP[02]");
        finds_nothing(&RULE, &second);
        let route = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
                     default - PP[02] static\n//- B";
        check(&RULE, &second.replace("//- B", route)).fires();
    }

    #[test]
    fn silent_where_nobody_answered() {
        let other = REFUSED
            .replace("PPP: Authentication failed", "PPPoE: PADI Timeout")
            .replace("RECV CHAP Failure in", "x");
        finds_nothing(&RULE, &other);
    }
}
