//! The state of the sandbox: records in `SQLite`, in memory or in a file.
//!
//! Every record, a child too, is one line of `record` with its own id; `key` indexes the attributes
//! that objects declare as indexed. One connection behind a mutex: a write is one transaction, so it
//! commits whole or not at all, and a file state survives the death of the process (write-ahead
//! log). A loss of power may lose the last commits, never the consistency.
//!
//! Must never know what an attribute means: that is the business of `rest`.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

/// The layout of the state; another number in a file means another program wrote it.
const LAYOUT: i64 = 1;

/// The first id that the sandbox gives.
pub(crate) const FIRST_ID: i64 = 300_000_000_000_001;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS record (
        id         INTEGER PRIMARY KEY,
        collection TEXT NOT NULL,
        parent     INTEGER NOT NULL,
        version    INTEGER NOT NULL,
        created    INTEGER NOT NULL,
        body       TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS record_by_parent ON record (collection, parent, id);
    CREATE TABLE IF NOT EXISTS key (
        collection TEXT NOT NULL,
        attribute  TEXT NOT NULL,
        parent     INTEGER NOT NULL,
        value      TEXT NOT NULL,
        id         INTEGER NOT NULL,
        PRIMARY KEY (collection, attribute, parent, value, id)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS key_by_value ON key (collection, attribute, value, id);
    CREATE TABLE IF NOT EXISTS sequence (next INTEGER NOT NULL);
";

/// One record as the state holds it.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) id: i64,
    pub(crate) parent: i64,
    pub(crate) version: i64,
    /// Milliseconds since 1970.
    pub(crate) created: i64,
    /// The attributes that are not null, without the id.
    pub(crate) body: Map<String, Value>,
}

/// Why the state could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `SQLite` said so.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// The file was written by another version of the sandbox.
    #[error("the state has layout {found}, expected {LAYOUT}; remove the file to start afresh")]
    Layout {
        /// The layout in the file.
        found: i64,
    },
}

