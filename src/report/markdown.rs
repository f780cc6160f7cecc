//! The report as Markdown, for a merge request: verdict, what is to be done, figures, the worst causes, breaks by kind.
//!
//! Short by design: hosts cut long texts off. Texts of strangers cannot become markup, links, pictures or mentions.

use super::ages::Ages;
use super::format;
use super::language::Language;
use super::model::{ObjectReport, RunReport};
use super::text;
use super::verdict::{Level, judge_in};

/// Causes that are listed, the worst of all objects.
const CAUSES_MAX: usize = 20;
/// Characters shown of a text.
const CHARACTERS_MAX: usize = 120;

/// The report as text in a language, ending in a line feed.
pub fn render(report: &RunReport, words: &Language) -> String {
    let verdict = judge_in(report, words);
    let mark = match verdict.level {
        Level::Good => "✅",
        Level::Attention => "⚠️",
        Level::Bad => "❌",
    };
    let titled = [
        ("project", &*cell(&report.project)),
        ("run", &*report.run.to_string()),
        ("purpose", &*words.purpose(report.purpose)),
    ];
    let mut lines = vec![
        format!("## {mark} {}", words.with("project-run", &titled)),
        String::new(),
        format!(
            "**{}.** {}",
            verdict.words(words),
            cell_whole(&verdict.sentence)
        ),
        String::new(),
    ];
    let tasks = verdict.tasks.iter();
    lines.extend(tasks.map(|task| format!("- **{}**: {}", cell(&task.what), advice(&task.action))));
    if !verdict.tasks.is_empty() {
        lines.push(String::new());
    }
    let facts = format!(
        "{} · {} · {} · Landbridge {}",
        words.command(report.command, report.reconciled()),
        words.instant(report.started),
        format::duration(report.duration_ms),
        report.program
    );
    let parts = [
        lines.join("\n"),
        "\n".to_owned(),
        objects(report, words),
        totals(report, words),
        since(report, words),
        causes(report, words),
        breaks(report, words),
        format!("<sub>{}</sub>\n", cell_whole(&facts)),
    ];
    parts.concat()
}

fn table(titles: &[&str], right_from: usize, lines: &[Vec<String>], words: &Language) -> String {
    let titles: Vec<String> = titles.iter().map(|id| words.say(id)).collect();
    let rules: Vec<&str> = (0..titles.len())
        .map(|column| if column >= right_from { "--:" } else { "---" })
        .collect();
    let heads = [titles.join(" | "), rules.join(" | ")];
    let lines = lines.iter().map(|cells| cells.join(" | "));
    let lines = heads.into_iter().chain(lines);
    let lines: Vec<String> = lines.map(|cells| format!("| {cells} |\n")).collect();
    format!("{}\n", lines.concat())
}

/// What became of the causes since an earlier run.
fn since(report: &RunReport, words: &Language) -> String {
    report.compared.as_ref().map_or_else(String::new, |one| {
        let values = [
            ("run", &*one.run.to_string()),
            ("purpose", &*words.purpose(one.purpose)),
            ("sentence", &*one.sentence_in(words)),
        ];
        format!("{}\n\n", words.with("since-line", &values))
    })
}

fn objects(report: &RunReport, words: &Language) -> String {
    let line = |name: String, object: &super::Funnel, breaks: u64| {
        let figures = [
            object.read,
            object.skipped.total(),
            object.rejected.total(),
            object.loaded.total(),
            object.refused,
            object.in_doubt,
            object.not_sent,
            breaks,
        ];
        let holds = if object.equation().holds() {
            words.say("yes")
        } else {
            format!("**{}**", words.say("no"))
        };
        let mut cells = vec![name];
        cells.extend(figures.map(format::count));
        cells.push(holds);
        cells
    };
    let each = report.objects.iter();
    let mut lines: Vec<Vec<String>> = each
        .map(|object| line(cell(&object.name), &object.funnel, object.breaks_total()))
        .collect();
    if report.objects.len() > 1 {
        lines.push(line(
            format!("**{}**", words.say("total-all")),
            &report.funnel(),
            report.breaks(),
        ));
    }
    let titles = [
        "col-object",
        "col-read",
        "col-skipped",
        "col-rejected",
        "col-loaded",
        "col-refused",
        "col-doubt",
        "col-not-sent",
        "col-open-breaks",
        "col-adds-up",
    ];
    table(&titles, 1, &lines, words)
}

