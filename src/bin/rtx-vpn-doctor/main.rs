//! Turns files with routers' answers into a report on standard output and an exit status.

mod args;
mod encoding;
mod input;
mod manual;
mod plain;
mod summary;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use args::{Args, Format};
use clap::Parser;
use plain::{Harmless, tamed};
use rtx_vpn_doctor::report::{Lang, Report, State, markdown, redact, text};
use rtx_vpn_doctor::{Paste, analyze};

/// How many bytes of a large report are written at once.
const PIECE: usize = 1 << 16;

/// Wrong usage or an unreadable file.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(usage) => {
            // Without a place to print to there is nobody to tell.
            if !usage.use_stderr() {
                let _ = usage.print();
                return ExitCode::SUCCESS;
            }
            // It quotes what was typed.
            let _ = io::stderr().write_all(tamed(&usage.render().to_string()).as_bytes());
            return ExitCode::from(REFUSED);
        }
    };
    let mut diagnostics = io::stderr();
    if let Some(manual) = manual::asked_for(&args) {
        let written = manual.and_then(|bytes| io::stdout().lock().write_all(&bytes));
        return finish(written, 0, &mut diagnostics);
    }
    if let Some(reason) = args.contradiction() {
        let _ = writeln!(diagnostics, "rtx-vpn-doctor: {reason}");
        return ExitCode::from(REFUSED);
    }
    let texts = match input::read_all(&args.files, args.lang()) {
        Ok(texts) => texts,
        Err(reason) => {
            let _ = writeln!(diagnostics, "rtx-vpn-doctor: {reason}");
            return ExitCode::from(REFUSED);
        }
    };
    let report = diagnosed(&args, &texts);
    let written = write_report(&args, &report, &mut io::stdout().lock());
    finish(written, status(report.verdict.state), &mut diagnostics)
}

fn diagnosed(args: &Args, texts: &[String]) -> Report {
    // A VPN has two ends: of the one that is not there yet, what to run can be said.
    let other = (texts.len() == 1).then_some("");
    let mut names: Vec<Option<&str>> = args.names.iter().map(|name| Some(name.trim())).collect();
    if other.is_some() && names.len() < 2 {
        names.resize(1, None);
        names.push(other_end(args));
    }
    let names = names.into_iter().chain(std::iter::repeat(None));
    let pastes: Vec<Paste<'_>> = texts
        .iter()
        .map(String::as_str)
        .chain(other)
        .zip(names)
        .map(|(text, name)| Paste {
            text,
            name: name.filter(|name| !name.is_empty()),
            captured_at: None,
        })
        .collect();
    let report = analyze(&pastes);
    if args.redact {
        redact::redact(&report).report
    } else {
        report
    }
}

/// What the end without a file is called where one language is written.
fn other_end(args: &Args) -> Option<&'static str> {
    match (args.format, args.lang()) {
        (Format::Json | Format::Jsonl, _) => None,
        (Format::Text | Format::Markdown, Lang::Ja) => Some("相手側"),
        (Format::Text | Format::Markdown, Lang::En) => Some("the other end"),
    }
}

fn write_report(args: &Args, report: &Report, out: &mut impl Write) -> io::Result<()> {
    match args.format {
        Format::Text => out.write_all(text::render(report, args.lang()).as_bytes())?,
        Format::Markdown => out.write_all(markdown::render(report, args.lang()).as_bytes())?,
        Format::Json => {
            let mut json = BufWriter::with_capacity(PIECE, Harmless::new(&mut *out));
            serde_json::to_writer_pretty(&mut json, report)?;
            writeln!(json)?;
            json.flush()?;
        }
        Format::Jsonl => {
            // A redacted report names nobody, and a file may be called after its site.
            let files: &[_] = if args.redact { &[] } else { &args.files };
            // Each line in one piece: many of these programs may write into one pipe.
            let mut json = Harmless::new(&mut *out);
            for line in summary::lines(report, files)?.split_inclusive('\n') {
                json.write_all(line.as_bytes())?;
            }
        }
    }
    out.flush()
}

/// A reader that closes early (`| head`) has what it wanted; anything else must not look like an
/// answer.
fn finish(written: io::Result<()>, status: u8, diagnostics: &mut impl Write) -> ExitCode {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(diagnostics, "rtx-vpn-doctor: {error}");
            ExitCode::from(REFUSED)
        }
        _ => ExitCode::from(status),
    }
}

fn status(state: State) -> u8 {
    match state {
        State::Up => 0,
        State::Degraded | State::Down => 1,
        State::Unknown => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_status() {
        assert_eq!(status(State::Up), 0);
        assert_eq!(status(State::Degraded), 1);
        assert_eq!(status(State::Down), 1);
        assert_eq!(status(State::Unknown), 3);
    }
}
