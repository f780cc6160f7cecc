//! Values around the records, totals that the file states, tests of what stands inside, and
//! several record paths.

use landbridge_contract::{
    Batch, Flow, NoticeKind, Projection, SourceConnector as _, SourceFaultKind,
};
use landbridge_testkit::support::{self, options, projection};
use serde_json::json;

use super::{child, origins, read, read_with, shown};
use crate::XmlConnector;

const STATEMENTS: &str = "<doc at='2019'>
  <head><date>2019-12-31</date><by><name>Ann</name></by></head>
  <stmt n='1'>
    <acct><id>DE1</id><alias/></acct>
    <entry><amt>1</amt></entry>
    <entry><amt>2</amt></entry>
  </stmt>
  <stmt n='2'>
    <acct><id>DE2</id></acct><tag>x</tag><tag>y</tag>
    <entry><amt>3</amt></entry>
  </stmt>
</doc>";

#[test]
fn records_reach_values_of_the_elements_around_them() {
    let fields = [
        "amt",
        "../@n",
        "../acct/id",
        "../../head/date",
        "../../@at",
        "/doc/head/by/name",
        "/doc/@at",
        "../acct/alias",
        "../../../x",
    ];
    assert_eq!(
        shown(&read(STATEMENTS, "//entry", fields)),
        [
            "1 | 1 | DE1 | 2019-12-31 | 2019 | Ann | 2019 | - | -",
            "2 | 1 | DE1 | 2019-12-31 | 2019 | Ann | 2019 | - | -",
            "3 | 2 | DE2 | 2019-12-31 | 2019 | Ann | 2019 | - | -",
        ]
    );
}

#[test]
fn a_value_around_a_record_keeps_its_own_line() {
    let drained = read(STATEMENTS, "/doc/stmt/entry", ["../acct/id"]);
    assert_eq!(
        origins(&drained),
        [
            "orders.xml:4 /doc/stmt/entry[1]/../acct/id",
            "orders.xml:4 /doc/stmt/entry[2]/../acct/id",
            "orders.xml:9 /doc/stmt/entry[1]/../acct/id",
        ]
    );
}

#[test]
fn several_values_around_a_record_are_a_list_with_a_notice() {
    let drained = read(STATEMENTS, "//entry", ["../tag"]);
    assert_eq!(shown(&drained), ["-", "-", "[x; y]"]);
    let notice = &drained.records[2].record.notices[0];
    assert_eq!((notice.slot, notice.kind), (Some(0), NoticeKind::Repeated));
}

#[test]
fn paths_around_records_test_positions_and_attributes() {
    let xml = "<d><h k='a'>1</h><h k='b'>2</h><s><r/></s></d>";
    let fields = [
        "../../h[2]",
        "../../h[@k='a']",
        "/d/h[@k='b']",
        "..//h",
        "../..//h",
    ];
    assert_eq!(shown(&read(xml, "//r", fields)), ["2 | 1 | 2 | - | [1; 2]"]);
}

#[test]
fn a_value_that_stands_after_a_record_it_belongs_to_is_a_fault() {
    let xml = "<d><s><r>1</r>\n<total>9</total></s><s><r>2</r></s></d>";
    let drained = read(xml, "//r", [".", "../total"]);
    assert_eq!(shown(&drained), ["1 | -"]);
    let fault = drained.ended_by.unwrap();
    assert_eq!(
        format!("{:?} {fault}", fault.kind),
        "Format orders.xml:2 /d/s/total: found a value of `../total` after records that it \
         belongs to, expected values of the elements around a record before it"
    );
}

#[test]
fn an_element_that_turns_out_to_be_no_record_takes_no_value() {
    let xml = "<d><s><r><k>no</k></r><total>9</total><r><k>yes</k></r></s></d>";
    let drained = read(xml, "//r[k='yes']", ["k", "../total"]);
    assert_eq!(shown(&drained), ["yes | 9"]);
    assert!(drained.whole());
}

#[test]
fn only_the_records_themselves_reach_out_and_only_around_themselves() {
    let wanted = Projection {
        fields: projection(["/d/s/r/x", "../b[c='1']"]).fields,
        children: vec![child("a", ["../x"], vec![]), child("../a", [], vec![])],
        ..Projection::default()
    };
    let fault =
        read_with("<d><s><r/></s></d>", &json!({"records": "/d/s/r"}), &wanted).unwrap_err();
    assert_eq!(fault.kind, SourceFaultKind::Header);
    for why in [
        "`/d/s/r/x`: leads into the records",
        "`[c='1']`: outside of a record only positions and attributes can be tested",
        "`../x`: only the records themselves reach out",
        "`../a` leads out of the record",
    ] {
        assert!(fault.found.contains(why), "{why} in {}", fault.found);
    }
}

fn declared(xml: &str, records: &str, paths: &[&str]) -> (Vec<String>, Vec<String>) {
    let stated = options(&json!({"records": records, "declared": paths}));
    let source = XmlConnector
        .open(support::input("orders.xml", xml), &stated)
        .unwrap();
    let mut reader = source.read(&projection(["."])).unwrap();
    let (mut batch, mut faults) = (Batch::default(), Vec::new());
    loop {
        let flow = reader.next_batch(&mut batch, 1).unwrap();
        faults.extend(
            batch
                .faults
                .iter()
                .map(|fault| format!("{} {}", fault.origin, fault.found)),
        );
        if flow == Flow::End {
            break;
        }
    }
    let totals = reader.declared();
    let told = totals
        .iter()
        .map(|total| format!("{} {} {}", total.name, total.amount, total.origin));
    (told.collect(), faults)
}

