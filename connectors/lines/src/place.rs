//! Putting text into values, and bytes behind those that are held, with as little memory as can be.

use std::io::{self, Read};

use landbridge_contract::{Text, Value};

/// The capacity up to which the memory of a text value is used again.
const TEXT_KEPT_BYTES: usize = 256;

/// The least room offered to a read, so that a transcoder can always write a character.
pub const ROOM_BYTES: usize = 4 * 1024;

/// Sets a value to the text of a field, in place where that spares memory. Empty text is nothing.
pub fn set_text(value: &mut Value, text: &str) {
    match value {
        _ if text.is_empty() => *value = Value::Null,
        Value::Text(old) if old.capacity() <= TEXT_KEPT_BYTES => {
            old.clear();
            old.push_str(text);
        }
        _ => *value = Value::Text(Text::new(text)),
    }
}

/// Reads more of a stream behind `start..filled` of the buffer, moving what is held to the front or doubling the
/// buffer where there is no room. False at the end of the stream.
pub fn refill(
    stream: &mut impl Read,
    buffer: &mut Vec<u8>,
    start: &mut usize,
    filled: &mut usize,
) -> io::Result<bool> {
    if buffer.len() - *filled < ROOM_BYTES {
        buffer.copy_within(*start..*filled, 0);
        *filled -= *start;
        *start = 0;
        if buffer.len() - *filled < ROOM_BYTES {
            buffer.resize(buffer.len() * 2, 0);
        }
    }
    loop {
        let room = buffer.get_mut(*filled..).unwrap_or_default();
        match stream.read(room) {
            Ok(read) => {
                *filled += read;
                return Ok(read > 0);
            }
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
}
