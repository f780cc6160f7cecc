//! Brings the tables of a case to records as a source would hand them over.

use std::sync::Arc;

use landbridge_contract::{
    ChildProjection, Layout, LayoutKind, NO_COLUMN, Name, Notice, NoticeKind, Place, Projection,
    Record, Slot,
};

use super::model::{Case, GivenRow, GivenTable, wrong};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::{ExplodeSpec, JoinPlan, Lookups, Pieces, Plan};
use crate::project::unknown_name;

/// Records as sources hand them over.
#[derive(Debug)]
pub(super) struct Given {
    /// Those of the mapping's own source.
    pub(super) records: Vec<Record>,
    pub(super) layout: Layout,
    /// For each join of the plan: its records, and what their slots mean.
    pub(super) joined: Vec<(Vec<Record>, Layout)>,
    /// The records that rules look values up in.
    pub(super) lookups: Lookups,
}

/// The records of a case as a plan wants them; none where the case has mistakes, which are said.
pub(super) fn given(case: &Case, plan: &Plan, out: &mut Diagnostics) -> Option<Given> {
    let mistakes = out.0.len();
    let building = Building {
        case,
        file: &case.at.file,
    };
    building.check_tables(plan, out);
    let main = case.given.iter().find(|table| table.of.is_none())?;
    let (records, layout) = building.main(main, plan, out);
    let joined = plan
        .joins()
        .iter()
        .map(|join| {
            let table = building.table(|name| source_names(join).iter().any(|one| *one == name));
            let cutting = Cutting::of(&join.source.explode, &join.projection);
            let layout = cutting.layout(building.layout(&cutting.row, table, ""));
            (flat(&cutting, table, out), layout)
        })
        .collect();
    let lookups = building.lookups(plan, out);
    let given = Given {
        records,
        layout,
        joined,
        lookups,
    };
    building.check_joined(plan, &given, out);
    (out.0.len() == mistakes).then_some(given)
}

/// How a table names the source of joined records: by its sheet, by its file, or by both.
pub(super) fn source_names(join: &JoinPlan) -> Vec<String> {
    let pattern = join.source.pattern.clone();
    match join.source.options.text("sheet") {
        Some(sheet) => vec![sheet.clone(), format!("{pattern} › {sheet}"), pattern],
        None => vec![pattern],
    }
}

/// How given rows become records: taken apart as the source says, or as they are.
struct Cutting {
    /// What is wanted of a row.
    row: Projection,
    pieces: Option<Pieces>,
}

impl Cutting {
    fn of(specs: &[ExplodeSpec], wanted: &Projection) -> Self {
        let apart = (!specs.is_empty()).then(|| Pieces::of(specs, wanted).ok());
        match apart.flatten() {
            Some((pieces, row)) => Self {
                row,
                pieces: Some(pieces),
            },
            None => Self {
                row: wanted.clone(),
                pieces: None,
            },
        }
    }

    /// Rows that are grouped are given as they are grouped, after they were taken apart.
    fn of_main(plan: &Plan) -> Self {
        let specs = plan.group().map_or(plan.explode(), |_| &[]);
        Self::of(specs, plan.projection())
    }

    fn layout(&self, rows: Layout) -> Layout {
        match &self.pieces {
            Some(pieces) => pieces.layout(&rows),
            None => rows,
        }
    }

    /// The records of a row; says where it cannot be taken apart.
    fn records(&self, row: Record, given: &GivenRow, out: &mut Diagnostics) -> Vec<Record> {
        let Some(pieces) = &self.pieces else {
            return vec![row];
        };
        match pieces.cut(&row) {
            Ok(cuts) => {
                let made = 0..cuts.records();
                made.map(|index| pieces.record(&row, &cuts, index))
                    .collect()
            }
            Err(misfit) => {
                out.push(wrong(&given.at, misfit.found, misfit.expected));
                Vec::new()
            }
        }
    }
}

/// The records of a table that have no nested ones in tables of their own.
fn flat(cutting: &Cutting, table: Option<&GivenTable>, out: &mut Diagnostics) -> Vec<Record> {
    let mut records = Vec::new();
    if let Some(table) = table {
        for (number, row) in (1..).zip(&table.rows) {
            let record = record(&cutting.row, table, row, number);
            records.extend(cutting.records(record, row, out));
        }
    }
    records
}

struct Building<'a> {
    case: &'a Case,
    file: &'a Arc<str>,
}

