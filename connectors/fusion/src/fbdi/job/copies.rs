//! What an import refused of a file that the network sent twice: the copy may have made it before.
//!
//! The name of a file is the attempt's own. Where the ERP holds two of that name, the call was doubled on its way, and
//! "there is one already" may be said of what the copy made. After the last load that is settled like any other refusal,
//! by looking the record up; before it, the parts that the next loads bring would be left out.

use std::collections::BTreeSet;

use landbridge_contract::{Response, Step};

use super::{Asked, Job, Showing, lost, templates};

impl Job {
    /// The import refused some records. Asks for copies of its file where further parts of them would come later.
    pub(super) fn after_blame(&mut self, guilty: BTreeSet<usize>) -> Step {
        // A file that is only uploaded does nothing, however often it lies there.
        if guilty.is_empty() || self.is_last_load() || self.plan.apart {
            return self.after_import(0);
        }
        self.showing.refused = guilty;
        let request = self.ask.documents(&self.file_name());
        self.send(Asked::Copies, request)
    }

    fn is_last_load(&self) -> bool {
        self.load + 1 >= self.plan.template.loads.len()
    }

    /// The documents that have the name of this load's file.
    pub(super) fn copies(&mut self, response: &Response) -> Step {
        match lost::documents(response) {
            None => self.unclear_documents(),
            Some(..2) => {
                self.showing.refused.clear();
                self.after_import(0)
            }
            Some(_) => self.look_again(),
        }
    }

    /// Refused records were looked up. Those that show as they were sent so far were made by the copy and go on.
    pub(super) fn looked_at_refused(&mut self) -> Step {
        if !self.showing.refused.is_empty() && self.waited < self.waits.shows {
            return self.look_once_more();
        }
        self.showing = Showing::default();
        self.after_import(0)
    }

    /// The nested records that only later loads bring.
    pub(super) fn nested_of_later_loads(&self) -> BTreeSet<&'static str> {
        let loads = &self.plan.template.loads;
        let (so_far, later) = loads.split_at(loads.len().min(self.load + 1));
        let so_far: BTreeSet<&str> = templates::nested(so_far).collect();
        let later = templates::nested(later);
        later.filter(|path| !so_far.contains(path)).collect()
    }
}
