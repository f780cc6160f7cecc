//! What goes wrong ends with the documented exit code and words that say what to do: each to the
//! letter in a golden file.

use std::process::Stdio;

use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use landbridge_sandbox::Faults;

use crate::golden::{golden, scene};
use crate::support::{Erp, PASSWORD, Project, Ran, home, run};

/// The command failed with this code, without a panic and without a secret.
#[track_caller]
fn fails(ran: Ran, code: i32) -> Ran {
    let ran = ran.code(code);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains(PASSWORD));
    assert!(!ran.stderr.is_empty(), "nothing is said");
    ran
}

/// A project of one record, so that lines come in one order.
fn small() -> Project {
    let project = Project::init();
    let one = "Vendor ID,Vendor Name,Country\n17,Baobab Stationery,KEN\n";
    project.write("data/vendors.csv", one);
    project
}

/// Runs a command that fails, and compares all it says.
macro_rules! story {
    ($name:expr, $code:expr, $project:expr, $erp:expr, $arguments:expr) => {{
        let ran = fails($project.run($erp, $arguments), $code);
        golden!($name, scene($project, $arguments, &ran));
    }};
}

#[test]
fn a_command_line_that_is_wrong_says_what_is_right() {
    let erp = Erp::start();
    let project = small();
    for (name, arguments) in [
        ("usage-command", ["lode"].as_slice()),
        ("usage-option", &["load", "--projct", "."]),
        ("usage-no-command", &[]),
        ("usage-purpose", &["load", "--purpose", "rehearsal"]),
        ("usage-run-date", &["check", "--run-date", "31.12.2026"]),
        (
            "usage-log-level",
            &["check", "--log-level", "debug,hyper=trace"],
        ),
        ("usage-code", &["explain", "MAP-DATE-FORMT"]),
        (
            "usage-connector",
            &["peek", "data/vendors.csv", "--source", "excel"],
        ),
        ("usage-init", &["init", "."]),
        ("usage-object", &["sandbox", "--port", "http"]),
    ] {
        story!(format!("failure-{name}"), 2, &project, &erp, arguments);
    }
    project.run(&erp, &["check"]).ok();
    for (name, arguments) in [
        ("usage-run", ["report", "7"].as_slice()),
        ("usage-key", &["show", "4711"]),
        ("usage-no-load", &["retry"]),
    ] {
        story!(format!("failure-{name}"), 2, &project, &erp, arguments);
    }
}

#[test]
fn a_project_that_is_not_there_is_said_before_all_else() {
    let erp = Erp::start();
    let project = Project::empty();
    story!("failure-no-project", 3, &project, &erp, &["check"]);
    let project = small();
    story!("failure-no-ledger", 3, &project, &erp, &["runs"]);
    story!(
        "failure-no-object",
        3,
        &project,
        &erp,
        &["check", "--object", "supliers"]
    );
}

#[test]
fn a_wrong_password_says_where_it_comes_from() {
    let erp = Erp::start();
    let project = small();
    let mut command = project.command(&erp.url(), &["load"]);
    command.env("LANDBRIDGE_PASSWORD", "not-the-password");
    let ran = fails(run(&mut command), 6);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("not-the-password"));
    golden!("failure-wrong-password", scene(&project, &["load"], &ran));
    assert_eq!(erp.counters().writes_committed, 0);
    project.run(&erp, &["load"]).ok();
    assert_eq!(erp.counters().writes_committed, 1, "the next load goes on");
}

#[test]
fn a_secret_that_is_not_there_is_named() {
    let erp = Erp::start();
    let project = small();
    let mut command = project.command(&erp.url(), &["load"]);
    command.env_remove("LANDBRIDGE_PASSWORD");
    let ran = fails(run(&mut command), 3);
    golden!("failure-secret-variable", scene(&project, &["load"], &ran));

    let settings = project.read("landbridge.yaml");
    let from_file = "{ file: secrets/password }";
    let settings = settings.replace("{ env: LANDBRIDGE_PASSWORD }", from_file);
    project.write("landbridge.yaml", settings);
    story!("failure-secret-file", 3, &project, &erp, &["load"]);
    assert_eq!(erp.counters().requests, 0);
}

/// Runs a load against an address where nobody answers, and says how long it took.
fn load_at(project: &Project, url: &str) -> (Ran, Duration) {
    let begun = Instant::now();
    let mut command = project.command(url, &["load"]);
    // A machine whose name server is out of reach should say so, too, before connecting times out.
    command.env("RES_OPTIONS", "timeout:1 attempts:1");
    let ran = run(&mut command);
    (fails(ran, 6), begun.elapsed())
}

