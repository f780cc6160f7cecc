//! A hash of what the source holds of a record, by which a changed value is told from a changed mapping.
//!
//! The first four bytes stand for the columns that are read, the other twelve for the values in them. Where the first differ,
//! the mapping reads other columns than it did, and the rest says nothing.

use landbridge_contract::{Projection, Record, json};
use sha2::{Digest, Sha256};

use crate::mapping::{JoinedRecord, Plan};

/// A byte that no text in UTF-8 holds: it keeps neighbours apart.
const APART: u8 = 0xff;

/// Hashes the records of one mapping.
pub(super) struct SourceHasher {
    shape: [u8; 4],
    buffer: Vec<u8>,
}

impl SourceHasher {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut hasher = Sha256::new();
        add_shape(plan.projection(), &mut hasher);
        for join in plan.joins() {
            add_shape(&join.projection, &mut hasher);
        }
        let digest = hasher.finalize();
        Self {
            shape: *digest.first_chunk::<4>().unwrap_or(&[0; 4]),
            buffer: Vec::new(),
        }
    }

    /// The hash of a record with what belongs to it of other files.
    pub(super) fn of(&mut self, record: &Record, joined: &[&[JoinedRecord<'_>]]) -> [u8; 16] {
        self.buffer.clear();
        self.add(record);
        for part in joined {
            self.buffer.push(APART);
            for one in *part {
                self.add(one.record);
            }
        }
        let digest = Sha256::digest(&self.buffer);
        let mut hash = [0; 16];
        let (shape, values) = hash.split_at_mut(4);
        shape.copy_from_slice(&self.shape);
        values.copy_from_slice(digest.first_chunk::<12>().unwrap_or(&[0; 12]));
        hash
    }

    fn add(&mut self, record: &Record) {
        for slot in &record.slots {
            json::write_value(&slot.value, &mut self.buffer);
            self.buffer.push(APART);
        }
        for children in &record.children {
            self.buffer.push(APART);
            for child in children {
                self.add(child);
            }
        }
    }
}

fn add_shape(projection: &Projection, hasher: &mut Sha256) {
    for field in &projection.fields {
        hasher.update(field.as_bytes());
        hasher.update([APART]);
    }
    for child in &projection.children {
        hasher.update([APART]);
        hasher.update(child.path.as_bytes());
        hasher.update([APART]);
        add_shape(&child.projection, hasher);
    }
    hasher.update([APART]);
}
