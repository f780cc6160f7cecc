use super::super::estate::Estate;
use super::super::files::Out;
use crate::Outcome;

pub(super) fn write(_e: &Estate, _out: &mut Out) -> Outcome {
    Ok(())
}
