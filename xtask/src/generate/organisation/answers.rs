//! What is planted and what must come out: the key of right answers, written beside the data.

use std::collections::BTreeMap;

use serde::Serialize;

/// One finding that a check must report.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Finding {
    /// The mapping that meets the fault.
    pub(crate) object: &'static str,
    pub(crate) code: &'static str,
    /// Target attribute or source column, as `landbridge rejects` shows it; empty for the record.
    pub(crate) field: String,
    /// Origin as Landbridge prints it.
    pub(crate) origin: String,
    /// What was done, as a short name.
    pub(crate) kind: &'static str,
}

/// What a check and a load count for one object, and its control totals.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Expected {
    /// Records in the files, those included that cannot be read.
    pub(crate) read: usize,
    /// Left out by `where`.
    pub(crate) filtered: usize,
    /// Skipped because an equal one stands before or behind them.
    pub(crate) duplicates: usize,
    /// Held back for a planted fault.
    pub(crate) rejected: usize,
    /// Control totals as the files hold them, by name and group, in hundredths of the unit.
    #[serde(skip)]
    totals: BTreeMap<(&'static str, String), i128>,
    /// The same as decimals.
    #[serde(rename = "totals")]
    shown: BTreeMap<&'static str, BTreeMap<String, String>>,
}

/// The key of right answers.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Answers {
    findings: Vec<Finding>,
    objects: BTreeMap<&'static str, Expected>,
    /// Files written, by module.
    files: BTreeMap<&'static str, usize>,
}

impl Answers {
    /// A planted fault that one finding tells. It does not count the record as rejected: one record may have several.
    pub(crate) fn finding(
        &mut self,
        object: &'static str,
        code: &'static str,
        field: impl Into<String>,
        origin: String,
        kind: &'static str,
    ) {
        let field = field.into();
        self.findings.push(Finding {
            object,
            code,
            field,
            origin,
            kind,
        });
    }

    /// The counts of an object, to be added to.
    pub(crate) fn of(&mut self, object: &'static str) -> &mut Expected {
        self.objects.entry(object).or_default()
    }

    /// Counts a file of a module.
    pub(crate) fn file(&mut self, module: &'static str) {
        *self.files.entry(module).or_default() += 1;
    }

    /// Files written, in all.
    pub(crate) fn files(&self) -> usize {
        self.files.values().sum()
    }

    /// Records of all objects.
    pub(crate) fn records(&self) -> usize {
        self.objects.values().map(|object| object.read).sum()
    }

    /// Findings planted.
    pub(crate) fn planted(&self) -> usize {
        self.findings.len()
    }

    /// The file.
    pub(crate) fn json(mut self) -> Result<Vec<u8>, serde_json::Error> {
        for object in self.objects.values_mut() {
            for ((name, group), hundredths) in std::mem::take(&mut object.totals) {
                let groups = object.shown.entry(name).or_default();
                groups.insert(group, decimal(hundredths));
            }
        }
        self.findings
            .sort_by(|a, b| (a.object, &a.origin, a.code).cmp(&(b.object, &b.origin, b.code)));
        let mut bytes = serde_json::to_vec_pretty(&self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

impl Expected {
    /// Adds to a control total. `name` is its name in the mapping, `group` the group as the report shows it, the amount in hundredths.
    pub(crate) fn add(&mut self, name: &'static str, group: impl Into<String>, hundredths: i64) {
        *self.totals.entry((name, group.into())).or_default() += i128::from(hundredths);
    }
}

/// Hundredths as a decimal: `-1234` is `-12.34`.
pub(crate) fn decimal(hundredths: impl Into<i128>) -> String {
    let hundredths: i128 = hundredths.into();
    let sign = if hundredths < 0 { "-" } else { "" };
    let digits = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", digits / 100, digits % 100)
}
