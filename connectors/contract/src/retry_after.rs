//! `Retry-After` in both forms, without a clock: a date is measured against the answer's own
//! `Date`, so a wrong clock on either side does no harm.

use std::time::Duration;

use crate::Response;

/// The longest pause believed: a maintenance window fits, a mistaken year does not.
const PAUSE_MAX: Duration = Duration::from_hours(24);

impl Response {
    /// How long the target wants to be left alone, at most 24 hours. `None` where it does not say, or
    /// gives a date without saying what time it is now. A moment in the past is no pause.
    pub fn pause(&self) -> Option<Duration> {
        let stated = self.header("retry-after")?.trim();
        if !stated.is_empty() && stated.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than fit mean "very long".
            let seconds = stated.parse().map_or(PAUSE_MAX, Duration::from_secs);
            return Some(seconds.min(PAUSE_MAX));
        }
        let until = http_date(stated)?;
        let now = http_date(self.header("date")?.trim())?;
        let seconds = u64::try_from(until.saturating_sub(now)).unwrap_or(0);
        Some(Duration::from_secs(seconds).min(PAUSE_MAX))
    }
}

/// Seconds since 1970 of a date like `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, IMF-fixdate).
fn http_date(text: &str) -> Option<i64> {
    let (_, date) = text.split_once(", ")?;
    let parts: Vec<&str> = date.split(' ').collect();
    let [day, month, year, time, "GMT"] = parts.as_slice() else {
        return None;
    };
    let month = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    .iter()
    .position(|name| name == month)?;
    let month = i64::try_from(month).ok()?;
    let (day, year) = (number(day, 1, 31)?, number(year, 1970, 9999)?);
    let clock: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = clock.as_slice() else {
        return None;
    };
    let seconds =
        number(hour, 0, 23)? * 3600 + number(minute, 0, 59)? * 60 + number(second, 0, 60)?;
    Some(days_since_1970(year, month, day) * 86_400 + seconds)
}

fn number(text: &str, least: i64, most: i64) -> Option<i64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits)?;
    (least..=most).contains(&number).then_some(number)
}

/// Days from year 0, March 1 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// Days since 1970-01-01 of a Gregorian date; `month` counts from 0.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // The year begins in March here, so the leap day is its last.
    let (year, month) = if month < 2 {
        (year - 1, month + 10)
    } else {
        (year, month - 2)
    };
    let leap_days = year / 4 - year / 100 + year / 400;
    let days_before_month = (153 * month + 2) / 5;
    year * 365 + leap_days + days_before_month + day - 1 - EPOCH
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn pause_of(headers: &[(&str, &str)]) -> Option<Duration> {
        let headers = headers.iter();
        let headers = headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let response = Response {
            status: 429,
            headers: headers.collect(),
            body: Bytes::new(),
        };
        response.pause()
    }

    #[test]
    fn seconds_are_taken_as_they_are_and_bounded() {
        assert_eq!(
            pause_of(&[("retry-after", "7")]),
            Some(Duration::from_secs(7))
        );
        assert_eq!(
            pause_of(&[("retry-after", "99999999999999999999999")]),
            Some(PAUSE_MAX)
        );
    }

    #[test]
    fn a_date_counts_from_the_answers_own_date() {
        let until = ("retry-after", "Tue, 01 Mar 2028 00:00:30 GMT");
        assert_eq!(
            pause_of(&[until, ("date", "Mon, 29 Feb 2028 23:59:50 GMT")]),
            Some(Duration::from_secs(40))
        );
        assert_eq!(
            pause_of(&[until, ("date", "Wed, 02 Mar 2028 00:00:00 GMT")]),
            Some(Duration::ZERO)
        );
        assert_eq!(
            pause_of(&[until]),
            None,
            "without a date of now nothing is known"
        );
    }

    #[test]
    fn the_epoch_is_where_it_should_be() {
        assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(
            http_date("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777)
        );
    }

    #[test]
    fn nonsense_is_no_pause() {
        for nonsense in [
            "",
            "soon",
            "-3",
            "1.5",
            "Sun, 99 Nov 1994 08:49:37 GMT",
            "é, 1",
        ] {
            assert_eq!(
                pause_of(&[
                    ("retry-after", nonsense),
                    ("date", "Sun, 06 Nov 1994 08:49:37 GMT")
                ]),
                None
            );
        }
    }
}
