//! Turns a fixture of both sites into what one rule says of it.
//!
//! A fixture holds the sites behind lines `//- A`, `//- B`; line numbers count from 1 behind each.

use super::{Diagnosis, Found, Rule, Severity, Where, run_rules};
use crate::model::{Moment, Router, assemble};
use crate::text::{Place, Side};

/// One healthy IKEv1 tunnel, as the table shows it at both ends.
pub(super) const HEALTHY: &str = "\
//- A
Total: isakmp:1 send:1 recv:1

sa    sgw isakmp connection    dir  life[s] remote-id
----------------------------------------------------------------------------
1     1    -     isakmp        -    28768   203.0.113.2
2     1    1     tun[0001]esp  send 28769   203.0.113.2
3     1    1     tun[0001]esp  recv 28769   203.0.113.2
//- B
Total: isakmp:1 send:1 recv:1

sa    sgw isakmp connection    dir  life[s] remote-id
----------------------------------------------------------------------------
4     1    -     isakmp        -    28764   192.0.2.1
5     1    4     tun[0001]esp  send 28765   192.0.2.1
6     1    4     tun[0001]esp  recv 28765   192.0.2.1";

/// The same, where phase 1 has finished at both ends and phase 2 has not.
pub(super) const ONLY_IKE: &str = "\
//- A
Total: isakmp:1 send:0 recv:0
1     1    -     isakmp        -    28768   203.0.113.2
//- B
Total: isakmp:1 send:0 recv:0
4     1    -     isakmp        -    28766   192.0.2.1";

/// The healthy tunnel, as the detail shows it at both ends.
pub(super) const HEALTHY_DETAIL: &str = "\
//- A
# show ipsec sa gateway 1 detail
SA[1] Duration: 28768s
Remote ID: 203.0.113.2
Local ID: 192.0.2.1
Protocol: IKE
Algorithm: AES-CBC, SHA-1, MODP 1024bit
SPI: 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff
----------------------------------------------------
SA[2] Duration: 28769s
Direction: send
Remote ID: 203.0.113.2
Protocol: ESP (Mode: tunnel)
Algorithm: AES-CBC (for Auth.: HMAC-SHA)
SPI: a0 00 00 01
----------------------------------------------------
SA[3] Duration: 28769s
Direction: receive
Remote ID: 203.0.113.2
Protocol: ESP (Mode: tunnel)
Algorithm: AES-CBC (for Auth.: HMAC-SHA)
SPI: b0 00 00 02
----------------------------------------------------
//- B
# show ipsec sa gateway 1 detail
SA[4] Duration: 28764s
Remote ID: 192.0.2.1
Local ID: 203.0.113.2
Protocol: IKE
Algorithm: AES-CBC, SHA-1, MODP 1024bit
SPI: 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff
----------------------------------------------------
SA[5] Duration: 28765s
Direction: send
Remote ID: 192.0.2.1
Protocol: ESP (Mode: tunnel)
Algorithm: AES-CBC (for Auth.: HMAC-SHA)
SPI: b0 00 00 02
----------------------------------------------------
SA[6] Duration: 28765s
Direction: receive
Remote ID: 192.0.2.1
Protocol: ESP (Mode: tunnel)
Algorithm: AES-CBC (for Auth.: HMAC-SHA)
SPI: a0 00 00 01
----------------------------------------------------";

/// The table, with the tunnels and the routes of both ends; traffic flows.
pub(super) const HEALTHY_AROUND: &str = "\
//- A
Total: isakmp:1 send:1 recv:1

sa    sgw isakmp connection    dir  life[s] remote-id
----------------------------------------------------------------------------
1     1    -     isakmp        -    28768   203.0.113.2
2     1    1     tun[0001]esp  send 28769   203.0.113.2
3     1    1     tun[0001]esp  recv 28769   203.0.113.2

# show status tunnel 1
TUNNEL[1]:
Interface type: IPsec

Current status is Online.
2 hours connection.
Received: (IPv4) 40 packets [4000 octets]
Transmitted: (IPv4) 40 packets [4000 octets]
# show ip route
Destination         Gateway          Interface       Kind  Additional Info.
default - PP[01] static
198.51.100.1/32 - PP[01] temporary
192.168.1.0/24 192.168.1.1 LAN1 implicit
192.168.2.0/24 - TUNNEL[1] static
//- B
Total: isakmp:1 send:1 recv:1

sa    sgw isakmp connection    dir  life[s] remote-id
----------------------------------------------------------------------------
4     1    -     isakmp        -    28764   192.0.2.1
5     1    4     tun[0001]esp  send 28765   192.0.2.1
6     1    4     tun[0001]esp  recv 28765   192.0.2.1

# show status tunnel 1
TUNNEL[1]:
Interface type: IPsec

