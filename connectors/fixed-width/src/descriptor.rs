//! Record descriptor words, which say how long the record behind them is.

use landbridge_lines::{CutFault, Cutter, Stream};

/// Why a descriptor word cannot be followed.
pub(crate) enum DescriptorFault {
    Cut(CutFault),
    Form(String),
}

/// The length of the record that a record descriptor word announces (z/OS DFSMS Using Data Sets,
/// "Record descriptor word": two bytes of length, itself included, then two of zeros).
pub(crate) fn described_length(
    cutter: &mut Cutter<Stream>,
) -> Result<Option<usize>, DescriptorFault> {
    let word = match cutter.next_block(4) {
        Ok(Some(word)) => word.bytes,
        Ok(None) => return Ok(None),
        Err(fault) => return Err(DescriptorFault::Cut(fault)),
    };
    match word {
        [high, low, 0, 0] => {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            match length.checked_sub(4) {
                Some(length) if length > 0 => Ok(Some(length)),
                _ => Err(DescriptorFault::Form(format!(
                    "a descriptor of {length} bytes"
                ))),
            }
        }
        _ => Err(DescriptorFault::Form(format!(
            "a descriptor word of {word:02X?}"
        ))),
    }
}
