//! Trial balances, as an accountant reads them: debits and credits of each account in one line, and what they come to.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::tables::{LINES_MAX, is_open, largest_first, result};
use crate::mapping::{GROUP_PARTS, Side};
use crate::report::language::Language;
use crate::report::model::{ObjectReport, TotalReport};
use crate::report::{format, text};

/// The trial balance of one object.
pub(super) struct TrialTable {
    pub(super) object: String,
    pub(super) name: String,
    pub(super) lines: Vec<TrialLine>,
    /// All accounts together; one for each last part of the groups where they have several, such as the currency.
    pub(super) sums: Vec<TrialLine>,
    pub(super) differing: usize,
    pub(super) differ: String,
    /// How many accounts are not shown, and where they are.
    pub(super) omitted: Option<String>,
}

/// One account.
pub(super) struct TrialLine {
    pub(super) account: String,
    pub(super) legacy: [Amount; 2],
    pub(super) kept_back: Amount,
    /// None where the ERP was not read back.
    pub(super) erp: Option<[Amount; 2]>,
    /// The balance in the ERP less what was loaded of it.
    pub(super) difference: Option<Amount>,
    /// How the line is shown.
    pub(super) class: &'static str,
    pub(super) result_class: &'static str,
    pub(super) result: String,
}

/// An amount, and whether it is nothing.
pub(super) struct Amount {
    pub(super) number: String,
    pub(super) zero: bool,
}

/// Debits and credits of an account; what there are none of is zero.
#[derive(Clone, Default)]
struct Account<'a> {
    totals: [Option<&'a TotalReport>; 2],
}

/// What is added up over several accounts. None where a sum has too many digits.
#[derive(Clone, Copy)]
struct Sums {
    legacy: [Option<Decimal>; 2],
    kept_back: Option<Decimal>,
    erp: Option<[Option<Decimal>; 2]>,
    difference: Option<Decimal>,
}

