//! Settling a stage: duplicates, conflicts, dangling references and what is unchanged.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use landbridge_contract::{Layout, Origin, Place, Value};

use super::answers::{self, Answers};
use super::extract_form::record_origin;
use super::fault::RunFault;
use super::spool::Spool;
use super::stage::Stager;
use super::uniques;
use crate::diagnose::{Finding, Severity, Stage, codes, grouped, masked};
use crate::ledger::{ExtractId, Issue, Ledger, ObjectId, RecordId, RunId};
use crate::mapping::Plan;

/// Settles what shows only when all records of an object are staged.
pub(super) fn settle(
    stager: &Stager<'_>,
    object: ObjectId,
    plan: &Plan,
    layouts: &BTreeMap<ExtractId, Arc<Layout>>,
    mapping_file: &Arc<str>,
) -> Result<(), RunFault> {
    let (ledger, run) = (stager.ledger, stager.run);
    let words = Words {
        ledger,
        plan,
        layouts,
    };
    if plan.group().is_some() {
        let mut findings = Spool::new(stager, object);
        ledger.cut_groups(run, object, |(record, extract, place), issue| {
            findings.put(record, words.finding(extract, place, issue));
        })?;
        findings.record()?;
    }
    ledger.skip_duplicates(run, object)?;
    uniques::find(stager, object, plan)?;
    let mut findings = Spool::new(stager, object);
    ledger.cross_issues(
        run,
        object,
        stager.target,
        |(record, extract, place), issue| {
            findings.put(record, words.finding(extract, place, issue));
        },
    )?;
    findings.record()?;
    let answers = Answers {
        stager,
        object,
        plan,
        words: &words,
        mapping_file,
    };
    answers.settle()?;
    // Groups are judged without the records that are rejected by now: what would be loaded of a
    // journal must balance.
    if !plan.balances().is_empty() || !plan.spans().is_empty() {
        let mut findings = Spool::new(stager, object);
        ledger.group_issues(run, object, |(record, extract, place), issue| {
            findings.put(record, words.finding(extract, place, issue));
        })?;
        findings.record()?;
    }
    ledger.skip_unchanged(run, object, stager.target)?;
    Ok(())
}

pub(super) struct Words<'a> {
    ledger: &'a Ledger,
    plan: &'a Plan,
    layouts: &'a BTreeMap<ExtractId, Arc<Layout>>,
}

