//! The funnel as a flow: a trunk of records from above to below, from which a branch leaves for every group that does not
//! go on. Widths are shares of what was read, in tenths of a unit of the picture; nothing is narrower than can be seen.

use crate::report::format;
use crate::report::language::Language;
use crate::report::model::{Command, RunReport};

/// The picture's width in units; it is never shown wider than its text can bear.
pub(super) const WIDTH: u64 = 360;
/// Where the trunk begins, how wide all records are, where branches end and words begin, in units.
const LEFT: u64 = 8;
const TRUNK: u64 = 120;
const ENDS: u64 = 156;
const WORDS: u64 = 166;
/// The height of a node and the least height of a branch's row.
const NODE: u64 = 34;
const ROW: u64 = 28;
/// The narrowest that can be seen.
const NARROWEST: u64 = 3;

/// The picture.
pub(super) struct Flow {
    pub(super) height: u64,
    pub(super) shapes: Vec<Shape>,
    pub(super) labels: Vec<Label>,
    pub(super) summary: String,
}

/// One area of the picture.
pub(super) struct Shape {
    pub(super) class: &'static str,
    pub(super) path: String,
}

/// One text of the picture.
pub(super) struct Label {
    pub(super) y: u64,
    pub(super) count: String,
    pub(super) word: String,
    pub(super) node: bool,
}

/// What leaves the trunk: its class, how many, the text for it.
type Branch = (&'static str, u64, &'static str);

pub(super) fn flow(report: &RunReport, words: &Language) -> Option<Flow> {
    let funnel = report.funnel();
    if funnel.read == 0 {
        return None;
    }
    let (skipped, rejected) = (&funnel.skipped, &funnel.rejected);
    let sends = !report.command.is_dry() && report.command != Command::Reconcile;
    let before: [Branch; 9] = [
        ("skipped", skipped.filtered, "flow-filtered"),
        ("skipped", skipped.duplicate, "flow-duplicate"),
        ("skipped", skipped.unchanged, "flow-unchanged"),
        ("skipped", skipped.taken_back, "flow-taken-back"),
        ("skipped", skipped.not_asked, "flow-not-asked"),
        ("rejected", rejected.extract, "flow-extract"),
        ("rejected", rejected.map, "flow-map"),
        ("rejected", rejected.validate, "flow-validate"),
        ("rejected", rejected.reference, "flow-reference"),
    ];
    let after: [Branch; 3] = [
        (
            "waiting",
            if sends { funnel.not_sent } else { 0 },
            "term-waiting",
        ),
        ("refused", funnel.refused, "flow-refused"),
        ("doubt", funnel.in_doubt, "term-doubt"),
    ];
    let mut picture = Picture::new(funnel.read, words);
    picture.node("trunk", funnel.read, "term-read");
    picture.branches(&before);
    if sends {
        let fit = sum(&after) + funnel.loaded.total();
        picture.node("trunk", fit, "flow-ready");
        picture.branches(&after);
        picture.node("loaded", funnel.loaded.total(), "term-loaded");
    } else {
        picture.branches(&after);
        let word = match report.command {
            Command::Reconcile => "flow-as-if",
            _ => "flow-ready",
        };
        picture.node("waiting", funnel.not_sent, word);
    }
    let gap = funnel.equation().difference();
    if gap > 0 {
        picture.lost(u64::try_from(gap).unwrap_or(u64::MAX));
    }
    Some(picture.finish())
}

fn sum(branches: &[Branch]) -> u64 {
    crate::report::model::saturating_sum(branches.iter().map(|(_, number, _)| *number))
}

struct Picture<'a> {
    words: &'a Language,
    read: u64,
    y: u64,
    /// The trunk's width where it stands.
    width: u64,
    shapes: Vec<Shape>,
    labels: Vec<Label>,
}

impl<'a> Picture<'a> {
    fn new(read: u64, words: &'a Language) -> Self {
        Self {
            words,
            read,
            y: 2,
            width: TRUNK,
            shapes: Vec::new(),
            labels: Vec::new(),
        }
    }

    fn share(&self, number: u64) -> u64 {
        let share = u128::from(number) * u128::from(TRUNK) / u128::from(self.read.max(1));
        let share = u64::try_from(share).unwrap_or(TRUNK).min(TRUNK);
        if number > 0 { share.max(NARROWEST) } else { 0 }
    }

    /// A bar across the trunk, with its words beside it.
    fn node(&mut self, class: &'static str, number: u64, word: &str) {
        if number > 0 {
            self.rect(class, self.width, NODE);
        }
        self.label(self.y + NODE / 2, number, word, true);
        self.y += NODE;
    }

    fn branches(&mut self, branches: &[Branch]) {
        for (class, number, word) in branches.iter().filter(|(_, number, _)| *number > 0) {
            let thick = self.share(*number);
            let height = ROW.max(thick + 10);
            let inner = LEFT + self.width.saturating_sub(thick);
            let outer = inner + thick;
            let (top, turn) = (self.y, self.y + (height - thick) / 2);
            let (bottom, end) = (turn + thick, ENDS);
            let soft = outer + 8;
            self.shapes.push(Shape {
                class,
                path: format!(
                    "M{inner} {top}H{outer}Q{outer} {turn} {soft} {turn}H{end}V{bottom}H{soft}Q{inner} {bottom} {inner} {top}Z"
                ),
            });
            self.width = self.width.saturating_sub(thick).max(NARROWEST);
            self.rect("trunk", self.width, height);
            self.label(turn + thick / 2, *number, word, false);
            self.y += height;
        }
    }

    /// What nobody accounts for: no branch of the trunk, for nobody knows where it left.
    fn lost(&mut self, number: u64) {
        self.y += 8;
        self.rect("gap", self.share(number), ROW - 8);
        self.label(self.y + (ROW - 8) / 2, number, "term-gap", true);
        self.y += ROW - 8;
    }

    fn rect(&mut self, class: &'static str, width: u64, height: u64) {
        self.shapes.push(Shape {
            class,
            path: format!("M{LEFT} {}h{width}v{height}h-{width}Z", self.y),
        });
    }

    fn label(&mut self, y: u64, number: u64, word: &str, node: bool) {
        self.labels.push(Label {
            y: y + 5,
            count: format::count(number),
            word: self.words.say(word),
            node,
        });
    }

    fn finish(self) -> Flow {
        let told = self.labels.iter();
        let told: Vec<String> = told
            .map(|label| format!("{} {}", label.count, label.word))
            .collect();
        Flow {
            height: self.y + 4,
            shapes: self.shapes,
            summary: self
                .words
                .with("flow-table", &[("summary", &told.join("; "))]),
            labels: self.labels,
        }
    }
}

/// Where the words begin, for the template.
pub(super) const LABEL_X: u64 = WORDS;
