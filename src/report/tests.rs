use std::collections::HashSet;

use super::language::Language;
use super::model::{Command, Ending, RunReport, TotalReport};
use super::terminal::{COLUMNS, Style};
use super::verdict::{Level, TaskKind, judge};
use super::{html, json, sample, terminal};

/// The sample with three invoices that nobody accounts for.
fn unbalanced() -> RunReport {
    let mut report = sample::run();
    report.objects[1].funnel.loaded.created -= 3;
    report
}

fn page(report: &RunReport) -> String {
    html::render(report, Language::english()).unwrap()
}

/// Compares with the file of this name under `tests/golden`.
macro_rules! golden {
    ($name:literal, $text:expr) => {
        insta::with_settings!({
            snapshot_path => "../../tests/golden",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!($name, $text) });
    };
}

#[test]
fn the_summary_says_verdict_funnel_causes_and_breaks() {
    let path = "/srv/landbridge/reports/run-42.html";
    golden!(
        "report-terminal",
        terminal::render(&sample::run(), Style::Plain, Some(path))
    );
    golden!(
        "report-terminal-flawless",
        terminal::render(&sample::flawless(), Style::Plain, None)
    );
}

#[test]
fn the_summary_says_loudly_that_figures_do_not_add_up() {
    golden!(
        "report-terminal-unbalanced",
        terminal::render(&unbalanced(), Style::Plain, None)
    );
}

#[test]
fn no_line_of_the_summary_is_wider_than_a_terminal_or_holds_an_escape() {
    let mut report = sample::run();
    report.project = "企業資源計画への移行 ".repeat(12);
    report.target.host = format!("{}.example.org", "long-".repeat(40));
    report.objects[0].name = "\u{1b}[2Jنقل البيانات ".repeat(20);
    let mut huge = report.clone();
    huge.objects[1].funnel.read = u64::MAX;
    huge.objects[2].funnel.loaded.created = u64::MAX;
    huge.ending = Ending::Interrupted("x".repeat(300));
    let path = format!("/srv/{}/run.html", "deep/".repeat(40));
    for report in [report, huge] {
        let summary = terminal::render(&report, Style::Plain, Some(&path));
        assert!(!summary.contains('\u{1b}'));
        for line in summary.lines() {
            assert!(super::text::columns(line) <= COLUMNS, "too wide: {line}");
        }
        assert!(summary.contains("/run.html"), "the end of the path is kept");
    }
}

#[test]
fn colour_changes_nothing_but_colour() {
    let plain = terminal::render(&sample::run(), Style::Plain, None);
    let colour = terminal::render(&sample::run(), Style::Colour, None);
    assert!(colour.contains("\u{1b}[1;31m"));
    let codes = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    assert_eq!(codes.replace_all(&colour, ""), plain);
}

#[test]
fn the_json_document_is_stable_and_reads_back() {
    let text = json::render(&sample::run()).unwrap();
    golden!("report-json", text);
    let back: RunReport = serde_json::from_str(&text).unwrap();
    assert_eq!(back, sample::run());
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["format"], "landbridge-report/1");
    assert_eq!(value["objects"][1]["totals"][1]["source"], "3120440.125");
    assert_eq!(value["objects"][1]["totals"][0]["difference"], "-0.02");
    assert_eq!(value["objects"][1]["totals"][0]["agrees"], false);
}

#[test]
fn the_page_fetches_nothing_and_runs_only_its_own_script() {
    let page = page(&sample::run());
    for fetch in [
        "http://", "https://", "src=", "@import", "<link", "<iframe", "url(data",
    ] {
        let known_text = page.replace("&#60;img src=x", "");
        assert!(!known_text.contains(fetch), "{fetch}");
    }
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(
        !page.contains("style=\""),
        "styles would be blocked by the policy"
    );
    assert!(!page.contains("onclick"));
}

