use super::may_meet;

#[test]
fn a_class_meets_every_source_that_may_read_one_of_its_files() {
    for (class, source, meet) in [
        ("salaries.csv", "salaries.csv", true),
        ("salaries.csv", "vendors.csv", false),
        ("salaries-*.csv", "salaries-2025.csv", true),
        ("salaries-2025.csv", "salaries-*.csv", true),
        ("salaries-*.csv", "*-2025.csv", true),
        ("salaries-*.csv", "*-2025.xlsx", false),
        ("a?c*", "*b?", true),
        ("a?c", "*b", false),
        // A folder or an archive means all that is in it.
        ("hr", "hr/salaries.csv", true),
        ("hr", "hr2/salaries.csv", false),
        ("offices.zip", "offices.zip/2019/a.csv", true),
        ("offices.zip/pay.csv", "offices.zip/**", true),
        ("**/pay.csv", "offices/north/pay.csv", true),
        ("**/pay.csv", "pay.csv", true),
        ("hr/**", "*/pay.csv", true),
        // A star stands for characters of one name.
        ("*.csv", "hr/pay.csv", false),
        ("./hr/pay.csv", "hr/pay.csv", true),
    ] {
        assert_eq!(may_meet(class, source), meet, "{class} and {source}");
    }
}
