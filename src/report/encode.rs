//! How values stand in JSON: decimals as text, so that no reader turns them into binary floats.

/// A decimal as text with its scale.
pub(super) mod decimal {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(in crate::report) fn serialize<S: Serializer>(
        value: &Decimal,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Decimal, D::Error> {
        let text = String::deserialize(deserializer)?;
        Decimal::from_str_exact(&text).map_err(de::Error::custom)
    }
}

/// A decimal as text, or null.
pub(super) mod maybe_decimal {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer, de};

    #[expect(
        clippy::ref_option,
        reason = "serde hands over a reference to the field"
    )]
    pub(in crate::report) fn serialize<S: Serializer>(
        value: &Option<Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Decimal>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| Decimal::from_str_exact(&text).map_err(de::Error::custom))
            .transpose()
    }
}

/// An instant as RFC 3339 text.
pub(super) mod instant {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(in crate::report) fn serialize<S: Serializer>(
        value: &Timestamp,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// A severity as its word.
pub(super) mod severity {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::diagnose::Severity;

    const ALL: [Severity; 2] = [Severity::Warning, Severity::Error];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
    pub(in crate::report) fn serialize<S: Serializer>(
        value: &Severity,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.word())
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Severity, D::Error> {
        let word = String::deserialize(deserializer)?;
        ALL.into_iter()
            .find(|severity| severity.word() == word)
            .ok_or_else(|| de::Error::unknown_variant(&word, &["warning", "error"]))
    }
}

/// A stage as its word.
pub(super) mod stage {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::diagnose::Stage;

    const ALL: [Stage; 5] = [
        Stage::Extract,
        Stage::Map,
        Stage::Validate,
        Stage::Load,
        Stage::Reconcile,
    ];
    const WORDS: &[&str] = &["extract", "map", "validate", "load", "reconcile"];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
    pub(in crate::report) fn serialize<S: Serializer>(
        value: &Stage,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.word())
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Stage, D::Error> {
        let word = String::deserialize(deserializer)?;
        ALL.into_iter()
            .find(|stage| stage.word() == word)
            .ok_or_else(|| de::Error::unknown_variant(&word, WORDS))
    }
}
