//! The day on which a run is made.

use std::time::{SystemTime, UNIX_EPOCH};

use super::exit::Failure;

const SECONDS_OF_A_DAY: u64 = 86_400;

/// Today as `2027-02-01`: of `SOURCE_DATE_EPOCH` where it is set, so that a build gives the same twice, else of the clock.
pub(super) fn today() -> Result<String, Failure> {
    let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text.trim().parse().map_err(|_| {
            Failure::Arguments(format!("SOURCE_DATE_EPOCH is `{text}`: it takes the seconds since 1970-01-01"))
        })?,
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
    };
    Ok(date(seconds / SECONDS_OF_A_DAY))
}

/// A date of the command line.
pub(super) fn parse(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let numbers: Vec<u64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let widths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    match (numbers.as_slice(), widths.as_slice()) {
        (&[year, month, day], [4, 2, 2]) if year >= 1970 && days_of(year, month).is_some_and(|days| (1..=days).contains(&day)) => {
            Ok(text.to_owned())
        }
        _ => Err("a date such as 2027-02-01".to_owned()),
    }
}

/// The date of a day, counted from 1970-01-01.
fn date(mut days: u64) -> String {
    let mut year = 1970;
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while let Some(length) = days_of(year, month).filter(|&length| days >= length) {
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

fn is_leap_year(year: u64) -> bool {
    (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
}

fn days_of_year(year: u64) -> u64 {
    if is_leap_year(year) { 366 } else { 365 }
}

/// The days of a month; `None` if there is no such month.
fn days_of(year: u64, month: u64) -> Option<u64> {
    match month {
        2 => Some(if is_leap_year(year) { 29 } else { 28 }),
        4 | 6 | 9 | 11 => Some(30),
        1..=12 => Some(31),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(11_017), "2000-03-01");
        assert_eq!(date(20_818), "2026-12-31");
    }

    #[test]
    fn only_real_dates_are_taken() {
        assert!(parse("2028-02-29").is_ok());
        for wrong in ["2027-02-29", "2027-13-01", "27-02-01", "2027-2-1", "soon", "2027-02-01-01"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
