//! The command line.

use std::path::PathBuf;

/// What is wanted.
#[derive(Debug, Clone)]
pub(crate) struct Arguments {
    /// From it everything follows.
    pub(crate) seed: u64,
    /// Inputs for each reader.
    pub(crate) inputs: u64,
    /// Mutated workbooks for the program.
    pub(crate) mutations: u64,
    /// Only this reader.
    pub(crate) reader: Option<String>,
    /// Only this input, which is written to a file as well.
    pub(crate) only: Option<u64>,
    /// The program that mutated workbooks are given to.
    pub(crate) program: Option<PathBuf>,
    /// A folder with more sample workbooks.
    pub(crate) samples: Option<PathBuf>,
    /// Set for the child that feeds a reader: the first input.
    pub(crate) worker_from: Option<u64>,
}

impl Arguments {
    pub(crate) fn parse() -> Result<Self, Box<dyn std::error::Error>> {
        let mut all = Self {
            seed: 1,
            inputs: 200_000,
            mutations: 2_000,
            reader: None,
            only: None,
            program: None,
            samples: None,
            worker_from: None,
        };
        let mut given = std::env::args().skip(1);
        while let Some(name) = given.next() {
            let value = given
                .next()
                .ok_or_else(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--seed" => all.seed = value.parse()?,
                "--inputs" => all.inputs = value.parse()?,
                "--mutations" => all.mutations = value.parse()?,
                "--reader" => all.reader = Some(value),
                "--only" => all.only = Some(value.parse()?),
                "--program" => all.program = Some(value.into()),
                "--samples" => all.samples = Some(value.into()),
                "--worker-from" => all.worker_from = Some(value.parse()?),
                _ => return Err(format!("{name} is not known").into()),
            }
        }
        Ok(all)
    }
}
