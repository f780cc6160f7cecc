use std::path::Path;

use jiff::civil::date;
use landbridge_contract::{Batch, Fields, Flow, Value};

use super::{Joined, files, open_source};
use crate::mapping::{Mapped, MappedVerdict, RunContext, TraceEvent};
use crate::run::{Selection, prepare};

/// What a trace says is sent, part by part.
fn sent(events: &[TraceEvent]) -> Fields {
    let mut open: Vec<(String, Fields)> = vec![(String::new(), Fields::new())];
    let mut attribute = String::new();
    let last = |path: &str| path.rsplit('.').next().unwrap().to_owned();
    for event in events {
        match event {
            TraceEvent::Rule(field) => attribute = last(field),
            TraceEvent::Sent(Some(value)) => {
                let field = (attribute.as_str().into(), value.value().clone());
                open.last_mut().unwrap().1.push(field);
            }
            TraceEvent::Nested(field, _) => open.push((last(field), Fields::new())),
            TraceEvent::NestedEnded(is_sent) => {
                let (name, fields) = open.pop().unwrap();
                let around = &mut open.last_mut().unwrap().1;
                if *is_sent {
                    match around.iter_mut().find(|(own, _)| **own == *name) {
                        Some((_, Value::List(items))) => items.push(Value::Record(fields)),
                        _ => around.push((name.into(), Value::List(vec![Value::Record(fields)]))),
                    }
                }
            }
            _ => {}
        }
    }
    open.pop().unwrap().1
}

#[test]
fn what_a_trace_ends_with_is_the_payload_for_every_record_of_the_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/demo");
    let prepared = prepare(&folder, &Selection::default()).unwrap();
    let run = RunContext {
        run_date: date(2026, 5, 4),
    };
    let (mut ready, mut rejected, mut filtered) = (0, 0, 0);
    for object in &prepared.objects {
        let plan = &object.plan;
        let joined = Joined::read(plan, &prepared.project.data_dir, &mut Vec::new()).unwrap();
        let mut plain = plan.evaluator(&prepared.crosswalks, run);
        let (mut mapped, mut watched) = (Mapped::default(), Mapped::default());
        let source = &object.mapping.source;
        for file in files::matching(&prepared.project.data_dir, &source.pattern) {
            let opened = open_source(source, &file).unwrap();
            let mut reader = opened.read(plan.projection()).unwrap();
            let mut batch = Batch::default();
            let mut flow = Flow::More;
            while flow == Flow::More {
                flow = reader.next_batch(&mut batch, 512).unwrap();
                let layout = reader.layout();
                for record in &batch.records {
                    let of = (record, &*layout);
                    joined.evaluate(plan, &mut plain, of, &mut mapped);
                    let mut tracing = plan.traced(&prepared.crosswalks, run);
                    joined.evaluate(plan, &mut tracing, of, &mut watched);
                    assert_eq!(mapped, watched, "watching changes nothing");
                    let trace = tracing.into_watch();
                    assert_eq!(sent(&trace.events), mapped.payload);
                    let found = trace.events.iter().filter_map(|event| match event {
                        TraceEvent::Found(finding) => Some(finding),
                        _ => None,
                    });
                    assert!(found.eq(&mapped.findings), "each finding once, in order");
                    match mapped.verdict {
                        MappedVerdict::Ready => ready += 1,
                        MappedVerdict::Rejected => rejected += 1,
                        MappedVerdict::Filtered => filtered += 1,
                    }
                }
            }
        }
    }
    assert!(ready > 13_000 && rejected > 100 && filtered > 100);
}
