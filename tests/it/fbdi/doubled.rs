//! A network that sends every request twice: what a file makes is told "there is one already" of its copy.

use serde_json::json;

use super::{RECORDS, SUPPLIERS, object, project, state, suppliers};
use crate::support::proxy::{Evils, Proxy};
use crate::support::{Erp, PASSWORD, Project, USER, run};

/// Runs a load where every request goes twice.
fn load_over(evils: Evils, project: &Project, erp: &Erp) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let url = erp.url();
    let address = url.strip_prefix("http://").unwrap();
    let proxy = Proxy::before(&runtime, address.parse().unwrap(), evils, 1);
    let mut load = project.command(&proxy.url(), &["run"]);
    load.env("LANDBRIDGE_USER", USER)
        .env("LANDBRIDGE_PASSWORD", PASSWORD);
    run(&mut load);
}

#[test]
fn suppliers_whose_files_are_sent_twice_are_there_once_with_all_their_parts() {
    let once = Erp::start();
    let mapping = SUPPLIERS.replace(
        "{ value: CORPORATION }",
        "{ from: kind, default: CORPORATION }",
    );
    let mut records = suppliers();
    // This one the ERP refuses, and no copy of the file makes it.
    records[4]["kind"] = json!("NOWHERE");
    let expand = "addresses,sites,contacts";
    project("suppliers", &mapping, &records).run(&once, &["run"]);
    let answered_by_the_first = Evils {
        doubled: 1_000,
        ..Evils::default()
    };
    let answered_by_the_second = Evils {
        doubled_second: 1_000,
        ..Evils::default()
    };
    for evils in [answered_by_the_first, answered_by_the_second] {
        let erp = Erp::start();
        let project = project("suppliers", &mapping, &records);
        load_over(evils, &project, &erp);
        let told = object(&project, &erp);
        assert_eq!(told["breaks_open"], 0, "{evils:?}");
        assert_eq!(told["funnel"]["refused"], 1, "{evils:?}");
        assert_eq!(state(&erp, "suppliers", expand).len(), RECORDS - 1);
        assert_eq!(
            state(&erp, "suppliers", expand),
            state(&once, "suppliers", expand),
            "{evils:?}"
        );
    }
}
