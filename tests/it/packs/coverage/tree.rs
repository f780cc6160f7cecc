//! Mappings of the packs as trees, to be asked for their rules and to be weakened.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use landbridge::schema::{Document, ObjectSchema};
use serde_json::Value as Json;

use crate::support::Project;

/// A mapping.
pub(super) struct Mapping {
    /// The file, below the project.
    file: PathBuf,
    pub(super) object: String,
    /// As it stands in its file.
    pub(super) own: Json,
    /// The same with the rules that it includes.
    pub(super) tree: Json,
    /// What the ERP requires, by path.
    required: BTreeMap<String, bool>,
}

/// All mappings of the packs, those of other ways into the ERP apart.
pub(super) fn mappings(project: &Project) -> Vec<Mapping> {
    let mut files = Vec::new();
    for pack in fs::read_dir(project.path()).unwrap() {
        for folder in ["mappings", "by-file"] {
            let entries = fs::read_dir(pack.as_ref().unwrap().path().join(folder));
            files.extend(
                entries
                    .into_iter()
                    .flatten()
                    .map(|file| file.unwrap().path()),
            );
        }
    }
    files.sort();
    files
        .into_iter()
        .map(|file| Mapping::read(project, file))
        .collect()
}

fn yaml(text: &str) -> Json {
    // As mappings are read: `Y` and `no` are texts.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options).unwrap()
}

/// One text, or the texts of a list.
pub(super) fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::String(text) => vec![text.clone()],
        Json::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// The items of a list, or the one that stands alone.
fn items(value: &Json) -> Vec<&Json> {
    match value {
        Json::Array(items) => items.iter().collect(),
        Json::Null => Vec::new(),
        one => vec![one],
    }
}

fn required_of(schema: &ObjectSchema, within: &str, all: &mut BTreeMap<String, bool>) {
    for name in schema.names() {
        let path = format!("{within}{name}");
        if let Some(attribute) = schema.attribute(name) {
            all.insert(path.clone(), attribute.must_be_sent());
        }
        if let Some(child) = schema.child(name) {
            required_of(child, &format!("{path}."), all);
        }
    }
}

/// A rule that takes its value from a column, however it is empty there.
const COLUMNS: [&str; 3] = ["from", "first_of", "join"];

impl Mapping {
    fn read(project: &Project, file: PathBuf) -> Self {
        let own = yaml(&fs::read_to_string(&file).unwrap());
        let mut tree = own.clone();
        for included in texts(&own["include"]) {
            let group = yaml(&project.read(&included));
            for (name, rule) in group["fields"].as_object().unwrap() {
                let fields = tree["fields"].as_object_mut().unwrap();
                fields.entry(name).or_insert_with(|| rule.clone());
            }
        }
        let schema = &own["schema"];
        let schema = schema
            .as_str()
            .unwrap_or_else(|| schema["file"].as_str().unwrap());
        let document = Document::parse(&project.read(schema), None).unwrap();
        let mut required = BTreeMap::new();
        let object = document.objects().first().cloned().unwrap_or_default();
        required_of(&document.object(&object).unwrap(), "", &mut required);
        Self {
            object: own["object"].as_str().unwrap().to_owned(),
            file,
            own,
            tree,
            required,
        }
    }

    /// Writes it in the place of its file; what is JSON is YAML too.
    pub(super) fn write(&self, project: &Project, tree: &Json) {
        let name = self.file.strip_prefix(project.path()).unwrap();
        project.write(
            name.to_str().unwrap(),
            serde_json::to_string_pretty(tree).unwrap(),
        );
    }

    /// Calls `each` for every field rule with its path and what its nested records must hold.
    pub(super) fn each_rule(&self, each: &mut impl FnMut(&str, &Json, &str)) {
        each_rule(&self.tree["fields"], "", "", each);
    }

    /// Columns that nested pieces of a row have by themselves: without a value there is no piece.
    pub(super) fn pieces(&self) -> BTreeSet<String> {
        let mut pieces = BTreeSet::new();
        for explode in items(&self.tree["source"]["explode"]) {
            pieces.extend(
                ["name", "number"]
                    .iter()
                    .flat_map(|key| texts(&explode[*key])),
            );
            if explode["keep_blank"] != true {
                let columns = explode["columns"].as_object().into_iter().flatten();
                pieces.extend(columns.map(|(name, _)| name.clone()));
                pieces.extend(texts(&explode["list"]));
            }
        }
        pieces
    }

    /// Whether a value that must be there may be missing in a record that has everything else.
    pub(super) fn may_lack(
        &self,
        path: &str,
        rule: &Json,
        within: &str,
        pieces: &BTreeSet<String>,
    ) -> bool {
        let needed =
            self.required.get(path).copied().unwrap_or_default() || rule["required"] == true;
        let column = rule["from"].as_str().unwrap_or_default();
        let told_apart = within.contains("blank(") && !column.is_empty() && within.contains(column);
        needed
            && COLUMNS.iter().any(|key| rule.get(key).is_some())
            && rule.get("default").is_none()
            && !pieces.contains(column)
            && !told_apart
    }

    /// The mapping as it stands in its file without one of its conditions or checks, for each of them. The columns that they
    /// read are read still, or no case could give them.
    pub(super) fn weakened(&self) -> Vec<(String, Json)> {
        let mut all = Vec::new();
        let mut places = vec!["/where".to_owned()];
        conditions(&self.own["fields"], "/fields", &mut places);
        for place in places {
            let mut tree = self.own.clone();
            if let Some(condition) = tree.pointer_mut(&place) {
                *condition = always(condition).into();
                all.push((place, tree));
            }
        }
        for (at, check) in items(&self.own["checks"]).into_iter().enumerate() {
            if BETWEEN_RECORDS.iter().any(|key| check.get(key).is_some()) {
                continue;
            }
            let mut tree = self.own.clone();
            let checks = tree["checks"].as_array_mut().unwrap();
            match checks[at].get("that").map(always) {
                Some(condition) => checks[at]["that"] = condition.into(),
                None => drop(checks.remove(at)),
            }
            all.push((check.to_string(), tree));
        }
        all
    }
}

/// Checks that are asked after the last record: one case is one record.
const BETWEEN_RECORDS: [&str; 3] = ["unique", "no_overlap", "balanced"];

/// The condition, as one that always holds.
fn always(condition: &Json) -> String {
    format!("({}) || true", condition.as_str().unwrap_or("false"))
}

fn conditions(fields: &Json, within: &str, places: &mut Vec<String>) {
    for (name, rule) in fields.as_object().into_iter().flatten() {
        let at = format!("{within}/{}", name.replace('~', "~0").replace('/', "~1"));
        if rule.get("each").is_some() {
            places.push(format!("{at}/where"));
            conditions(&rule["fields"], &format!("{at}/fields"), places);
        } else {
            places.push(format!("{at}/when"));
        }
    }
}

fn each_rule(
    fields: &Json,
    within: &str,
    condition: &str,
    each: &mut impl FnMut(&str, &Json, &str),
) {
    for (name, rule) in fields.as_object().into_iter().flatten() {
        let path = format!("{within}{name}");
        if rule.get("each").is_some() {
            let condition = rule["where"].as_str().unwrap_or_default();
            each_rule(&rule["fields"], &format!("{path}."), condition, each);
        } else {
            each(&path, rule, condition);
        }
    }
}
