//! Whatever is altered after a sign-off is found, and what is put back is whole again.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use landbridge::ledger::{Ledger, RunId};
use landbridge::run::sign_offs::verify;
use proptest::prelude::*;

use super::{Signing, constant};
use crate::golden::{golden, scene};

const FILES: [&str; 11] = [
    ".landbridge/ledger.db",
    "sign-offs/run-1.html",
    "sign-offs/run-1.json",
    "sign-offs/run-1.txt",
    "sign-offs/run-1.sig",
    "sign-offs/run-1.pem",
    "landbridge.yaml",
    "mappings/suppliers.yaml",
    "schemas/suppliers.json",
    "crosswalks/countries.csv",
    "data/vendors.csv",
];

/// A project that was signed off, for one case at a time: each alters a file and puts it back.
fn signed() -> MutexGuard<'static, Signing> {
    static SIGNED: OnceLock<Mutex<Signing>> = OnceLock::new();
    let signed = SIGNED.get_or_init(|| Mutex::new(Signing::signed()));
    signed.lock().unwrap_or_else(PoisonError::into_inner)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_one_byte_that_is_changed_after_a_sign_off_is_found(
        file in prop::sample::select(FILES.to_vec()),
        at in any::<prop::sample::Index>(),
        by in 1..=255_u8,
    ) {
        let signed = signed();
        let project = signed.path();
        let path = project.join(file);
        let whole = std::fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= by;
        std::fs::write(&path, &bytes).unwrap();
        let changed = verify(project, &[]);
        std::fs::write(&path, &whole).unwrap();
        let restored = verify(project, &[]);
        prop_assert!(!changed.holds(), "{file}, byte {at}");
        // The statement's own bytes are what its signature is about; all else is named itself.
        let stem = file.split('.').next().unwrap();
        let named = changed.altered.iter().any(|one| {
            one.what.starts_with(file) || (file == FILES[4] && one.what.starts_with(stem))
        });
        prop_assert!(named, "{file}, byte {at}: {:?}", changed.altered);
        prop_assert!(restored.holds(), "{file}: {:?}", restored.altered);
    }

    #[test]
    fn a_file_that_is_cut_or_replaced_by_anything_is_found(
        file in prop::sample::select(FILES.to_vec()),
        keep in any::<prop::sample::Index>(),
        more in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let signed = signed();
        let project = signed.path();
        let path = project.join(file);
        let whole = std::fs::read(&path).unwrap();
        let mut bytes = whole.get(..keep.index(whole.len())).unwrap().to_vec();
        bytes.extend(more);
        prop_assume!(bytes != whole);
        std::fs::write(&path, &bytes).unwrap();
        let changed = verify(project, &[]);
        std::fs::write(&path, &whole).unwrap();
        prop_assert!(!changed.holds(), "{file}");
        prop_assert!(verify(project, &[]).holds());
    }
}

#[test]
fn what_was_altered_is_said_with_when() {
    let signing = Signing::signed();
    let mapping = signing.project.read("mappings/suppliers.yaml");
    let other = mapping.replace("pad: 6", "pad: 7");
    signing.project.write("mappings/suppliers.yaml", other);
    std::fs::remove_file(signing.path().join("data/vendors.csv")).unwrap();
    let said = signing.run(&["verify"]).code(8);
    golden!(
        "verify-altered",
        constant(&scene(&signing.project, &["verify"], &said))
    );
}

#[test]
fn rows_that_are_changed_in_the_ledger_are_named_by_their_table() {
    let signing = Signing::signed();
    let change = |sql: &str| {
        let path = signing.path().join(".landbridge/ledger.db");
        let raw = rusqlite::Connection::open(path).unwrap();
        assert!(raw.execute(sql, []).unwrap() > 0, "{sql}");
        raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .unwrap();
    };
    change("UPDATE record SET target_id = target_id || '0' WHERE key = '000018'");
    let rows = ".landbridge/ledger.db, run 1, table `record`";
    let altered = signing.altered();
    assert_eq!(altered, [rows, ".landbridge/ledger.db"]);
    // Whatever is run afterwards: what was signed is held against its rows.
    change(
        "UPDATE record SET target_id = substr(target_id, 1, length(target_id) - 1) WHERE key = '000018'",
    );
    signing.run(&["check"]).ok();
    assert_eq!(signing.altered(), [""; 0]);
    signing.run(&["run", "--purpose", "rehearsal:2"]).ok();
    assert_eq!(signing.altered(), [""; 0]);
    let other = "UPDATE record SET payload = CAST(replace(payload, 'Fjord', 'Fiord') AS BLOB)
        WHERE key = '000018' AND run = 1";
    change(other);
    assert_eq!(signing.altered(), [rows]);
    change(&other.replace("'Fjord', 'Fiord'", "'Fiord', 'Fjord'"));
    assert_eq!(signing.altered(), [""; 0]);
    change("UPDATE entry SET operator = 'aodhiambo' WHERE number = 2");
    let entry = ".landbridge/ledger.db, entry 2";
    assert_eq!(signing.altered()[0], entry);
}

