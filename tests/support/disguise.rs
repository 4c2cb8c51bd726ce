//! Does to a paste what terminals, pagers, mail programs, editors and browsers do to it, and remembers
//! where each line came from.

use unicode_width::UnicodeWidthChar;

/// A paste in disguise.
#[derive(Clone)]
pub(crate) struct Disguised {
    /// The text.
    pub(crate) text: String,
    /// For each line of it, the line of the original, from 1.
    pub(crate) origins: Vec<u32>,
}

/// Lines with the numbers that they had in the original.
type Lines = Vec<(u32, String)>;

/// What a tool writes before a line.
type Number = fn(usize) -> String;

/// A command as a person may type it.
type Retyped = fn(&str) -> String;

/// A disguise: its name and what it does.
pub(crate) struct Disguise {
    /// For the message of a failing test.
    pub(crate) name: String,
    lines: Box<dyn Fn(Lines) -> Lines>,
    line_end: &'static str,
    prefix: &'static str,
}

impl Disguise {
    /// The text in this disguise.
    pub(crate) fn of(&self, text: &str) -> Disguised {
        let numbered = (1..).zip(text.lines().map(str::to_owned)).collect();
        let lines = (self.lines)(numbered);
        let mut disguised = Disguised {
            text: self.prefix.to_owned(),
            origins: Vec::new(),
        };
        for (origin, line) in lines {
            disguised.text += &line;
            disguised.text += self.line_end;
            disguised.origins.push(origin);
        }
        disguised
    }
}

/// Changes all lines at once.
fn lines(name: &str, change: impl Fn(Lines) -> Lines + 'static) -> Disguise {
    Disguise {
        name: name.to_owned(),
        lines: Box::new(change),
        line_end: "\n",
        prefix: "",
    }
}

/// Changes each line; its number among the lines begins at 1.
fn each(name: &str, change: impl Fn(usize, &str) -> String + 'static) -> Disguise {
    lines(name, move |lines| {
        let changed = (1..).zip(lines);
        changed
            .map(|(at, (origin, line))| (origin, change(at, &line)))
            .collect()
    })
}

/// All disguises in which nothing of what the router printed is lost.
pub(crate) fn all() -> Vec<Disguise> {
    let mut all = Vec::new();
    line_ends(&mut all);
    quotes(&mut all);
    line_numbers(&mut all);
    pagers(&mut all);
    blanks(&mut all);
    prompts(&mut all);
    all
}

fn line_ends(all: &mut Vec<Disguise>) {
    let unchanged = |name, line_end, prefix| Disguise {
        line_end,
        prefix,
        ..lines(name, |lines| lines)
    };
    all.push(unchanged("CRLF", "\r\n", ""));
    all.push(unchanged("lone CR", "\r", ""));
    all.push(unchanged("soft returns of an office program", "\u{b}", ""));
    all.push(unchanged("line separators", "\u{2028}", ""));
    all.push(unchanged("byte order mark", "\n", "\u{feff}"));
    all.push(unchanged("CRLF and byte order mark", "\r\n", "\u{feff}"));
    all.push(unchanged("blank lines before", "\n", ""));
    all.push(each("CR LF LF", |_, line| format!("{line}\r")));
    all.push(lines("blank lines between", |lines| {
        lines
            .into_iter()
            .flat_map(|(origin, line)| [(origin, line), (origin, String::new())])
            .collect()
    }));
    all.push(lines("blank lines around", |mut lines| {
        lines.insert(0, (1, String::new()));
        lines.insert(0, (1, "  ".to_owned()));
        lines.push((1, String::new()));
        lines
    }));
    all.push(lines("no blank lines", |mut lines| {
        lines.retain(|(_, line)| !line.trim().is_empty());
        lines
    }));
}

fn quotes(all: &mut Vec<Disguise>) {
    for mark in ["> ", ">", "> > ", ">> ", ">>> ", "＞", "＞　", " > ", ">\t"] {
        all.push(each(&format!("quoted with {mark:?}"), move |_, line| {
            format!("{mark}{line}").trim_end().to_owned()
        }));
    }
    all.push(each("quoted, blank lines without a mark", |_, line| {
        if line.is_empty() {
            String::new()
        } else {
            format!("> {line}")
        }
    }));
    all.push(lines("quoted below a letter", |lines| {
        let letter = ["田中です。", "下に結果を貼ります。", ""].map(|it| (1, it.to_owned()));
        let quoted = lines
            .into_iter()
            .map(|(origin, line)| (origin, format!("> {line}")));
        letter.into_iter().chain(quoted).collect()
    }));
}

