//! Trial balances: what debits and credits of an account come to, from the two control totals that hold them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::empty_total;
use crate::mapping::Side;
use crate::report::TotalReport;
use crate::run::fault::RunFault;

/// What the total of the balances of a trial balance is called: `balances: balance`.
fn name_of(balance: &str) -> String {
    format!("{balance}: balance")
}

/// Adds the balances, debits less credits, behind the totals that they are made of. They agree where both sides do; where only their
/// difference agreed, a side would say that it does not.
pub(super) fn add_balances(totals: &mut Vec<TotalReport>) -> Result<(), RunFault> {
    let mut balances: BTreeMap<(String, String), TotalReport> = BTreeMap::new();
    for total in totals.iter() {
        let Some((balance, side)) = Side::of_total(&total.name) else {
            continue;
        };
        let key = (name_of(balance), total.group.clone());
        let line = balances
            .entry(key)
            .or_insert_with_key(|(name, group)| TotalReport {
                derived: true,
                ..empty_total(name, group)
            });
        take_in(line, total, side)?;
    }
    totals.extend(balances.into_values());
    Ok(())
}

fn take_in(line: &mut TotalReport, total: &TotalReport, side: Side) -> Result<(), RunFault> {
    for (sum, amount) in [
        (&mut line.source, total.source),
        (&mut line.skipped, total.skipped),
        (&mut line.rejected, total.rejected),
        (&mut line.refused, total.refused),
        (&mut line.in_doubt, total.in_doubt),
        (&mut line.not_sent, total.not_sent),
        (&mut line.loaded, total.loaded),
        (&mut line.decided, total.decided),
    ] {
        *sum = moved(*sum, amount, side)?;
    }
    if let Some(erp) = total.erp {
        line.erp = Some(moved(line.erp.unwrap_or_default(), erp, side)?);
    }
    Ok(())
}

fn moved(sum: Decimal, amount: Decimal, side: Side) -> Result<Decimal, RunFault> {
    let moved = match side {
        Side::Debit => sum.checked_add(amount),
        Side::Credit => sum.checked_sub(amount),
    };
    moved.ok_or_else(|| RunFault::Defect("a balance has more than 28 digits".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(name: &str, group: &str, source: i64, erp: Option<i64>) -> TotalReport {
        TotalReport {
            source: source.into(),
            loaded: source.into(),
            erp: erp.map(Decimal::from),
            ..empty_total(name, group)
        }
    }

    #[test]
    fn a_balance_is_debits_less_credits_of_each_account_in_every_book() {
        let mut totals = vec![
            total("trial: debit", "51000", 70, Some(70)),
            total("trial: debit", "10100", 30, Some(25)),
            total("trial: credit", "10100", 100, Some(100)),
            total("net", "", 1, None),
        ];
        add_balances(&mut totals).unwrap();
        // Nobody has to explain a difference twice.
        let differ: Vec<&str> = totals
            .iter()
            .filter(|total| total.differs())
            .map(|total| &*total.name)
            .collect();
        assert_eq!(differ, ["trial: debit"]);
        assert!(!totals[4].agrees());
        let balances: Vec<_> = totals[4..]
            .iter()
            .map(|one| (&*one.name, &*one.group, one.source, one.loaded, one.erp))
            .collect();
        let number = Decimal::from;
        assert_eq!(
            balances,
            [
                (
                    "trial: balance",
                    "10100",
                    number(-70),
                    number(-70),
                    Some(number(-75))
                ),
                (
                    "trial: balance",
                    "51000",
                    number(70),
                    number(70),
                    Some(number(70))
                ),
            ]
        );
    }

    #[test]
    fn what_was_not_read_back_has_no_balance_there() {
        let mut totals = vec![total("trial: debit", "", 5, None)];
        add_balances(&mut totals).unwrap();
        assert_eq!(totals[1].erp, None);
    }
}
