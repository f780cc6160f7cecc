//! Pulls tags and text from a file: well-formedness, limits and refusals stand here, so that
//! what builds records sees only sound input.
//!
//! Written for speed: an element that holds text alone, as nearly all values of business files
//! do, is one token, and is found with three searches over the bytes of the window.

use std::borrow::Cow;
use std::sync::Arc;

use landbridge_contract::{ReadSeek, SourceFault};
use memchr::{memchr, memchr2, memchr3};

use crate::attributes::{Attribute, scan};
use crate::encoding::Detected;
use crate::fault::Problem;
use crate::names::end_of_name;
use crate::references::{ends_no_reference, lone_ampersand, push_text, push_with_lf, resolve};
use crate::refusals;
use crate::window::Window;

/// The deepest nesting of elements. Business files stay under 20.
pub const DEPTH_MAX: usize = 128;

/// The most text, as UTF-8, from the start of a record to its end, or of any one tag, text or
/// comment outside records.
pub const RECORD_BYTES_MAX: usize = 16 * 1024 * 1024;

const TOKEN_BYTES_MAX: u64 = RECORD_BYTES_MAX as u64;

/// The longest name of an element, in bytes.
pub const NAME_BYTES_MAX: usize = 1024;

/// What stands next in a file.
#[derive(Debug)]
pub(crate) enum Token<'a> {
    /// A start tag whose end tag follows as a token.
    Start(Tag<'a>),
    /// A whole element without child elements, below the root.
    Leaf(Leaf<'a>),
    /// An end tag.
    End,
    /// Text. `literal` where it stands as CDATA or a reference, which is never mere layout.
    Text { text: Cow<'a, str>, literal: bool },
    /// The end of a sound file.
    Eof,
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    /// What follows the name.
    pub(crate) text: &'a str,
    /// The attributes in `text`.
    pub(crate) attributes: &'a [Attribute],
    /// The line on which it begins.
    pub(crate) line: u64,
    /// The byte of the file at which it begins; 0 where that cannot be told.
    pub(crate) byte: u64,
}

/// An element that holds text alone, or nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leaf<'a> {
    pub(crate) tag: Tag<'a>,
    pub(crate) text: &'a str,
    /// True where the text holds a reference.
    pub(crate) literal: bool,
}

/// Pulls tokens from one file.
pub(crate) struct Puller {
    window: Window,
    file: Arc<str>,
    /// The names of the open elements, each after a `/`, and where each begins.
    path: String,
    starts: Vec<usize>,
    root_seen: bool,
    /// An empty root element, whose end is the next token.
    closing: bool,
    /// Bytes of text that may be consumed: those of a record while one is open.
    limit: u64,
    /// The parts of the last start tag.
    marks: Marks,
    /// Where the last text stands in the window.
    begin: usize,
    end: usize,
    /// True where text outside of leaves is of no concern.
    quiet: bool,
    attributes: Vec<Attribute>,
    /// The text of a leaf where it is not that of the file.
    scratch: String,
    /// The name of the last token where that was a leaf, for faults.
    leaf: Option<(usize, usize)>,
}

/// What a token is; where its parts stand in the window is kept beside it.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// At the marks.
    Start,
    /// At the marks, with the text between begin and end.
    Leaf,
    /// At the marks, with its text in the scratch.
    LeafInScratch,
    End,
    /// Between begin and end.
    Text,
    CData,
    Sign(char),
    Eof,
}

/// Where the parts of a start tag stand in the window.
#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    name: usize,
    name_end: usize,
    end: usize,
    line: u64,
    byte: u64,
}

/// What one look at the window came to.
enum Step {
    Token(Kind),
    /// Something of no concern was passed.
    Passed,
    /// What stands there is not whole.
    More,
}

impl Puller {
    /// Starts at a file that stands after its byte order mark.
    pub(crate) fn new(input: Box<dyn ReadSeek>, detected: &Detected, file: Arc<str>) -> Self {
        Self {
            window: Window::new(input, detected),
            file,
            path: String::new(),
            starts: Vec::new(),
            root_seen: false,
            closing: false,
            limit: u64::MAX,
            marks: Marks::default(),
            begin: 0,
            end: 0,
            quiet: false,
            attributes: Vec::new(),
            scratch: String::new(),
            leaf: None,
        }
    }

