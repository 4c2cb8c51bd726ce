//! Turns the command line into what is to be read and how the report is to be written.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use clap_complete::Shell;
use rtx_vpn_doctor::report::Lang;

const EXAMPLES: &str = "\
例:
  rtx-vpn-doctor 本社.txt 支社.txt
      両方のルーターの実行結果を保存したファイルを比べます
  rtx-vpn-doctor 本社.txt 支社.txt --names 本社,支社 --format markdown --redact
      アドレス・名前・SPI を伏せて、チケットに貼れる形で出します
  rtx-vpn-doctor 本社.txt 支社1.txt 支社2.txt --format jsonl
      VPN 1本につき1行の要約を JSON で出します
  rtx-vpn-doctor 本社.txt
      片方だけでも、そこから分かることと次に要るコマンドを示します
終了コード: 0（つながっている）、1（異常があるか切れている）、3（判断できない）、
            2（使い方の誤りか、読めないファイル）

Examples:
  rtx-vpn-doctor tokyo.txt osaka.txt
      compare what both routers answered
  rtx-vpn-doctor tokyo.txt osaka.txt --names Tokyo,Osaka --format markdown --redact
      hide addresses, names and SPIs, in a form for a ticket
  rtx-vpn-doctor tokyo.txt osaka.txt nagoya.txt --format jsonl
      one line of JSON that sums up each VPN
  rtx-vpn-doctor - osaka.txt --format json < tokyo.txt
      read one side from standard input, answer as JSON
Exit status: 0 up, 1 degraded or down, 3 unknown, 2 wrong usage or unreadable file";

const ABOUT: &str = "\
ヤマハ RTX ルーターの両端の実行結果を読み、IPsec VPN を診断します
Diagnoses an IPsec VPN from what the Yamaha RTX routers at both ends answered";

/// What the command line says.
#[derive(Debug, Parser)]
#[command(name = "rtx-vpn-doctor", version, about = ABOUT, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[arg(
        required_unless_present_any = ["completions", "man"],
        value_name = "FILE",
        help = "ルーター1台につき1つ、- は標準入力\nOne per router; - is standard input"
    )]
    pub(crate) files: Vec<PathBuf>,

    #[arg(
        long,
        value_name = "NAME,NAME",
        value_delimiter = ',',
        help = "拠点の名前をファイルの順に\nNames of the sites, in the order of the files"
    )]
    pub(crate) names: Vec<String>,

    #[arg(
        long,
        value_enum,
        help = "言語。省略時は環境変数 LC_ALL、LC_MESSAGES、LANG から\n\
                Language; by default from LC_ALL, LC_MESSAGES, LANG"
    )]
    lang: Option<LangArg>,

    #[arg(
        long,
        value_enum,
        default_value_t = Format::Text,
        help = "出力の形。jsonl は VPN 1本につき1行の要約\n\
                Form of the report; jsonl is a summary, one line for each VPN"
    )]
    pub(crate) format: Format,

    #[arg(
        long,
        help = "アドレス・名前・SPI を [IP-1] などに置き換える\n\
                Replace addresses, names and SPIs by markers such as [IP-1]"
    )]
    pub(crate) redact: bool,

    #[arg(
        long,
        value_enum,
        value_name = "SHELL",
        exclusive = true,
        help = "シェルの補完を出力する\nPrint completions for a shell"
    )]
    pub(crate) completions: Option<Shell>,

    #[arg(
        long,
        exclusive = true,
        help = "man ページを出力する\nPrint the man page"
    )]
    pub(crate) man: bool,
}

// A doc comment on a variant would appear in the help, there in one language only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Markdown,
    Json,
    Jsonl,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangArg {
    Ja,
    En,
}

impl Args {
    /// The language asked for, else the one of the environment.
    pub(crate) fn lang(&self) -> Lang {
        match self.lang {
            Some(LangArg::Ja) => Lang::Ja,
            Some(LangArg::En) => Lang::En,
            None => of_environment(|name| std::env::var(name).ok()),
        }
    }

    /// What is wrong with the command line although every part of it is well-formed.
    pub(crate) fn contradiction(&self) -> Option<&'static str> {
        let on_stdin = self.files.iter().filter(|file| is_stdin(file)).count();
        if on_stdin > 1 {
            Some("標準入力 (-) は1回だけ指定できます / standard input (-) can be read only once")
        } else if self.names.len() > self.files.len() {
            Some("--names の数がファイルより多すぎます / --names gives more names than files")
        } else {
            None
        }
    }
}

pub(crate) fn is_stdin(file: &std::path::Path) -> bool {
    file.as_os_str() == "-"
}

/// The first of the three that is set decides, as in every other program.
fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    match set {
        Some(value) if value.starts_with("ja") => Lang::Ja,
        _ => Lang::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(set: &[(&str, &str)]) -> Lang {
        of_environment(|name| {
            let found = set.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_decides_the_language() {
        assert_eq!(lang(&[("LANG", "ja_JP.UTF-8")]), Lang::Ja);
        assert_eq!(lang(&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C")]), Lang::En);
        assert_eq!(lang(&[("LC_ALL", ""), ("LC_MESSAGES", "ja")]), Lang::Ja);
        assert_eq!(lang(&[]), Lang::En);
    }

    #[test]
    fn standard_input_is_read_once() {
        let args = Args::parse_from(["rtx-vpn-doctor", "-", "-"]);
        assert!(
            args.contradiction()
                .is_some_and(|it| it.contains("only once"))
        );
    }

    #[test]
    fn names_belong_to_files() {
        let args = Args::parse_from(["rtx-vpn-doctor", "a", "--names", "本社,支社"]);
        assert!(
            args.contradiction()
                .is_some_and(|it| it.contains("--names"))
        );
    }
}
