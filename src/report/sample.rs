//! An invented run for the tests: everything that can go wrong, with text that tries to do harm.

use rust_decimal::Decimal;

use super::model::{
    ApprovalReport, BreakCount, BreakKind, BreakReport, CauseReport, Command, CrosswalkReport,
    Ending, Funnel, HttpReport, Loaded, ObjectReport, ParameterReport, Purpose, Rejected,
    RunReport, SampleReport, Skipped, TargetReport, TermsReport, TimingReport, TotalReport,
};
use crate::diagnose::{Severity, Stage, codes};

/// Markup that must never reach the page as markup.
pub(super) const INJECTION: &str =
    "</style><script>alert('x')</script><img src=x onerror=alert(1)>";

/// A run with findings, refusals, doubts, breaks and two currencies, whose figures add up.
pub(crate) fn run() -> RunReport {
    RunReport {
        project: "Cut-over of the northern offices".to_owned(),
        run: 42,
        purpose: Purpose::Rehearsal(3),
        command: Command::Run,
        operator: "jdoe".to_owned(),
        started: "2026-11-21T18:00:03Z".parse().unwrap(),
        ended: "2026-11-21T20:14:47Z".parse().unwrap(),
        duration_ms: 8_084_312,
        program: "0.1.0".to_owned(),
        target: TargetReport {
            name: "fusion-test".to_owned(),
            host: "example-test.fa.ocs.example.org".to_owned(),
        },
        ending: Ending::Completed,
        objects: vec![suppliers(), invoices(), purchase_orders()],
        timings: timings(),
        extracts: super::sample_extracts::extracts(),
        terms: terms(),
        http: Some(HttpReport {
            requests: 14_822,
            retries: 61,
            throttled: 44,
            failed: 17,
            bytes_sent: 48_211_904,
            bytes_received: 131_007_442,
            latency_ms_median: 212,
            latency_ms_p95: 1_480,
            latency_ms_max: 31_204,
        }),
        asked: Vec::new(),
        retried: Vec::new(),
        gates_failed: Vec::new(),
        sign_offs: Vec::new(),
        ..super::sample_followed::beside()
    }
}

fn terms() -> TermsReport {
    TermsReport {
        parameters: vec![
            ParameterReport {
                object: String::new(),
                name: "business_unit".to_owned(),
                value: format!("North {INJECTION}"),
            },
            ParameterReport {
                object: "invoices".to_owned(),
                name: "cut_off".to_owned(),
                value: "2025-12-31".to_owned(),
            },
        ],
        crosswalks: vec![CrosswalkReport {
            name: "countries".to_owned(),
            owner: "masterdata@example.org".to_owned(),
            version: "2025-06 as signed".to_owned(),
            sha256: "9f".repeat(32),
            codes: 249,
        }],
        approvals: vec![ApprovalReport {
            object: "suppliers".to_owned(),
            source: "banks.csv".to_owned(),
            purpose: "Payment of open invoices".to_owned(),
            approver: "jane.doe@example.org".to_owned(),
        }],
    }
}