Current status is Online.
2 hours connection.
Received: (IPv4) 41 packets [4100 octets]
Transmitted: (IPv4) 40 packets [4000 octets]
# show ip route
Destination         Gateway          Interface       Kind  Additional Info.
default - PP[01] static
198.51.100.2/32 - PP[01] temporary
192.168.2.0/24 192.168.2.1 LAN1 implicit
192.168.1.0/24 - TUNNEL[1] static";

/// What one router says of itself: its clock is set, nothing is to be remarked.
pub(super) const ENVIRONMENT: &str = "\
//- A
# show environment
RTX1210 Rev.14.01.42 (Fri Jul  8 09:57:02 2022)
CPU:   0%(5sec)   1%(1min)   0%(5min)    Memory: 24% used
Firmware: exec0  Config. file: config0
Default firmware: exec0  Default config. file: config0
Boot time: 2026/03/01 08:00:02 +09:00
Current time: 2026/04/01 10:00:08 +09:00
Elapsed time from boot: 31days 02:00:06
//- B
";

/// The settings of both ends, as `show config` prints them whole; nothing is to be found in them.
pub(super) const SETTINGS: &str = "\
//- A
# show config
ip route default gateway pp 1
ip route 192.168.2.0/24 gateway tunnel 1
ip lan1 address 192.168.1.1/24
pp select 1
 pppoe use lan2
 ip pp address 192.0.2.1/32
 pp enable 1
tunnel select 1
 ipsec tunnel 101
  ipsec sa policy 101 1 esp aes-cbc sha-hmac
  ipsec ike local address 1 192.0.2.1
  ipsec ike pre-shared-key 1 text dummy
  ipsec ike remote address 1 203.0.113.2
 tunnel enable 1
ipsec auto refresh on
syslog notice on
//- B
# show config
ip route default gateway pp 1
ip route 192.168.1.0/24 gateway tunnel 1
ip lan1 address 192.168.2.1/24
pp select 1
 pppoe use lan2
 ip pp address 203.0.113.2/32
 pp enable 1
tunnel select 1
 ipsec tunnel 101
  ipsec sa policy 101 1 esp aes-cbc sha-hmac
  ipsec ike local address 1 203.0.113.2
  ipsec ike pre-shared-key 1 text dummy
  ipsec ike remote address 1 192.0.2.1
 tunnel enable 1
ipsec auto refresh on
syslog notice on";

/// The fixture with one line of a site replaced; several lines where `new` has some, none where it is
/// empty.
pub(super) fn changed(fixture: &str, letter: &str, old: &str, new: &str) -> String {
    let before = side(fixture, letter);
    assert!(before.contains(old), "{old}");
    let old = if new.is_empty() {
        format!("{old}\n")
    } else {
        old.to_owned()
    };
    fixture.replace(before, &before.replacen(&old, new, 1))
}

/// The fixture with the lines of another in front, site by site.
pub(super) fn joined(first: &str, second: &str) -> String {
    let both = |letter: &str| {
        let of_second = side(second, letter);
        let lines = of_second.split_once('\n').map_or("", |it| it.1);
        format!("{}\n{lines}\n", side(first, letter))
    };
    both("A") + &both("B")
}

/// One site's part of a fixture, with its `//-` line.
pub(super) fn side<'f>(fixture: &'f str, letter: &str) -> &'f str {
    let marked = format!("//- {letter}");
    let start = fixture.find(&marked).unwrap();
    let (_, part) = fixture.split_at(start);
    let end = part
        .rfind("//- ")
        .filter(|at| *at > 0)
        .unwrap_or(part.len());
    part.split_at(end).0.trim_end()
}

/// What one rule says.
#[derive(Debug)]
pub(super) struct Said {
    evidence: Vec<Vec<String>>,
    severities: Vec<Severity>,
    /// Why, in Japanese.
    whys: Vec<String>,
    sides: Vec<Option<Where>>,
    needs: Vec<String>,
}

/// Runs one rule on a fixture.
pub(super) fn check(rule: &'static Rule, fixture: &str) -> Said {
    said(rule, fixture, None)
}

/// The commands that a rule's findings give to change something.
pub(super) fn commands(rule: &'static Rule, fixture: &str) -> Vec<String> {
    with_diagnosis(rule, fixture, None, |diagnosis| {
        let findings = diagnosis.found.iter();
        let steps = findings.flat_map(|it| &it.finding.steps);
        let changes = steps.filter(|it| it.changes_state);
        changes.filter_map(|it| it.command.clone()).collect()
    })
}

/// The same, of a fixture that was pasted at a moment.
pub(super) fn check_pasted_at(rule: &'static Rule, fixture: &str, pasted: &str) -> Said {
    said(rule, fixture, Moment::read(pasted))
}