/// The trial balances of an object, in the order of its mapping.
pub(super) fn trial_tables(object: &ObjectReport, words: &Language) -> Vec<TrialTable> {
    let mut tables: Vec<(&str, BTreeMap<&str, Account<'_>>)> = Vec::new();
    for total in &object.totals {
        let Some((name, side)) = Side::of_total(&total.name) else {
            continue;
        };
        let place = tables.iter().position(|(known, _)| *known == name);
        let place = place.unwrap_or_else(|| {
            tables.push((name, BTreeMap::new()));
            tables.len() - 1
        });
        if let Some((_, accounts)) = tables.get_mut(place) {
            let account = accounts.entry(&total.group).or_default();
            account.totals[usize::from(side == Side::Credit)] = Some(total);
        }
    }
    let tables = tables.into_iter();
    tables
        .map(|(name, accounts)| trial_table(&object.name, name, accounts, words))
        .collect()
}

fn trial_table(
    object: &str,
    name: &str,
    accounts: BTreeMap<&str, Account<'_>>,
    words: &Language,
) -> TrialTable {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let differing = accounts.values().filter(|one| one.is_open()).count();
    let sums = sums(&accounts, words);
    let omitted = accounts.len().saturating_sub(LINES_MAX);
    let mut shown: Vec<(&str, Account<'_>)> = accounts.into_iter().collect();
    if omitted > 0 {
        shown.sort_by_key(|(_, one)| (!one.is_open(), largest_first(one.size())));
        shown.truncate(LINES_MAX);
        shown.sort_by_key(|(account, _)| *account);
    }
    TrialTable {
        object: text::visible(object),
        name: text::visible(name),
        lines: (shown.into_iter())
            .map(|(account, one)| one.line(account, words))
            .collect(),
        sums,
        differing,
        differ: words.counted("n-differ", count(differing)),
        omitted: (omitted > 0).then(|| words.counted("n-groups-omitted", count(omitted))),
    }
}

fn sums(accounts: &BTreeMap<&str, Account<'_>>, words: &Language) -> Vec<TrialLine> {
    let mut sums: BTreeMap<&str, Sums> = BTreeMap::new();
    for (group, account) in accounts {
        let last = group.rsplit_once(GROUP_PARTS).map_or("", |(_, last)| last);
        let own = account.sums();
        let sum = sums.get(last).map_or(own, |sum| sum.plus(own));
        sums.insert(last, sum);
    }
    let all = words.say("trial-all");
    let sums = sums.into_iter();
    sums.map(|(last, sum)| {
        let account = match last {
            "" => all.clone(),
            last => format!("{all}{GROUP_PARTS}{}", text::visible(last)),
        };
        let balanced = |sides: [Option<Decimal>; 2]| sides[0].is_some() && sides[0] == sides[1];
        let (result, result_class) = if sum.erp.is_some_and(|erp| !balanced(erp)) {
            ("trial-unbalanced", "tag warning")
        } else if !balanced(sum.legacy) {
            ("trial-unbalanced-legacy", "tag warning")
        } else {
            ("trial-balanced", "ok")
        };
        sum.line(account, "sum", (words.say(result), result_class), words)
    })
    .collect()
}

impl Account<'_> {
    fn each(&self) -> impl Iterator<Item = &TotalReport> {
        self.totals.iter().copied().flatten()
    }

    fn is_open(&self) -> bool {
        self.each().any(is_open)
    }

    fn size(&self) -> Decimal {
        let sides = self.each().map(|total| {
            let erp = total.erp.unwrap_or_default();
            total.source.abs().max(erp.abs())
        });
        sides.max().unwrap_or_default()
    }

    fn sums(&self) -> Sums {
        let [debit, credit] = self.totals;
        let of = |figure: fn(&TotalReport) -> Option<Decimal>| {
            [debit, credit].map(|side| side.map_or(Some(Decimal::ZERO), figure))
        };
        let kept = |total: &TotalReport| total.accounted()?.checked_sub(total.loaded);
        let read_back = self.each().all(|total| total.erp.is_some());
        Sums {
            legacy: of(|total| Some(total.source)),
            kept_back: balance(of(kept)),
            erp: read_back.then(|| of(|total| total.erp)),
            difference: balance(of(TotalReport::difference)),
        }
    }

    fn line(&self, account: &str, words: &Language) -> TrialLine {
        // The side that says the most of the account.
        let open = self.each().find(|total| is_open(total));
        let telling = open.or_else(|| self.each().find(|total| !total.agrees()));
        let telling = telling.or_else(|| self.each().next());
        let (result, class) = telling.map_or(("unknown", "absent"), result);
        let told = (words.say(result), class);
        let class = if self.is_open() { "wrong" } else { "" };
        (self.sums()).line(text::visible(account), class, told, words)
    }
}

impl Sums {
    fn plus(self, other: Self) -> Self {
        let both = |left: [Option<Decimal>; 2], right: [Option<Decimal>; 2]| {
            [add(left[0], right[0]), add(left[1], right[1])]
        };
        Self {
            legacy: both(self.legacy, other.legacy),
            kept_back: add(self.kept_back, other.kept_back),
            erp: (self.erp.zip(other.erp)).map(|(left, right)| both(left, right)),
            difference: add(self.difference, other.difference),
        }
    }

    fn line(
        self,
        account: String,
        class: &'static str,
        (result, result_class): (String, &'static str),
        words: &Language,
    ) -> TrialLine {
        let told = |amount: Option<Decimal>, form: fn(Decimal) -> String| Amount {
            number: amount.map_or_else(|| words.say("too-long"), form),
            zero: amount.is_some_and(|amount| amount.is_zero()),
        };
        let decimal = |amount| told(amount, format::decimal);
        TrialLine {
            account,
            legacy: self.legacy.map(decimal),
            kept_back: decimal(self.kept_back),
            erp: self.erp.map(|sides| sides.map(decimal)),
            difference: (self.erp).map(|_| told(self.difference, format::difference)),
            class,
            result_class,
            result,
        }
    }
}

fn add(left: Option<Decimal>, right: Option<Decimal>) -> Option<Decimal> {
    left?.checked_add(right?)
}

/// Debits less credits.
fn balance([debit, credit]: [Option<Decimal>; 2]) -> Option<Decimal> {
    debit?.checked_sub(credit?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn total(name: &str, group: &str, [source, loaded, erp]: [i64; 3]) -> TotalReport {
        let mut object = sample::run().objects.remove(0);
        TotalReport {
            name: name.to_owned(),
            group: group.to_owned(),
            source: source.into(),
            skipped: Decimal::ZERO,
            rejected: (source - loaded).into(),
            refused: Decimal::ZERO,
            in_doubt: Decimal::ZERO,
            not_sent: Decimal::ZERO,
            loaded: loaded.into(),
            erp: Some(erp.into()),
            tolerance: Decimal::ZERO,
            decided: Decimal::ZERO,
            ..object.totals.remove(0)
        }
    }

    fn lines(totals: Vec<TotalReport>) -> Vec<String> {
        let mut object = sample::run().objects.remove(0);
        object.totals = totals;
        let words = Language::english();
        let tables = trial_tables(&object, &words);
        let told = |line: &TrialLine| {
            let [debit, credit] = line.legacy.each_ref().map(|side| &side.number);
            let erp = line.erp.as_ref().unwrap().each_ref();
            let [erp_debit, erp_credit] = erp.map(|side| &side.number);
            let difference = &line.difference.as_ref().unwrap().number;
            format!(
                "{}: {debit} {credit} ({}) {erp_debit} {erp_credit} {difference} {}",
                line.account, line.kept_back.number, line.result
            )
        };
        let lines = tables
            .iter()
            .flat_map(|table| table.lines.iter().chain(&table.sums));
        lines.map(told).collect()
    }

    #[test]
    fn an_account_is_a_line_and_all_together_say_whether_debits_equal_credits() {
        let lines = lines(vec![
            total("trial: debit", "51000", [70, 60, 60]),
            total("trial: credit", "10100", [70, 60, 60]),
            total("open items", "", [1, 1, 1]),
        ]);
        assert_eq!(
            lines,
            [
                "10100: 0 70 (-10) 0 60 0 Agrees",
                "51000: 70 0 (10) 60 0 0 Agrees",
                "All accounts: 70 70 (0) 60 60 0 Debits equal credits",
            ]
        );
    }

    #[test]
    fn legacy_files_that_do_not_balance_are_told_apart_from_an_erp_that_does_not() {
        let lines = lines(vec![
            total("trial: debit", "51000", [70, 60, 60]),
            total("trial: credit", "10100", [60, 60, 60]),
        ]);
        let all = "All accounts: 70 60 (10) 60 60 0 Legacy debits are not credits";
        assert_eq!(lines.last().unwrap(), all);
    }

    #[test]
    fn currencies_are_not_added_together_and_a_difference_stands_in_its_line() {
        let lines = lines(vec![
            total("trial: debit", "51000 · EUR", [70, 70, 65]),
            total("trial: debit", "51000 · USD", [5, 5, 5]),
            total("trial: credit", "10100 · EUR", [70, 70, 70]),
            total("trial: credit", "10100 · USD", [5, 5, 5]),
        ]);
        let told = |start: &str| {
            let line = lines.iter().find(|line| line.starts_with(start));
            line.unwrap().clone()
        };
        assert_eq!(told("51000 · EUR"), "51000 · EUR: 70 0 (0) 65 0 -5 Differs");
        assert_eq!(
            told("All accounts · EUR"),
            "All accounts · EUR: 70 70 (0) 65 70 -5 ERP debits are not credits"
        );
        assert_eq!(
            told("All accounts · USD"),
            "All accounts · USD: 5 5 (0) 5 5 0 Debits equal credits"
        );
    }
}
