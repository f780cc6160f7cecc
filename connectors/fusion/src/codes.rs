//! Codes inside messages: `(FND-2825)` at the end, `JBO-27014:` at the beginning.

/// The longest code looked for, in bytes.
const CODE_BYTES_MAX: usize = 30;

/// The code that a message names: one in parentheses, else its first word.
pub(crate) fn in_text(text: &str) -> Option<&str> {
    in_parentheses(text).or_else(|| {
        let first = text.trim_start().split([' ', ':', ',', '\t']).next()?;
        is_code(first).then_some(first)
    })
}

fn in_parentheses(text: &str) -> Option<&str> {
    text.split('(').skip(1).find_map(|after| {
        let (inside, _) = after.split_once(')')?;
        is_code(inside.trim()).then_some(inside.trim())
    })
}

/// True for `LETTERS-DIGITS`.
fn is_code(word: &str) -> bool {
    let Some((family, number)) = word.rsplit_once('-') else {
        return false;
    };
    word.len() <= CODE_BYTES_MAX
        && family.len() >= 2
        && family.starts_with(|first: char| first.is_ascii_uppercase())
        && family
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// True for a code of a product (`FND-2825`, `POZ-100`), as opposed to one of the framework
/// (`JBO-29000`, `27014`) or the database (`ORA-00060`).
pub(crate) fn is_of_product(code: &str) -> bool {
    is_code(code) && !code.starts_with("JBO-") && !code.starts_with("ORA-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_parentheses_or_first() {
        assert_eq!(
            in_text("The value XYZ is too long. (FND-2825)"),
            Some("FND-2825")
        );
        assert_eq!(
            in_text("JBO-27014: Attribute SetId is required"),
            Some("JBO-27014")
        );
        assert_eq!(in_text("(see page 4) no code (really)"), None);
        assert_eq!(in_text("A-1 grade (AP-)"), None);
        assert_eq!(in_text("(((((("), None);
    }

    #[test]
    fn codes_of_framework_and_database_are_not_of_a_product() {
        assert!(is_of_product("CE-660076"));
        assert!(!is_of_product("JBO-29000"));
        assert!(!is_of_product("ORA-00060"));
        assert!(!is_of_product("27014"));
    }
}