#[test]
fn a_host_that_refuses_connections_is_given_up_soon_and_the_load_goes_on_later() {
    let project = small();
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (ran, took) = load_at(&project, &format!("http://{port}"));
    golden!(
        "failure-refused-connection",
        scene(&project, &["load"], &ran)
    );
    assert!(took < Duration::from_secs(30), "{took:?}");
    let erp = Erp::start();
    let next = project.run(&erp, &["load"]).ok();
    assert!(
        next.stderr.contains("carries on with run 1"),
        "{}",
        next.stderr
    );
}

#[test]
fn a_host_name_that_leads_nowhere_is_given_up_soon() {
    let project = small();
    // Without credentials plain HTTP will do, and no certificates are needed to get so far.
    let settings = project.read("landbridge.yaml");
    let (before, after) = settings.split_once("    auth:\n").unwrap();
    let (_, after) = after.split_once('\n').unwrap();
    project.write("landbridge.yaml", format!("{before}{after}"));
    let (ran, took) = load_at(&project, "http://erp.invalid");
    golden!("failure-unknown-host", scene(&project, &["load"], &ran));
    assert!(took < Duration::from_secs(30), "{took:?}");
}

/// A listener that takes no more connections, and those that fill it.
fn full_listener() -> (TcpListener, Vec<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    loop {
        assert!(waiting.len() < 20_000, "the listener is never full");
        match TcpStream::connect_timeout(&address, Duration::from_millis(500)) {
            Ok(connection) => waiting.push(connection),
            Err(_full) => return (listener, waiting),
        }
    }
}

