//! Turns reports into plain text and Markdown and compares them, whole, with the files in
//! `tests/plain`.
#![cfg(test)]

#[path = "support/full.rs"]
mod full;

use expect_test::expect_file;
use full::{A, B};
use rtx_vpn_doctor::report::{
    Lang, PairEnd, Report, Role, State, Traffic, UnreadLine, markdown, redact, text,
};

fn both_forms(report: &Report, lang: Lang) -> [String; 2] {
    [text::render(report, lang), markdown::render(report, lang)]
}

#[test]
fn everything_in_japanese() {
    let [text, markdown] = both_forms(&full::full(), Lang::Ja);
    expect_file!["plain/full.ja.txt"].assert_eq(&text);
    expect_file!["plain/full.ja.md"].assert_eq(&markdown);
}

#[test]
fn everything_in_english() {
    let [text, markdown] = both_forms(&full::full(), Lang::En);
    expect_file!["plain/full.en.txt"].assert_eq(&text);
    expect_file!["plain/full.en.md"].assert_eq(&markdown);
}

#[test]
fn everything_redacted() {
    let redacted = redact::redact(&full::full());
    let text = text::render(&redacted.report, Lang::Ja);
    let table = redacted.table.iter();
    let table: Vec<_> = table
        .map(|it| format!("{} = {}", it.marker, it.original))
        .collect();
    let table = table.join("\n");
    expect_file!["plain/redacted.ja.txt"].assert_eq(&format!("{text}\n{table}\n"));
}

/// A head office with 300 branches, three of them dead, and two other gateways.
fn hub() -> Report {
    let mut report = full::full();
    report.verdict.state = State::Degraded;
    report.verdict.headline = full::text(
        "300 本中 3 本が切れています。",
        "3 of 300 tunnels are down.",
    );
    report.pairs = (1..=300)
        .map(|gateway| match gateway {
            7 | 70 | 77 => full::pair(gateway, State::Down),
            _ => full::pair(gateway, State::Up),
        })
        .collect();
    for role in [Role::RemoteAccess, Role::OtherPeer] {
        let mut pair = full::pair(301, State::Unknown);
        (pair.role, pair.b) = (role, None);
        report.pairs.push(pair);
    }
    report.sites[0].unread = (1..=60)
        .map(|line| UnreadLine {
            line,
            text: "?".to_owned(),
        })
        .collect();
    report
}

#[test]
fn of_many_tunnels_the_dead_ones_are_shown() {
    let [text, markdown] = both_forms(&hub(), Lang::Ja);
    expect_file!["plain/hub.ja.txt"].assert_eq(&text);
    assert!(markdown.lines().count() < 250);
}

#[test]
fn a_lone_healthy_tunnel_needs_few_words() {
    let mut report = full::full();
    report.verdict.state = State::Up;
    report.verdict.traffic = Traffic::Seen;
    report.verdict.side = None;
    report.verdict.headline = full::text(
        "VPN はつながっていて、通信も流れています。",
        "The VPN is up and traffic flows.",
    );
    report.findings.clear();
    report.asks.clear();
    report.not_checked.clear();
    report.pairs[0].verdict = report.verdict.clone();
    for site in &mut report.sites {
        site.unread.clear();
        site.repairs.clear();
    }
    expect_file!["plain/up.ja.txt"].assert_eq(&text::render(&report, Lang::Ja));
}

#[test]
fn lines_keep_to_80_columns_unless_pasted() {
    let mut report = hub();
    for event in &mut report.timeline.events {
        event.text = "IP Tunnel[1] Up".to_owned();
    }
    for lang in [Lang::Ja, Lang::En] {
        for line in text::render(&report, lang).lines() {
            let columns: usize = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            assert!(columns <= 80, "{columns}: {line}");
        }
    }
}

#[test]
fn two_sites_of_one_name_are_told_apart() {
    let mut report = full::full();
    for site in &mut report.sites {
        site.name = Some("RTX1210".to_owned());
    }
    report.pairs[0].b = Some(PairEnd {
        side: B,
        gateway: None,
        tunnel: None,
    });
    let text = text::render(&report, Lang::En);
    assert!(text.contains("RTX1210 (A) (gateway 1, tunnel 1) and RTX1210 (B)\n"));
    assert!(text.contains(&format!("RTX1210 ({A}), line 17: SPI: a6 67 47 47")));
}

#[test]
fn pasted_text_cannot_leave_its_fence() {
    let mut report = full::full();
    report.sites[0].unread[0].text = "````\n# <script>alert(1)</script>".to_owned();
    report.sites[1].name = Some("a|b](http://x)\n\n# c".to_owned());
    let markdown = markdown::render(&report, Lang::En);
    assert!(markdown.contains("`````text\n本社, line 38: ```` # <script>alert(1)</script>\n`````"));
    assert!(markdown.contains(r"a\|b\](http\://x)") && !markdown.contains("\n# c"));
}

#[test]
fn a_row_too_long_for_a_line_is_stacked() {
    let mut report = full::full();
    report.sites[0].name = Some("東京都千代田区の本社ビル三階サーバー室".to_owned());
    let text = text::render(&report, Lang::Ja);
    let direction =
        "  東京都千代田区の本社ビル三階サーバー室 から 支社 へ\n    送る側の SPI: a6674747\n";
    assert!(text.contains(direction), "{text}");
}

fn headline(texts: &[&str]) -> rtx_vpn_doctor::report::Text {
    let paste = |text| rtx_vpn_doctor::Paste {
        text,
        name: None,
        captured_at: None,
    };
    let pastes: Vec<_> = texts.iter().copied().map(paste).collect();
    rtx_vpn_doctor::analyze(&pastes).verdict.headline
}

#[test]
fn several_empty_boxes_are_asked_for_in_one_sentence() {
    let two = headline(&["", ""]);
    assert_eq!(headline(&["", "", ""]), two);
    assert!(!two.ja.contains('本'), "{}", two.ja);
    let none = "# show ipsec sa\n（出力なし）\n";
    let all = headline(&[none, none, none]);
    assert_eq!(
        all.ja,
        "まだ判断できません。AにもBにも SA がありませんが、あるはずの VPN なのかも分かりません。"
    );
    assert_eq!(
        all.en,
        "This cannot be decided yet. There is no SA at A or B, and nothing shows whether there should be one."
    );
    let open = "# show ipsec sa\nTotal: isakmp:0 send:0 recv:0\n";
    for text in [all, headline(&[none, "", ""]), headline(&[open, "x", ""])] {
        assert!(text.ja.matches("切れています").count() < 2, "{}", text.ja);
        assert!(text.ja.matches("判断できません").count() < 2, "{}", text.ja);
    }
}
