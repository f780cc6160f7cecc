//! The inflated bytes of a part, in blocks, as UTF-8.
//!
//! A large part is inflated on a thread of its own. Between it and the reader wait at most
//! [`BLOCKS_WAITING`] blocks, whose memory goes round. What the container promised of the part is
//! checked on the way: its size and checksum, and that no run of text is longer than a cell can
//! be. Blocks that were inflated before something went wrong are handed over before its fault.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use landbridge_contract::SourceFault;
use zip::ZipArchive;

use super::container::View;
use crate::fault::Place;
use crate::package::{self, Part, Runs};

/// Bytes inflated at once.
const BLOCK: usize = 256 << 10;

/// Room before the bytes of a block, for the end of the one before.
pub(crate) const HEAD: usize = 16 << 10;

/// Blocks that may wait between the two threads.
const BLOCKS_WAITING: usize = 4;

/// Bytes of a part, inflated, up to which a thread is not worth its start.
const THREAD_FROM: u64 = 1 << 20;

enum Message {
    /// [`HEAD`] bytes of room, then bytes of the part.
    Block(Vec<u8>),
    Fault(Box<SourceFault>),
    End,
}

/// The blocks of one part.
pub(crate) struct Blocks {
    from: From,
    place: Place,
}

enum From {
    Thread {
        messages: Receiver<Message>,
        spent: SyncSender<Vec<u8>>,
    },
    Held(VecDeque<Message>),
}

impl Blocks {
    /// Starts to inflate a part.
    pub(crate) fn start(
        place: &Place,
        archive: ZipArchive<View>,
        index: usize,
        part: &Part,
    ) -> Result<Self, SourceFault> {
        let mut pump = Pump {
            place: place.clone(),
            archive,
            index,
            part: part.clone(),
        };
        if part.size < THREAD_FROM {
            let mut held = VecDeque::new();
            let outcome = pump.run(&mut Vec::new, &mut |block| {
                held.push_back(Message::Block(block));
                ControlFlow::Continue(())
            });
            held.push_back(ending(outcome));
            return Ok(Self {
                from: From::Held(held),
                place: place.clone(),
            });
        }
        let (sender, messages) = sync_channel(BLOCKS_WAITING);
        let (spent, used) = sync_channel::<Vec<u8>>(BLOCKS_WAITING);
        thread::Builder::new()
            .name("inflate".to_owned())
            .spawn(move || {
                let outcome =
                    pump.run(
                        &mut || used.try_recv().unwrap_or_default(),
                        &mut |block| match sender.send(Message::Block(block)) {
                            Ok(()) => ControlFlow::Continue(()),
                            Err(_closed) => ControlFlow::Break(()),
                        },
                    );
                sender.send(ending(outcome)).ok(); // a closed channel: nobody wants more
            })
            .map_err(|error| place.io(&error))?;
        Ok(Self {
            from: From::Thread { messages, spent },
            place: place.clone(),
        })
    }

    /// The next block; none after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<u8>>, SourceFault> {
        let message = match &mut self.from {
            // The thread ended without a word: nothing tells that all was read.
            From::Thread { messages, .. } => messages
                .recv()
                .map_err(|_gone| self.place.broken("a file whose reader gave up"))?,
            From::Held(held) => held.pop_front().unwrap_or(Message::End),
        };
        match message {
            Message::Block(block) => Ok(Some(block)),
            Message::Fault(fault) => Err(*fault),
            Message::End => Ok(None),
        }
    }

    /// Gives the memory of a block back.
    pub(crate) fn give_back(&mut self, block: Vec<u8>) {
        if let From::Thread { spent, .. } = &self.from
            && block.capacity() <= 2 * (BLOCK + HEAD)
        {
            spent.try_send(block).ok(); // where enough are there already, it is freed
        }
    }
}

fn ending(outcome: Result<(), SourceFault>) -> Message {
    match outcome {
        Ok(()) => Message::End,
        Err(fault) => Message::Fault(Box::new(fault)),
    }
}

struct Pump {
    place: Place,
    archive: ZipArchive<View>,
    index: usize,
    part: Part,
}