/// The records of the sandbox.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Self::prepare(connection)
    }

    fn prepare(connection: Connection) -> Result<Self, StoreError> {
        connection.set_prepared_statement_cache_capacity(64);
        // Else SQLite plans a look-up by key anew whenever its values change: a fifth of a request.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found != 0 && found != LAYOUT {
            return Err(StoreError::Layout { found });
        }
        connection.execute_batch(TABLES)?;
        connection.pragma_update(None, "user_version", LAYOUT)?;
        connection.execute(
            "INSERT INTO sequence SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM sequence)",
            [FIRST_ID],
        )?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` in one transaction: its `Err` leaves nothing behind. `committed` runs after the
    /// commit and before any other request sees the state.
    pub(crate) fn write<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
        committed: impl FnOnce(&T),
    ) -> Result<T, E> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let outcome = work(&transaction)?;
        transaction.commit()?;
        committed(&outcome);
        Ok(outcome)
    }

    /// Forgets every record and begins again with the first id.
    pub(crate) fn clear(&self) -> Result<(), rusqlite::Error> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute_batch("DELETE FROM record; DELETE FROM key;")?;
        transaction.execute("UPDATE sequence SET next = ?1", [FIRST_ID])?;
        transaction.commit()
    }
}

/// A way to read: the shared state, locked for each step, or a transaction that is under way.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reader<'a> {
    Shared(&'a Store),
    Within(&'a Connection),
}

impl Reader<'_> {
    pub(crate) fn with<T>(
        self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        match self {
            Reader::Shared(store) => read(&store.lock()),
            Reader::Within(connection) => read(connection),
        }
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let text = row.get_ref(4)?.as_str()?;
    let body = serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(4, rusqlite::types::Type::Text, Box::new(error))
    })?;
    Ok(Stored {
        id: row.get(0)?,
        parent: row.get(1)?,
        version: row.get(2)?,
        created: row.get(3)?,
        body,
    })
}

const COLUMNS: &str = "SELECT id, parent, version, created, body FROM record ";

/// Draws the next id.
pub(crate) fn next_id(connection: &Connection) -> rusqlite::Result<i64> {
    let next = connection
        .prepare_cached("SELECT next FROM sequence")?
        .query_row([], |row| row.get(0))?;
    // Not RETURNING, for which SQLite opens a table of its own each time.
    connection
        .prepare_cached("UPDATE sequence SET next = next + 1")?
        .execute([])?;
    Ok(next)
}

pub(crate) fn insert(
    connection: &Connection,
    collection: &str,
    record: &Stored,
) -> rusqlite::Result<()> {
    let body = Value::Object(record.body.clone()).to_string();
    connection
        .prepare_cached("INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            record.id,
            collection,
            record.parent,
            record.version,
            record.created,
            body
        ])?;
    Ok(())
}

pub(crate) fn update(connection: &Connection, record: &Stored) -> rusqlite::Result<()> {
    let body = Value::Object(record.body.clone()).to_string();
    connection
        .prepare_cached("UPDATE record SET version = ?2, body = ?3 WHERE id = ?1")?
        .execute(params![record.id, record.version, body])?;
    Ok(())
}

pub(crate) fn delete(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM record WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

pub(crate) fn insert_key(
    connection: &Connection,
    (collection, attribute): (&str, &str),
    parent: i64,
    value: &str,
    id: i64,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO key VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![collection, attribute, parent, value, id])?;
    Ok(())
}

pub(crate) fn delete_key(
    connection: &Connection,
    (collection, attribute): (&str, &str),
    parent: i64,
    value: &str,
    id: i64,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM key WHERE collection = ?1 AND attribute = ?2 AND parent = ?3 \
             AND value = ?4 AND id = ?5",
        )?
        .execute(params![collection, attribute, parent, value, id])?;
    Ok(())
}

/// The ids of the records whose indexed attribute has that value.
pub(crate) fn ids_by_key(
    connection: &Connection,
    (collection, attribute): (&str, &str),
    parent: i64,
    value: &str,
) -> rusqlite::Result<Vec<i64>> {
    connection
        .prepare_cached(
            "SELECT id FROM key WHERE collection = ?1 AND attribute = ?2 AND parent = ?3 \
             AND value = ?4 ORDER BY id",
        )?
        .query_map(params![collection, attribute, parent, value], |row| {
            row.get(0)
        })?
        .collect()
}

/// The ids of the records whose indexed attribute has that value, under whatever parent.
pub(crate) fn ids_by_key_anywhere(
    connection: &Connection,
    (collection, attribute): (&str, &str),
    value: &str,
) -> rusqlite::Result<Vec<i64>> {
    connection
        .prepare_cached(
            "SELECT id FROM key WHERE collection = ?1 AND attribute = ?2 AND value = ?3 \
             ORDER BY id",
        )?
        .query_map(params![collection, attribute, value], |row| row.get(0))?
        .collect()
}

pub(crate) fn get(
    connection: &Connection,
    collection: &str,
    id: i64,
) -> rusqlite::Result<Option<Stored>> {
    connection
        .prepare_cached(&format!("{COLUMNS} WHERE id = ?1 AND collection = ?2"))?
        .query_row(params![id, collection], stored)
        .optional()
}

/// What a page or a scan is taken from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range<'a> {
    pub(crate) collection: &'a str,
    pub(crate) parent: i64,
    /// Records created after this moment are not visible yet.
    pub(crate) created_until: i64,
}

/// `limit` records in the order of their ids, after skipping `offset`.
pub(crate) fn page(
    connection: &Connection,
    range: Range<'_>,
    offset: i64,
    limit: i64,
) -> rusqlite::Result<Vec<Stored>> {
    connection
        .prepare_cached(&format!(
            "{COLUMNS} WHERE collection = ?1 AND parent = ?2 AND created <= ?3 \
             ORDER BY id LIMIT ?5 OFFSET ?4"
        ))?
        .query_map(
            params![
                range.collection,
                range.parent,
                range.created_until,
                offset,
                limit
            ],
            stored,
        )?
        .collect()
}

/// `limit` records in the order of their ids, beginning after `after`.
pub(crate) fn following(
    connection: &Connection,
    range: Range<'_>,
    after: i64,
    limit: i64,
) -> rusqlite::Result<Vec<Stored>> {
    connection
        .prepare_cached(&format!(
            "{COLUMNS} WHERE collection = ?1 AND parent = ?2 AND id > ?4 AND created <= ?3 \
             ORDER BY id LIMIT ?5"
        ))?
        .query_map(
            params![
                range.collection,
                range.parent,
                range.created_until,
                after,
                limit
            ],
            stored,
        )?
        .collect()
}

pub(crate) fn count(connection: &Connection, range: Range<'_>) -> rusqlite::Result<i64> {
    let everything = range.created_until == i64::MAX;
    let condition = if everything {
        "?3 = ?3"
    } else {
        "created <= ?3"
    };
    connection
        .prepare_cached(&format!(
            "SELECT count(*) FROM record WHERE collection = ?1 AND parent = ?2 AND {condition}"
        ))?
        .query_row(
            params![range.collection, range.parent, range.created_until],
            |row| row.get(0),
        )
}
