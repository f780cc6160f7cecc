//! The summary at the end of a run: at most 80 columns, whatever the names are.

use super::format::{count, duration, instant, purpose, signed_count, target};
use super::language::Language;
use super::model::{CauseReport, Funnel, RunReport, worse};
use super::text::{columns, fit, fit_end, left, right, visible, wrapped};
use super::verdict::{Level, judge};
use crate::diagnose::Severity;

mod breaks;

/// Columns of a line at the most.
pub const COLUMNS: usize = 80;

/// Causes that the summary shows.
const CAUSES_MAX: usize = 5;

/// Columns that the name of an object needs at the least beside its figures.
const NAME_COLUMNS_MIN: usize = 10;

/// Whether the text may hold escape sequences for colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text only: for a file, a pipe, or where `NO_COLOR` is set.
    Plain,
    /// For a terminal.
    Colour,
}

#[derive(Debug, Clone, Copy)]
enum Tone {
    Plain,
    Strong,
    Quiet,
    Good,
    Attention,
    Bad,
}

/// Renders the summary; `html` is the path of the page, where one was written.
pub fn render(report: &RunReport, style: Style, html: Option<&str>) -> String {
    let mut page = Page::new(style);
    head(&mut page, report);
    verdict(&mut page, report);
    funnel(&mut page, report);
    equations(&mut page, report);
    not_held(&mut page, report);
    asked(&mut page, report);
    retried(&mut page, report);
    causes(&mut page, report);
    breaks::breaks(&mut page, report);
    if let Some(path) = html {
        page.blank();
        page.line(Tone::Quiet, "Full report");
        page.line(
            Tone::Plain,
            &format!("  {}", fit_end(&visible(path), COLUMNS - 2)),
        );
    }
    page.text
}

struct Page {
    text: String,
    style: Style,
}