fn line_numbers(all: &mut Vec<Disguise>) {
    let styles: [(&str, Number); 10] = [
        ("1: ", |n| format!("{n}: ")),
        ("1:", |n| format!("{n}:")),
        ("cat -n", |n| format!("{n:6}\t")),
        ("1. ", |n| format!("{n}. ")),
        ("1) ", |n| format!("{n}) ")),
        ("[1] ", |n| format!("[{n}] ")),
        ("001 | ", |n| format!("{n:03} | ")),
        ("001: ", |n| format!("{n:03}: ")),
        ("1|", |n| format!("{n}|")),
        ("from 1498: ", |n| format!("{}: ", n + 1497)),
    ];
    for (name, number) in styles {
        all.push(each(&format!("numbered {name}"), move |at, line| {
            format!("{}{line}", number(at)).trim_end().to_owned()
        }));
    }
    all.push(lines("with the time of a terminal program", |lines| {
        // Without a command among them, the lines may be those of a log.
        let has_command = lines.iter().any(|(_, line)| command(line).is_some());
        let stamped = lines.into_iter().map(|(origin, line)| {
            let stamp = if has_command {
                "[2026-11-23 09:20:00.123] "
            } else {
                ""
            };
            (origin, format!("{stamp}{line}"))
        });
        stamped.collect()
    }));
    all.push(each("numbered by an editor", |at, line| {
        format!("{at:4} {line}").trim_end().to_owned()
    }));
}

/// Whether a prompt stands on the line: a mark before it is of a pager that was left, and hides something.
fn begins_with_prompt(line: &str) -> bool {
    let name = line.split_once(['#', '>']).map(|it| it.0);
    is_prompt(line) || name.is_some_and(|name| !name.contains(' '))
}

fn pagers(all: &mut Vec<Disguise>) {
    let blanks = " ".repeat(12);
    let erased = format!("{0}{blanks}{0}", "\u{8}".repeat(12));
    for (name, mark) in [
        ("blanks", format!("---つづく---{blanks}")),
        ("13 blanks", format!("---つづく---{blanks} ")),
        ("nothing", "---つづく---".to_owned()),
        ("spaces inside", format!("--- つづく ---{blanks}")),
        ("続く", format!("---続く---{blanks}")),
        ("more", format!("---more---{blanks}")),
        ("More", format!("--More--{blanks}")),
        (
            "full-width blanks",
            format!("---つづく---{}", "　".repeat(6)),
        ),
        ("backspaces", format!("---つづく---{erased}")),
        ("twice", format!("---つづく---{blanks}---つづく---{blanks}")),
        ("clear to end of line", "---つづく---\u{1b}[2K".to_owned()),
    ] {
        for step in [1, 3, 7, 23] {
            let mark = mark.clone();
            all.push(each(
                &format!("pager, {name}, every {step}"),
                move |at, line| {
                    if at % step == 0 && !begins_with_prompt(line) {
                        format!("{mark}{line}")
                    } else {
                        line.to_owned()
                    }
                },
            ));
        }
    }
    for mark in [
        "---つづく---",
        "--- つづく ---",
        "---more---",
        "---つづく---\r            \r",
    ] {
        all.push(lines(
            &format!("pager on its own line, {mark:?}"),
            move |lines| {
                let marks = mark.split('\r').filter(|it| !it.is_empty());
                let paged = (1..).zip(lines).flat_map(|(at, (origin, line))| {
                    let is_prompt = begins_with_prompt(&line);
                    let marks = marks.clone().filter(move |_| at % 5 == 0 && !is_prompt);
                    let marks = marks.map(move |mark| (origin, mark.to_owned()));
                    marks.chain([(origin, line)]).collect::<Vec<_>>()
                });
                paged.collect()
            },
        ));
    }
}

fn blanks(all: &mut Vec<Disguise>) {
    for (name, blank) in [
        ("full-width", "\u{3000}"),
        ("no-break", "\u{a0}"),
        ("narrow", "\u{202f}"),
        ("doubled", "  "),
        ("zero-width and", "\u{200b} "),
    ] {
        all.push(each(&format!("{name} blanks"), move |_, line| {
            line.replace(' ', blank)
        }));
    }
    all.push(each("tabs between columns", |_, line| tabbed(line)));
    all.push(each("single blanks", |_, line| {
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }));
    for hidden in ['\u{200b}', '\u{feff}', '\u{200e}', '\u{2060}', '\u{0}'] {
        all.push(each(&format!("{hidden:?} in all words"), move |_, line| {
            let spread = line.chars().flat_map(|c| [c, hidden]);
            spread.collect()
        }));
    }
    all.push(each("lost indentation", |_, line| {
        line.trim_start().to_owned()
    }));
    all.push(each("indented", |_, line| format!("    {line}")));
    all.push(each("indented with a tab", |_, line| format!("\t{line}")));
    all.push(each("trailing blanks", |_, line| format!("{line}   ")));
    for width in [79, 80, 81, 132] {
        all.push(each(
            &format!("filled with blanks to {width}"),
            move |_, line| {
                let missing = width - columns(line).min(width);
                format!("{line}{}", " ".repeat(missing))
            },
        ));
    }
    all.push(each("colours", |_, line| {
        format!("\u{1b}[1m{line}\u{1b}[0m")
    }));
    all.push(each("bell", |_, line| format!("{line}\u{7}")));
    all.push(each("typed again over backspaces", |_, line| {
        if line.contains("show") {
            line.replace("show", "shoe\u{8}w")
        } else {
            line.to_owned()
        }
    }));
    all.push(lines("wrapped at 80 columns", |lines| wrapped(lines, 80)));
}