fn said(rule: &'static Rule, fixture: &str, captured_at: Option<Moment>) -> Said {
    with_diagnosis(rule, fixture, captured_at, |diagnosis| Said {
        evidence: diagnosis
            .found
            .iter()
            .map(|it| names(&it.finding.evidence))
            .collect(),
        severities: diagnosis.found.iter().map(Found::severity).collect(),
        whys: diagnosis.found.iter().map(why).collect(),
        sides: diagnosis.found.iter().map(|it| it.finding.side).collect(),
        needs: diagnosis
            .not_checked
            .iter()
            .flat_map(|it| &it.needs)
            .map(|need| format!("{} {}", letter(need.side), need.command))
            .collect(),
    })
}

fn why(found: &Found) -> String {
    let name = |side: Side| letter(side).to_string();
    let (ja, _) = found.rule.why.fill(&found.finding.args, &name);
    ja.into_owned()
}

/// The rule must look and find nothing, or lack something; it must not fire.
pub(super) fn finds_nothing(rule: &'static Rule, fixture: &str) {
    let said = check(rule, fixture);
    assert!(said.evidence.is_empty(), "{} fired: {said:?}", rule.id);
}

impl Said {
    /// It fired once, on exactly these lines.
    #[track_caller]
    pub(super) fn fires_at<const N: usize>(self, lines: [&str; N]) {
        assert_eq!(self.evidence, [lines.map(str::to_owned)]);
    }

    /// It fired, with evidence.
    #[track_caller]
    pub(super) fn fires(self) {
        assert!(
            self.evidence.iter().any(|lines| !lines.is_empty()),
            "{self:?}"
        );
    }

    /// It fired once, and this site is where to look first.
    #[track_caller]
    pub(super) fn points_at(&self, letter: &str) {
        let side = letter.bytes().next().unwrap() - b'A';
        let side = Where::Site(Side(u16::from(side)));
        assert_eq!(self.sides, [Some(side)], "{self:?}");
    }

    /// It fired, and says this in its reasons.
    #[track_caller]
    pub(super) fn tells(self, words: &str) {
        assert!(self.whys.iter().any(|it| it.contains(words)), "{self:?}");
    }

    /// It does not say this in its reasons.
    #[track_caller]
    pub(super) fn tells_nothing_of(self, words: &str) {
        assert!(!self.whys.iter().any(|it| it.contains(words)), "{self:?}");
    }

    /// It fired once, and only remarks.
    #[track_caller]
    pub(super) fn fires_as_remark(self) {
        assert_eq!(self.severities, [Severity::Risk], "{self:?}");
    }

    /// It fired once, and takes the VPN for down.
    #[track_caller]
    pub(super) fn fires_as_fault(self) {
        assert_eq!(self.severities, [Severity::Blocks], "{self:?}");
    }

    /// It fired once, and takes traffic for hindered.
    pub(super) fn degrades(&self) -> bool {
        self.severities == [Severity::Degrades]
    }

    /// It fired once, and keeps the verdict from being decided.
    pub(super) fn leaves_open(&self) -> bool {
        self.severities == [Severity::Input]
    }

    /// It could not look without these outputs.
    #[track_caller]
    pub(super) fn asks_for<const N: usize>(self, needs: [&str; N]) {
        assert_eq!(self.needs, needs);
        assert!(self.evidence.is_empty(), "{self:?}");
    }
}

fn letter(side: Side) -> char {
    char::from(b'A' + u8::try_from(side.0).unwrap())
}

fn names(places: &[Place]) -> Vec<String> {
    places
        .iter()
        .map(|place| format!("{}{}", letter(place.side), place.line))
        .collect()
}

fn with_diagnosis<T>(
    rule: &'static Rule,
    fixture: &str,
    captured_at: Option<Moment>,
    read: impl FnOnce(&Diagnosis) -> T,
) -> T {
    let texts: Vec<&str> = fixture
        .split("//- ")
        .skip(1)
        .map(|text| text.split_once('\n').map_or("", |it| it.1))
        .collect();
    let documents: Vec<_> = texts.iter().map(|text| crate::text::read(text)).collect();
    let routers: Vec<Router> = documents
        .into_iter()
        .enumerate()
        .map(|(at, mut document)| {
            let vault = std::rc::Rc::new(std::mem::take(&mut document.vault));
            let parts = crate::text::split(&document, &crate::parse::grammar());
            let parsed = crate::parse::parse(&parts[0]);
            let side = Side(u16::try_from(at).unwrap());
            let lines = &document.lines;
            assemble::router(
                &assemble::Origin {
                    side,
                    captured_at,
                    lines,
                    vault,
                },
                &parsed,
            )
        })
        .collect();
    let pairing = crate::pair::pair(&routers);
    read(&run_rules(&pairing, &[rule]))
}
