//! `schema`: what a target publishes of its objects, compared and fetched.

mod render;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use super::args::{Format, SchemaCommand, SchemaDiffArguments, SchemaForm, SchemaPullArguments};
use super::exit::{Exit, Failure};
use crate::clock;
use crate::diagnose::{Sources, nearest};
use crate::project::{Loaded, Project, load, read_schema};
use crate::run::{
    Kept, Live, ObjectChanges, PullRequest, PulledFile, Registered, object_changes, pull,
};
use crate::schema::{Document, Form, Gravity, SchemaFault};

/// Objects of the documents that are listed where none of them is meant.
const LISTED: usize = 24;

/// Runs the command.
pub(super) fn run(command: SchemaCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        SchemaCommand::Diff(arguments) => diff(&arguments, out),
        SchemaCommand::Pull(arguments) => fetch(&arguments, out),
    }
}

/// Compares two published schemas, and says which mapping lines break.
fn diff(arguments: &SchemaDiffArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let form = arguments.form.map(SchemaForm::form);
    let old = document(&arguments.old, form)?;
    let new = document(&arguments.new, form)?;
    let live = live(arguments.project.as_deref())?;
    let objects = objects(&old, &new, arguments, &live)?;
    let named = !arguments.object.is_empty();
    let changes = compare(&old, &new, &objects, named, &live).map_err(|fault| {
        let files = format!(
            "{} and {}",
            arguments.old.display(),
            arguments.new.display()
        );
        unusable(&files, &fault)
    })?;
    match arguments.format {
        Format::Text => super::print(out, render::text(&changes, &live).trim_end())?,
        Format::Json => {
            let json = render::json(&changes, live.looked_at()).to_string();
            super::print(out, &json)?;
        }
    }
    Ok(exit(changes.iter()))
}

/// Fetches what a running target publishes, and says what changed.
fn fetch(arguments: &SchemaPullArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (mut project, sources) = looked_at(&arguments.place.project)?;
    let request = PullRequest {
        target: arguments.target.clone(),
        objects: arguments.object.clone(),
        replace: arguments.replace,
        now: clock::now(),
        ..PullRequest::default()
    };
    let runtime = super::runtime()?;
    let pulled = runtime.block_on(Box::pin(pull(&mut project, &request)));
    let (files, wrong) = pulled.map_err(|fault| super::run_failure(fault, &sources))?;
    if !wrong.0.is_empty() {
        super::say(&wrong.render(&sources));
    }
    if files.is_empty() {
        let message = "no mapping loads into this target\nName the objects: `landbridge schema pull TARGET OBJECT`";
        return Err(Failure::new(Exit::Usage, message));
    }
    match arguments.format {
        Format::Text => {
            for file in &files {
                super::print(out, render::pulled(file, &project.dir).trim_end())?;
            }
        }
        Format::Json => super::print(out, &render::pulled_json(&files, &project.dir).to_string())?,
    }
    let left_alone = |file: &PulledFile| file.kept == Kept::LeftAlone;
    if files.iter().any(left_alone) {
        super::say(
            "A file that was written or changed by hand was left alone. Compare, then move it away or \
             say --replace.",
        );
        return Ok(Exit::Project);
    }
    Ok(exit(files.iter().flat_map(|file| &file.changes)))
}

fn exit<'a>(mut changes: impl Iterator<Item = &'a ObjectChanges>) -> Exit {
    let concerns =
        |one: &ObjectChanges| one.lines(Gravity::Breaks) > 0 || one.lines(Gravity::MayBreak) > 0;
    if changes.any(concerns) {
        Exit::Project
    } else {
        Exit::Ok
    }
}

fn document(path: &Path, form: Option<Form>) -> Result<Document, Failure> {
    let shown = path.display().to_string();
    let text = read_schema(path).map_err(|error| {
        let message = format!("{shown} cannot be read: {error}\nName a published schema.");
        Failure::new(Exit::Project, message)
    })?;
    Document::parse(&text, form).map_err(|fault| unusable(&shown, &fault))
}

fn unusable(shown: &str, fault: &SchemaFault) -> Failure {
    let mut message = format!(
        "{shown} cannot be used as a schema\n  at        {}\n  found     {}\n  expected  {}",
        fault.at, fault.found, fault.expected
    );
    if let Some(nearest) = &fault.nearest {
        message.push_str("\n  nearest   ");
        message.push_str(nearest);
    }
    Failure::new(Exit::Project, message)
}

