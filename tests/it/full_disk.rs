//! A disk that is full ends a command with the reason, and the next run goes on.

use std::fmt::Write as _;
use std::fs::File;
use std::process::{Command, Output};

use crate::golden::{golden, redacted, scene};
use crate::support::{Erp, PASSWORD, Project, USER, program, run};

const RECORDS: usize = 1_500;

fn project() -> Project {
    let project = Project::init();
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for number in 1..=RECORDS {
        writeln!(csv, "{number},Vendor {number:0>200},NOR").unwrap();
    }
    project.write("data/vendors.csv", csv);
    let settings = project.read("landbridge.yaml");
    let settings = settings
        .replace("requests_per_second: 10", "requests_per_second: 5000")
        .replace("concurrency: 4", "concurrency: 8");
    project.write("landbridge.yaml", settings);
    project
}

/// Runs a shell script as the user of a mount namespace of its own, where it may mount what it
/// likes; what it mounted is gone when it ends.
fn in_a_namespace(project: &Project, erp: &Erp, script: &str) -> Output {
    let mut reasons = String::new();
    for flags in [["--mount"].as_slice(), &["--mount", "--map-root-user"]] {
        let mut command = Command::new("unshare");
        command.args(flags).args(["sh", "-c", script, program()]);
        command.current_dir(project.path());
        command.env("LANDBRIDGE_URL", erp.url());
        command.env("LANDBRIDGE_USER", USER);
        command.env("LANDBRIDGE_PASSWORD", PASSWORD);
        command.env_remove("LANDBRIDGE_LOG");
        let output = command.output().expect("`unshare` is part of util-linux");
        if output.status.success() {
            return output;
        }
        let said = String::from_utf8_lossy(&output.stderr);
        writeln!(reasons, "unshare {}: {}", flags.join(" "), said.trim()).unwrap();
    }
    panic!("no small disk can be mounted here, so a full one cannot be tried:\n{reasons}");
}

#[test]
fn a_load_onto_a_full_disk_says_so_and_goes_on_once_there_is_space() {
    let erp = Erp::start();
    let project = project();
    project.write(".landbridge/here", "");
    let script = "mount -t tmpfs -o size=700k tmpfs .landbridge || exit 99
        \"$0\" load >.out 2>.err; echo $? >.code
        mount -o remount,size=64m .landbridge || exit 99
        \"$0\" load; echo $? >.code.again";
    let second = in_a_namespace(&project, &erp, script);
    let first = format!(
        "$ landbridge load\nexit {}--- stdout\n{}--- stderr\n{}",
        project.read(".code"),
        project.read(".out"),
        project.read(".err")
    );
    golden!(
        "failure-full-disk-of-the-ledger",
        redacted(&first, project.path())
    );
    let said = String::from_utf8_lossy(&second.stderr);
    assert_eq!(project.read(".code.again"), "0\n", "{said}");
    assert_eq!(erp.counters().objects["suppliers"].creates, RECORDS as u64);
    assert_eq!(erp.counters().refused, 0, "nothing was sent twice");
}

#[test]
fn a_limit_of_file_sizes_is_told_as_what_it_is() {
    let erp = Erp::start();
    let project = project();
    let mut command = Command::new("sh");
    // Without the trap the system ends the process, and nothing can be said.
    let script = "trap '' XFSZ; ulimit -f 600; exec \"$0\" load";
    command.args(["-c", script, program()]);
    command.current_dir(project.path());
    command.env("LANDBRIDGE_URL", erp.url());
    command.env("LANDBRIDGE_USER", USER);
    command.env("LANDBRIDGE_PASSWORD", PASSWORD);
    command.env_remove("LANDBRIDGE_LOG");
    let ran = run(&mut command).code(1);
    golden!("failure-file-size-limit", scene(&project, &["load"], &ran));
    project.run(&erp, &["load"]).ok();
    assert_eq!(erp.counters().objects["suppliers"].creates, RECORDS as u64);
}

#[test]
fn output_onto_a_full_disk_is_no_success() {
    let erp = Erp::start();
    let project = Project::init();
    project.run(&erp, &["check"]).ok();
    let mut command = project.command(&erp.url(), &["rejects", "--format", "json"]);
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n1,Bad,???\n",
    );
    project.run(&erp, &["check"]).code(4);
    let full = File::options().write(true).open("/dev/full").unwrap();
    let ran = run_into(&mut command, full);
    golden!(
        "failure-full-disk-of-the-output",
        scene(&project, &["rejects", "--format json >/dev/full"], &ran)
    );
}

fn run_into(command: &mut Command, full: File) -> crate::support::Ran {
    command.stdout(full);
    command.stderr(std::process::Stdio::piped());
    let output = command.spawn().unwrap().wait_with_output().unwrap();
    crate::support::Ran::from(output)
}
