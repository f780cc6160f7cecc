//! How much a child may take.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Address space of a child, in bytes: the guards of the spreadsheet connector let a file make its
/// reader hold some 400 MB of cells, and the program itself maps about 100 MB.
pub(super) const ADDRESS_SPACE: u64 = 1 << 30;

/// Memory that the allocator reserves at once, in KiB. Its default of 1 GiB would be the whole limit.
pub(super) const ARENA_RESERVE_KIB: &str = "32768";

/// Seconds of processor time for any file, and for each megabyte of it on top. Reading an xls takes
/// about 0.1 s a megabyte.
const SECONDS: u64 = 8;
const SECONDS_PER_MEGABYTE: u64 = 2;

/// Seconds of processor time for a file of this size.
pub(super) fn seconds(bytes: u64) -> u64 {
    SECONDS + bytes / 1_000_000 * SECONDS_PER_MEGABYTE
}

/// Limits this process for the rest of its life.
pub(super) fn apply(bytes: u64) -> std::io::Result<()> {
    lower(Resource::As, ADDRESS_SPACE, ADDRESS_SPACE)?;
    // The first limit ends the process with a signal of its own, by which the parent tells why; the
    // second, a little later, ends what would ignore it.
    lower(Resource::Cpu, seconds(bytes), seconds(bytes) + 2)?;
    // A core file of hostile data helps nobody.
    lower(Resource::Core, 0, 0)
}

fn lower(resource: Resource, current: u64, maximum: u64) -> std::io::Result<()> {
    let highest = getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let limit = Rlimit {
        current: Some(current.min(highest)),
        maximum: Some(maximum.min(highest)),
    };
    Ok(setrlimit(resource, limit)?)
}
