//! The sheets of figures: verdict, records, control totals, causes. Sums and differences are formulas, so that a reader
//! can follow them; beside each stands what it came to when the workbook was written.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError};

use super::{Formats, fit};
use crate::report::ages::Ages;
use crate::report::format;
use crate::report::language::Language;
use crate::report::model::{Funnel, RunReport, TotalReport};
use crate::report::verdict::judge_in;

/// Digits of a sum up to which a spreadsheet's numbers and their sums are exact to the last one: they have 15, and adding
/// a few may cost one.
const DIGITS_MAX: u32 = 14;

/// A report, and the language that it is told in.
type Told<'a> = (&'a RunReport, &'a Language);

pub(super) fn write(
    workbook: &mut Workbook,
    formats: &Formats,
    told: Told<'_>,
) -> Result<(), XlsxError> {
    summary(workbook.add_worksheet(), formats, told)?;
    records(workbook.add_worksheet(), formats, told)?;
    totals(workbook.add_worksheet(), formats, told)?;
    causes(workbook.add_worksheet(), formats, told)?;
    for sheet in workbook.worksheets_mut() {
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
    }
    Ok(())
}

fn summary(
    sheet: &mut Worksheet,
    formats: &Formats,
    (report, words): Told<'_>,
) -> Result<(), XlsxError> {
    sheet.set_name(words.say("sheet-summary"))?;
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, 100)?;
    let titled = [
        ("project", &*fit(&report.project)),
        ("run", &*report.run.to_string()),
        ("purpose", &*words.purpose(report.purpose)),
    ];
    let title = words.with("project-run", &titled);
    sheet.write_string_with_format(0, 0, title, &formats.title)?;
    let verdict = judge_in(report, words);
    let facts = [
        ("contents-verdict", verdict.words(words)),
        ("in-a-sentence", verdict.sentence.clone()),
        ("fact-command", report.command.word().to_owned()),
        ("fact-by", report.operator.clone()),
        ("fact-target", format::target(&report.target)),
        ("fact-started", words.instant(report.started)),
        ("fact-ended", words.instant(report.ended)),
        ("fact-took", format::duration(report.duration_ms)),
    ];
    let program = [("Landbridge".to_owned(), report.program.clone())];
    let facts = facts.map(|(id, value)| (words.say(id), value));
    let mut row = 2;
    for (term, value) in facts.into_iter().chain(program) {
        sheet.write_string(row, 0, term)?;
        sheet.write_string_with_format(row, 1, fit(&value), formats.of_text(&value))?;
        row += 1;
    }
    row += 1;
    if !verdict.tasks.is_empty() {
        head(
            sheet,
            (formats, words),
            row,
            &[("tasks-title", 30.0), ("col-how", 100.0)],
        )?;
    }
    for task in &verdict.tasks {
        row += 1;
        sheet.write_string_with_format(row, 0, fit(&task.what), formats.of_text(&task.what))?;
        sheet.write_string_with_format(row, 1, fit(&task.action), formats.of_text(&task.action))?;
    }
    Ok(())
}

