//! Named lies that a build for tests can tell, so that tests see them caught.
//!
//! With `LANDBRIDGE_LIE=LIE:KEY[,LIE:KEY…]` a debug build does what a defect would do to the record with this
//! business key. Release builds hold nothing of it.

/// What a pipeline can do to a record behind everybody's back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// It is dropped after it was read.
    Drop,
    /// It is staged twice.
    Double,
    /// A value is changed after mapping, before anything was noted of it.
    Alter,
    /// A value is changed in what the ledger keeps, after its hash was taken.
    AlterKept,
    /// A value is changed on the way from the ledger to the ERP.
    AlterSent,
    /// It is marked as loaded and was never sent.
    Unsent,
}

impl Lie {
    /// All lies.
    pub const ALL: [Self; 6] = [
        Self::Drop,
        Self::Double,
        Self::Alter,
        Self::AlterKept,
        Self::AlterSent,
        Self::Unsent,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Double => "double",
            Self::Alter => "alter",
            Self::AlterKept => "alter-kept",
            Self::AlterSent => "alter-sent",
            Self::Unsent => "unsent",
        }
    }
}

/// Whether a lie is told of a record.
#[cfg(not(debug_assertions))]
#[inline]
pub(crate) fn told(_lie: Lie, _key: &str) -> bool {
    false
}

/// Whether a lie is told of a record.
#[cfg(debug_assertions)]
pub(crate) fn told(lie: Lie, key: &str) -> bool {
    static WISHES: std::sync::OnceLock<Vec<(String, String)>> = std::sync::OnceLock::new();
    let wishes = WISHES.get_or_init(|| {
        let text = std::env::var("LANDBRIDGE_LIE").unwrap_or_default();
        let wishes = text.split(',').filter_map(|wish| wish.split_once(':'));
        wishes
            .map(|(lie, key)| (lie.to_owned(), key.to_owned()))
            .collect()
    });
    wishes
        .iter()
        .any(|(wish, of)| wish == lie.word() && of == key)
}

/// Changes one value of a payload that is no part of its key: the first number, or else the first text.
pub(crate) fn alter(payload: &mut landbridge_contract::Fields, key: &str) {
    use landbridge_contract::Value;
    let is_number = |value: &Value| matches!(value, Value::Integer(_) | Value::Decimal(_));
    let is_text = |value: &Value| matches!(value, Value::Text(text) if text != key);
    let numbers = payload.iter().position(|(_, value)| is_number(value));
    let place = numbers.or_else(|| payload.iter().position(|(_, value)| is_text(value)));
    match place.and_then(|place| payload.get_mut(place)) {
        Some((_, Value::Integer(number))) => *number = number.saturating_add(1),
        Some((_, Value::Decimal(number))) => *number = number.saturating_add(1.into()),
        Some((_, Value::Text(text))) => text.push('~'),
        _ => {}
    }
}
