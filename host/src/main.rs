//! `atelier`: see `atelier --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    atelier::cli::run(std::env::args_os())
}
