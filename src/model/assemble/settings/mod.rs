//! Turns the settings that `show config` prints into [`Settings`]: whose each line is, and which
//! of those not written may be taken for the default.

mod detail;
mod gateway;
mod interface;
mod nat;
mod numbers;
mod route;
mod tunnel;
mod twice;
mod veiled;

use crate::model::{
    GatewayId, GatewaySettings, PolicyId, Setting, Settings, Sourced, TunnelNumber, TunnelSettings,
    is_masked,
};
use crate::parse::{self, Answer, Config, Extent, Record, Selected};
use crate::text::{Listed, SecretKind, Vault, sort_by_key};
use numbers::{Numbers, range};
use veiled::Veiled;

/// All settings that the answers show; newer ones win.
pub(super) fn assemble(answers: &[Answer], vault: &Vault) -> Settings {
    let mut draft = Draft::new(vault);
    for answer in answers {
        if let Record::Config(config) = &answer.record {
            draft.read(answer, config);
        }
    }
    draft.finish()
}

/// What one output of settings covers.
enum Coverage {
    /// All settings.
    All,
    /// Those of some tunnels and their gateways.
    Tunnels(Vec<u32>),
    /// Nothing that could be named: what is missing may have been left out.
    Nothing,
}

/// Settings while they are read.
struct Draft<'v> {
    settings: Settings,
    vault: &'v Vault,
    /// Tunnels that an output covers, and the line that opens it, in order.
    covered: Vec<(TunnelNumber, u32)>,
    /// Tunnels that a template sets up, so that their own lines do not tell all.
    templated: Vec<TunnelNumber>,
    /// Whether tunnels are switched on that one line names together, in the order written: some may be
    /// selected below it only.
    switched: Vec<(Numbers, Setting<bool>)>,
    /// Lines of which somebody hid whose they are.
    veiled: Vec<Veiled>,
}

/// One setting and what it is about.
struct Written<'s> {
    line: u32,
    words: Vec<&'s str>,
    is_removed: bool,
    selected: &'s Selected,
}

impl<'s> Written<'s> {
    fn of(setting: &'s parse::Setting) -> Self {
        Self {
            line: setting.line,
            words: setting.text.split(' ').listed(),
            is_removed: setting.is_removed,
            selected: &setting.selected,
        }
    }

    /// The setting that the line makes, of the value that its words mean; hidden where they mean none.
    fn setting<T>(&self, value: Option<T>) -> Setting<T> {
        match value {
            _ if self.is_removed => Setting::Absent(self.line),
            Some(value) => Setting::Explicit(Sourced::new(value, self.line)),
            None => Setting::Hidden(self.line),
        }
    }
}

impl<'v> Draft<'v> {
    fn new(vault: &'v Vault) -> Self {
        Self {
            settings: Settings::default(),
            vault,
            covered: Vec::new(),
            templated: Vec::new(),
            switched: Vec::new(),
            veiled: Vec::new(),
        }
    }

    fn read(&mut self, answer: &Answer, config: &Config) {
        let coverage = coverage(answer, config);
        match &coverage {
            Coverage::All => {
                *self = Self::new(self.vault);
                self.settings.whole = Some(answer.first_line);
            }
            Coverage::Tunnels(numbers) => self.replace(numbers, answer),
            Coverage::Nothing => {}
        }
        // What is typed later is meant to replace what was typed before.
        if !config.is_typed {
            self.settings.twice.extend(twice::find(&config.settings));
        }
        for setting in &config.settings {
            self.settings.first.get_or_insert(setting.line);
            self.take(&Written::of(setting));
        }
        match coverage {
            _ if !is_expanded(answer) => {}
            Coverage::Tunnels(numbers) => self.templated.retain(|it| !numbers.contains(&it.0)),
            Coverage::All | Coverage::Nothing => self.templated.clear(),
        }
    }

    /// Forgets what was known of some tunnels and of their gateways.
    fn replace(&mut self, numbers: &[u32], answer: &Answer) {
        self.switched.clear();
        for number in numbers {
            let number = TunnelNumber(*number);
            if let Some(at) = tunnel_at(&self.settings.tunnels, number) {
                let old = self.settings.tunnels.remove(at);
                let gateway = self.settings.policy_of(&old).map(|it| it.gateway);
                self.settings.gateways.retain(|it| Some(it.id) != gateway);
            }
            self.covered.retain(|it| it.0 != number);
            self.covered.push((number, answer.first_line));
        }
        sort_by_key(&mut self.covered, |it| it.0);
    }

