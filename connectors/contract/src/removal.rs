//! What a mapping states of taking back what was made, where the target itself does not say it.

use crate::options::{OptionFault, OptionValue, Options};
use crate::target::Removal;
use crate::value::{Name, Value};

/// The option that permits deleting: true or false.
pub const DELETES: &str = "deletes";

/// The option that names what takes a record out of use: attributes and their values, such as `active: false`.
pub const INACTIVE: &str = "inactive";

impl Removal {
    /// How records are taken back as these options of an object say; `how` is what a person does where they say nothing.
    /// Deleting goes before taking out of use.
    pub fn stated(options: &Options, how: &'static str) -> Self {
        if options.bool(DELETES) == Some(true) {
            return Self::Delete;
        }
        let Some(OptionValue::Map(stated)) = options.0.get(INACTIVE) else {
            return Self::Cannot { how };
        };
        let attributes = stated.iter().filter_map(|(name, value)| {
            let value = match value {
                OptionValue::Text(text) => Value::text(text),
                OptionValue::Integer(number) => Value::Integer(*number),
                OptionValue::Bool(yes) => Value::Bool(*yes),
                OptionValue::List(_) | OptionValue::Map(_) => return None,
            };
            Some((Name::from(name.as_str()), value))
        });
        Self::Inactivate(attributes.collect())
    }

    /// What is wrong with what is stated of it.
    pub fn faults(options: &Options) -> Vec<OptionFault> {
        let Some(OptionValue::Map(stated)) = options.0.get(INACTIVE) else {
            return Vec::new();
        };
        let expected = "an attribute and its value, such as active: false";
        if stated.is_empty() {
            return vec![OptionFault::new(INACTIVE, "no attribute", expected)];
        }
        let nested = stated
            .iter()
            .filter(|(_, value)| matches!(value, OptionValue::List(_) | OptionValue::Map(_)));
        nested
            .map(|(name, _)| {
                OptionFault::new(INACTIVE, format!("no one value of `{name}`"), expected)
            })
            .collect()
    }

    /// The options that are about it, alone.
    pub fn options(stated: &Options) -> Options {
        let own = [DELETES, INACTIVE].into_iter().filter_map(|name| {
            let value = stated.0.get(name)?;
            Some((name.to_owned(), value.clone()))
        });
        Options(own.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(stated: &[(&str, OptionValue)]) -> Options {
        let stated = stated.iter().cloned();
        Options(
            stated
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    fn inactive(value: OptionValue) -> OptionValue {
        OptionValue::Map([("active".to_owned(), value)].into_iter().collect())
    }

    #[test]
    fn what_is_taken_out_of_use_is_not_deleted_unless_that_is_stated_too() {
        let stated = inactive(OptionValue::Bool(false));
        let only = options(&[(INACTIVE, stated.clone())]);
        assert_eq!(
            Removal::stated(&only, "x"),
            Removal::Inactivate(vec![("active".into(), Value::Bool(false))])
        );
        let both = options(&[(INACTIVE, stated), (DELETES, OptionValue::Bool(true))]);
        assert_eq!(Removal::stated(&both, "x"), Removal::Delete);
        let nothing = options(&[(DELETES, OptionValue::Bool(false))]);
        assert_eq!(Removal::stated(&nothing, "x"), Removal::Cannot { how: "x" });
    }

    #[test]
    fn what_takes_nothing_out_of_use_is_a_fault() {
        let list = inactive(OptionValue::List(Vec::new()));
        for wrong in [OptionValue::Map(std::collections::BTreeMap::new()), list] {
            assert_eq!(Removal::faults(&options(&[(INACTIVE, wrong)])).len(), 1);
        }
    }
}
