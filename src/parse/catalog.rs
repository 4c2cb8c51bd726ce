//! All outputs that are read, one line each, and the commands whose answers are known and left alone.

use super::{
    Output, dhcp_client, dhcpv6, environment, ip_route, lan, nat, netvolante, ping, router_error,
    sa_detail, sa_gateway, sa_table, status_pp, status_tunnel,
};
use crate::text::Shape;

/// Read by content; where two could claim a line, the first does.
pub(super) static OUTPUTS: &[&Output] = &[
    &sa_table::OUTPUT,
    &sa_gateway::OUTPUT,
    &sa_detail::OUTPUT,
    &status_pp::OUTPUT,
    &environment::OUTPUT,
    &nat::OUTPUT,
    &dhcp_client::OUTPUT,
    &dhcpv6::OUTPUT,
    &lan::OUTPUT,
    &netvolante::OUTPUT,
    &status_tunnel::OUTPUT,
    &ip_route::OUTPUT_V6,
    &ip_route::OUTPUT,
    &ping::OUTPUT_V6,
    &ping::OUTPUT,
    &router_error::OUTPUT,
];

/// Three shapes of answer belong to this command: the table, the summary and the detail blocks.
pub(super) const SHOW_IPSEC_SA: Shape = Shape {
    words: &["show", "ipsec", "sa"],
    options: &["gateway", "detail"],
    analysed: true,
};

const fn quiet(words: &'static [&'static str]) -> Shape {
    Shape {
        words,
        options: &[],
        analysed: false,
    }
}

/// Known, and nothing is drawn from them yet.
pub(super) static QUIET: &[Shape] = &[
    quiet(&["nslookup"]),
    quiet(&["show", "account"]),
    quiet(&["show", "arp"]),
    quiet(&["show", "bridge"]),
    quiet(&["show", "command"]),
    quiet(&["show", "config"]),
    quiet(&["show", "dns"]),
    quiet(&["show", "dns", "cache"]),
    quiet(&["show", "exec"]),
    quiet(&["show", "file"]),
    quiet(&["show", "history"]),
    quiet(&["show", "interface"]),
    quiet(&["show", "ip"]),
    quiet(&["show", "ip", "connection"]),
    quiet(&["show", "ip", "secure", "filter"]),
    quiet(&["show", "ipsec"]),
    quiet(&["show", "ipv6"]),
    quiet(&["show", "license"]),
    quiet(&["show", "log"]),
    quiet(&["show", "lua"]),
    quiet(&["show", "nat"]),
    quiet(&["show", "nat", "descriptor", "interface", "bind"]),
    quiet(&["show", "nat", "descriptor", "masquerade"]),
    quiet(&["show", "pp"]),
    quiet(&["show", "pki"]),
    quiet(&["show", "route"]),
    quiet(&["show", "sshd"]),
    quiet(&["show", "status"]),
    quiet(&["show", "status", "bgp"]),
    quiet(&["show", "status", "cloud", "vpn"]),
    quiet(&["show", "status", "dhcp"]),
    quiet(&["show", "status", "heartbeat"]),
    quiet(&["show", "status", "heartbeat2"]),
    quiet(&["show", "status", "ip", "keepalive"]),
    quiet(&["show", "status", "ipip"]),
    quiet(&["show", "status", "l2tp"]),
    quiet(&["show", "status", "pptp"]),
    quiet(&["show", "status", "vrrp"]),
    quiet(&["show", "switching-hub"]),
    quiet(&["show", "techinfo"]),
    quiet(&["show", "url"]),
];
