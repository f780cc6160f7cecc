//! Changes to bytes: those that broken copies, cut transfers and hostile minds make.

use crate::prng::Prng;

/// Bytes of an input at most; what grows is cut.
const BYTES_MAX: usize = 1 << 18;

/// Changes a text or file a few times. `words` are put in where they may hurt.
pub(crate) fn mutate(bytes: &mut Vec<u8>, words: &[&[u8]], other: &[u8], prng: &mut Prng) {
    for _ in 0..=prng.below(6) {
        once(bytes, words, other, prng);
        bytes.truncate(BYTES_MAX);
    }
}

fn once(bytes: &mut Vec<u8>, words: &[&[u8]], other: &[u8], prng: &mut Prng) {
    let at = prng.below(bytes.len() + 1);
    let reach = match prng.below(4) {
        0 => bytes.len().max(1),
        1 => 64,
        _ => 8,
    };
    let length = 1 + prng.below(reach);
    let until = at.saturating_add(length).min(bytes.len());
    match prng.below(9) {
        0 => {
            let bit = prng.below(8);
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << bit;
            }
        }
        1 => {
            let new = prng.byte();
            if let Some(byte) = bytes.get_mut(at) {
                *byte = new;
            }
        }
        2 => drop(bytes.drain(at..until)),
        3 => {
            // The same part again, often enough to nest or to repeat.
            let part: Vec<u8> = bytes.get(at..until).unwrap_or_default().to_vec();
            let times = 1 + prng.below(40);
            let part: Vec<u8> = part
                .iter()
                .copied()
                .cycle()
                .take(part.len() * times)
                .collect();
            splice(bytes, at, at, &part);
        }
        4 | 5 => {
            let word = prng.one_of(words).copied().unwrap_or_default();
            splice(bytes, at, at, word);
        }
        6 => {
            let word = prng.one_of(words).copied().unwrap_or_default();
            splice(bytes, at, until, word);
        }
        7 => {
            let from = prng.below(other.len() + 1);
            let to = from.saturating_add(length).min(other.len());
            splice(bytes, at, until, other.get(from..to).unwrap_or_default());
        }
        _ => bytes.truncate(at),
    }
}

fn splice(bytes: &mut Vec<u8>, from: usize, to: usize, part: &[u8]) {
    let (from, to) = (from.min(bytes.len()), to.min(bytes.len()));
    if from <= to {
        drop(bytes.splice(from..to, part.iter().copied()));
    }
}
