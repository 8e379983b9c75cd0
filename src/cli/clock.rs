//! The day on which a run is made.

use std::time::{SystemTime, UNIX_EPOCH};

use super::exit::Failure;
use crate::base::date::Date;

/// Today: the day of `SOURCE_DATE_EPOCH` where it is set, so that a build gives the same twice, else that of the clock.
pub(super) fn today() -> Result<Option<Date>, Failure> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text.trim().parse().ok().and_then(Date::of_unix).map(Some).ok_or_else(|| {
            Failure::Arguments(format!("SOURCE_DATE_EPOCH is `{text}`: it takes the seconds since 1970-01-01"))
        }),
        Err(_) => {
            let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok();
            Ok(seconds.and_then(|since| i64::try_from(since.as_secs()).ok()).and_then(Date::of_unix))
        }
    }
}

/// A date of the command line.
pub(super) fn parse(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "a date such as 2027-02-01".to_owned())
}