fn totals(report: &RunReport, words: &Language) -> String {
    let of = |object: &ObjectReport| {
        let name = cell(&object.name);
        let differing = object.totals.iter().filter(|total| total.differs());
        let ages = Ages::of(object);
        let lines = differing.map(|total| {
            let or = |one: Option<rust_decimal::Decimal>| {
                one.map_or_else(|| "–".to_owned(), format::decimal)
            };
            vec![
                name.clone(),
                cell(&total.name),
                cell(&ages.group(total, words)),
                format::decimal(total.source),
                format::decimal(total.loaded),
                or(total.erp),
                or(total.difference()),
            ]
        });
        lines.collect::<Vec<_>>()
    };
    let lines: Vec<Vec<String>> = report.objects.iter().flat_map(of).collect();
    if lines.is_empty() {
        return String::new();
    }
    let titles = [
        "col-object",
        "col-total",
        "col-group",
        "col-legacy",
        "total-loaded",
        "col-erp",
        "col-erp-less-loaded",
    ];
    format!(
        "### {}\n\n{}",
        words.say("totals-that-differ"),
        table(&titles, 3, &lines, words)
    )
}

fn causes(report: &RunReport, words: &Language) -> String {
    let mut all: Vec<(&ObjectReport, &super::CauseReport)> = (report.objects.iter())
        .flat_map(|object| object.causes.iter().map(move |cause| (object, cause)))
        .collect();
    if all.is_empty() {
        return String::new();
    }
    all.sort_by_key(|(_, cause)| super::model::worse(cause));
    let more = all.len().saturating_sub(CAUSES_MAX);
    let lines: Vec<Vec<String>> = (all.iter().take(CAUSES_MAX))
        .map(|(object, cause)| {
            vec![
                words.severity(cause.severity),
                cell(&object.name),
                code(&cause.code),
                cell(&cause.field),
                cell(&words.title_of(&cause.code, &cause.title)),
                format::count(cause.records),
            ]
        })
        .collect();
    let titles = [
        "weight",
        "col-object",
        "code",
        "field",
        "col-wrong",
        "col-records",
    ];
    let table = table(&titles, 5, &lines, words);
    let mut out = format!("### {}\n\n{table}", words.say("findings-title"));
    if more > 0 {
        let more = u64::try_from(more).unwrap_or(u64::MAX);
        out.push_str(&words.counted("n-causes-more", more));
        out.push_str("\n\n");
    }
    out
}

fn breaks(report: &RunReport, words: &Language) -> String {
    let of = |object: &ObjectReport| {
        let name = cell(&object.name);
        let kinds = object.break_counts.iter().filter(|one| one.count > 0);
        let lines = kinds.map(|one| {
            vec![
                name.clone(),
                words.kind(one.kind),
                words.means(one.kind),
                format::count(one.count),
            ]
        });
        lines.collect::<Vec<_>>()
    };
    let lines: Vec<Vec<String>> = report.objects.iter().flat_map(of).collect();
    if lines.is_empty() {
        return String::new();
    }
    let titles = ["col-object", "col-kind", "col-means", "col-open"];
    format!(
        "### {}\n\n{}",
        words.say("open-breaks-title"),
        table(&titles, 3, &lines, words)
    )
}

/// A code as such, where it is one.
fn code(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if value.chars().all(plain) {
        format!("`{value}`")
    } else {
        cell(value)
    }
}

/// A text in a cell, cut where it is long.
fn cell(value: &str) -> String {
    cell_whole(&text::fit(&text::visible(value), CHARACTERS_MAX))
}

/// A text in which nothing is markup.
fn cell_whole(value: &str) -> String {
    let mut escaped = String::new();
    for c in text::visible(value).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // A mention calls a person.
            '@' => escaped.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '!' | '|' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    // An address becomes a link by itself.
    escaped
        .replace("://", "&#58;//")
        .replace("www.", "www&#46;")
}

/// Advice of our own, in which commands stand between backticks.
fn advice(value: &str) -> String {
    let spans = text::spans(value).into_iter();
    spans
        .map(|span| {
            if span.code {
                format!("`{}`", span.text)
            } else {
                cell_whole(&span.text)
            }
        })
        .collect()
}
