//! Binds how a rule shapes its value, with the columns that it reads beside the value.

use super::Binder;
use crate::mapping::model::{CountryFrom, Shaping};
use crate::mapping::plan::{BoundCountry, BoundForm, BoundShape};
use crate::mapping::scope::Scope;

impl Binder<'_> {
    pub(super) fn shape(&mut self, shaping: &Shaping, scope: &mut Scope) -> BoundShape {
        let crosswalk = shaping.crosswalk.as_ref();
        let form = shaping.form.as_ref().map(|rule| BoundForm {
            form: rule.form,
            country: rule.country.as_ref().map(|from| self.country(from, scope)),
        });
        let beside = shaping.columns();
        BoundShape {
            clean: shaping.clean.clone().into(),
            split: shaping.split.clone(),
            case: shaping.case,
            pad: shaping.pad,
            number: shaping.number.as_ref().map(|(form, _)| *form),
            date: shaping.date.as_ref().map(|(patterns, _)| patterns.clone()),
            crosswalk: crosswalk.map(|named| (self.crosswalk(named), named.name.clone())),
            form,
            beside: beside
                .map(|column| scope.slot(column, &mut crate::diagnose::Diagnostics::default()))
                .collect(),
        }
    }

    fn country(&mut self, from: &CountryFrom, scope: &mut Scope) -> BoundCountry {
        match from {
            CountryFrom::Column(column) => BoundCountry::Slot(scope.slot(column, &mut self.out)),
            CountryFrom::Stated(two) => BoundCountry::Stated(two),
        }
    }
}
