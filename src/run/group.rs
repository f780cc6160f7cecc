//! Rows of a flat source that make up one record.
//!
//! Rows stand together, so that one group is held at a time, or are sorted on disk first. What a
//! row that cannot be read belongs to nobody knows: the groups before and behind it say that they may
//! lack it, and are not loaded as if they were whole.

mod gather;
mod reader;

use landbridge_contract::{
    ColumnInfo, Name, PartColumns, Projection, RecordReader, Source, SourceFault, SourcePart,
};

use self::gather::Gathered;
use self::reader::GroupedReader;
use super::rows::not_nested;
use crate::isolate;
use crate::mapping::{GroupSpec, Levels, parts_of_groups};

/// A source whose records are groups of rows, with the rows as nested records.
pub(super) struct Grouped {
    inner: Box<dyn Source>,
    spec: GroupSpec,
}

impl Grouped {
    pub(super) fn new(inner: Box<dyn Source>, spec: &GroupSpec) -> Self {
        Self {
            inner,
            spec: spec.clone(),
        }
    }

    /// The names of the nested records, from the rows up.
    fn paths(&self) -> Vec<Name> {
        let mut paths = Vec::new();
        let mut spec = Some(&self.spec);
        while let Some(group) = spec {
            paths.push(Name::clone(&group.into.name));
            spec = group.inner.as_deref();
        }
        paths.reverse();
        paths
    }
}

impl Source for Grouped {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        self.inner.parts()
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        self.inner.columns()
    }

    fn nested(&mut self) -> Result<Vec<PartColumns>, SourceFault> {
        let columns = self.inner.columns()?.unwrap_or_default();
        Ok(parts_of_groups(&self.spec, &columns, self.inner.nested()?))
    }

    fn detected(&mut self) -> Vec<(&'static str, String)> {
        self.inner.detected()
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        let mut all = self.inner.everything()?;
        for path in self.paths() {
            let fields = all.fields.clone();
            let child = landbridge_contract::ChildProjection {
                path,
                projection: all,
            };
            all = Projection {
                fields,
                children: vec![child],
                ..Projection::default()
            };
        }
        Ok(all)
    }

    fn read(
        self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        let (levels, row) = Levels::of(&self.spec, projection).map_err(|(stray, into)| {
            let expected = format!("`each: {into}`, the rows of the group");
            let fix = "nest what the rows hold inside of the rows";
            not_nested(&stray, "a record that is a group of rows", expected, fix)
        })?;
        let mut rows = self.inner.read(&row)?;
        if self.spec.gather {
            let by = levels.by().to_vec();
            rows = Box::new(Gathered::new(rows, by, &isolate::scratch()));
        }
        Ok(Box::new(GroupedReader::new(rows, levels)))
    }
}

#[cfg(test)]
mod tests;
