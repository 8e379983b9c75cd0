//! Calendar days, and the durations that a model states. Nothing here reads a clock.

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u32,
    day: u32,
}

/// The years that a date can lie in.
const YEARS: std::ops::RangeInclusive<i32> = 0..=9999;
/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;
/// Days in 400 years.
const DAYS_OF_ERA: i64 = 146_097;

impl Date {
    /// The day of these numbers, if there is one.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        (YEARS.contains(&year) && (1..=days_of_month(year, month)).contains(&day)).then_some(Self { year, month, day })
    }

    /// Reads `2026-12-01`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()));
            part.and_then(|part| part.parse::<u32>().ok())
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        parts.next().is_none().then_some(())?;
        Self::new(i32::try_from(year).ok()?, month, day)
    }

    /// The day on which a second lies, counted from the start of 1970 in UTC: what `SOURCE_DATE_EPOCH` states.
    pub fn of_unix(seconds: i64) -> Option<Self> {
        Self::of_days(seconds.div_euclid(86_400))
    }

    /// The day after a stated duration such as `90d`, `6mo` or `quarterly`; parts of days do not count. A day that the month
    /// does not have becomes its last. `None` where the text is no duration, or the day lies beyond the year 9999.
    pub fn after(self, duration: &str) -> Option<Self> {
        match Duration::parse(duration)? {
            Duration::Seconds(seconds) => Self::of_days(self.days().checked_add(seconds / 86_400)?),
            Duration::Months(months) => {
                let all = i64::from(self.year) * 12 + i64::from(self.month) - 1;
                let all = all.checked_add(months)?;
                let year = i32::try_from(all.div_euclid(12)).ok()?;
                let month = u32::try_from(all.rem_euclid(12)).ok()? + 1;
                Self::new(year, month, self.day.min(days_of_month(year, month)))
            }
        }
    }

    /// Days since 1970-01-01, counted by years that start in March so that the leap day comes last.
    fn days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * i64::from((self.month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        era * DAYS_OF_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_TO_1970
    }

    fn of_days(days: i64) -> Option<Self> {
        let days = days.checked_add(DAYS_TO_1970)?;
        let (era, of_era) = (days.div_euclid(DAYS_OF_ERA), days.rem_euclid(DAYS_OF_ERA));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let months = (5 * of_year + 2) / 153;
        let day = u32::try_from(of_year - (153 * months + 2) / 5 + 1).ok()?;
        let month = u32::try_from((months + 2) % 12 + 1).ok()?;
        let year = era.checked_mul(400)?.checked_add(year_of_era)? + i64::from(month <= 2);
        Self::new(i32::try_from(year).ok()?, month, day)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn days_of_month(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// Whether a text is a duration: a number with a unit (`s min h d w mo y`), or one of the words `weekly`, `monthly`,
/// `quarterly` and `yearly`.
pub fn is_duration(text: &str) -> bool {
    Duration::parse(text).is_some()
}

/// A duration by the calendar or by the clock.
enum Duration {
    Seconds(i64),
    Months(i64),
}

impl Duration {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let (count, unit) = match unit {
            _ if !number.is_empty() => (number.parse().unwrap_or(i64::MAX), unit),
            "weekly" => (1, "w"),
            "monthly" => (1, "mo"),
            "quarterly" => (3, "mo"),
            "yearly" => (1, "y"),
            _ => return None,
        };
        let times = |unit: i64| count.saturating_mul(unit);
        Some(match unit {
            "s" => Duration::Seconds(count),
            "min" => Duration::Seconds(times(60)),
            "h" => Duration::Seconds(times(3_600)),
            "d" => Duration::Seconds(times(86_400)),
            "w" => Duration::Seconds(times(7 * 86_400)),
            "mo" => Duration::Months(count),
            "y" => Duration::Months(times(12)),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_are_dates() {
        let is_date = |text| Date::parse(text).is_some();
        assert!(is_date("2028-02-29") && !is_date("2027-02-29") && !is_date("2027-04-31") && !is_date("2027-13-01"));
        assert!(!is_date("27-02-01") && !is_date("soon") && !is_date("2027-2-1") && !is_date("2027-02-01-02"));
        assert!(Date::parse("2026-09-30") < Date::parse("2026-10-01"));
    }

    #[test]
    fn durations_lead_to_the_day_on_the_calendar() {
        let after =
            |day: &str, duration| Date::parse(day).and_then(|day| day.after(duration)).map(|day| day.to_string());
        for (day, duration, expected) in [
            ("2026-11-30", "1d", "2026-12-01"),
            ("2027-12-31", "60d", "2028-02-29"),
            ("2026-01-31", "monthly", "2026-02-28"),
            ("2026-10-15", "quarterly", "2027-01-15"),
            ("2026-03-31", "6mo", "2026-09-30"),
            ("2028-02-29", "yearly", "2029-02-28"),
            ("2026-01-01", "weekly", "2026-01-08"),
            ("2026-01-01", "36h", "2026-01-02"),
        ] {
            assert_eq!(after(day, duration).as_deref(), Some(expected), "{day} {duration}");
        }
        assert_eq!(after("2026-01-01", "99999999999999999999y"), None);
        assert_eq!(after("2026-01-01", "soon"), None);
    }

    #[test]
    fn seconds_of_the_epoch_give_their_day() {
        let day = |seconds| Date::of_unix(seconds).map(|day| day.to_string());
        assert_eq!(day(0).as_deref(), Some("1970-01-01"));
        assert_eq!(day(951_782_399).as_deref(), Some("2000-02-28"));
        assert_eq!(day(951_782_400).as_deref(), Some("2000-02-29"));
        assert_eq!(day(i64::MAX), None);
    }

    #[test]
    fn durations_have_a_number_and_a_known_unit() {
        assert!(is_duration("15min") && is_duration("quarterly") && !is_duration("d") && !is_duration("5m"));
    }
}
