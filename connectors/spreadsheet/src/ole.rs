//! Guards the OLE container of xls workbooks.
//!
//! Its streams are chains of sectors, and a chain that loops makes a reader grow without end.
//! Every chain that the reader behind will follow is followed here first, with a bound.
//! (Facts: Microsoft, \[MS-CFB\] Compound File Binary File Format.)

use std::io::SeekFrom;

use landbridge_contract::{ReadSeek, SourceFault, SourceFaultKind};

use crate::biff;
use crate::bytes::{u16_at, u32_at};
use crate::detect::{Detected, Format};
use crate::fault::Place;
use crate::limits::OLE_BYTES_MAX;

/// Sector numbers from here on have a special meaning.
const SPECIAL: u32 = 0xFFFF_FFFA;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
/// Bytes of a directory entry.
const ENTRY: usize = 128;
/// Streams shorter than this live in the mini stream.
const MINI_BELOW: usize = 4_096;
const MINI_SECTOR: usize = 64;

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

struct Container {
    /// The file after its header.
    body: Vec<u8>,
    sector: usize,
    fat: Vec<u32>,
}

/// Checks the container and tells what it holds.
pub(crate) fn examine(place: &Place, bytes: &mut dyn ReadSeek) -> Result<Detected, SourceFault> {
    let io = |error: std::io::Error| place.io(&error);
    let length = bytes.seek(SeekFrom::End(0)).map_err(io)?;
    if length > OLE_BYTES_MAX {
        let expected = format!("at most {OLE_BYTES_MAX} bytes in this form");
        return Err(place.limit(format!("an xls file of {length} bytes"), expected));
    }
    bytes.rewind().map_err(io)?;
    let mut file = Vec::new();
    bytes.read_to_end(&mut file).map_err(io)?;
    let entries_and_stream = open(&file).ok_or_else(|| {
        place.broken("an OLE container whose directory is broken, loops or was cut off")
    })?;
    let (container, entries, mini) = entries_and_stream;
    let find = |name: &str| {
        entries
            .iter()
            .find(|entry| entry.name.eq_ignore_ascii_case(name))
    };
    if find("EncryptedPackage").is_some() || find("EncryptionInfo").is_some() {
        return Err(place.protected());
    }
    let Some(entry) = find("Workbook").or_else(|| find("Book")) else {
        let found = if find("WordDocument").is_some() {
            "a Word document"
        } else if find("PowerPoint Document").is_some() {
            "a PowerPoint presentation"
        } else {
            "an OLE container that holds no workbook"
        };
        return Err(place.fault(
            SourceFaultKind::Format,
            found,
            "a workbook (xlsx, xlsm, xlsb, xls or ods)",
            "ask for the workbook",
        ));
    };
    let stream = if entry.length < MINI_BELOW {
        mini.stream(entry.start, entry.length)
    } else {
        container.stream(entry.start, entry.length)
    };
    let stream = stream.ok_or_else(|| {
        place.broken("an OLE container whose workbook stream is broken, loops or was cut off")
    })?;
    let found = biff::examine(place, &stream)?;
    Ok(Detected {
        format: Format::Xls,
        macros: find("_VBA_PROJECT_CUR").is_some(),
        parts: Vec::new(),
        found,
    })
}

/// Reads allocation tables and directory; none where they are broken.
fn open(file: &[u8]) -> Option<(Container, Vec<Entry>, Container)> {
    let (sector, header) = match u16_at(file, 30)? {
        0x0009 => (512, 512),
        0x000C => (4_096, 4_096),
        _ => return None,
    };
    let mut container = Container {
        body: file.get(header..)?.to_vec(),
        sector,
        fat: Vec::new(),
    };
    for id in fat_sectors(file, &container)? {
        let table = container.sector(id)?;
        container.fat.extend(numbers(&table));
    }
    let directory = container.stream(u32_at(file, 48)?, usize::MAX)?;
    let entries: Vec<Entry> = directory.chunks_exact(ENTRY).filter_map(entry).collect();
    let root = entries.first()?;
    let mut mini = Container {
        body: Vec::new(),
        sector: MINI_SECTOR,
        fat: Vec::new(),
    };
    let mini_sectors = usize::try_from(u32_at(file, 64)?).ok()?;
    if mini_sectors > 0 {
        mini.body = container.stream(root.start, root.length)?;
        let table = container.stream(u32_at(file, 60)?, mini_sectors.checked_mul(sector)?)?;
        mini.fat = numbers(&table).collect();
    }
    Some((container, entries, mini))
}

/// The sectors that hold the allocation table: 109 in the header, the rest in a chain.
fn fat_sectors(file: &[u8], container: &Container) -> Option<Vec<u32>> {
    let mut sectors: Vec<u32> = numbers(file.get(76..512)?).collect();
    let mut next = u32_at(file, 68)?;
    let mut steps = 0;
    while next < SPECIAL {
        steps += 1;
        if steps > container.sectors() {
            return None;
        }
        sectors.extend(numbers(&container.sector(next)?));
        next = sectors.pop()?;
    }
    sectors.retain(|id| *id < SPECIAL);
    // No more tables than sectors: each holds a hundred and more entries.
    (sectors.len() <= container.sectors()).then_some(sectors)
}

impl Container {
    fn sectors(&self) -> usize {
        self.body.len() / self.sector + 1
    }

    /// A sector; the last one of a file may be short.
    fn sector(&self, id: u32) -> Option<Vec<u8>> {
        let start = usize::try_from(id).ok()?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.body.len());
        Some(self.body.get(start..end)?.to_vec())
    }

    /// Follows a chain up to a length; none where it loops or leaves the file.
    fn stream(&self, start: u32, length: usize) -> Option<Vec<u8>> {
        let mut stream = Vec::new();
        let mut id = start;
        let mut steps = 0;
        while id != END_OF_CHAIN && stream.len() < length {
            steps += 1;
            if steps > self.sectors() {
                return None;
            }
            stream.extend(self.sector(id)?);
            if stream.len() >= length {
                break;
            }
            id = *self.fat.get(usize::try_from(id).ok()?)?;
        }
        stream.truncate(length);
        Some(stream)
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|chunk| u32_at(chunk, 0))
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let units: Vec<u16> = (0..32)
        .filter_map(|index| u16_at(bytes, index * 2))
        .take_while(|unit| *unit != 0)
        .collect();
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        start: u32_at(bytes, 116)?,
        length: usize::try_from(u32_at(bytes, 120)?).ok()?,
    })
}
