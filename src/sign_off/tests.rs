use std::io::{Cursor, Write as _};

use proptest::prelude::*;

use super::pack::unpack_at_most;
use super::*;
use crate::signing::SigningKey;

fn statement(remark: &str, files: Vec<SignedFile>) -> Statement {
    let (key, _) = SigningKey::generate().unwrap();
    Statement {
        number: 3,
        project: "rollout".to_owned(),
        run: 7,
        command: "run".to_owned(),
        purpose: "rehearsal 2".to_owned(),
        target: "erp".to_owned(),
        operators: vec!["lena".to_owned()],
        started: "2026-11-21T18:00:03Z".to_owned(),
        ended: "2026-11-21T18:00:09Z".to_owned(),
        signer: "Amina".to_owned(),
        key: key.public(),
        at: "2026-11-22T08:00:00Z".to_owned(),
        remark: remark.to_owned(),
        previous: Some(Previous {
            path: "sign-offs/run-5.txt".to_owned(),
            sha256: "ab".repeat(32),
        }),
        ledger: LedgerState {
            path: ".landbridge/ledger.db".to_owned(),
            sha256: "cd".repeat(32),
            entry: 14,
            entry_hash: "ef".repeat(32),
        },
        plan_hash: "01".repeat(32),
        form: 1,
        digest: "23".repeat(32),
        rows: vec![("record".to_owned(), "45".repeat(32))],
        figures: vec!["suppliers: 3 read".to_owned()],
        groups: vec![FileGroup {
            about: "The extracts".to_owned(),
            files,
            inside: vec![InArchive {
                name: "offices.zip/ke.csv".to_owned(),
                sha256: "67".repeat(32),
            }],
        }],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever somebody remarks and however files are called, a statement says what it was made of.
    #[test]
    fn a_statement_is_read_as_it_was_written(
        remark in "\\PC{0,40}|(.|\n){0,40}",
        paths in prop::collection::btree_set("[a-zé /\\\\\n\r.]{1,12}", 0..5),
    ) {
        let files: Vec<SignedFile> = paths
            .into_iter()
            .map(|path| SignedFile { path, sha256: "89".repeat(32) })
            .collect();
        let written = statement(&remark, files.clone());
        let read = read(&written.render()).unwrap();
        prop_assert_eq!(read.files, files);
        prop_assert_eq!((read.number, read.run, read.form), (3, 7, 1));
        prop_assert_eq!(read.key, written.key);
        prop_assert_eq!(read.previous, written.previous);
        prop_assert_eq!(read.ledger, written.ledger);
        prop_assert_eq!(read.rows, written.rows);
        prop_assert_eq!(read.signer, written.signer);
    }

    #[test]
    fn no_text_is_more_than_no_statement(text in "(.|\n){0,300}") {
        prop_assert!(read(&text).is_none());
    }

    #[test]
    fn a_statement_with_any_bytes_changed_is_read_or_not_and_nothing_worse(
        at in any::<prop::sample::Index>(),
        sign in any::<char>(),
    ) {
        let mut signs: Vec<char> = statement("", Vec::new()).render().chars().collect();
        let at = at.index(signs.len());
        signs[at] = sign;
        let text: String = signs.into_iter().collect();
        let _read_or_not = read(&text);
    }
}

#[test]
fn a_remark_cannot_pass_for_anything_else() {
    let remark = format!("fine\nrun: 8\n\n{}  data/other.csv", "ab".repeat(32));
    let read = read(&statement(&remark, Vec::new()).render()).unwrap();
    assert_eq!(read.run, 7);
    assert_eq!(read.files, []);
}

#[test]
fn the_same_files_give_the_same_pack_in_whatever_order_they_come() {
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let one = pack(vec![file("b.txt", "second"), file("a.txt", "first")]).unwrap();
    let other = pack(vec![file("a.txt", "first"), file("b.txt", "second")]).unwrap();
    assert_eq!(one, other);
    let (files, sums) = unpack(Cursor::new(&one)).unwrap();
    assert_eq!(sum_lines(&String::from_utf8(sums).unwrap()), files);
    assert_eq!(files.len(), 2);
    let changed = pack(vec![file("a.txt", "First"), file("b.txt", "second")]).unwrap();
    assert_ne!(one, changed);
}

#[test]
fn a_pack_that_unpacks_to_more_than_a_pack_holds_is_a_fault_and_not_memory() {
    let packed = pack(vec![("a.txt".to_owned(), vec![0; 200_000])]).unwrap();
    let too_much = "it unpacks to more than a pack holds";
    let fault = unpack_at_most(150_000, Cursor::new(&packed)).unwrap_err();
    assert_eq!(fault.to_string(), too_much);
    assert!(unpack_at_most(201_000, Cursor::new(&packed)).is_ok());
    // A list of hashes that is none.
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file(PACKED_SUMS, options).unwrap();
    zip.write_all(&vec![0; 17 << 20]).unwrap();
    let packed = zip.finish().unwrap();
    let fault = unpack(packed).unwrap_err();
    assert_eq!(fault.to_string(), too_much);
}
