//! The limits that keep hostile or broken files from exhausting the machine.
//!
//! Each is far above what office programs write for sheets that people keep, and each breach is
//! a fault of kind `Limit` that names it.

/// Rows of a sheet (Excel specifications and limits: 1,048,576).
pub(crate) const ROWS_MAX: u32 = 1_048_576;

/// Columns of a sheet (Excel specifications and limits: 16,384, `XFD`).
pub(crate) const COLUMNS_MAX: u32 = 16_384;

/// Parts in a zip container. Workbooks with pictures on every row have some thousands.
pub(crate) const PARTS_MAX: usize = 20_000;

/// Bytes of all parts of a zip container together, inflated. A full sheet of a million rows
/// and twenty columns has about one gibibyte.
pub(crate) const INFLATED_MAX: u64 = 8 << 30;

/// Bytes of a part that is held in memory whole (shared strings), inflated.
pub(crate) const HELD_MAX: u64 = 1 << 30;

/// Bytes of a part that describes the workbook (styles, sheet list, relations), inflated.
pub(crate) const DESCRIPTION_MAX: u64 = 64 << 20;

/// How many times larger than its compressed form a part may be, once it is larger than
/// [`RATIO_FREE`]. Deflate reaches 1,030; sheets of constant cells reach about 100.
pub(crate) const RATIO_MAX: u64 = 300;

/// Inflated bytes below which the ratio does not matter: such a part harms nobody.
pub(crate) const RATIO_FREE: u64 = 32 << 20;

/// Bytes between two tags of an XML part. A cell holds at most 32,767 characters.
pub(crate) const XML_RUN_MAX: usize = 8 << 20;

/// Bytes of a file in an OLE container (xls), which is held in memory whole.
pub(crate) const OLE_BYTES_MAX: u64 = 512 << 20;

/// Cells of a workbook whose form can only be read whole (xls, ods), counted as the rectangles
/// that they span, over all sheets. At about 50 bytes a cell this is some 400 MB.
pub(crate) const HELD_CELLS_MAX: u64 = 8_000_000;

/// Records of an xls stream walked while its cells are counted. A file of the largest size
/// allowed has fewer, unless its sheets overlap.
pub(crate) const BIFF_RECORDS_MAX: u64 = 150_000_000;

/// Rows after the header in which unnamed columns are looked for.
pub(crate) const SAMPLE_ROWS: usize = 1_000;

/// Records handed over together by the reading thread.
pub(crate) const CHUNK_RECORDS: usize = 256;

/// Slots handed over together at most, so that wide records make smaller chunks.
pub(crate) const CHUNK_SLOTS: usize = 16_384;

/// Bytes of texts handed over together at most, with the row that goes beyond it.
pub(crate) const CHUNK_TEXT_MAX: usize = 8 << 20;

/// Chunks that may wait between the reading thread and the reader.
pub(crate) const CHUNKS_WAITING: usize = 4;

/// Ranges of hidden rows held (8 bytes each), over all sheets of a workbook. A sheet has at most
/// 524,288, if every second row of a full one is hidden.
pub(crate) const HIDDEN_RANGES_MAX: usize = 2_000_000;

/// Bytes of one row or one shared string of an xlsx workbook, which must fit into memory. A row of
/// 16,384 cells of 1,000 characters has 20 MB.
pub(crate) const ELEMENT_MAX: usize = 64 << 20;

/// Formulas of an xlsx sheet that others were copied from, whose texts are held where the texts of
/// formulas are wanted.
pub(crate) const SHARED_FORMULAS_MAX: usize = 65_536;

/// Bytes of a formula of an xlsx sheet, where the texts of formulas are wanted. Excel allows 8,192
/// characters; in a file newer functions have prefixes.
pub(crate) const FORMULA_MAX: usize = 64 << 10;

/// Bytes of all formulas of a sheet that others were copied from.
pub(crate) const SHARED_FORMULAS_BYTES_MAX: usize = 64 << 20;

/// Bytes of the texts that the cells of one row stand for. Shared strings, copied formulas and merged
/// cells let a few bytes of a file stand for much: 16,384 cells of 4,096 characters are as much.
pub(crate) const ROW_TEXT_MAX: usize = 64 << 20;

/// Bytes of texts after which records are handed over, however many were asked for.
pub(crate) const BATCH_TEXT_MAX: usize = 8 << 20;

/// Sheets of a workbook. Excel allows as many as memory holds; people stay below some hundreds.
pub(crate) const SHEETS_MAX: usize = 10_000;

/// Relations of a part to others, and names of ranges of a workbook. Workbooks that were copied for
/// years carry some ten thousand names.
pub(crate) const RELATIONS_MAX: usize = 200_000;

/// Shared strings of an xlsb workbook (8 bytes each beside their text).
pub(crate) const STRINGS_MAX: usize = 16_000_000;

/// Bytes of the texts of all shared strings of an xlsb workbook, which are held in memory.
pub(crate) const STRINGS_TEXT_MAX: usize = 256 << 20;

/// Merged ranges of a sheet (16 bytes each).
pub(crate) const MERGES_MAX: usize = 1_000_000;

/// Bytes of an xlsx sheet, inflated, up to which its merged ranges are looked up though nothing
/// asks for them: they stand behind the rows, so that the sheet is inflated once more.
pub(crate) const MERGES_UNASKED: u64 = 16 << 20;

/// Rows in which a header is looked for by its column names.
pub(crate) const HEADER_WITHIN: u32 = 200;