/// The run when all is well: nothing to be done.
pub(super) fn flawless() -> RunReport {
    let mut report = run();
    report.command = Command::Run;
    report.purpose = Purpose::CutOver;
    for object in &mut report.objects {
        object.funnel = Funnel {
            read: 1_000,
            loaded: Loaded {
                created: 990,
                updated: 10,
            },
            ..Funnel::default()
        };
        object.causes.clear();
        object.causes_omitted = 0;
        object.breaks.clear();
        object.break_counts.clear();
        object
            .totals
            .retain(|total| total.agrees() && total.erp.is_some());
        object.reconciled = true;
        object.compared = 1_000;
    }
    report
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn suppliers() -> ObjectReport {
    ObjectReport {
        name: "suppliers".to_owned(),
        about: "Vendors of the legacy procurement system, with their sites.".to_owned(),
        owner: "procurement@example.org".to_owned(),
        funnel: Funnel {
            read: 13_000,
            skipped: Skipped {
                filtered: 301,
                duplicate: 11,
                ..Skipped::default()
            },
            rejected: Rejected {
                extract: 3,
                map: 288,
                validate: 127,
                reference: 0,
            },
            loaded: Loaded {
                created: 11_902,
                updated: 308,
            },
            refused: 55,
            in_doubt: 2,
            not_sent: 3,
        },
        totals: vec![count_total(
            "records",
            "13000",
            ["312", "418", "55", "2", "3"],
            "12210",
            "12210",
        )],
        causes: supplier_causes(),
        causes_omitted: 0,
        breaks: vec![
            BreakReport {
                field: "Supplier".to_owned(),
                source: Some("Société Générale de Génie Civil, S.à r.l.".to_owned()),
                sent: Some("Société Générale de Génie Civil, S.à r.l.".to_owned()),
                erp: Some("Societe Generale de Genie Civil, S.a r.l.".to_owned()),
                ..a_break(BreakKind::Text, "00004711")
            },
            BreakReport {
                field: "Supplier".to_owned(),
                source: Some("شركة النور للتجارة والمقاولات".to_owned()),
                sent: Some("شركة النور للتجارة والمقاولات".to_owned()),
                erp: Some("شركة النور للتجارة".to_owned()),
                ..a_break(BreakKind::Text, "00008090")
            },
            BreakReport {
                field: "CreationDate".to_owned(),
                source: Some("03/04/2011".to_owned()),
                sent: Some("2011-04-03".to_owned()),
                erp: Some("2011-03-04".to_owned()),
                disposition: Some("corrected in the ERP, A. Okafor, 22 Nov 2026".to_owned()),
                ..a_break(BreakKind::Date, "00000815")
            },
        ],
        break_counts: vec![BreakCount {
            kind: BreakKind::Text,
            count: 2,
        }],
        followed: super::sample_followed::followed(),
        reconciled: true,
        compared: 12_210,
        keys: None,
        decided: Vec::new(),
        proposals: Vec::new(),
        allowed: Vec::new(),
    }
}

fn invoices() -> ObjectReport {
    ObjectReport {
        name: "invoices".to_owned(),
        about: "Open payables invoices of all offices; paid ones stay in the archive.".to_owned(),
        owner: "accounts-payable@example.org".to_owned(),
        funnel: Funnel {
            read: 248_310,
            skipped: Skipped {
                filtered: 9_114,
                duplicate: 12,
                unchanged: 1_030,
                ..Skipped::default()
            },
            rejected: Rejected {
                extract: 0,
                map: 1_204,
                validate: 388,
                reference: 612,
            },
            loaded: Loaded {
                created: 235_790,
                updated: 0,
            },
            refused: 140,
            in_doubt: 20,
            not_sent: 0,
        },
        totals: invoice_totals(),
        causes: invoice_causes(),
        causes_omitted: 14,
        breaks: invoice_breaks(),
        break_counts: vec![
            BreakCount {
                kind: BreakKind::Missing,
                count: 3,
            },
            BreakCount {
                kind: BreakKind::Amount,
                count: 1_209,
            },
            BreakCount {
                kind: BreakKind::Unexpected,
                count: 1,
            },
        ],
        followed: Vec::new(),
        reconciled: true,
        compared: 235_790,
        keys: None,
        decided: Vec::new(),
        proposals: Vec::new(),
        allowed: Vec::new(),
    }
}

fn purchase_orders() -> ObjectReport {
    ObjectReport {
        name: "purchase-orders-of-country-offices-with-distributions".to_owned(),
        about: String::new(),
        owner: "supply-chain@example.org".to_owned(),
        funnel: Funnel {
            read: 8_841,
            loaded: Loaded {
                created: 8_800,
                updated: 41,
            },
            ..Funnel::default()
        },
        totals: vec![TotalReport {
            group: "EUR".to_owned(),
            source: dec("4410988.00"),
            loaded: dec("4410988.00"),
            erp: Some(dec("4410988.01")),
            tolerance: dec("0.05"),
            derived: false,
            ..a_total("Ordered Amount")
        }],
        causes: vec![cause(&codes::SRC_HIDDEN, Severity::Warning, "", 12)],
        causes_omitted: 0,
        breaks: Vec::new(),
        break_counts: Vec::new(),
        followed: Vec::new(),
        reconciled: true,
        compared: 8_841,
        keys: None,
        decided: Vec::new(),
        proposals: Vec::new(),
        allowed: Vec::new(),
    }
}

fn a_total(name: &str) -> TotalReport {
    TotalReport {
        name: name.to_owned(),
        group: String::new(),
        source: dec("0.00"),
        skipped: dec("0.00"),
        rejected: dec("0.00"),
        refused: dec("0.00"),
        in_doubt: dec("0.00"),
        not_sent: dec("0.00"),
        loaded: dec("0.00"),
        erp: None,
        tolerance: Decimal::ZERO,
        decided: Decimal::ZERO,
        derived: false,
    }
}

fn count_total(name: &str, source: &str, kept: [&str; 5], loaded: &str, erp: &str) -> TotalReport {
    let [skipped, rejected, refused, in_doubt, not_sent] = kept.map(dec);
    TotalReport {
        source: dec(source),
        skipped,
        rejected,
        refused,
        in_doubt,
        not_sent,
        loaded: dec(loaded),
        erp: Some(dec(erp)),
        ..a_total(name)
    }
}

fn invoice_totals() -> Vec<TotalReport> {
    vec![
        TotalReport {
            group: "EUR".to_owned(),
            ..count_total(
                "Open Balance",
                "128455201.37",
                ["1200044.10", "402118.66", "88020.00", "10411.25", "0.00"],
                "126754607.36",
                "126754607.34",
            )
        },
        TotalReport {
            group: "KWD".to_owned(),
            ..count_total(
                "Open Balance",
                "3120440.125",
                ["0.000", "20440.125", "0.000", "0.000", "0.000"],
                "3100000.000",
                "3100000.000",
            )
        },
        TotalReport {
            group: "USD".to_owned(),
            erp: None,
            ..count_total(
                "Open Balance",
                "-4020.50",
                ["0.00", "0.00", "0.00", "0.00", "0.00"],
                "-4020.50",
                "0",
            )
        },
    ]
}

fn a_break(kind: BreakKind, key: &str) -> BreakReport {
    BreakReport {
        kind,
        key: key.to_owned(),
        field: String::new(),
        source: None,
        sent: None,
        erp: None,
        origin: Some("vendors-north.xlsx › Vendors!B418".to_owned()),
        target_id: Some("300000047114711".to_owned()),
        disposition: None,
        record: Some(7),
    }
}

fn invoice_breaks() -> Vec<BreakReport> {
    let mut breaks: Vec<BreakReport> = (0..6)
        .map(|n| BreakReport {
            field: "InvoiceAmount".to_owned(),
            source: Some("1.204,50".to_owned()),
            sent: Some("1204.50".to_owned()),
            erp: Some("1204.05".to_owned()),
            origin: Some(format!("invoices-2026.csv:{}, column 7 (Amount)", 812 + n)),
            ..a_break(BreakKind::Amount, &format!("INV-2026-00{}", 310 + n))
        })
        .collect();
    breaks.push(BreakReport {
        source: Some("INV-2026-00999".to_owned()),
        sent: Some("INV-2026-00999".to_owned()),
        target_id: None,
        ..a_break(
            BreakKind::Missing,
            "INV-2026-00999 | Πελοπόννησος Μεταφορές Α.Ε.",
        )
    });
    breaks.push(BreakReport {
        erp: Some(format!("Typed by hand: {INJECTION}")),
        origin: None,
        ..a_break(BreakKind::Unexpected, "MANUAL-1")
    });
    breaks
}

fn cause(code: &crate::diagnose::Code, severity: Severity, field: &str, n: u64) -> CauseReport {
    CauseReport {
        code: code.id.to_owned(),
        title: code.title.to_owned(),
        severity,
        stage: Stage::Map,
        field: field.to_owned(),
        expected: String::new(),
        count: n,
        records: n,
        samples: (0..3.min(n))
            .map(|i| SampleReport {
                origin: format!("vendors-north.xlsx › Vendors!F{}", 418 + 31 * i),
                key: format!("0000{}", 4_711 + i),
                found: "\"31/02/2019\"".to_owned(),
            })
            .collect(),
        remedy: code.remedy.to_owned(),
    }
}

fn expecting(expected: &str, found: &str, cause: CauseReport) -> CauseReport {
    let mut cause = cause;
    expected.clone_into(&mut cause.expected);
    for sample in &mut cause.samples {
        found.clone_into(&mut sample.found);
    }
    cause
}

fn supplier_causes() -> Vec<CauseReport> {
    use Severity::{Error, Warning};
    let long = "Ünïcode ".repeat(38);
    let mut refused = cause(&codes::LOAD_REFUSED, Error, "", 55);
    refused.stage = Stage::Load;
    let mut hostile = cause(
        &codes::VAL_PATTERN,
        Error,
        "addresses.Email\u{202E}gro.elpmaxe",
        4,
    );
    hostile.title = format!("text does not have the required form {INJECTION}");
    let rows = [
        (
            "a calendar date as DD/MM/YYYY",
            "\"31/02/2019\"",
            cause(&codes::MAP_DATE_FORMAT, Error, "CreationDate", 96),
        ),
        (
            "a code of the crosswalk vendor-types",
            "\"NGO (intl.)\"",
            cause(&codes::MAP_UNMAPPED_CODE, Error, "TaxOrganizationType", 171),
        ),
        (
            "at most 80 characters",
            long.as_str(),
            cause(&codes::VAL_LENGTH, Error, "Supplier", 88),
        ),
        (
            "a country code of two letters",
            "\"Côte d'Ivoire\"",
            cause(&codes::VAL_ALLOWED, Error, "addresses.Country", 35),
        ),
        ("an e-mail address", INJECTION, hostile),
        (
            "that the ERP accepts it",
            "\"POZ-2130390: a supplier with this name exists\"",
            refused,
        ),
        (
            "a supplier number",
            "nothing",
            cause(&codes::KEY_MISSING, Error, "SupplierNumber", 9),
        ),
        (
            "a decimal with a comma",
            "\"\u{1b}[31m1.204,5O\"",
            cause(&codes::MAP_NUMBER_FORMAT, Error, "CreditLimit", 12),
        ),
        (
            "no line breaks",
            "\"first line\nsecond line\"",
            cause(&codes::SRC_RECORD, Error, "Notes", 3),
        ),
        (
            "digits that Excel keeps",
            "\"123456789012345678\"",
            cause(&codes::SRC_DIGITS_LOST, Warning, "Bank Account", 1),
        ),
        (
            "rows that are shown",
            "row is hidden",
            cause(&codes::SRC_HIDDEN, Warning, "", 640),
        ),
    ];
    rows.into_iter()
        .map(|(expected, found, cause)| expecting(expected, found, cause))
        .collect()
}

fn invoice_causes() -> Vec<CauseReport> {
    use Severity::{Error, Warning};
    let rows = [
        (
            "a supplier that is loaded",
            "\"00004711\"",
            cause(&codes::REF_REJECTED, Error, "SupplierNumber", 612),
        ),
        (
            "a date that exists",
            "\"29/02/2023\"",
            cause(&codes::SRC_PHANTOM_DATE, Error, "InvoiceDate", 1_011),
        ),
        (
            "at most 2 decimals",
            "\"1204.505\"",
            cause(&codes::VAL_PRECISION, Error, "InvoiceAmount", 193),
        ),
        (
            "InvoiceDate <= run_date",
            "\"2062-01-17\"",
            cause(&codes::VAL_CHECK, Error, "", 20),
        ),
        (
            "a value",
            "nothing",
            cause(&codes::VAL_REQUIRED, Error, "PaymentTerms", 368),
        ),
        (
            "no record, or the one that was sent",
            "record 300100, which differs in Description",
            cause(&codes::LOAD_FOUND_DIFFERENT, Error, "", 20),
        ),
        (
            "one record a key",
            "amounts differ",
            cause(&codes::KEY_CONFLICT, Error, "InvoiceNumber", 26),
        ),
        (
            "text in windows-1256",
            "\"فاتورة رقم ٤٧١١\"",
            cause(&codes::SRC_UNDECODABLE, Warning, "Description", 77),
        ),
    ];
    rows.into_iter()
        .map(|(expected, found, cause)| expecting(expected, found, cause))
        .collect()
}

fn timings() -> Vec<TimingReport> {
    let stages = [
        ("suppliers", Stage::Extract, 1_204, 13_000),
        ("suppliers", Stage::Map, 890, 12_688),
        ("suppliers", Stage::Validate, 412, 12_397),
        ("suppliers", Stage::Load, 1_904_551, 12_267),
        ("suppliers", Stage::Reconcile, 120_411, 12_210),
        ("invoices", Stage::Extract, 14_020, 248_310),
        ("invoices", Stage::Map, 9_118, 238_154),
        ("invoices", Stage::Validate, 6_002, 236_950),
        ("invoices", Stage::Load, 4_802_113, 235_950),
        ("invoices", Stage::Reconcile, 1_010_774, 235_790),
        (
            "purchase-orders-of-country-offices-with-distributions",
            Stage::Extract,
            0,
            8_841,
        ),
    ];
    stages
        .into_iter()
        .map(|(object, stage, duration_ms, records)| TimingReport {
            object: object.to_owned(),
            stage,
            duration_ms,
            records,
        })
        .collect()
}
