//! An XML file line by line, so that the place of everything in it is known.

/// The file so far.
pub(super) struct Page {
    /// Its path below the data folder.
    pub(super) file: String,
    text: String,
    line: usize,
}

impl Page {
    pub(super) fn new(file: String) -> Self {
        let mut page = Self {
            file,
            text: String::new(),
            line: 0,
        };
        page.push("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        page
    }

    /// Adds a line; gives its number.
    pub(super) fn push(&mut self, line: &str) -> usize {
        self.text.push_str(line);
        self.text.push('\n');
        self.line += 1;
        self.line
    }

    /// A place in the file, as Landbridge prints it.
    pub(super) fn at(&self, line: usize, path: &str) -> String {
        format!("{}:{line} {path}", self.file)
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}