#[test]
fn a_page_of_the_ledger_that_is_damaged_after_later_runs_is_found() {
    let signing = Signing::signed();
    signing.run(&["check"]).ok();
    assert_eq!(signing.altered(), [""; 0]);
    let path = signing.path().join(".landbridge/ledger.db");
    let mut bytes = std::fs::read(&path).unwrap();
    // The header of the second page.
    bytes[4096] ^= 0x55;
    std::fs::write(&path, bytes).unwrap();
    let altered = signing.altered();
    assert!(
        altered
            .iter()
            .all(|what| what.starts_with(".landbridge/ledger.db"))
            && !altered.is_empty(),
        "{altered:?}"
    );
}

#[test]
fn a_sign_off_that_is_taken_away_breaks_the_chain() {
    let signing = Signing::signed();
    signing.run(&["run", "--purpose", "rehearsal:2"]).ok();
    signing.sign_off("2").ok();
    assert_eq!(signing.altered(), [""; 0]);
    let take = |run: u32| {
        ["txt", "sig", "pem", "html", "json", "zip"].map(|ending| {
            let path = signing.path().join(format!("sign-offs/run-{run}.{ending}"));
            let bytes = std::fs::read(&path).unwrap();
            std::fs::remove_file(&path).unwrap();
            (path, bytes)
        })
    };
    let put_back = |files: [(PathBuf, Vec<u8>); 6]| {
        for (path, bytes) in files {
            std::fs::write(path, bytes).unwrap();
        }
    };
    let first = take(1);
    let altered = signing.altered();
    assert!(
        altered.contains(&"the sign-off before sign-offs/run-2.txt".to_owned()),
        "{altered:?}"
    );
    assert!(altered.contains(&"a sign-off".to_owned()), "{altered:?}");
    put_back(first);
    assert_eq!(signing.altered(), [""; 0]);
    // Of the newest one only the ledger can know, and does from the next command on.
    signing.run(&["check"]).ok();
    take(2);
    assert_eq!(signing.altered(), ["a sign-off"]);
}

#[test]
fn what_somebody_signs_again_as_it_is_now_was_not_altered() {
    let signing = Signing::signed();
    let mapping = signing.project.read("mappings/suppliers.yaml");
    let other = mapping.replace("about: Vendors", "about: All vendors");
    signing.project.write("mappings/suppliers.yaml", other);
    assert_eq!(signing.altered(), ["mappings/suppliers.yaml"]);
    signing.run(&["run", "--purpose", "rehearsal:2"]).ok();
    signing.sign_off("2").ok();
    assert_eq!(signing.altered(), [""; 0]);
    let said = signing.run(&["verify"]).ok().stdout;
    assert!(said.contains("1 as a later sign-off has them"), "{said}");
}