/// The columns of the sheet of records: title, width, figure.
type Figure = (&'static str, fn(&Funnel) -> u64);

const FIGURES: [Figure; 15] = [
    ("col-read", |one| one.read),
    ("figure-filtered", |one| one.skipped.filtered),
    ("figure-duplicate", |one| one.skipped.duplicate),
    ("figure-unchanged", |one| one.skipped.unchanged),
    ("figure-taken-back", |one| one.skipped.taken_back),
    ("figure-not-asked", |one| one.skipped.not_asked),
    ("figure-extract", |one| one.rejected.extract),
    ("figure-map", |one| one.rejected.map),
    ("figure-validate", |one| one.rejected.validate),
    ("figure-reference", |one| one.rejected.reference),
    ("figure-created", |one| one.loaded.created),
    ("figure-updated", |one| one.loaded.updated),
    ("col-refused", |one| one.refused),
    ("col-doubt", |one| one.in_doubt),
    ("figure-waiting", |one| one.not_sent),
];

fn records(
    sheet: &mut Worksheet,
    formats: &Formats,
    (report, words): Told<'_>,
) -> Result<(), XlsxError> {
    sheet.set_name(words.say("sheet-records"))?;
    let mut titles = vec![("col-object", 24.0)];
    titles.extend(FIGURES.map(|(title, _)| (title, 12.0)));
    titles.extend([
        ("col-accounted", 12.0),
        ("col-unaccounted", 12.0),
        ("col-adds-up", 10.0),
        ("col-compared", 14.0),
        ("col-open-breaks", 12.0),
    ]);
    head(sheet, (formats, words), 0, &titles)?;
    sheet.set_freeze_panes(1, 1)?;
    let mut row = 0;
    for object in &report.objects {
        row += 1;
        sheet.write_string_with_format(row, 0, fit(&object.name), formats.of_text(&object.name))?;
        for (column, (_, figure)) in (1..).zip(FIGURES) {
            count(sheet, formats, (row, column), figure(&object.funnel))?;
        }
        closing(sheet, (formats, words), row, &object.funnel)?;
        count(sheet, formats, (row, 19), object.compared)?;
        count(sheet, formats, (row, 20), object.breaks_total())?;
    }
    sheet.autofilter(0, 0, row, 20)?;
    let all = report.funnel();
    let total = row + 2;
    sheet.write_string_with_format(total, 0, words.say("all-objects"), &formats.title)?;
    for (column, (_, figure)) in (1..).zip(FIGURES) {
        let name = letter(column);
        let sum = Formula::new(format!("=SUM({name}2:{name}{})", row + 1));
        let sum = sum.set_result(figure(&all).to_string());
        sheet.write_formula_with_format(total, column, sum, &formats.count)?;
    }
    closing(sheet, (formats, words), total, &all)
}

/// The closing equation of a line of records, as formulas.
fn closing(
    sheet: &mut Worksheet,
    (formats, words): (&Formats, &Language),
    row: u32,
    funnel: &Funnel,
) -> Result<(), XlsxError> {
    let (yes, no) = (words.say("yes"), words.say("no"));
    let (line, equation) = (row + 1, funnel.equation());
    let formulas = [
        (
            16,
            format!("=SUM(C{line}:P{line})"),
            equation.accounted.to_string(),
        ),
        (
            17,
            format!("=B{line}-Q{line}"),
            equation.difference().to_string(),
        ),
        (
            18,
            format!("=IF(R{line}=0,\"{yes}\",\"{no}\")"),
            if equation.holds() {
                yes.clone()
            } else {
                no.clone()
            },
        ),
    ];
    for (column, formula, came_to) in formulas {
        let formula = Formula::new(formula).set_result(came_to);
        sheet.write_formula_with_format(row, column, formula, &formats.count)?;
    }
    Ok(())
}

/// A column of the sheet of totals: title and amount.
type Amount = (&'static str, fn(&TotalReport) -> Option<Decimal>);

/// The columns of the sheet of totals that hold amounts.
const AMOUNTS: [Amount; 10] = [
    ("col-legacy", |one| Some(one.source)),
    ("amount-skipped", |one| Some(one.skipped)),
    ("amount-rejected", |one| Some(one.rejected)),
    ("amount-refused", |one| Some(one.refused)),
    ("amount-doubt", |one| Some(one.in_doubt)),
    ("amount-waiting", |one| Some(one.not_sent)),
    ("total-loaded", |one| Some(one.loaded)),
    ("col-erp", |one| one.erp),
    ("col-tolerance", |one| Some(one.tolerance)),
    ("col-decided", |one| Some(one.decided)),
];

fn totals(
    sheet: &mut Worksheet,
    formats: &Formats,
    (report, words): Told<'_>,
) -> Result<(), XlsxError> {
    sheet.set_name(words.say("sheet-totals"))?;
    let mut titles = vec![
        ("col-object", 20.0),
        ("col-total", 24.0),
        ("col-group", 14.0),
    ];
    titles.extend(AMOUNTS.map(|(title, _)| (title, 18.0)));
    titles.extend([
        ("amount-unaccounted", 18.0),
        ("col-erp-less-loaded", 18.0),
        ("col-agrees", 10.0),
        ("col-remark", 50.0),
    ]);
    head(sheet, (formats, words), 0, &titles)?;
    sheet.set_freeze_panes(1, 3)?;
    let mut row = 0;
    for object in &report.objects {
        let ages = Ages::of(object);
        for total in &object.totals {
            row += 1;
            let group = ages.group(total, words);
            let names = [&*object.name, &*total.name, &*group];
            for (column, text) in (0..).zip(names) {
                sheet.write_string_with_format(row, column, fit(text), formats.of_text(text))?;
            }
            total_line(sheet, (formats, words), row, total)?;
        }
    }
    sheet.autofilter(0, 0, row, 16)?;
    Ok(())
}

fn total_line(
    sheet: &mut Worksheet,
    (formats, words): (&Formats, &Language),
    row: u32,
    total: &TotalReport,
) -> Result<(), XlsxError> {
    let amounts = AMOUNTS.map(|(_, amount)| amount(total));
    let scale = amounts.iter().flatten().map(Decimal::scale).max();
    let scale = scale.unwrap_or(0);
    let exact = amounts
        .iter()
        .flatten()
        .all(|one| digits(*one, scale) <= DIGITS_MAX);
    for (column, amount) in (3..).zip(amounts) {
        match amount {
            None => sheet.write_string(row, column, words.say("not-read-back"))?,
            Some(amount) if exact => {
                let number = amount.to_f64().unwrap_or_default();
                sheet.write_number_with_format(row, column, number, &formats.sum)?
            }
            Some(amount) => {
                sheet.write_string_with_format(row, column, amount.to_string(), &formats.text)?
            }
        };
    }
    let came_to = [total.unaccounted(), total.difference()].map(|one| match one {
        Some(amount) => amount.normalize().to_string(),
        None if total.erp.is_none() => String::new(),
        None => words.say("too-long"),
    });
    let [yes, no, decided] = ["yes", "no", "agrees-decided"].map(|word| words.say(word));
    let agrees = match (total.agrees(), total.is_decided()) {
        (true, _) => &yes,
        (false, true) => &decided,
        (false, false) => &no,
    };
    let line = row + 1;
    if !exact {
        for (column, text) in (13..).zip(came_to.iter().map(String::as_str).chain([&**agrees])) {
            sheet.write_string_with_format(row, column, text, &formats.text)?;
        }
        sheet.write_string(row, 16, words.say("remark-digits"))?;
        return Ok(());
    }
    let [unaccounted, difference] = came_to;
    let formulas = [
        (
            format!("=ROUND(D{line}-SUM(E{line}:J{line}),{scale})"),
            unaccounted,
        ),
        (
            format!("=IF(ISNUMBER(K{line}),ROUND(K{line}-J{line},{scale}),\"\")"),
            difference,
        ),
        (
            format!(
                "=IF(N{line}<>0,\"{no}\",IF(OR(O{line}=\"\",ABS(N(O{line}))<=L{line}),\"{yes}\",\
                 IF(ROUND(ABS(N(O{line})-M{line}),{scale})<=L{line},\"{decided}\",\"{no}\")))"
            ),
            agrees.clone(),
        ),
    ];
    for (column, (formula, came_to)) in (13..).zip(formulas) {
        let formula = Formula::new(formula).set_result(came_to);
        let format = if column == 15 && agrees == &no {
            &formats.bad
        } else {
            &formats.sum
        };
        sheet.write_formula_with_format(row, column, formula, format)?;
    }
    Ok(())
}

/// Digits of an amount that is written with so many decimals.
fn digits(amount: Decimal, scale: u32) -> u32 {
    let whole = amount.abs().trunc();
    let length = |text: String| u32::try_from(text.len()).unwrap_or(u32::MAX);
    length(whole.to_string()).saturating_add(scale)
}

fn causes(
    sheet: &mut Worksheet,
    formats: &Formats,
    (report, words): Told<'_>,
) -> Result<(), XlsxError> {
    sheet.set_name(words.say("sheet-causes"))?;
    let titles = [
        ("col-object", 20.0),
        ("weight", 10.0),
        ("code", 24.0),
        ("col-wrong", 40.0),
        ("col-stage", 11.0),
        ("field", 28.0),
        ("expected", 40.0),
        ("col-records", 12.0),
        ("col-findings", 12.0),
        ("remedy", 70.0),
    ];
    head(sheet, (formats, words), 0, &titles)?;
    sheet.set_freeze_panes(1, 1)?;
    let mut row = 0;
    for object in &report.objects {
        for cause in object.causes_worst_first() {
            row += 1;
            let texts = [
                (0, &*object.name),
                (1, &*words.severity(cause.severity)),
                (2, &cause.code),
                (3, &*words.title_of(&cause.code, &cause.title)),
                (4, &*words.stage(cause.stage)),
                (5, &cause.field),
                (6, &cause.expected),
                (9, &*words.remedy_of(&cause.code, &cause.remedy)),
            ];
            for (column, text) in texts {
                sheet.write_string_with_format(row, column, fit(text), formats.of_text(text))?;
            }
            count(sheet, formats, (row, 7), cause.records)?;
            count(sheet, formats, (row, 8), cause.count)?;
        }
    }
    sheet.autofilter(0, 0, row, 9)?;
    Ok(())
}

fn head(
    sheet: &mut Worksheet,
    (formats, words): (&Formats, &Language),
    row: u32,
    titles: &[(&str, f64)],
) -> Result<(), XlsxError> {
    for (column, (title, width)) in (0..).zip(titles) {
        sheet.write_string_with_format(row, column, words.say(title), &formats.head)?;
        sheet.set_column_width(column, *width)?;
    }
    Ok(())
}

/// A count beyond four thousand million is shown as that.
fn count(
    sheet: &mut Worksheet,
    formats: &Formats,
    (row, column): (u32, u16),
    number: u64,
) -> Result<(), XlsxError> {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let format: &Format = &formats.count;
    sheet.write_number_with_format(row, column, number, format)?;
    Ok(())
}

/// The letter of a column: these sheets have fewer than 26.
fn letter(column: u16) -> char {
    let number = u8::try_from(column).unwrap_or(0);
    char::from(b'A'.saturating_add(number))
}
