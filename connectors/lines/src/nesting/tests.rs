use landbridge_contract::{ChildProjection, Name, Projection, Record, Slot, Value};

use super::{Kind, Misplaced, Nesting};
use crate::size::{Full, HELD_MAX, PARTS_MAX};

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
        assert_eq!(nesting.pass(1), Err(Misplaced::Orphan));
        nesting.push(0, record(1)).unwrap();
        assert_eq!(nesting.pass(2), Err(Misplaced::Orphan));
        assert_eq!(nesting.pass(1), Ok(()));
        assert_eq!(nesting.pass(2), Ok(()));
        nesting.close(0);
        assert_eq!(nesting.pass(1), Err(Misplaced::Orphan));
    }
}

#[test]
fn a_record_with_too_many_details_is_given_up_and_the_next_one_is_whole() {
    let mut nesting = orders(&["line"]);
    nesting.push(0, record(1)).unwrap();
    let count = u64::try_from(PARTS_MAX).unwrap();
    for line in 0..count {
        assert_eq!(nesting.push(1, record(line + 2)), Ok(None));
    }
    let full = Err(Misplaced::Full(Full::Parts));
    assert_eq!(nesting.push(1, record(count + 2)), full);
    assert_eq!(nesting.push(1, record(count + 3)), Ok(None));
    let given_up = nesting.push(0, record(count + 4)).unwrap().unwrap();
    assert_eq!((given_up.place.line, given_up.children[0].len()), (1, 0));
    assert_eq!(nesting.push(1, record(count + 5)), Ok(None));
    assert_eq!(nesting.finish().unwrap().children[0].len(), 1);
}

#[test]
fn a_record_whose_details_take_too_much_memory_is_given_up() {
    let mut nesting = orders(&["line"]);
    let heavy = || Record {
        slots: vec![Slot {
            value: Value::text("x".repeat(HELD_MAX / 4)),
            ..Slot::default()
        }],
        ..record(2)
    };
    nesting.push(0, record(1)).unwrap();
    for _ in 0..3 {
        assert_eq!(nesting.push(1, heavy()), Ok(None));
    }
    let full = Err(Misplaced::Full(Full::Held));
    assert_eq!(nesting.push(1, heavy()), full);
    nesting.push(0, record(9)).unwrap();
    assert_eq!(nesting.grow(HELD_MAX), Err(Misplaced::Full(Full::Held)));
    assert_eq!(nesting.grow(HELD_MAX), Ok(()), "it is told once");
}