#[test]
fn totals_are_taken_before_between_and_after_the_records_but_not_inside() {
    let xml = "<d><head><sum> 12.50 </sum></head>\n<r><sum>1</sum></r>\n<sum>2</sum><t n='7'/></d>";
    let (totals, faults) = declared(xml, "/d/r", &["sum", "/d/head/sum", "t/@n"]);
    assert_eq!(
        totals,
        [
            "sum 12.50 orders.xml:1 sum",
            "/d/head/sum 12.50 orders.xml:1 /d/head/sum",
            "sum 2 orders.xml:3 sum",
            "t/@n 7 orders.xml:3 t/@n",
        ]
    );
    assert!(faults.is_empty());
}

#[test]
fn a_total_that_is_no_number_is_a_fault_of_its_own() {
    let (totals, faults) = declared("<d><sum>1.234,5</sum><r/></d>", "/d/r", &["sum"]);
    assert!(totals.is_empty());
    assert_eq!(faults, ["orders.xml:1 sum \"1.234,5\""]);
}

#[test]
fn paths_of_totals_are_judged_without_a_file() {
    let faults = XmlConnector.check(&options(
        &json!({"declared": ["@a", "a[b='1']", "a/", "ok"]}),
    ));
    assert_eq!(faults.len(), 3, "{faults:?}");
}

const PARTNERS: &str = "<r><o n='1'>\
    <p><q>AG</q><name>Ann</name><t>1</t></p><p><name>Bob</name><t>2</t><q>WE</q></p>\
    </o><o n='2'><p><q>WE</q><name>Cem</name></p><p><q>WE</q><name>Dee</name></p><p/></o></r>";

#[test]
fn fields_are_chosen_by_what_stands_inside_an_element_before_or_after_them() {
    let fields = [
        "p[q='AG']/name",
        "p[q='WE']/name",
        "p[t='2'][q='WE']/name",
        "p[q]/t",
    ];
    let drained = read(PARTNERS, "/r/o", fields);
    assert_eq!(
        shown(&drained),
        ["Ann | Bob | Bob | [1; 2]", "- | [Cem; Dee] | - | -"]
    );
    assert_eq!(
        drained.records[1].record.notices[0].kind,
        NoticeKind::Repeated
    );
}

#[test]
fn records_and_nested_records_are_chosen_by_what_stands_inside_them() {
    let drained = read(PARTNERS, "//p[q='WE']", ["name", "../@n"]);
    assert_eq!(shown(&drained), ["Bob | 1", "Cem | 2", "Dee | 2"]);
    let numbers: Vec<u64> = drained
        .records
        .iter()
        .map(|yielded| yielded.record.place.number)
        .collect();
    assert_eq!(numbers, [1, 1, 2], "counted among those that pass");
    let wanted = Projection {
        fields: projection(["@n"]).fields,
        children: vec![child(
            "p[q='WE']",
            ["name"],
            vec![child("t", ["."], vec![])],
        )],
        ..Projection::default()
    };
    let drained = read_with(PARTNERS, &json!({"records": "/r/o"}), &wanted).unwrap();
    assert_eq!(shown(&drained), ["1 {Bob {2}}", "2 {Cem {}; Dee {}}"]);
    assert_eq!(
        origins(&drained).last().unwrap(),
        "orders.xml:1 /r/o[2]/p[q='WE'][2]/name"
    );
}

#[test]
fn tests_reach_deeper_attributes_own_text_and_each_other() {
    let xml = "<r><o><c><d k='N'>1</d></c><c><d k='S'>2</d></c><n>x</n><n>y</n></o></r>";
    let fields = [
        "c[d/@k='N']/d",
        "c[d='2']/d/@k",
        "n[.='y']",
        "c[d[@k='S']='2']",
        "c[d[.='1']/@k='N']/d/@k",
    ];
    assert_eq!(shown(&read(xml, "/r/o", fields)), ["1 | S | y | 2 | N"]);
}

#[test]
fn several_record_paths_are_read_in_the_order_of_the_file() {
    let xml = "<e><a k='1'/><b k='2'/>\n<a k='3'/><c k='4'/></e>";
    let drained = read(xml, "/e/a | /e/b", ["name()", "@k"]);
    assert_eq!(shown(&drained), ["a | 1", "b | 2", "a | 3"]);
    assert_eq!(
        origins(&drained)[1..],
        [
            "orders.xml:1 /e/a[1]/@k",
            "orders.xml:1 /e/b[1]/name()",
            "orders.xml:1 /e/b[1]/@k",
            "orders.xml:2 /e/a[2]/name()",
            "orders.xml:2 /e/a[2]/@k",
        ]
    );
    let twice = read(xml, "//a|/e/a", ["@k"]);
    assert_eq!(
        shown(&twice),
        ["1", "3"],
        "an element of two paths is one record"
    );
    assert!(twice.faults.is_empty());
}

#[test]
fn everything_of_records_of_many_names_has_their_name() {
    let stated = options(&json!({"records": "/e/*"}));
    let xml = "<e><a k='1'/><b l='2'><x/><x/></b><a><x>3</x><x/></a></e>";
    let mut source = XmlConnector
        .open(support::input("e.xml", xml), &stated)
        .unwrap();
    let all = source.everything().unwrap();
    let fields: Vec<&str> = all.fields.iter().map(|field| &**field).collect();
    assert_eq!(fields, ["name()", "@k", "@l"]);
    assert_eq!(all.children.len(), 1);
    let drained = support::drain(source, &all, 10).unwrap();
    assert_eq!(
        shown(&drained),
        ["a | 1 | - {}", "b | - | 2 {-; -}", "a | - | - {3; -}"]
    );
}
