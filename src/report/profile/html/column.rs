//! A column as the page shows it.

use super::{Fact, PointView, class, point_view, word};
use crate::profile::{Bar, ColumnProfile, Kind, Profile, Severity, TableProfile};
use crate::report::format::{count, counted, decimal, hundredths, percent};
use crate::report::profile::table::range;
use crate::report::profile::{Point, kind_word};
use crate::report::text::visible;

/// Height of a histogram, and the width of a bar with its gap.
const HEIGHT: u64 = 100;
const STEP: usize = 10;
/// Columns that stand open from the beginning, where they are to be mended.
const OPEN_MAX: usize = 3;

/// Records of one kind.
pub(super) struct TableView {
    pub(super) anchor: String,
    pub(super) short: String,
    pub(super) title: &'static str,
    pub(super) path: String,
    pub(super) lead: String,
    pub(super) columns: Vec<ColumnView>,
}

pub(super) struct ColumnView {
    pub(super) anchor: String,
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) word: &'static str,
    pub(super) open: bool,
    pub(super) mix: Vec<Part>,
    pub(super) mix_words: String,
    pub(super) mix_label: String,
    pub(super) empty: String,
    pub(super) distinct: String,
    pub(super) range: String,
    pub(super) tags: Vec<Tag>,
    pub(super) facts: Vec<Fact>,
    pub(super) points: Vec<PointView>,
    pub(super) chart: Option<Chart>,
    pub(super) frequent: Vec<Line>,
    pub(super) shapes: Vec<Line>,
    pub(super) shapes_more: Option<String>,
}

/// A part of the bar of types.
pub(super) struct Part {
    pub(super) class: &'static str,
    pub(super) x: String,
    pub(super) width: String,
}

pub(super) struct Tag {
    pub(super) class: &'static str,
    pub(super) text: String,
}

pub(super) struct Line {
    pub(super) value: String,
    pub(super) sample: String,
    pub(super) count: String,
    pub(super) width: String,
}

pub(super) struct Chart {
    pub(super) title: String,
    pub(super) label: String,
    pub(super) dates: bool,
    pub(super) width: usize,
    pub(super) bars: Vec<BarView>,
    pub(super) from: String,
    pub(super) to: String,
}

pub(super) struct BarView {
    pub(super) x: usize,
    pub(super) y: u64,
    pub(super) height: u64,
    pub(super) title: String,
}

/// The place of a column on the page.
pub(super) fn anchor(profile: &Profile, path: &str, column: usize) -> String {
    let table = profile.tables.iter().position(|table| table.path == path);
    format!("column-{}-{}", table.unwrap_or(0) + 1, column + 1)
}