#[test]
fn a_sign_off_made_anew_with_another_key_is_seen_by_whoever_knows_the_key() {
    let signing = Signing::signed();
    let own = signing.path().join("sign-offs/run-1.pem");
    let kept = tempfile::tempdir().unwrap();
    let file = kept.path().join("amina.pem");
    std::fs::copy(own, &file).unwrap();
    signing
        .run(&["verify", "--key", file.to_str().unwrap()])
        .ok();
    let (_folder, key, printed) = crate::keys::new_key("Amina Odhiambo");
    // Mallory puts a key of their own into the project, and signs everything anew.
    let text = std::fs::read_to_string(&key).unwrap();
    let mallory = landbridge::signing::SigningKey::from_pem(&text).unwrap();
    let before = signing.project.read("landbridge.yaml");
    let of = |text: &str| {
        let line = text.lines().find(|line| line.trim().starts_with("key: "));
        line.unwrap().trim().to_owned()
    };
    let after = before.replace(&of(&before), &of(&printed));
    signing.project.write("landbridge.yaml", &after);
    let sha = |text: &str| {
        use sha2::Digest as _;
        sha2::Sha256::digest(text.as_bytes())
            .iter()
            .fold(String::new(), |all, byte| format!("{all}{byte:02x}"))
    };
    let statement = signing.project.read("sign-offs/run-1.txt");
    let forged = statement.replace(&sha(&before), &sha(&after)).replace(
        of(&before).trim_start_matches("key: "),
        &mallory.public().text(),
    );
    assert_ne!(statement, forged);
    signing.project.write("sign-offs/run-1.txt", &forged);
    signing
        .project
        .write("sign-offs/run-1.sig", mallory.sign(forged.as_bytes()));
    signing
        .project
        .write("sign-offs/run-1.pem", mallory.public().pem());
    std::fs::remove_file(signing.path().join("sign-offs/run-1.zip")).unwrap();
    // Nothing in the folder tells; the key does.
    assert_eq!(signing.altered(), [""; 0]);
    let said = signing
        .run(&["verify", "--key", file.to_str().unwrap()])
        .code(8);
    assert!(said.stdout.contains("nobody whose key was given"));
}

#[test]
fn a_run_that_an_older_program_recorded_is_signed_in_its_form_and_verifies() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    let path = signing.path().join(".landbridge/ledger.db");
    let ledger = Ledger::open_existing(&path).unwrap();
    // The entry that ended the run, as it was when digests knew no removals, canaries and notes.
    let mut ended = ledger.entries().unwrap().pop().unwrap();
    assert_eq!(ended.facts.run, Some(RunId(1)));
    ended.digest = ledger.run_digest(RunId(1)).unwrap().in_form(2).whole();
    ended.hash = ended.hash_of();
    drop(ledger);
    let change = |sql: &str| {
        let raw = rusqlite::Connection::open(&path).unwrap();
        assert!(raw.execute(sql, []).unwrap() > 0, "{sql}");
    };
    let (digest, hash, number) = (&ended.digest, &ended.hash, ended.number);
    change(&format!(
        "UPDATE entry SET digest = '{digest}', hash = '{hash}' WHERE number = {number}"
    ));
    signing.sign_off("1").ok();
    let statement = signing.project.read("sign-offs/run-1.txt");
    assert!(statement.contains(" form 2 "), "{statement}");
    assert!(!statement.contains("\nremoval "), "{statement}");
    assert_eq!(signing.altered(), [""; 0]);
    // Runs of today beside it change nothing, and what is altered in it is found.
    signing.run(&["run", "--purpose", "rehearsal:2"]).ok();
    signing.sign_off("2").ok();
    let statement = signing.project.read("sign-offs/run-2.txt");
    assert!(statement.contains(" form 5 "), "{statement}");
    assert_eq!(signing.altered(), [""; 0]);
    change("UPDATE attempt SET started = 'now' WHERE run = 1");
    let rows = ".landbridge/ledger.db, run 1, table `attempt`";
    assert!(signing.altered().contains(&rows.to_owned()));
}

#[test]
fn who_let_a_run_go_on_is_signed_with_it() {
    let signing = Signing::new();
    let settings = signing.project.read("landbridge.yaml");
    let settings = settings.replace("gates:\n", "canary: 1\ngates:\n");
    signing.project.write("landbridge.yaml", settings);
    signing.run(&["run"]).code(9);
    signing.run(&["go", "1"]).ok();
    signing.sign_off("1").ok();
    signing.run(&["check"]).ok();
    assert_eq!(signing.altered(), [""; 0]);
    let path = signing.path().join(".landbridge/ledger.db");
    let raw = rusqlite::Connection::open(path).unwrap();
    let other = raw.execute("UPDATE canary SET released_by = 'somebody'", []);
    assert_eq!(other.unwrap(), 1);
    let rows = ".landbridge/ledger.db, run 1, table `canary`";
    assert_eq!(signing.altered(), [rows]);
}
