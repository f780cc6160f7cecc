//! What goes wrong on purpose, and when.
//!
//! Shares are exact parts per million, drawn from a seeded sequence by the order of the requests: the
//! same seed and the same requests in the same order meet the same faults.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

const MILLION: u32 = 1_000_000;

/// A share of the requests, in parts per million; written as a decimal from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

impl Share {
    /// None of the requests.
    pub const NONE: Self = Self(0);
    /// Each of the requests.
    pub const ALL: Self = Self(MILLION);

    /// That many of a million; more than a million is all.
    pub fn per_million(parts: u32) -> Self {
        Self(parts.min(MILLION))
    }

    /// How many of a million.
    pub fn parts_per_million(self) -> u32 {
        self.0
    }

    fn hit(self, draw: u64) -> bool {
        draw % u64::from(MILLION) < u64::from(self.0)
    }
}

/// A share that is no decimal from 0 to 1 with at most six places.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("share {found:?} is not a decimal from 0 to 1 with at most six places, such as 0.02")]
pub struct ShareError {
    found: String,
}

impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let error = || ShareError {
            found: text.to_owned(),
        };
        let share: Decimal = text.trim().parse().map_err(|_error| error())?;
        let parts = share
            .checked_mul(Decimal::from(MILLION))
            .ok_or_else(error)?
            .normalize();
        if parts.scale() > 0 {
            return Err(error());
        }
        match u32::try_from(parts) {
            Ok(parts) if parts <= MILLION => Ok(Self(parts)),
            _ => Err(error()),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(i64::from(self.0), 6)
            .normalize()
            .fmt(formatter)
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            other => other.to_string(),
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The form of `Retry-After` (RFC 9110 section 10.2.3 allows both).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetryAfter {
    /// Whole seconds, rounded up, at least 1.
    #[default]
    Seconds,
    /// An HTTP date, rounded up to the next whole second.
    HttpDate,
}

/// An enforced rate of requests; `rate` says exactly what it admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Requests a second in the long run, at least 1.
    pub per_second: u32,
    /// How many requests may come ahead of their time.
    #[serde(default)]
    pub burst: Option<u32>,
    /// The form of the `Retry-After` header of a 429.
    #[serde(default)]
    pub retry_after: RetryAfter,
}

impl RateLimit {
    /// That many requests a second with the default burst.
    pub fn per_second(per_second: u32) -> Self {
        Self {
            per_second,
            burst: None,
            retry_after: RetryAfter::Seconds,
        }
    }
}

/// What goes wrong on purpose. The default is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Time that every answer takes in addition.
    #[serde(rename = "latency_ms", with = "milliseconds")]
    pub latency: Duration,
    /// An enforced rate; takes the place of the rate of the configuration.
    pub throttle: Option<RateLimit>,
    /// Requests that are answered 503 unread.
    pub unavailable_share: Share,
    /// Committed writes whose connection is cut instead of an answer.
    pub lost_reply_share: Share,
    /// Requests whose connection is cut before anything is done.
    pub cut_before_share: Share,
    /// Committed writes that are answered 504.
    pub gateway_timeout_share: Share,
    /// Whether 401, 503 and 504 come as HTML pages of a web tier.
    pub html_errors: bool,
    /// Requests that a token is good for, whatever time it was given; 0 for any number.
    pub requests_per_token: u64,
    /// Requests of people and programs that are known, after which nobody is let in any more, whatever they show; none for
    /// any number. Tokens are handed out as before.
    pub logins_refused_after: Option<u64>,
    /// Names of resources that answer 503.
    pub maintenance: Vec<String>,
    /// How long a new record is hidden from searches.
    #[serde(rename = "visibility_delay_ms", with = "milliseconds")]
    pub visibility_delay: Duration,
    /// How long a new record answers 404 to a read by id.
    #[serde(rename = "not_found_delay_ms", with = "milliseconds")]
    pub not_found_delay: Duration,
    /// Whether a record whose unique keys are taken is created all the same, as by an ERP that knows
    /// no such keys: what is sent twice is there twice.
    pub duplicates_admitted: bool,
    /// How long after it was made a data set of HCM Data Loader is loaded.
    #[serde(rename = "data_set_delay_ms", with = "milliseconds")]
    pub data_set_delay: Duration,
    /// How long a new data set answers 404.
    #[serde(rename = "data_set_not_found_delay_ms", with = "milliseconds")]
    pub data_set_not_found_delay: Duration,
    /// How long each job of an import waits before it works.
    #[serde(rename = "job_latency_ms", with = "milliseconds")]
    pub job_latency: Duration,
    /// Users who may not load files.
    pub may_not_load: Vec<String>,
    /// Users who may not have imported what is loaded; they are not told.
    pub may_not_import: Vec<String>,
    /// Where the sequence of draws begins.
    pub seed: u64,
}

mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}

/// What chance decided for one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent draws, not states of one thing"
)]
pub(crate) struct Draw {
    pub(crate) cut_before: bool,
    pub(crate) unavailable: bool,
    pub(crate) lost_reply: bool,
    pub(crate) gateway_timeout: bool,
}

/// A seeded sequence of draws (splitmix64).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Draws for one request. Four numbers are used whatever the shares are, so that changing one
    /// share does not move the others.
    pub(crate) fn draw(&mut self, faults: &Faults) -> Draw {
        Draw {
            cut_before: faults.cut_before_share.hit(self.next()),
            unavailable: faults.unavailable_share.hit(self.next()),
            lost_reply: faults.lost_reply_share.hit(self.next()),
            gateway_timeout: faults.gateway_timeout_share.hit(self.next()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_exactly() {
        assert_eq!("0.02".parse(), Ok(Share::per_million(20_000)));
        assert_eq!("1".parse(), Ok(Share::ALL));
        assert_eq!("0.000001".parse(), Ok(Share::per_million(1)));
        assert_eq!(Share::per_million(20_000).to_string(), "0.02");
    }

    #[test]
    fn a_share_outside_zero_to_one_is_refused() {
        for text in ["1.1", "-0.1", "0.0000001", "x", ""] {
            assert!(text.parse::<Share>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_same_seed_meets_the_same_faults() {
        let faults = Faults {
            lost_reply_share: Share::per_million(300_000),
            ..Faults::default()
        };
        let run = || -> Vec<Draw> {
            let mut dice = Dice::new(7);
            (0..50).map(|_| dice.draw(&faults)).collect()
        };
        assert_eq!(run(), run());
        let lost = run().iter().filter(|draw| draw.lost_reply).count();
        assert!((5..=25).contains(&lost), "{lost}");
    }

    #[test]
    fn faults_come_back_from_json_unchanged() {
        let text = r#"{"latency_ms": 5, "lost_reply_share": 0.02, "unavailable_share": "0.5",
            "throttle": {"per_second": 50, "retry_after": "http-date"}, "maintenance": ["invoices"]}"#;
        let faults: Faults = serde_json::from_str(text).unwrap();
        assert_eq!(faults.lost_reply_share, Share::per_million(20_000));
        assert_eq!(faults.latency, Duration::from_millis(5));
        let again: Faults = serde_json::from_str(&serde_json::to_string(&faults).unwrap()).unwrap();
        assert_eq!(again, faults);
    }
}