    fn take(&mut self, written: &Written<'_>) {
        if let Some(veiled) = Veiled::of(written) {
            self.veiled.push(veiled);
            return;
        }
        match written.words.as_slice() {
            ["ipsec", "ike", rest @ ..] => self.take_ike(written, rest),
            ["ipsec", "auto", "refresh", gateway, value] => {
                let setting = written.setting(on_off(value));
                self.each_gateway(written, gateway, &mut |it| {
                    it.auto_refresh = setting.clone();
                });
            }
            ["ipsec", "auto", "refresh", rest @ ..] => {
                let value = rest.first().copied().and_then(on_off);
                self.settings.auto_refresh = written.setting(value);
            }
            ["ipsec", "use", rest @ ..] => {
                let value = rest.first().copied().and_then(on_off);
                self.settings.ipsec = written.setting(value);
            }
            ["syslog", "notice", rest @ ..] => {
                let value = rest.first().copied().and_then(on_off);
                self.settings.notices = written.setting(value);
            }
            ["ipsec", "sa", "policy", rest @ ..] => self.take_policy(written, rest),
            ["ipsec" | "ip", "tunnel", ..] | ["tunnel" | "l2tp", ..] => self.take_tunnel(written),
            ["dns", "server" | "static", ..] | ["ip", "host", ..] if !written.is_removed => {
                self.settings.resolves.get_or_insert(written.line);
            }
            ["ip", "keepalive", rest @ ..]
                if rest.iter().any(|word| word.starts_with("ipsec-refresh")) =>
            {
                self.settings.refreshing_probe = Some(written.line);
            }
            ["ip", "route", rest @ ..] => self.take_route(written, rest),
            ["bgp" | "ospf" | "rip", "use", ..] => self.take_routing(written),
            [version @ ("ip" | "ipv6"), "filter", rest @ ..] => {
                self.take_filter(written, *version == "ipv6", rest);
            }
            ["nat", "descriptor", rest @ ..] => self.take_nat(written, rest),
            ["ip" | "pp" | "pppoe", ..] => self.take_interface(written),
            ["ipv6", "route", "default", rest @ ..] => {
                self.settings.default_v6 = (!written.is_removed).then_some(written.line);
                self.settings.line_v6 = route::line_of(rest).filter(|_| !written.is_removed);
            }
            ["ipv6", name, "secure", "filter", rest @ ..] => {
                self.take_filter_list_v6(written, name, rest);
            }
            ["ipv6", name, rest @ ..] => self.take_ipv6(written, name, rest),
            _ => {}
        }
    }

    fn each_gateway(
        &mut self,
        written: &Written<'_>,
        numbers: &str,
        change: &mut dyn FnMut(&mut GatewaySettings),
    ) {
        for number in range(numbers) {
            let id = GatewayId(number);
            let gateways = &mut self.settings.gateways;
            let at = gateways.partition_point(|it| it.id < id);
            let is_new = gateways.get(at).is_none_or(|it| it.id != id);
            if is_new && gateways.len() < MOST {
                let new = GatewaySettings::new(id, written.line);
                gateways.insert(at, new);
            }
            if let Some(gateway) = gateways.get_mut(at).filter(|it| it.id == id) {
                change(gateway);
            }
        }
    }

    fn take_ike(&mut self, written: &Written<'_>, words: &[&str]) {
        let is_number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
        let Some(at) = words.iter().position(is_number) else {
            return;
        };
        let Some((name, [numbers, values @ ..])) = words.split_at_checked(at) else {
            return;
        };
        let name = name.join(" ");
        // Their numbers are those of no gateway.
        if matches!(name.as_str(), "retry" | "queue length") {
            return;
        }
        let is_key_shown = self.vault.holds(SecretKind::PreSharedKey, written.line);
        self.each_gateway(written, numbers, &mut |gateway| {
            if name == "pre-shared-key" {
                gateway.pre_shared_key = written.setting(is_key_shown.then_some(()));
            } else {
                gateway::take(gateway, written, &name, values);
            }
        });
    }

    fn take_policy(&mut self, written: &Written<'_>, words: &[&str]) {
        let [id, rest @ ..] = words else { return };
        let Some(id) = id.parse().ok().map(PolicyId) else {
            return;
        };
        let policies = &mut self.settings.policies;
        let at = policies.partition_point(|it| it.id < id);
        if policies.get(at).is_some_and(|it| it.id == id) {
            policies.remove(at);
        }
        let policy = gateway::policy(id, written.line, rest);
        let has_room = !written.is_removed && policies.len() < MOST;
        if let Some(policy) = policy.filter(|_| has_room) {
            let number = policy.gateway.0.to_string();
            policies.insert(at, policy);
            self.each_gateway(written, &number, &mut |_| {});
        }
    }

