//! Turns counts, names and numbers into short sentences around them.

use super::Say;
use crate::report::Letter;
use crate::report::label;
pub use crate::report::label::line;
use crate::text::Listed;
use crate::view::screen::Lang;

/// A count of lines that were not understood.
pub fn unread(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("読み取れなかった行 {count}"),
        Lang::En if count == 1 => "1 line not understood".to_owned(),
        Lang::En => format!("{count} lines not understood"),
    }
}

/// The name a box has until the reader gives it one.
pub fn site_name(paste: usize, lang: Lang) -> String {
    let letter = Letter(u16::try_from(paste).unwrap_or(u16::MAX));
    match (paste, lang) {
        (0, Lang::Ja) => "本社".to_owned(),
        (0, Lang::En) => "Head office".to_owned(),
        (1, Lang::Ja) => "支社".to_owned(),
        (1, Lang::En) => "Branch".to_owned(),
        (_, Lang::Ja) => format!("拠点{letter}"),
        (_, Lang::En) => format!("Site {letter}"),
    }
}

/// That several routers stand in one box.
pub fn routers_in_one(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("ルーター{count}台の出力が入っています。"),
        Lang::En => format!("This holds the answers of {count} routers."),
    }
}

/// How much of a file is read.
pub fn reading(part: u8, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("読み込み中 {part}%"),
        Lang::En => format!("reading, {part}%"),
    }
}

/// A file's size.
pub fn size(bytes: u64) -> String {
    // Not by a fraction: the library's way to print one weighs as much as ten rules.
    let rounded = |unit: u64| (bytes + unit / 2) / unit;
    if bytes < 1_000_000 {
        format!("{} kB", rounded(1_000).max(1))
    } else {
        let tenths = rounded(100_000);
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

/// What a button does, and to what.
pub fn named(word: &str, name: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{word}: {name}"),
        Lang::En => format!("{word} {name}"),
    }
}

/// The label of a box.
pub fn box_label(name: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{name}のルーターの出力"),
        Lang::En => format!("Answers of the router at {name}"),
    }
}

/// The hint in an empty box.
pub fn box_hint(name: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{name}のルーターに出た内容を、ここに貼り付けます"),
        Lang::En => format!("Paste here what the router at {name} answered"),
    }
}

/// The name of the button that writes down an empty answer.
pub fn ran_empty(name: &str, command: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("実行したが何も表示されなかった（{name}の {command}）"),
        Lang::En => format!("I ran it and nothing was shown ({command} at {name})"),
    }
}

/// The name of a copy button.
pub fn copy(command: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("コピー: {command}"),
        Lang::En => format!("Copy: {command}"),
    }
}

/// A line's number.
pub fn line_number(line: u32, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{line}行目"),
        Lang::En => format!("line {line}"),
    }
}

/// How to fill in a `ping` from one site's LAN to the other's.
pub fn fill_in(name: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => {
            format!("<LAN-1> は{name}の、<LAN-2> は相手の LAN 側アドレスに置き換えてください。")
        }
        Lang::En => format!(
            "Put the LAN address of {name} in place of <LAN-1>, the other end's in place of <LAN-2>."
        ),
    }
}

/// How many sites have no track.
pub fn more_sites(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => {
            format!("選んだ接続の両端と、止まっている拠点を示しています（他 {count} 拠点）。")
        }
        Lang::En => {
            format!(
                "Shown are the ends of the picked connection and sites that fail ({count} more)."
            )
        }
    }
}

/// How many more there are.
pub fn more(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("他{count}組"),
        Lang::En => format!("{count} more"),
    }
}

/// How many more stand only in the JSON.
pub fn more_in_json(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("残り{count}組は JSON にあります。"),
        Lang::En => format!("The other {count} are in the JSON."),
    }
}

/// A count of routers.
pub fn routers(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("ルーター{count}台"),
        Lang::En => format!("{count} routers"),
    }
}

/// How many more lines stand only in the JSON.
pub fn more_lines(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("残り{count}行は JSON にあります。"),
        Lang::En => format!("The other {count} lines are in the JSON."),
    }
}

