//! The parent's side: a source whose file is read by a child.

use std::io::{BufReader, BufWriter};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use landbridge_contract::{
    Batch, ColumnInfo, DeclaredTotal, Flow, Layout, Options, Origin, Projection, RecordReader,
    Source, SourceFault, SourceFaultKind, SourcePart, Tally,
};
use serde::de::DeserializeOwned;

use super::limits;
use super::wire::{self, Ask, Drawn, Opening};

/// A source that lives in another process.
pub(crate) struct Isolated {
    talk: Talk,
    detected: Vec<(&'static str, String)>,
}

impl Isolated {
    /// Starts a child for a file. Gives nothing where nobody said which program to start (in a
    /// library's tests): then the file is read here.
    pub(crate) fn open(
        kind: &str,
        file: &Arc<str>,
        path: &Path,
        options: &Options,
    ) -> Option<Result<Self, SourceFault>> {
        let program = super::program()?;
        let child = Command::new(program)
            .arg(super::COMMAND)
            .env("MIMALLOC_ARENA_RESERVE", limits::ARENA_RESERVE_KIB)
            .env("MIMALLOC_ARENA_EAGER_COMMIT", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Who presses Ctrl-C stops the program, which stops in order; the child ends with its pipes.
            .process_group(0)
            .spawn();
        let size = path.metadata().map_or(0, |metadata| metadata.len());
        let child = match child {
            Ok(child) => child,
            Err(error) => return Some(Err(unstartable(file, &error))),
        };
        let mut talk = Talk::new(Arc::clone(file), size, child)?;
        let opening = Opening {
            kind: kind.to_owned(),
            file: file.to_string(),
            path: path.to_owned(),
            options: options.clone(),
        };
        Some(talk.begin(&opening).map(|detected| {
            let known = detected.into_iter();
            let detected = known.map(|(name, value)| (interned(name), value)).collect();
            Self { talk, detected }
        }))
    }
}

/// A file that may kill its reader is not read here because no child can be had.
fn unstartable(file: &Arc<str>, error: &std::io::Error) -> SourceFault {
    SourceFault {
        kind: SourceFaultKind::Limit,
        origin: Origin::File {
            file: Arc::clone(file),
        },
        found: format!("no process can be started to read it in ({error})"),
        expected: "a process of its own for a file of this form".to_owned(),
        fix: "free memory or processes, then run the same command again".to_owned(),
    }
}

impl Source for Isolated {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        self.talk.ask::<wire::Parts>(&Ask::Parts)?
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        self.talk.ask::<wire::Columns>(&Ask::Columns)?
    }

    fn detected(&mut self) -> Vec<(&'static str, String)> {
        self.detected.clone()
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        self.talk.ask::<wire::Everything>(&Ask::Everything)?
    }

    fn read(
        mut self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        let ask = Ask::Read(projection.clone());
        let layout = self.talk.ask::<wire::Reading>(&ask)??;
        Ok(Box::new(IsolatedReader {
            talk: self.talk,
            layout,
            tally: Tally::default(),
            declared: Vec::new(),
        }))
    }
}

struct IsolatedReader {
    talk: Talk,
    layout: Arc<Layout>,
    tally: Tally,
    declared: Vec<DeclaredTotal>,
}

impl RecordReader for IsolatedReader {
    fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        batch.records.clear();
        batch.faults.clear();
        let records_max = u32::try_from(records_max).unwrap_or(u32::MAX);
        let drawn: Drawn = self.talk.ask(&Ask::Batch(records_max))?;
        if let Some(layout) = drawn.layout {
            self.layout = layout;
        }
        batch.records = drawn.records;
        batch.faults = drawn.faults;
        self.tally = drawn.tally;
        self.declared = drawn.declared;
        drawn.flow
    }

    fn tally(&self) -> Tally {
        self.tally
    }

    fn declared(&self) -> Vec<DeclaredTotal> {
        self.declared.clone()
    }
}

/// The pipes to a child, which ends with them.
struct Talk {
    file: Arc<str>,
    bytes: u64,
    child: Child,
    to: BufWriter<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Talk {
    fn new(file: Arc<str>, bytes: u64, mut child: Child) -> Option<Self> {
        let (to, from) = (child.stdin.take()?, child.stdout.take()?);
        Some(Self {
            file,
            bytes,
            child,
            to: BufWriter::new(to),
            from: BufReader::new(from),
        })
    }

    fn begin(&mut self, opening: &Opening) -> Result<wire::Detected, SourceFault> {
        let said = wire::send(&mut self.to, opening);
        let heard = said.and_then(|()| wire::receive::<wire::Opened>(&mut self.from));
        heard.unwrap_or_else(|_broken| Err(self.died()))
    }

    fn ask<T: DeserializeOwned>(&mut self, ask: &Ask) -> Result<T, SourceFault> {
        let said = wire::send(&mut self.to, ask);
        let heard = said.and_then(|()| wire::receive(&mut self.from));
        heard.map_err(|_broken| self.died())
    }

    /// Why the child has gone, in words.
    fn died(&mut self) -> SourceFault {
        let (kind, found, fix) = match self.ended().and_then(|status| status.signal()) {
            Some(SIGXCPU) => (
                SourceFaultKind::Limit,
                format!(
                    "a file that keeps its reader busy for more than {} s",
                    limits::seconds(self.bytes)
                ),
                "open it in a spreadsheet program and save it as xlsx",
            ),
            // An allocation that fails aborts; so does a stack that overflows.
            Some(SIGABRT | SIGSEGV | SIGBUS) => (
                SourceFaultKind::Limit,
                format!(
                    "a file that makes its reader ask for more than {} MB of memory",
                    limits::ADDRESS_SPACE >> 20
                ),
                "the file is broken or hostile: open it in a spreadsheet program and save it as \
                 xlsx, or ask for it again",
            ),
            _ => (
                SourceFaultKind::Format,
                "a file that its reader cannot follow (it gave up in the middle)".to_owned(),
                "open it in a spreadsheet program and save it as xlsx, or ask for it again",
            ),
        };
        SourceFault {
            kind,
            origin: Origin::File {
                file: Arc::clone(&self.file),
            },
            found,
            expected: "a workbook that can be read within the limits".to_owned(),
            fix: fix.to_owned(),
        }
    }
}

impl Talk {
    /// How the child ended; nothing where it goes on although it can no longer be talked to.
    fn ended(&mut self) -> Option<ExitStatus> {
        const LOOKS: u32 = 200;
        for _ in 0..LOOKS {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

// Numbers of signal(7), the same on all Unix systems that the program is built for but SIGBUS and
// SIGXCPU, which are those of Linux.
const SIGABRT: i32 = 6;
const SIGBUS: i32 = 7;
const SIGSEGV: i32 = 11;
const SIGXCPU: i32 = 24;

/// Names of what sources find out live as long as the program: there are a handful, and the
/// contract has them as constants.
fn interned(name: String) -> &'static str {
    static NAMES: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());
    const NAMES_MAX: usize = 64;
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.iter().find(|known| **known == name) {
        return known;
    }
    if names.len() >= NAMES_MAX {
        return "also";
    }
    let name: &'static str = Box::leak(name.into_boxed_str());
    names.push(name);
    name
}