impl Pump {
    /// Inflates the part until its end, or until nobody wants more.
    fn run(
        &mut self,
        take: &mut dyn FnMut() -> Vec<u8>,
        give: &mut dyn FnMut(Vec<u8>) -> ControlFlow<()>,
    ) -> Result<(), SourceFault> {
        let Self {
            place,
            archive,
            index,
            part,
        } = self;
        let entry = archive.by_index(*index);
        let mut entry = entry.map_err(|error| package::broken(place, &part.name, &error))?;
        let mut transcoder: Option<Transcoder> = None;
        let mut runs = Runs::default();
        let mut total = 0_u64;
        loop {
            let mut block = take();
            let (filled, outcome) = fill(&mut entry, &mut block);
            total = total.saturating_add(u64::try_from(filled).unwrap_or(u64::MAX));
            package::check_total(place, part, total)?;
            let over = filled < BLOCK;
            if total == u64::try_from(filled).unwrap_or(u64::MAX) {
                transcoder = Transcoder::of(block.get(HEAD..).unwrap_or_default());
            }
            if let Some(transcoder) = &mut transcoder {
                block = transcoder.block(place, part, &block, over && outcome.is_ok())?;
            }
            let bytes = block.get(HEAD..).unwrap_or_default();
            runs.check(place, part, bytes)?;
            if !bytes.is_empty() && give(block).is_break() {
                return Ok(());
            }
            outcome.map_err(|error| package::cannot_be_unpacked(place, part, &error))?;
            if over {
                return Ok(());
            }
        }
    }
}

/// Reads a whole block, less only at the end of the part or before an error.
fn fill(entry: &mut impl Read, block: &mut Vec<u8>) -> (usize, io::Result<()>) {
    block.resize(HEAD + BLOCK, 0);
    let mut filled = 0;
    let mut outcome = Ok(());
    while let Some(room) = block
        .get_mut(HEAD + filled..)
        .filter(|room| !room.is_empty())
    {
        match entry.read(room) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                outcome = Err(error);
                break;
            }
        }
    }
    block.truncate(HEAD + filled);
    (filled, outcome)
}

/// Turns the bytes of a part that is not UTF-8 into UTF-8.
struct Transcoder(Decoder);

impl Transcoder {
    /// What the first bytes ask for; none where they are UTF-8.
    fn of(head: &[u8]) -> Option<Self> {
        let encoding = match head {
            [0xFF, 0xFE, ..] | [b'<', 0, ..] => UTF_16LE,
            [0xFE, 0xFF, ..] | [0, b'<', ..] => UTF_16BE,
            [0xEF, 0xBB, 0xBF, ..] => UTF_8,
            _ => declared(head).filter(|encoding| *encoding != UTF_8)?,
        };
        Some(Self(encoding.new_decoder_with_bom_removal()))
    }

    fn block(
        &mut self,
        place: &Place,
        part: &Part,
        block: &[u8],
        last: bool,
    ) -> Result<Vec<u8>, SourceFault> {
        let bytes = block.get(HEAD..).unwrap_or_default();
        let room = self.0.max_utf8_buffer_length(bytes.len()).unwrap_or(0);
        let mut decoded = vec![0; HEAD + room];
        let out = decoded.get_mut(HEAD..).unwrap_or_default();
        let (result, read, written, replaced) = self.0.decode_to_utf8(bytes, out, last);
        if replaced || result != CoderResult::InputEmpty || read < bytes.len() {
            let encoding = self.0.encoding().name();
            return Err(place.broken(format!("part `{}`, which is no {encoding}", part.name)));
        }
        decoded.truncate(HEAD + written);
        Ok(decoded)
    }
}

/// The encoding that an XML declaration names.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let declaration = head.strip_prefix(b"<?xml")?;
    let end = memchr::memchr(b'>', declaration)?;
    let declaration = std::str::from_utf8(declaration.get(..end)?).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next()?;
    let (label, _) = value.get(1..)?.split_once(quote)?;
    Encoding::for_label(label.as_bytes())
}
