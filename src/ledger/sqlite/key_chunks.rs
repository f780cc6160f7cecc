//! Where the records of a key are: noted while they are staged, without an index.
//!
//! An index over keys, whose hashes come in no order, would cost staging more than everything else it writes. Sorted
//! in memory by the ten thousands, they cost nothing that can be measured, and looking into each of these rows finds
//! a key among millions within milliseconds.

use rusqlite::{Connection, params};

use crate::ledger::{LedgerFault, RecordId};

/// Records of a chunk; their distance to its first fits two bytes.
const RECORDS_MAX: i64 = 1 << 16;
/// Bytes of an entry: four of the hash, two of the distance, both big-endian, so that their order is that of bytes.
const ENTRY: usize = 6;

/// The chunk that is being filled.
#[derive(Debug, Default)]
pub(super) struct KeyChunk {
    first_record: i64,
    records: i64,
    first_finding: i64,
    /// Hash and distance as one number, in order of arrival.
    entries: Vec<u64>,
}

impl KeyChunk {
    /// Adds the record that was just written, before its findings are. `hash` is that of its key; none where it
    /// has no key.
    pub(super) fn add(
        &mut self,
        transaction: &Connection,
        record: i64,
        hash: Option<i64>,
    ) -> Result<(), LedgerFault> {
        if self.records == RECORDS_MAX || record != self.first_record + self.records {
            self.flush(transaction)?;
        }
        if self.records == 0 {
            self.first_record = record;
            self.first_finding = last_finding(transaction)? + 1;
        }
        if let Some(hash) = hash {
            let distance = u64::try_from(self.records).unwrap_or_default();
            self.entries.push(u64::from(head(hash)) << 16 | distance);
        }
        self.records += 1;
        Ok(())
    }

    /// Writes what is there.
    pub(super) fn flush(&mut self, transaction: &Connection) -> Result<(), LedgerFault> {
        if self.records > 0 {
            self.entries.sort_unstable();
            let mut hashes = Vec::with_capacity(self.entries.len() * ENTRY);
            for entry in &self.entries {
                hashes.extend_from_slice(
                    entry
                        .to_be_bytes()
                        .last_chunk::<ENTRY>()
                        .unwrap_or(&[0; ENTRY]),
                );
            }
            transaction
                .prepare_cached("INSERT INTO key_chunk VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![
                    self.first_record,
                    self.records,
                    self.first_finding,
                    last_finding(transaction)?,
                    hashes
                ])?;
        }
        self.forget();
        Ok(())
    }

    /// Forgets what is there: these records are searched one by one.
    pub(super) fn forget(&mut self) {
        self.records = 0;
        self.entries.clear();
    }
}

fn last_finding(connection: &Connection) -> Result<i64, LedgerFault> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(id), 0) FROM finding")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// The first four bytes of a hash.
fn head(hash: i64) -> u32 {
    u32::try_from(hash.cast_unsigned() >> 32).unwrap_or_default()
}

/// The records that may have a key with this hash, the latest first; all that have it among them.
pub(super) fn records_of(connection: &Connection, hash: i64) -> Result<Vec<i64>, LedgerFault> {
    let mut records = Vec::new();
    let mut chunks = connection
        .prepare("SELECT first_record, records, hashes FROM key_chunk ORDER BY first_record")?;
    let mut gap =
        connection.prepare("SELECT id FROM record WHERE id BETWEEN ?1 AND ?2 AND key_hash = ?3")?;
    let mut search = |first: i64, last: i64, records: &mut Vec<i64>| -> Result<(), LedgerFault> {
        if first <= last {
            for id in gap.query_map([first, last, hash], |row| row.get::<_, i64>(0))? {
                records.push(id?);
            }
        }
        Ok(())
    };
    let mut rows = chunks.query([])?;
    let mut next = 1;
    while let Some(row) = rows.next()? {
        let first: i64 = row.get(0)?;
        search(next, first - 1, &mut records)?;
        next = first + row.get::<_, i64>(1)?;
        let hashes = row.get_ref(2)?.as_blob().unwrap_or_default();
        records.extend(distances(hashes, head(hash)).map(|distance| first + distance));
    }
    search(next, i64::MAX, &mut records)?;
    records.sort_unstable_by(|left, right| right.cmp(left));
    Ok(records)
}

/// The distances of the entries whose hash begins like this.
fn distances(hashes: &[u8], head: u32) -> impl Iterator<Item = i64> {
    let (entries, _) = hashes.as_chunks::<ENTRY>();
    let head = head.to_be_bytes();
    let of = |entry: &[u8; ENTRY]| entry.first_chunk::<4>().copied().unwrap_or_default();
    let from = entries.partition_point(|entry| of(entry) < head);
    let alike = entries.get(from..).unwrap_or_default().iter();
    alike
        .take_while(move |entry| of(entry) == head)
        .map(|[.., high, low]| i64::from(u16::from_be_bytes([*high, *low])))
}

/// The findings that may be about a record, as a range of their numbers beside those that came late; none where it
/// is not known.
pub(super) fn findings_of(
    connection: &Connection,
    record: RecordId,
) -> Result<Option<(i64, i64)>, LedgerFault> {
    let mut statement = connection.prepare(
        "SELECT first_finding, last_finding FROM key_chunk
         WHERE first_record = (SELECT max(first_record) FROM key_chunk WHERE first_record <= ?1)
             AND first_record + records > ?1",
    )?;
    let mut rows = statement.query([record.0])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some((row.get(0)?, row.get(1)?)))
}