/// Seconds left.
pub fn left(secs: u32, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("残り{secs}秒"),
        Lang::En => format!("{secs} s left"),
    }
}

/// One end of a pair.
pub fn end(gateway: Option<u32>, tunnel: Option<u32>, lang: Lang) -> String {
    let gateway = gateway.map(|number| label::gateway(number, lang));
    let tunnel = tunnel.map(|number| label::tunnel(number, lang));
    gateway.into_iter().chain(tunnel).listed().join(" · ")
}

/// One direction of traffic.
pub fn direction(from: &str, to: &str) -> String {
    format!("{from} → {to}")
}

/// What the picture shows, in one sentence.
pub fn picture(a: &str, b: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{a}と{b}の SA の対応。同じ内容が下の表にあります。"),
        Lang::En => format!("How the SAs of {a} and {b} pair. The table below says the same."),
    }
}

/// A heading with a count.
pub fn counted(title: &str, count: usize) -> String {
    format!("{title} {count}")
}

/// Unread lines of one site.
pub fn unread_of(name: &str, count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{name}の読み取れなかった行 {count}"),
        Lang::En => format!("{name}: {count} lines not understood"),
    }
}

/// What each kind of mending did, `{n}` times.
const REPAIRS: &[(&str, Say)] = &[
    (
        "pager",
        Say {
            ja: "改ページ記号を{n}か所取り除きました",
            en: "removed {n} pager marks",
        },
    ),
    (
        "wrap",
        Say {
            ja: "画面の幅で折れた{n}行をつなぎました",
            en: "joined {n} lines broken at the screen's width",
        },
    ),
    (
        "fullWidth",
        Say {
            ja: "全角の空白を{n}か所半角として読みました",
            en: "read {n} full-width blanks as half-width",
        },
    ),
    (
        "quote",
        Say {
            ja: "引用記号を{n}行から外しました",
            en: "took the quote marks off {n} lines",
        },
    ),
    (
        "lineNumber",
        Say {
            ja: "行番号を{n}行から外しました",
            en: "took the line numbers off {n} lines",
        },
    ),
    (
        "timestamp",
        Say {
            ja: "端末ソフトが付けた時刻を{n}行から外しました",
            en: "took the time of a terminal program off {n} lines",
        },
    ),
    (
        "bom",
        Say {
            ja: "先頭の BOM を除きました",
            en: "skipped the byte order mark",
        },
    ),
    (
        "blank",
        Say {
            ja: "特殊な空白を{n}か所空白として読みました",
            en: "read {n} unusual blanks as blanks",
        },
    ),
    (
        "tab",
        Say {
            ja: "タブを{n}か所空白として読みました",
            en: "read {n} tabs as blanks",
        },
    ),
    (
        "invisible",
        Say {
            ja: "見えない文字を{n}か所取り除きました",
            en: "removed {n} invisible characters",
        },
    ),
    (
        "control",
        Say {
            ja: "制御文字を{n}か所取り除きました",
            en: "removed {n} control characters",
        },
    ),
    (
        "backspace",
        Say {
            ja: "後退文字を{n}か所、画面どおりに直しました",
            en: "applied {n} backspaces",
        },
    ),
    (
        "blankLines",
        Say {
            ja: "1行おきの空行を{n}行除きました",
            en: "skipped {n} blank lines between lines",
        },
    ),
    (
        "twoRouters",
        Say {
            ja: "2台分の出力を分けて読みました",
            en: "told the answers of two routers apart",
        },
    ),
];

/// What was mended, as a sentence.
pub fn repair(kind: &str, count: u32, lang: Lang) -> String {
    match REPAIRS.iter().find(|(known, _)| *known == kind) {
        Some((_, say)) => say.to(lang).replace("{n}", &count.to_string()),
        None => match lang {
            Lang::Ja => format!("{count}か所を整えて読みました（{kind}）"),
            Lang::En => format!("mended {count} places ({kind})"),
        },
    }
}
