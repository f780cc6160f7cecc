//! What held in a run, as the page shows it.

use crate::report::model::TermsReport;
use crate::report::{format, text};

/// What held in a run beside its plan.
pub(super) struct Held {
    pub(super) parameters: Vec<ParameterLine>,
    pub(super) crosswalks: Vec<CrosswalkLine>,
    pub(super) approvals: Vec<ApprovalLine>,
}

pub(super) struct ParameterLine {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) object: String,
}

pub(super) struct CrosswalkLine {
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) version: String,
    pub(super) codes: String,
    pub(super) sha256: String,
}

pub(super) struct ApprovalLine {
    pub(super) source: String,
    pub(super) object: String,
    pub(super) purpose: String,
    pub(super) approver: String,
}

impl Held {
    pub(super) fn of(terms: &TermsReport) -> Self {
        let parameters = terms.parameters.iter().map(|one| ParameterLine {
            name: text::visible(&one.name),
            value: text::visible(&one.value),
            object: text::visible(&one.object),
        });
        let crosswalks = terms.crosswalks.iter().map(|one| CrosswalkLine {
            name: text::visible(&one.name),
            owner: text::visible(&one.owner),
            version: text::visible(&one.version),
            codes: format::count(one.codes),
            sha256: text::visible(&one.sha256),
        });
        let approvals = terms.approvals.iter().map(|one| ApprovalLine {
            source: text::visible(&one.source),
            object: text::visible(&one.object),
            purpose: text::visible(&one.purpose),
            approver: text::visible(&one.approver),
        });
        Self {
            parameters: parameters.collect(),
            crosswalks: crosswalks.collect(),
            approvals: approvals.collect(),
        }
    }

    /// Whether there is anything to show.
    pub(super) fn any(&self) -> bool {
        let empty = self.parameters.is_empty() && self.crosswalks.is_empty();
        !(empty && self.approvals.is_empty())
    }
}
