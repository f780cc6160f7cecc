//! The only cube there is: its dimensions, their members, and which of them take no data.

use std::sync::LazyLock;

/// A dimension.
#[derive(Debug)]
pub(super) struct Dimension {
    pub(super) name: &'static str,
    /// The member above all others; it holds sums and takes no data. Empty for none.
    pub(super) top: &'static str,
    pub(super) members: Vec<&'static str>,
    /// Members that nobody may write to.
    pub(super) closed: &'static [&'static str],
}

/// The application, and its cube.
pub(super) const APPLICATION: &str = "Planning";
pub(super) const CUBE: &str = "Plan1";
/// The import job that is defined.
pub(super) const JOB: &str = "ImportBudget";

/// Entities: the units of the organisation, `E_001` and so on.
const ENTITIES: usize = 400;

/// In the order in which cells name their members.
pub(super) static DIMENSIONS: LazyLock<Vec<Dimension>> = LazyLock::new(|| {
    vec![
        Dimension {
            name: "Scenario",
            top: "",
            members: vec!["Budget", "Forecast", "Actual"],
            closed: &["Actual"],
        },
        Dimension {
            name: "Version",
            top: "",
            members: vec!["Working", "Final"],
            closed: &["Final"],
        },
        Dimension {
            name: "Year",
            top: "",
            members: vec!["FY23", "FY24", "FY25", "FY26", "FY27", "FY28"],
            closed: &[],
        },
        Dimension {
            name: "Currency",
            top: "",
            members: vec!["USD", "EUR", "CHF"],
            closed: &[],
        },
        Dimension {
            name: "Period",
            top: "YearTotal",
            members: vec![
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ],
            closed: &[],
        },
        Dimension {
            name: "Entity",
            top: "Total Entity",
            members: (1..=ENTITIES)
                .map(|number| &*format!("E_{number:03}").leak())
                .collect(),
            closed: &[],
        },
        Dimension {
            name: "Account",
            top: "Total Account",
            members: vec![
                "A_5000", "A_5010", "A_5020", "A_5030", "A_5040", "A_5050", "A_5060", "A_5070",
                "A_6000", // statistical accounts:
                "A_9110", "A_9120", "A_9130", "A_9140",
            ],
            closed: &[],
        },
    ]
});

/// Where a member belongs: the dimension's place, and whether it takes data.
pub(super) fn member(name: &str) -> Option<(usize, bool)> {
    DIMENSIONS
        .iter()
        .enumerate()
        .find_map(|(place, dimension)| {
            if !dimension.top.is_empty() && dimension.top == name {
                return Some((place, false));
            }
            let known = dimension.members.contains(&name);
            known.then(|| (place, !dimension.closed.contains(&name)))
        })
}

/// The members that a name or a function means in a dimension.
pub(super) fn meant(dimension: &str, text: &str) -> Option<Vec<&'static str>> {
    let dimension = DIMENSIONS.iter().find(|one| one.name == dimension)?;
    if let Some(name) = dimension.members.iter().find(|name| **name == text) {
        return Some(vec![name]);
    }
    let inner = text.strip_prefix("ILvl0Descendants(")?.strip_suffix(')')?;
    let inner = inner.trim().trim_matches('"');
    (inner == dimension.top || inner == dimension.name).then(|| dimension.members.clone())
}
