//! Groups of control totals as people read them: buckets of ages in the language of the report.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::language::Language;
use super::model::{ObjectReport, TotalReport};
use crate::mapping::{Bucket, GROUP_PARTS};

/// Which control totals of an object make their groups by age: those whose every group ends with the name of a bucket.
pub(super) struct Ages<'a> {
    aged: BTreeMap<&'a str, bool>,
}

impl<'a> Ages<'a> {
    pub(super) fn of(object: &'a ObjectReport) -> Self {
        let mut aged = BTreeMap::new();
        for total in &object.totals {
            let (_, bucket) = parts(&total.group);
            *aged.entry(&*total.name).or_insert(true) &= Bucket::named(bucket).is_some();
        }
        Self { aged }
    }

    /// The group of a total.
    pub(super) fn group<'t>(&self, total: &'t TotalReport, words: &Language) -> Cow<'t, str> {
        let group = &*total.group;
        let (others, bucket) = parts(group);
        let is_aged = self.aged.get(&*total.name) == Some(&true);
        let told = match Bucket::named(bucket).filter(|_| is_aged) {
            Some(Bucket::NotDue) => words.say("age-not-due"),
            Some(Bucket::Over(days)) => words.with("age-over", &[("days", &days.to_string())]),
            Some(Bucket::NoDate) => words.say("age-no-date"),
            // Days from and to are numbers alone.
            Some(Bucket::From(_)) | None => return Cow::Borrowed(group),
        };
        Cow::Owned(format!("{others}{told}"))
    }
}

/// What stands before the last part of a group, and that part.
fn parts(group: &str) -> (&str, &str) {
    let last = group.rfind(GROUP_PARTS);
    group.split_at(last.map_or(0, |at| at + GROUP_PARTS.len()))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn told(groups: &[&str], language: &str) -> Vec<String> {
        let words = Language::of(language);
        let mut object = sample::run().objects.remove(0);
        let total = object.totals.remove(0);
        let of = |group: &&str| TotalReport {
            group: (*group).to_owned(),
            ..total.clone()
        };
        object.totals = groups.iter().map(of).collect();
        let ages = Ages::of(&object);
        let totals = object.totals.iter();
        totals
            .map(|total| ages.group(total, &words).into_owned())
            .collect()
    }

    #[test]
    fn buckets_of_ages_are_told_in_the_language_of_the_report() {
        let groups = ["EUR · not due", "EUR · 1–30", "EUR · over 30", "no date"];
        assert_eq!(told(&groups, "en"), groups);
        let french = [
            "EUR · non échu",
            "EUR · 1–30",
            "EUR · plus de 30",
            "sans date",
        ];
        assert_eq!(told(&groups, "fr"), french);
    }

    #[test]
    fn a_group_that_only_looks_like_a_bucket_is_left_as_it_is() {
        let groups = ["not due", "Geneva"];
        assert_eq!(told(&groups, "es"), groups);
    }
}
