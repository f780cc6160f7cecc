//! Workbooks as named parts, so that a change can go into a part and the container stays whole.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::mutate::mutate;
use crate::prng::Prng;

/// The parts of a container, in their order.
pub(crate) type Parts = Vec<(String, Vec<u8>)>;

/// Bytes of a part that is taken apart at most.
const PART_MAX: u64 = 4 << 20;

/// Takes a container apart; nothing where it is none.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Parts> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Parts::new();
    for index in 0..archive.len() {
        let part = archive.by_index(index).ok()?;
        let name = part.name().ok()?.into_owned();
        let mut content = Vec::new();
        part.take(PART_MAX).read_to_end(&mut content).ok()?;
        parts.push((name, content));
    }
    Some(parts)
}

/// Makes a container of parts. Names that stand twice are given another.
pub(crate) fn pack(parts: &Parts, method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, content) in parts {
        // A name that is refused (too long, there twice) leaves its part out.
        if writer.start_file(name.as_str(), options).is_ok() && writer.write_all(content).is_err() {
            break;
        }
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// Changes a workbook: a part of it, its list of parts, or the bytes of the container.
pub(crate) fn mutate_package(parts: &Parts, words: &[&[u8]], prng: &mut Prng) -> Vec<u8> {
    let mut parts = parts.clone();
    let method = if prng.below(3) == 0 {
        CompressionMethod::Deflated
    } else {
        CompressionMethod::Stored
    };
    match prng.below(10) {
        0 => {
            let mut bytes = pack(&parts, method);
            mutate(&mut bytes, words, &[], prng);
            return bytes;
        }
        1 => {
            let gone = prng.below(parts.len());
            parts.remove(gone);
        }
        2 => {
            // The contents of two parts change places.
            let (one, two) = (prng.below(parts.len()), prng.below(parts.len()));
            let content = |parts: &Parts, at: usize| parts.get(at).map(|part| part.1.clone());
            if let (Some(first), Some(second)) = (content(&parts, one), content(&parts, two)) {
                if let Some(part) = parts.get_mut(one) {
                    part.1 = second;
                }
                if let Some(part) = parts.get_mut(two) {
                    part.1 = first;
                }
            }
        }
        3 => {
            let at = prng.below(parts.len());
            if let Some(part) = parts.get_mut(at) {
                let mut name = part.0.clone().into_bytes();
                mutate(&mut name, words, &[], prng);
                part.0 = String::from_utf8_lossy(&name).into_owned();
            }
        }
        _ => {}
    }
    for _ in 0..=prng.below(2) {
        let other = prng
            .one_of(&parts)
            .map(|part| part.1.clone())
            .unwrap_or_default();
        let at = prng.below(parts.len());
        if let Some(part) = parts.get_mut(at) {
            mutate(&mut part.1, words, &other, prng);
        }
    }
    pack(&parts, method)
}