#[test]
fn a_host_that_does_not_take_connections_is_given_up_soon() {
    let project = small();
    let (listener, _waiting) = full_listener();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (ran, took) = load_at(&project, &url);
    golden!(
        "failure-no-connection-in-time",
        scene(&project, &["load"], &ran)
    );
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[test]
fn a_target_in_maintenance_keeps_the_load_for_later() {
    let erp = Erp::start();
    let project = small();
    project.believe_at_once();
    erp.set_faults(Faults {
        maintenance: vec!["suppliers".to_owned()],
        ..Faults::default()
    });
    story!("failure-maintenance", 6, &project, &erp, &["load"]);
    erp.set_faults(Faults::default());
    project.run(&erp, &["load"]).ok();
    assert_eq!(erp.counters().objects["suppliers"].creates, 1);
}

#[test]
fn a_ledger_of_a_newer_program_is_left_alone() {
    let erp = Erp::start();
    let project = small();
    project.run(&erp, &["check"]).ok();
    let ledger = project.path().join(".landbridge/ledger.db");
    let raw = rusqlite::Connection::open(ledger).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    story!("failure-newer-ledger", 7, &project, &erp, &["load"]);
    assert_eq!(erp.counters().requests, 0);
}

#[test]
fn a_ledger_that_another_run_writes_to_is_left_alone() {
    let erp = Erp::start();
    let project = small();
    project.run(&erp, &["check"]).ok();
    let lock = File::create(project.path().join(".landbridge/ledger.db.lock")).unwrap();
    lock.try_lock().unwrap();
    story!("failure-ledger-in-use", 7, &project, &erp, &["load"]);
    assert_eq!(erp.counters().requests, 0);
    drop(lock);
    project.run(&erp, &["load"]).ok();
}

#[test]
fn a_ledger_that_another_program_has_locked_is_waited_for_and_then_left_alone() {
    let erp = Erp::start();
    let project = small();
    project.run(&erp, &["check"]).ok();
    let ledger = project.path().join(".landbridge/ledger.db");
    let raw = rusqlite::Connection::open(ledger).unwrap();
    raw.execute_batch("BEGIN EXCLUSIVE").unwrap();
    story!("failure-ledger-busy", 7, &project, &erp, &["load"]);
    assert_eq!(erp.counters().requests, 0);
    raw.execute_batch("ROLLBACK").unwrap();
    project.run(&erp, &["load"]).ok();
}

#[test]
fn what_is_no_ledger_is_left_alone() {
    let erp = Erp::start();
    let project = small();
    project.write(
        ".landbridge/ledger.db",
        "This is a letter, not a ledger. ".repeat(200),
    );
    story!("failure-no-ledger-file", 3, &project, &erp, &["load"]);
    let letter = project.read(".landbridge/ledger.db");
    assert!(letter.starts_with("This is a letter"));
    let project = small();
    std::fs::create_dir_all(project.path().join(".landbridge/ledger.db")).unwrap();
    story!("failure-ledger-is-a-folder", 3, &project, &erp, &["load"]);
    assert_eq!(erp.counters().requests, 0);
}

#[test]
fn a_file_that_is_missing_stops_before_anything_is_sent() {
    let erp = Erp::start();
    let project = small();
    std::fs::rename(
        project.path().join("data/vendors.csv"),
        project.path().join("data/vendor.csv"),
    )
    .unwrap();
    story!("failure-file-missing", 3, &project, &erp, &["run"]);
    std::fs::create_dir(project.path().join("data/vendors.csv")).unwrap();
    story!("failure-file-is-a-folder", 3, &project, &erp, &["run"]);
    assert_eq!(erp.counters().requests, 0);
}

/// A project whose source is a workbook with these bytes.
fn of_workbook(bytes: &[u8]) -> Project {
    let project = small();
    let mapping = project.read("mappings/suppliers.yaml");
    let mapping = mapping.replace("delimited: vendors.csv", "spreadsheet: vendors.xlsx");
    project.write("mappings/suppliers.yaml", mapping);
    project.write("data/vendors.xlsx", bytes);
    project
}

#[test]
fn a_workbook_that_was_cut_short_is_not_taken_for_a_short_one() {
    let erp = Erp::start();
    let whole = std::fs::read(home().join("mappings/demo/data/vendors.xlsx")).unwrap();
    let project = of_workbook(&whole[..whole.len() / 2]);
    story!("failure-file-truncated", 3, &project, &erp, &["run"]);
    let arguments = ["peek", "data/vendors.xlsx"];
    story!("failure-file-truncated-peek", 3, &project, &erp, &arguments);
    assert_eq!(erp.counters().requests, 0);
}

/// The container that a spreadsheet program makes of a workbook under a password, as far as it
/// can be read without it: header, table of sectors, directory.
fn under_password() -> Vec<u8> {
    let mut header = vec![0_u8; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[26..28].copy_from_slice(&3_u16.to_le_bytes());
    header[30..32].copy_from_slice(&9_u16.to_le_bytes());
    header[32..34].copy_from_slice(&6_u16.to_le_bytes());
    header[44..48].copy_from_slice(&1_u32.to_le_bytes());
    header[48..52].copy_from_slice(&1_u32.to_le_bytes());
    header[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    header[76..512].fill(0xFF);
    header[76..80].copy_from_slice(&0_u32.to_le_bytes());
    let mut table = vec![0xFF_u8; 512];
    table[4..8].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    let mut directory = vec![0_u8; 512];
    for (slot, name) in ["Root Entry", "EncryptionInfo", "EncryptedPackage"]
        .iter()
        .enumerate()
    {
        for (at, unit) in name.encode_utf16().enumerate() {
            let at = slot * 128 + at * 2;
            directory[at..at + 2].copy_from_slice(&unit.to_le_bytes());
        }
    }
    [header, table, directory].concat()
}

#[test]
fn a_workbook_under_a_password_says_so() {
    let erp = Erp::start();
    let project = of_workbook(&under_password());
    story!("failure-file-protected", 3, &project, &erp, &["run"]);
    assert_eq!(erp.counters().requests, 0);
}

#[test]
fn a_report_that_cannot_be_written_does_not_lose_the_run() {
    let erp = Erp::start();
    let project = small();
    project.write("reports", "a file where the folder should be");
    story!("failure-report-folder", 1, &project, &erp, &["load"]);
    assert_eq!(erp.counters().writes_committed, 1);
    std::fs::remove_file(project.path().join("reports")).unwrap();
    project.run(&erp, &["report"]).ok();
}

#[test]
fn gates_end_a_run_with_codes_of_their_own() {
    let erp = Erp::start();
    let project = small();
    let bad = "Vendor ID,Vendor Name,Country\n1,Good,NOR\n2,Bad,???\n";
    project.write("data/vendors.csv", bad);
    let ran = project.run(&erp, &["run"]).code(4);
    golden!("gate-rejects", scene(&project, &["run"], &ran));
    assert_eq!(erp.counters().writes_attempted, 0);

    let project = small();
    project.run(&erp, &["run"]).ok();
    let supplier = &erp.all("suppliers", "")[0];
    let path = format!(
        "/fscmRestApi/resources/11.13.18.05/suppliers/{}",
        supplier["SupplierId"]
    );
    erp.ask("PATCH", &path, Some("{\"Supplier\":\"Renamed by hand\"}"));
    let ran = project.run(&erp, &["reconcile"]).code(5);
    golden!("gate-breaks", scene(&project, &["reconcile"], &ran));
}

#[test]
fn a_load_goes_on_where_nobody_reads_what_it_says() {
    let erp = Erp::start();
    let project = small();
    let mut load = project.command(&erp.url(), &["load"]);
    load.env("LANDBRIDGE_LOG", "debug");
    load.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut load = load.spawn().unwrap();
    drop(load.stderr.take());
    assert_eq!(load.wait().unwrap().code(), Some(0));
    assert_eq!(erp.counters().writes_committed, 1);
}
