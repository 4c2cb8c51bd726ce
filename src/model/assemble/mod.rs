//! Turns records into a [`Router`]: the one place where Yamaha's words become those of the RFCs.

mod change;
mod device;
mod doubt;
mod foreign;
mod link;
mod lives;
mod log;
mod older;
mod probe;
mod route;
mod run_together;
mod sa;
mod settings;
mod tunnel;
mod unclear;
mod when;

use std::rc::Rc;

use when::Times;

use super::{
    Contradiction, Moment, Networks, Quit, Refusal, Refused, Router, SecurityGateway, Settings,
    whole_answers,
};
use crate::parse::{self, Answer, ErrorKind, Parsed, Record};
use crate::text::{Line, Listed, Side, Vault, sort_by_key, sort_once};

/// What the assembly needs to know of a site besides its records.
#[derive(Debug, Clone)]
pub struct Origin<'t> {
    /// The site.
    pub side: Side,
    /// When it was pasted.
    pub captured_at: Option<Moment>,
    /// The lines of its paste.
    pub lines: &'t [Line<'t>],
    /// The secrets of its paste.
    pub vault: Rc<Vault>,
}

/// Assembles one router. Later outputs win over earlier ones of the same command.
pub fn router(origin: &Origin<'_>, parsed: &Parsed) -> Router {
    let (answers, older) = older::without(&parsed.answers, origin.lines, &parsed.notes.unread);
    let answers = answers.as_ref();
    let times = Times::of(origin.lines, answers, &parsed.notes.unread);
    let mut sas = sa::assemble(answers, &times);
    let mut settings = settings::assemble(answers, &origin.vault);
    settings.unknown = unknown(origin.lines, &parsed.notes.unread);
    let tunnels = tunnel::assemble(answers, &times);
    sas.settle_by(&tunnels);
    of_others(&settings, &mut sas);
    add_gateways(&settings, &mut sas.gateways);
    let routes = route::assemble(answers);
    let mut links = link::assemble(answers);
    let log = log::assemble(answers).map(|it| it.indexed(&settings));
    link::readdress(&mut links, log.as_ref());
    let networks = Networks::of(
        routes.v4.as_ref(),
        &links,
        &settings,
        log.as_ref(),
        sas.met(),
    );
    let first_filled = origin.lines.iter().find(|line| !line.is_blank());
    Router {
        side: origin.side,
        own_box: None,
        captured_at: origin.captured_at,
        pasted: first_filled.is_some(),
        foreign: foreign::find(origin.lines, &parsed.notes.unread),
        run_together: run_together::find(origin.lines, &parsed.notes.unread),
        first_line: first_filled.map_or(1, |line| line.number),
        n_answers: parsed.answers.len(),
        ike_sas: sas.ike,
        ipsec_sas: sas.ipsec,
        former_sas: sas.former,
        loose_tunnels: tunnel::loose(&tunnels, &sas.gateways),
        gateways: sas.gateways,
        whole_answers: whole_answers(&sas.answers),
        sa_answers: sas.answers,
        contradictions: sas.contradictions,
        settled: sas.settled,
        mirrored: sas.mirrored,
        two_devices: device::two(&parsed.answers, &origin.vault),
        refused: refused(answers),
        quits: quits(&parsed.quits),
        changes: change::changes(answers),
        older,
        doubts: doubt::doubts(answers, &times),
        unclear: unclear::unclear(answers, origin.lines),
        device: device::assemble(answers),
        links,
        networks,
        tunnels,
        routes: routes.v4,
        routes_v6: routes.v6,
        pings: probe::pings(answers),
        log,
        settings,
        neighbors: probe::neighbors(answers),
        vault: Rc::clone(&origin.vault),
    }
}

