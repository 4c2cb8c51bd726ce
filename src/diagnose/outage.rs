//! Tells by present outputs whether a line is out, and in which state: a session, a lease, a port, or a tunnel to the internet.

use super::Phrase;
use crate::model::{Interface, LinkState};
use crate::pair::End;

const CONNECTING: Phrase = Phrase {
    ja: "接続の途中です。何度取り直しても変わらなければ、回線の先が応答していないか、認証が通っていません。",
    en: "It is being set up. If that does not change, nobody answers on the line, or the login is refused.",
};
const LOST: Phrase = Phrase {
    ja: "一度つながった後に切れています。",
    en: "It was up once and is not any more.",
};
const NEVER: Phrase = Phrase {
    ja: "ルーターの起動後、一度もつながっていません。",
    en: "It was never up since the router started.",
};
const DISABLED: Phrase = Phrase {
    ja: "この PP は無効になっています。",
    en: "This PP is switched off.",
};
const UNCONFIGURED: Phrase = Phrase {
    ja: "経路はこの PP を指していますが、設定されていません。",
    en: "The route leads to this PP, which is not configured.",
};
const OTHER: Phrase = Phrase {
    ja: "接続中を示す表示ではありません。",
    en: "Its state is not the one that says that it is up.",
};
const NO_LEASE: Phrase = Phrase {
    ja: "DHCP でアドレスを取得できていません。",
    en: "It has got no address by DHCP.",
};
const NO_LINK: Phrase = Phrase {
    ja: "ポートがリンクしていません（Link Down）。",
    en: "Its port has no link (Link Down).",
};

/// What shows that an interface is not up.
pub(super) struct Outage {
    /// The line that shows it.
    pub(super) line: u32,
    /// In which state the line is.
    pub(super) reason: Phrase,
    /// Of a PP.
    pub(super) state: Option<LinkState>,
}

/// None where nothing shows the interface of an end to be out.
pub(super) fn outage(end: &End<'_>, interface: &Interface) -> Option<Outage> {
    let of_port = |line, reason| Outage {
        line,
        reason,
        state: None,
    };
    // One without a session is a tunnel of another kind than those of VPNs.
    if let Interface::Tunnel(number) = interface {
        let up = end.router.tunnel(*number)?.up.filter(|it| !it.value)?;
        return Some(of_port(up.line, OTHER));
    }
    let shown = end.router.line(interface);
    if let Some(ppp) = shown.ppp {
        let reason = match ppp.state.value {
            LinkState::Up => return None,
            // A sentence that nobody knows says less than the session that stands below it.
            LinkState::NotUp if ppp.uptime.is_some() || ppp.local_address.line().is_some() => {
                return None;
            }
            LinkState::Connecting => CONNECTING,
            LinkState::Down => LOST,
            LinkState::NeverUp => NEVER,
            LinkState::Disabled => DISABLED,
            LinkState::NotConfigured => UNCONFIGURED,
            // A session with an address is one, whatever the sentence is.
            LinkState::NotUp if ppp.local_address.seen().is_some() => return None,
            LinkState::NotUp => OTHER,
        };
        return Some(Outage {
            line: ppp.state.line,
            reason,
            state: Some(ppp.state.value),
        });
    }
    let link = shown.lan.and_then(|it| it.link).filter(|it| !it.value);
    // PPPoE is as far up as the port below it.
    let link = link.map(|it| it.line).or_else(|| no_link(end, interface));
    if let Some(link) = link {
        return Some(of_port(link, NO_LINK));
    }
    let waiting = shown.dhcp?.waiting.as_ref()?;
    Some(of_port(waiting.line, NO_LEASE))
}

/// The port that a PPPoE line runs over, by the settings.
pub(super) fn port<'m>(end: &End<'m>, interface: &Interface) -> Option<&'m Interface> {
    let mut interfaces = end.router.settings.interfaces.iter();
    let settings = interfaces.find(|it| it.interface == *interface)?;
    Some(&settings.pppoe.as_ref()?.value)
}

/// The line that shows the port of a PPPoE line to be without link.
pub(super) fn no_link(end: &End<'_>, interface: &Interface) -> Option<u32> {
    let port = end.router.line(port(end, interface)?).lan?;
    port.link.filter(|it| !it.value).map(|it| it.line)
}
