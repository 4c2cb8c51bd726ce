//! Turns what a rule lacks into the smallest command that prints it.

use crate::model::{Interface, TunnelNumber};
use crate::pair::End;
use crate::text::Side;

/// An output that is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// From which router.
    pub side: Side,
    /// The smallest command that prints it.
    pub command: String,
}

impl Need {
    /// The list of all SAs.
    pub fn sa_table(side: Side) -> Self {
        Self {
            side,
            command: "show ipsec sa".to_owned(),
        }
    }

    /// All settings.
    pub fn settings(side: Side) -> Self {
        Self {
            side,
            command: "show config".to_owned(),
        }
    }

    /// The SAs of an end's gateway with their SPIs. A gateway whose number is unknown is asked for as
    /// 1, the number that the WebGUI gives the first one.
    pub fn sa_detail(end: &End<'_>) -> Self {
        let number = end.gateway_id().map_or(1, |gateway| gateway.0);
        Self {
            side: end.router.side,
            command: format!("show ipsec sa gateway {number} detail"),
        }
    }

    /// The same of an end whose output is damaged or tells no SPIs; its list where that has fewer rows than it announces.
    pub fn sas_again(end: &End<'_>) -> Self {
        let is_list = end.damaged().is_some_and(|it| it.miscounted.is_some());
        if is_list && end.tells_spis() {
            Self::sa_table(end.router.side)
        } else {
            Self::sa_detail(end)
        }
    }

    /// The settings of an end's tunnel; all of them where any of several tunnels may be its own.
    pub fn tunnel_settings(end: &End<'_>) -> Self {
        let first = || end.router.settings.tunnels.first().map(|it| it.number);
        let number = match end.tunnel_numbers().next() {
            Some(own) => own.0,
            None if end.has_gateways_beside() => match end.unclaimed_tunnels().as_slice() {
                [only] => only.0,
                _ => return Self::settings(end.router.side),
            },
            None => first().map_or(1, |it| it.0),
        };
        let expand = if end.is_templated() { " expand" } else { "" };
        Self {
            side: end.router.side,
            command: format!("show config tunnel {number}{expand}"),
        }
    }

    /// The settings of a tunnel.
    pub fn settings_of(side: Side, tunnel: TunnelNumber) -> Self {
        Self {
            side,
            command: format!("show config tunnel {}", tunnel.0),
        }
    }

    /// The state of an end's tunnel interface.
    pub fn tunnel_status(end: &End<'_>) -> Self {
        Self::tunnel_status_of(end.router.side, end.tunnel_numbers().next())
    }

    /// The state of a tunnel interface; 1 where its number is unknown.
    pub fn tunnel_status_of(side: Side, number: Option<TunnelNumber>) -> Self {
        Self {
            side,
            command: format!("show status tunnel {}", number.map_or(1, |it| it.0)),
        }
    }

    /// The router's clock.
    pub fn clock(side: Side) -> Self {
        Self {
            side,
            command: "show environment".to_owned(),
        }
    }

    /// The routing table.
    pub fn routes(side: Side) -> Self {
        Self {
            side,
            command: "show ip route".to_owned(),
        }
    }

    /// The routing table of IPv6.
    pub fn routes_v6(side: Side) -> Self {
        Self {
            side,
            command: "show ipv6 route".to_owned(),
        }
    }

    /// The translations, with their outer addresses.
    pub fn translations(side: Side) -> Self {
        Self {
            side,
            command: "show nat descriptor address".to_owned(),
        }
    }

    /// The log lines of key exchange.
    pub fn ike_log(side: Side) -> Self {
        Self {
            side,
            command: "show log | grep IKE".to_owned(),
        }
    }

    /// The whole log, its newest line first.
    pub(super) fn newest_log(side: Side) -> Self {
        Self {
            side,
            command: "show log reverse".to_owned(),
        }
    }

    /// The state of an interface that is a line.
    pub fn line_of(side: Side, interface: &Interface) -> Self {
        let command = match interface {
            Interface::Pp(_) | Interface::Tunnel(_) => {
                format!("show status {}", interface.argument())
            }
            Interface::Lan(..) => "show status dhcpc".to_owned(),
            Interface::Wan(_) | Interface::Other(_) => "show ip route".to_owned(),
        };
        Self { side, command }
    }

    /// The internet line of a site that dials in.
    pub fn line_status(side: Side) -> Self {
        Self {
            side,
            command: "show status pp 1".to_owned(),
        }
    }
}