/// The mappings that are looked at: those of the project named, or of the folder where it is one.
fn live(project: Option<&Path>) -> Result<Live, Failure> {
    let folder = project.unwrap_or(Path::new("."));
    if project.is_none() && !folder.join("landbridge.yaml").exists() {
        super::say("no project here: mappings are not looked at; name one with --project");
        return Ok(Live::default());
    }
    let (mut project, sources) = looked_at(folder)?;
    let (live, wrong) = Live::of(&mut project, None);
    if !wrong.0.is_empty() {
        super::say(&wrong.render(&sources));
    }
    Ok(live)
}

/// A project as far as it can be understood: a schema that is not there yet, or a mapping that does
/// not fit it, is no reason to stop.
fn looked_at(folder: &Path) -> Result<(Project, Sources), Failure> {
    let Loaded {
        project,
        diagnostics,
        sources,
    } = load(folder, &Registered);
    let Some(project) = project else {
        return Err(super::plan_failure(&diagnostics, &sources));
    };
    if diagnostics.has_errors() {
        super::say(
            "the project has mistakes (`landbridge check` lists them); what they spoil is not looked at",
        );
    }
    Ok((project, sources))
}

/// The objects that are compared: those named, or all of both documents.
fn objects(
    old: &Document,
    new: &Document,
    arguments: &SchemaDiffArguments,
    live: &Live,
) -> Result<Vec<String>, Failure> {
    let mut seen = BTreeSet::new();
    let all = old.objects().into_iter().chain(new.objects());
    let all: Vec<String> = all.filter(|one| seen.insert(one.clone())).collect();
    if !arguments.object.is_empty() {
        for object in &arguments.object {
            is_known(object, [old, new], &all, live)?;
        }
        return Ok(arguments.object.clone());
    }
    if !all.is_empty() {
        return Ok(all);
    }
    // A JSON Schema is about one object and does not name it: the mapping that uses it does.
    let file = &arguments.old;
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let old = whole(file);
    let meant = live.objects_of_schema(|path| whole(path) == old);
    if !meant.is_empty() {
        return Ok(meant.into_iter().map(str::to_owned).collect());
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    Ok(vec![stem.split('.').next().unwrap_or_default().to_owned()])
}

/// Refuses an object that neither a document nor a mapping knows. Where nothing names objects,
/// a name is as good as another.
fn is_known(
    object: &str,
    documents: [&Document; 2],
    described: &[String],
    live: &Live,
) -> Result<(), Failure> {
    let mut naming = documents.into_iter().filter(|one| one.names_objects());
    let mapped = live.objects();
    let nothing_names = described.is_empty() && !live.looked_at();
    if nothing_names || mapped.contains(object) || naming.any(|one| one.holds(object)) {
        return Ok(());
    }
    let names = described.iter().map(String::as_str);
    let nearest = nearest(object, names.chain(mapped.iter().copied()));
    let nearest = nearest.map(|one| format!("; did you mean `{one}`?"));
    let nearest = nearest.unwrap_or_default();
    let mut lines = vec![format!("no object is called `{object}`{nearest}")];
    let shown: Vec<&str> = described.iter().map(String::as_str).take(LISTED).collect();
    if !shown.is_empty() {
        let more = described.len().saturating_sub(LISTED);
        let more = (more > 0).then(|| format!(" and {more} more"));
        let (shown, more) = (shown.join(", "), more.unwrap_or_default());
        lines.push(format!("The documents describe {shown}{more}"));
    }
    if live.looked_at() {
        lines.push(render::loaded_into(live));
    }
    Err(Failure::new(Exit::Usage, lines.join("\n")))
}

fn compare(
    old: &Document,
    new: &Document,
    objects: &[String],
    named: bool,
    live: &Live,
) -> Result<Vec<ObjectChanges>, SchemaFault> {
    let mut changes = Vec::new();
    for object in objects {
        match object_changes(old, new, object, live) {
            Ok(Some(one)) => changes.push(one),
            // Says which objects there are.
            Ok(None) => drop(old.object(object)?),
            // One object of many that nobody asked for.
            Err(fault) if !named && objects.len() > 1 => {
                changes.push(ObjectChanges::not_compared(object, &fault, live));
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(changes)
}
