//! When requests may be sent.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::clock::Wall;

const DAY_MINUTES: u16 = 24 * 60;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Permitted hours of a week, in UTC: `20:00-05:30`, `sat-sun`, `mon-fri 20:00-05:30`, several with commas between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    windows: Vec<Window>,
    text: String,
}

/// On these days from one minute to another; where the end is not after the beginning, into the day after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    /// A bit for each day, Monday the lowest.
    days: u8,
    from: u16,
    minutes: u16,
}

/// Hours that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{part}`: expected times of UTC such as 20:00-05:30, days such as sat-sun, or both")]
pub struct HoursFault {
    part: String,
}

impl Hours {
    /// How long until requests may be sent again; nothing while they may.
    pub(super) fn closed_for(&self, wall: Wall) -> Option<Duration> {
        // A week has few minutes, and this is asked only while nothing is sent.
        let week = 7 * u32::from(DAY_MINUTES);
        let minute = u32::from(wall.weekday) * u32::from(DAY_MINUTES) + u32::from(wall.minute);
        let left = (0..week).find(|ahead| self.is_open((minute + ahead) % week))?;
        let seconds = u64::from(left) * 60;
        (left > 0).then(|| Duration::from_secs(seconds.saturating_sub(u64::from(wall.second))))
    }

    fn is_open(&self, minute_of_week: u32) -> bool {
        let day = minute_of_week / u32::from(DAY_MINUTES);
        let minute = minute_of_week % u32::from(DAY_MINUTES);
        self.windows.iter().any(|window| {
            let on = |day: u32| window.days & (1 << day) != 0;
            let (from, minutes) = (u32::from(window.from), u32::from(window.minutes));
            let today = on(day) && (from..from + minutes).contains(&minute);
            let since_yesterday = minute + u32::from(DAY_MINUTES);
            today || on((day + 6) % 7) && (from..from + minutes).contains(&since_yesterday)
        })
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Hours {
    type Err = HoursFault;

    fn from_str(text: &str) -> Result<Self, HoursFault> {
        let windows = text.split(',').map(|part| {
            window(part.trim()).ok_or_else(|| HoursFault {
                part: part.trim().to_owned(),
            })
        });
        Ok(Self {
            windows: windows.collect::<Result<_, _>>()?,
            text: text.trim().to_owned(),
        })
    }
}

fn window(part: &str) -> Option<Window> {
    let (first, second) = match part.split_once(char::is_whitespace) {
        Some((first, second)) => (first, Some(second.trim())),
        None => (part, None),
    };
    let whole_day = (0, DAY_MINUTES);
    let (days, (from, minutes)) = match (days(first), second) {
        (Some(days), None) => (days, whole_day),
        (Some(days), Some(times)) => (days, span(times)?),
        (None, None) => (0x7f, span(first)?),
        (None, Some(_)) => return None,
    };
    Some(Window {
        days,
        from,
        minutes,
    })
}

fn days(text: &str) -> Option<u8> {
    let text = text.to_ascii_lowercase();
    let (first, last) = text.split_once('-').unwrap_or((&text, &text));
    let number = |word: &str| DAYS.iter().position(|day| *day == word);
    let (first, last) = (number(first)?, number(last)?);
    let count = (last + 7 - first) % 7 + 1;
    Some((0..count).fold(0, |days, ahead| days | 1 << ((first + ahead) % 7)))
}

/// The first minute of the day, and how many.
fn span(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (minute(from)?, minute(to)?);
    if from == DAY_MINUTES {
        return None;
    }
    let minutes = if to > from {
        to - from
    } else {
        to + DAY_MINUTES - from
    };
    Some((from, minutes))
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let of_day = hour * 60 + minute;
    (hour <= 24 && minute < 60 && of_day <= DAY_MINUTES).then_some(of_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(hours: &str, weekday: u8, hour: u16, minute: u16) -> Option<u64> {
        let hours: Hours = hours.parse().unwrap();
        let wall = Wall {
            day: 0,
            weekday,
            minute: hour * 60 + minute,
            second: 30,
        };
        hours.closed_for(wall).map(|left| left.as_secs())
    }

    #[test]
    fn hours_may_reach_into_the_next_day() {
        assert_eq!(closed("20:00-05:30", 2, 23, 0), None);
        assert_eq!(closed("20:00-05:30", 2, 5, 29), None);
        assert_eq!(closed("20:00-05:30", 2, 5, 30), Some(14 * 3_600 + 1_770));
        assert_eq!(closed("20:00-05:30", 2, 19, 59), Some(30));
    }

    #[test]
    fn days_may_be_named_and_reach_over_the_end_of_the_week() {
        assert_eq!(closed("sat-sun", 5, 0, 0), None);
        assert_eq!(closed("sat-sun", 4, 23, 59), Some(30));
        let nights = "mon-fri 20:00-06:00, sun";
        assert_eq!(closed(nights, 5, 3, 0), None, "the night from Friday");
        assert_eq!(closed(nights, 5, 7, 0), Some(17 * 3_600 - 30));
        assert_eq!(closed("fri-mon 00:00-24:00", 0, 12, 0), None);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for wrong in [
            "",
            "20-5",
            "25:00-26:00",
            "noon",
            "mon-xxx",
            "20:00-05:30 mon",
            "24:00-01:00",
        ] {
            assert!(wrong.parse::<Hours>().is_err(), "{wrong}");
        }
    }
}
