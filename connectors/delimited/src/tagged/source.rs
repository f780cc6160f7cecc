//! An opened file whose lines begin with a tag.

use std::sync::Arc;

use landbridge_contract::{
    ChildProjection, ColumnInfo, Layout, LayoutKind, Origin, PartColumns, Projection, RecordReader,
    Source, SourceFault, SourceFaultKind, SourcePart,
};
use landbridge_lines::{Cutter, Nesting, Stream};

use super::kinds::Kinds;
use super::reader::TaggedReader;
use crate::header::Columns;
use crate::splitter::RECORD_BYTES_MAX;

/// An opened file that stands before its first line.
pub(crate) struct TaggedSource {
    pub(crate) file: Arc<str>,
    pub(crate) stream: Stream,
    /// The offset of the first byte.
    pub(crate) byte: u64,
    pub(crate) kinds: Kinds,
    pub(crate) quote: Option<u8>,
    pub(crate) detected: Vec<(&'static str, String)>,
}

impl TaggedSource {
    fn columns_of(&self, kind: usize) -> Columns {
        let kind = self.kinds.all.get(kind);
        Columns {
            file: Arc::clone(&self.file),
            names: kind.map(|kind| kind.columns.clone()).unwrap_or_default(),
            lines: Vec::new(),
        }
    }

    fn nested_of(&self, kind: usize) -> Vec<PartColumns> {
        let below = (0..self.kinds.all.len()).filter(|other| self.within(*other) == Some(kind));
        let parts = below.filter_map(|other| {
            Some(PartColumns {
                path: Arc::clone(&self.kinds.all.get(other)?.name),
                columns: self.columns_of(other).infos(),
                parts: self.nested_of(other),
            })
        });
        parts.collect()
    }

    fn everything_of(&self, kind: usize) -> Projection {
        let below = (0..self.kinds.all.len()).filter(|other| self.within(*other) == Some(kind));
        Projection {
            fields: self.columns_of(kind).names,
            children: below
                .filter_map(|other| {
                    Some(ChildProjection {
                        path: Arc::clone(&self.kinds.all.get(other)?.name),
                        projection: self.everything_of(other),
                    })
                })
                .collect(),
            ..Projection::default()
        }
    }

    fn within(&self, kind: usize) -> Option<usize> {
        self.kinds.all.get(kind).and_then(|kind| kind.within())
    }

    fn layout(&self, kind: usize, projection: &Projection) -> Result<Layout, SourceFault> {
        let columns = self.columns_of(kind).find(&projection.fields)?;
        let mut children = Vec::new();
        for child in &projection.children {
            let below = self
                .kinds
                .all
                .iter()
                .position(|other| other.name == child.path && other.within() == Some(kind));
            let below = below.ok_or_else(|| self.no_kind(kind, &child.path))?;
            children.push(self.layout(below, &child.projection)?);
        }
        Ok(Layout {
            file: Arc::clone(&self.file),
            kind: LayoutKind::Lines,
            names: projection.fields.clone(),
            columns,
            children,
            pieces: Vec::new(),
        })
    }

    fn no_kind(&self, within: usize, path: &str) -> SourceFault {
        let known = self
            .kinds
            .all
            .iter()
            .filter(|kind| kind.within() == Some(within));
        let known: Vec<String> = known.map(|kind| format!("`{}`", kind.name)).collect();
        SourceFault {
            kind: SourceFaultKind::Part,
            origin: Origin::File {
                file: Arc::clone(&self.file),
            },
            found: format!("nested records `{path}` asked for"),
            expected: format!("a kind of line that is in this one: {}", known.join(", ")),
            fix: "correct `each`, or state the kind under `kinds`".to_owned(),
        }
    }
}

impl Source for TaggedSource {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        let kinds = self.kinds.all.iter();
        Ok(kinds
            .map(|kind| SourcePart {
                name: kind.name.to_string(),
                note: match kind.within().and_then(|within| self.kinds.all.get(within)) {
                    Some(within) => format!("in {}", within.name),
                    None => String::new(),
                },
            })
            .collect())
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        Ok(Some(self.columns_of(self.kinds.top).infos()))
    }

    fn nested(&mut self) -> Result<Vec<PartColumns>, SourceFault> {
        Ok(self.nested_of(self.kinds.top))
    }

    fn detected(&mut self) -> Vec<(&'static str, String)> {
        self.detected.clone()
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        Ok(self.everything_of(self.kinds.top))
    }

    fn read(
        self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        let top = self.kinds.top;
        let layout = Arc::new(self.layout(top, projection)?);
        let nested = self.kinds.all.iter().map(|kind| kind.nested()).collect();
        let nesting = Nesting::new(nested, top, projection);
        let reader = TaggedReader::new(
            Cutter::new(self.stream, self.byte, RECORD_BYTES_MAX),
            self.kinds,
            self.quote,
            nesting,
            layout,
            projection,
        );
        Ok(Box::new(reader))
    }
}