#[test]
fn a_long_control_total_shows_what_differs_and_what_is_largest_and_says_how_many_more_there_are() {
    let mut report = sample::run();
    let object = &mut report.objects[1];
    let pattern = object.totals[0].clone();
    object.totals = (1..=250)
        .map(|number: i64| TotalReport {
            name: "balances".to_owned(),
            group: format!("account {number:03}."),
            source: number.into(),
            loaded: number.into(),
            // The smallest of all is the one that differs.
            erp: Some(if number == 1 { 9 } else { number }.into()),
            skipped: 0.into(),
            rejected: 0.into(),
            refused: 0.into(),
            in_doubt: 0.into(),
            not_sent: 0.into(),
            ..pattern.clone()
        })
        .collect();
    let page = page(&report);
    let shown: Vec<usize> = (1..=250)
        .filter(|number| page.contains(&format!("account {number:03}.")))
        .collect();
    let expected: Vec<usize> = std::iter::once(1).chain(152..=250).collect();
    assert_eq!(shown, expected);
    assert!(page.contains("150 more groups are in the workbook"));
    let first = page.find("account 001.").unwrap();
    assert!(first < page.find("account 250.").unwrap());
}

#[test]
fn what_stands_in_a_value_never_becomes_markup() {
    let mut report = sample::run();
    let evil = sample::INJECTION.to_owned();
    report.project.clone_from(&evil);
    report.program.clone_from(&evil);
    report.target.host.clone_from(&evil);
    report.ending = Ending::Interrupted(evil.clone());
    for object in &mut report.objects {
        for text in [&mut object.name, &mut object.about, &mut object.owner] {
            text.clone_from(&evil);
        }
        for total in &mut object.totals {
            total.group.clone_from(&evil);
            total.name.clone_from(&evil);
        }
    }
    report.extracts[0].file.clone_from(&evil);
    let page = page(&report);
    assert!(!page.contains(sample::INJECTION));
    assert!(!page.contains("<img"));
    assert_eq!(page.matches("</style>").count(), 1);
    assert_eq!(page.matches("</script>").count(), 1);
    assert!(!page.contains('\u{202E}') && !page.contains('\u{1b}'));
}

#[test]
fn what_stands_in_a_value_is_no_markup_in_markdown_and_no_element_in_xml() {
    let mut report = sample::run();
    let evil = "<img src=x> *bold* [text](https://example.org) | @all `code` \u{202E}\u{1b}]]>";
    evil.clone_into(&mut report.project);
    for object in &mut report.objects {
        evil.clone_into(&mut object.name);
        for cause in &mut object.causes {
            for text in [
                &mut cause.title,
                &mut cause.field,
                &mut cause.expected,
                &mut cause.code,
            ] {
                evil.clone_into(text);
            }
        }
        for total in &mut object.totals {
            evil.clone_into(&mut total.group);
        }
    }
    let text = super::markdown::render(&report, &Language::english());
    for markup in [
        "<img", " *bold*", "[text](", "://", "| @", "@all", "\u{202E}", "\u{1b}",
    ] {
        assert!(!text.contains(markup), "{markup}: {text}");
    }
    // Every line of a table has as many cells as its titles.
    for table in text.split("\n\n").filter(|part| part.starts_with('|')) {
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        let titles = cells(table.lines().next().unwrap());
        assert!(table.lines().all(|line| cells(line) == titles), "{table}");
    }
    let xml = super::junit::render(&report).unwrap();
    assert!(!xml.contains("<img") && !xml.contains('\u{202E}') && !xml.contains('\u{1b}'));
    let mut reader = quick_xml::Reader::from_str(&xml);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
}

#[test]
fn every_table_has_a_caption_and_every_id_stands_once() {
    for report in [sample::run(), sample::flawless(), unbalanced()] {
        let page = page(&report);
        assert_eq!(
            page.matches("<table").count(),
            page.matches("<caption").count()
        );
        assert_eq!(page.matches("<h1").count(), 1);
        let attribute = |name: &str| {
            let pattern = format!(" {name}=\"([^\"]+)\"");
            let pattern = regex::Regex::new(&pattern).unwrap();
            let values = pattern.captures_iter(&page).map(|c| c[1].to_owned());
            values.collect::<Vec<String>>()
        };
        let ids = attribute("id");
        let unique: HashSet<&str> = ids.iter().map(String::as_str).collect();
        assert_eq!(unique.len(), ids.len());
        for name in ["aria-labelledby", "data-for"] {
            for reference in attribute(name).iter().flat_map(|value| value.split(' ')) {
                assert!(unique.contains(reference), "{name} names {reference}");
            }
        }
        for link in attribute("href") {
            assert!(
                unique.contains(link.trim_start_matches('#')),
                "link to {link}"
            );
        }
    }
}

