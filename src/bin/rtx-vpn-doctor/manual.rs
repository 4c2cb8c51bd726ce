//! Turns the description of the command line into completions for shells and a man page.

use std::io;

use clap::CommandFactory;

use crate::args::Args;

/// What `--completions` or `--man` asks for; nothing when neither is there.
pub(crate) fn asked_for(args: &Args) -> Option<io::Result<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut command = Args::command();
    if let Some(shell) = args.completions {
        let name = command.get_name().to_owned();
        clap_complete::generate(shell, &mut command, name, &mut bytes);
        return Some(Ok(bytes));
    }
    let rendered = args
        .man
        .then(|| clap_mangen::Man::new(command).render(&mut bytes))?;
    Some(rendered.map(|()| bytes))
}