    /// The path of the element that the last token opened or stands in, as written.
    pub(crate) fn path(&self) -> Cow<'_, str> {
        match self.leaf {
            None => Cow::Borrowed(&self.path),
            Some((begin, end)) => {
                Cow::Owned(format!("{}/{}", self.path, self.window.part(begin, end)))
            }
        }
    }

    /// Bytes of text consumed.
    #[inline]
    pub(crate) fn consumed(&self) -> u64 {
        self.window.consumed()
    }

    /// True once malformed bytes have been replaced.
    #[inline]
    pub(crate) fn malformed(&self) -> bool {
        self.window.malformed()
    }

    /// Says that a record begins with the last token, or has ended.
    pub(crate) fn mark_record(&mut self, open: bool) {
        self.limit = if open {
            self.window.consumed().saturating_add(TOKEN_BYTES_MAX)
        } else {
            u64::MAX
        };
    }

    /// Says whether text that stands beside child elements is of no concern; it then makes no
    /// token.
    #[inline]
    pub(crate) fn keep_quiet(&mut self, quiet: bool) {
        self.quiet = quiet;
    }

    /// Gives the file back.
    pub(crate) fn into_input(self) -> Box<dyn ReadSeek> {
        self.window.into_input()
    }

    /// A fault at the path where reading stands.
    pub(crate) fn fault(&mut self, problem: Problem) -> SourceFault {
        let line = self.window.line();
        problem.at(&self.file, line, &self.path())
    }

    /// The next token.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Token<'_>, SourceFault> {
        self.leaf = None;
        loop {
            let begin = self.window.consumed();
            let step = if self.closing {
                self.closing = false;
                self.leave();
                Ok(Step::Token(Kind::End))
            } else {
                self.step()
            };
            let step = match step {
                Ok(Step::More) => self.more(),
                other => other,
            };
            let end = self.window.consumed();
            if end > self.limit || end - begin > TOKEN_BYTES_MAX {
                return Err(self.fault(refusals::too_long()));
            }
            match step {
                Ok(Step::Token(kind)) => return Ok(self.token(kind)),
                Ok(Step::Passed | Step::More) => {}
                Err(problem) => return Err(self.fault(problem)),
            }
        }
    }

    fn step(&mut self) -> Result<Step, Problem> {
        match self.window.rest().as_bytes() {
            [] | [b'<'] => Ok(Step::More),
            [b'<', b'/', ..] => self.end_tag(),
            [b'<', b'!', ..] => self.declaration(),
            [
                b'<',
                b'?',
                b' ' | b'\t' | b'\r' | b'\n' | b'?' | b'>' | b'<',
                ..,
            ] => Err(refusals::nameless()),
            [b'<', b'?', ..] => Ok(self.pass_to("?>", 2)),
            [b'<', ..] => self.start_tag(),
            [b'&', ..] => self.reference(),
            _ => self.characters(),
        }
    }

    /// Reads more of the file, or says why what is there cannot be whole.
    fn more(&mut self) -> Result<Step, Problem> {
        if !self.window.done() {
            if self.window.rest().len() > RECORD_BYTES_MAX {
                return Err(refusals::too_long());
            }
            return match self.window.refill() {
                Ok(()) => Ok(Step::Passed),
                Err(fault) => Err(refusals::unreadable(&fault)),
            };
        }
        if !self.window.rest().is_empty() {
            return Err(refusals::cut_short(self.window.rest()));
        }
        let line = self.window.line();
        refusals::judge_end(&self.path, self.root_seen, line)?;
        Ok(Step::Token(Kind::Eof))
    }

    /// Text up to a tag or a reference.
    fn characters(&mut self) -> Result<Step, Problem> {
        let rest = self.window.rest();
        let length = match memchr2(b'<', b'&', rest.as_bytes()) {
            Some(length) => length,
            None if self.window.done() => rest.len(),
            None => return Ok(Step::More),
        };
        if self.starts.is_empty() {
            refusals::outside_root(rest.get(..length).unwrap_or_default())?;
            self.window.advance(length);
            return Ok(Step::Passed);
        }
        self.begin = self.window.at();
        self.end = self.begin + length;
        self.window.advance(length);
        if self.quiet {
            return Ok(Step::Passed);
        }
        Ok(Step::Token(Kind::Text))
    }

    fn reference(&mut self) -> Result<Step, Problem> {
        let rest = self.window.rest().get(1..).unwrap_or_default();
        let end = rest.find(|sign| sign == ';' || ends_no_reference(sign));
        let name = match end.and_then(|end| rest.split_at_checked(end)) {
            Some((name, after)) if after.starts_with(';') => name,
            None if !self.window.done() => return Ok(Step::More),
            Some(_) | None => return Err(lone_ampersand()),
        };
        if self.starts.is_empty() {
            return Err(refusals::text_outside());
        }
        let (sign, length) = (resolve(name)?, name.len() + 2);
        self.window.advance(length);
        Ok(Step::Token(Kind::Sign(sign)))
    }

    fn end_tag(&mut self) -> Result<Step, Problem> {
        let rest = self.window.rest();
        let Some(end) = memchr(b'>', rest.as_bytes()) else {
            return Ok(Step::More);
        };
        let name = rest.get(2..end).unwrap_or_default();
        let begin = self.starts.last().map_or(0, |start| start + 1);
        let open = self.path.get(begin..).unwrap_or_default();
        if name != open || self.starts.is_empty() {
            let name = name.trim_end_matches([' ', '\t', '\r', '\n']);
            if name != open || self.starts.is_empty() {
                let expected = (!self.starts.is_empty()).then_some(open);
                return Err(refusals::wrong_end(name, expected));
            }
        }
        self.window.advance(end + 1);
        self.leave();
        Ok(Step::Token(Kind::End))
    }

    /// A comment, CDATA or the document type.
    fn declaration(&mut self) -> Result<Step, Problem> {
        let rest = self.window.rest();
        if rest.starts_with("<!--") {
            return Ok(self.pass_to("-->", 4));
        }
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            if self.starts.is_empty() {
                return Err(refusals::text_outside());
            }
            let Some(length) = data.find("]]>") else {
                return Ok(Step::More);
            };
            self.begin = self.window.at() + "<![CDATA[".len();
            self.end = self.begin + length;
            self.window.advance("<![CDATA[]]>".len() + length);
            return Ok(Step::Token(Kind::CData));
        }
        if rest.starts_with("<!DOCTYPE") {
            let done = self.window.done();
            return match refusals::document_type(rest, done, self.root_seen)? {
                Some(length) => {
                    self.window.advance(length);
                    Ok(Step::Passed)
                }
                None => Ok(Step::More),
            };
        }
        let begins = |known: &str| known.starts_with(rest);
        if ["<!--", "<![CDATA[", "<!DOCTYPE"].into_iter().any(begins) {
            return Ok(Step::More);
        }
        Err(Problem::format(
            "`<!` that begins nothing known",
            "a comment, CDATA or a tag",
        ))
    }

    /// Passes everything up to a mark that ends it.
    fn pass_to(&mut self, mark: &str, from: usize) -> Step {
        let rest = self.window.rest().get(from..).unwrap_or_default();
        match memchr::memmem::find(rest.as_bytes(), mark.as_bytes()) {
            Some(length) => {
                self.window.advance(from + length + mark.len());
                Step::Passed
            }
            None => Step::More,
        }
    }

    fn start_tag(&mut self) -> Result<Step, Problem> {
        let bytes = self.window.rest().as_bytes();
        let name_end = end_of_name(bytes, 1);
        if name_end > NAME_BYTES_MAX {
            return Err(refusals::long_name());
        }
        // Nothing but `>` ends most tags.
        let (text_end, end, empty) = match bytes.get(name_end) {
            None => return Ok(Step::More),
            Some(b'>') => (name_end, name_end, false),
            Some(b' ' | b'\t' | b'\r' | b'\n' | b'/') => match end_of_tag(bytes, name_end) {
                None => return Ok(Step::More),
                Some(end) if bytes.get(end - 1) == Some(&b'/') => (end - 1, end, true),
                Some(end) => (end, end, false),
            },
            Some(_) => return Err(refusals::nameless()),
        };
        if name_end == 1 {
            return Err(refusals::nameless());
        }
        let depth = self.starts.len();
        refusals::judge_depth(depth)?;
        let at = self.window.at();
        let marks = Marks {
            name: at + 1,
            name_end: at + name_end,
            end: at + text_end,
            line: self.window.line(),
            byte: self.window.byte(),
        };
        if depth == 0 && self.root_seen {
            let name = self.window.part(marks.name, marks.name_end);
            return Err(refusals::second_root(name));
        }
        self.attributes.clear();
        if text_end > name_end {
            let text = self.window.part(marks.name_end, marks.end);
            if let Err(problem) = scan(text, &mut self.attributes) {
                self.leaf = Some((marks.name, marks.name_end));
                return Err(problem);
            }
        }
        self.root_seen = true;
        if depth > 0 {
            if empty {
                self.window.advance(end + 1);
                self.leaf = Some((marks.name, marks.name_end));
                self.marks = marks;
                (self.begin, self.end) = (at, at);
                return Ok(Step::Token(Kind::Leaf));
            }
            if let Some(kind) = self.whole(marks, end + 1)? {
                return Ok(Step::Token(kind));
            }
        }
        self.starts.push(self.path.len());
        self.path.push('/');
        self.path
            .push_str(self.window.part(marks.name, marks.name_end));
        self.closing = empty;
        self.window.advance(end + 1);
        self.marks = marks;
        Ok(Step::Token(Kind::Start))
    }

    /// The whole element of a start tag, where it holds text alone and stands in the window;
    /// `from` is where its content begins.
    fn whole(&mut self, marks: Marks, from: usize) -> Result<Option<Kind>, Problem> {
        let at = self.window.at();
        let rest = self.window.rest();
        let content = rest.as_bytes().get(from..).unwrap_or_default();
        let Some(mut length) = memchr2(b'<', b'&', content) else {
            return Ok(None);
        };
        let mut plain = true;
        if content.get(length) == Some(&b'&') {
            plain = false;
            match memchr(b'<', content) {
                Some(end) => length = end,
                None => return Ok(None),
            }
        }
        let name = self.window.part(marks.name, marks.name_end).as_bytes();
        let tail = content.get(length..).unwrap_or_default();
        let closes = tail
            .strip_prefix(b"</")
            .and_then(|tail| tail.strip_prefix(name))
            .is_some_and(|tail| tail.first() == Some(&b'>'));
        let size = from + length + 2 + name.len() + 1;
        if !closes || size > RECORD_BYTES_MAX {
            return Ok(None);
        }
        let (begin, end) = (at + from, at + from + length);
        self.leaf = Some((marks.name, marks.name_end));
        self.marks = marks;
        (self.begin, self.end) = (begin, end);
        let cr = self.window.any_cr() && self.window.part(begin, end).contains('\r');
        let kind = if plain && !cr {
            Kind::Leaf
        } else {
            self.scratch.clear();
            push_text(self.window.part(begin, end), &mut self.scratch)?;
            Kind::LeafInScratch
        };
        self.window.advance(size);
        Ok(Some(kind))
    }

    fn leave(&mut self) {
        if let Some(start) = self.starts.pop() {
            self.path.truncate(start);
        }
    }

    /// The token of what was found in the window.
    #[inline]
    fn token(&self, kind: Kind) -> Token<'_> {
        match kind {
            Kind::Start => Token::Start(self.tag()),
            Kind::Leaf => Token::Leaf(Leaf {
                tag: self.tag(),
                text: self.window.part(self.begin, self.end),
                literal: false,
            }),
            Kind::LeafInScratch => Token::Leaf(Leaf {
                tag: self.tag(),
                text: &self.scratch,
                literal: true,
            }),
            Kind::End => Token::End,
            Kind::Text | Kind::CData => Token::Text {
                text: self.text(),
                literal: matches!(kind, Kind::CData),
            },
            Kind::Sign(sign) => Token::Text {
                text: Cow::Owned(sign.to_string()),
                literal: true,
            },
            Kind::Eof => Token::Eof,
        }
    }

    /// The last text, each line end an LF.
    fn text(&self) -> Cow<'_, str> {
        let text = self.window.part(self.begin, self.end);
        if self.window.any_cr() && text.contains('\r') {
            let mut value = String::with_capacity(text.len());
            push_with_lf(text, &mut value);
            return Cow::Owned(value);
        }
        Cow::Borrowed(text)
    }

    #[inline]
    fn tag(&self) -> Tag<'_> {
        let marks = &self.marks;
        Tag {
            name: self.window.part(marks.name, marks.name_end),
            text: self.window.part(marks.name_end, marks.end),
            attributes: &self.attributes,
            line: marks.line,
            byte: marks.byte,
        }
    }
}

/// Where the `>` of a tag stands, past quoted values.
fn end_of_tag(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        match bytes.get(at) {
            Some(b'>') => return Some(at),
            Some(quote) => at += 1 + memchr(*quote, bytes.get(at + 1..)?)? + 1,
            None => return None,
        }
    }
}
