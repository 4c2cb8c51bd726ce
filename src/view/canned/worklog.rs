//! Turns three checks into a log made by hand, and what is taken along of it.

use super::text;
use crate::report::redact::{Redactor, used};
use crate::report::{Certainty, Lang, State, Traffic};
use crate::view::take::{Form, Taken, What, Wish};
use crate::worklog::{Check, Digest, Fact, Kind, Log, markdown};

fn fact(kind: Kind, key: &str, label: (&str, &str), value: &str) -> Fact {
    Fact {
        kind,
        key: key.to_owned(),
        label: text(label.0, label.1),
        value: value.to_owned(),
    }
}

fn digest(state: State, cipher: &str, hash: &str, spi: &str) -> Digest {
    let at = "A.1.1-B.1.1@A";
    let (ja, en) = ("本社 → 支社 IPsec SA", "Head office → Branch IPsec SA");
    Digest {
        state,
        certainty: Certainty::Shown,
        traffic: Traffic::NotChecked,
        cause: (state == State::Down).then(|| "esp-proposal-mismatch".to_owned()),
        headline: if state == State::Down {
            text(
                "VPN は切れています。本社と支社の認証アルゴリズムが合っていません。",
                "The VPN is down. The authentication algorithms of the two ends do not fit.",
            )
        } else {
            text(
                "両端の SA は対になっています。通信が流れるかはまだ確かめていません。",
                "The SAs of both ends pair. Whether traffic flows is not checked yet.",
            )
        },
        sites: vec!["本社".to_owned(), "支社".to_owned()],
        facts: vec![
            fact(
                Kind::Setting,
                &format!("encryption@{at}"),
                ("本社 暗号アルゴリズム", "Head office Encryption algorithm"),
                cipher,
            ),
            fact(
                Kind::Setting,
                &format!("integrity@{at}"),
                (
                    "本社 認証アルゴリズム",
                    "Head office Authentication algorithm",
                ),
                hash,
            ),
            fact(Kind::Spi, "A@A.1.1-B.1.1@", (ja, en), spi),
        ],
        open: Vec::new(),
    }
}

/// Three checks, of which the last changed two settings at once.
pub(crate) fn log() -> Log {
    let mut log = Log::default();
    log.led_by("佐藤");
    log.add(Check {
        at: "2026-11-23T02:05".to_owned(),
        person: "山田".to_owned(),
        seen: "支社から共有フォルダーが開けない。".to_owned(),
        digest: Some(digest(State::Down, "aes-cbc", "md5-hmac", "3d5e5b21")),
        ..Check::default()
    });
    log.add(Check {
        at: "2026-11-23T02:20".to_owned(),
        person: "山田".to_owned(),
        done: "支社のルーターを再起動した。\n待ち時間3分。".to_owned(),
        note: "電話は鈴木さん <192.0.2.7> へ。".to_owned(),
        ..Check::default()
    });
    log.add(Check {
        at: "2026-11-23T02:40".to_owned(),
        person: "鈴木".to_owned(),
        changed: "本社の暗号と認証を aes256-cbc、sha256-hmac にした。".to_owned(),
        seen: "共有フォルダーが開けた。".to_owned(),
        digest: Some(digest(State::Up, "aes256-cbc", "sha256-hmac", "a071c48e")),
        ..Check::default()
    });
    log
}

/// The log as Markdown, redacted.
pub(crate) fn taken() -> Taken {
    let mut redactor = Redactor::default();
    let text = markdown(&log().redacted(&mut redactor), Lang::Ja);
    Taken {
        wish: Wish {
            what: What::Log,
            form: Form::Markdown,
            hidden: true,
        },
        replaced: used(redactor.table(), &text).into_iter().cloned().collect(),
        restored: Some("本社 192.0.2.7".to_owned()),
        text: Some(text),
    }
}
