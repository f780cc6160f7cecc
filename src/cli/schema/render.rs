//! What changed in schemas, for people and for programs.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::run::{Concerned, Kept, Live, ObjectChanges, PulledFile};
use crate::schema::Gravity;

/// Notes that are shown; the rest is counted, and stands in the JSON.
const NOTES_SHOWN: usize = 5;

/// What changed, as a table for people.
pub(super) fn text(objects: &[ObjectChanges], live: &Live) -> String {
    let mut out = String::new();
    for object in objects {
        object_text(object, &mut out);
    }
    let is_unmapped =
        |one: &ObjectChanges| is_shown(one) && one.mappings.as_ref().is_some_and(Vec::is_empty);
    if objects.iter().any(is_unmapped) {
        line(&mut out, &loaded_into(live));
    }
    if out.is_empty() {
        out.push_str("nothing changed\n");
    }
    out
}

/// The objects that the project's mappings load into, in a sentence.
pub(super) fn loaded_into(live: &Live) -> String {
    let names: Vec<&str> = live.objects().into_iter().collect();
    if names.is_empty() {
        return "The project has no mapping that can be looked at".to_owned();
    }
    format!("Mappings load into {}", names.join(", "))
}

fn is_shown(object: &ObjectChanges) -> bool {
    !object.changes.is_empty() || !object.notes.is_empty()
}

/// What becomes of the lines of mappings, in words.
fn lines_text(object: &ObjectChanges) -> String {
    let may = object.lines(Gravity::MayBreak);
    let breaks = match object.lines(Gravity::Breaks) {
        0 => None,
        1 => Some("1 mapping line breaks".to_owned()),
        several => Some(format!("{several} mapping lines break")),
    };
    match (breaks, may, &object.mappings) {
        (None, 0, None) => "mappings were not looked at".to_owned(),
        (None, 0, Some(mappings)) if mappings.is_empty() => {
            format!("no mapping loads into `{}`", object.object)
        }
        (None, 0, Some(_)) => "no mapping line is concerned".to_owned(),
        (Some(breaks), 0, _) => breaks,
        (None, may, _) => format!("{} may break", counted(may, "mapping line")),
        (Some(breaks), may, _) => format!("{breaks}, {may} may"),
    }
}

fn object_text(object: &ObjectChanges, out: &mut String) {
    if !is_shown(object) {
        return;
    }
    let changes = counted(object.changes.len(), "change");
    let lines = lines_text(object);
    line(out, &format!("{}: {changes}; {lines}", object.object));
    for one in &object.changes {
        let gravity = one.change.kind.gravity();
        let what = one.change.kind.words();
        let path = shown_path(one, object);
        line(out, &format!("  {:<10} {path}: {what}", gravity.word()));
        for (_, impact) in &one.lines {
            let at = &impact.at;
            let place = format!("{}:{}:{}", at.file, at.line, at.column);
            line(
                out,
                &format!(
                    "             {place} {}: {}",
                    impact.gravity.word(),
                    impact.how
                ),
            );
        }
    }
    for note in object.notes.iter().take(NOTES_SHOWN) {
        line(out, &format!("  new note   {note}"));
    }
    if let Some(more @ 1..) = object.notes.len().checked_sub(NOTES_SHOWN) {
        line(out, &format!("  and {} more", counted(more, "new note")));
    }
}

fn shown_path<'a>(one: &'a Concerned, object: &'a ObjectChanges) -> &'a str {
    if one.change.path.is_empty() {
        &object.object
    } else {
        &one.change.path
    }
}

/// What changed, for programs. `looked_at` is whether there were mappings to look at.
pub(super) fn json(objects: &[ObjectChanges], looked_at: bool) -> Json {
    let sum = |gravity| -> usize { objects.iter().map(|one| one.lines(gravity)).sum() };
    json!({
        "breaks": sum(Gravity::Breaks),
        "may_break": sum(Gravity::MayBreak),
        "mappings_looked_at": looked_at,
        "objects": objects.iter().map(object_json).collect::<Vec<_>>(),
    })
}

fn object_json(object: &ObjectChanges) -> Json {
    let changes = object.changes.iter().map(|one| {
        let (was, is) = one.change.kind.sides();
        let lines = one.lines.iter().map(|(mapping, impact)| {
            json!({
                "mapping": mapping, "file": &*impact.at.file, "line": impact.at.line,
                "column": impact.at.column, "effect": impact.gravity.word(), "how": impact.how,
            })
        });
        json!({
            "attribute": one.change.path, "change": one.change.kind.word(),
            "gravity": one.change.kind.gravity().word(), "was": was, "is": is,
            "what": one.change.kind.words(), "lines": lines.collect::<Vec<_>>(),
        })
    });
    json!({
        "object": object.object, "mappings": object.mappings, "changes": changes.collect::<Vec<_>>(), "notes": object.notes,
    })
}

/// What became of a file, with what changed in it.
pub(super) fn pulled(file: &PulledFile, project: &Path) -> String {
    let path = file.path.strip_prefix(project).unwrap_or(&file.path);
    let mut out = String::new();
    let kept = match file.kept {
        Kept::New => "new",
        Kept::Unchanged => "unchanged",
        Kept::Changed => "changed",
        Kept::LeftAlone => "left alone, it was written or changed by hand",
    };
    line(&mut out, &format!("{}: {kept}", path.display()));
    line(&mut out, &format!("  from {}", file.address));
    if let Some(fault) = &file.not_compared {
        line(
            &mut out,
            &format!("  what was there cannot be compared: {fault}"),
        );
    }
    for object in &file.changes {
        object_text(object, &mut out);
    }
    out
}

/// The same for programs.
pub(super) fn pulled_json(files: &[PulledFile], project: &Path) -> Json {
    let files = files.iter().map(|file| {
        let path = file.path.strip_prefix(project).unwrap_or(&file.path);
        let kept = match file.kept {
            Kept::New => "new",
            Kept::Unchanged => "unchanged",
            Kept::Changed => "changed",
            Kept::LeftAlone => "left-alone",
        };
        json!({
            "file": path.to_string_lossy(), "kept": kept, "sha256": file.sha256,
            "address": file.address,
            "not_compared": file.not_compared.as_ref().map(ToString::to_string),
            "difference": json(&file.changes, true),
        })
    });
    json!({ "files": files.collect::<Vec<_>>() })
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("writing to memory does not fail");
}
