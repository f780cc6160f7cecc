//! Pairing the ledger's records with the ERP's: a merge of two streams in the order of their keys.
//!
//! Holds one element of each stream at a time, however long the streams are.

use std::cmp::Ordering;
use std::iter::Peekable;

use landbridge_contract::Text;

/// An element of a stream that is sorted by key (by bytes, as `ORDER BY` with binary collation
/// and Rust's own order of text do).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed<T> {
    /// The business key as one text.
    pub key: Text,
    /// What stands under it.
    pub item: T,
}

/// What belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pair<L, T> {
    /// Both books hold it.
    Both {
        /// The ledger's side.
        ledger: Keyed<L>,
        /// The ERP's side.
        target: Keyed<T>,
    },
    /// Only the ledger holds it: missing in the ERP.
    OnlyLedger(Keyed<L>),
    /// Only the ERP holds it: unexpected.
    OnlyTarget(Keyed<T>),
    /// The ERP holds one more under a key that was given already, in [`Pair::Both`] or
    /// [`Pair::OnlyTarget`].
    DuplicateTarget(Keyed<T>),
}

/// One of the two streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The ledger's.
    Ledger,
    /// The ERP's.
    Target,
}

/// A stream that is not sorted by key. What was paired before stands; nothing after it can be
/// paired, and the stream of pairs ends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the records of the {} are not in the order of their keys", match side { Side::Ledger => "ledger", Side::Target => "ERP" })]
pub struct OutOfOrder {
    /// Which stream.
    pub side: Side,
}

/// Pairs two streams that are sorted by key. Every element of both comes out exactly once.
///
/// # Errors
///
/// [`OutOfOrder`], as the last item, where a stream turns out not to be sorted.
pub fn pair<L, T>(
    ledger: impl Iterator<Item = Keyed<L>>,
    target: impl Iterator<Item = Keyed<T>>,
) -> impl Iterator<Item = Result<Pair<L, T>, OutOfOrder>> {
    Merge {
        ledger: Sorted::new(ledger, Side::Ledger),
        target: Sorted::new(target, Side::Target),
        ended: false,
    }
}

struct Merge<L, T, A: Iterator<Item = Keyed<L>>, B: Iterator<Item = Keyed<T>>> {
    ledger: Sorted<L, A>,
    target: Sorted<T, B>,
    ended: bool,
}

impl<L, T, A: Iterator<Item = Keyed<L>>, B: Iterator<Item = Keyed<T>>> Merge<L, T, A, B> {
    fn step(&mut self) -> Result<Option<Pair<L, T>>, OutOfOrder> {
        let order = match (self.ledger.peek(), self.target.peek()) {
            (None, None) => return Ok(None),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(ledger), Some(target)) => ledger.cmp(target),
        };
        let repeated = self.target.is_repeated();
        let pair = match order {
            Ordering::Less => self.ledger.take()?.map(Pair::OnlyLedger),
            Ordering::Greater if repeated => self.target.take()?.map(Pair::DuplicateTarget),
            Ordering::Greater => self.target.take()?.map(Pair::OnlyTarget),
            Ordering::Equal => {
                let both = self.ledger.take()?.zip(self.target.take()?);
                both.map(|(ledger, target)| Pair::Both { ledger, target })
            }
        };
        Ok(pair)
    }
}

impl<L, T, A: Iterator<Item = Keyed<L>>, B: Iterator<Item = Keyed<T>>> Iterator
    for Merge<L, T, A, B>
{
    type Item = Result<Pair<L, T>, OutOfOrder>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let step = self.step().transpose();
        self.ended = !matches!(step, Some(Ok(_)));
        step
    }
}

/// A stream that watches its order.
struct Sorted<T, I: Iterator<Item = Keyed<T>>> {
    stream: Peekable<I>,
    last: Option<Text>,
    side: Side,
}

impl<T, I: Iterator<Item = Keyed<T>>> Sorted<T, I> {
    fn new(stream: I, side: Side) -> Self {
        Self {
            stream: stream.peekable(),
            last: None,
            side,
        }
    }

    fn peek(&mut self) -> Option<&Text> {
        self.stream.peek().map(|next| &next.key)
    }

    /// True where the next element has the key of the last one.
    fn is_repeated(&mut self) -> bool {
        let next = self.stream.peek().map(|next| &next.key);
        next.is_some() && next == self.last.as_ref()
    }

    fn take(&mut self) -> Result<Option<Keyed<T>>, OutOfOrder> {
        let Some(next) = self.stream.next() else {
            return Ok(None);
        };
        if self.last.as_ref().is_some_and(|last| next.key < *last) {
            return Err(OutOfOrder { side: self.side });
        }
        self.last = Some(next.key.clone());
        Ok(Some(next))
    }
}

#[cfg(test)]
mod tests;