#[test]
fn headings_never_skip_a_level() {
    let page = page(&sample::run());
    let headings = regex::Regex::new("<h([1-6])").unwrap();
    let mut last = 0;
    for level in headings
        .captures_iter(&page)
        .map(|c| c[1].parse::<u8>().unwrap())
    {
        assert!(level <= last + 1, "h{level} after h{last}");
        last = level;
    }
}

#[test]
fn a_report_that_does_not_add_up_says_so_before_anything_else() {
    let report = unbalanced();
    let verdict = judge(&report);
    assert_eq!(verdict.level, Level::Bad);
    assert_eq!(verdict.tasks[0].kind, TaskKind::Equation);
    assert_eq!(
        verdict.sentence,
        "The figures of invoices do not add up: 3 of 248,310 records read are not accounted for."
    );
    assert!(page(&report).contains("accounted for 248,307: difference <strong>3</strong>"));
}

#[test]
fn records_counted_twice_do_not_add_up_either() {
    let mut report = sample::flawless();
    report.objects[0].funnel.loaded.created += 2;
    assert_eq!(
        judge(&report).sentence,
        "The figures of suppliers do not add up: 1,000 records read, 1,002 accounted for."
    );
}

#[test]
fn differences_that_cancel_out_between_objects_are_still_seen() {
    let mut report = sample::flawless();
    report.objects[0].funnel.loaded.created -= 1;
    report.objects[1].funnel.loaded.created += 1;
    assert!(report.funnel().equation().holds());
    assert_eq!(judge(&report).level, Level::Bad);
}

#[test]
fn only_a_run_that_was_read_back_is_proven() {
    let mut report = sample::flawless();
    assert_eq!(judge(&report).level, Level::Good);
    assert_eq!(
        judge(&report).sentence,
        "Everything that was sent arrived: 3,000 of 3,000 records read are loaded and were found \
         in the ERP."
    );
    report.objects[2].reconciled = false;
    let verdict = judge(&report);
    assert_eq!(verdict.level, Level::Attention);
    assert!(
        verdict
            .sentence
            .ends_with("no proof until they are read back.")
    );
}

#[test]
fn a_check_speaks_of_ready_records_and_not_of_loaded_ones() {
    let mut report = sample::flawless();
    report.command = Command::Check;
    for object in &mut report.objects {
        object.funnel.loaded = super::Loaded::default();
        object.funnel.not_sent = 995;
        object.funnel.rejected.validate = 5;
        object.reconciled = false;
    }
    assert_eq!(
        judge(&report).sentence,
        "Nothing was written to the ERP: 2,985 of 3,000 records read are ready to load; 15 need \
         a person."
    );
}

