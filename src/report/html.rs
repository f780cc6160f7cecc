//! The report as one page that needs nothing else: no network, no script to be read, and it
//! prints. Markup stands in `templates/report`; here the figures are made into texts for it.

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::language::Language;
use super::model::RunReport;

mod bars;
mod difference;
mod findings;
mod flow;
mod followed;
mod glossary;
mod held;
mod page;
mod rehearsals;
mod tables;
mod trial;

pub use difference::difference;
use page::Page;
pub(in crate::report) use page::level_class;

pub(in crate::report) const CSS: &str = include_str!("../../templates/report/report.css");
pub(in crate::report) const SCRIPT: &str = include_str!("../../templates/report/report.js");

/// The page could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("the report page could not be put together: {0}")]
pub struct RenderFault(#[from] askama::Error);

/// Renders the page in a language: one HTML file in UTF-8.
///
/// Its size grows with the causes, samples and breaks that the model lists; the engine caps
/// these. Fails only where memory does.
pub fn render(report: &RunReport, words: Language) -> Result<String, RenderFault> {
    Ok(Page::of(report, words).render()?)
}

/// What the page may do: use its own style and its own script, known by their hashes, and
/// nothing else. A script that came in with a value would not run even if it were not escaped.
pub(in crate::report) fn content_security_policy(css: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        hash(css),
        hash(SCRIPT)
    )
}
