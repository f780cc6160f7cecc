//! Gates as they are kept with a run, so that it is judged by what held then and not by what the project says today.

use landbridge_contract::Name;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::gates::{Gate, Gates, Limits};
use crate::diagnose::codes;

impl Gates {
    /// The gates as one line of JSON.
    pub fn to_kept(&self) -> String {
        let objects = self.objects.iter();
        let objects: Vec<Json> = objects
            .map(|(name, limits)| json!([name.to_string(), to_json(limits)]))
            .collect();
        json!({ "run": to_json(&self.run), "objects": objects }).to_string()
    }

    /// The gates of such a line; none where it is not one. A code that there is no more limits nothing.
    pub fn of_kept(text: &str) -> Option<Self> {
        let kept: Json = serde_json::from_str(text).ok()?;
        let mut objects = Vec::new();
        for one in kept.get("objects")?.as_array()? {
            let name = Name::from(one.get(0)?.as_str()?);
            objects.push((name, of_json(one.get(1)?)?));
        }
        Some(Self {
            run: of_json(kept.get("run")?)?,
            objects,
        })
    }
}

impl Gate {
    /// As landbridge.yaml says it: `10`, `2%`.
    pub fn stated(self) -> String {
        match self {
            Self::Count(most) => most.to_string(),
            Self::Percent(percent) => format!("{percent}%"),
        }
    }

    fn of_stated(text: &str) -> Option<Self> {
        match text.strip_suffix('%') {
            Some(percent) => Decimal::from_str_exact(percent).ok().map(Self::Percent),
            None => text.parse().ok().map(Self::Count),
        }
    }
}

const NAMES: [&str; 3] = ["rejects_max", "warnings_max", "breaks_max"];

fn to_json(limits: &Limits) -> Json {
    let mut members = Map::new();
    let gates = [limits.rejects_max, limits.warnings_max, limits.breaks_max];
    for (name, gate) in NAMES.into_iter().zip(gates) {
        if let Some(gate) = gate {
            members.insert(name.to_owned(), json!(gate.stated()));
        }
    }
    if !limits.by_code.is_empty() {
        let by_code = limits.by_code.iter();
        let by_code = by_code.map(|(code, gate)| (code.id.to_owned(), json!(gate.stated())));
        members.insert("by_code".to_owned(), Json::Object(by_code.collect()));
    }
    Json::Object(members)
}

fn of_json(kept: &Json) -> Option<Limits> {
    let gate = |name: &str| match kept.get(name) {
        None => Some(None),
        Some(stated) => Gate::of_stated(stated.as_str()?).map(Some),
    };
    let mut by_code = Vec::new();
    for (id, stated) in kept
        .get("by_code")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
    {
        let gate = Gate::of_stated(stated.as_str()?)?;
        let known = codes::ALL.iter().copied().find(|code| code.id == id);
        by_code.extend(known.map(|code| (code, gate)));
    }
    let [rejects_max, warnings_max, breaks_max] = NAMES;
    Some(Limits {
        rejects_max: gate(rejects_max)?,
        warnings_max: gate(warnings_max)?,
        breaks_max: gate(breaks_max)?,
        by_code,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_gates_come_back_as_they_were() {
        let some = Limits {
            rejects_max: Some(Gate::Percent("2.50".parse().unwrap())),
            warnings_max: None,
            breaks_max: Some(Gate::Count(0)),
            by_code: vec![(&codes::VAL_LENGTH, Gate::Count(7))],
        };
        let gates = Gates {
            run: some.clone(),
            objects: vec![
                (Name::from("suppliers"), Limits::default()),
                (Name::from("a \"b\""), some),
            ],
        };
        let kept = gates.to_kept();
        assert_eq!(Gates::of_kept(&kept), Some(gates));
        assert!(kept.contains(r#""rejects_max":"2.50%""#), "{kept}");
        for broken in ["", "{}", r#"{"run":{"rejects_max":"many"},"objects":[]}"#] {
            assert_eq!(Gates::of_kept(broken), None, "{broken}");
        }
    }
}
