//! CFG604 gateway-incomplete: a gateway of IKEv1 is not told who its peer is.

use crate::diagnose::settings::taken_out::{self, Asked};
use crate::diagnose::settings::{self, Change, Standing, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, log, nothing,
};
use crate::model::IkeVersion;
use crate::pair::GatewayPair;
use crate::text::Listed;

/// CFG604 gateway-incomplete.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG604",
    slug: "gateway-incomplete",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}のゲートウェイ {gateway} に ipsec ike remote address がありません",
        en: "Gateway {gateway} of {here} has no ipsec ike remote address",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の設定に相手のアドレス（ipsec ike remote address）がありません。",
        en: "The VPN is down. The settings of {here} lack the peer's address (ipsec ike remote address).",
    },
    why: Phrase {
        ja: "IKEv1 のゲートウェイは、remote address で相手を見分けます。ないと、自分から始められず、相手から\
             始まっても答えません。相手のアドレスが変わる場合も、any と書く必要があります。",
        en: "A gateway of IKEv1 knows its peer by the remote address. Without one it neither begins nor \
             answers; where the peer's address changes, any must be written.",
    },
    question: Phrase {
        ja: "相手のアドレスが設定されているか",
        en: "Whether the peer's address is set",
    },
    silent_when: for_docs(Phrase {
        ja: "IKEv2 のとき、設定が全部は貼られていないとき、SA があるとき。両端とも書かれていなければ尋ねるだけで、ログにその鍵交換があれば黙っています。",
        en: "With IKEv2, when the settings were not pasted whole, and where SAs are held. It only asks where neither end has the line, and is silent where a log shows that key exchange.",
    }),
    references: cited(&["Command Reference 15.15"]),
    cause: Some(Cause::GatewayIncomplete),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let standing = settings::standing(pair);
    if standing == Standing::Up {
        return nothing();
    }
    let mut findings = Vec::new();
    let ends: Vec<Told<'_>> = pair.ends().filter_map(|end| settings::told(&end)).listed();
    let lacks = |told: &Told<'_>| told.gateway.remote_address.absent().is_some();
    let all_lack = ends.len() > 1 && ends.iter().all(lacks);
    for told in ends {
        let version = told.gateway.version.known();
        let is_v1 = version.is_some_and(|it| it.value == IkeVersion::V1);
        let is_used = told.is_used();
        let Some(line) = told.gateway.remote_address.absent() else {
            continue;
        };
        let works = told.end.ike_presence().is_shown() || log::takes_part(&told.end, pair);
        if !is_v1 || !is_used || works {
            continue;
        }
        let side = told.side();
        let number = told.number();
        // Whom a name is waited for from, an address need not be known of (aggressive mode).
        let waits_for_name = told.gateway.remote_name.explicit().is_some();
        let (value, how) = if waits_for_name {
            ("any", WITH_ANY)
        } else {
            ("<ADDRESS>", WITH_ADDRESS)
        };
        let address = format!("ipsec ike remote address {number} {value}");
        // At the second end it stands beside what the first has of its own.
        let row = if side == pair.a.router.side {
            &["remoteAddress"]
        } else {
            &["localAddress"]
        };
        let finding = Finding::new([told.place(line), told.place(told.gateway.line)])
            .about(row)
            .at(Where::Site(side))
            .site("here", side)
            .arg("gateway", number)
            .yielding();
        let finding = taken_out::ask(finding, &told, &ASKED, standing, all_lack);
        let change = Change::of(address, &told.gateway.remote_address);
        let finding = told.mend(finding, how, [change]).look_for_sas(side);
        findings.push(finding);
    }
    Ok(settings::remarks_where_met(pair, findings))
}

const ASKED: Asked = Asked {
    word: "remote",
    question: Phrase {
        ja: "相手のアドレスの行を、貼る前に消しましたか。消したのなら、ここは問題ありません。覚えがなければ実行し、ipsec ike remote address {gateway} の行が出るかを見ます。",
        en: "Did you remove the line of the peer's address before pasting? Then all is well here. If not, run it and look for the line ipsec ike remote address {gateway}.",
    },
    headline: Phrase {
        ja: "まだ判断できません。どちらの設定にも ipsec ike remote address がありません。貼る前に消したのでなければ、それが原因です。",
        en: "This cannot be decided yet. Neither end's settings show ipsec ike remote address: unless you removed the lines before pasting, that is the cause.",
    },
};

const WITH_ANY: Phrase = Phrase {
    ja: "相手は名前で見分ける設定なので、アドレスは any にします。まとめて実行します。",
    en: "The peer is told by its name, so its address is any. Run the lines together.",
};
const WITH_ADDRESS: Phrase = Phrase {
    ja: "<ADDRESS> を相手のルーターの回線側のアドレスに置き換えて、まとめて実行します。",
    en: "Put the address of the peer's line in place of <ADDRESS> and run the lines together.",
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    fn incomplete() -> String {
        changed(
            SETTINGS,
            "A",
            "  ipsec ike remote address 1 203.0.113.2",
            "",
        )
    }

    #[test]
    fn fires_on_a_gateway_without_peer() {
        check(&RULE, &incomplete()).fires_at(["A1", "A11"]);
    }

    #[test]
    fn silent_on_healthy_pairs() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_with_ikev2() {
        let v2 = "ipsec ike version 1 2\n tunnel enable 1";
        finds_nothing(&RULE, &changed(&incomplete(), "A", "tunnel enable 1", v2));
    }

    #[test]
    fn silent_where_the_settings_are_a_part_or_sas_contradict() {
        finds_nothing(
            &RULE,
            &incomplete().replace("show config", "show config | grep i"),
        );
        finds_nothing(&RULE, &joined(HEALTHY, &incomplete()));
    }
}
