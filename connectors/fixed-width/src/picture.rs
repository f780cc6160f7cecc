//! COBOL pictures: `S9(7)V99`, `X(30)`, `ZZ,ZZ9.99-`.

/// What a picture says of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Picture {
    /// Letters and signs: this many.
    Text(usize),
    /// Digits, and the power of ten that they are divided by.
    Number {
        digits: usize,
        scale: i32,
        signed: bool,
    },
    /// A number as people see it, of this many signs.
    Edited(usize),
}

/// The most signs in a picture: a field longer than that is a mistake in the copybook.
const SIGNS_MAX: usize = 1_000_000;

/// Reads a picture; the error is what it is not.
pub(crate) fn picture(text: &str) -> Result<Picture, String> {
    let upper = text.to_ascii_uppercase();
    let mut signs = Vec::new();
    let mut rest = upper.chars().peekable();
    let mut length = 0_usize;
    while let Some(sign) = rest.next() {
        let mut count = 1;
        if rest.peek() == Some(&'(') {
            rest.next();
            let digits: String = rest.by_ref().take_while(|next| *next != ')').collect();
            count = digits.parse().map_err(|_why| format!("picture `{text}`"))?;
        }
        length = length.saturating_add(count);
        if length > SIGNS_MAX {
            return Err(format!("picture `{text}` of more than {SIGNS_MAX} signs"));
        }
        signs.push((sign, count));
    }
    let has = |wanted: &str| signs.iter().any(|(sign, _)| wanted.contains(*sign));
    if signs.is_empty()
        || signs
            .iter()
            .any(|(sign, _)| !"XA9SVPZB0/,.+-*$CRDB".contains(*sign))
    {
        return Err(format!("picture `{text}`"));
    }
    if has("XA") {
        return Ok(Picture::Text(length));
    }
    if has("ZB0/,.+-*$CRD") {
        let unseen = signs
            .iter()
            .filter(|(sign, _)| matches!(sign, 'V' | 'P' | 'S'));
        let unseen: usize = unseen.map(|(_, count)| count).sum();
        return Ok(Picture::Edited(length - unseen));
    }
    number(&signs).ok_or_else(|| format!("picture `{text}`"))
}

fn number(signs: &[(char, usize)]) -> Option<Picture> {
    let (mut digits, mut scale) = (0_usize, 0_i32);
    let (mut signed, mut point) = (false, false);
    for (sign, count) in signs {
        let count_signed = i32::try_from(*count).ok()?;
        match sign {
            'S' => signed = true,
            'V' => point = true,
            '9' => {
                digits += count;
                if point {
                    scale += count_signed;
                }
            }
            // Before the digits P stands for zeros after the point, after them for zeros before it.
            _ if digits == 0 => {
                point = true;
                scale += count_signed;
            }
            _ => scale -= count_signed,
        }
    }
    (digits > 0 && digits <= 38).then_some(Picture::Number {
        digits,
        scale,
        signed,
    })
}

#[cfg(test)]
mod tests {
    use super::{Picture, picture};

    #[test]
    fn pictures_tell_digits_scale_and_sign() {
        let number = |digits, scale, signed| Picture::Number {
            digits,
            scale,
            signed,
        };
        for (text, expected) in [
            ("X(30)", Picture::Text(30)),
            ("A", Picture::Text(1)),
            ("9(08)", number(8, 0, false)),
            ("S9(7)V99", number(9, 2, true)),
            ("9(8)v9(2)", number(10, 2, false)),
            ("VPP99", number(2, 4, false)),
            ("99PPP", number(2, -3, false)),
            ("9(8).9(2)", Picture::Edited(11)),
            ("ZZ,ZZ9.99-", Picture::Edited(10)),
        ] {
            assert_eq!(picture(text), Ok(expected), "{text}");
        }
        for text in ["", "Q", "9(x)", "S", "9(39)", "X(99999999)"] {
            assert!(picture(text).is_err(), "{text}");
        }
    }
}