#[test]
fn what_was_taken_back_or_not_retried_leaves_the_flow_by_a_branch_of_its_own() {
    let mut report = sample::flawless();
    let skipped = &mut report.objects[0].funnel.skipped;
    (skipped.taken_back, skipped.not_asked) = (7, 5);
    let page = page(&report);
    for words in ["skipped: taken back", "skipped: not retried"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_value_that_the_erp_did_not_return_is_not_called_as_sent() {
    let mut report = sample::run();
    assert!(!page(&report).contains(">not compared<"));
    let followed = report.objects.iter_mut().flat_map(|one| &mut one.followed);
    for value in followed.flat_map(|one| &mut one.values) {
        value.agrees = None;
    }
    assert!(page(&report).contains(">not compared<"));
}

#[test]
fn loading_fails_where_a_run_that_sends_did_not_send_all() {
    let mut report = sample::flawless();
    report.objects[0].funnel.loaded.created -= 1;
    report.objects[0].funnel.not_sent = 1;
    let said = |report: &RunReport| {
        let xml = super::junit::render(report).unwrap();
        xml.contains("1 record was not sent")
    };
    assert!(said(&report));
    report.command = Command::Plan;
    assert!(!said(&report));
}

#[test]
fn thousands_of_causes_stay_one_page() {
    let mut report = sample::run();
    let cause = report.objects[0].causes[0].clone();
    report.objects[0].causes = vec![cause; 5_000];
    let page = page(&report);
    assert_eq!(page.matches("<details").count(), 5_011);
    assert!(page.len() < 20_000_000);
}

#[test]
fn the_samples_can_be_written_out_for_looking() {
    let Some(folder) = std::env::var_os("LANDBRIDGE_REPORT_SAMPLES") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    let pages = [
        ("report-sample.html", sample::run()),
        ("report-flawless.html", sample::flawless()),
        ("report-unbalanced.html", unbalanced()),
    ];
    for (name, report) in pages {
        std::fs::write(folder.join(name), page(&report)).unwrap();
    }
}

/// The texts of a page that a person sees or hears, one a line. What is marked as English is left out: it is what the ledger keeps.
fn texts(page: &str) -> Vec<String> {
    let cut = |pattern: &str, text: &str, with: &str| {
        let pattern = regex::Regex::new(pattern).unwrap();
        pattern.replace_all(text, with).into_owned()
    };
    let page = cut("(?s)<(style|script)>.*?</(style|script)>", page, "");
    let page = cut("<code[^>]*>[^<]*</code>", &page, "");
    let page = cut("<bdi lang=\"en\">[^<]*</bdi>", &page, "");
    let heard = regex::Regex::new("(?:data-label|aria-label|placeholder)=\"([^\"]*)\"").unwrap();
    let mut texts: Vec<String> = heard
        .captures_iter(&page)
        .map(|found| found[1].to_owned())
        .collect();
    let seen = regex::Regex::new("<[^>]*>").unwrap();
    texts.extend(seen.split(&page).map(|text| text.trim().to_owned()));
    texts.retain(|text| text.chars().any(char::is_alphabetic));
    let plain = texts.iter().map(|text| {
        let marks = [
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&#60;", "<"),
            ("&#62;", ">"),
            ("&#38;", "&"),
        ];
        marks.iter().fold(text.clone(), |text, (escaped, mark)| {
            text.replace(escaped, mark)
        })
    });
    let mut seen = HashSet::new();
    plain.filter(|text| seen.insert(text.clone())).collect()
}

fn in_language(report: &RunReport, tag: &str) -> Vec<String> {
    let page = html::render(report, Language::of(tag)).unwrap();
    assert!(page.contains(&format!("<html lang=\"{tag}\">")));
    texts(&page)
}

/// Samples that show every part of the page between them.
fn all_samples() -> Vec<RunReport> {
    let mut check = sample::flawless();
    check.command = Command::Check;
    let mut held = sample::flawless();
    held.objects[0].reconciled = false;
    held.ending = Ending::Interrupted(super::model::ending::UNSENT.to_owned());
    let empty = RunReport {
        objects: Vec::new(),
        timings: Vec::new(),
        extracts: Vec::new(),
        ..sample::flawless()
    };
    let beside = super::sample_followed::beside();
    vec![
        sample::run(),
        sample::flawless(),
        unbalanced(),
        check,
        held,
        empty,
        beside,
    ]
}

/// Names that are the same everywhere.
const ALWAYS: [&str; 3] = ["ERP", "Landbridge", "SHA-256"];

/// Words that are the same in two languages.
const SAME: [(&str, &[&str]); 2] = [
    (
        "fr",
        &[
            "ERP",
            "Source",
            "Version",
            "Codes",
            "Cause",
            "date",
            "Date",
            "Signature",
            "Verdict",
        ],
    ),
    ("es", &["Error", "error", "No: 3", "Bytes"]),
];

/// The texts of the data of a report, as a page shows them: those that the report itself has words for are none.
fn data(report: &RunReport) -> String {
    const TOLD: [&str; 11] = [
        "title", "remedy", "missing", "state", "outcome", "kind", "stage", "severity", "ending",
        "standing", "subject",
    ];
    fn gather(value: &serde_json::Value, all: &mut String) {
        match value {
            serde_json::Value::String(text) => {
                all.push_str(&super::text::visible(text));
                all.push('\n');
            }
            serde_json::Value::Array(items) => items.iter().for_each(|one| gather(one, all)),
            serde_json::Value::Object(members) => members
                .iter()
                .filter(|(name, _)| !TOLD.contains(&name.as_str()))
                .for_each(|(_, one)| gather(one, all)),
            _ => {}
        }
    }
    let mut all = super::format::target(&report.target) + "\n";
    gather(&serde_json::to_value(report).unwrap(), &mut all);
    all
}

#[test]
fn no_english_is_left_on_a_page_in_another_language() {
    for (tag, same) in SAME {
        let mut left = std::collections::BTreeSet::new();
        for report in all_samples() {
            let data = data(&report);
            let english: HashSet<String> = texts(&page(&report)).into_iter().collect();
            let own = in_language(&report, tag).into_iter();
            left.extend(own.filter(|text| {
                // Times and amounts have units that everybody writes alike.
                let is_unit = text.chars().next().is_some_and(|c| c.is_ascii_digit());
                let same = is_unit || same.contains(&&**text) || ALWAYS.contains(&&**text);
                english.contains(text) && !data.contains(&**text) && !same
            }));
        }
        assert_eq!(left, std::collections::BTreeSet::new(), "{tag}");
    }
}

#[test]
fn no_text_of_the_report_is_missing_in_any_language() {
    let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let asked = regex::Regex::new(
        r#"(?:\.|\b)(?:say|spans|with|counted|counted_with|meaning)\(\s*"([a-z0-9-]+)""#,
    )
    .unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for folder in [
        "templates/report",
        "src/report",
        "src/report/html",
        "src/report/model",
    ] {
        for entry in std::fs::read_dir(home.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let of_committee = path.file_name().is_some_and(|name| {
                ["committee.html", "committee.rs", "tests.rs"]
                    .iter()
                    .any(|one| name == *one)
            });
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            if !of_committee {
                ids.extend(asked.captures_iter(&text).map(|found| found[1].to_owned()));
            }
        }
    }
    assert!(ids.len() > 200, "only {} texts were found", ids.len());
    let name = regex::Regex::new("^[a-z]+(-[a-z]+)+$").unwrap();
    for tag in crate::mapping::LANGUAGES {
        let words = Language::of(tag);
        let missing = ids.iter().filter(|id| words.say(id) == **id);
        // A text that is its own name in English stands for itself.
        let missing: Vec<&String> = missing.filter(|id| id.contains('-')).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{tag}");
        for report in all_samples() {
            let unknown = in_language(&report, tag).into_iter();
            let data = data(&report);
            let unknown: Vec<String> = unknown
                .filter(|text| name.is_match(text) && !data.contains(&**text))
                .filter(|text| words.say(text) != *text || text.starts_with("col-"))
                .collect();
            assert_eq!(unknown, Vec::<String>::new(), "{tag}");
        }
    }
}

#[test]
fn the_report_is_told_in_french_and_spanish() {
    let report = sample::run();
    golden!("report-page-fr", in_language(&report, "fr").join("\n"));
    golden!("report-page-es", in_language(&report, "es").join("\n"));
    let markdown = |tag| super::markdown::render(&report, &Language::of(tag));
    golden!("report-markdown-fr", markdown("fr"));
    golden!("report-markdown-es", markdown("es"));
}

#[test]
fn why_a_run_stopped_is_told_in_the_language_of_the_reader() {
    use super::model::ending::{LOADING, STOPPED_BEFORE};
    let mut report = sample::flawless();
    report.objects[0].funnel.loaded.created -= 2;
    report.objects[0].funnel.in_doubt = 2;
    let told = |ending: Ending, tag: &str| {
        let report = RunReport {
            ending,
            ..report.clone()
        };
        super::verdict::judge_in(&report, &Language::of(tag)).sentence
    };
    let doubts = Ending::Interrupted(format!("{STOPPED_BEFORE}2 records are in doubt"));
    assert_eq!(
        told(doubts.clone(), "fr"),
        "L'exécution a été interrompue\u{a0}: elle s'est arrêtée avant la fin, et 2 enregistrements sont incertains. \
         2,998 des 3,000 enregistrements lus sont chargés. Rien n'est perdu\u{a0}: le reste attend dans le registre."
    );
    assert!(told(doubts, "en").contains("and 2 records are in doubt"));
    let dying = Ending::Interrupted(LOADING.to_owned());
    assert!(told(dying, "es").contains("no llegó a su fin"));
    // What a target says stays in its words.
    let fault = Ending::TargetUnavailable("connection refused".to_owned());
    assert!(told(fault, "fr").contains(" connection refused. "));
}
