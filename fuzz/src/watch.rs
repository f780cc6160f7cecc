//! Memory of processes, and limits.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Address space of a worker: what is over the allowed memory is reported, what is over this dies.
const ADDRESS_SPACE: u64 = 3 << 30;

/// Limits this process.
pub(crate) fn limit() -> std::io::Result<()> {
    let limit = Rlimit {
        current: Some(ADDRESS_SPACE),
        maximum: Some(ADDRESS_SPACE),
    };
    Ok(setrlimit(Resource::As, limit)?)
}

/// Lets this process's peak begin anew (proc(5): `5` to `clear_refs`).
pub(crate) fn forget_peak() {
    // Where the system does not allow it the peak is that of all inputs so far: still a bound.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
}

/// The most memory that was resident at one time in a process, in KiB; 0 once it has gone.
pub(crate) fn peak_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// The children of a process.
pub(crate) fn children(process: u32) -> Vec<u32> {
    let listed = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children"));
    let listed = listed.unwrap_or_default();
    listed
        .split_whitespace()
        .filter_map(|one| one.parse().ok())
        .collect()
}
