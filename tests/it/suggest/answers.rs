//! Proposals as columns and attributes, held against right answers.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Project, home};

/// A file with its schema and its right answers.
pub(super) struct Case<'a> {
    pub(super) source: &'a Path,
    pub(super) schema: &'a Path,
    pub(super) object: &'a str,
    pub(super) answers: &'a Path,
}

/// What came of a case.
#[derive(Debug, Default)]
pub(super) struct Score {
    pub(super) right: usize,
    pub(super) counterparts: usize,
    /// Columns that got another attribute than they should, or one that should have none.
    pub(super) wrong: Vec<String>,
    /// Columns that should have an attribute and got none.
    pub(super) silent: Vec<String>,
}

impl Score {
    pub(super) fn per_cent(&self) -> usize {
        self.right * 100 / self.counterparts
    }

    pub(super) fn say(&self, name: &str) {
        println!(
            "{name}: {} of {} columns that have a counterpart are right, {} %; wrong {:?}; silent {:?}",
            self.right,
            self.counterparts,
            self.per_cent(),
            self.wrong,
            self.silent
        );
    }
}

/// Proposes a mapping in a project, as its file.
pub(super) fn propose(project: &Project, case: &Case<'_>) -> String {
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let (source, schema) = (name(case.source), format!("schemas/{}.json", case.object));
    project.write(
        &format!("data/{source}"),
        std::fs::read(case.source).unwrap(),
    );
    project.write(&schema, std::fs::read(case.schema).unwrap());
    let mapping = format!("mappings/{}.yaml", case.object);
    let file = format!("data/{source}");
    let arguments = [
        file.as_str(),
        "--schema",
        &schema,
        "--object",
        case.object,
        "--out",
        &mapping,
    ];
    project.look("suggest", &arguments).ok();
    project.read(&mapping)
}

/// The columns of a proposed mapping with the attribute of each, nested ones with their part.
pub(super) fn proposals(mapping: &str) -> BTreeMap<String, String> {
    let mut part = String::new();
    let mut found = BTreeMap::new();
    for line in mapping.lines() {
        let bare = line.trim_start();
        let depth = line.len() - bare.len();
        if let Some(name) = bare.strip_suffix(':').filter(|_| depth == 2) {
            part = format!("{name}.");
        }
        let Some((attribute, rule)) = bare.split_once(": { from: ") else {
            continue;
        };
        if attribute.starts_with('#') {
            continue;
        }
        let column = if rule.starts_with('"') {
            let mut text = serde_json::Deserializer::from_str(rule).into_iter::<String>();
            text.next().unwrap().unwrap()
        } else {
            rule.split([',', '}']).next().unwrap().trim().to_owned()
        };
        let part = if depth > 2 { part.as_str() } else { "" };
        let before = found.insert(column, format!("{part}{attribute}"));
        assert_eq!(before, None, "a column stands twice: {line}");
    }
    found
}

/// Holds proposals to the right answers. `|` stands between answers that are equally right; of
/// columns marked `?` one gets the attribute, and they count as one.
pub(super) fn score(mapping: &str, answers: &Path) -> Score {
    let proposals = proposals(mapping);
    let mut score = Score::default();
    let mut shared: BTreeMap<String, bool> = BTreeMap::new();
    let mut known = 0;
    for line in std::fs::read_to_string(answers).unwrap().lines() {
        let (column, answer) = line.split_once('\t').unwrap();
        let proposed = proposals.get(column);
        known += usize::from(proposed.is_some());
        if let Some(attribute) = answer.strip_suffix('?') {
            let right = proposed.is_some_and(|proposed| proposed == attribute);
            *shared.entry(attribute.to_owned()).or_default() |= right;
            continue;
        }
        score.counterparts += usize::from(answer != "-");
        match proposed {
            // A column that may have a counterpart counts only where it gets one.
            None if answer.ends_with("|-") => score.counterparts -= 1,
            Some(proposed) if answer.split('|').any(|one| one == proposed) => score.right += 1,
            Some(proposed) => score.wrong.push(format!("{column} → {proposed}")),
            None if answer == "-" => {}
            None => score.silent.push(column.to_owned()),
        }
    }
    score.counterparts += shared.len();
    score.right += shared.values().filter(|right| **right).count();
    assert_eq!(known, proposals.len(), "each column has an answer");
    score
}

/// A project around proposed mappings, with an ERP to load into.
pub(super) fn project() -> Project {
    let project = Project::empty();
    project.write(
        "landbridge.yaml",
        "version: 1\nproject: first\ntargets:\n  erp:\n    fusion: { framework_version: 4 }\n    \
         url: { env: LANDBRIDGE_URL }\n    auth:\n      basic: { user: { env: LANDBRIDGE_USER }, \
         password: { env: LANDBRIDGE_PASSWORD } }\ntarget: erp\n",
    );
    project
}

/// An invented case: its mapping and its score.
pub(super) fn invented(name: &str, file: &str, object: &str) -> (Project, String, Score) {
    let folder = home().join("tests/suggest").join(name);
    let schema = match object {
        "suppliers" => home().join("tests/real-files/dynamics-vendors/schemas/suppliers.json"),
        "fixedAssets" => home().join("tests/real-files/excess-property/schemas/fixedAssets.json"),
        "workers" => home().join("tests/suggest/workers.json"),
        _ => folder.join("schema.json"),
    };
    let case = Case {
        source: &folder.join(file),
        schema: &schema,
        object,
        answers: &folder.join("answers.tsv"),
    };
    let project = project();
    let mapping = propose(&project, &case);
    let score = score(&mapping, case.answers);
    score.say(name);
    (project, mapping, score)
}

pub(super) fn is_mostly_right(score: &Score) {
    assert!(score.per_cent() >= 80, "{score:?}");
    assert!(score.wrong.len() * 10 <= score.counterparts, "{score:?}");
}