impl Words<'_> {
    pub(super) fn origin(&self, extract: ExtractId, place: Place, slot: Option<usize>) -> Origin {
        self.layouts.get(&extract).map_or_else(
            || Origin::File {
                file: format!("line {}", place.line).into(),
            },
            |layout| layout.origin(place, &[], slot, 0),
        )
    }

    /// Values that must be unique, and that a record has which an earlier run loaded.
    fn loaded_before(
        &self,
        (extract, place): (ExtractId, Place),
        check: u16,
        other: RecordId,
        other_run: RunId,
    ) -> Finding {
        let known = self.ledger.extract_of(other).ok().flatten();
        let other = known.map_or_else(
            || "a record".to_owned(),
            |(extract, place)| record_origin(&extract, place).to_string(),
        );
        let found = format!(
            "the same value as {other}, which run {} loaded",
            other_run.0
        );
        self.not_unique((extract, place), check, found)
    }

    /// Values that must be unique and are not.
    fn not_unique(
        &self,
        (extract, place): (ExtractId, Place),
        check: u16,
        found: String,
    ) -> Finding {
        let unique = self.plan.uniques().get(usize::from(check));
        let attributes = unique.iter().flat_map(|unique| &unique.attributes);
        let names: Vec<&str> = attributes.map(AsRef::as_ref).collect();
        let names = names.join(", ");
        let slot = self.plan.unique_slot(usize::from(check));
        Finding {
            code: &codes::VAL_UNIQUE,
            severity: unique.map_or(Severity::Error, |unique| unique.severity),
            stage: Stage::Validate,
            field: CompactString::from(names.as_str()),
            origin: self.origin(extract, place, slot),
            found,
            expected: format!("a value of {names} that no other record has"),
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each issue, and no more")]
    pub(super) fn finding(&self, extract: ExtractId, place: Place, issue: Issue) -> Finding {
        match issue {
            Issue::NotUnique {
                check,
                other,
                other_extract,
            } => {
                let slot = self.plan.unique_slot(usize::from(check));
                let other = self.origin(other_extract, other, slot);
                self.not_unique(
                    (extract, place),
                    check,
                    format!("the same value as {other}"),
                )
            }
            Issue::GroupCut {
                other,
                other_extract,
            } => Finding {
                code: &codes::GROUP_CUT,
                severity: Severity::Error,
                stage: Stage::Validate,
                field: CompactString::default(),
                origin: self.origin(extract, place, None),
                found: format!(
                    "rows of the record that {} begins as well",
                    self.origin(other_extract, other, None)
                ),
                expected: self.plan.group().map_or_else(String::new, |group| {
                    format!("all rows with the same {} together", group.columns())
                }),
            },
            Issue::KeyConflict {
                key,
                other,
                other_extract,
            } => {
                let other = self.origin(other_extract, other, None);
                let key = masked(&Value::Text(key), self.plan.key_is_personal());
                Finding {
                    code: &codes::KEY_CONFLICT,
                    severity: Severity::Error,
                    stage: Stage::Validate,
                    field: CompactString::default(),
                    origin: self.origin(extract, place, None),
                    found: format!("{key}, which {other} has with other content"),
                    expected: "one record for each business key".to_owned(),
                }
            }
            Issue::Unbalanced {
                check,
                sum,
                records,
                first,
                first_extract,
            } => {
                let Some(balance) = self.plan.balances().get(usize::from(check)) else {
                    return unknown_check(self.origin(extract, place, None));
                };
                let slot = balance.slot();
                let found = match sum {
                    _ if balance.is_personal() => "amounts that differ".to_owned(),
                    None => "a sum of more than 28 digits".to_owned(),
                    Some(sum) => format!("a difference of {sum}"),
                };
                Finding {
                    code: &codes::VAL_BALANCE,
                    severity: balance.severity,
                    stage: Stage::Validate,
                    field: balance.field().clone(),
                    origin: self.origin(extract, place, slot),
                    found: format!(
                        "{found} in {} that could be loaded, the first at {}",
                        if records == 1 {
                            "the only record".to_owned()
                        } else {
                            format!("the {} records", grouped(records))
                        },
                        self.origin(first_extract, first, slot)
                    ),
                    expected: balance.expected(),
                }
            }
            Issue::Overlap {
                check,
                other,
                other_extract,
            } => {
                let Some(span) = self.plan.spans().get(usize::from(check)) else {
                    return unknown_check(self.origin(extract, place, None));
                };
                let slot = span.slot();
                Finding {
                    code: &codes::VAL_SPAN,
                    severity: span.severity,
                    stage: Stage::Validate,
                    field: span.field().clone(),
                    origin: self.origin(extract, place, slot),
                    found: format!(
                        "days that {} has too",
                        self.origin(other_extract, other, slot)
                    ),
                    expected: span.expected(),
                }
            }
            Issue::NotInErp { reference, found } => {
                answers::not_in_erp(reference, found, self.plan)
            }
            Issue::LoadedBefore {
                check,
                other,
                other_run,
            } => self.loaded_before((extract, place), check, other, other_run),
            Issue::Dangling {
                reference,
                rejected,
            } => {
                let shown = masked(
                    &Value::Text(reference.reference.key.clone()),
                    reference.personal,
                );
                let object = &reference.reference.object;
                let (code, expected) = if rejected {
                    (
                        &codes::REF_REJECTED,
                        format!("a record of {object} that can be loaded"),
                    )
                } else {
                    (
                        &codes::REF_MISSING,
                        format!("the key of a record of {object}, of this run or loaded before"),
                    )
                };
                Finding {
                    code,
                    severity: Severity::Error,
                    stage: Stage::Validate,
                    field: reference.field,
                    // Kept as it is shown: the slots of nested records are not known any more.
                    origin: Origin::File {
                        file: reference.origin.into(),
                    },
                    found: shown,
                    expected,
                }
            }
        }
    }
}

/// A ledger that knows of a check that the plan does not have; never silently.
fn unknown_check(origin: Origin) -> Finding {
    Finding {
        code: &codes::VAL_CHECK,
        severity: Severity::Error,
        stage: Stage::Validate,
        field: CompactString::default(),
        origin,
        found: "a check that the mapping does not have any more".to_owned(),
        expected: "the mapping with which the records were staged".to_owned(),
    }
}