/// The lines that nothing understood, though they are written as settings of IPsec.
fn unknown(lines: &[Line<'_>], unread: &[u32]) -> Vec<u32> {
    let is_written_so = |it: &&Line<'_>| it.text.trim_start().starts_with("ipsec ");
    let written = lines.iter().filter(is_written_so).map(|it| it.number);
    written
        .filter(|it| unread.binary_search(it).is_ok())
        .listed()
}

/// Adds what the settings say of gateways: those of tunnels that are not switched off, and the tunnels.
fn add_gateways(settings: &Settings, gateways: &mut Vec<SecurityGateway>) {
    for tunnel in &settings.tunnels {
        let is_off = tunnel.enabled.known().is_some_and(|it| !it.value);
        if let Some(policy) = settings.policy_of(tunnel).filter(|_| !is_off) {
            gateways.push(SecurityGateway {
                id: Some(policy.gateway),
                tunnels: vec![tunnel.number],
                ..SecurityGateway::default()
            });
        }
    }
    sort_by_key(gateways, |gateway| gateway.id);
    gateways.dedup_by(|later, first| {
        let same = later.id == first.id;
        if same {
            first.tunnels.append(&mut later.tunnels);
        }
        same
    });
    for gateway in gateways {
        sort_once(&mut gateway.tunnels);
    }
}

/// Notes the gateways of whole settings of which no SA is listed, while all that are listed are of gateways that
/// the settings do not have: what one of the two lacks says nothing of the router of the other.
fn of_others(settings: &Settings, sas: &mut sa::Sas) {
    let Some(opening) = settings.whole.filter(|_| settings.templated.is_empty()) else {
        return;
    };
    let knows =
        |id| settings.gateway(id).is_some() || settings.policies.iter().any(|it| it.gateway == id);
    let mut listed = sas.ipsec.iter().map(|sa| &sa.common);
    let Some(first) = sas.ipsec.first().map(|sa| sa.common.line) else {
        return;
    };
    if listed.any(|it| it.gateway.is_none_or(knows)) {
        return;
    }
    for policy in &settings.policies {
        sas.contradictions.push(Contradiction {
            gateway: Some(policy.gateway),
            shows: first,
            lacks: opening,
            lacks_one_way: false,
            back: None,
            by_settings: true,
        });
    }
    sort_by_key(&mut sas.contradictions, |it| it.gateway);
}

fn is_refusal(answer: &Answer) -> bool {
    matches!(answer.record, Record::RouterError(_))
}

fn refused(answers: &[Answer]) -> Vec<Refused> {
    let told = answers.iter().filter(|it| it.analysed && !is_refusal(it));
    let mut told = told.map(|it| it.command.as_str()).listed();
    sort_once(&mut told);
    let errors = answers.iter().filter_map(|answer| {
        let Record::RouterError(error) = &answer.record else {
            return None;
        };
        let command = (!answer.command.is_empty()).then(|| answer.command.clone());
        Some(Refused {
            is_answered: told.binary_search(&answer.command.as_str()).is_ok(),
            line: error.line,
            reason: refusal(error.kind),
            command,
        })
    });
    errors.listed()
}

fn quits(quits: &[parse::Quit]) -> Vec<Quit> {
    let quits = quits.iter().map(|it| Quit {
        lines: [it.last_line, it.shown_by],
        command: it.command.clone(),
    });
    quits.listed()
}

fn refusal(kind: ErrorKind) -> Refusal {
    match kind {
        ErrorKind::UnknownCommand => Refusal::UnknownCommand,
        ErrorKind::AdministratorOnly => Refusal::AdministratorOnly,
        ErrorKind::ParameterCount => Refusal::ParameterCount,
        ErrorKind::UnknownKeyword => Refusal::UnknownKeyword,
        ErrorKind::OutOfRange => Refusal::OutOfRange,
        ErrorKind::TimedOut => Refusal::TimedOut,
        ErrorKind::Other => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Interface, RouteKind, TunnelNumber};
    use crate::{parse, text};

    fn read(paste: &str) -> Router {
        let mut document = text::read(paste);
        let vault = Rc::new(std::mem::take(&mut document.vault));
        let parts = text::split(&document, &parse::grammar());
        let origin = Origin {
            side: Side(0),
            captured_at: None,
            lines: &document.lines,
            vault,
        };
        router(&origin, &parse::parse(&parts[0]))
    }

    const TUNNEL: &str = "\
# show status tunnel 1
TUNNEL[1]:
説明:
  インタフェースの種類: IPsec
  トンネルインタフェースは接続されています
  開始: 1980/01/01 00:03:20
  通信時間: 10分5秒
  受信: (IPv4) 8 パケット [480 オクテット]
        (IPv6) 2 パケット [0 オクテット]
  送信: (IPv4) 8 パケット [480 オクテット]
        (IPv6) 0 パケット [0 オクテット]
  IKE keepalive:
    [Status]: NG
";

    #[test]
    fn a_tunnel_interface_is_put_together() {
        let router = read(TUNNEL);
        let [tunnel] = router.tunnels.as_slice() else {
            panic!("{:?}", router.tunnels)
        };
        assert_eq!((tunnel.number, tunnel.line), (TunnelNumber(1), 2));
        assert!(tunnel.may_be_ipsec());
        let bools = (tunnel.up.unwrap(), tunnel.keepalive.unwrap());
        assert_eq!((bools.0.value, bools.0.line), (true, 5));
        assert_eq!(
            (bools.1.value, bools.1.line),
            (crate::model::Answering::No, 13)
        );
        let received = tunnel.received.unwrap();
        assert_eq!((received.value, received.line), (10, 8));
        assert_eq!(tunnel.sent.unwrap().value, 8);
        assert_eq!(tunnel.uptime.unwrap().value.0, 605);
        assert!(!tunnel.since.unwrap().value.is_set());
    }

    #[test]
    fn the_newest_output_of_a_tunnel_counts() {
        let later = TUNNEL.replace("接続されています", "接続されていません");
        let router = read(&format!("{TUNNEL}{later}"));
        let up: Vec<bool> = router
            .tunnels
            .iter()
            .map(|it| it.up.unwrap().value)
            .listed();
        assert_eq!(up, [false]);
    }

    #[test]
    fn a_block_without_heading_is_of_the_tunnel_that_was_asked_for() {
        let headless = TUNNEL.replace("TUNNEL[1]:\n説明:\n", "");
        let number = |paste: &str| read(paste).tunnels.first().map(|it| it.number);
        assert_eq!(number(&headless), Some(TunnelNumber(1)));
        assert_eq!(number(&headless.replace("tunnel 1", "tunnel")), None);
    }

    #[test]
    fn a_routing_table_is_put_together() {
        let router = read(
            "# show ip route\n\
             宛先ネットワーク    ゲートウェイ     インタフェース  種別  付加情報\n\
             default             -                    PP[01]    static  filter:1\n\
             XXX.XXX.XXX.XXX/32  -                    PP[01] temporary\n\
             192.168.2.0/24      -                 TUNNEL[1]    static\n\
             192.168.1.0/24      192.168.1.1       LAN1  implicit\n",
        );
        let table = router.routes.unwrap();
        assert!((table.line, table.whole, table.has_masked()) == (2, true, false));
        assert!(table.defaults().all(|it| it.conditional));
        let kinds: Vec<RouteKind> = table.routes.iter().map(|it| it.kind).listed();
        assert_eq!(kinds[1..3], [RouteKind::Temporary, RouteKind::Static]);
        let connected: Vec<&Interface> = table.connected().map(|it| it.0).listed();
        assert_eq!(connected, [&Interface::Lan(1, None)]);
        assert!(router.routes_v6.is_none());
    }

    #[test]
    fn a_table_asked_for_by_address_or_filtered_is_not_whole() {
        let list = "Destination Gateway Interface Kind Additional Info.\n192.168.2.0/24 - TUNNEL[1] static\n\
            192.168.1.0/24 192.168.1.1 LAN1 implicit\n";
        for (command, whole) in [
            ("show ip route", true),
            ("sh ip rou", true),
            ("show ip route 192.168.2.1", false),
            ("show ip route detail", false),
            ("show ip route | grep TUNNEL", false),
        ] {
            let router = read(&format!("# {command}\n{list}"));
            assert_eq!(router.routes.map(|it| it.whole), Some(whole), "{command}");
        }
    }

    #[test]
    fn a_ping_knows_whom_and_from_where() {
        let router = read(
            "ping -c 5 -sa 192.168.1.1 192.168.2.1\n\
             5 packets transmitted, 0 packets received, 100.0% packet loss\n",
        );
        let [ping] = router.pings.as_slice() else {
            panic!("{:?}", router.pings)
        };
        assert_eq!((ping.line, ping.sent.value, ping.sent.line), (1, 5, 2));
        assert_eq!(ping.target, "192.168.2.1".parse().ok());
        assert_eq!(ping.source, "192.168.1.1".parse().ok());
        assert!(ping.is_lost());
    }
}
