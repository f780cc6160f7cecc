use super::sample;

#[test]
fn the_sample_can_be_written_out_for_looking() {
    let Some(folder) = std::env::var_os("LANDBRIDGE_REPORT_SAMPLES") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    let mut unbalanced = sample::run();
    unbalanced.objects[1].funnel.loaded.created -= 3;
    let pages = [
        ("report-sample.html", sample::run()),
        ("report-flawless.html", sample::flawless()),
        ("report-unbalanced.html", unbalanced),
    ];
    for (name, report) in pages {
        std::fs::write(folder.join(name), super::html::render(&report).unwrap()).unwrap();
    }
}
