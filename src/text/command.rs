//! Turns what a person typed at the prompt, abbreviated as the router allows, into the command in full.

use super::Listed;
use super::note::parted;
use super::nothing::is_nothing_mark;

/// One command that the tool knows, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Its words in full, such as `["show", "ipsec", "sa"]`.
    pub words: &'static [&'static str],
    /// Words that may follow, such as `["gateway", "detail"]`.
    pub options: &'static [&'static str],
    /// Whether conclusions are drawn from its answer.
    pub analysed: bool,
}

/// All commands that the tool knows.
pub type Grammar = [Shape];

/// A command line in a paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Line on which it was typed.
    pub line: u32,
    /// The command in full where it is known, else as typed; without a pipe or redirection.
    pub text: String,
    /// The words behind a known command's own, in full.
    pub arguments: Vec<String>,
    /// Whether conclusions are drawn from its answer.
    pub analysed: bool,
    /// Whether the answer went through `| grep` or its like, so that lines may be missing.
    pub filtered: bool,
    /// What `| grep` looks for, without marks around it; None behind any other pipe, and behind several.
    pub pattern: Option<String>,
    /// What stands behind it on its line, where a copy has lost the ends of lines: the answer, from the
    /// name of an interface on.
    pub glued: Option<String>,
    /// Whether a person wrote words behind it that do not say that nothing came.
    pub remarked: bool,
}

/// First words of what can be typed at a prompt. A `#` before anything else begins a comment.
const VERBS: [&str; 39] = [
    "show",
    "ping",
    "ping6",
    "traceroute",
    "traceroute6",
    "tunnel",
    "ipsec",
    "pp",
    "ip",
    "ipv6",
    "nat",
    "netvolante-dns",
    "less",
    "administrator",
    "console",
    "syslog",
    "connect",
    "disconnect",
    "save",
    "no",
    "exit",
    "quit",
    "nslookup",
    "clear",
    "login",
    "date",
    "time",
    "timezone",
    "ntpdate",
    "rdate",
    "restart",
    "cold",
    "help",
    "dns",
    "security",
    "schedule",
    "telnet",
    "copy",
    "load",
];

impl Command {
    /// The command typed behind a prompt; any text is one if its first word could begin one.
    pub(super) fn at_prompt(line: u32, typed: &str, grammar: &Grammar) -> Option<Self> {
        let (typed, words) = parted(typed);
        let (bare, filtered) = without_pipe(typed);
        let known = Self::known(line, bare, filtered, grammar).map(|it| it.piped_as(typed));
        let command = known.or_else(|| {
            let first = bare.split_whitespace().next()?;
            let text = || bare.split_whitespace().listed().join(" ");
            is_verb(first).then(|| Self::unknown(line, text(), filtered))
        });
        command.map(|it| it.with_words(words))
    }

    /// Notes the words behind it.
    fn with_words(self, words: &str) -> Self {
        Self {
            remarked: !words.is_empty() && !is_nothing_mark(words),
            ..self
        }
    }

    /// One that is no more than its text.
    fn unknown(line: u32, text: String, filtered: bool) -> Self {
        Self {
            line,
            text,
            arguments: Vec::new(),
            analysed: false,
            filtered,
            pattern: None,
            glued: None,
            remarked: false,
        }
    }

    /// The command on a line of its own, as in a TECHINFO file: only one that is known, and only
    /// with arguments that it takes, so that a sentence about a command is not taken for one.
    pub(super) fn alone(line: u32, typed: &str, grammar: &Grammar) -> Option<Self> {
        // Most lines end here: every known command begins with one of these letters.
        if !typed.starts_with(['s', 'p', 'n']) {
            return None;
        }
        let (typed, words) = parted(typed);
        // A sentence may begin with a command.
        if words.starts_with(char::is_alphanumeric) {
            return None;
        }
        let (bare, filtered) = without_pipe(typed);
        if !typed.starts_with('s') && !is_probe(bare) {
            return None;
        }
        let command = Self::known(line, bare, filtered, grammar)?.piped_as(typed);
        let plausible = |word: &String| {
            word.bytes().all(|byte| byte.is_ascii_graphic()) && !word.ends_with(['.', ','])
        };
        let is_plausible = command.arguments.iter().all(plausible);
        is_plausible.then(|| command.with_words(words))
    }

    /// What ends or renews SAs, or takes their way down, on a line of its own: no setting and no answer has these words.
    pub(super) fn acting(line: u32, typed: &str) -> Option<Self> {
        // Most lines end here.
        if !typed.starts_with(['i', 'r', 'd', 't']) {
            return None;
        }
        let words: Vec<&str> = typed.split_whitespace().listed();
        let is_number = |word: &str| word.bytes().all(|it| it.is_ascii_digit());
        let is_acting = match words.as_slice() {
            ["restart"] | ["ipsec", "refresh", "sa"] | ["ipsec", "sa", "delete", "all"] => true,
            ["ipsec", "sa", "delete", number]
            | ["disconnect", number]
            | ["disconnect", "pp", number]
            | ["tunnel", "disable", number] => is_number(number),
            _ => false,
        };
        is_acting.then(|| Self::unknown(line, words.join(" "), false))
    }

