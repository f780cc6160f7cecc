//! The project workbook of each office: projects, their tasks, teams and budgets.

use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, date_cell, workbook};
use super::table::{Fault, Table, fault, number};
use super::{MODULE, money, planted, turned};
use crate::Outcome;
use crate::generate::prng::Prng;
use crate::generate::table::Cell;

const PROJECTS: &[&str] = &[
    "Project No",
    "Project Name",
    "Office",
    "Status",
    "Start",
    "End",
    "Currency",
    "Budget",
    "Manager E-mail",
];
const TASKS: &[&str] = &[
    "Project No",
    "Task",
    "Task Name",
    "Start",
    "End",
    "Chargeable",
    "Task Budget",
];
const TEAM: &[&str] = &["Project No", "E-mail", "Role", "From"];
const BUDGET: &[&str] = &[
    "Budget Line",
    "Project No",
    "Task",
    "Resource",
    "Month",
    "Currency",
    "Amount",
];

/// Tasks of every project, by number.
pub(super) const TASK_NAMES: &[&str] = &["Preparation", "Delivery", "Monitoring"];

/// What budgets are for.
pub(super) const RESOURCES: &[&str] = &[
    "Staff",
    "Travel",
    "Supplies",
    "Equipment",
    "Contracts",
    "Transfers",
    "Operations",
    "Training",
];

const FAULTS: &[Fault] = &[
    fault(
        "project that ends before it starts",
        ("End", "01/02/2001"),
        ("VAL-CHECK", "ProjectEndDate"),
    ),
    fault(
        "date of no calendar",
        ("Start", "31/02/2025"),
        ("MAP-DATE-FORMAT", "ProjectStartDate"),
    ),
    fault(
        "status without a crosswalk entry",
        ("Status", "LIMBO"),
        ("MAP-UNMAPPED-CODE", "ProjectStatus"),
    ),
    fault(
        "office that is not registered",
        ("Office", "ZZ99"),
        ("MAP-LOOKUP-MISSING", "OwningOrganizationName"),
    ),
    fault(
        "mailbox that is none",
        ("Manager E-mail", "see above"),
        ("MAP-FORM", "ProjectManagerEmail"),
    ),
    fault(
        "required value missing",
        ("Project Name", ""),
        ("VAL-REQUIRED", "ProjectName"),
    ),
    fault(
        "tasks that are not the budget",
        ("Budget", "1.00"),
        ("VAL-SUM", "BurdenedCostBudget"),
    )
    .warns(),
];

const TASK_FAULTS: &[Fault] = &[fault(
    "task of no project",
    ("Project No", "NONE-P001"),
    ("JOIN-ORPHAN", "Tasks"),
)
.warns()];

const BUDGET_FAULTS: &[Fault] = &[
    fault(
        "month outside of the budget year",
        ("Month", "01/06/2031"),
        ("MAP-PERIOD", "PeriodName"),
    ),
    fault(
        "resource without a crosswalk entry",
        ("Resource", "Miscellaneous"),
        ("MAP-UNMAPPED-CODE", "ResourceName"),
    ),
    fault(
        "number in words",
        ("Amount", "to follow"),
        ("MAP-NUMBER-FORMAT", "RawCost"),
    ),
    fault(
        "required value missing",
        ("Currency", ""),
        ("VAL-REQUIRED", "PlanningCurrencyCode"),
    ),
    fault(
        "budget below nothing",
        ("Amount", "-500.00"),
        ("VAL-CHECK", "RawCost"),
    ),
];

/// The tables of one workbook.
struct Book {
    projects: Table,
    tasks: Table,
    team: Table,
    budget: Table,
}

/// Writes the workbook of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let mut book = Book {
        projects: Table::new("projects", PROJECTS).of(office),
        tasks: Table::new("projects", TASKS).of(office),
        team: Table::new("projects", TEAM).of(office),
        budget: Table::new("project-budgets", BUDGET).of(office),
    };
    let count = estate.count(Kind::Project);
    for number in 0..count {
        book.project(estate, office, number, None);
        book.budget_lines(estate, office, number);
    }
    for (place, fault) in planted(estate, office, FAULTS).into_iter().enumerate() {
        book.project(estate, office, count + place, Some(fault));
    }
    for number in super::results::projects_in_vain(estate, office) {
        book.project(estate, office, number, None);
    }
    book.ideas(estate, office, count + FAULTS.len());
    for fault in planted(estate, office, TASK_FAULTS) {
        let mut chance = estate.chance("orphans", office.index, 0);
        let cells = task(&mut chance, "", 0, ("2025-01-01", "2025-06-30"), 100);
        book.tasks.spoilt(cells, fault);
    }
    let faults = planted(estate, office, BUDGET_FAULTS);
    for (place, fault) in faults.into_iter().enumerate() {
        let project = estate.key(Kind::Project, office, 0);
        let cells = budget_line(&project, 900 + place, "2026-03-01", 12_300);
        book.budget.spoilt(cells, fault);
    }
    book.count(out);
    let file = format!("{}/projects.xlsx", office.folder());
    let title = format!("Projects of {}", office.business_unit());
    let titles = [&*title, "Kept by the programme unit; see Tasks and Team"];
    let short = [&*title];
    let sheets = [
        book.projects.sheet(&file, ("Projects", &titles), out),
        book.tasks.sheet(&file, ("Tasks", &short), out),
        book.team.sheet(&file, ("Team", &short), out),
        book.budget.sheet(&file, ("Budget", &short), out),
    ];
    out.put(MODULE, &file, workbook(&title, &sheets)?)?;
    Ok(())
}

