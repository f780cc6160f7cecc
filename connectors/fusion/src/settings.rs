//! The options of a Fusion target, checked.

use std::num::NonZeroU32;
use std::time::Duration;

use landbridge_contract::{Bulk, OptionFault, OptionKind, OptionSpec, Options, PATH, is_path};

use crate::fbdi::Waits;

/// Framework version sent where none is configured. From 4 on errors come structured; version 1
/// is what an absent header means (Oracle, "Set the REST Framework Version").
const FRAMEWORK_VERSION: u8 = 4;

/// Root of financials, procurement, supply chain and projects.
const BASE_PATH: &str = "/fscmRestApi/resources/11.13.18.05";

/// Root of human capital management.
const HCM_BASE_PATH: &str = "/hcmRestApi/resources/11.13.18.05";

/// Records in one page. 500 is the most that Fusion gives; it silently cuts higher wishes.
const PAGE_SIZE: u32 = 500;

/// Records in one request. Fusion states no maximum; Oracle's advice for suppliers is at most 500 in one POST.
const BATCH_RECORDS_MAX: u32 = 500;

/// Records in one file. Oracle's advice is at most 100,000 lines in a file; nested records have lines of their own.
const JOB_RECORDS: u32 = 10_000;

/// Mebibytes of payloads in one job. A file of 250 MB is the most that is taken; its lines are shorter than payloads, and packed.
const JOB_MEBIBYTES: u32 = 64;

/// Seconds between two questions about a job at the most.
const POLL_SECONDS: u32 = 30;

/// Seconds for which a call may still begin its work whose answer got lost: gateways give up after some five minutes.
const LOST_CALL_SECONDS: u32 = 360;

/// Seconds for which a job may run whose number got lost.
const LOST_JOB_SECONDS: u32 = 3_600;

/// Seconds for which imported records may be hidden: items showed after two minutes, parties after three.
const SHOWS_SECONDS: u32 = 240;

/// Seconds that an option may state at the most: a week.
const SECONDS_MAX: u32 = 604_800;

/// What a project file may say of a Fusion target.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "framework_version",
        kind: OptionKind::Integer,
        about: "REST-Framework-Version sent with every request, 2 to 9; 4 unless stated.",
    },
    OptionSpec {
        name: "base_path",
        kind: OptionKind::Text,
        about: "Path before every object's path; /fscmRestApi/resources/11.13.18.05 unless stated.",
    },
    OptionSpec {
        name: "hcm_base_path",
        kind: OptionKind::Text,
        about: "Path before those of HCM Data Loader and of what its objects are read from; /hcmRestApi/resources/11.13.18.05 unless stated.",
    },
    OptionSpec {
        name: "page_size",
        kind: OptionKind::Integer,
        about: "Records asked for in one page when reading, 1 to 500; 500 unless stated.",
    },
    OptionSpec {
        name: "without_upsert",
        kind: OptionKind::Texts,
        about: "Names of the objects whose resource does not know Upsert-Mode; none unless stated.",
    },
    OptionSpec {
        name: "batch_records",
        kind: OptionKind::Integer,
        about: "Records sent together in one request, of which Fusion commits all or none, 1 to 500; one by one unless stated. 50 is a good choice; fewer go where records are refused.",
    },
    OptionSpec {
        name: "job_records",
        kind: OptionKind::Integer,
        about: "Records in one file of an import (`fbdi` of a mapping's target), 1 to 50000; 10000 unless stated.",
    },
    OptionSpec {
        name: "job_mebibytes",
        kind: OptionKind::Integer,
        about: "Mebibytes of payloads in one file of an import, 1 to 250; 64 unless stated. So much is held in memory.",
    },
    OptionSpec {
        name: "poll_seconds",
        kind: OptionKind::Integer,
        about: "Seconds between two questions about a job at the most; the first ones come sooner. 30 unless stated.",
    },
    OptionSpec {
        name: "lost_call_seconds",
        kind: OptionKind::Integer,
        about: "Seconds for which a call may still begin its work whose answer got lost; 360 unless stated.",
    },
    OptionSpec {
        name: "lost_job_seconds",
        kind: OptionKind::Integer,
        about: "Seconds for which a job may run whose number got lost with the answer; its records are settled only then. 3600 unless stated.",
    },
    OptionSpec {
        name: "imported_within_seconds",
        kind: OptionKind::Integer,
        about: "Seconds for which the ERP may hide what an import made; a record that does not show by then was not made. 240 unless stated.",
    },
];

