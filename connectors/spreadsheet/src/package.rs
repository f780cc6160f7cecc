//! Guards the zip container of xlsx, xlsb and ods.
//!
//! All parts that hold text or records are inflated once into nothing before any of them is
//! read: so a container that was cut, altered, or lies about its sizes is refused before the
//! first record, and not in the middle. This costs a tenth or less of reading the cells. On the way
//! the bytes are looked through for marks of hidden rows.

use std::collections::BTreeMap;
use std::io::{BufReader, Read as _};

use landbridge_contract::{ReadSeek, SourceFault, SourceFaultKind};
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::bytes::contains;
use crate::detect::{Detected, Format};
use crate::fault::Place;
use crate::hidden::{self, TooMany, Trace};
use crate::limits::{
    DESCRIPTION_MAX, HELD_MAX, HIDDEN_RANGES_MAX, INFLATED_MAX, PARTS_MAX, RATIO_FREE, RATIO_MAX,
    XML_RUN_MAX,
};
use crate::opendocument;

/// Media type of an ods workbook, the whole of its part `mimetype`.
const ODS_MEDIA_TYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

type Archive<'a> = ZipArchive<BufReader<&'a mut dyn ReadSeek>>;

/// Checks the container and tells what it holds.
pub(crate) fn examine(place: &Place, bytes: &mut dyn ReadSeek) -> Result<Detected, SourceFault> {
    let mut archive = ZipArchive::new(BufReader::new(bytes)).map_err(|error| {
        place.fault(
            SourceFaultKind::Truncated,
            format!("a zip container whose directory cannot be read ({error})"),
            "a whole workbook",
            "the file was probably cut while it was copied: ask for it again",
        )
    })?;
    let parts = list(place, &mut archive)?;
    let mut detected = Detected {
        format: format(place, &mut archive, &parts)?,
        macros: parts
            .iter()
            .any(|part| part.name.ends_with("vbaproject.bin")),
        hidden_rows: BTreeMap::new(),
    };
    let mut marked = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        if part.is_text() || part.has_ending(&["bin"]) {
            let mut trace = Trace::default();
            let trace_rows = detected.format == Format::Xlsx && part.is_text();
            inflate(place, &mut archive, index, part, &mut |chunk| {
                if trace_rows {
                    trace.take(chunk);
                }
            })?;
            if trace.found() {
                marked.push(index);
            }
        }
        if part.name.ends_with("sharedstrings.xml") {
            check_string_count(place, &mut archive, index, part)?;
        }
    }
    if !marked.is_empty() {
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        let hidden = hidden::by_sheet(&mut archive, &names, &marked, HIDDEN_RANGES_MAX);
        detected.hidden_rows = hidden.map_err(|TooMany| {
            let expected = format!("at most {HIDDEN_RANGES_MAX} ranges of hidden rows");
            place.limit("a workbook with more ranges of hidden rows", expected)
        })?;
    }
    if detected.format == Format::Ods {
        let content = archive
            .by_name("content.xml")
            .map_err(|error| broken(place, "content.xml", &error))?;
        opendocument::examine(place, BufReader::new(content))?;
    }
    Ok(detected)
}

struct Part {
    /// Name in lower case.
    name: String,
    /// Declared size, inflated.
    size: u64,
}

impl Part {
    fn is_text(&self) -> bool {
        self.has_ending(&["xml", "rels", "vml"])
    }

    fn has_ending(&self, endings: &[&str]) -> bool {
        let ending = self.name.rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| endings.contains(&ending))
    }

    fn held_max(&self) -> u64 {
        let describes = [
            ".rels",
            "styles.xml",
            "styles.bin",
            "workbook.xml",
            "workbook.bin",
        ];
        if describes.iter().any(|ending| self.name.ends_with(ending)) {
            DESCRIPTION_MAX
        } else if self.name.contains("sharedstrings.") || self.name == "content.xml" {
            HELD_MAX
        } else {
            INFLATED_MAX
        }
    }
}

fn list(place: &Place, archive: &mut Archive<'_>) -> Result<Vec<Part>, SourceFault> {
    if archive.len() > PARTS_MAX {
        let found = format!("a container of {} parts", archive.len());
        return Err(place.limit(found, format!("at most {PARTS_MAX} parts")));
    }
    let broken = |error| broken(place, "its directory", &error);
    if archive.has_duplicate_names() || archive.has_overlapping_files().map_err(broken)? {
        return Err(place.fault(
            SourceFaultKind::Refused,
            "a container with two parts of the same name or place",
            "a container in which every part is there once",
            "programs disagree on which part counts: open the file in Excel, check it, save it anew",
        ));
    }
    let mut parts = Vec::new();
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(broken)?;
        if entry.encrypted() {
            return Err(place.protected());
        }
        let name = String::from_utf8_lossy(entry.name_raw()).to_lowercase();
        let name = name.replace('\\', "/");
        let (size, packed) = (entry.size(), entry.compressed_size());
        let part = Part { name, size };
        total = total.saturating_add(size);
        if size > RATIO_FREE && size / packed.max(1) > RATIO_MAX {
            return Err(place.limit(
                format!(
                    "a part that grows from {packed} to {size} bytes (`{}`)",
                    part.name
                ),
                format!("parts that grow at most {RATIO_MAX} times"),
            ));
        }
        if size > part.held_max() || total > INFLATED_MAX {
            return Err(place.limit(
                format!("{size} bytes in part `{}`, {total} so far", part.name),
                format!(
                    "at most {} in that part, {INFLATED_MAX} in all",
                    part.held_max()
                ),
            ));
        }
        parts.push(part);
    }
    Ok(parts)
}

