//! Binds how a rule shapes its value, with the columns that it reads beside the value.

use super::Binder;
use crate::diagnose::Diagnostics;
use crate::mapping::conversion::BoundConvert;
use crate::mapping::model::{ConvertRule, CountryFrom, PeriodRule, Shaping};
use crate::mapping::period::BoundPeriod;
use crate::mapping::plan::{BoundCountry, BoundForm, BoundShape};
use crate::mapping::scope::Scope;

impl Binder<'_> {
    pub(super) fn shape(&mut self, shaping: &Shaping, scope: &mut Scope) -> BoundShape {
        let crosswalk = shaping.crosswalk.as_ref();
        let form = shaping.form.as_ref().map(|rule| BoundForm {
            form: rule.form,
            country: rule.country.as_ref().map(|from| self.country(from, scope)),
        });
        let address = shaping.address.as_ref();
        let address = address.map(|rule| (rule.part, self.country(&rule.country, scope)));
        let convert = shaping.convert.as_ref();
        let convert = convert.map(|rule| Box::new(self.conversion(rule, scope)));
        let period = shaping.period.as_ref();
        let period = period.map(|rule| {
            let holds = rule.holds.as_ref();
            let holds = holds.map(|column| scope.slot(column, &mut self.out));
            let rule = PeriodRule::clone(rule);
            Box::new(BoundPeriod { rule, holds })
        });
        // Said above where there is no such column.
        let mut said = Diagnostics::default();
        let beside = shaping.columns();
        let beside = beside.map(|column| scope.slot(column, &mut said)).collect();
        BoundShape {
            clean: shaping.clean.clone().into(),
            name: shaping.name,
            address,
            split: shaping.split.clone(),
            case: shaping.case,
            pad: shaping.pad,
            number: shaping.number.as_ref().map(|(form, _)| *form),
            date: shaping.date.as_ref().map(|(patterns, _)| patterns.clone()),
            convert,
            period,
            crosswalk: crosswalk.map(|named| (self.crosswalk(named), named.name.clone())),
            form,
            beside,
        }
    }

    fn conversion(&mut self, rule: &ConvertRule, scope: &mut Scope) -> BoundConvert {
        let code = rule.from_column.as_ref();
        let day = rule.money.as_ref().map(|money| &money.on);
        BoundConvert {
            code: code.map(|column| scope.slot(column, &mut self.out)),
            day: day.map(|column| scope.slot(column, &mut self.out)),
            rule: rule.clone(),
        }
    }

    fn country(&mut self, from: &CountryFrom, scope: &mut Scope) -> BoundCountry {
        match from {
            CountryFrom::Column(column) => BoundCountry::Slot(scope.slot(column, &mut self.out)),
            CountryFrom::Stated(two) => BoundCountry::Stated(two),
        }
    }
}