fn prompts(all: &mut Vec<Disguise>) {
    for prompt in [
        "# ",
        "> ",
        "RTX1210# ",
        "RTX1210> ",
        "RTX1210 # ",
        "[RTX1210]# ",
        "本社#",
        "HQ-01.tokyo# ",
        "RTXtunnel1# ",
        "tunnel1# ",
        "pp1# ",
        "RTX1210#   ",
        "",
    ] {
        all.push(each(
            &format!("prompt {prompt:?}"),
            move |_, line| match command(line) {
                Some(command) => format!("{prompt}{command}"),
                None if is_prompt(line) => prompt.trim_end().to_owned(),
                None => line.to_owned(),
            },
        ));
    }
    let retyped: [(&str, Retyped); 4] = [
        ("abbreviated", |it| {
            it.replace("show ipsec", "sh ips")
                .replace("gateway", "gat")
                .replace("detail", "det")
        }),
        ("abbreviated otherwise", |it| {
            it.replace("show", "sho")
                .replace("gateway", "g")
                .replace("detail", "d")
        }),
        ("with more blanks", |it| it.replace(' ', "  ")),
        ("with a blank behind", |it| format!("{it} ")),
    ];
    for (name, change) in retyped {
        all.push(each(&format!("command {name}"), move |_, line| {
            command(line).map_or_else(
                || line.to_owned(),
                |command| line.replace(command, &change(command)),
            )
        }));
    }
}

/// Disguises that lose or move command lines. They leave the answers themselves alone.
pub(crate) fn without_echo() -> Vec<Disguise> {
    vec![
        lines("no echo at all", |mut lines| {
            lines.retain(|(_, line)| !is_prompt(line));
            lines
        }),
        lines("no echo, blank line between", |lines| {
            let replaced = lines.into_iter().map(|(origin, line)| {
                let line = if is_prompt(&line) {
                    String::new()
                } else {
                    line
                };
                (origin, line)
            });
            replaced.collect()
        }),
        lines("the second answer glued to the first", |lines| {
            let mut n_commands = 0;
            let keep = |line: &str| {
                n_commands += usize::from(command(line).is_some());
                command(line).is_none() || n_commands < 2
            };
            let mut keep = keep;
            lines.into_iter().filter(|(_, line)| keep(line)).collect()
        }),
        lines("under a wrong command", |lines| {
            let replaced = lines.into_iter().map(|(origin, line)| {
                let line = command(&line).map_or(line.clone(), |it| line.replace(it, "show log"));
                (origin, line)
            });
            replaced.collect()
        }),
        lines("in the other order", |lines| {
            let mut answers: Vec<Lines> = Vec::new();
            for (origin, line) in lines {
                if command(&line).is_some() || answers.is_empty() {
                    answers.push(Vec::new());
                }
                answers.last_mut().unwrap().push((origin, line));
            }
            answers.into_iter().rev().flatten().collect()
        }),
    ]
}

fn is_prompt(line: &str) -> bool {
    command(line).is_some() || line.trim_end().ends_with(['#', '>'])
}

/// The command on the line, if it is one.
fn command(line: &str) -> Option<&str> {
    let found = ["show ", "ping "].iter().find_map(|word| line.find(word));
    line.get(found?..)
}

/// Columns on a terminal where Japanese characters are two wide.
fn columns(line: &str) -> usize {
    line.chars().map(|c| c.width_cjk().unwrap_or(0)).sum()
}

/// Each run of two blanks or more as a tab.
fn tabbed(line: &str) -> String {
    let columns = line.split("  ").map(str::trim);
    columns
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join("\t")
}

/// Breaks lines as a terminal does: a character that does not fit moves down whole.
fn wrapped(lines: Lines, width: usize) -> Lines {
    let mut out = Vec::new();
    for (origin, line) in lines {
        let mut physical = String::new();
        for c in line.chars() {
            if columns(&physical) + c.width_cjk().unwrap_or(0) > width {
                out.push((origin, std::mem::take(&mut physical)));
            }
            physical.push(c);
        }
        out.push((origin, physical));
    }
    out
}