impl TableView {
    pub(super) fn all(profile: &Profile, points: &[Point<'_>]) -> Vec<Self> {
        let mut open = OPEN_MAX;
        (profile.tables.iter().enumerate())
            .map(|(index, table)| Self::of(profile, points, index, table, &mut open))
            .collect()
    }

    fn of(
        profile: &Profile,
        points: &[Point<'_>],
        index: usize,
        table: &TableProfile,
        open: &mut usize,
    ) -> Self {
        let column = |(slot, column): (usize, &ColumnProfile)| {
            let own = points.iter().filter(|point| {
                point.path == table.path && point.column.is_some_and(|(at, _)| at == slot)
            });
            let own: Vec<PointView> = own.map(|point| point_view(profile, point)).collect();
            let anchor = anchor(profile, &table.path, slot);
            let mut view = ColumnView::of(table, column, anchor, own);
            view.open = view.class == "error" && *open > 0;
            *open -= usize::from(view.open);
            view
        };
        let records = counted(table.records, "record", "records");
        let fields = u64::try_from(table.columns.len()).unwrap_or(u64::MAX);
        let fields = counted(fields, "column", "columns");
        let types = if table.typed {
            "The file keeps types; text that reads as a number or a date is called so."
        } else {
            "The file keeps no types: numbers and dates are what its texts read as."
        };
        Self {
            anchor: format!("columns-{}", index + 1),
            short: match &*table.path {
                "" => "Columns".to_owned(),
                path => visible(path),
            },
            title: if table.path.is_empty() {
                "Columns"
            } else {
                "Nested records"
            },
            path: visible(&table.path),
            lead: format!("{records}, {fields}. {types}"),
            columns: table.columns.iter().enumerate().map(column).collect(),
        }
    }
}

impl ColumnView {
    fn of(
        table: &TableProfile,
        column: &ColumnProfile,
        anchor: String,
        points: Vec<PointView>,
    ) -> Self {
        let worst = column.suspicions.iter().map(|one| one.severity).min();
        let worst = worst.filter(|severity| *severity != Severity::Know);
        let about = if column.distinct.exact { "" } else { "about " };
        Self {
            anchor,
            name: visible(&column.name),
            class: worst.map_or("quiet", class),
            word: worst.map_or("Fine", word),
            open: false,
            mix: mix(column),
            mix_words: mix_words(table, column),
            mix_label: mix_label(table, column),
            empty: count(column.empty),
            distinct: format!("{about}{}", count(column.distinct.count)),
            range: range(column, usize::MAX),
            tags: tags(column),
            facts: facts(table, column),
            points,
            chart: chart(column),
            frequent: frequent(column),
            shapes: shapes(column),
            shapes_more: (column.shapes_omitted > 0).then(|| {
                counted(
                    column.shapes_omitted,
                    "value has another",
                    "values have others",
                )
            }),
        }
    }
}

fn tags(column: &ColumnProfile) -> Vec<Tag> {
    let grave = column.suspicions.iter();
    grave
        .filter(|one| one.severity != Severity::Know)
        .map(|one| Tag {
            class: class(one.severity),
            text: format!("{} {}", one.code, count(one.count)),
        })
        .collect()
}

fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "k-text",
        Kind::Integer | Kind::Decimal | Kind::NumberInText => "k-number",
        Kind::Date | Kind::DateTime | Kind::DateInText => "k-date",
        Kind::Placeholder => "k-placeholder",
        Kind::Bool | Kind::List | Kind::Record => "k-other",
    }
}

/// The kinds and the empties as parts of a bar.
fn mix(column: &ColumnProfile) -> Vec<Part> {
    let kinds = column.kinds.iter();
    let mut parts: Vec<(&'static str, u64)> = kinds
        .map(|kind| (kind_class(kind.kind), kind.count))
        .collect();
    parts.push(("k-empty", column.empty));
    let all = column.records.max(1);
    let mut x = 0;
    let mut bar = Vec::new();
    for (class, number) in parts.into_iter().filter(|(_, number)| *number > 0) {
        let share = u128::from(number) * 10_000 / u128::from(all);
        let width = u64::try_from(share).unwrap_or(0).max(100);
        bar.push(Part {
            class,
            x: hundredths(x),
            width: hundredths(width),
        });
        x += width;
    }
    bar
}

fn mix_words(table: &TableProfile, column: &ColumnProfile) -> String {
    let all: u64 = column.kinds.iter().map(|kind| kind.count).sum();
    let words: Vec<String> = (column.kinds.iter())
        .map(|kind| {
            let word = kind_word(kind.kind, table.typed);
            if kind.count == all {
                word.to_owned()
            } else {
                format!("{word} {}", percent(kind.count, all))
            }
        })
        .collect();
    if words.is_empty() {
        "always empty".to_owned()
    } else {
        words.join(", ")
    }
}

fn mix_label(table: &TableProfile, column: &ColumnProfile) -> String {
    let kinds = column.kinds.iter();
    let mut words: Vec<String> = kinds
        .map(|kind| {
            format!(
                "{} {}",
                count(kind.count),
                kind_word(kind.kind, table.typed)
            )
        })
        .collect();
    words.push(format!("{} empty", count(column.empty)));
    words.join(", ")
}

fn facts(table: &TableProfile, column: &ColumnProfile) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |term: &str, value: String| {
        facts.push(Fact {
            term: term.to_owned(),
            value,
        });
    };
    add("Types", mix_label(table, column));
    if column.empty > 0 {
        let share = percent(column.empty, column.records);
        add("Empty", format!("{} ({share})", count(column.empty)));
    }
    let about = if column.distinct.exact {
        ""
    } else {
        " (estimated, off by about 2 %)"
    };
    add(
        "Distinct",
        format!("{}{about}", count(column.distinct.count)),
    );
    if let Some((shortest, longest)) = column.length {
        let length = if shortest == longest {
            counted(longest, "character", "characters")
        } else {
            format!("{} to {} characters", count(shortest), count(longest))
        };
        add("Length", length);
    }
    if let Some(numbers) = &column.numbers {
        add("Smallest", decimal(numbers.min));
        add("Largest", decimal(numbers.max));
        if let Some(sum) = numbers.sum {
            add("Sum", decimal(sum));
        }
        if !numbers.forms.is_empty() {
            let forms = numbers.forms.iter();
            let forms: Vec<String> = forms
                .map(|(form, number)| format!("{form} ({})", count(*number)))
                .collect();
            add("Written with", forms.join(", "));
        }
    }
    if let Some(dates) = &column.dates {
        let forms = dates.forms.iter();
        let forms: Vec<String> = forms
            .map(|form| format!("{} ({})", form.form, count(form.count)))
            .collect();
        if !forms.is_empty() {
            add("Date forms", forms.join(", "));
        }
        if !dates.evidence.is_empty() {
            add("Evidence", dates.evidence.clone());
        }
    }
    facts
}

