//! Numbers as messages show them.

/// A number with separators between thousands: `12,345`.
pub fn grouped(number: u64) -> String {
    grouped_digits(&number.to_string())
}

/// `1 record`, `2,000 records`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// Digits with separators between thousands: `12345` as `12,345`.
pub fn grouped_digits(digits: &str) -> String {
    grouped_by(digits, ',')
}

/// Digits with this sign between thousands.
pub(super) fn grouped_by(digits: &str, separator: char) -> String {
    let count = digits.chars().count();
    let mut grouped = String::with_capacity(count + count / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (count - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}
