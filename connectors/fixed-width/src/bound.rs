//! A shape with what a projection wants of it.

use std::sync::Arc;

use landbridge_contract::{Layout, LayoutKind, Name, Projection};

use crate::options::Kind;
use crate::shape::{Field, Shape};

/// What is wanted of a record: fields by slot, tables by child.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bound {
    /// For each slot the field; none where it stands on lines of a kind below.
    pub(crate) fields: Vec<Option<usize>>,
    /// The child that each table fills, the table, and what is wanted of its elements.
    pub(crate) tables: Vec<(usize, usize, Bound)>,
    /// Nested parts of the record, those of other kinds among them.
    pub(crate) parts: usize,
}

/// A field that is wanted of a record around its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lift {
    pub(crate) field: usize,
    /// The kind of the record that it is wanted of, and the slot there.
    pub(crate) holder: usize,
    pub(crate) slot: usize,
}

/// What is bound of all kinds.
#[derive(Debug, Default)]
pub(crate) struct Binding {
    pub(crate) bounds: Vec<Option<Bound>>,
    /// For each kind, its fields that are wanted of records around.
    pub(crate) lifts: Vec<Vec<Lift>>,
    /// Names that no field has, or parts that are not there, as asked for.
    pub(crate) missing_fields: Vec<Name>,
    pub(crate) missing_parts: Vec<Name>,
}

/// Binds a projection to a kind and those in it.
pub(crate) fn bind(
    kinds: &[Kind],
    kind: usize,
    projection: &Projection,
    file: &Arc<str>,
    binding: &mut Binding,
) -> Layout {
    binding.bounds.resize_with(kinds.len(), || None);
    binding.lifts.resize_with(kinds.len(), Vec::new);
    let empty = Shape::default();
    let shape = kinds.get(kind).map_or(&empty, |kind| &kind.shape);
    let around = Some((kinds, kind));
    let (mut bound, mut layout) = bind_fields(shape, around, projection, file, binding);
    for (child, wanted) in projection.children.iter().enumerate() {
        let below = kinds
            .iter()
            .position(|other| other.name == wanted.path && other.within == Some(kind));
        if let Some(below) = below {
            layout
                .children
                .push(bind(kinds, below, &wanted.projection, file, binding));
        } else {
            let nested = bind_table(shape, child, wanted, file, binding, &mut bound);
            layout.children.push(nested);
        }
    }
    if let Some(own) = binding.bounds.get_mut(kind) {
        *own = Some(bound);
    }
    layout
}

/// The kind, the number and the field that `KIND/FIELD` is, seen from the kind around it.
fn nested<'a>(kinds: &'a [Kind], within: usize, path: &str) -> Option<(usize, usize, &'a Field)> {
    let (name, rest) = path.split_once('/')?;
    let below = kinds
        .iter()
        .position(|kind| kind.within == Some(within) && *kind.name == *name)?;
    let mut fields = kinds.get(below)?.shape.fields.iter().enumerate();
    match fields.find(|(_, field)| *field.name == *rest) {
        Some((at, field)) => Some((below, at, field)),
        None => nested(kinds, below, rest),
    }
}

/// Binds the fields of a shape, and those of the kinds below where it is the shape of a kind.
fn bind_fields(
    shape: &Shape,
    around: Option<(&[Kind], usize)>,
    projection: &Projection,
    file: &Arc<str>,
    binding: &mut Binding,
) -> (Bound, Layout) {
    let mut bound = Bound {
        parts: projection.children.len(),
        ..Bound::default()
    };
    let mut columns = Vec::new();
    for (slot, name) in projection.fields.iter().enumerate() {
        let found = shape
            .fields
            .iter()
            .enumerate()
            .find(|(_, field)| field.name == *name);
        let below = || around.and_then(|(kinds, kind)| Some((kind, nested(kinds, kind, name)?)));
        let field = if let Some((at, field)) = found {
            bound.fields.push(Some(at));
            field
        } else if let Some((holder, (kind, at, field))) = below() {
            bound.fields.push(None);
            if let Some(lifts) = binding.lifts.get_mut(kind) {
                lifts.push(Lift {
                    field: at,
                    holder,
                    slot,
                });
            }
            field
        } else {
            binding.missing_fields.push(Name::clone(name));
            continue;
        };
        columns.push(u32::try_from(field.at).unwrap_or(u32::MAX - 1));
    }
    let layout = Layout {
        file: Arc::clone(file),
        kind: LayoutKind::Lines,
        names: projection.fields.clone(),
        columns,
        children: Vec::new(),
        pieces: Vec::new(),
    };
    (bound, layout)
}

fn bind_table(
    shape: &Shape,
    child: usize,
    wanted: &landbridge_contract::ChildProjection,
    file: &Arc<str>,
    binding: &mut Binding,
    bound: &mut Bound,
) -> Layout {
    let found = shape
        .tables
        .iter()
        .position(|table| table.name == wanted.path);
    let empty = Shape::default();
    let table = found.and_then(|at| shape.tables.get(at));
    if table.is_none() {
        binding.missing_parts.push(Name::clone(&wanted.path));
    }
    let element = table.map_or(&empty, |table| &table.element);
    let (mut inner, mut layout) = bind_fields(element, None, &wanted.projection, file, binding);
    for (number, below) in wanted.projection.children.iter().enumerate() {
        let nested = bind_table(element, number, below, file, binding, &mut inner);
        layout.children.push(nested);
    }
    if let Some(at) = found {
        bound.tables.push((child, at, inner));
    }
    layout
}
