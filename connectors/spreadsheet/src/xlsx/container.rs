//! The zip container: its parts, found by path, and several readers of it at once.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use landbridge_contract::{ReadSeek, SourceFault};
use zip::ZipArchive;

use super::stream::Blocks;
use super::window::Window;
use crate::fault::Place;
use crate::limits::DESCRIPTION_MAX;
use crate::package::{self, Part};

/// Bytes of the file read at once.
const READ: usize = 64 << 10;

/// A view of the file with a position of its own, so that parts can be read side by side.
pub(crate) struct View {
    file: Arc<Mutex<Box<dyn ReadSeek>>>,
    length: u64,
    at: u64,
    buffer: Vec<u8>,
    /// Where in the file the buffer begins.
    buffered: u64,
}

impl View {
    fn new(mut file: Box<dyn ReadSeek>) -> io::Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        Ok(Self {
            file: Arc::new(Mutex::new(file)),
            length,
            at: 0,
            buffer: Vec::new(),
            buffered: 0,
        })
    }

    fn waiting(&self) -> &[u8] {
        let skip = self.at.checked_sub(self.buffered).map(usize::try_from);
        match skip {
            Some(Ok(skip)) => self.buffer.get(skip..).unwrap_or_default(),
            _ => &[],
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        self.buffer.resize(READ, 0);
        self.buffered = self.at;
        let read = loop {
            match file.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.buffer.truncate(*read.as_ref().unwrap_or(&0));
        read.map(|_| ())
    }
}

impl Clone for View {
    fn clone(&self) -> Self {
        Self {
            file: Arc::clone(&self.file),
            length: self.length,
            at: self.at,
            buffer: Vec::new(),
            buffered: 0,
        }
    }
}

impl Read for View {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        if self.waiting().is_empty() {
            self.fill()?;
        }
        let read = self.waiting().read(out)?;
        self.at = self.at.saturating_add(u64::try_from(read).unwrap_or(0));
        Ok(read)
    }
}

impl Seek for View {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// A container whose directory was found safe.
pub(crate) struct Container {
    file: Arc<str>,
    archive: ZipArchive<View>,
    parts: Vec<Part>,
    /// Indexes of parts by path in lower case.
    by_path: HashMap<String, usize>,
}

impl std::fmt::Debug for Container {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Container")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl Container {
    /// Opens a container whose parts were listed.
    pub(crate) fn open(
        file: &Arc<str>,
        bytes: Box<dyn ReadSeek>,
        parts: Vec<Part>,
    ) -> Result<Self, SourceFault> {
        let place = Place::file(file);
        let view = View::new(bytes).map_err(|error| place.io(&error))?;
        let archive = ZipArchive::new(view).map_err(|error| {
            place.broken(format!(
                "a container whose directory cannot be read ({error})"
            ))
        })?;
        let mut by_path = HashMap::new();
        for (index, part) in parts.iter().enumerate() {
            let path = part.name.strip_prefix('/').unwrap_or(&part.name);
            if by_path.insert(path.to_owned(), index).is_some() {
                return Err(package::twice(&place)); // names that differ in case only
            }
        }
        Ok(Self {
            file: Arc::clone(file),
            archive,
            by_path,
            parts,
        })
    }

    pub(crate) fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// The index of the part at a path from the root, without regard to case.
    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(&path.to_lowercase()).copied()
    }

    pub(crate) fn part(&self, index: usize) -> Option<&Part> {
        self.parts.get(index)
    }

    /// Starts to read a part.
    pub(crate) fn read(&self, index: usize) -> Result<Window, SourceFault> {
        let place = Place::file(&self.file);
        let part = self
            .parts
            .get(index)
            .ok_or_else(|| place.broken("a part that is not there"))?;
        let blocks = Blocks::start(&place, self.archive.clone(), index, part)?;
        Ok(Window::new(place, part.name.clone(), blocks))
    }

    /// Starts to read a part that describes the workbook; none where there is no such part.
    pub(crate) fn describe(&self, path: &str) -> Result<Option<Window>, SourceFault> {
        let Some((index, part)) = self.find(path).and_then(|i| Some((i, self.part(i)?))) else {
            return Ok(None);
        };
        if part.size > DESCRIPTION_MAX {
            let found = format!("{} bytes in part `{}`", part.size, part.name);
            let expected = format!("at most {DESCRIPTION_MAX} in that part");
            return Err(Place::file(&self.file).limit(found, expected));
        }
        self.read(index).map(Some)
    }
}

/// The path from the root of a part that another one, at `base`, names as `target`.
pub(crate) fn resolve(base: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = Vec::new();
    if !target.starts_with('/')
        && let Some((folder, _)) = base.rsplit_once('/')
    {
        steps.extend(folder.split('/'));
    }
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The path of the part that holds the relations of the part at a path.
pub(crate) fn relations_of(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{path}.rels"),
    }
}

#[cfg(test)]
mod tests {
    use super::{relations_of, resolve};

    #[test]
    fn targets_are_relative_to_their_part_or_absolute() {
        for (base, target, path) in [
            (
                "xl/workbook.xml",
                "worksheets/sheet1.xml",
                "xl/worksheets/sheet1.xml",
            ),
            ("xl/workbook.xml", "/xl/sheet1.xml", "xl/sheet1.xml"),
            (
                "xl/worksheets/sheet1.xml",
                "../tables/table1.xml",
                "xl/tables/table1.xml",
            ),
            ("workbook.xml", "./a\\b.xml", "a/b.xml"),
            ("", "../../xl/workbook.xml", "xl/workbook.xml"),
        ] {
            assert_eq!(resolve(base, target), path);
        }
        assert_eq!(
            relations_of("xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels"
        );
        assert_eq!(relations_of("book.xml"), "_rels/book.xml.rels");
    }
}
