//! What a source can notice, in words for people and for programs.

use landbridge_contract::NoticeKind;

/// What was noticed, in words.
pub fn words(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::DigitsLost => "more than 15 digits, the last ones are lost",
        NoticeKind::ErrorCell => "the cell holds an error",
        NoticeKind::Hidden => "stands in a hidden row or sheet",
        NoticeKind::Repeated => "several values where one was asked for",
        NoticeKind::Undecodable => "bytes that are not text in the file's encoding",
        NoticeKind::Ragged => "not as many fields as the header has",
        NoticeKind::HiddenColumn => "stands in a hidden column",
        NoticeKind::Merged => "covered by merged cells whose value stands elsewhere",
        NoticeKind::RepeatedHeader => "a repeated header was passed over",
        NoticeKind::Incomplete => "a row that could not be read may belong to it",
        NoticeKind::Malformed => "not a value of the kind that its field has",
        NoticeKind::PhantomDate => "a date that no calendar has (29 February 1900)",
        _ => "noticed by the reader",
    }
}

/// The word for programs; does not change.
pub fn code(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::DigitsLost => "digits-lost",
        NoticeKind::ErrorCell => "error-cell",
        NoticeKind::Hidden => "hidden",
        NoticeKind::Repeated => "repeated",
        NoticeKind::Undecodable => "undecodable",
        NoticeKind::Ragged => "ragged",
        NoticeKind::HiddenColumn => "hidden-column",
        NoticeKind::Merged => "merged",
        NoticeKind::RepeatedHeader => "repeated-header",
        NoticeKind::Malformed => "malformed",
        NoticeKind::PhantomDate => "phantom-date",
        _ => "other",
    }
}
