//! The list of codes. A code is stable: its meaning never changes, and it is never used again.

use super::Code;

macro_rules! codes {
    ($($name:ident = $id:literal, $title:literal, $means:literal, $remedy:literal;)*) => {
        $(
            #[doc = $title]
            pub static $name: Code =
                Code { id: $id, title: $title, means: $means, remedy: $remedy };
        )*
        /// All codes, for `explain` and the reference.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

// Families: FILE (project files), MAPPING (mapping files), SRC (extract), MAP (map), VAL (validate),
// KEY, GROUP, JOIN, REF (across records), LOAD, REC (reconcile).
codes! {
    FILE_SYNTAX = "FILE-SYNTAX", "file is not valid YAML",
        "The file could not be parsed; nothing in it was used.",
        "Mend the line shown. Most often an indent, a missing colon, or a text with a colon that needs quotes.";
    FILE_MISSING = "FILE-MISSING", "file is not there",
        "A file that the project names does not exist, or a pattern matches no file.",
        "Check the name and the `data` folder in landbridge.yaml.";
    FILE_DUPLICATE_KEY = "FILE-DUPLICATE-KEY", "key is given twice",
        "The same key stands twice in one block, so one of the two would be lost.",
        "Remove or rename one of them.";
    MAPPING_KEY = "MAPPING-KEY", "key is not known here",
        "A key of a project or mapping file is not one that Landbridge knows.",
        "Correct the spelling; the mapping reference lists the keys.";
    MAPPING_TYPE = "MAPPING-TYPE", "value has the wrong form",
        "The value of a key is of another form than expected.",
        "Write it in the form that is expected.";
    MAPPING_COLUMN = "MAPPING-COLUMN", "source has no such column",
        "A rule reads a column that the source's header does not have.",
        "Correct the name; `landbridge peek FILE` lists the columns.";
    MAPPING_ATTRIBUTE = "MAPPING-ATTRIBUTE", "target has no such attribute",
        "A rule fills an attribute that the target's schema does not have.",
        "Correct the name, or refresh the schema.";
    MAPPING_ATTRIBUTE_TYPE = "MAPPING-ATTRIBUTE-TYPE", "rule gives another type than the attribute has",
        "The rule always gives a value of a type that the attribute does not accept.",
        "Change the rule's shaping (`date`, `number`), its constant, or the attribute.";
    MAPPING_REQUIRED = "MAPPING-REQUIRED", "required attribute has no rule",
        "The target requires an attribute that no field rule fills.",
        "Add a rule for it: `from`, `value` or `expr`.";
    MAPPING_CROSSWALK = "MAPPING-CROSSWALK", "crosswalk is not known",
        "A rule names a crosswalk that landbridge.yaml does not define.",
        "Define it under `crosswalks`, or correct the name.";
    MAPPING_CROSSWALK_CONFLICT = "MAPPING-CROSSWALK-CONFLICT", "crosswalk gives two codes for one",
        "A legacy code stands twice in a crosswalk, with different ERP codes.",
        "Decide which is right, and remove the other line.";
    MAPPING_LOOKUP = "MAPPING-LOOKUP", "lookup is not known",
        "A rule names a lookup that the mapping does not declare.",
        "Declare its source under `lookups`, or correct the name.";
    MAPPING_EXPLODE = "MAPPING-EXPLODE", "rows cannot be taken apart like that",
        "`explode` would take a column twice or give a name twice, or what a mapping makes of the pieces is not told apart: \
         as an error where it can only be wrong, as a warning where a row may have one piece only.",
        "State every column once, and let key and control totals read what differs between the pieces of a row.";
    MAPPING_EXPRESSION = "MAPPING-EXPRESSION", "expression cannot be understood",
        "An expression has a syntax error or uses a name that does not exist.",
        "Correct the expression; names that are no identifiers stand in backticks.";
    MAPPING_PARAMETER = "MAPPING-PARAMETER", "parameter cannot be used",
        "A constant or an expression names a parameter that landbridge.yaml does not state, or two waves of one mapping give it different values.",
        "State it under `parameters`, or correct the name; let a mapping's waves agree.";
    MAPPING_CONVERT = "MAPPING-CONVERT", "conversion cannot be carried out",
        "A rule converts from or to something that is not known, or to another quantity.",
        "Correct the unit, the currency or the table's name in the rule.";
    MAPPING_TABLE = "MAPPING-TABLE", "table has a line that cannot be used",
        "A table of rates, units or periods that landbridge.yaml names has a line without a code, a number or a day, or one that contradicts another.",
        "Correct the line, or the columns and forms that landbridge.yaml states for the table.";
    MAPPING_CALENDAR = "MAPPING-CALENDAR", "calendar cannot be used",
        "A rule names a calendar that landbridge.yaml does not define, or the names or days of a calendar cannot be used.",
        "Define it under `calendars`, or correct its names and days.";
    MAPPING_DATE_PATTERN = "MAPPING-DATE-PATTERN", "date pattern cannot be used",
        "A date pattern has a part that is not known, or does not tell day, month and year.",
        "Use %d, %m, %Y, %y, %b, %B, %H, %M, %S.";
    MAPPING_REF = "MAPPING-REF", "reference cannot be followed",
        "A `ref` names a mapping that does not exist, or mappings refer to each other in a circle.",
        "Correct the name, or break the circle.";
    MAPPING_KEY_LOOKUP = "MAPPING-KEY-LOOKUP", "records could not be found again",
        "The target cannot look records of this object up by the business key, so a lost answer could not be settled.",
        "Choose a business key that can be queried, or accept `at_most_once: true`.";
    MAPPING_INCLUDE = "MAPPING-INCLUDE", "file cannot be included",
        "`include` names a file that includes itself, through others or not, that leads out of the project folder, or that holds nothing.",
        "Break the circle, or name a file in the project folder; say `outside: true` where a file outside of it is meant.";
    MAPPING_SCHEMA = "MAPPING-SCHEMA", "schema cannot be used",
        "The schema file is missing, does not hold the object, or is of a form that is not known.",
        "Give a Fusion describe document, an OpenAPI 3 document, OData metadata, a JSON Schema or an FBDI column table; \
         `landbridge schema pull` fetches what the target publishes.";
    MAPPING_SCHEMA_ALTERED = "MAPPING-SCHEMA-ALTERED", "schema was changed after it was pulled",
        "The schema file is not the one that was pulled: checks hold records against something that the target did not say.",
        "Pull it again (`landbridge schema pull TARGET --replace`), or take its line out of pulled.jsonl where the change is meant.";
    MAPPING_TARGET = "MAPPING-TARGET", "mappings of one run load into different targets",
        "A plan reads one target, as a run loads into one; `check`, `load` and `run` make a run for each.",
        "Run the mappings of each target by themselves, with `--object` or a wave for each.";
    MAPPING_CASE = "MAPPING-CASE", "case cannot be understood",
        "A case of a mapping is written in a form that is not known, or gives what the mapping does not read.",
        "Write it as docs/cases.md shows; `landbridge mapping test --write` fills in the outcome of a case that has none.";
    MAPPING_OPTION = "MAPPING-OPTION", "option is not accepted",
        "A connector does not accept this option or its value.",
        "Correct it; the mapping reference lists the options of each connector.";
    MAPPING_SECRET = "MAPPING-SECRET", "secret is not available",
        "An environment variable or file that should hold a secret is not there, or a secret is written in the file.",
        "Set the variable, create the file, or move the secret out of the project file.";
    MAPPING_PERSONAL = "MAPPING-PERSONAL", "personal values would be shown",
        "A control total is grouped by personal values, and the names of its groups stand in the ledger and in every report.",
        "Group by something else, or leave the group out.";
    MAPPING_CONFIDENTIAL = "MAPPING-CONFIDENTIAL", "confidential source without an approval",
        "A mapping reads a source that is classed confidential and does not state for what purpose, or who approved it.",
        "Ask whoever may decide over the data, and state `confidential: { purpose: …, approver: … }` in the mapping.";
    MAPPING_REHEARSAL = "MAPPING-REHEARSAL", "prefix of rehearsals cannot be used",
        "The prefix has no number in it, or nothing that ends it; a mapping has no one text in its business key that could have it; or a rehearsal with a prefix would go into a target marked `production: true`.",
        "Write it as `R{n}-`, name the attribute by `rehearsal_prefix`, or choose another target (`--target`) or purpose (`--purpose cut-over`).";
    SRC_UNREADABLE = "SRC-UNREADABLE", "file cannot be read",
        "An extract could not be opened or read to its end. Records of it are not complete.",
        "Mend or replace the file; see what was found and expected.";
    SRC_RECORD = "SRC-RECORD", "record cannot be read",
        "One record is broken in a way that keeps its values from being told apart.",
        "Correct the line or row in the legacy file.";
    SRC_DIGITS_LOST = "SRC-DIGITS-LOST", "number has more digits than a spreadsheet keeps",
        "Excel keeps 15 significant digits; the last digits of this number were lost when it was saved.",
        "Store the number as text in the legacy file.";
    SRC_ERROR_CELL = "SRC-ERROR-CELL", "cell holds an error",
        "A formula failed when the workbook was last calculated; there is no value to carry over.",
        "Mend the formula, or type the value.";
    SRC_MERGED = "SRC-MERGED", "cell is covered by a merged range",
        "The cell belongs to a merged range whose value stands in another cell; here it is read as empty.",
        "Unmerge the cells and fill each, or set `fill_merged: true` on the source if the value holds for all of them.";
    SRC_REPEATED_HEADER = "SRC-REPEATED-HEADER", "header stands again among the records",
        "A line in the middle of the extract repeats the column names, as exports of several pages do; it was passed over.",
        "Nothing, if the export is known to do so; else export the file again.";
    SRC_SAME_FILE = "SRC-SAME-FILE", "file is there twice",
        "A file has the very bytes of another file of the same source, so its records would be there twice; it was not read.",
        "Remove one of the two. Where two offices really sent the same, nothing is lost: the records were read once.";
    SRC_DECLARED = "SRC-DECLARED", "extract's own total does not agree",
        "The extract states a total of itself, in a trailer or a header, and what was read of it adds up to something else: a part is missing, or there twice.",
        "Ask for the extract again. If its own total is known to be wrong, set `severity: warning` on that control total.";
    SRC_HIDDEN = "SRC-HIDDEN", "record stands in a hidden row or sheet",
        "Somebody hid this row or sheet; it may not be meant to be carried over.",
        "Unhide it, or exclude it with `where` or `sheet`.";
    SRC_REPEATED = "SRC-REPEATED", "several values where one was expected",
        "A path matches more than one element of the record.",
        "Make the path more precise with a predicate, or use `each`.";
    SRC_UNDECODABLE = "SRC-UNDECODABLE", "bytes are not text in this encoding",
        "Some bytes could not be decoded and were replaced.",
        "State the right `encoding` in the mapping's source.";
    SRC_MALFORMED = "SRC-MALFORMED", "field is not of the form that its layout states",
        "What stands at the position of a number or a date is none, so that its value is not known.",
        "Correct the field in the file, or the positions and the form in the source's layout or copybook.";
    SRC_RAGGED = "SRC-RAGGED", "line has another number of fields than the header",
        "Fields are missing or too many; values may stand in the wrong columns.",
        "Correct the line, most often a missing quote around a text with the delimiter.";
    SRC_PHANTOM_DATE = "SRC-PHANTOM-DATE", "date does not exist",
        "The cell holds 29 February 1900, a day that only the spreadsheet's calendar has.",
        "Correct the date in the cell.";
    MAP_DATE_FORMAT = "MAP-DATE-FORMAT", "value is not a date in the declared format",
        "The text cannot be read as a calendar date with the patterns that the rule gives.",
        "Correct the cell, or add its form to the patterns.";
    MAP_NUMBER_FORMAT = "MAP-NUMBER-FORMAT", "value is not a number in the declared form",
        "The text cannot be read as a number in the rule's locale.",
        "Correct the cell, or change `number`.";
    MAP_UNMAPPED_CODE = "MAP-UNMAPPED-CODE", "code is not in the crosswalk",
        "The crosswalk has no ERP code for this legacy code.",
        "Add the code to the crosswalk, or correct the cell.";
    MAP_FORM = "MAP-FORM", "text is not of the form that the rule states",
        "The text is no e-mail address, telephone number, IBAN or what else the rule's `is` names: its length, its check digits or its characters are not right, or it is on no list of codes.",
        "Correct the cell: ask its owner for the right value rather than mend a digit. Where the column holds something else, change the rule.";
    MAP_CONVERT = "MAP-CONVERT", "amount cannot be converted",
        "The unit of the amount is not known, measures something else than the unit of the result, or the result has no end and the rule states no `decimals`.",
        "Correct the unit, add it to the project's table of units, or state `decimals`.";
    MAP_RATE = "MAP-RATE", "there is no one rate of exchange",
        "The table of rates has no rate between the two currencies for that day, nor within the days before that the rule allows, or it has two; or the record's currency or day is none.",
        "Add the rate to the table, correct the currency or the day of the record, or allow more `days`.";
    MAP_PERIOD = "MAP-PERIOD", "day is in no open period",
        "The calendar has no open accounting period for the day, or more than one, or the period that is named is not the one that holds the day.",
        "Correct the day or the period's name, or open the period in the calendar.";
    MAP_NAME = "MAP-NAME", "parts of the name cannot be told apart",
        "The name can be read in two ways: no comma, no capitals and no particle says where the family name begins.",
        "Write it as \"Last, First\" in the legacy file, or keep the parts in columns of their own.";
    MAP_ADDRESS = "MAP-ADDRESS", "parts of the address cannot be told apart",
        "No piece of the address is postal code and city in the manner of its country, or more than one is, or the country is not known.",
        "Write it with a comma or a line for each part, correct the postal code or the country, or keep the parts in columns of their own.";
    MAP_LOOKUP_MISSING = "MAP-LOOKUP-MISSING", "no record to look up has this key",
        "A rule takes a value of another source by key, and no record there has this key.",
        "Correct the key, or add the missing record there; `missing: empty` lets such records go without the value.";
    MAP_LOOKUP_AMBIGUOUS = "MAP-LOOKUP-AMBIGUOUS", "records to look up differ",
        "Several records of the other source have the key that is asked for, and they hold different values.",
        "Decide which is right, and correct or remove the others; the finding names two of them.";
    MAP_TYPE = "MAP-TYPE", "value is not of the attribute's type",
        "The value cannot be brought to the type that the ERP expects.",
        "Correct the cell, or shape it in the rule with `date` or `number`.";
    MAP_EXPRESSION = "MAP-EXPRESSION", "expression fails for this record",
        "An expression could not be evaluated with the values of this record.",
        "Correct the values, or guard the expression with `blank(…)`.";
    VAL_REQUIRED = "VAL-REQUIRED", "required value is missing",
        "The ERP or the rule requires a value and there is none.",
        "Fill the cell, or give the rule a `default`.";
    VAL_LENGTH = "VAL-LENGTH", "text is too long",
        "The ERP accepts fewer characters; it would refuse the record.",
        "Shorten the text in the legacy file.";
    VAL_FILE = "VAL-FILE", "value has no place in the file that the ERP loads",
        "The records go as a file, and no column of it can hold the value: the text is too wide, it is no day or no number, the account \
         has too many segments, the text has a sign that the file cannot carry, or there is no column for the attribute. One line that \
         the ERP cannot load would cost the whole file, so the record is rejected before anything is sent.",
        "Mend the cell, shape it in the rule (`date`, `number`, `clean`), or map it to an attribute that the file has a column for: \
         what is expected names the column.";
    VAL_PRECISION = "VAL-PRECISION", "number has too many digits",
        "The number has more digits, or more decimals, than the ERP keeps.",
        "Round it in the legacy system or in the rule.";
    VAL_ALLOWED = "VAL-ALLOWED", "value is not one that the ERP knows",
        "The attribute takes its values from a list, and this is not in it.",
        "Use a value of the list, or map it with a crosswalk.";
    VAL_PATTERN = "VAL-PATTERN", "text does not have the required form",
        "The attribute's text must match a pattern.",
        "Correct the text.";
    VAL_RANGE = "VAL-RANGE", "number is out of range",
        "The ERP accepts only numbers between two bounds.",
        "Correct the number.";
    VAL_UNKNOWN_ATTRIBUTE = "VAL-UNKNOWN-ATTRIBUTE", "the ERP has no such attribute",
        "The payload holds an attribute that the ERP's schema does not have; it would refuse the record.",
        "Correct the attribute's name in the mapping, or refresh the schema.";
    VAL_NOT_WRITABLE = "VAL-NOT-WRITABLE", "attribute cannot be set",
        "The ERP fills this attribute itself and refuses records that bring a value for it.",
        "Remove the attribute from the mapping.";
    VAL_CHECK = "VAL-CHECK", "check of the mapping fails",
        "A rule that the mapping states does not hold for this record.",
        "See the check's own words; correct the record or the check.";
    VAL_UNIQUE = "VAL-UNIQUE", "value is not unique",
        "Another record has the same value where the mapping says that values must differ.",
        "Correct or merge the records.";
    VAL_UNASKED = "VAL-UNASKED", "the ERP was not asked",
        "What only the ERP can say of some values or references was not asked, so that nobody knows yet whether it accepts them.",
        "Run `landbridge check --with-target`; where it did ask, see why it could not: a privilege, a list that is not published, an ERP that does not answer.";
    VAL_SUM = "VAL-SUM", "sum is not what the record states",
        "The values of the nested records do not add up to what an attribute of the record says their sum is.",
        "Compare the lines with the document: one is missing, doubled or mistyped, or the stated sum is wrong.";
    VAL_BALANCE = "VAL-BALANCE", "amounts do not balance",
        "The amounts of the records that belong together do not add up to nothing. None of these records is loaded; records that are rejected for other reasons do not count.",
        "Look for the amount of the difference among the records of the group, and among its rejects.";
    VAL_SPAN = "VAL-SPAN", "spans of time overlap",
        "Two records of the same group have days in common, or a span ends before it begins.",
        "Correct the first or the last day; the finding names the other record.";
    VAL_SCREEN = "VAL-SCREEN", "name is like one on a list",
        "A name is the same as, or very like, a name on a list that it must not be on. Spelling, order of words, accents and legal form are not trusted to tell names apart.",
        "A person compares the two parties. If they differ, say so in the disposition; if not, remove the record.";
    KEY_REHEARSAL = "KEY-REHEARSAL", "key has the prefix of a rehearsal",
        "In the cut-over, or in a target marked `production: true`, a record has a key that begins as those of rehearsals do: it comes from a test.",
        "Take the record out of the extract, or mend its key. If the legacy system has such keys itself, choose another prefix.";
    KEY_MISSING = "KEY-MISSING", "business key is empty",
        "A record without its key could not be found again in the ERP.",
        "Fill the key.";
    KEY_CONFLICT = "KEY-CONFLICT", "records with the same key differ",
        "Two or more records have the same business key and different content; none of them is loaded.",
        "Decide which is right, and correct or remove the others.";
    KEY_EXISTS = "KEY-EXISTS", "the ERP holds the key already",
        "The mapping only makes new records, and the ERP holds one with this business key that no run loaded.",
        "Find out where it came from. If it is the same, let the mapping change it (`write: upsert`) or leave the record out.";
    GROUP_DIFFERS = "GROUP-DIFFERS", "rows of one record differ",
        "The rows of a group make up one record, and a value of that record is not the same in all of them.",
        "Correct the value, group by its column as well, or read it in the nested records.";
    GROUP_CUT = "GROUP-CUT", "rows of one record stand apart",
        "Rows with the same values in the columns that they are grouped by stand in several places, with others between them or in several files: \
         taken by themselves they would be several records in place of one.",
        "Sort the file by these columns, or set `gather: true`; rows of one record in several files have to be put into one.";
    GROUP_INCOMPLETE = "GROUP-INCOMPLETE", "record may lack a row",
        "A row that could not be read stands among or beside the rows of this record, and may be one of them.",
        "Mend the row that is named.";
    JOIN_ORPHAN = "JOIN-ORPHAN", "nested record belongs to no record",
        "The key of a joined record is not the key of any record of this mapping.",
        "Correct the key, or add the missing record.";
    REF_MISSING = "REF-MISSING", "referenced record does not exist",
        "The record refers to a key that is neither in this run nor was loaded before, nor, where the mapping says that it is there, in the ERP.",
        "Correct the reference, or load the missing record first.";
    REF_REJECTED = "REF-REJECTED", "referenced record was rejected",
        "The record refers to one that cannot be loaded itself.",
        "Mend the referenced record first.";
    LOAD_REFUSED = "LOAD-REFUSED", "the ERP refused the record",
        "The ERP answered that it does not accept the record; its words are shown.",
        "Correct what the ERP names, then `landbridge retry`.";
    LOAD_FOUND_DIFFERENT = "LOAD-FOUND-DIFFERENT", "the ERP holds another record under this key",
        "After a lost answer a record was found under the key, and it is not what was sent.",
        "Compare the two and decide; nothing is sent until then.";
    LOAD_NOT_THERE = "LOAD-NOT-THERE", "there is no record to change",
        "The mapping only changes records (`write: update`), and the ERP holds none under the business key.",
        "Have it made first, or correct the key; then `landbridge retry`.";
    REC_MISSING = "REC-MISSING", "record is missing in the ERP",
        "The ledger says that the record was loaded, and the ERP does not return it.",
        "Find out who removed it, or load it again.";
    REC_UNEXPECTED = "REC-UNEXPECTED", "the ERP holds a record that was not loaded",
        "The ERP returns a record that this project did not load.",
        "Find out where it came from, or restrict the comparison.";
    REC_DUPLICATE = "REC-DUPLICATE", "the ERP holds the record more than once",
        "Several records in the ERP have the same business key.",
        "Remove the surplus ones in the ERP.";
    REC_AMOUNT = "REC-AMOUNT", "amount differs",
        "A number in the ERP is not the number that was sent.",
        "Correct it in the ERP, or explain it.";
    REC_DATE = "REC-DATE", "date differs",
        "A date in the ERP is not the date that was sent.",
        "Correct it in the ERP, or explain it.";
    REC_TEXT = "REC-TEXT", "text differs",
        "A text in the ERP is not the text that was sent.",
        "Correct it in the ERP, or explain it.";
    REC_REFERENCE = "REC-REFERENCE", "the record refers to another one",
        "An attribute in the ERP does not refer to the record that was meant.",
        "Look up both records in the ERP, and correct the reference there, or explain it.";
    REC_AMBIGUOUS = "REC-AMBIGUOUS", "what belongs together cannot be told",
        "Values or nested records cannot be paired one to one, so it cannot be said whether they are equal.",
        "Compare them by hand, or name the key of the nested records.";
    REC_LEDGER = "REC-LEDGER", "the ledger does not hold what the extract holds",
        "The extract was read and mapped once more, and what came of it is not what the ledger kept: a record was lost, doubled or changed in between.",
        "Send nothing more from this run. Keep ledger and extract as they are and report it: either the ledger was changed, or this is a defect of landbridge.";
}