    /// The command below the line of dashes that parts the sections of a TECHINFO file: any that
    /// shows something, known or not.
    pub(super) fn below_rule(line: u32, typed: &str) -> Option<Self> {
        let words: Vec<&str> = typed.split_whitespace().listed();
        let plain = |word: &&str| {
            let mut bytes = word.bytes();
            bytes.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-./".contains(&it))
        };
        let is_command =
            words.first() == Some(&"show") && words.len() <= MOST_WORDS && words.iter().all(plain);
        is_command.then(|| Self::unknown(line, words.join(" "), false))
    }

    /// Notes what the pipe behind it keeps.
    fn piped_as(self, typed: &str) -> Self {
        Self {
            pattern: pattern(typed),
            ..self
        }
    }

    fn known(line: u32, bare: &str, filtered: bool, grammar: &Grammar) -> Option<Self> {
        let mut typed: Vec<&str> = bare.split_whitespace().listed();
        let answer = typed
            .iter()
            .position(|word| begins_answer(word, typed.len()));
        let is_no_digit = |c: char| !c.is_ascii_digit();
        // The end of a line may be lost right behind the number of a tunnel.
        let number = answer.and_then(|at| typed.get(at)?.split(is_no_digit).next());
        let glued = answer.map(|at| typed.split_off(at).join(" "));
        let glued = glued.map(|it| it.trim_start_matches(|c| !is_no_digit(c)).to_owned());
        typed.extend(number.filter(|it| !it.is_empty()));
        let shape = grammar
            .iter()
            .filter(|shape| abbreviates(&typed, shape.words))
            // `ip` begins `ipv6` too, and means itself.
            .max_by_key(|shape| (shape.words.len(), exact_words(&typed, shape.words)))?;
        let arguments: Vec<String> = typed
            .iter()
            .skip(shape.words.len())
            .map(|word| in_full(word, shape.options).to_owned())
            .listed();
        let own = shape.words.iter().zip(&typed);
        // A word that goes on is one with a number: `lan2`.
        let own = own.map(|(word, typed)| if typed.starts_with(word) { typed } else { word });
        let words = own.copied().chain(arguments.iter().map(String::as_str));
        let text = words.listed().join(" ");
        Some(Self {
            line,
            text,
            arguments,
            analysed: shape.analysed,
            filtered,
            pattern: None,
            glued,
            remarked: false,
        })
    }

    /// Whether it begins with the words of a shape, one of which may have a number.
    pub fn is_of(&self, shape: Shape) -> bool {
        let mut own = self.text.split(' ');
        let has = |word: &&str| {
            own.next()
                .is_some_and(|own| own == *word || is_numbered(own, word))
        };
        shape.words.iter().all(has)
    }
}

/// No command without free text has more words.
const MOST_WORDS: usize = 8;

/// Neither have those that show something, whatever they are asked for.
const MOST_WORDS_SHOWING: usize = 2 * MOST_WORDS;

/// Whether an answer begins at a word of a known command's line: no argument looks like `PP[01]:`, nor, where the
/// line is too long for a command, like `Total:` or `SA[1]`.
fn begins_answer(word: &str, n_words: usize) -> bool {
    let is_long = n_words > MOST_WORDS_SHOWING;
    let is_plain = word
        .bytes()
        .all(|it| it.is_ascii_graphic() && !it.is_ascii_uppercase());
    word.ends_with("]:") || is_long && (!is_plain || word.contains('['))
}

/// Whether `word` begins something that can be typed at the prompt.
pub(super) fn is_verb(word: &str) -> bool {
    word == "?" || VERBS.iter().any(|verb| is_abbreviation(word, verb))
}

fn without_pipe(typed: &str) -> (&str, bool) {
    let end = typed.find(['|', '>']).unwrap_or(typed.len());
    (typed.get(..end).unwrap_or(typed).trim(), end < typed.len())
}

/// What a single `| grep` looks for.
fn pattern(typed: &str) -> Option<String> {
    let (_, pipe) = typed.split_once('|')?;
    let words = pipe.trim_start().strip_prefix("grep ")?;
    let options = ["-i ", "-w "];
    let mut rest = words.trim();
    while let Some(behind) = options.iter().find_map(|it| rest.strip_prefix(it)) {
        rest = behind.trim_start();
    }
    let bare = rest.trim_matches(['"', '\'', '\\', '[', ']']);
    (!bare.is_empty() && !bare.contains(['|', '>', ' ']) && !bare.starts_with('-'))
        .then(|| bare.to_owned())
}

fn abbreviates(typed: &[&str], words: &[&str]) -> bool {
    typed.len() >= words.len()
        && typed
            .iter()
            .zip(words)
            .all(|(typed, word)| is_abbreviation(typed, word))
}