impl Page {
    fn new(style: Style) -> Self {
        Self {
            text: String::new(),
            style,
        }
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn line(&mut self, tone: Tone, text: &str) {
        let fitted = fit(text.trim_end(), COLUMNS);
        let code = match tone {
            Tone::Plain => "",
            Tone::Strong => "1",
            Tone::Quiet => "2",
            Tone::Good => "1;32",
            Tone::Attention => "1;33",
            Tone::Bad => "1;31",
        };
        let coloured = self.style == Style::Colour && !code.is_empty();
        if coloured {
            self.text.extend(["\u{1b}[", code, "m"]);
        }
        self.text.push_str(&fitted);
        self.text
            .push_str(if coloured { "\u{1b}[0m\n" } else { "\n" });
    }

    fn paragraph(&mut self, tone: Tone, indent: usize, text: &str) {
        for line in wrapped(text, COLUMNS - indent) {
            self.line(tone, &format!("{}{line}", " ".repeat(indent)));
        }
    }
}

fn head(page: &mut Page, report: &RunReport) {
    page.line(
        Tone::Strong,
        &format!(
            "Run {} · {} · {} · {}",
            count(report.run),
            purpose(report.purpose),
            report.command.word(),
            visible(&report.project)
        ),
    );
    page.line(
        Tone::Quiet,
        &format!(
            "{} · took {}",
            instant(report.started),
            duration(report.duration_ms)
        ),
    );
    if !report.operator.is_empty() {
        let by = format!("by {}", visible(&report.operator));
        page.line(Tone::Quiet, &by);
    }
    page.line(Tone::Quiet, &target(&report.target));
    let parameters = report.terms.parameters.iter();
    let parameters: Vec<String> = parameters.map(|one| visible(&one.shown())).collect();
    if !parameters.is_empty() {
        let text = format!("Parameters: {}", parameters.join(", "));
        page.paragraph(Tone::Quiet, 0, &text);
    }
    for one in &report.terms.approvals {
        let text = format!(
            "Confidential: {} for {}, approved by {}",
            visible(&one.source),
            visible(&one.purpose),
            visible(&one.approver)
        );
        page.paragraph(Tone::Quiet, 0, &text);
    }
}

fn verdict(page: &mut Page, report: &RunReport) {
    let verdict = judge(report);
    let tone = match verdict.level {
        Level::Good => Tone::Good,
        Level::Attention => Tone::Attention,
        Level::Bad => Tone::Bad,
    };
    page.blank();
    page.line(tone, &verdict.words(&Language::english()).to_uppercase());
    page.paragraph(Tone::Strong, 0, &visible(&verdict.sentence));
    for task in &verdict.tasks {
        page.line(Tone::Plain, &format!("  - {}", visible(&task.what)));
        page.paragraph(Tone::Quiet, 4, &visible(&task.action));
    }
}

const FIGURES: [&str; 7] = [
    "Read", "Skipped", "Rejected", "Loaded", "Refused", "In doubt", "Not sent",
];

fn figures(funnel: &Funnel) -> [String; 7] {
    [
        funnel.read,
        funnel.skipped.total(),
        funnel.rejected.total(),
        funnel.loaded.total(),
        funnel.refused,
        funnel.in_doubt,
        funnel.not_sent,
    ]
    .map(count)
}

fn funnel(page: &mut Page, report: &RunReport) {
    let mut lines: Vec<(String, [String; 7])> = report
        .objects
        .iter()
        .map(|object| (visible(&object.name), figures(&object.funnel)))
        .collect();
    if lines.len() > 1 {
        lines.push(("all objects".to_owned(), figures(&report.funnel())));
    }
    let mut widths = FIGURES.map(|title| columns(title) + 1);
    for (_, figures) in &lines {
        for (width, figure) in widths.iter_mut().zip(figures) {
            *width = (*width).max(columns(figure) + 1);
        }
    }
    page.blank();
    let name_columns = COLUMNS.saturating_sub(widths.iter().sum());
    if name_columns < NAME_COLUMNS_MIN {
        return funnel_in_words(page, &lines);
    }
    let titles = FIGURES.map(str::to_owned);
    page.line(
        Tone::Quiet,
        &table_line("Object", &titles, name_columns, widths),
    );
    for (name, figures) in &lines {
        page.line(
            Tone::Plain,
            &table_line(name, figures, name_columns, widths),
        );
    }
}

fn table_line(name: &str, cells: &[String; 7], name_columns: usize, widths: [usize; 7]) -> String {
    let mut line = left(name, name_columns);
    for (cell, width) in cells.iter().zip(widths) {
        line.push_str(&right(cell, width));
    }
    line
}

/// Figures too long for a table: each object's in a sentence, so that none is cut.
fn funnel_in_words(page: &mut Page, lines: &[(String, [String; 7])]) {
    for (name, figures) in lines {
        page.line(Tone::Strong, name);
        let words: Vec<String> = FIGURES
            .iter()
            .zip(figures)
            .map(|(title, figure)| format!("{} {figure}", title.to_lowercase()))
            .collect();
        page.paragraph(Tone::Plain, 2, &words.join(", "));
    }
}

fn equations(page: &mut Page, report: &RunReport) {
    page.blank();
    let mut all_hold = true;
    for object in &report.objects {
        let equation = object.funnel.equation();
        if !equation.holds() {
            all_hold = false;
            page.paragraph(
                Tone::Bad,
                0,
                &format!(
                    "DOES NOT ADD UP: {}: read {}, accounted for {}, difference {}",
                    visible(&object.name),
                    count(equation.read),
                    count(equation.accounted),
                    signed_count(equation.difference())
                ),
            );
        }
    }
    if all_hold {
        let funnel = report.funnel();
        let [read, skipped, rejected, loaded, refused, in_doubt, not_sent] = figures(&funnel);
        page.paragraph(
            Tone::Plain,
            0,
            &format!(
                "Adds up: {read} read = {skipped} skipped + {rejected} rejected + {loaded} loaded \
                 + {refused} refused + {in_doubt} in doubt + {not_sent} not yet sent"
            ),
        );
    }
}

/// Objects whose records were compared with the ERP, and not with the extracts that they came from.
fn not_held(page: &mut Page, report: &RunReport) {
    for object in &report.objects {
        let why = object.keys.as_ref().map_or("", |keys| &keys.not_held);
        if !why.is_empty() {
            let text = format!(
                "Not held against its extracts: {}: {}",
                visible(&object.name),
                visible(why)
            );
            page.paragraph(Tone::Attention, 0, &text);
        }
    }
}

fn asked(page: &mut Page, report: &RunReport) {
    if report.asked.is_empty() {
        return;
    }
    page.blank();
    page.line(Tone::Strong, "Asked of the ERP");
    for one in &report.asked {
        page.paragraph(Tone::Plain, 2, &visible(&one.line()));
    }
}

/// What became of the run that was retried: the other figures are those of its mended rejects.
fn retried(page: &mut Page, report: &RunReport) {
    if report.retried.is_empty() {
        return;
    }
    page.blank();
    page.line(Tone::Strong, "Retried");
    for one in &report.retried {
        page.paragraph(Tone::Plain, 2, &visible(&one.line()));
    }
}

fn causes(page: &mut Page, report: &RunReport) {
    let mut causes: Vec<(&str, &CauseReport)> = report
        .objects
        .iter()
        .flat_map(|object| {
            object
                .causes
                .iter()
                .map(|cause| (object.name.as_str(), cause))
        })
        .collect();
    if causes.is_empty() {
        return;
    }
    causes.sort_by_key(|(_, cause)| worse(cause));
    page.blank();
    let shown = causes.len().min(CAUSES_MAX);
    page.line(
        Tone::Strong,
        &format!("Causes, worst first ({shown} of {})", causes.len()),
    );
    for (object, cause) in causes.into_iter().take(CAUSES_MAX) {
        let tone = match cause.severity {
            Severity::Error => Tone::Plain,
            Severity::Warning => Tone::Quiet,
        };
        let field = if cause.field.is_empty() {
            visible(object)
        } else {
            format!("{}, {}", visible(object), visible(&cause.field))
        };
        let what = format!("{}: {}", visible(&cause.code), visible(&cause.title));
        page.line(
            tone,
            &format!("{} {what} ({field})", right(&count(cause.records), 9)),
        );
        if let Some(sample) = cause.samples.first() {
            let origin = visible(&sample.origin);
            let origin = fit_end(&origin, COLUMNS - 16);
            page.line(Tone::Quiet, &format!("{}e.g. {origin}", " ".repeat(10)));
        }
    }
}
