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
    Edited { length: usize, edit: Edit },
}

/// How a number is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edit {
    /// The digits behind the point.
    pub(crate) decimals: u32,
    /// The sign of the point in the text; none where it is only implied (`V`).
    pub(crate) point: Option<char>,
    /// Whether signs stand between groups of three digits.
    pub(crate) grouped: bool,
    /// Whether blanks or strokes may stand between digits (`B`, `/`).
    pub(crate) spaced: bool,
    /// Whether stars stand where any digit may (`***.**`), so that stars alone are zero.
    pub(crate) stars: bool,
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
        let unseen = signs.iter().filter(|(sign, _)| matches!(sign, 'V' | 'S'));
        let unseen: usize = unseen.map(|(_, count)| count).sum();
        let edit = edit(&signs).ok_or_else(|| {
            format!("picture `{text}`, of which it is not clear where its point stands")
        })?;
        let length = length - unseen;
        return Ok(Picture::Edited { length, edit });
    }
    number(&signs).ok_or_else(|| format!("picture `{text}`"))
}

/// Where the point of an edited number stands. A comma is the point where `DECIMAL-POINT IS COMMA`, which a
/// copybook does not say: it shows where no group of three digits follows it.
fn edit(signs: &[(char, usize)]) -> Option<Edit> {
    let digits_behind = |at: usize| -> usize {
        let behind = signs.iter().skip(at + 1);
        let digits =
            behind.filter(|(sign, _)| matches!(sign, '9' | 'Z' | '*' | '0' | '$' | '-' | '+'));
        digits.map(|(_, count)| count).sum()
    };
    let places = |wanted: char| {
        let all = signs.iter().enumerate();
        all.filter(move |(_, (sign, _))| *sign == wanted)
    };
    let has = |wanted: char| places(wanted).next().is_some();
    // A sign behind the digits is none of them; where there are several they float before the digits, and
    // all but the first stand for one (`----.--`). P stands for digits that are not there.
    let trailing = signs.last().filter(|(sign, _)| matches!(sign, '-' | '+'));
    let trailing = trailing.is_some_and(|(sign, _)| {
        let all = places(*sign).map(|(_, (_, count))| count);
        all.sum::<usize>() == 1
    });
    let trailing = usize::from(trailing);
    let decimals =
        |at: usize| u32::try_from(digits_behind(at) - trailing.min(digits_behind(at))).ok();
    if has('P') {
        return None;
    }
    let spaced = has('B') || has('/');
    let stars = has('*') && !has('9') && !has('Z') && !has('0');
    if let Some((at, _)) = places('V').next() {
        let alone = !has('.') && places('V').count() == 1;
        let edit = Edit {
            decimals: decimals(at)?,
            point: None,
            grouped: has(','),
            spaced,
            stars,
        };
        return alone.then_some(edit);
    }
    let last = signs
        .iter()
        .rposition(|(sign, _)| matches!(sign, '.' | ','));
    let Some(at) = last else {
        return Some(Edit {
            decimals: 0,
            point: None,
            grouped: false,
            spaced,
            stars,
        });
    };
    let sign = signs.get(at)?.0;
    let other = if sign == '.' { ',' } else { '.' };
    let decimals = decimals(at)?;
    let once = places(sign).count() == 1;
    if once && (has(other) || sign == '.' || decimals != 3) {
        return Some(Edit {
            decimals,
            point: Some(sign),
            grouped: has(other),
            spaced,
            stars,
        });
    }
    // Only groups of three.
    (sign == ',' && decimals == 3 && !has('.')).then_some(Edit {
        decimals: 0,
        point: None,
        grouped: true,
        spaced,
        stars,
    })
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
    use super::{Edit, Picture, picture};

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
        ] {
            assert_eq!(picture(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            "Q",
            "ZZ9PP",
            "Z.ZZ9.99",
            "Z,ZZ9V99.9",
            "9(x)",
            "S",
            "9(39)",
            "X(99999999)",
        ] {
            assert!(picture(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_picture_of_stars_alone_may_show_no_digit() {
        for (text, stars) in [("***.**", true), ("**9.99", false), ("ZZZ.ZZ", false)] {
            let Ok(Picture::Edited { edit, .. }) = picture(text) else {
                panic!("{text} is edited");
            };
            assert_eq!((edit.stars, edit.decimals), (stars, 2), "{text}");
        }
    }

    #[test]
    fn edited_pictures_tell_where_their_point_stands() {
        for (text, length, decimals, point, grouped) in [
            ("9(8).9(2)", 11, 2, Some('.'), false),
            ("ZZ,ZZ9.99-", 10, 2, Some('.'), true),
            ("$$$,$$9.99CR", 12, 2, Some('.'), true),
            ("ZZ9V99", 5, 2, None, false),
            ("-(7)9V9(3)", 11, 3, None, false),
            ("ZZZ,ZZ9", 7, 0, None, true),
            ("Z(6)9", 7, 0, None, false),
            // Signs that float as far as the last digit.
            ("----.--", 7, 2, Some('.'), false),
            ("+(5).++", 8, 2, Some('.'), false),
            ("--,---", 6, 0, None, true),
            ("$$$$.$$", 7, 2, Some('.'), false),
            // DECIMAL-POINT IS COMMA
            ("ZZ.ZZ9,99", 9, 2, Some(','), true),
            ("ZZZ9,99", 7, 2, Some(','), false),
            ("9.999.999,999", 13, 3, Some(','), true),
        ] {
            let edit = Edit {
                decimals,
                point,
                grouped,
                spaced: false,
                stars: false,
            };
            assert_eq!(
                picture(text),
                Ok(Picture::Edited { length, edit }),
                "{text}"
            );
        }
    }
}
