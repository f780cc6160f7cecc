use super::super::estate::{Estate, Office};
use super::super::files::Out;
use super::Faults;
use crate::Outcome;

pub(super) fn write(_e: &Estate, _o: &Office, _f: &Faults, _out: &mut Out) -> Outcome {
    Ok(())
}
