//! `period`: what the reference says of it. How it is done: the calendars of the project.

use super::FunctionDoc;

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "period",
    forms: "the name of a calendar of landbridge.yaml, or { calendar: NAME, holds: Column }",
    about: "Puts the name of the open accounting period in the place of a date. With `holds` the value is such a name \
            already, and must be that of the period that holds the day in the column.",
    example: ("period: fiscal", "2019-02-03", "Feb-19"),
    fails: "MAP-PERIOD where no open period, or more than one, has the day",
};
