//! A window on the bytes of a part that moves along as they are consumed.

use landbridge_contract::SourceFault;

use super::scan::{self, Halt, Kind, Piece};
use super::stream::{Blocks, HEAD};
use crate::fault::Place;
use crate::limits::ELEMENT_MAX;
use crate::package;

/// The window.
pub(crate) struct Window {
    place: Place,
    part: String,
    blocks: Blocks,
    buffer: Vec<u8>,
    /// Where in the buffer the bytes begin that are not consumed.
    at: usize,
    ended: bool,
    /// What ends the part once all that is in the window is consumed.
    fault: Option<SourceFault>,
}

impl Window {
    pub(crate) fn new(place: Place, part: String, blocks: Blocks) -> Self {
        Self {
            place,
            part,
            blocks,
            buffer: Vec::new(),
            at: 0,
            ended: false,
            fault: None,
        }
    }

    /// The bytes that are not consumed.
    pub(crate) fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// Moves on by some bytes of [`Window::rest`].
    pub(crate) fn consume(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.buffer.len());
    }

    /// Widens the window; to twice its size, so that what does not fit is not looked at too
    /// often. False at the end of the part.
    pub(crate) fn grow(&mut self) -> Result<bool, SourceFault> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let wanted = self.rest().len().saturating_mul(2);
        let mut grown = false;
        while !(self.ended || grown && self.rest().len() >= wanted) {
            match self.blocks.next() {
                Ok(Some(block)) => self.add(block),
                Ok(None) => {
                    self.ended = true;
                    break;
                }
                Err(fault) if grown => {
                    self.fault = Some(fault);
                    break;
                }
                Err(fault) => return Err(fault),
            }
            grown = true;
        }
        if self.rest().len() > ELEMENT_MAX {
            let found = format!("a row or string of more than {ELEMENT_MAX} bytes");
            let expected = format!("at most that many in part `{}`", self.part);
            return Err(self.place.limit(found, expected));
        }
        Ok(grown)
    }

    fn add(&mut self, mut block: Vec<u8>) {
        let carried = self.rest().len();
        let start = HEAD.checked_sub(carried);
        if let Some(start) = start
            && let Some(room) = block.get_mut(start..HEAD)
        {
            room.copy_from_slice(self.rest());
            self.at = start;
            let spent = std::mem::replace(&mut self.buffer, block);
            self.blocks.give_back(spent);
            return;
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        self.buffer
            .extend_from_slice(block.get(HEAD..).unwrap_or_default());
        self.blocks.give_back(block);
    }

    /// The fault for what halted scanning; [`Halt::More`] means that the part has ended.
    pub(crate) fn halted(&self, place: &Place, halt: Halt) -> SourceFault {
        match halt {
            Halt::More => place.broken(format!("part `{}`, which ends in the middle", self.part)),
            Halt::Declaration => package::declaration(&self.place, &self.part),
            Halt::Broken(found) => place.broken(found),
            Halt::Limit(found, expected) => place.limit(found, expected),
        }
    }

    /// Visits the tags of the part in their order, each with the text before it. Elements that
    /// are not closed at the end of the part are a fault.
    pub(crate) fn each(
        &mut self,
        visit: &mut dyn FnMut(&Piece<'_>) -> Result<(), Halt>,
    ) -> Result<(), SourceFault> {
        let mut depth = 0_i64;
        loop {
            let mut rest = self.rest();
            let before = rest.len();
            let outcome = scan::next(&mut rest).and_then(|piece| {
                depth += match piece.kind {
                    Kind::Start => 1,
                    Kind::Empty => 0,
                    Kind::End => -1,
                };
                visit(&piece)
            });
            let used = before - rest.len();
            match outcome {
                Ok(()) => self.consume(used),
                Err(Halt::More) => {
                    if self.grow()? {
                        continue;
                    }
                    if depth > 0 {
                        return Err(self.halted(&self.place, Halt::More));
                    }
                    return Ok(());
                }
                Err(halt) => return Err(self.halted(&self.place, halt)),
            }
        }
    }
}
