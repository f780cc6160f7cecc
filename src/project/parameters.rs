//! Reads `parameters`, where the project states them and where a wave or a target states others.

use landbridge_contract::{Name, Value};

use super::block::{Block, constant, wrong_form};
use super::mistake::mistake;
use super::yaml::Entry;
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::Parameters;
use crate::mapping::parameters::is_parameter_name;

const FORM: &str = "parameters by name, each a text, a number or a truth value";

/// The parameters of a block. Where `stated` are those of the project, no others may stand there: a
/// parameter has a value wherever it is used.
pub(super) fn parameters(
    block: &mut Block<'_>,
    stated: Option<&Parameters>,
    out: &mut Diagnostics,
) -> Parameters {
    let mut all = Parameters::default();
    let Some(node) = block.node("parameters") else {
        return all;
    };
    let Some(mut inner) = Block::of(node, FORM, out) else {
        return all;
    };
    for entry in inner.rest() {
        if !is_parameter_name(&entry.key) {
            out.push(mistake(
                &codes::MAPPING_PARAMETER,
                &entry.at,
                format!("parameter \"{}\"", entry.key),
                "a name of letters, digits and `_` that does not begin with a digit",
            ));
            continue;
        }
        if let Some(stated) = stated
            && stated.get(&entry.key).is_none()
        {
            out.push(stated.unknown(&entry.key, &entry.at));
            continue;
        }
        if let Some(value) = value(entry, out) {
            all.set(Name::from(entry.key.as_str()), value);
        }
    }
    all
}

fn value(entry: &Entry, out: &mut Diagnostics) -> Option<Value> {
    let value = constant(&entry.node, out)?;
    if matches!(value, Value::Null) {
        out.push(wrong_form(&entry.node, "a text, a number or a truth value"));
        return None;
    }
    Some(value)
}
