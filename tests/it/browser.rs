//! The report in a real browser, worked by the keyboard: Chromium of Debian, driven by `puppeteer-core`, searched for
//! barriers by `axe-core`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

use crate::support::{Erp, Project, home, program, run};

/// What installs the driver; a machine that cannot install it fails the test with the reason.
fn installed() -> PathBuf {
    let script = home().join("tests/servers/browser/install.sh");
    let ran = run(Command::new(script).arg(home().join("target/servers"))).ok();
    PathBuf::from(ran.stdout.trim())
}

/// Opens a page in the browser; pictures go into the folder.
fn looked_at(page: &Path, pictures: &Path, what: &str) -> Json {
    let mut look = Command::new("node");
    look.arg(installed().join("look.js"))
        .args([page, pictures])
        .arg(what);
    serde_json::from_str(&run(&mut look).ok().stdout).unwrap()
}

/// The pages of a PDF as pictures beside it.
fn pages(pdf: &Path) -> usize {
    let mut pictures = Command::new("pdftoppm");
    pictures
        .args(["-png", "-r", "60"])
        .arg(pdf)
        .arg(pdf.with_extension(""));
    run(&mut pictures).ok();
    let name = pdf.file_stem().unwrap().to_str().unwrap().to_owned() + "-";
    let beside = std::fs::read_dir(pdf.parent().unwrap()).unwrap();
    let paths = beside.map(|entry| entry.unwrap().path());
    let pictures = paths.filter(|path| path.extension().is_some_and(|ending| ending == "png"));
    let names = pictures.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    names.filter(|own| own.starts_with(&name)).count()
}

fn texts(list: &Json) -> Vec<&str> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| item.as_str().unwrap()).collect()
}

#[test]
fn the_report_opens_without_network_or_barriers_and_works_by_the_keyboard() {
    let project = Project::empty();
    let folder = project.path().join("demo");
    let mut demo = Command::new(program());
    run(demo.args(["demo", "--into"]).arg(&folder)).ok();
    let pictures = home().join("target/report-pictures/page");
    drop(std::fs::remove_dir_all(&pictures));
    let saw = looked_at(&folder.join("reports/run-1.html"), &pictures, "all");

    // Nothing leaves the file, and nothing goes wrong in it.
    assert_eq!(saw["requests"], serde_json::json!([]));
    assert_eq!(saw["errors"], serde_json::json!([]));
    assert_eq!(saw["barriers"], serde_json::json!([]), "{saw:#}");
    assert_eq!(saw["too_wide"], serde_json::json!([]), "{saw:#}");

    // Breaks are found, chosen and sorted.
    let breaks = &saw["breaks"];
    let all = texts(&breaks["all"]);
    assert!(all.len() > 3, "{breaks}");
    assert!(texts(&breaks["found"]).contains(&all[1]), "{breaks}");
    assert!(texts(&breaks["found"]).len() < all.len(), "{breaks}");
    assert_eq!(
        breaks["said"],
        format!("{} of {} shown", texts(&breaks["found"]).len(), all.len())
    );
    let of_kind = texts(&breaks["of_kind"]);
    let dates = texts(&breaks["kinds"]);
    let dates = dates.into_iter().filter(|kind| *kind == "date");
    assert_eq!(of_kind, dates.collect::<Vec<_>>());
    assert!(!of_kind.is_empty() && of_kind.len() < all.len());
    let mut sorted = texts(&breaks["by_key"]);
    assert_eq!(sorted.len(), all.len());
    assert_ne!(sorted, all, "the order that was chosen changes nothing");
    sorted.sort_unstable();
    let mut same = all.clone();
    same.sort_unstable();
    assert_eq!(sorted, same);
    let ranks = texts(&breaks["by_size"]).into_iter();
    let ranks: Vec<u32> = ranks.map(|rank| rank.parse().unwrap()).collect();
    assert!(
        ranks.chunk_by(|a, b| a <= b).count() <= 3,
        "sorted object by object: {ranks:?}"
    );

    // A record is followed from a break, and what is folded opens.
    let followed = &saw["followed"];
    for one in ["open", "focused", "in_sight"] {
        assert_eq!(followed[one], true, "{one}: {followed}");
    }
    let text = followed["text"].as_str().unwrap();
    for word in ["Read", "Sent", "State", "Value by value", "landbridge show"] {
        assert!(text.contains(word), "no word of {word}: {text}");
    }
    assert_eq!(saw["opened_by_enter"], true);

    // The summary for a committee, and all of it, on paper.
    assert_eq!(saw["printed"], "summary");
    let (summary, whole) = (
        pages(&pictures.join("summary.pdf")),
        pages(&pictures.join("whole.pdf")),
    );
    assert!(summary <= 3, "{summary} pages");
    assert!(whole > summary, "{whole} pages");
}

#[test]
fn the_committee_reads_its_summary_in_its_language_without_barriers() {
    let erp = Erp::start();
    let project = Project::init();
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n1,Acme,KEN\n2,Beta,???\n3,Gamma,NOR\n",
    );
    project.run(&erp, &["run"]).code(4);
    for (language, words) in [
        (
            "en",
            ["lang=\"en\"", "Needs a person", "rejects: 1 too many"],
        ),
        (
            "fr",
            [
                "lang=\"fr\"",
                "Demande l&#39;attention",
                "rejets : 1 de trop",
            ],
        ),
        (
            "es",
            ["lang=\"es\"", "Requiere la atención", "rechazos: 1 de más"],
        ),
    ] {
        let arguments = ["report", "--format", "summary", "--language", language];
        let said = project.run(&erp, &arguments).ok().stdout;
        let page = project.path().join(said.trim());
        let text = std::fs::read_to_string(&page).unwrap();
        assert!(
            words.iter().all(|word| text.contains(word)),
            "{language}: {text}"
        );
        let pictures = home()
            .join("target/report-pictures")
            .join(format!("summary-{language}"));
        drop(std::fs::remove_dir_all(&pictures));
        let saw = looked_at(&page, &pictures, "look");
        for one in ["requests", "errors", "barriers", "too_wide"] {
            assert_eq!(saw[one], serde_json::json!([]), "{language}: {saw:#}");
        }
        assert!(pages(&pictures.join("whole.pdf")) <= 2);
    }
}

#[test]
fn the_report_in_french_has_no_barriers_and_works_by_the_keyboard() {
    let project = Project::empty();
    let folder = project.path().join("demo");
    let mut demo = Command::new(program());
    run(demo.args(["demo", "--into"]).arg(&folder)).ok();
    let mut report = Command::new(program());
    report
        .args(["report", "--language", "fr", "--project"])
        .arg(&folder);
    run(&mut report).ok();
    let pictures = home().join("target/report-pictures/page-fr");
    drop(std::fs::remove_dir_all(&pictures));
    let saw = looked_at(&folder.join("reports/run-1-fr.html"), &pictures, "all");
    for none in ["requests", "errors", "barriers", "too_wide"] {
        assert_eq!(saw[none], serde_json::json!([]), "{none}: {saw:#}");
    }
    let breaks = &saw["breaks"];
    assert_eq!(
        breaks["said"],
        format!(
            "{} sur {}",
            texts(&breaks["found"]).len(),
            texts(&breaks["all"]).len()
        )
    );
    let text = saw["followed"]["text"].as_str().unwrap();
    for word in ["Lu", "Envoyé", "État", "Valeur par valeur"] {
        assert!(text.contains(word), "no word of {word}: {text}");
    }
}
