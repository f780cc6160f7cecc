//! What was noticed of rows that make no record: the next record says it, as it does of a header that stands
//! again above it.

use landbridge_contract::{Notice, NoticeKind, Origin, Record};

/// The first notice of each kind, and how many rows more have one.
#[derive(Debug, Default)]
pub(super) struct Carried {
    notices: Vec<(Notice, usize)>,
}

impl Carried {
    /// Keeps what was noticed of a row as a whole. A row that nobody can see and that holds nothing is nothing.
    pub(super) fn keep(&mut self, row: &Record, origin: impl FnOnce() -> Origin) {
        let mut of_row = row.notices.iter().filter(|notice| {
            let hidden = [NoticeKind::Hidden, NoticeKind::HiddenColumn];
            notice.slot.is_none() && !hidden.contains(&notice.kind)
        });
        let Some(first) = of_row.next() else {
            return;
        };
        let origin = origin();
        for notice in std::iter::once(first).chain(of_row) {
            let mut known = self.notices.iter_mut();
            if let Some((_, more)) = known.find(|(known, _)| known.kind == notice.kind) {
                *more += 1;
                continue;
            }
            let kept = Notice {
                found: format!("{}, at {origin}, which makes no record", notice.found),
                ..notice.clone()
            };
            self.notices.push((kept, 0));
        }
    }

    /// All of it, to be said once.
    pub(super) fn take(&mut self) -> impl Iterator<Item = Notice> + use<> {
        let notices = std::mem::take(&mut self.notices).into_iter();
        notices.map(|(notice, more)| match more {
            0 => notice,
            more => Notice {
                found: format!(
                    "{}, and at {more} more {} like it",
                    notice.found,
                    if more == 1 { "row" } else { "rows" }
                ),
                ..notice
            },
        })
    }
}