impl<'a> Building<'a> {
    fn table(&self, is_meant: impl Fn(&str) -> bool) -> Option<&'a GivenTable> {
        let mut named = self.case.given.iter();
        named.find(|table| table.of.as_ref().is_some_and(|of| is_meant(&of.name)))
    }

    /// The records of the mapping's own source.
    fn main(&self, main: &GivenTable, plan: &Plan, out: &mut Diagnostics) -> (Vec<Record>, Layout) {
        let cutting = Cutting::of_main(plan);
        let mut records: Vec<Record> = Vec::new();
        for (number, row) in (1..).zip(&main.rows) {
            let mut record = record(&cutting.row, main, row, number);
            record.children = self.children(&cutting.row, "", &[number], out);
            if let Some(group) = plan.group() {
                // Rows of a record hold what the record holds, where their table does not say it.
                group.fill(&mut record, "", &|path, column| {
                    let table = self.table(|name| name == path);
                    let mut columns = table.into_iter().flat_map(|table| &table.columns);
                    columns.any(|(own, _)| own.name == *column)
                });
            }
            records.extend(cutting.records(record, row, out));
        }
        let layout = self.layout(&cutting.row, Some(main), "");
        (records, cutting.layout(layout))
    }

    /// The records to look values up in, from the tables with the names of the mapping's lookups.
    fn lookups(&self, plan: &Plan, out: &mut Diagnostics) -> Lookups {
        let mut lookups = Lookups::default();
        for (index, lookup) in plan.lookups().iter().enumerate() {
            let Some(table) = self.table(|name| *name == *lookup.name) else {
                continue;
            };
            let cutting = Cutting::of(&lookup.source.explode, &lookup.projection);
            let layout = cutting.layout(self.layout(&cutting.row, Some(table), ""));
            let layout = Arc::new(layout);
            for record in flat(&cutting, Some(table), out) {
                lookups.insert(index, lookup, record, &layout);
            }
        }
        lookups
    }

    /// Says which tables and which of their columns nothing reads.
    fn check_tables(&self, plan: &Plan, out: &mut Diagnostics) {
        let main = Cutting::of_main(plan).row;
        let mut parts = Vec::new();
        nested_parts(&main, "", &mut parts);
        for table in &self.case.given {
            let Some(of) = &table.of else {
                check_columns(table, &[&main], out);
                continue;
            };
            let joins = plan.joins().iter();
            let joins = joins
                .filter(|join| source_names(join).iter().any(|name| **name == *of.name))
                .map(|join| Cutting::of(&join.source.explode, &join.projection).row);
            let looked_into = plan.lookups().iter();
            let looked_into = looked_into
                .filter(|lookup| *lookup.name == *of.name)
                .map(|lookup| Cutting::of(&lookup.source.explode, &lookup.projection).row);
            let others: Vec<Projection> = joins.chain(looked_into).collect();
            let named = parts.iter().filter(|(path, _)| **path == *of.name);
            let named = named.map(|(_, projection)| *projection);
            let readers: Vec<&Projection> = others.iter().chain(named).collect();
            if readers.is_empty() {
                let joins = plan
                    .joins()
                    .iter()
                    .filter_map(|join| source_names(join).into_iter().next());
                let lookups = plan.lookups().iter().map(|lookup| lookup.name.to_string());
                let mut known: Vec<String> = joins
                    .chain(lookups)
                    .chain(parts.iter().map(|(path, _)| path.clone()))
                    .collect();
                known.dedup();
                let known = known.iter().map(String::as_str);
                let what = "nested, joined or looked up records";
                out.push(unknown_name(
                    &codes::MAPPING_CASE,
                    &of.at,
                    what,
                    &of.name,
                    known,
                ));
            } else {
                check_columns(table, &readers, out);
            }
        }
    }

    /// Joined records that belong to no given record would say nothing.
    fn check_joined(&self, plan: &Plan, given: &Given, out: &mut Diagnostics) {
        for (join, (records, _)) in plan.joins().iter().zip(&given.joined) {
            let table = self.table(|name| source_names(join).iter().any(|one| *one == name));
            for record in records {
                let mut rows = table.iter().flat_map(|table| &table.rows);
                let Some(row) = rows.find(|row| u64::from(row.at.line) == record.place.line) else {
                    continue;
                };
                let key = join.joined_key(record);
                let mut main = given.records.iter();
                if key.is_none() || !main.any(|main| join.main_key(main) == key) {
                    let expected = "the key of a given record";
                    let mut mistake = wrong(&row.at, "a record that belongs to none", expected);
                    // Two joins over one sheet say it once.
                    mistake.fix = None;
                    if !out.0.contains(&mistake) {
                        out.push(mistake);
                    }
                }
            }
        }
    }

    /// The nested records of the record with these numbers.
    fn children(
        &self,
        projection: &Projection,
        within: &str,
        owner: &[usize],
        out: &mut Diagnostics,
    ) -> Vec<Vec<Record>> {
        let children = projection.children.iter();
        children
            .map(|child| self.nested(child, within, owner, out))
            .collect()
    }

    fn nested(
        &self,
        child: &ChildProjection,
        within: &str,
        owner: &[usize],
        out: &mut Diagnostics,
    ) -> Vec<Record> {
        let path = nested_path(within, &child.path);
        let Some(table) = self.table(|name| name == path) else {
            return Vec::new();
        };
        if !table.says_owners && owner.iter().any(|number| *number > 1) {
            let expected = "a column # with the number of the record that each line belongs to";
            let mistake = wrong(&table.at, "no column #", expected);
            if !out.0.contains(&mistake) {
                out.push(mistake);
            }
            return Vec::new();
        }
        let rows = table
            .rows
            .iter()
            .filter(|row| !table.says_owners || row.owner == owner);
        (1..)
            .zip(rows)
            .map(|(number, row)| {
                let mut record = record(&child.projection, table, row, number);
                let mut inner = owner.to_vec();
                inner.push(number);
                record.children = self.children(&child.projection, &path, &inner, out);
                record
            })
            .collect()
    }

    fn layout(&self, projection: &Projection, table: Option<&GivenTable>, within: &str) -> Layout {
        let children = projection.children.iter().map(|child| {
            let path = nested_path(within, &child.path);
            let table = self.table(|name| name == path);
            self.layout(&child.projection, table, &path)
        });
        let column = |name: &Name| {
            let columns = table.into_iter().flat_map(|table| &table.columns);
            let mut found = columns.filter(|(own, _)| own.name == *name);
            found.next().map_or(NO_COLUMN, |(_, column)| *column)
        };
        Layout {
            file: Arc::clone(self.file),
            kind: LayoutKind::Lines,
            names: projection.fields.clone(),
            columns: projection.fields.iter().map(column).collect(),
            children: children.collect(),
            pieces: Vec::new(),
        }
    }
}

