//! A profile as one page that needs nothing else. Markup stands in `templates/profile`; look and
//! script are those of a run's report.

use askama::Template;

use super::{Detected, Point, key_words, points, verdict};
use crate::profile::{Profile, Severity};
use crate::report::format::{count, counted};
use crate::report::html::{CSS, RenderFault, SCRIPT, content_security_policy, level_class};
use crate::report::text::{Span, spans, visible};
use crate::report::verdict::Level;

mod column;

use column::TableView;

const OWN_CSS: &str = include_str!("../../../templates/profile/profile.css");
/// Tasks on top of the page; the columns tell all.
const TASKS_MAX: usize = 12;

/// Renders the page: one HTML file in UTF-8.
///
/// Its size grows with the columns, not with the records. Fails only where memory does.
pub fn render(profile: &Profile, detected: &Detected) -> Result<String, RenderFault> {
    let css = format!("{CSS}{OWN_CSS}");
    Ok(Page::of(profile, detected, &css).render()?)
}

#[derive(Template)]
#[template(path = "profile/page.html", whitespace = "minimize")]
struct Page<'a> {
    csp: String,
    css: &'a str,
    script: &'static str,
    program: &'static str,
    file: String,
    kind: String,
    level: &'static str,
    level_word: &'static str,
    sentence: String,
    tasks: Vec<Task>,
    more: Option<String>,
    facts: Vec<Fact>,
    records: Vec<PointView>,
    keys: Vec<Vec<Span>>,
    tables: Vec<TableView>,
}

struct Task {
    anchor: String,
    about: String,
    text: Vec<Span>,
}

struct Fact {
    term: String,
    value: String,
}

struct PointView {
    class: &'static str,
    word: &'static str,
    text: Vec<Span>,
    samples: Vec<SampleView>,
}

struct SampleView {
    origin: String,
    value: String,
}

impl<'a> Page<'a> {
    fn of(profile: &Profile, detected: &Detected, css: &'a str) -> Self {
        let verdict = verdict(profile);
        let points = points(profile);
        let grave = || {
            points
                .iter()
                .filter(|point| point.severity != Severity::Know)
        };
        let more = grave().count().saturating_sub(TASKS_MAX);
        let more = u64::try_from(more).unwrap_or(u64::MAX);
        let level_word = match verdict.level {
            Level::Good => "Nothing stands out",
            Level::Attention => "To look at",
            Level::Bad => "To mend",
        };
        let records = points.iter().filter(|point| point.column.is_none());
        Self {
            csp: content_security_policy(css),
            css,
            script: SCRIPT,
            program: env!("CARGO_PKG_VERSION"),
            file: visible(&profile.file),
            kind: visible(&detected.kind),
            level: level_class(verdict.level),
            level_word,
            sentence: verdict.sentence,
            tasks: grave()
                .take(TASKS_MAX)
                .map(|point| task(profile, point))
                .collect(),
            more: (more > 0).then(|| format!("{} more below, at the columns.", count(more))),
            facts: facts(profile, detected),
            records: records.map(|point| point_view(profile, point)).collect(),
            keys: keys(profile),
            tables: TableView::all(profile, &points),
        }
    }
}

fn task(profile: &Profile, point: &Point<'_>) -> Task {
    let (anchor, about) = match point.column {
        Some((index, name)) => (column::anchor(profile, point.path, index), name.to_owned()),
        None => ("records".to_owned(), "Records".to_owned()),
    };
    let about = match point.path {
        "" => about,
        path if about == "." => path.to_owned(),
        path => format!("{path} › {about}"),
    };
    Task {
        anchor,
        about: visible(&about),
        text: spans(&point.text),
    }
}

fn point_view(profile: &Profile, point: &Point<'_>) -> PointView {
    let samples = point.samples.iter();
    PointView {
        class: class(point.severity),
        word: word(point.severity),
        text: spans(&point.text),
        samples: samples
            .map(|sample| SampleView {
                origin: visible(&super::place(&sample.origin, &profile.file)),
                value: super::quoted(&visible(&sample.value)),
            })
            .collect(),
    }
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Mend => "error",
        Severity::Look => "warning",
        Severity::Know => "quiet",
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Mend => "Mend",
        Severity::Look => "Look",
        Severity::Know => "Know",
    }
}

fn facts(profile: &Profile, detected: &Detected) -> Vec<Fact> {
    let mut facts = vec![Fact {
        term: "Records".to_owned(),
        value: count(profile.records),
    }];
    for table in profile.tables.iter().skip(1) {
        facts.push(Fact {
            term: format!("Nested {}", visible(&table.path)),
            value: count(table.records),
        });
    }
    if profile.blank > 0 {
        facts.push(Fact {
            term: "Blank, passed over".to_owned(),
            value: count(profile.blank),
        });
    }
    facts.extend(detected.lines.iter().map(|(term, value)| Fact {
        term: crate::report::format::sentence_case(&visible(term)),
        value: visible(value),
    }));
    facts
}

/// Good news about keys; what is wrong with one stands among the points.
fn keys(profile: &Profile) -> Vec<Vec<Span>> {
    let mut all = Vec::new();
    for table in &profile.tables {
        let good = table
            .keys
            .iter()
            .filter(|key| key.duplicates == 0 && key.empty == 0);
        all.extend(good.map(|key| {
            let records = counted(table.records, "record", "records");
            let records = records.trim_start_matches(&count(table.records)).to_owned();
            spans(&format!("{}{records}.", key_words(table, key)))
        }));
    }
    all
}