/// Checked options of a Fusion target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Value of the `REST-Framework-Version` header, 2 to 9.
    pub framework_version: u8,
    /// Path before every object's path; begins with `/`, does not end with one.
    pub base_path: String,
    /// The same for human capital management.
    pub hcm_base_path: String,
    /// Records asked for in one page, 1 to 500.
    pub page_size: u32,
    /// Objects whose resource does not know `Upsert-Mode`.
    pub without_upsert: Vec<String>,
    /// Records sent together in one request, 1 to 500.
    pub batch_records: u32,
    /// What goes together in one file of an import.
    pub job: Bulk,
    /// How long an import is waited for.
    pub(crate) waits: Waits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            framework_version: FRAMEWORK_VERSION,
            base_path: BASE_PATH.to_owned(),
            hcm_base_path: HCM_BASE_PATH.to_owned(),
            page_size: PAGE_SIZE,
            without_upsert: Vec::new(),
            batch_records: 1,
            job: Bulk {
                records_max: NonZeroU32::new(JOB_RECORDS).unwrap_or(NonZeroU32::MIN),
                bytes_max: mebibytes(JOB_MEBIBYTES),
            },
            waits: Waits {
                poll: seconds(POLL_SECONDS),
                lost_call: seconds(LOST_CALL_SECONDS),
                lost_job: seconds(LOST_JOB_SECONDS),
                shows: seconds(SHOWS_SECONDS),
            },
        }
    }
}

impl Settings {
    /// Reads stated options; all that is wrong at once.
    pub fn read(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(OPTIONS);
        let mut settings = Self::default();
        // Version 1 has another filter language, which look-ups here do not speak.
        if let Some(version) = options.ranged("framework_version", 2, 9, &mut faults) {
            settings.framework_version = u8::try_from(version).unwrap_or(FRAMEWORK_VERSION);
        }
        if let Some(size) = options.ranged("page_size", 1, PAGE_SIZE, &mut faults) {
            settings.page_size = size;
        }
        if let Some(records) = options.ranged("batch_records", 1, BATCH_RECORDS_MAX, &mut faults) {
            settings.batch_records = records;
        }
        settings.read_jobs(options, &mut faults);
        let bases = [
            ("base_path", &mut settings.base_path),
            ("hcm_base_path", &mut settings.hcm_base_path),
        ];
        for (name, base) in bases {
            let Some(path) = options.text(name) else {
                continue;
            };
            if is_path(&path) {
                path.trim_end_matches('/').clone_into(base);
            } else {
                let found = format!("\"{path}\"");
                faults.push(OptionFault::new(name, found, PATH));
            }
        }
        settings.without_upsert = options.texts("without_upsert");
        if faults.is_empty() {
            Ok(settings)
        } else {
            Err(faults)
        }
    }

    fn read_jobs(&mut self, options: &Options, faults: &mut Vec<OptionFault>) {
        let records = options.ranged("job_records", 1, 50_000, faults);
        if let Some(records) = records.and_then(NonZeroU32::new) {
            self.job.records_max = records;
        }
        if let Some(stated) = options.ranged("job_mebibytes", 1, 250, faults) {
            self.job.bytes_max = mebibytes(stated);
        }
        let waits = &mut self.waits;
        for (name, wait) in [
            ("poll_seconds", &mut waits.poll),
            ("lost_call_seconds", &mut waits.lost_call),
            ("lost_job_seconds", &mut waits.lost_job),
            ("imported_within_seconds", &mut waits.shows),
        ] {
            if let Some(stated) = options.ranged(name, 0, SECONDS_MAX, faults) {
                *wait = seconds(stated);
            }
        }
        // Without a pause a job would be asked for as fast as it answers.
        waits.poll = waits.poll.max(Duration::from_millis(100));
    }
}

fn mebibytes(number: u32) -> u64 {
    u64::from(number) * 1024 * 1024
}

fn seconds(number: u32) -> Duration {
    Duration::from_secs(number.into())
}
