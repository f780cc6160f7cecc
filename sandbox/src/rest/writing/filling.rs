//! Fills what a payload leaves to the ERP: the other forms of references, codes of meanings, defaults.

use serde_json::Value;

use super::{Payload, Writing};
use crate::check::{key_text, today};
use crate::model::{Fill, Object, Scope};
use crate::objects;
use crate::refusal::Problem;
use crate::store::{self, FIRST_ID, Stored};

impl Writing<'_> {
    /// Finds the records that references name, and fills their other forms.
    pub(super) fn resolve(
        &mut self,
        object: &'static Object,
        parent: i64,
        given: &Payload,
        body: &mut Payload,
        path: &str,
        bad: &mut Vec<String>,
    ) -> rusqlite::Result<()> {
        for reference in &object.references {
            let filled = body.clone();
            let given = match reference.scope {
                Scope::Within(_) => &filled,
                Scope::Everywhere | Scope::SameParent => given,
            };
            let touched = reference
                .forms
                .iter()
                .any(|(here, _)| given.contains_key(*here));
            let Some(target) = objects::by_collection(reference.collection).filter(|_| touched)
            else {
                continue;
            };
            let scope = match reference.scope {
                Scope::Everywhere => 0,
                Scope::SameParent => parent,
                Scope::Within(of) => body.get(of).and_then(Value::as_i64).unwrap_or_default(),
            };
            let mut named: Option<Stored> = None;
            for (here, there) in reference.forms {
                let Some(value) = given.get(*here).and_then(key_text) else {
                    continue;
                };
                let id = if *there == target.id {
                    value.parse().ok()
                } else {
                    let key = (target.collection, *there);
                    store::ids_by_key(self.db, key, scope, &value)?
                        .first()
                        .copied()
                };
                let found = match id {
                    Some(id) => store::get(self.db, target.collection, id)?,
                    None => None,
                };
                let found = found.filter(|record| record.parent == scope);
                let agrees = match (&found, &named) {
                    (Some(found), Some(named)) => found.id == named.id,
                    (found, _) => found.is_some(),
                };
                if agrees {
                    named = found;
                } else {
                    self.problems
                        .push(Problem::not_in_list(here).at(format!("{path}/{here}")));
                    bad.extend(reference.forms.iter().map(|(here, _)| (*here).to_owned()));
                    break;
                }
            }
            for (here, there) in reference.forms {
                let value = named.as_ref().and_then(|record| {
                    if *there == target.id {
                        Some(record.id.into())
                    } else {
                        record.body.get(*there).cloned()
                    }
                });
                match value {
                    Some(value) => drop(body.insert((*here).to_owned(), value)),
                    None => drop(body.remove(*here)),
                }
            }
        }
        Ok(())
    }

    /// Fills the code of a meaning and the meaning of a code.
    pub(super) fn pair_up(
        &mut self,
        object: &Object,
        body: &mut Payload,
        path: &str,
        bad: &mut Vec<String>,
    ) {
        for pair in &object.pairs {
            let text = |name: &str| body.get(name).and_then(Value::as_str);
            let (meaning, code) = (text(pair.meaning), text(pair.code));
            let by_meaning = meaning.and_then(|text| {
                pair.values
                    .iter()
                    .find(|(code, meaning)| *meaning == text || *code == text)
            });
            match (by_meaning, code) {
                // Pairs are filled twice in a new record; the problem is said once.
                (Some((wanted, _)), Some(code))
                    if code != *wanted && !bad.iter().any(|name| name == pair.code) =>
                {
                    let problem = Problem::not_in_list(pair.code);
                    self.problems
                        .push(problem.at(format!("{path}/{}", pair.code)));
                    bad.push(pair.code.to_owned());
                }
                (Some((code, _)), _) => {
                    body.insert(pair.code.to_owned(), (*code).into());
                }
                (None, Some(code)) if meaning.is_none() => {
                    let found = pair.values.iter().find(|(known, _)| *known == code);
                    if let Some((_, meaning)) = found {
                        body.insert(pair.meaning.to_owned(), (*meaning).into());
                    }
                }
                _ => {}
            }
        }
    }

    /// Fills what the ERP fills in a new record.
    pub(super) fn fill(
        &self,
        object: &'static Object,
        id: i64,
        parent: i64,
        body: &mut Payload,
    ) -> rusqlite::Result<()> {
        for attribute in &object.attributes {
            if body.contains_key(attribute.name) {
                continue;
            }
            let value = match attribute.fill {
                Fill::Nothing => continue,
                Fill::Text(text) => {
                    let paired = object
                        .pairs
                        .iter()
                        .find(|pair| pair.meaning == attribute.name);
                    if paired.is_some_and(|pair| body.contains_key(pair.code)) {
                        continue;
                    }
                    text.into()
                }
                Fill::Flag(flag) => flag.into(),
                Fill::Number(number) => number.into(),
                Fill::CopyOf(other) => match body.get(other) {
                    Some(value) => value.clone(),
                    None => continue,
                },
                Fill::Today => today().into(),
                Fill::OwnNumber => {
                    let short = (id - FIRST_ID + 1).to_string();
                    let key = (object.collection, attribute.name);
                    let taken = !store::ids_by_key(self.db, key, parent, &short)?.is_empty();
                    if taken {
                        id.to_string().into()
                    } else {
                        short.into()
                    }
                }
                Fill::ShiftedId(by) => (id + by).into(),
            };
            body.insert(attribute.name.to_owned(), value);
        }
        Ok(())
    }
}