fn exact_words(typed: &[&str], words: &[&str]) -> usize {
    let pairs = typed.iter().zip(words);
    pairs.filter(|(typed, word)| typed == word).count()
}

/// Whether it is a ping or a look-up of a name: pairs of options, then one host. Without a prompt
/// anything else may be a sentence.
pub(super) fn is_probe(bare: &str) -> bool {
    let mut words = bare.split_whitespace();
    if !matches!(words.next(), Some("ping" | "ping6" | "nslookup")) {
        return false;
    }
    let mut host = words.next();
    while host.is_some_and(|word| word.starts_with('-')) {
        host = words.nth(1);
    }
    host.is_some_and(|word| word.contains(['.', ':'])) && words.next().is_none()
}

fn is_abbreviation(typed: &str, word: &str) -> bool {
    let is_short = || typed.len() >= 2 && word.starts_with(typed);
    typed == word || is_short() || is_numbered(typed, word)
}

/// Whether it is the word with the number of an interface: `lan2`, `lan3/1`.
fn is_numbered(typed: &str, word: &str) -> bool {
    let number = typed.strip_prefix(word).filter(|_| word == "lan");
    number.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/'))
}

fn in_full<'w>(typed: &'w str, options: &[&'static str]) -> &'w str {
    if typed.bytes().any(|byte| byte.is_ascii_digit()) {
        return typed;
    }
    options
        .iter()
        .find(|option| option.starts_with(typed))
        .copied()
        .unwrap_or(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAMMAR: &Grammar = &[
        Shape {
            words: &["show", "ipsec", "sa"],
            options: &["gateway", "detail"],
            analysed: true,
        },
        Shape {
            words: &["show", "ipsec"],
            options: &[],
            analysed: false,
        },
    ];

    fn typed(text: &str) -> Option<(String, bool, bool)> {
        Command::at_prompt(1, text, GRAMMAR).map(|it| (it.text, it.analysed, it.filtered))
    }

    #[test]
    fn abbreviations_are_written_out() {
        let full = "show ipsec sa gateway 1 detail".to_owned();
        assert_eq!(typed("sh ips sa gat 1 det"), Some((full, true, false)));
        assert_eq!(
            typed("show ipsec sa"),
            Some(("show ipsec sa".to_owned(), true, false))
        );
    }

    #[test]
    fn an_interface_may_have_its_number_in_the_word() {
        const LAN: &Grammar = &[Shape {
            words: &["show", "status", "lan"],
            options: &[],
            analysed: true,
        }];
        let text = |typed| Command::at_prompt(1, typed, LAN).map(|it| it.text);
        assert_eq!(text("sh stat lan2").as_deref(), Some("show status lan2"));
        assert_eq!(text("sh stat lanes").as_deref(), Some("sh stat lanes"));
    }

    #[test]
    fn a_pipe_is_noted() {
        assert_eq!(
            typed("show ipsec sa | grep tun"),
            Some(("show ipsec sa".to_owned(), true, true))
        );
    }

    #[test]
    fn other_commands_keep_their_words() {
        assert_eq!(
            typed("ping  192.0.2.1"),
            Some(("ping 192.0.2.1".to_owned(), false, false))
        );
        assert_eq!(typed("RTX1210 Rev.14.01.42"), None);
    }

    #[test]
    fn a_word_written_out_means_itself() {
        let shape = |words| Shape {
            words,
            options: &[],
            analysed: true,
        };
        let grammar = [
            shape(&["show", "ip", "route"]),
            shape(&["show", "ipv6", "route"]),
        ];
        let text = Command::at_prompt(1, "show ip route", &grammar).map(|it| it.text);
        assert_eq!(text.as_deref(), Some("show ip route"));
    }

    #[test]
    fn a_ping_without_a_prompt_names_its_host_and_nothing_else() {
        let grammar = [Shape {
            words: &["ping"],
            options: &[],
            analysed: true,
        }];
        let alone = |text| Command::alone(1, text, &grammar).map(|it| it.arguments);
        let words = |text: &str| Some(text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(alone("ping 192.0.2.1"), words("192.0.2.1"));
        assert_eq!(
            alone("ping -c 5 -sa 192.168.1.1 192.168.2.1"),
            words("-c 5 -sa 192.168.1.1 192.168.2.1")
        );
        for text in [
            "ping",
            "ping fails",
            "ping 192.0.2.1 fails",
            "ping to 192.0.2.1",
            "pings 192.0.2.1",
            "ping が 192.0.2.1",
        ] {
            assert_eq!(alone(text), None, "{text}");
        }
    }

    #[test]
    fn a_sentence_about_a_command_is_not_the_command() {
        assert!(Command::alone(1, "show ipsec sa", GRAMMAR).is_some());
        assert!(Command::alone(1, "show ipsec sa の結果です", GRAMMAR).is_none());
        assert!(Command::alone(1, "show ipsec sa prints this.", GRAMMAR).is_none());
    }
}
