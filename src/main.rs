//! The command line of Landbridge: parse, call, render, exit.

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    landbridge::cli::main()
}
