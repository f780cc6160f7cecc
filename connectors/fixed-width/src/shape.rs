//! What stands where in a record.

use landbridge_contract::Name;

use crate::picture::Edit;

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text; blanks at its end are padding.
    Text,
    /// A number in signs, with its point, or with this many decimals implied where it has none.
    Number { decimals: u32 },
    /// A number edited for people: `1,234.50CR`.
    Edited(Edit),
    /// A date after a pattern of `strptime`.
    Date { pattern: String },
    /// COBOL `DISPLAY`: a digit a byte.
    Zoned { scale: i32, sign: Sign },
    /// COBOL `COMP-3`: two digits a byte, the sign in the last half.
    Packed { scale: i32 },
    /// COBOL `COMP` and `COMP-5`: two's complement.
    Binary {
        scale: i32,
        signed: bool,
        little: bool,
    },
}

/// Where the sign of a zoned number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Nowhere: the number is not negative.
    None,
    /// In the last digit, or the first.
    Over { first: bool },
    /// In a sign of its own after the digits, or before them.
    Separate { first: bool },
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: Name,
    /// Where it begins, from 0, where all tables before it are full.
    pub(crate) at: usize,
    pub(crate) length: usize,
    pub(crate) form: Form,
    /// It is there only where these fields have these texts.
    pub(crate) when: Vec<(Name, String)>,
    /// Tables of changing length that stand before it.
    pub(crate) after: Vec<usize>,
}

/// A part that repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: Name,
    pub(crate) at: usize,
    /// Length of one element.
    pub(crate) stride: usize,
    pub(crate) most: usize,
    pub(crate) least: usize,
    /// The field that tells how many elements there are.
    pub(crate) depending: Option<Name>,
    pub(crate) element: Shape,
    pub(crate) when: Vec<(Name, String)>,
    pub(crate) after: Vec<usize>,
}

/// A record, or an element of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Shape {
    pub(crate) fields: Vec<Field>,
    pub(crate) tables: Vec<Table>,
    /// The length where all tables are full; for layouts the end of the last field.
    pub(crate) length: usize,
}

impl Shape {
    /// The field of a name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| *field.name == *name)
    }

    /// True where records are all of one length.
    pub(crate) fn is_even(&self) -> bool {
        self.tables.iter().all(|table| table.depending.is_none())
    }
}
