//! Tells by present outputs whether a line is out, and in which state: a session, a lease, a port, or a tunnel to the internet.

use super::{Phrase, log};
use crate::model::{Interface, LinkState, RouteTable};
use crate::pair::{End, GatewayPair};

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

const FELL: Phrase = Phrase {
    ja: "ログでは、切れたあと、つながり直していません。",
    en: "By its log it fell, and has not come up since.",
};

/// What shows that an interface is not up.
pub(super) struct Outage {
    /// The line that shows it.
    pub(super) line: u32,
    /// In which state the line is.
    pub(super) reason: Phrase,
    /// Of a PP.
    pub(super) state: Option<LinkState>,
    /// Whether it is that of a port of which nothing tells that the line runs over it, but that most do.
    pub(super) is_guess: bool,
}

/// None where nothing shows the interface of an end to be out.
pub(super) fn outage(end: &End<'_>, interface: &Interface) -> Option<Outage> {
    let of_port = |line, reason| Outage {
        line,
        reason,
        state: None,
        is_guess: false,
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
            is_guess: false,
        });
    }
    if let Some(line) = without_link(end, interface) {
        return Some(of_port(line, NO_LINK));
    }
    // PPPoE is as far up as the port below it.
    let below = port(end, interface);
    if let Some((line, below)) = below.and_then(|it| Some((without_link(end, &it.interface)?, it)))
    {
        return Some(Outage {
            is_guess: !below.is_set,
            ..of_port(line, NO_LINK)
        });
    }
    let waiting = shown.dhcp?.waiting.as_ref()?;
    Some(of_port(waiting.line, NO_LEASE))
}

/// What the log of an end of a VPN that is not up tells last of its line, where no present output tells of it, and that is
/// a fall.
pub(super) fn by_log(
    pair: &GatewayPair<'_>,
    end: &End<'_>,
    interface: &Interface,
) -> Option<Outage> {
    let (line, fallen) = log::line_fell(end, pair)?;
    let is_dead = pair.ends().any(|it| it.lacks_child_sas().is_some());
    (is_dead && fallen == *interface).then_some(Outage {
        line,
        reason: FELL,
        state: Some(LinkState::NotUp),
        is_guess: false,
    })
}

/// The port that a PPPoE line runs over.
pub(super) struct Port {
    pub(super) interface: Interface,
    /// Whether the settings tell.
    pub(super) is_set: bool,
}

/// By the settings; else the port that most routers have for that, where the routes show no network at it.
pub(super) fn port(end: &End<'_>, line: &Interface) -> Option<Port> {
    let router = end.router;
    let settings = router.settings.interface(line);
    if let Some(port) = settings.and_then(|it| it.pppoe.as_ref()) {
        return Some(Port {
            interface: port.value.clone(),
            is_set: true,
        });
    }
    let usual = Interface::USUAL_LINE;
    let mut connected = router.routes.iter().flat_map(RouteTable::connected_rows);
    let is_addressed = router
        .line(&usual)
        .lan
        .is_some_and(|it| it.address.is_some());
    let is_free = !is_addressed && !connected.any(|it| it.interface == usual);
    let is_told = router.settings.whole.is_some() || !matches!(line, Interface::Pp(Some(_)));
    (is_free && !is_told).then_some(Port {
        interface: usual,
        is_set: false,
    })
}

/// The line that shows the port of a PPPoE line to be without link.
pub(super) fn no_link(end: &End<'_>, interface: &Interface) -> Option<u32> {
    without_link(end, &port(end, interface)?.interface)
}

/// The line that shows a port to have no link.
fn without_link(end: &End<'_>, interface: &Interface) -> Option<u32> {
    let link = end.router.line(interface).lan?.link;
    link.filter(|it| !it.value).map(|it| it.line)
}
