//! Readiness, forecast, and a run beside an earlier one, as the page shows them.

use crate::report::model::{ComparedReport, ForecastReport, ReadinessReport, Standing};
use crate::report::{format, text};

pub(super) struct Ready {
    pub(super) object: String,
    pub(super) score: u8,
    pub(super) missing: String,
}

pub(super) fn ready(one: &ReadinessReport) -> Ready {
    Ready {
        object: text::visible(&one.object),
        score: one.score,
        missing: text::visible(&one.missing.join("; ")),
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

pub(super) fn forecast(forecast: &ForecastReport) -> Forecast {
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
        sentence: text::visible(&forecast.sentence()),
        lines: lines.collect(),
    }
}

/// A run beside an earlier one.
pub(super) struct Compared {
    pub(super) run: u64,
    pub(super) purpose: String,
    pub(super) sentence: String,
    pub(super) left_out: Option<String>,
    pub(super) causes: Vec<CauseLine>,
    pub(super) omitted: Option<String>,
    pub(super) history: Vec<HistoryLine>,
    pub(super) stages: Vec<StageLine>,
}

pub(super) struct CauseLine {
    pub(super) standing: &'static str,
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
    pub(super) stage: &'static str,
    pub(super) then: String,
    pub(super) then_rate: String,
    pub(super) now: String,
    pub(super) now_rate: String,
}

pub(super) fn compared(one: &ComparedReport) -> Compared {
    let left = one.not_compared.join(", ");
    Compared {
        run: one.run,
        purpose: format::purpose(one.purpose),
        sentence: one.sentence(),
        left_out: (!left.is_empty()).then(|| {
            let left = text::visible(&left);
            format!("Nothing is said of {left}: only one of the two runs has read it to its end.")
        }),
        causes: causes(one),
        omitted: (one.causes_omitted > 0).then(|| {
            let more =
                format::counted(one.causes_omitted, "further cause is", "further causes are");
            format!("{more} not listed here.")
        }),
        history: history(one),
        stages: stages(one),
    }
}

fn causes(one: &ComparedReport) -> Vec<CauseLine> {
    let causes = one.causes.iter().map(|cause| CauseLine {
        standing: cause.standing.word(),
        class: match cause.standing {
            Standing::New => "tag bad",
            Standing::Remains => "tag warning",
            Standing::Fixed => "ok",
        },
        object: text::visible(&cause.object),
        code: text::visible(&cause.code),
        title: format::sentence_case(&text::visible(&cause.title)),
        field: text::visible(&cause.field),
        then: format::count(cause.then),
        now: format::count(cause.now),
    });
    causes.collect()
}

fn history(one: &ComparedReport) -> Vec<HistoryLine> {
    let lines = one.history.iter().flat_map(|run| {
        run.objects.iter().map(|object| HistoryLine {
            run: format!("{}, {}", run.run, format::purpose(run.purpose)),
            when: format::instant(run.started),
            object: text::visible(&object.object),
            read: format::count(object.read),
            rejects: format::count(object.rejects),
            breaks: format::count(object.breaks),
        })
    });
    lines.collect()
}

fn stages(one: &ComparedReport) -> Vec<StageLine> {
    let rate = |records, ms| {
        let rate = format::throughput(records, ms);
        rate.unwrap_or_else(|| "–".to_owned())
    };
    let stages = one.stages.iter().map(|stage| StageLine {
        object: text::visible(&stage.object),
        stage: stage.stage.word(),
        then: format::duration(stage.then_ms),
        then_rate: rate(stage.then_records, stage.then_ms),
        now: format::duration(stage.now_ms),
        now_rate: rate(stage.now_records, stage.now_ms),
    });
    stages.collect()
}
