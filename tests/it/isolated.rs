//! Files whose reader can be killed are read in a process of its own: what happens there is told in
//! words, and never happens to the program.

use std::process::Command;

use crate::support::{Ran, program, public_file, run};

/// `peek` of a public file that is not part of the project; nothing where it is not there.
fn peek(folder: &str, file: &str) -> Option<Ran> {
    let path = public_file(folder, file)?;
    let mut command = Command::new(program());
    command
        .args(["peek", "--limit", "3", "--source", "spreadsheet"])
        .arg(path);
    Some(run(&mut command))
}

#[test]
fn a_file_that_asks_for_endless_memory_is_refused() {
    for file in ["ole_directory_loop_oom.xls", "ods_repeat_dos.ods"] {
        let Some(ran) = peek("hostile", file) else {
            return;
        };
        let ran = ran.code(3);
        assert!(
            ran.stderr.contains("cannot be read"),
            "{file}: {}",
            ran.stderr
        );
    }
}

#[test]
fn what_a_child_reads_is_what_the_file_holds() {
    let Some(ran) = peek("spreadsheet", "xls_NoCodePage.xls") else {
        return;
    };
    let ran = ran.ok();
    assert!(
        ran.stdout.contains("xls (Excel 5.0 to 2003)"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_child_that_nobody_talks_to_ends_by_itself() {
    let mut command = Command::new(program());
    command
        .arg("read-isolated")
        .stdin(std::process::Stdio::null());
    run(&mut command).code(1);
}
