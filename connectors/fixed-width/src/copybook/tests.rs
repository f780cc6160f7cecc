use super::{Machine, When, records};
use crate::shape::{Form, Sign};

fn shape(text: &str) -> crate::shape::Shape {
    let mut all = records(text, Machine { little: false }, &When::new()).unwrap();
    all.remove(0).1
}

fn refusal(text: &str) -> String {
    records(text, Machine { little: false }, &When::new()).unwrap_err()
}

#[test]
fn items_stand_one_after_the_other_in_the_width_of_their_usage() {
    let shape = shape(
        "000100* a comment\n\
         000200 01 REC.\n\
         000300    05 ID PIC 9(5).\n\
         000400       88 NONE VALUE ZERO.\n\
         000500    05 FILLER PIC X(3) VALUE 'A. B'.\n\
         000600    05 AMOUNTS USAGE COMP-3.\n\
         000700       10 NET PIC S9(7)V99.\n\
         000800       10 TAX PIC S9(4)V99.\n\
         000900    05 COUNTER PIC S9(5) COMP.\n\
         001000    05 FEE PIC S9(3)V9 SIGN IS LEADING SEPARATE CHARACTER.\n",
    );
    let places: Vec<(&str, usize, usize)> = (shape.fields.iter())
        .map(|field| (&*field.name, field.at, field.length))
        .collect();
    assert_eq!(
        places,
        [
            ("ID", 0, 5),
            ("NET", 8, 5),
            ("TAX", 13, 4),
            ("COUNTER", 17, 4),
            ("FEE", 21, 5)
        ]
    );
    assert_eq!(shape.fields[1].form, Form::Packed { scale: 2 });
    let sign = Sign::Separate { first: true };
    assert_eq!(shape.fields[4].form, Form::Zoned { scale: 1, sign });
    assert_eq!(shape.length, 26);
}

#[test]
fn redefined_parts_share_their_place_and_tables_take_that_of_all_elements() {
    let shape = shape(
        "01 REC.\n  05 N PIC 9(2).\n  05 A PIC X(10).\n  05 B REDEFINES A.\n    10 C PIC X(4).\n\
         \x20   10 D PIC X(2).\n  05 T OCCURS 1 TO 5 TIMES DEPENDING ON N INDEXED BY I.\n\
         \x20   10 E PIC X(3).\n  05 LAST-ONE PIC X.\n",
    );
    let at = |name: &str| shape.field(name).unwrap().at;
    assert_eq!((at("A"), at("C"), at("D"), at("LAST-ONE")), (2, 2, 6, 27));
    let table = &shape.tables[0];
    assert_eq!(
        (table.at, table.stride, table.least, table.most),
        (12, 3, 1, 5)
    );
    assert_eq!(shape.field("LAST-ONE").unwrap().after, [0]);
    assert!(!shape.is_even());
}

#[test]
fn what_is_not_read_is_refused_by_name() {
    assert!(refusal("01 A COMP-1.").starts_with("`COMP-1`, a binary float"));
    assert!(refusal("01 A PIC X(3) SYNC.").starts_with("`SYNC`"));
    assert!(refusal("COPY OTHER.").starts_with("`COPY OTHER`"));
    assert_eq!(refusal("01 A PIC X"), "`01 A PIC X` without a full stop");
    assert!(refusal("01 A.\n 05 B REDEFINES C PIC X.").contains("not before it"));
    assert!(refusal("01 A.\n 05 B PIC X OCCURS 2 TO 3 DEPENDING ON N.").contains("depends"));
    assert_eq!(refusal(""), "no record");
}
