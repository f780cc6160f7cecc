//! Files that have a column under another heading: one form that offices keep in several languages.
//!
//! Only names are turned, and only on the way to the file: where a value stands is told with the heading that stands there.

use landbridge_contract::{
    ColumnInfo, Name, PartColumns, Projection, RecordReader, Source, SourceFault, SourceFaultKind,
    SourcePart,
};

use crate::mapping::Headings;

/// A source whose columns have the names of the mapping, whatever the file's own headings are.
pub(super) struct Headed {
    inner: Box<dyn Source>,
    headings: Vec<Headings>,
}

impl Headed {
    pub(super) fn new(inner: Box<dyn Source>, headings: &[Headings]) -> Self {
        Self {
            inner,
            headings: headings.to_vec(),
        }
    }

    /// The columns as the file has them, and which of them a name of the mapping stands for.
    fn turned(&mut self) -> Result<(Vec<ColumnInfo>, Vec<(Name, usize)>), SourceFault> {
        let columns = self.inner.columns()?.unwrap_or_default();
        let mut turned = Vec::new();
        for one in &self.headings {
            if columns.iter().any(|column| column.name == one.name) {
                continue;
            }
            let mut others = columns.iter().enumerate();
            let mut others = others
                .by_ref()
                .filter(|(_, column)| one.others.contains(&column.name));
            let Some((at, first)) = others.next() else {
                continue;
            };
            if let Some((_, second)) = others.next() {
                return Err(SourceFault {
                    kind: SourceFaultKind::Option,
                    origin: second.origin.clone(),
                    found: format!(
                        "two headings of `{}`: \"{}\" and \"{}\"",
                        one.name, first.name, second.name
                    ),
                    expected: "one of them in a file".to_owned(),
                    fix: "take out of `headings` the one that is another column".to_owned(),
                });
            }
            turned.push((Name::clone(&one.name), at));
        }
        Ok((columns, turned))
    }
}

impl Source for Headed {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        self.inner.parts()
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        let (mut columns, turned) = self.turned()?;
        if columns.is_empty() {
            return self.inner.columns();
        }
        for (name, at) in turned {
            if let Some(column) = columns.get_mut(at) {
                column.name = name;
            }
        }
        Ok(Some(columns))
    }

    fn nested(&mut self) -> Result<Vec<PartColumns>, SourceFault> {
        self.inner.nested()
    }

    fn detected(&mut self) -> Vec<(&'static str, String)> {
        self.inner.detected()
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        let mut all = self.inner.everything()?;
        let (columns, turned) = self.turned()?;
        for (name, at) in turned {
            let own = columns.get(at).map(|column| Name::clone(&column.name));
            let fields = all.fields.iter_mut();
            for field in fields.filter(|field| own.as_ref() == Some(*field)) {
                *field = Name::clone(&name);
            }
        }
        Ok(all)
    }

    fn read(
        mut self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        let (columns, turned) = self.turned()?;
        let mut asked = projection.clone();
        for field in &mut asked.fields {
            let own = turned.iter().find(|(name, _)| name == field);
            if let Some(column) = own.and_then(|(_, at)| columns.get(*at)) {
                *field = Name::clone(&column.name);
            }
        }
        self.inner.read(&asked)
    }
}
