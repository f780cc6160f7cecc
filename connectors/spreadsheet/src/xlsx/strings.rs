//! The shared strings of a workbook.
//!
//! They are kept in blocks, each some kilobytes of text with the ends of its strings. For every
//! 16th string is kept in which block it stands. Blocks beyond [`MEMORY`] are put aside into
//! scratch space, and come back through a small [`Cache`] that each reader has for itself. Strings
//! are numbered in the order in which they were first used, so that this is mostly one pass over
//! what was put aside; a sheet that was sorted since costs a read a string.

use std::fmt;
use std::hint::black_box;
use std::io::{self, SeekFrom};
use std::sync::{Mutex, PoisonError};

use landbridge_contract::{ReadWriteSeek, Scratch};

/// Bytes of blocks held in memory.
const MEMORY: usize = 48 << 20;

/// Bytes from which on a block is complete: of text, and of the ends of strings, which may be empty.
const BLOCK: usize = 16 << 10;

/// Strings that share an entry of the index; a block begins with such a group.
const GROUP: usize = 16;

/// Blocks that came back from scratch space, kept by each reader.
const CACHED: usize = 256;

/// All strings.
pub(crate) struct Strings {
    blocks: Vec<Block>,
    /// The block of each group of strings.
    groups: Vec<u32>,
    count: usize,
    aside: Option<Mutex<Box<dyn ReadWriteSeek>>>,
}

struct Block {
    /// Number of its first string.
    first: usize,
    place: Where,
}

enum Where {
    Held(Text),
    /// Put aside at this offset: so many strings, so many bytes of text.
    Aside {
        offset: u64,
        strings: u32,
        bytes: u32,
    },
}

/// Strings that follow each other, and where each ends.
#[derive(Debug, Default)]
struct Text {
    text: String,
    ends: Vec<u32>,
}

impl Text {
    /// Bytes that it takes.
    fn size(&self) -> usize {
        self.text.len() + self.ends.len() * size_of::<u32>()
    }

    /// Brings a block near to the processor at once, whose strings are about to be read one by
    /// one: it was written long before.
    fn approach(&self) {
        const LINE: usize = 64;
        let text = self.text.as_bytes().iter().step_by(LINE);
        let ends = self.ends.iter().step_by(LINE / 4);
        let sum = text.fold(0_u8, |sum, byte| sum ^ byte);
        black_box((sum, ends.fold(0, |sum, end| sum ^ end)));
    }

    fn get(&self, index: usize) -> Option<&str> {
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        let end = *self.ends.get(index)?;
        self.text
            .get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }
}

/// Blocks that came back, by their number; a block takes the place of another one.
#[derive(Default)]
pub(crate) struct Cache {
    blocks: Vec<Option<(usize, Text)>>,
    /// The last block of those read in their order.
    furthest: usize,
}

impl Strings {
    /// How many there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The string of a number; none where there is none of this number.
    pub(crate) fn get<'s>(
        &'s self,
        number: usize,
        cache: &'s mut Cache,
    ) -> io::Result<Option<&'s str>> {
        if number >= self.count {
            return Ok(None);
        }
        let group = self
            .groups
            .get(number / GROUP)
            .map(|block| usize::try_from(*block));
        let Some(Ok(at)) = group else {
            return Ok(None);
        };
        let Some(block) = self.blocks.get(at) else {
            return Ok(None);
        };
        let index = number - block.first;
        match &block.place {
            Where::Held(text) => {
                if at > cache.furthest {
                    cache.furthest = at;
                    text.approach();
                }
                Ok(text.get(index))
            }
            Where::Aside {
                offset,
                strings,
                bytes,
            } => {
                if cache.blocks.is_empty() {
                    cache.blocks.resize_with(CACHED, || None);
                }
                let Some(slot) = cache.blocks.get_mut(at % CACHED) else {
                    return Ok(None);
                };
                if slot.as_ref().is_none_or(|(cached, _)| *cached != at) {
                    *slot = Some((at, self.bring_back(*offset, *strings, *bytes)?));
                }
                Ok(slot.as_ref().and_then(|(_, text)| text.get(index)))
            }
        }
    }

    fn bring_back(&self, offset: u64, strings: u32, bytes: u32) -> io::Result<Text> {
        let size = |count: u32| usize::try_from(count).map_err(io::Error::other);
        let (strings, bytes) = (size(strings)?, size(bytes)?);
        let mut raw = vec![0; strings * 4 + bytes];
        if let Some(aside) = &self.aside {
            let mut aside = aside.lock().unwrap_or_else(PoisonError::into_inner);
            aside.seek(SeekFrom::Start(offset))?;
            aside.read_exact(&mut raw)?;
        }
        let text = raw.split_off(strings * 4);
        let ends = raw
            .as_chunks::<4>()
            .0
            .iter()
            .map(|end| u32::from_le_bytes(*end));
        Ok(Text {
            ends: ends.collect(),
            text: String::from_utf8(text).map_err(io::Error::other)?,
        })
    }
}

