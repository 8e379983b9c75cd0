//! Addresses in settings: which service a value names. Nothing else of a value is looked at, for it may be a secret.

/// How many words of a value are looked at.
const MOST: usize = 50;

/// An address in a value: how it is reached, and the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Address<'v> {
    /// The scheme, such as `https`; empty where there is none.
    pub scheme: &'v str,
    /// The host, as it is written.
    pub host: &'v str,
}

/// The addresses that a value names: `scheme://user:password@host:port/path`, `host:port`, and a host alone.
pub(super) fn addresses(value: &str) -> impl Iterator<Item = Address<'_>> {
    value.split([',', ' ', ';', '\n', '"', '\'']).filter(|word| !word.is_empty()).take(MOST).filter_map(address)
}

fn address(word: &str) -> Option<Address<'_>> {
    // `--uri=mongodb://…`
    let word = word.rsplit_once('=').filter(|(before, _)| !before.contains("://")).map_or(word, |(_, value)| value);
    let (scheme, rest) = word.split_once("://").unwrap_or(("", word));
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = authority.split(':').next()?;
    let is_name = |host: &str| host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let legal = !host.is_empty() && is_name(host) && host.contains(|c: char| c.is_ascii_alphabetic());
    legal.then(|| Address { scheme: scheme.rsplit([':', '+']).next_back().unwrap_or(scheme), host })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_in_values() {
        let found = |value: &'static str| {
            addresses(value).map(|found| format!("{}|{}", found.scheme, found.host)).collect::<Vec<_>>()
        };
        assert_eq!(found("postgresql+psycopg://blog:se@cret@db:5432/blog?x=http://no"), ["postgresql|db"]);
        assert_eq!(found("kafka-0:9092,kafka-1:9092"), ["|kafka-0", "|kafka-1"]);
        assert_eq!(found("--uri=mongodb://mongo.prod:27017 5432 10.0.0.1 /etc/x"), ["mongodb|mongo.prod"]);
        assert_eq!(found(""), Vec::<String>::new());
    }
}
