use std::io::Write as _;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::files::{facts, matching};

fn archive(path: &Path, entries: &[(&str, &str)]) {
    let mut writer = ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, text) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
}

fn names(folder: &Path, pattern: &str) -> Vec<String> {
    matching(folder, pattern)
        .into_iter()
        .map(|file| file.name)
        .collect()
}

#[test]
fn an_archive_in_a_pattern_is_like_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let entries = [
        ("kenya/vendors.csv", "id\n1\n"),
        ("norway/vendors.csv", "id\n2\n"),
        ("norway/sites.csv", "id\n"),
        ("__MACOSX/norway/vendors.csv", "junk"),
        ("norway/.hidden.csv", "junk"),
    ];
    archive(&folder.path().join("offices.zip"), &entries);
    let found = names(folder.path(), "offices.zip/vendors.csv");
    assert_eq!(
        found,
        [
            "offices.zip/kenya/vendors.csv",
            "offices.zip/norway/vendors.csv"
        ]
    );
    assert_eq!(
        names(folder.path(), "*.zip/norway/*.csv"),
        [
            "offices.zip/norway/sites.csv",
            "offices.zip/norway/vendors.csv"
        ]
    );
    assert!(names(folder.path(), "offices.zip/*.xlsx").is_empty());
}

#[test]
fn an_entry_is_an_extract_of_its_own_with_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    archive(&folder.path().join("a.zip"), &[("vendors.csv", "id\n1\n")]);
    std::fs::write(folder.path().join("vendors.csv"), "id\n1\n").unwrap();
    let packed = facts(&matching(folder.path(), "a.zip/*")[0]).unwrap();
    let plain = facts(&matching(folder.path(), "vendors.csv")[0]).unwrap();
    assert_eq!((packed.sha256, packed.bytes), (plain.sha256, plain.bytes));
}

#[test]
fn folders_of_any_depth_are_searched_with_two_stars() {
    let folder = tempfile::tempdir().unwrap();
    for path in [
        "a.csv",
        "kenya/b.csv",
        "kenya/2019/c.csv",
        "kenya/2019/~$c.csv",
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    }
    assert_eq!(
        names(folder.path(), "**/*.csv"),
        ["a.csv", "kenya/2019/c.csv", "kenya/b.csv"]
    );
    assert_eq!(names(folder.path(), "kenya/*/*.csv"), ["kenya/2019/c.csv"]);
}

#[test]
fn a_broken_archive_says_so_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.zip"), "no archive").unwrap();
    let file = &matching(folder.path(), "a.zip/vendors.csv")[0];
    let fault = facts(file).unwrap_err().to_string();
    assert!(
        fault.contains("a.zip/vendors.csv cannot be read: the archive"),
        "{fault}"
    );
}