    /// Says of what is not written whether it is the default, missing, or not known.
    fn finish(mut self) -> Settings {
        let whole = self.settings.whole;
        let of_any = self.hide();
        self.settings.routes = route::newest(std::mem::take(&mut self.settings.routes));
        self.settings.ipsec.settle(whole, Some(true));
        self.settings.auto_refresh.settle(whole, Some(false));
        sort_by_key(&mut self.templated, |it| *it);
        let mut openings: Vec<(GatewayId, Option<u32>)> = Vec::new();
        let mut tunnels = std::mem::take(&mut self.settings.tunnels);
        for tunnel in &mut tunnels {
            let opening = self.opening_of(tunnel.number);
            tunnel::settle(tunnel, opening);
            if let Some(policy) = self.settings.policy_of(tunnel) {
                openings.push((policy.gateway, opening));
            }
        }
        self.settings.tunnels = tunnels;
        self.resolve_filter_sets();
        sort_by_key(&mut openings, |it| *it);
        for gateway in &mut self.settings.gateways {
            let bound = crate::text::find_equal(&openings, |it| it.0.cmp(&gateway.id));
            // A gateway without a tunnel of its own may be one that a template sets up.
            let alone = whole.filter(|_| self.templated.is_empty());
            let opening = bound.last().map_or(alone, |it| it.1);
            let opening = opening.filter(|_| of_any.binary_search(&gateway.id).is_err());
            gateway::settle(gateway, opening);
        }
        self.settings.templated = self.templated;
        self.settings.index();
        self.settings
    }

    /// The line that opens the output in which all settings of a tunnel would stand.
    fn opening_of(&self, number: TunnelNumber) -> Option<u32> {
        if self.templated.binary_search(&number).is_ok() {
            return None;
        }
        let covered = self.covered.binary_search_by_key(&number, |it| it.0).ok();
        let own = covered.and_then(|at| self.covered.get(at)).map(|it| it.1);
        own.or(self.settings.whole)
    }
}

impl<T> Setting<T> {
    /// Takes the default where the setting is not written in an output opened by `whole`, or was
    /// taken back.
    fn settle(&mut self, whole: Option<u32>, default: Option<T>) {
        let line = match self {
            Self::NotPasted => whole,
            Self::Absent(line) => Some(*line),
            Self::Explicit(_) | Self::Default(_) | Self::Hidden(_) => return,
        };
        *self = match (line, default) {
            (Some(line), Some(value)) => Self::Default(Sourced::new(value, line)),
            (Some(line), None) => Self::Absent(line),
            (None, _) => Self::NotPasted,
        };
    }
}

fn coverage(answer: &Answer, config: &Config) -> Coverage {
    if answer.extent == Extent::Cut || config.is_typed {
        return Coverage::Nothing;
    }
    let arguments: Vec<&str> = answer.arguments.iter().map(String::as_str).listed();
    match arguments.as_slice() {
        [] => {
            // Without its command it may be of one tunnel; the whole also holds an address.
            let is_asked = answer.first_line < config.opening;
            let has_more = || {
                config
                    .settings
                    .iter()
                    .any(|it| it.text.starts_with("ip lan"))
            };
            if (is_asked || has_more()) && !has_lost_its_pp(config) {
                Coverage::All
            } else {
                Coverage::Nothing
            }
        }
        ["tunnel", numbers, ..] => Coverage::Tunnels(range(numbers)),
        _ => Coverage::Nothing,
    }
}

/// Whether settings of a PP stand below no line that selects one: what stood above them was not copied.
fn has_lost_its_pp(config: &Config) -> bool {
    let mut loose = config.settings.iter();
    loose.any(|it| {
        let is_of_pp = ["ip pp ", "pppoe use ", "ppp ipcp "]
            .iter()
            .any(|word| it.text.starts_with(word));
        it.selected == Selected::Nothing && is_of_pp
    })
}

fn is_expanded(answer: &Answer) -> bool {
    answer.arguments.iter().any(|word| word == "expand")
}

fn tunnel_at(tunnels: &[TunnelSettings], number: TunnelNumber) -> Option<usize> {
    tunnels.binary_search_by_key(&number, |it| it.number).ok()
}

fn on_off(word: &str) -> Option<bool> {
    match word {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

/// More than this of anything no router has.
const MOST: usize = 6_000;

/// Whether a word stands for something that a person left out.
fn is_left_out(word: &str) -> bool {
    is_masked(word) || !word.is_ascii() || word.contains(['<', '$', '{', '*'])
}

#[cfg(test)]
mod tests;
