//! The words of the report, for somebody who owns data and knows spreadsheets.

/// A word and what it means.
pub(super) type Entry = (&'static str, &'static str);

/// In the order in which the page uses them.
pub(super) const ENTRIES: &[Entry] = &[
    (
        "ERP",
        "The new system that the data goes to, such as Oracle Fusion Cloud.",
    ),
    (
        "Object",
        "A kind of thing in the ERP: suppliers, invoices, purchase orders.",
    ),
    (
        "Extract",
        "A legacy file as it was read. Its SHA-256 is a fingerprint: if one character of the file \
         changes, the fingerprint changes too.",
    ),
    (
        "Record",
        "One thing to carry over: a row of a sheet, a line of a file, or an element with its parts.",
    ),
    (
        "Origin",
        "Where a value came from, so that you can go there: file, sheet and cell (such as \
         vendors.xlsx › Vendors!C17), or file and line.",
    ),
    (
        "Business key",
        "The number or name by which people know a record, such as the supplier number.",
    ),
    (
        "Target id",
        "The number that the ERP gave a record when it was loaded.",
    ),
    (
        "Skipped",
        "Left out on purpose: filtered by the mapping's own condition, a duplicate of a record \
         already read, or unchanged since it was loaded.",
    ),
    (
        "Rejected",
        "Not sent, because something in the record must be mended first. The findings say what \
         and where.",
    ),
    (
        "Refused",
        "Sent, and turned down by the ERP. The findings quote its words.",
    ),
    (
        "Loaded",
        "The ERP confirmed that it created or updated the record.",
    ),
    (
        "In doubt",
        "Sent, but the answer was lost. Nothing in doubt is sent again before the ERP has been \
         asked whether it has the record.",
    ),
    ("Not yet sent", "Ready, and waiting for the next load."),
    (
        "Closing equation",
        "Every record read must be found again in exactly one of the groups above. If the two \
         sides differ, records were lost or counted twice.",
    ),
    (
        "Control total",
        "A sum or count that must be the same in the legacy files, in Landbridge and in the ERP: \
         like the sum under a column, worked out three times independently.",
    ),
    (
        "Ledger",
        "Landbridge's own book, which notes what happened to every record, before and after it is \
         sent.",
    ),
    (
        "Tolerance",
        "A difference that somebody agreed to beforehand.",
    ),
    (
        "Finding",
        "What one rule says about one value. Findings with the same cause are shown together.",
    ),
    ("Error", "A finding that keeps the record from being sent."),
    ("Warning", "A finding worth knowing; the record goes on."),
    (
        "Break",
        "A difference between what was sent and what the ERP holds, found by reading the ERP back.",
    ),
    (
        "Reconcile",
        "Read the ERP back and compare it, value by value.",
    ),
    (
        "Rehearsal",
        "A practice run before the cut-over, with a number.",
    ),
    (
        "Cut-over",
        "The run that counts: after it, people work in the ERP.",
    ),
    (
        "Sign-off",
        "A named person accepts the totals and the open breaks of one run.",
    ),
];
