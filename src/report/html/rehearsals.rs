//! Readiness, forecast, and a run beside an earlier one, as the page shows them.

use crate::report::language::Language;
use crate::report::model::{ComparedReport, ForecastReport, ReadinessReport, RunReport, Standing};
use crate::report::rehearsals::missing;
use crate::report::{format, text};

pub(super) struct Ready {
    pub(super) object: String,
    pub(super) score: u8,
    pub(super) missing: String,
}

/// What an object lacks is told in the language of the page.
pub(super) fn ready(report: &RunReport, one: &ReadinessReport, words: &Language) -> Ready {
    let object = report.objects.iter().find(|own| own.name == one.object);
    let lacks = object.map_or_else(|| one.missing.clone(), |own| missing(report, own, words));
    Ready {
        object: text::visible(&one.object),
        score: one.score,
        missing: text::visible(&lacks.join("; ")),
    }
}

pub(super) struct Forecast {
    pub(super) sentence: String,
    pub(super) lines: Vec<ForecastLine>,
}

pub(super) struct ForecastLine {
    pub(super) object: String,
    pub(super) records: String,
    pub(super) measured: String,
    pub(super) at_limit: String,
    pub(super) after: String,
    pub(super) critical: bool,
}

pub(super) fn forecast(forecast: &ForecastReport, words: &Language) -> Forecast {
    let lines = forecast.objects.iter().map(|one| ForecastLine {
        object: text::visible(&one.object),
        records: format::count(one.records),
        measured: format::duration(one.measured_ms),
        at_limit: (one.at_limit_ms).map_or_else(|| "–".to_owned(), format::duration),
        after: if one.after.is_empty() {
            "–".to_owned()
        } else {
            text::visible(&one.after.join(", "))
        },
        critical: one.critical,
    });
    Forecast {
        sentence: text::visible(&forecast.sentence_in(words)),
        lines: lines.collect(),
    }
}

/// A run beside an earlier one.
pub(super) struct Compared {
    pub(super) since: String,
    pub(super) heading: String,
    pub(super) sentence: String,
    pub(super) left_out: Option<String>,
    pub(super) causes: Vec<CauseLine>,
    pub(super) omitted: Option<String>,
    pub(super) history: Vec<HistoryLine>,
    pub(super) stages: Vec<StageLine>,
}

pub(super) struct CauseLine {
    pub(super) standing: String,
    pub(super) class: &'static str,
    pub(super) object: String,
    pub(super) code: String,
    pub(super) title: String,
    pub(super) field: String,
    pub(super) then: String,
    pub(super) now: String,
}

pub(super) struct HistoryLine {
    pub(super) run: String,
    pub(super) when: String,
    pub(super) object: String,
    pub(super) read: String,
    pub(super) rejects: String,
    pub(super) breaks: String,
}

pub(super) struct StageLine {
    pub(super) object: String,
    pub(super) stage: String,
    pub(super) then: String,
    pub(super) then_rate: String,
    pub(super) now: String,
    pub(super) now_rate: String,
}

pub(super) fn compared(one: &ComparedReport, words: &Language) -> Compared {
    let (run, purpose) = (one.run.to_string(), words.purpose(one.purpose));
    let left = one.not_compared.join(", ");
    Compared {
        since: words.with("since-run", &[("run", &run)]),
        heading: words.with("since-heading", &[("run", &run), ("purpose", &purpose)]),
        sentence: one.sentence_in(words),
        left_out: (!left.is_empty()).then(|| {
            let left = text::visible(&left);
            words.with("since-left-out", &[("objects", &left)])
        }),
        causes: causes(one, words),
        omitted: (one.causes_omitted > 0)
            .then(|| words.counted("n-causes-omitted", one.causes_omitted)),
        history: history(one, words),
        stages: stages(one, words),
    }
}

fn causes(one: &ComparedReport, words: &Language) -> Vec<CauseLine> {
    let causes = one.causes.iter().map(|cause| CauseLine {
        standing: cause.standing.word_in(words),
        class: match cause.standing {
            Standing::New => "tag bad",
            Standing::Remains => "tag warning",
            Standing::Fixed => "ok",
        },
        object: text::visible(&cause.object),
        code: text::visible(&cause.code),
        title: format::sentence_case(&text::visible(&words.title_of(&cause.code, &cause.title))),
        field: text::visible(&cause.field),
        then: format::count(cause.then),
        now: format::count(cause.now),
    });
    causes.collect()
}

fn history(one: &ComparedReport, words: &Language) -> Vec<HistoryLine> {
    let lines = one.history.iter().flat_map(|run| {
        run.objects.iter().map(|object| HistoryLine {
            run: words.with(
                "history-run",
                &[
                    ("run", &run.run.to_string()),
                    ("purpose", &words.purpose(run.purpose)),
                ],
            ),
            when: words.instant(run.started),
            object: text::visible(&object.object),
            read: format::count(object.read),
            rejects: format::count(object.rejects),
            breaks: format::count(object.breaks),
        })
    });
    lines.collect()
}

fn stages(one: &ComparedReport, words: &Language) -> Vec<StageLine> {
    let rate = |records, ms| {
        let rate = format::throughput(records, ms);
        let rate = rate.unwrap_or_else(|| "–".to_owned());
        words.with("a-second", &[("rate", &rate)])
    };
    let stages = one.stages.iter().map(|stage| StageLine {
        object: text::visible(&stage.object),
        stage: words.stage(stage.stage),
        then: format::duration(stage.then_ms),
        then_rate: rate(stage.then_records, stage.then_ms),
        now: format::duration(stage.now_ms),
        now_rate: rate(stage.now_records, stage.now_ms),
    });
    stages.collect()
}
