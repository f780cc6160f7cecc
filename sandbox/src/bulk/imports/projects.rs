//! Projects with their tasks.

use rusqlite::Connection;
use serde_json::Value;

use super::super::interfaces;
use super::{Import, make, object};
use crate::counters::Change;

/// Takes all projects that no import has taken, with their tasks.
pub(super) fn projects(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Vec<(&'static str, Change)>,
) -> rusqlite::Result<()> {
    let projects = object("projects")?;
    for project in import.take("PjfProjectsAllXface.csv", |_| true) {
        let key = [(project.load, project.at(1).to_owned())];
        let tasks = import.belonging("PjfProjElementsXface.csv", 1, &key);
        let file = |name: &str| interfaces::of(name);
        let dated = tasks.iter().any(|task| !task.at(7).is_empty());
        let wrong = if project.at(3).is_empty() {
            Some((
                "SOURCE_TEMPLATE_NUMBER",
                "The source template number isn't valid.",
            ))
        } else if dated && project.at(12).is_empty() {
            let text = "The project isn't imported because errors exist for the project tasks.";
            Some(("PROJECT_START_DATE", text))
        } else {
            None
        };
        if let Some((column, text)) = wrong {
            import.reject(project, (column.to_owned(), text.to_owned()));
            continue;
        }
        let mut attributes =
            file(project.file).map_or_else(Default::default, |f| f.attributes(&project));
        let told = tasks
            .iter()
            .filter_map(|task| Some(file(task.file)?.attributes(task)));
        let told: Vec<Value> = told.map(Value::Object).collect();
        attributes.insert("Tasks".to_owned(), Value::Array(told));
        if let Err(wrong) = make(db, import.user, projects, 0, attributes, changes)? {
            import.reject(project, wrong);
        }
    }
    Ok(())
}
