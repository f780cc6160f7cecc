//! A load by file that is stopped while its job runs.

use std::process::Command;
use std::time::{Duration, Instant};

use landbridge_sandbox::Faults;

use super::{JOURNALS, RECORDS, journals, object, project};
use crate::support::{Erp, Ran};

#[test]
fn a_load_that_is_asked_to_stop_does_not_wait_for_its_job_and_the_next_goes_on_with_it() {
    let erp = Erp::start();
    erp.set_faults(Faults {
        job_latency: Duration::from_secs(2),
        ..Faults::default()
    });
    let journals = project("journals", JOURNALS, &journals());
    let child = journals.spawn(&erp, &["load"]);
    let begun = Instant::now();
    while !erp.counters().by_method.contains_key("POST") || erp.counters().requests < 3 {
        assert!(begun.elapsed() < Duration::from_mins(1), "nothing is sent");
        std::thread::sleep(Duration::from_millis(10));
    }
    let asked = Instant::now();
    let id = child.id().to_string();
    let mut kill = Command::new("sh");
    kill.args(["-c", "kill -TERM \"$0\"", &id]);
    assert!(kill.status().unwrap().success());
    let stopped = Ran::from(child.wait_with_output().unwrap());
    assert_ne!(stopped.code, 0, "{}", stopped.stderr);
    assert!(
        asked.elapsed() < Duration::from_secs(2),
        "it waited for its job: {}",
        stopped.stderr
    );
    let next = journals.run(&erp, &["load"]).ok();
    assert!(
        next.stderr.contains("goes on with the job of attempt 1"),
        "{}",
        next.stderr
    );
    assert_eq!(
        object(&journals, &erp)["funnel"]["loaded"]["created"],
        RECORDS
    );
    let creates = erp.counters().objects["journalBatches"].creates;
    assert_eq!(creates, RECORDS as u64);
}