fn format(place: &Place, archive: &mut Archive<'_>, parts: &[Part]) -> Result<Format, SourceFault> {
    let has = |ending: &str| parts.iter().any(|part| part.name.ends_with(ending));
    if let Ok(entry) = archive.by_name("mimetype") {
        let mut media = Vec::new();
        let read = entry.take(256).read_to_end(&mut media);
        if read.is_ok() && media.starts_with(ODS_MEDIA_TYPE) {
            return Ok(Format::Ods);
        }
    }
    let found = if has("workbook.bin") {
        return Ok(Format::Xlsb);
    } else if has("workbook.xml") {
        return Ok(Format::Xlsx);
    } else if has("word/document.xml") {
        "a Word document"
    } else if has("ppt/presentation.xml") {
        "a PowerPoint presentation"
    } else if has("[content_types].xml") {
        return Ok(Format::Xlsx); // an unusual name for the workbook part: its relations tell
    } else {
        "a zip archive that holds no workbook"
    };
    Err(place.fault(
        SourceFaultKind::Format,
        found,
        "a workbook (xlsx, xlsm, xlsb, xls or ods)",
        "name the workbook itself, not an archive around it",
    ))
}

/// Inflates a part into nothing: checks its size and checksum, refuses document type
/// declarations, and text that no cell could hold. Shows the bytes as they come.
fn inflate(
    place: &Place,
    archive: &mut Archive<'_>,
    index: usize,
    part: &Part,
    show: &mut dyn FnMut(&[u8]),
) -> Result<(), SourceFault> {
    let name = &part.name;
    let mut entry = archive
        .by_index(index)
        .map_err(|error| broken(place, name, &error))?;
    let mut buffer = vec![0_u8; 1 << 16];
    let mut total = 0_u64;
    let mut run = 0_usize;
    loop {
        let read = entry.read(&mut buffer).map_err(|error| {
            place.broken(format!("part `{name}`, which cannot be unpacked ({error})"))
        })?;
        let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        if total == 0 && part.is_text() {
            refuse_document_type(place, name, chunk)?;
        }
        total = total.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        if total > part.size {
            return Err(place.limit(
                format!(
                    "part `{name}`, larger than the {} bytes that it declares",
                    part.size
                ),
                "parts of the declared size",
            ));
        }
        show(chunk);
        match (
            chunk.iter().position(|b| *b == b'<'),
            chunk.iter().rposition(|b| *b == b'<'),
        ) {
            (Some(first), Some(last)) => {
                check_run(place, part, run + first)?;
                run = chunk.len() - last;
            }
            _ => run += chunk.len(),
        }
        check_run(place, part, run)?;
    }
    Ok(())
}

fn check_run(place: &Place, part: &Part, run: usize) -> Result<(), SourceFault> {
    if part.is_text() && run > XML_RUN_MAX {
        return Err(place.limit(
            format!(
                "more than {XML_RUN_MAX} bytes without a tag in part `{}`",
                part.name
            ),
            "cells of at most 32,767 characters",
        ));
    }
    Ok(())
}

fn refuse_document_type(place: &Place, name: &str, chunk: &[u8]) -> Result<(), SourceFault> {
    // Without the zero bytes, so that UTF-16 does not hide it.
    let head: Vec<u8> = chunk
        .iter()
        .copied()
        .filter(|byte| *byte != 0)
        .take(8_192)
        .collect();
    if contains(&head, b"<!DOCTYPE") {
        return Err(place.fault(
            SourceFaultKind::Refused,
            format!("a document type declaration in part `{name}`"),
            "a workbook without declarations that can define entities",
            "no office program writes this: find out where the file comes from",
        ));
    }
    Ok(())
}

/// The count that shared strings declare reserves memory: it may not exceed what fits the part.
fn check_string_count(
    place: &Place,
    archive: &mut Archive<'_>,
    index: usize,
    part: &Part,
) -> Result<(), SourceFault> {
    /// Bytes of the shortest string element, `<si/>`.
    const SHORTEST: u64 = 5;
    let entry = archive
        .by_index(index)
        .map_err(|error| broken(place, &part.name, &error))?;
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(entry));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let count = element
                    .attributes()
                    .flatten()
                    .find(|a| a.key.local_name().as_ref() == "uniqueCount");
                let count = count.and_then(|a| a.value.trim().parse::<u128>().ok());
                if count.is_some_and(|count| count > u128::from(part.size / SHORTEST)) {
                    return Err(place.limit(
                        format!(
                            "{} shared strings in {} bytes",
                            count.unwrap_or(0),
                            part.size
                        ),
                        "no more strings than the part can hold",
                    ));
                }
                return Ok(());
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => {
                return Err(
                    place.broken(format!("part `{}`, which is no XML ({error})", part.name))
                );
            }
        }
    }
}

fn broken(place: &Place, part: &str, error: &zip::result::ZipError) -> SourceFault {
    place.broken(format!(
        "a container whose part `{part}` cannot be read ({error})"
    ))
}