fn record(projection: &Projection, table: &GivenTable, row: &GivenRow, number: usize) -> Record {
    let mut notices = Vec::new();
    let slots = (0..)
        .zip(&projection.fields)
        .map(|(slot, field)| {
            let column = table.columns.iter().position(|(own, _)| own.name == *field);
            let Some(given) = column.and_then(|column| row.values.get(column)) else {
                return Slot::default();
            };
            notices.extend(given.error_cell.iter().map(|shown| Notice {
                slot: Some(slot),
                kind: NoticeKind::ErrorCell,
                found: shown.clone(),
            }));
            Slot {
                value: given.value.clone(),
                line: u64::from(given.line),
                shown: None,
            }
        })
        .collect();
    Record {
        ordinal: u64::try_from(number).unwrap_or(0),
        place: Place {
            line: u64::from(row.at.line),
            ..Place::default()
        },
        slots,
        children: Vec::new(),
        notices,
    }
}

fn check_columns(table: &GivenTable, readers: &[&Projection], out: &mut Diagnostics) {
    let known = || readers.iter().flat_map(|one| &one.fields);
    for (column, _) in &table.columns {
        if !known().any(|field| *field == column.name) {
            let mut names: Vec<&str> = known().map(|field| &**field).collect();
            names.dedup();
            let what = "column that the mapping reads, not";
            let mut mistake =
                unknown_name(&codes::MAPPING_CASE, &column.at, what, &column.name, names);
            mistake.found = format!(
                "column \"{}\", which the mapping does not read",
                column.name
            );
            out.push(mistake);
        }
    }
}

/// Every nested part with its whole path.
fn nested_parts<'p>(
    projection: &'p Projection,
    within: &str,
    parts: &mut Vec<(String, &'p Projection)>,
) {
    for child in &projection.children {
        let path = nested_path(within, &child.path);
        nested_parts(&child.projection, &path, parts);
        parts.push((path, &child.projection));
    }
}

fn nested_path(within: &str, path: &str) -> String {
    if within.is_empty() {
        return path.to_owned();
    }
    format!("{within}/{path}")
}
