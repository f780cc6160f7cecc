//! `completions` and `man`: made from the same definition as the command line itself.

use std::io::Write;

use clap::CommandFactory;

use super::args::Arguments;
use super::exit::{Exit, Failure};

/// Writes completions for a shell.
pub(super) fn completions(
    shell: clap_complete::Shell,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "landbridge", &mut text);
    out.write_all(&text).map_err(super::closed_output)?;
    Ok(Exit::Ok)
}

/// Writes the manual page, with a section for each command.
pub(super) fn page(out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    let command = Arguments::command();
    clap_mangen::Man::new(command.clone())
        .render(&mut text)
        .map_err(super::closed_output)?;
    for sub in command.get_subcommands() {
        if sub.get_name() != "help" {
            let title = format!("landbridge-{}", sub.get_name());
            clap_mangen::Man::new(sub.clone())
                .title(title)
                .render(&mut text)
                .map_err(super::closed_output)?;
        }
    }
    out.write_all(&text).map_err(super::closed_output)?;
    Ok(Exit::Ok)
}
