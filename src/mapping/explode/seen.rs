//! What rules see of a source whose rows are taken apart or put together.

use landbridge_contract::{ChildProjection, ColumnInfo, NO_COLUMN, Name, PartColumns, Projection};

use super::{ExplodeSpec, of_records};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::group::parts_of_groups;
use crate::mapping::model::SourceSpec;
use crate::project::{mistake, unknown_name};

/// The columns and nested parts of the records, where the rows have these.
pub(in crate::mapping) fn seen(
    source: &SourceSpec,
    rows: &[ColumnInfo],
    parts: &[PartColumns],
) -> (Vec<ColumnInfo>, Vec<PartColumns>) {
    let columns = columns_of(&source.explode, rows);
    let parts = parts_of(&source.explode, rows, parts.to_vec());
    let parts = match &source.group {
        Some(group) => parts_of_groups(group, &columns, parts),
        None => parts,
    };
    (columns, parts)
}

/// The columns of the records, where the rows have these.
pub(crate) fn columns_of(specs: &[ExplodeSpec], rows: &[ColumnInfo]) -> Vec<ColumnInfo> {
    of_records(specs).map_or_else(|| rows.to_vec(), |spec| of_pieces(spec, rows))
}

/// The nested parts of the records, where the rows have these.
pub(crate) fn parts_of(
    specs: &[ExplodeSpec],
    rows: &[ColumnInfo],
    parts: Vec<PartColumns>,
) -> Vec<PartColumns> {
    let made = specs.iter().filter_map(|spec| {
        Some(PartColumns {
            path: Name::clone(&spec.into.as_ref()?.name),
            columns: of_pieces(spec, rows),
            parts: Vec::new(),
        })
    });
    parts.into_iter().chain(made).collect()
}

fn of_pieces(spec: &ExplodeSpec, rows: &[ColumnInfo]) -> Vec<ColumnInfo> {
    let header = |name: &Name| {
        let source = spec.sources_of(name).next();
        let found = rows.iter().find(|column| Some(&column.name) == source);
        found.or(rows.first()).map(|column| column.origin.clone())
    };
    let kept = rows.iter().filter(|column| spec.leaves(&column.name));
    let made = spec.made().filter_map(|made| {
        Some(ColumnInfo {
            name: Name::clone(&made.name),
            column: NO_COLUMN,
            origin: header(&made.name)?,
        })
    });
    kept.cloned().chain(made).collect()
}

/// Says which columns of a source that is taken apart are not there, and which names are taken.
pub(in crate::mapping) fn say_columns(
    specs: &[ExplodeSpec],
    rows: Option<&[ColumnInfo]>,
    out: &mut Diagnostics,
) {
    let Some(rows) = rows else {
        return;
    };
    let has = |name: &str| rows.iter().any(|column| *column.name == *name);
    for spec in specs {
        for named in spec.taken().filter(|named| !has(&named.name)) {
            let known = rows.iter().map(|column| &*column.name);
            let code = &codes::MAPPING_COLUMN;
            out.push(unknown_name(code, &named.at, "column", &named.name, known));
        }
        // A column that is taken apart leaves its name to the pieces.
        let gone = |name: &str| spec.taken().any(|one| *one.name == *name);
        for made in spec.made() {
            if has(&made.name) && !gone(&made.name) {
                out.push(mistake(
                    &codes::MAPPING_EXPLODE,
                    &made.at,
                    format!("\"{}\", which is a column of the source", made.name),
                    "a name that no column has, or that of one that is taken apart",
                ));
            }
        }
    }
}

/// A projection of everything, where that of the rows is this one.
pub fn everything_of(specs: &[ExplodeSpec], rows: Projection) -> Projection {
    let fields = |spec: &ExplodeSpec| -> Vec<Name> {
        let kept = rows.fields.iter().filter(|field| spec.leaves(field));
        let made = spec.made().map(|made| &made.name);
        kept.chain(made).cloned().collect()
    };
    let made = specs.iter().filter_map(|spec| {
        Some(ChildProjection {
            path: Name::clone(&spec.into.as_ref()?.name),
            projection: Projection {
                fields: fields(spec),
                shown: rows.shown,
                ..Projection::default()
            },
        })
    });
    let made: Vec<ChildProjection> = made.collect();
    let own = of_records(specs).map(fields);
    Projection {
        fields: own.unwrap_or_else(|| rows.fields.clone()),
        children: rows.children.iter().cloned().chain(made).collect(),
        ..rows
    }
}
