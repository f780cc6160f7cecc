use super::{Halt, Kind, next, skip};

fn names(mut rest: &[u8]) -> (Vec<String>, Halt) {
    let mut all = Vec::new();
    loop {
        match next(&mut rest) {
            Ok(piece) => {
                let mark = match piece.kind {
                    Kind::Start => "<",
                    Kind::Empty => "=",
                    Kind::End => ">",
                };
                let text = String::from_utf8_lossy(piece.text);
                let name = String::from_utf8_lossy(piece.local());
                all.push(format!("{text}{mark}{name}"));
            }
            Err(halt) => return (all, halt),
        }
    }
}

#[test]
fn tags_are_told_apart_with_the_text_before_them() {
    let (all, halt) = names(b"<?xml version='1.0'?><x:row r=\"1\"> a <v/>b</x:row >");
    assert_eq!(all, ["<?xml version='1.0'?><row", " a =v", "b>row"]);
    assert_eq!(halt, Halt::More);
}

#[test]
fn marks_inside_comments_sections_and_quotes_end_nothing() {
    let (all, _) = names(b"<!-- </a> --><a t='>'><![CDATA[</a>]]></a>");
    assert_eq!(all, ["<!-- </a> --><a", "<![CDATA[</a>]]>>a"]);
}

#[test]
fn a_document_type_is_refused_and_a_cut_is_no_document_type() {
    assert_eq!(names(b"<!DOCTYPE a><a/>").1, Halt::Declaration);
    for cut in [
        &b"<"[..],
        b"<!",
        b"<!-",
        b"<![CDATA",
        b"<!-- a",
        b"<a b='",
        b"<a",
    ] {
        assert_eq!(names(cut).1, Halt::More, "{cut:?}");
    }
}

#[test]
fn attributes_are_found_whatever_their_quotes_and_spaces() {
    let mut rest: &[u8] = b"<c r = 'A1'\n t=\"a'b\" xml:space=\"preserve\"/>";
    let piece = next(&mut rest).unwrap();
    assert_eq!(piece.attribute(b"r"), Some(&b"A1"[..]));
    assert_eq!(piece.attribute(b"t"), Some(&b"a'b"[..]));
    assert_eq!(piece.attribute(b"xml:space"), Some(&b"preserve"[..]));
    assert_eq!(piece.attribute(b"space"), None);
}

#[test]
fn an_element_is_passed_over_with_all_that_is_in_it() {
    let mut rest: &[u8] = b"<a><a/></a></is><v>";
    skip(&mut rest).unwrap();
    assert_eq!(rest, b"<v>");
}