impl Book {
    fn project(&mut self, estate: &Estate, office: &Office, number: usize, fault: Option<&Fault>) {
        let mut chance = estate.chance("projects", office.index, number);
        let key = estate.key(Kind::Project, office, number);
        let start = format!("2025-{:02}-01", chance.between(1, 6));
        let end = format!("{}-12-31", chance.between(2026, 2028));
        let mut budget = 0;
        for (at, _) in TASK_NAMES.iter().enumerate() {
            let amount = money(&mut chance, "USD", 90_000);
            budget += amount;
            self.tasks
                .push(task(&mut chance, &key, at, (&start, &end), amount));
        }
        let workers = estate.count(Kind::Worker);
        let manager = estate.person(office, number % workers);
        for role in ["PM", "FIN", "ME"] {
            let member = estate.person(office, chance.below(workers));
            let from = date_cell(&start);
            let text = |text: &str| Cell::text(text);
            self.team
                .push(vec![text(&key), text(&member.email), text(role), from]);
        }
        let status = chance.pick(&["RUNNING", "RUNNING", "PLANNED", "HOLD", "ENDING"]);
        let cells = vec![
            Cell::text(&*key),
            Cell::text(estate.project(office, number)),
            Cell::text(office.code()),
            Cell::text(status),
            either(&mut chance, &start),
            either(&mut chance, &end),
            Cell::text("USD"),
            super::table::number(budget),
            Cell::text(manager.email),
        ];
        match fault {
            Some(fault) => self.projects.spoilt(cells, fault),
            None => self.projects.push(cells),
        }
    }

    /// What is not a project yet, and stays behind.
    fn ideas(&mut self, estate: &Estate, office: &Office, first: usize) {
        let cells = vec![
            Cell::text(estate.key(Kind::Project, office, first)),
            Cell::text("An idea"),
            Cell::text(office.code()),
            Cell::text("IDEA"),
            Cell::Empty,
            Cell::Empty,
            Cell::text("USD"),
            Cell::Empty,
            Cell::Empty,
        ];
        self.projects.push(cells);
    }

    fn budget_lines(&mut self, estate: &Estate, office: &Office, number: usize) {
        let mut chance = estate.chance("project budgets", office.index, number);
        let key = estate.key(Kind::Project, office, number);
        for line in 0..4 {
            let month = format!("2026-{:02}-01", 3 * line + 1);
            let amount = money(&mut chance, "USD", 20_000);
            self.budget.push(budget_line(&key, line, &month, amount));
        }
    }

    fn count(&self, out: &mut Out) {
        self.projects.count(out);
        out.answers.of("projects").filtered += 1;
        self.projects
            .total(out, "project budgets", ("Budget", "Currency"), '.');
        for row in self.tasks.rows() {
            // A task of no project is in no total.
            let amount = super::table::hundredths(self.tasks.text(row, "Task Budget"), '.');
            let known = self.tasks.text(row, "Project No") != "NONE-P001";
            if let Some(amount) = amount.filter(|_| known) {
                out.answers
                    .of("projects")
                    .add("task budgets", "USD", amount);
            }
        }
        self.budget.count(out);
        self.budget
            .total(out, "project budgets", ("Amount", "Currency"), '.');
    }
}

fn task(
    chance: &mut Prng,
    project: &str,
    at: usize,
    (start, end): (&str, &str),
    budget: i64,
) -> Vec<Cell> {
    let name = TASK_NAMES.get(at).copied().unwrap_or_default();
    vec![
        Cell::text(project),
        Cell::text((at + 1).to_string()),
        Cell::text(name),
        either(chance, start),
        either(chance, end),
        Cell::text("Y"),
        number(budget),
    ]
}

fn budget_line(project: &str, line: usize, month: &str, amount: i64) -> Vec<Cell> {
    let resource = RESOURCES.get(line % RESOURCES.len()).copied();
    vec![
        Cell::text(format!("{project}-B{:03}", line + 1)),
        Cell::text(project),
        Cell::text((line % TASK_NAMES.len() + 1).to_string()),
        Cell::text(resource.unwrap_or_default()),
        date_cell(month),
        Cell::text("USD"),
        number(amount),
    ]
}

/// A true date, or one that somebody typed as text.
fn either(chance: &mut Prng, day: &str) -> Cell {
    if chance.chance(20) {
        Cell::text(turned(day, "/"))
    } else {
        date_cell(day)
    }
}
