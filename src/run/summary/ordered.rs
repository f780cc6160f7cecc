//! The order of control totals: groups by age as an accountant reads them, not by their letters.

use crate::mapping::{Bucket, GROUP_PARTS};
use crate::report::TotalReport;

/// Puts the groups of totals whose every group ends with the name of a bucket in the order of the buckets; `totals` are in the order of
/// name and group.
pub(super) fn order_ages(totals: &mut [TotalReport]) {
    for of_name in totals.chunk_by_mut(|one, next| one.name == next.name) {
        let is_aged = of_name.iter().all(|total| ranked(&total.group).is_some());
        if is_aged {
            of_name.sort_by(|one, next| ranked(&one.group).cmp(&ranked(&next.group)));
        }
    }
}

/// What a group stands before the bucket, and where the bucket stands.
fn ranked(group: &str) -> Option<(&str, u64)> {
    let (others, bucket) = group.rsplit_once(GROUP_PARTS).unwrap_or(("", group));
    Some((others, Bucket::named(bucket)?.rank()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::summary::empty_total;

    fn ordered(groups: &[&str]) -> Vec<String> {
        let mut totals: Vec<TotalReport> = (groups.iter())
            .map(|group| empty_total("open", group))
            .collect();
        order_ages(&mut totals);
        totals.into_iter().map(|total| total.group).collect()
    }

    #[test]
    fn ages_stand_in_the_order_of_their_days_within_each_group() {
        let by_letters = [
            "EUR · 1–7",
            "EUR · 15–30",
            "EUR · 8–14",
            "EUR · no date",
            "EUR · not due",
            "EUR · over 30",
            "USD · 1–7",
            "USD · not due",
        ];
        let by_days = [
            "EUR · not due",
            "EUR · 1–7",
            "EUR · 8–14",
            "EUR · 15–30",
            "EUR · over 30",
            "EUR · no date",
            "USD · not due",
            "USD · 1–7",
        ];
        assert_eq!(ordered(&by_letters), by_days);
    }

    #[test]
    fn other_groups_stay_as_they_are() {
        assert_eq!(ordered(&["EUR", "over 30"]), ["EUR", "over 30"]);
    }
}
