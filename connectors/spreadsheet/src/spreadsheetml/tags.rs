//! Elements, told apart by where they stand and not by their prefix alone.

/// An open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Workbook,
    ExcelWorkbook,
    From1904,
    Styles,
    Style,
    NumberFormat,
    Worksheet,
    Options,
    Visible,
    Table,
    Column,
    Row,
    Cell,
    Data,
    /// Marked-up text inside of data.
    Markup,
    /// What holds no cells, with all that is in it.
    Other,
}

impl Tag {
    /// The element of a name inside of another; none for a root that is no workbook.
    pub(super) fn of(parent: Option<Self>, name: &str) -> Option<Self> {
        let Some(parent) = parent else {
            return (name == "Workbook").then_some(Self::Workbook);
        };
        Some(match (parent, name) {
            (Self::Workbook, "ExcelWorkbook") => Self::ExcelWorkbook,
            (Self::ExcelWorkbook, "Date1904") => Self::From1904,
            (Self::Workbook, "Styles") => Self::Styles,
            (Self::Styles, "Style") => Self::Style,
            (Self::Style, "NumberFormat") => Self::NumberFormat,
            (Self::Workbook, "Worksheet") => Self::Worksheet,
            (Self::Worksheet, "WorksheetOptions") => Self::Options,
            (Self::Options, "Visible") => Self::Visible,
            (Self::Worksheet, "Table") => Self::Table,
            (Self::Table, "Column") => Self::Column,
            (Self::Table, "Row") => Self::Row,
            (Self::Row, "Cell") => Self::Cell,
            (Self::Cell, "Data") => Self::Data,
            (Self::Data | Self::Markup, _) => Self::Markup,
            _ => Self::Other,
        })
    }

    /// Whether its text counts.
    pub(super) fn has_text(self) -> bool {
        matches!(self, Self::Data | Self::Markup | Self::Visible)
    }
}
