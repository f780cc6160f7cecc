//! Guards the zip container of xlsx, xlsb and ods.
//!
//! For xlsb and ods, all parts that hold text or records are inflated once into nothing before any of them is
//! read: so a container that was cut, altered, or lies about its sizes is refused before the
//! first record. The parts of an xlsx workbook are read by this crate's own reader, which checks the same
//! while it reads.

use std::io::{BufReader, Read as _};

use landbridge_contract::{ReadSeek, SourceFault, SourceFaultKind};
use memchr::{memchr, memrchr};
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::bytes::contains;
use crate::detect::{Detected, Format};
use crate::fault::Place;
use crate::limits::{
    DESCRIPTION_MAX, HELD_MAX, INFLATED_MAX, PARTS_MAX, RATIO_FREE, RATIO_MAX, XML_RUN_MAX,
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
    let format = format(place, &mut archive, &parts)?;
    if format != Format::Xlsx {
        for (index, part) in parts.iter().enumerate() {
            if part.is_text() || part.has_ending(&["bin"]) {
                inflate(place, &mut archive, index, part)?;
            }
            if part.name.ends_with("sharedstrings.xml") {
                check_string_count(place, &mut archive, index, part)?;
            }
        }
    }
    let macros = parts
        .iter()
        .any(|part| part.name.ends_with("vbaproject.bin"));
    let mut detected = Detected {
        format,
        macros,
        parts,
        found: Vec::new(),
    };
    if detected.format == Format::Ods {
        let content = archive
            .by_name("content.xml")
            .map_err(|error| broken(place, "content.xml", &error))?;
        detected.found = opendocument::examine(place, BufReader::new(content))?;
    }
    Ok(detected)
}

/// A part of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Name in lower case.
    pub(crate) name: String,
    /// Declared size, inflated.
    pub(crate) size: u64,
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
        return Err(twice(place));
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

/// The fault for parts that stand in each other's place.
pub(crate) fn twice(place: &Place) -> SourceFault {
    place.fault(
        SourceFaultKind::Refused,
        "a container with two parts of the same name or place",
        "a container in which every part is there once",
        "programs disagree on which part counts: open the file in Excel, check it, save it anew",
    )
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
/// declarations, and text that no cell could hold.
fn inflate(
    place: &Place,
    archive: &mut Archive<'_>,
    index: usize,
    part: &Part,
) -> Result<(), SourceFault> {
    let mut entry = archive
        .by_index(index)
        .map_err(|error| broken(place, &part.name, &error))?;
    let mut buffer = vec![0_u8; 1 << 16];
    let mut total = 0_u64;
    let mut runs = Runs::default();
    loop {
        let read = entry
            .read(&mut buffer)
            .map_err(|error| cannot_be_unpacked(place, part, &error))?;
        let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else {
            return Ok(());
        };
        total = total.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        check_total(place, part, total)?;
        runs.check(place, part, chunk)?;
    }
}

/// A part may not be larger than it declares.
pub(crate) fn check_total(place: &Place, part: &Part, total: u64) -> Result<(), SourceFault> {
    let Part { name, size } = part;
    if total > *size {
        return Err(place.limit(
            format!("part `{name}`, larger than the {size} bytes that it declares"),
            "parts of the declared size",
        ));
    }
    Ok(())
}

/// The fault for bytes that cannot be inflated.
pub(crate) fn cannot_be_unpacked(
    place: &Place,
    part: &Part,
    error: &std::io::Error,
) -> SourceFault {
    let name = &part.name;
    place.broken(format!("part `{name}`, which cannot be unpacked ({error})"))
}

/// Looks through a part, chunk by chunk, for what no program writes: a document type declaration
/// at its beginning, and text that no cell could hold.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    begun: bool,
    /// Bytes since the last tag began.
    run: usize,
}

impl Runs {
    /// Takes the next chunk.
    pub(crate) fn check(
        &mut self,
        place: &Place,
        part: &Part,
        chunk: &[u8],
    ) -> Result<(), SourceFault> {
        if !part.is_text() {
            return Ok(());
        }
        if !self.begun {
            self.begun = true;
            refuse_document_type(place, &part.name, chunk)?;
        }
        match (memchr(b'<', chunk), memrchr(b'<', chunk)) {
            (Some(first), Some(last)) => {
                check_run(place, part, self.run + first)?;
                self.run = chunk.len() - last;
            }
            _ => self.run += chunk.len(),
        }
        check_run(place, part, self.run)
    }
}

fn check_run(place: &Place, part: &Part, run: usize) -> Result<(), SourceFault> {
    if run > XML_RUN_MAX {
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
        return Err(declaration(place, name));
    }
    Ok(())
}

/// The fault for a document type declaration.
pub(crate) fn declaration(place: &Place, part: &str) -> SourceFault {
    place.fault(
        SourceFaultKind::Refused,
        format!("a document type declaration in part `{part}`"),
        "a workbook without declarations that can define entities",
        "no office program writes this: find out where the file comes from",
    )
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

/// The fault for a part that cannot be opened.
pub(crate) fn broken(place: &Place, part: &str, error: &zip::result::ZipError) -> SourceFault {
    place.broken(format!(
        "a container whose part `{part}` cannot be read ({error})"
    ))
}
