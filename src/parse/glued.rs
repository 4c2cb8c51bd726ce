//! Turns an answer that stands behind its command on one line, because a copy has lost the ends of lines,
//! into lines again.

use std::borrow::Cow;

use crate::text::{Line, Section, sort_by_key};

/// With what lines of such answers begin.
const STARTS: [&str; 26] = [
    "説明:",
    "Description:",
    "PPPoEセッションは",
    "PPTPセッションは",
    "携帯端末は",
    "回線は",
    "Current ",
    "接続相手:",
    "Access Concentrator:",
    "通信時間:",
    "受信:",
    "送信:",
    "Received:",
    "Transmitted:",
    "PPPオプション",
    "PPP Cofigure Options",
    "LCP Local:",
    "IPCP Local:",
    "PP IP Address Local:",
    "IPV6CP Local:",
    "PP Interface-ID Local:",
    "CCP:",
    "直前の",
    "インタフェースの種類:",
    "トンネルインタフェースは",
    "開始:",
];

/// How the next command begins behind an answer: at a prompt, or below a ruler.
const NEXT: [&str; 3] = ["# show ", "> show ", "--- show "];

/// The lines of a section whose command has the answer behind it; None for all others.
pub(super) fn unfold<'d>(section: &Section<'d>) -> Option<Vec<Line<'d>>> {
    let command = section.command.as_ref()?;
    let glued = command.glued.as_ref()?;
    let mut starts: Vec<usize> = STARTS
        .iter()
        .flat_map(|start| glued.match_indices(start))
        .map(|it| it.0)
        .filter(|at| glued.get(..*at).is_some_and(|before| before.ends_with(' ')))
        .collect();
    // Of several answers on one line nobody can tell which line is of which.
    if NEXT.iter().any(|it| glued.contains(it)) {
        starts.clear();
    }
    sort_by_key(&mut starts, |at| *at);
    let ends = starts.iter().copied().chain([glued.len()]);
    let mut begin = 0;
    let mut lines = Vec::new();
    for end in ends {
        let text = glued.get(begin..end).unwrap_or_default().trim();
        lines.push(Line {
            number: command.line,
            text: Cow::Owned(text.to_owned()),
            full: false,
            stamp: None,
        });
        begin = end;
    }
    lines.extend(section.lines.iter().cloned());
    Some(lines)
}

#[cfg(test)]
mod tests {
    use crate::parse::{self, PpState, Record};
    use crate::text;

    #[test]
    fn an_answer_on_the_line_of_its_command_is_read() {
        let paste = "# show status pp 1 PP[01]: 説明: provider1 PPPoEセッションは接続されています 接続相手: \
                     通信時間: 1分27秒 受信: 154 パケット [16328 オクテット] 負荷: 0.0% 送信: 162 パケット \
                     [22667 オクテット] 負荷: 0.0% PPPオプション LCP Local: Magic-Number MRU, Remote: CHAP \
                     Magic-Number MRU IPCP Local: IP-Address Primary-DNS(203.0.113.31), Remote: IP-Address \
                     PP IP Address Local: 203.0.113.1, Remote: 203.0.113.10 IPV6CP Local: Interface-ID, \
                     Remote: Interface-ID PP Interface-ID Local: 02005efffe005301, Remote: 02005efffe005302 \
                     CCP: None\n# show ipsec sa";
        let document = text::read(paste);
        let parts = text::split(&document, &parse::grammar());
        let parsed = parse::parse(&parts[0]);
        assert!(parsed.notes.unread.is_empty(), "{parsed:?}");
        let first = &parsed.answers[0];
        assert_eq!(
            (first.command.as_str(), first.first_line, first.last_line),
            ("show status pp 1", 1, 1)
        );
        let Record::PpStatus(it) = &first.record else {
            panic!("{first:?}")
        };
        assert_eq!(
            it.state.as_ref().map(|it| it.value),
            Some(PpState::Connected)
        );
        assert_eq!(
            it.local.as_ref().map(|it| it.value.as_str()),
            Some("203.0.113.1")
        );
    }

    #[test]
    fn behind_another_command_it_is_one_answer() {
        for command in ["show status :pp 1", "show ipsec sa"] {
            let paste = format!("# {command} PP[01]: 説明: x PPPoEセッションは継っていません");
            let document = text::read(&paste);
            let parts = text::split(&document, &parse::grammar());
            assert_eq!(parse::parse(&parts[0]).answers.len(), 1, "{command}");
        }
    }

    #[test]
    fn several_answers_on_one_line_are_none() {
        let one = |number: u32| {
            format!(
                "show status pp {number} PP[0{number}]: PPPoEセッションは接続されています CCP: None"
            )
        };
        let paste = format!("# {} # {}", one(1), one(2));
        let document = text::read(&paste);
        let parts = text::split(&document, &parse::grammar());
        let parsed = parse::parse(&parts[0]);
        let is_session = |record: &Record| matches!(record, Record::PpStatus(_));
        assert!(!parsed.answers.iter().any(|it| is_session(&it.record)));
        assert_eq!(parsed.notes.unread, [1]);
    }

    #[test]
    fn what_is_not_understood_on_such_a_line_is_unread_once() {
        let document = text::read("# show status pp 1 PP[01]: 受信: x 送信: y");
        let parts = text::split(&document, &parse::grammar());
        assert_eq!(parse::parse(&parts[0]).notes.unread, [1]);
    }
}
