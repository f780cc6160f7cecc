//! Units of measure with exact factors.
//!
//! The yard is 0.9144 m and the pound 0.45359237 kg (agreement of 1959), the gallon of the United States
//! 231 cubic inches, the imperial one 4.54609 l (Units of Measurement Regulations 1995), the barrel of
//! oil 42 gallons of the United States; all others follow from these and from the International System.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use landbridge_contract::Text;
use rust_decimal::Decimal;

/// Unit, kind of quantity, factor to the kind's own unit; one a line.
const TABLE: &str = include_str!("units.txt");

static UNITS: LazyLock<BTreeMap<&'static str, (&'static str, Decimal)>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter_map(|line| {
        let mut parts = line.split(' ');
        let (unit, kind) = (parts.next()?, parts.next()?);
        let factor = Decimal::from_str_exact(parts.next()?).ok()?;
        Some((unit, (kind, factor)))
    });
    lines.collect()
});

/// Units of a project: so many of another unit.
#[derive(Debug, Clone, Default)]
pub struct UnitTable {
    lines: HashMap<Text, (Text, Decimal)>,
    /// What others are so many of.
    counted: HashSet<Text>,
}

impl UnitTable {
    /// Adds a line: one `unit` is `factor` of `of`. The error is what the unit was said to be before.
    pub fn insert(&mut self, unit: Text, of: Text, factor: Decimal) -> Result<(), (Text, Decimal)> {
        match self.lines.get(&unit) {
            Some(first) if *first != (of.clone(), factor) => Err(first.clone()),
            Some(_) => Ok(()),
            None => {
                self.counted.insert(of.clone());
                self.lines.insert(unit, (of, factor));
                Ok(())
            }
        }
    }

    /// The number of units.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// A unit that is known: what it measures, and the two factors that lead to that quantity's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit<'a> {
    /// The kind of quantity; for a unit that only the project knows, that unit.
    pub kind: &'a str,
    /// Their product is the factor.
    pub factors: [Decimal; 2],
}

impl<'a> Unit<'a> {
    /// The unit of a symbol: the project's own come first. `t` is a tonne and `T` is none: case counts.
    pub fn find(symbol: &'a str, own: Option<&'a UnitTable>) -> Option<Self> {
        let stated = own.and_then(|own| own.lines.get(symbol));
        let (of, factor) = match stated {
            Some((of, factor)) => (of.as_str(), *factor),
            None => (symbol, Decimal::ONE),
        };
        if let Some((kind, base)) = UNITS.get(of) {
            return Some(Self {
                kind,
                factors: [factor, *base],
            });
        }
        let counted = stated.is_some() || own.is_some_and(|own| own.counted.contains(symbol));
        counted.then_some(Self {
            kind: of,
            factors: [factor, Decimal::ONE],
        })
    }

    /// The symbols of the units that need no table of the project.
    pub fn known() -> impl Iterator<Item = &'static str> {
        UNITS.keys().copied()
    }
}

/// The units by what they measure, for the reference: kind, and each unit with its factor.
pub fn by_kind() -> Vec<(&'static str, Vec<(&'static str, Decimal)>)> {
    let mut kinds: Vec<(&str, Vec<(&str, Decimal)>)> = Vec::new();
    for line in TABLE.lines() {
        let symbol = line.split(' ').next().unwrap_or_default();
        if let Some((kind, factor)) = UNITS.get(symbol) {
            match kinds.last_mut().filter(|(last, _)| last == kind) {
                Some((_, units)) => units.push((symbol, *factor)),
                None => kinds.push((kind, vec![(symbol, *factor)])),
            }
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(symbol: &str) -> Decimal {
        Unit::find(symbol, None).unwrap().factors[1]
    }

    #[test]
    fn every_line_of_the_table_is_read_and_factors_agree_with_each_other() {
        assert_eq!(UNITS.len(), TABLE.lines().count());
        let times = |symbol: &str, by: i64| base(symbol) * Decimal::from(by);
        assert_eq!(times("oz", 16), base("lb"));
        assert_eq!(times("lb", 14), base("st"));
        assert_eq!(times("lb", 2000), base("ton_us"));
        assert_eq!(times("lb", 2240), base("ton_uk"));
        assert_eq!(times("in", 12), base("ft"));
        assert_eq!(times("ft", 5280), base("mi"));
        assert_eq!(times("yd2", 4840), base("acre"));
        assert_eq!(base("in") * base("in") * base("in"), base("in3"));
        assert_eq!(times("in3", 231), base("gal_us"));
        assert_eq!(times("gal_us", 42), base("bbl"));
    }

    #[test]
    fn units_of_the_project_are_so_many_of_another() {
        let mut own = UnitTable::default();
        let fifty = Decimal::from(50);
        own.insert("BAG".into(), "kg".into(), fifty).unwrap();
        own.insert("BOX".into(), "EA".into(), Decimal::from(12))
            .unwrap();
        own.insert("BAG".into(), "kg".into(), fifty).unwrap();
        let again = own.insert("BAG".into(), "kg".into(), Decimal::from(25));
        assert_eq!(again, Err(("kg".into(), fifty)));
        assert_eq!(Unit::find("BAG", Some(&own)).unwrap().kind, "mass");
        let (box_of, each) = (Unit::find("BOX", Some(&own)), Unit::find("EA", Some(&own)));
        assert_eq!(box_of.unwrap().kind, each.unwrap().kind);
        assert_eq!(Unit::find("CRATE", Some(&own)), None);
        assert_eq!(Unit::find("KG", None), None, "case counts");
    }
}