fn frequent(column: &ColumnProfile) -> Vec<Line> {
    let most = column.frequent.iter().map(|value| value.count).max();
    let most = most.unwrap_or(1).max(1);
    let line = |value: &crate::profile::Frequent| Line {
        value: visible(&value.value),
        sample: String::new(),
        count: if value.exact {
            count(value.count)
        } else {
            format!("≥ {}", count(value.count))
        },
        width: share(value.count, most),
    };
    column.frequent.iter().map(line).collect()
}

fn shapes(column: &ColumnProfile) -> Vec<Line> {
    let all: u64 = column.shapes.iter().map(|shape| shape.count).sum();
    let all = all + column.shapes_omitted;
    let line = |shape: &crate::profile::ShapeCount| Line {
        value: visible(&shape.shape),
        sample: visible(&shape.sample.value),
        count: percent(shape.count, all),
        width: share(shape.count, all.max(1)),
    };
    column.shapes.iter().map(line).collect()
}

fn chart(column: &ColumnProfile) -> Option<Chart> {
    let bars = &column.histogram;
    let most = bars.iter().map(|bar| bar.count).max()?.max(1);
    let all: u64 = bars.iter().map(|bar| bar.count).sum();
    let of = match column.numbers.as_ref().map(|numbers| numbers.count) {
        Some(number) if number > all => format!(", {} drawn by lot", count(all)),
        _ if column.dates.as_ref().is_some_and(|dates| dates.count > all) => {
            format!(", {} drawn by lot", count(all))
        }
        _ => String::new(),
    };
    let bar = |(index, bar): (usize, &Bar)| {
        let height = (bar.count * HEIGHT / most).max(u64::from(bar.count > 0));
        BarView {
            x: index * STEP,
            y: HEIGHT - height,
            height,
            title: format!("{} to {}: {}", bar.from, bar.to, count(bar.count)),
        }
    };
    let label: Vec<String> = (bars.iter())
        .filter(|bar| bar.count > 0)
        .map(|bar| format!("{} to {}: {}", bar.from, bar.to, count(bar.count)))
        .collect();
    Some(Chart {
        title: format!("Values by size{of}"),
        label: label.join("; "),
        dates: column.dates.is_some(),
        width: bars.len() * STEP,
        bars: bars.iter().enumerate().map(bar).collect(),
        from: bars.first()?.from.clone(),
        to: bars.last()?.to.clone(),
    })
}

fn share(part: u64, whole: u64) -> String {
    let share = u128::from(part) * 10_000 / u128::from(whole);
    hundredths(u64::try_from(share).unwrap_or(10_000).min(10_000))
}