impl fmt::Debug for Strings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strings")
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

/// Takes strings in, in their order.
pub(crate) struct Builder {
    strings: Strings,
    current: Text,
    first: usize,
    held: usize,
    memory: usize,
    scratch: Scratch,
    written: u64,
}

impl Builder {
    pub(crate) fn new(scratch: Scratch) -> Self {
        Self::with_memory(scratch, MEMORY)
    }

    fn with_memory(scratch: Scratch, memory: usize) -> Self {
        Self {
            strings: Strings {
                blocks: Vec::new(),
                groups: Vec::new(),
                count: 0,
                aside: None,
            },
            current: Text::default(),
            first: 0,
            held: 0,
            memory,
            scratch,
            written: 0,
        }
    }

    /// The text to which the next string is appended. [`Builder::end`] ends it.
    pub(crate) fn text(&mut self) -> &mut String {
        &mut self.current.text
    }

    /// Ends the string appended to [`Builder::text`].
    pub(crate) fn end(&mut self) -> io::Result<()> {
        let end = u32::try_from(self.current.text.len()).map_err(io::Error::other)?;
        if self.strings.count.is_multiple_of(GROUP) {
            let block = u32::try_from(self.strings.blocks.len()).map_err(io::Error::other)?;
            self.strings.groups.push(block);
        }
        self.current.ends.push(end);
        self.strings.count += 1;
        if self.current.size() >= BLOCK && self.strings.count.is_multiple_of(GROUP) {
            self.close()?;
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        let size = self.current.size();
        let Text { text, ends } = &mut self.current;
        let place = if self.held + size <= self.memory {
            self.held += size;
            let held = Text {
                text: text.as_str().to_owned(),
                ends: ends.clone(),
            };
            Where::Held(held)
        } else {
            let mut bytes = Vec::with_capacity(size);
            bytes.extend(ends.iter().flat_map(|end| end.to_le_bytes()));
            bytes.extend_from_slice(text.as_bytes());
            let aside = match &mut self.strings.aside {
                Some(aside) => aside,
                none => none.insert(Mutex::new(self.scratch.make()?)),
            };
            let aside = aside.get_mut().unwrap_or_else(PoisonError::into_inner);
            aside.write_all(&bytes)?;
            let offset = self.written;
            self.written += u64::try_from(size).map_err(io::Error::other)?;
            Where::Aside {
                offset,
                strings: u32::try_from(ends.len()).map_err(io::Error::other)?,
                bytes: u32::try_from(text.len()).map_err(io::Error::other)?,
            }
        };
        text.clear();
        ends.clear();
        let first = std::mem::replace(&mut self.first, self.strings.count);
        self.strings.blocks.push(Block { first, place });
        Ok(())
    }

    /// All strings that were taken in.
    pub(crate) fn finish(mut self) -> io::Result<Strings> {
        if !self.current.ends.is_empty() {
            self.close()?;
        }
        if let Some(aside) = &mut self.strings.aside {
            aside
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner)
                .flush()?;
        }
        Ok(self.strings)
    }
}

#[cfg(test)]
mod tests {
    use landbridge_contract::Scratch;
    use proptest::prelude::*;

    use super::{Builder, Cache};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn strings_come_back_whether_held_or_put_aside(
            lengths in prop::collection::vec(0_usize..3_000, 0..400),
            memory in 0_usize..200_000,
        ) {
            let text = |index: usize, length: usize| format!("{index}é").repeat(length / 8);
            let mut builder = Builder::with_memory(Scratch::default(), memory);
            for (index, length) in lengths.iter().enumerate() {
                builder.text().push_str(&text(index, *length));
                builder.end().unwrap();
            }
            let strings = builder.finish().unwrap();
            prop_assert_eq!(strings.len(), lengths.len());
            let mut cache = Cache::default();
            for round in 0..2 {
                for (index, length) in lengths.iter().enumerate() {
                    let found = strings.get(index, &mut cache).unwrap().map(str::to_owned);
                    prop_assert_eq!(found, Some(text(index, *length)), "round {}", round);
                }
            }
            prop_assert_eq!(strings.get(lengths.len(), &mut cache).unwrap(), None);
        }
    }

    #[test]
    fn strings_without_text_fill_blocks_too_and_are_put_aside() {
        let mut builder = Builder::with_memory(Scratch::default(), 0);
        for _ in 0..100_000 {
            builder.end().unwrap();
            assert!(builder.current.size() <= super::BLOCK + 4 * super::GROUP);
        }
        assert_eq!(builder.held, 0);
        let strings = builder.finish().unwrap();
        assert_eq!(
            strings.get(99_999, &mut Cache::default()).unwrap(),
            Some("")
        );
        assert_eq!(strings.get(100_000, &mut Cache::default()).unwrap(), None);
    }
}
