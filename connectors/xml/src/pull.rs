//! Pulls tags and text from a file: well-formedness, limits and refusals stand here, so that
//! what builds records sees only sound input.

use std::borrow::Cow;
use std::sync::Arc;

use landbridge_contract::{ReadSeek, SourceFault};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::encoding::Detected;
use crate::fault::Problem;
use crate::references::resolve;
use crate::refusals::{explain, judge_end, outside_root, refuse_subset};
use crate::stream::TextStream;

/// The deepest nesting of elements. Business files stay under 20.
pub const DEPTH_MAX: usize = 128;

/// The most text, as UTF-8, from the start of a record to its end, or of any one tag, text or
/// comment outside records.
pub const RECORD_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What stands next in a file.
#[derive(Debug)]
pub(crate) enum Token<'a> {
    /// A start tag, or an empty element, whose end no token tells.
    Start(Tag<'a>),
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
    pub(crate) attributes: &'a str,
    pub(crate) empty: bool,
    /// The line on which it begins.
    pub(crate) line: u64,
    /// The offset at which it begins; 0 where the file is transcoded.
    pub(crate) byte: u64,
}

/// Pulls tokens from one file.
pub(crate) struct Puller {
    reader: Reader<TextStream>,
    buffer: Vec<u8>,
    file: Arc<str>,
    /// Offset of the first byte after the byte order mark.
    first_byte: u64,
    /// The names of the open elements, each after a `/`, and where each begins.
    path: String,
    starts: Vec<usize>,
    root_seen: bool,
    /// An empty element, whose name leaves the path with the next token.
    leaving: bool,
    /// True while a record is open: the limit then holds for the whole of it.
    in_record: bool,
}

impl Puller {
    /// Starts at a file that stands after its byte order mark.
    pub(crate) fn new(input: Box<dyn ReadSeek>, detected: &Detected, file: Arc<str>) -> Self {
        Self {
            reader: Reader::from_reader(TextStream::new(input, detected)),
            buffer: Vec::new(),
            file,
            first_byte: u64::try_from(detected.mark).unwrap_or(0),
            path: String::new(),
            starts: Vec::new(),
            root_seen: false,
            leaving: false,
            in_record: false,
        }
    }

    /// The path of the element that the last token opened or stands in, as written.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Bytes of text consumed.
    pub(crate) fn consumed(&self) -> u64 {
        self.reader.buffer_position()
    }

    /// True once malformed bytes have been replaced.
    pub(crate) fn malformed(&self) -> bool {
        self.reader.get_ref().malformed()
    }

    /// Says that a record begins with the last token, or has ended.
    pub(crate) fn mark_record(&mut self, open: bool) {
        self.in_record = open;
        self.reader.get_mut().allow(RECORD_BYTES_MAX);
    }

    /// Gives the file back.
    pub(crate) fn into_input(self) -> Box<dyn ReadSeek> {
        self.reader.into_inner().into_input()
    }

    /// A fault at the path where reading stands.
    pub(crate) fn fault(&self, problem: Problem) -> SourceFault {
        problem.at(&self.file, self.reader.get_ref().line(), &self.path)
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token<'_>, SourceFault> {
        self.leave_empty();
        loop {
            if !self.in_record {
                self.reader.get_mut().allow(RECORD_BYTES_MAX);
            }
            let line = self.reader.get_ref().line();
            match self.step(line) {
                Ok(Some(kind)) => return Ok(self.token(kind, line)),
                Ok(None) => {}
                Err(problem) => return Err(problem.at(&self.file, line, &self.path)),
            }
        }
    }

    fn leave_empty(&mut self) {
        if std::mem::take(&mut self.leaving) {
            leave(&mut self.starts, &mut self.path);
        }
    }

    /// Takes one event; none where it is of no concern.
    fn step(&mut self, line: u64) -> Result<Option<Kind>, Problem> {
        self.buffer.clear();
        let before = self.reader.buffer_position();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(fault) => return Err(explain(&fault, self.reader.get_ref())),
        };
        let depth = self.starts.len();
        let kind = match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                if depth == 0 && self.root_seen {
                    let found = format!("a second root element `<{}>`", tag.name().0);
                    return Err(Problem::format(found, "one root element"));
                }
                if depth == DEPTH_MAX {
                    return Err(Problem::limit(
                        format!("more than {DEPTH_MAX} elements inside each other"),
                        format!("at most {DEPTH_MAX}"),
                    ));
                }
                let name = tag.name().0;
                if name.is_empty() || name.contains(['<', '&', '"', '\'', '=']) {
                    return Err(Problem::format("a tag without a name", "`<name …>`"));
                }
                self.root_seen = true;
                self.starts.push(self.path.len());
                self.path.push('/');
                self.path.push_str(name);
                let empty = matches!(event, Event::Empty(_));
                self.leaving = empty;
                let byte = if self.reader.get_ref().keeps_offsets() {
                    self.first_byte + before
                } else {
                    0
                };
                Kind::Tag {
                    name: name.len(),
                    empty,
                    byte,
                }
            }
            Event::End(_) => {
                leave(&mut self.starts, &mut self.path);
                Kind::End
            }
            Event::Text(text) if depth == 0 => {
                return outside_root(text).map(|()| None);
            }
            Event::Text(_) => Kind::Text,
            Event::CData(_) | Event::GeneralRef(_) if depth == 0 => {
                return Err(Problem::format("text outside the root element", "elements"));
            }
            Event::CData(_) => Kind::CData,
            Event::GeneralRef(name) => Kind::Sign(resolve(name)?),
            Event::DocType(text) => {
                refuse_subset(text)?;
                return Ok(None);
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => return Ok(None),
            Event::Eof => {
                judge_end(&self.path, self.root_seen, line)?;
                Kind::Eof
            }
        };
        Ok(Some(kind))
    }

    /// The token of what stands in the buffer.
    fn token(&self, kind: Kind, line: u64) -> Token<'_> {
        // The parser has judged the buffer already: it is always UTF-8.
        let text = std::str::from_utf8(&self.buffer).unwrap_or_default();
        let inner = |before: &str, after: &str| {
            let text = text.strip_prefix(before).unwrap_or(text);
            text.strip_suffix(after).unwrap_or(text)
        };
        match kind {
            Kind::Tag { name, empty, byte } => {
                let content = inner("<", if empty { "/>" } else { ">" });
                let (name, attributes) = content.split_at_checked(name).unwrap_or((content, ""));
                Token::Start(Tag {
                    name,
                    attributes,
                    empty,
                    line,
                    byte,
                })
            }
            Kind::End => Token::End,
            Kind::Text => Token::Text {
                text: without_cr(text),
                literal: false,
            },
            Kind::CData => Token::Text {
                text: without_cr(inner("<![CDATA[", "]]>")),
                literal: true,
            },
            Kind::Sign(sign) => Token::Text {
                text: Cow::Owned(sign.to_string()),
                literal: true,
            },
            Kind::Eof => Token::Eof,
        }
    }
}

/// Takes the innermost name off the path.
fn leave(starts: &mut Vec<usize>, path: &mut String) {
    if let Some(start) = starts.pop() {
        path.truncate(start);
    }
}

/// What an event is; its text stays in the buffer.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Tag { name: usize, empty: bool, byte: u64 },
    End,
    Text,
    CData,
    Sign(char),
    Eof,
}

/// Line ends as the XML specification has them: one LF each.
fn without_cr(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
