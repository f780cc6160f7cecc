use landbridge_contract::{ChildProjection, Name, Projection, Record};

use super::{Kind, Nesting, Orphan};

/// Orders (0) with lines (1) that have notes (2).
fn orders(wanted: &[&str]) -> Nesting {
    let kind = |name: &str, within| Kind {
        name: Name::from(name),
        within,
    };
    let kinds = vec![
        kind("order", None),
        kind("line", Some(0)),
        kind("note", Some(1)),
    ];
    let mut projection = Projection::default();
    for path in wanted.iter().rev() {
        projection = Projection {
            children: vec![ChildProjection {
                path: Name::from(*path),
                projection,
            }],
            ..Projection::default()
        };
    }
    Nesting::new(kinds, 0, &projection)
}

fn record(line: u64) -> Record {
    let mut record = Record::default();
    record.place.line = line;
    record.children = vec![Vec::new()];
    record
}

#[test]
fn details_belong_to_the_header_before_them() {
    let mut nesting = orders(&["line", "note"]);
    assert_eq!(nesting.push(0, record(1)), Ok(None));
    for (kind, line) in [(1, 2), (2, 3), (2, 4), (1, 5), (2, 6)] {
        assert_eq!(nesting.push(kind, record(line)), Ok(None));
    }
    let first = nesting.push(0, record(7)).unwrap().unwrap();
    let lines = &first.children[0];
    assert_eq!(lines.len(), 2);
    let notes = |line: usize| lines[line].children[0].iter().map(|note| note.place.line);
    assert_eq!(notes(0).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(notes(1).collect::<Vec<_>>(), [6]);
    assert_eq!(nesting.finish().unwrap().place.line, 7);
}

#[test]
fn the_last_record_of_a_kind_is_at_hand_until_its_header_ends() {
    let mut nesting = orders(&["line"]);
    assert_eq!(nesting.last_mut(0), None);
    nesting.push(0, record(1)).unwrap();
    assert_eq!(nesting.last_mut(1), None);
    nesting.push(1, record(2)).unwrap();
    nesting.push(1, record(3)).unwrap();
    nesting.pass(2).unwrap();
    let mut line = |kind| nesting.last_mut(kind).map(|record| record.place.line);
    assert_eq!((line(0), line(1), line(2)), (Some(1), Some(3), None));
    nesting.push(0, record(5)).unwrap();
    let mut line = |kind| nesting.last_mut(kind).map(|record| record.place.line);
    assert_eq!((line(0), line(1)), (Some(5), None));
}

#[test]
fn a_detail_without_its_header_is_an_orphan_wanted_or_not() {
    for wanted in [&["line", "note"][..], &[]] {
        let mut nesting = orders(wanted);
        assert_eq!(nesting.pass(1), Err(Orphan));
        nesting.push(0, record(1)).unwrap();
        assert_eq!(nesting.pass(2), Err(Orphan));
        assert_eq!(nesting.pass(1), Ok(()));
        assert_eq!(nesting.pass(2), Ok(()));
        nesting.close(0);
        assert_eq!(nesting.pass(1), Err(Orphan));
    }
}
