//! The evidence pack, verified as its page says, without this program.

use std::path::Path;
use std::process::Command;

use super::{Signing, constant};
use crate::golden::{golden, redacted};
use crate::support::Project;

fn unpacked(pack: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let unzip = Command::new("unzip")
        .arg("-q")
        .arg(pack)
        .arg("-d")
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(unzip.status.success(), "{unzip:?}");
    folder
}

/// The commands of the page, as somebody copies them.
fn commands(page: &str) -> Vec<String> {
    let lines = page
        .lines()
        .filter_map(|line| line.trim().strip_prefix("$ "));
    lines.map(str::to_owned).collect()
}

/// Whether a command succeeds in a folder, and what it says.
fn typed(command: &str, folder: &Path) -> (bool, String) {
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), said)
}

fn names(folder: &Path, below: &str, all: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            names(&entry.path(), &format!("{name}/"), all);
        } else {
            all.push(name);
        }
    }
    all.sort();
}

#[test]
fn the_pack_verifies_with_the_commands_on_its_page() {
    let signing = Signing::signed();
    let pack = unpacked(&signing.path().join("sign-offs/run-1.zip"));
    let mut packed = Vec::new();
    names(pack.path(), "", &mut packed);
    assert_eq!(
        packed,
        [
            "SHA256SUMS",
            "VERIFY.txt",
            "crosswalks/countries.csv",
            "landbridge.yaml",
            "mappings/suppliers.yaml",
            "schemas/suppliers.json",
            "sign-offs/run-1.html",
            "sign-offs/run-1.json",
            "sign-offs/run-1.pem",
            "sign-offs/run-1.sig",
            "sign-offs/run-1.txt",
        ]
    );
    let page = std::fs::read_to_string(pack.path().join("VERIFY.txt")).unwrap();
    golden!("sign-off-page", constant(&redacted(&page, signing.path())));
    let commands = commands(&page);
    let [verify, fingerprint, sums, statement, project] = &commands[..] else {
        panic!("{commands:?}");
    };
    let (holds, said) = typed(verify, pack.path());
    assert!(holds, "{said}");
    assert_eq!(said.trim(), "Signature Verified Successfully");
    let (_, said) = typed(fingerprint, pack.path());
    assert!(page.contains(said.split_whitespace().next().unwrap()));
    let (holds, said) = typed(sums, pack.path());
    assert!(holds && said.lines().count() == 10, "{said}");
    let (holds, said) = typed(statement, pack.path());
    assert!(holds && said.lines().count() == 6, "{said}");
    // In the project folder the data is there too.
    let (holds, said) = typed(project, signing.path());
    assert!(holds && said.contains("data/vendors.csv: OK"), "{said}");
}

#[test]
fn an_altered_pack_does_not_verify() {
    let signing = Signing::signed();
    let pack = unpacked(&signing.path().join("sign-offs/run-1.zip"));
    let page = std::fs::read_to_string(pack.path().join("VERIFY.txt")).unwrap();
    let commands = commands(&page);
    let statement = pack.path().join("sign-offs/run-1.txt");
    let text = std::fs::read_to_string(&statement).unwrap();
    std::fs::write(&statement, text.replace("3 read", "4 read")).unwrap();
    assert!(!typed(&commands[0], pack.path()).0);
    std::fs::write(&statement, text).unwrap();
    assert!(typed(&commands[0], pack.path()).0);
    let report = pack.path().join("sign-offs/run-1.json");
    std::fs::write(&report, "{}").unwrap();
    assert!(!typed(&commands[2], pack.path()).0);
    assert!(!typed(&commands[3], pack.path()).0);
    // The zip beside the sign-off is looked at too.
    let zip = signing.path().join("sign-offs/run-1.zip");
    let whole = std::fs::read(&zip).unwrap();
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&zip, bytes).unwrap();
    assert_eq!(signing.altered(), ["sign-offs/run-1.zip"]);
    std::fs::remove_file(&zip).unwrap();
    assert_eq!(signing.altered(), [""; 0], "a pack may be taken away");
}

#[test]
fn nothing_personal_or_secret_is_in_a_statement_or_a_pack() {
    let project = Project::init();
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n17,CNRYNAME Stationery,CNRYLAND\n18,CNRYOTHER,NOR\n",
    );
    project.write(
        "crosswalks/countries.csv",
        "legacy,erp\nCNRYLAND,KE\nNOR,NO\n",
    );
    let mapping = project.read("mappings/suppliers.yaml");
    let mapping = mapping
        .replace(
            "clean: [trim, squeeze] }",
            "clean: [trim, squeeze], personal: true }",
        )
        .replace(
            "crosswalk: countries }",
            "crosswalk: countries, personal: true }",
        );
    project.write("mappings/suppliers.yaml", mapping);
    let signing = Signing::with(project);
    signing.run(&["run"]).ok();
    signing.sign_off("1").ok();
    let pack = unpacked(&signing.path().join("sign-offs/run-1.zip"));
    let mut packed = Vec::new();
    names(pack.path(), "", &mut packed);
    assert!(packed.len() > 8, "{packed:?}");
    let secret = std::fs::read_to_string(&signing.key).unwrap();
    let secret = secret.lines().nth(1).unwrap();
    for name in packed {
        let bytes = std::fs::read(pack.path().join(&name)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for canary in ["CNRY", crate::support::PASSWORD, secret] {
            assert!(!text.contains(canary), "{canary} in {name}");
        }
    }
    let statement = signing.project.read("sign-offs/run-1.txt");
    assert!(statement.contains("  crosswalks/countries.csv"));
    assert_eq!(signing.altered(), [""; 0]);
}
