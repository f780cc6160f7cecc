//! The form and the length of an item, by its picture and usage.

use crate::copybook::{SignClause, Usage};
use crate::picture::Picture;
use crate::shape::{Form, Sign};

/// The form and length; none for text in a usage of numbers.
pub(crate) fn form(
    picture: &Picture,
    usage: Usage,
    sign: Option<SignClause>,
    little: bool,
) -> Option<(Form, usize)> {
    let Picture::Number {
        digits,
        scale,
        signed,
    } = *picture
    else {
        return match (picture, usage) {
            (Picture::Text(length), Usage::Display) => Some((Form::Text, *length)),
            (Picture::Edited { length, edit }, Usage::Display) => {
                Some((Form::Edited(*edit), *length))
            }
            _ => None,
        };
    };
    Some(match usage {
        Usage::Display => {
            let sign = match sign {
                _ if !signed => Sign::None,
                Some(SignClause {
                    first,
                    separate: true,
                }) => Sign::Separate { first },
                Some(SignClause { first, .. }) => Sign::Over { first },
                None => Sign::Over { first: false },
            };
            let own = usize::from(matches!(sign, Sign::Separate { .. }));
            (Form::Zoned { scale, sign }, digits + own)
        }
        Usage::Packed => (Form::Packed { scale }, digits / 2 + 1),
        Usage::Binary | Usage::Native => {
            let length = match digits {
                1..=4 => 2,
                5..=9 => 4,
                _ => 8,
            };
            let form = Form::Binary {
                scale,
                signed,
                little: little && usage == Usage::Native,
            };
            (form, length)
        }
    })
}
