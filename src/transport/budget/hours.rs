//! When requests may be sent.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::clock::Wall;

const DAY_MINUTES: u16 = 24 * 60;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Permitted hours of a week: `20:00-05:30`, `sat-sun`, `mon-fri 20:00-05:30`, several with commas between; of UTC, or of the zone
/// that is named after them: `20:00-05:30 in Europe/Oslo`. They follow that zone into summer time and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    windows: Vec<Window>,
    /// None for UTC.
    zone: Option<TimeZone>,
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
#[error("`{part}`: expected {expected}")]
pub struct HoursFault {
    /// What cannot be understood.
    pub part: String,
    /// What could stand there.
    pub expected: &'static str,
}

impl HoursFault {
    fn new(part: &str, expected: &'static str) -> Self {
        Self {
            part: part.trim().to_owned(),
            expected,
        }
    }
}

const TIMES: &str = "times such as 20:00-05:30, days such as sat-sun, or both";
const ZONE: &str = "a name of the IANA time zone database such as Europe/Oslo";

impl Hours {
    /// How long until requests may be sent again; nothing while they may.
    pub(super) fn closed_for(&self, wall: Wall) -> Option<Duration> {
        // A week has few minutes, and more than the first is looked at only while nothing is sent. One day more than a week: the
        // hours of a zone may fall into the one that its clocks leap over.
        let left = (0..8 * u32::from(DAY_MINUTES)).find(|ahead| {
            let wall = self.there(wall, *ahead);
            let day = u32::from(wall.weekday) * u32::from(DAY_MINUTES);
            self.is_open(day + u32::from(wall.minute))
        })?;
        let seconds = u64::from(left) * 60;
        (left > 0).then(|| Duration::from_secs(seconds.saturating_sub(u64::from(wall.second))))
    }

    /// The clock on the wall of the zone, so many minutes after a moment.
    fn there(&self, wall: Wall, minutes_ahead: u32) -> Wall {
        let seconds = wall.unix_seconds() + u64::from(minutes_ahead) * 60;
        match &self.zone {
            None => Wall::of(seconds),
            Some(zone) => Wall::in_zone(seconds, zone),
        }
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
        let (times, zone) = match text.rsplit_once(" in ") {
            Some((times, name)) => {
                let zone = TimeZone::get(name.trim());
                let zone = zone.map_err(|_unknown| HoursFault::new(name, ZONE))?;
                (times, Some(zone))
            }
            None => (text, None),
        };
        let windows = times
            .split(',')
            .map(|part| window(part.trim()).ok_or_else(|| HoursFault::new(part, TIMES)));
        Ok(Self {
            windows: windows.collect::<Result<_, _>>()?,
            zone,
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
        // The fifth day of 1970 was a Monday.
        let day = 4 + u64::from(weekday);
        let seconds = day * 86_400 + u64::from(hour * 60 + minute) * 60 + 30;
        hours
            .closed_for(Wall::of(seconds))
            .map(|left| left.as_secs())
    }

    /// Whether hours are open at a moment of UTC, and else for how many minutes they are not.
    fn at(hours: &str, moment: &str) -> Option<u64> {
        let hours: Hours = hours.parse().unwrap();
        let moment: jiff::Timestamp = moment.parse().unwrap();
        let wall = Wall::of(u64::try_from(moment.as_second()).unwrap());
        hours.closed_for(wall).map(|left| left.as_secs() / 60)
    }

    #[test]
    fn hours_of_a_zone_follow_it_into_summer_time_and_back() {
        let nights = "20:00-06:00 in Europe/Oslo";
        assert_eq!(at(nights, "2026-01-15T18:59:00Z"), Some(1), "19:59 in Oslo");
        assert_eq!(at(nights, "2026-01-15T19:00:00Z"), None);
        assert_eq!(at(nights, "2026-07-15T17:59:00Z"), Some(1), "19:59 in Oslo");
        assert_eq!(at(nights, "2026-07-15T18:00:00Z"), None);
        // What is waited for is what passes, not what the clocks show: on 29 March 2026 they leap from 2:00 to 3:00.
        let mornings = "sun 04:00-05:00 in Europe/Oslo";
        assert_eq!(at(mornings, "2026-03-29T00:00:00Z"), Some(120), "from 1:00");
        // The hour that they leap over does not come on that day, but a week later.
        let leapt = "sun 02:00-03:00 in Europe/Oslo";
        assert_eq!(at(leapt, "2026-03-29T00:59:00Z"), Some(7 * 1_440 - 59));
    }

    #[test]
    fn the_days_of_a_zone_are_its_own() {
        let weekend = "sat-sun in Asia/Tokyo";
        assert_eq!(at(weekend, "2026-01-16T15:00:00Z"), None, "Saturday there");
        assert_eq!(at(weekend, "2026-01-18T15:00:00Z"), Some(5 * 1_440));
    }

    #[test]
    fn a_zone_that_does_not_exist_is_named() {
        let fault = "20:00-05:30 in Europe/Olso".parse::<Hours>().unwrap_err();
        let said =
            "`Europe/Olso`: expected a name of the IANA time zone database such as Europe/Oslo";
        assert_eq!(fault.to_string(), said);
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
            "in Europe/Oslo",
            "20:00-05:30 in ",
        ] {
            assert!(wrong.parse::<Hours>().is_err(), "{wrong}");
        }
    }
}
