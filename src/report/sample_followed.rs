//! Records followed, for the invented run of the tests.

use super::model::{
    Command, Ending, FollowedAttempt, FollowedFinding, FollowedReport, FollowedValue, Purpose,
    RunReport, TargetReport, TermsReport,
};
use super::sample::INJECTION;
use crate::diagnose::Severity;

/// A record with a break, whose texts try to do harm, and one that was rejected.
pub(super) fn followed() -> Vec<FollowedReport> {
    let value = |attribute: &str, sent: &str, erp: Option<&str>, agrees| FollowedValue {
        attribute: attribute.to_owned(),
        sent: sent.to_owned(),
        erp: erp.map(str::to_owned),
        agrees,
    };
    let loaded = FollowedReport {
        record: 7,
        key: "V-00007".to_owned(),
        origin: "vendors.xlsx › Vendors!10".to_owned(),
        state: "loaded".to_owned(),
        target_id: Some("300000000000007".to_owned()),
        findings: Vec::new(),
        attempts: vec![FollowedAttempt {
            at: "2026-11-21T18:04:09Z".to_owned(),
            outcome: Some("loaded".to_owned()),
            message: Some(format!("created {INJECTION}")),
        }],
        values: vec![
            value("Supplier", INJECTION, Some(INJECTION), Some(true)),
            value("CreditLimit", "1200.50", Some("1200.05"), Some(false)),
            value("addresses[1].Country", "KE", None, Some(true)),
        ],
        values_omitted: 3,
        returned: true,
    };
    let rejected = FollowedReport {
        record: 12,
        key: String::new(),
        origin: "vendors.xlsx › Vendors!15".to_owned(),
        state: "rejected".to_owned(),
        target_id: None,
        findings: vec![FollowedFinding {
            code: "MAP-DATE-FORMAT".to_owned(),
            severity: Severity::Error,
            field: "CreationDate".to_owned(),
            origin: "vendors.xlsx › Vendors!F15".to_owned(),
            found: "\"31/02/2019\"".to_owned(),
            expected: "a date as %d/%m/%Y".to_owned(),
        }],
        attempts: Vec::new(),
        values: Vec::new(),
        values_omitted: 0,
        returned: false,
    };
    vec![loaded, rejected]
}

/// A report of nothing, whose later members the invented run takes over.
pub(super) fn beside() -> RunReport {
    RunReport {
        project: String::new(),
        run: 0,
        purpose: Purpose::CutOver,
        command: Command::Run,
        operator: String::new(),
        started: jiff::Timestamp::UNIX_EPOCH,
        ended: jiff::Timestamp::UNIX_EPOCH,
        duration_ms: 0,
        program: String::new(),
        target: TargetReport {
            name: String::new(),
            host: String::new(),
        },
        ending: Ending::Completed,
        objects: Vec::new(),
        timings: Vec::new(),
        extracts: Vec::new(),
        terms: TermsReport::default(),
        http: None,
        asked: Vec::new(),
        retried: Vec::new(),
        gates_failed: Vec::new(),
        gates: Vec::new(),
        gates_kept: true,
        readiness: Vec::new(),
        forecast: None,
        compared: None,
        sign_offs: Vec::new(),
    }
}
