//! `mapping`: mappings out into a workbook, and what was changed there back into their files; their tests.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::{Format, MappingCommand};
use super::exit::{Exit, Failure};
use crate::diagnose::grouped;
use crate::report::mapping_book::{LineKind, workbook};
use crate::report::text::{visible, wrapped};
use crate::run::mapping_book::{Imported, MappingChange, export, import};

/// Runs the command.
pub(super) fn run(command: MappingCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        MappingCommand::Export {
            place,
            object,
            without_samples,
            output,
        } => {
            let samples = !without_samples;
            export_to(&place.project, &object, samples, output.as_deref(), out)
        }
        MappingCommand::Import {
            file,
            place,
            dry_run,
            format,
        } => import_from(&place.project, &file, dry_run, format, out),
        MappingCommand::Test {
            what,
            place,
            write,
            format,
        } => super::mapping_test::run(&place.project, &what, write, format, out),
    }
}

/// Writes the mapping workbook.
fn export_to(
    folder: &Path,
    objects: &[String],
    samples: bool,
    output: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let project = super::project(folder)?;
    let known = || project.mappings.iter().map(|one| one.object.to_string());
    if let Some(unknown) = objects
        .iter()
        .find(|one| !known().any(|known| known == **one))
    {
        let all: Vec<String> = known().collect();
        let message = format!(
            "there is no mapping `{unknown}`\nThe project has: {}",
            all.join(", ")
        );
        return Err(Failure::new(Exit::Usage, message));
    }
    let book = export(&project, objects, samples)
        .map_err(|fault| Failure::new(Exit::Project, fault.to_string()))?;
    let bytes = workbook(&book).map_err(|error| {
        Failure::new(
            Exit::Unexpected,
            format!("the workbook cannot be made: {error}"),
        )
    })?;
    let path = output.map_or_else(
        || project.reports_dir.join("mapping-workbook.xlsx"),
        PathBuf::from,
    );
    super::write_file(
        &path,
        &bytes,
        "Close it where it is open, free space, or name another file with --output.",
    )?;
    super::print(out, &path.display().to_string())?;
    for sheet in &book.sheets {
        let open = sheet
            .lines
            .iter()
            .filter(|line| line.kind == LineKind::Open);
        let missing = open.clone().filter(|line| line.required).count();
        let open = open.count();
        let required = match missing {
            0 => String::new(),
            missing => format!(", {missing} of them required"),
        };
        let line = format!(
            "  {}: {} rules, {open} attributes without one{required}",
            visible(&sheet.name),
            sheet.lines.len() - open
        );
        super::print(out, &line)?;
    }
    super::print(
        out,
        "Change the yellow cells, and bring it back with `landbridge mapping import FILE`.",
    )?;
    Ok(Exit::Ok)
}

/// Puts what was changed in a workbook into the mapping files.
fn import_from(
    folder: &Path,
    file: &Path,
    dry_run: bool,
    format: Format,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let loaded = crate::project::load(folder, &crate::run::Registered);
    let Some(project) = loaded.project else {
        let message = loaded.diagnostics.render(&loaded.sources);
        return Err(Failure::new(Exit::Project, message));
    };
    let imported = import(&project, file, dry_run).map_err(|wrong| {
        let some = wrong
            .iter()
            .any(|line| line.ends_with("was written already"));
        let rest = if some {
            "Nothing else was changed."
        } else {
            "Nothing was changed."
        };
        let message = format!("{}\n{rest}", wrong.join("\n"));
        Failure::new(Exit::Project, message)
    })?;
    match format {
        Format::Json => json(&imported, dry_run, out)?,
        Format::Text => text(&imported, dry_run, out)?,
    }
    Ok(Exit::Ok)
}

fn text(imported: &Imported, dry_run: bool, out: &mut dyn Write) -> Result<(), Failure> {
    for note in &imported.notes {
        for line in wrapped(note, super::source::WIDTH) {
            super::print(out, &line)?;
        }
    }
    let mut rule = ("", "");
    for change in &imported.changes {
        let own = (change.file.as_str(), change.attribute.as_str());
        if own != rule {
            super::print(
                out,
                &format!("{}  {}", change.file, visible(&change.attribute)),
            )?;
            rule = own;
        }
        for line in wrapped(&told(change), super::source::WIDTH - 4) {
            super::print(out, &format!("    {line}"))?;
        }
    }
    let said = match (imported.changes.len(), dry_run) {
        (0, _) => "no change".to_owned(),
        (1, false) => "1 change was made".to_owned(),
        (many, false) => format!("{} changes were made", grouped(many as u64)),
        (1, true) => "1 change would be made".to_owned(),
        (many, true) => format!("{} changes would be made", grouped(many as u64)),
    };
    super::print(out, &said)
}

fn told(change: &MappingChange) -> String {
    let shown = |text: &str| match text {
        "" => "nothing".to_owned(),
        text => visible(text),
    };
    match change.cell {
        Some(cell) => format!("{cell}: {} → {}", shown(&change.old), shown(&change.new)),
        None if change.new.is_empty() => format!("rule taken away: {}", visible(&change.old)),
        None => format!("new rule: {}", visible(&change.new)),
    }
}

fn json(imported: &Imported, dry_run: bool, out: &mut dyn Write) -> Result<(), Failure> {
    for note in &imported.notes {
        super::print(out, &serde_json::json!({ "note": note }).to_string())?;
    }
    for change in &imported.changes {
        let line = serde_json::json!({
            "mapping": change.mapping,
            "file": change.file,
            "attribute": change.attribute,
            "cell": change.cell,
            "old": change.old,
            "new": change.new,
            "origin": change.origin,
            "made": !dry_run,
        });
        super::print(out, &line.to_string())?;
    }
    Ok(())
}
