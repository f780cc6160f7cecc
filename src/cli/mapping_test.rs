//! `mapping test`: carries out the cases of mappings, and shows where the outcome is another.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::args::Format;
use super::exit::{Exit, Failure};
use super::source::WIDTH;
use crate::cases::Difference;
use crate::clock;
use crate::diagnose::{Sources, grouped, source_line};
use crate::report::text::{fit, folded, visible, wrapped};
use crate::run::{CaseResult, Tested, test_cases};

/// Runs the command.
pub(super) fn run(
    folder: &Path,
    wanted: &[String],
    write: bool,
    format: Format,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let (folder, wanted) = match wanted {
        [one] if Path::new(one).join("landbridge.yaml").is_file() => (Path::new(one), &[][..]),
        _ => (folder, wanted),
    };
    let tested = test_cases(folder, wanted, clock::today(), write)
        .map_err(|wrong| super::unprepared(&wrong))?;
    if !tested.warnings.0.is_empty() {
        super::say(&tested.warnings.render(&tested.sources));
    }
    match format {
        Format::Json => json_lines(&tested, out)?,
        Format::Text => text(&tested, out)?,
    }
    let is_ok = |one: &CaseResult| one.differences.is_empty() && !one.is_open;
    Ok(if tested.results.iter().all(is_ok) {
        Exit::Ok
    } else {
        Exit::Project
    })
}

fn json_lines(tested: &Tested, out: &mut dyn Write) -> Result<(), Failure> {
    for one in &tested.results {
        let differences: Vec<_> = one
            .differences
            .iter()
            .map(|difference| {
                let rule = difference.rule.as_ref().map(|rule| {
                    json!({ "file": rule.file, "line": rule.line, "text": source_line(&tested.sources, rule).map_or("", str::trim) })
                });
                json!({ "record": difference.record, "what": difference.what,
                    "expected": difference.expected, "got": difference.got,
                    "line": difference.at.line, "rule": rule })
            })
            .collect();
        let line = json!({
            "mapping": one.mapping, "file": one.at.file, "line": one.at.line, "case": one.title,
            "outcome": word(one), "differences": differences,
        });
        super::print(out, &line.to_string())?;
    }
    Ok(())
}

fn word(result: &CaseResult) -> &'static str {
    match (result.is_open, result.differences.is_empty()) {
        (true, _) => "open",
        (false, true) => "ok",
        (false, false) => "failed",
    }
}

fn text(tested: &Tested, out: &mut dyn Write) -> Result<(), Failure> {
    for one in &tested.results {
        match word(one) {
            "failed" => failed(one, &tested.sources, out)?,
            "open" => {
                heading("OPEN", one, out)?;
                super::print(out, "  expects nothing; fill it in, or let `--write` do it")?;
            }
            _ => {}
        }
    }
    let mut mappings: Vec<&str> = tested.results.iter().map(|one| &*one.mapping).collect();
    mappings.dedup();
    for mapping in mappings {
        let own = tested.results.iter().filter(|one| *one.mapping == *mapping);
        let count = |wanted| own.clone().filter(|one| word(one) == wanted).count() as u64;
        let mut line = format!("{}: {} ok", visible(mapping), grouped(count("ok")));
        for wanted in ["failed", "open"] {
            if count(wanted) > 0 {
                line = format!("{line}, {} {wanted}", grouped(count(wanted)));
            }
        }
        super::print(out, &line)?;
    }
    for mapping in &tested.untested {
        super::print(out, &format!("{}: no case", visible(mapping)))?;
    }
    for file in &tested.written {
        super::print(out, &format!("{file}: outcomes written; read them"))?;
    }
    Ok(())
}

fn heading(word: &str, one: &CaseResult, out: &mut dyn Write) -> Result<(), Failure> {
    for line in wrapped(&format!("{word}  {}", visible(&one.title)), WIDTH) {
        super::print(out, &line)?;
    }
    super::print(
        out,
        &fit(&format!("  {}:{}", one.at.file, one.at.line), WIDTH),
    )
}

fn failed(one: &CaseResult, sources: &Sources, out: &mut dyn Write) -> Result<(), Failure> {
    heading("FAILED", one, out)?;
    let mut records: Vec<usize> = one.differences.iter().map(|each| each.record).collect();
    records.dedup();
    for difference in &one.differences {
        let of = if records == [1] {
            String::new()
        } else {
            format!(" of record {}", difference.record)
        };
        let what = format!("    {}{of}", visible(&difference.what));
        super::print(out, &fit(&what, WIDTH))?;
        shown(difference, sources, out)?;
    }
    super::print(out, "")
}

fn shown(difference: &Difference, sources: &Sources, out: &mut dyn Write) -> Result<(), Failure> {
    let expected = format!("{}  (line {})", difference.expected, difference.at.line);
    labelled("expected", &expected, out)?;
    labelled("got", &difference.got, out)?;
    if let Some(rule) = &difference.rule {
        labelled("rule", &format!("{}:{}", rule.file, rule.line), out)?;
        labelled("", source_line(sources, rule).map_or("", str::trim), out)?;
    }
    Ok(())
}

/// A value with its name before it, over as many lines as it takes.
fn labelled(label: &str, value: &str, out: &mut dyn Write) -> Result<(), Failure> {
    const BEFORE: usize = 16;
    let lines = folded(&visible(value), WIDTH - BEFORE);
    for (number, line) in lines.iter().enumerate() {
        let label = if number == 0 { label } else { "" };
        super::print(out, format!("      {label:<10}{line}").trim_end())?;
    }
    Ok(())
}
