//! What counters any threat of a category, for the kinds of counters that a rule leaves open.
//!
//! They are recommendations of weight 0: every threat offers all four kinds, and none is covered by what its rule does not
//! ask for (library, section 6).

use crate::model::{Counter, CounterKind, Kind, Model, Rule, Stride};

/// Category, kind, alternatives, what to do.
type Row = (Stride, CounterKind, &'static [&'static str], &'static str);

const DEFAULTS: &[Row] = {
    use CounterKind::{Compensating, Corrective, Detective, Preventive};
    use Stride::{Denial, Disclosure, Elevation, Repudiation, Spoofing, Tampering};
    &[
        (
            Spoofing,
            Preventive,
            &["user-authentication", "service-authentication"],
            "Refuse every request that does not prove who sends it",
        ),
        (
            Spoofing,
            Detective,
            &["anomaly-detection"],
            "Alert on use of an identity from an unusual place, at an unusual time or at an unusual rate",
        ),
        (
            Spoofing,
            Corrective,
            &["incident-response"],
            "Keep a rehearsed way to block the identity and to replace its credentials",
        ),
        (
            Spoofing,
            Compensating,
            &["private-endpoint"],
            "Where proof of identity is not feasible, make the interface reachable from known networks only",
        ),
        (
            Tampering,
            Preventive,
            &["input-validation", "message-authentication"],
            "Accept only content of the expected form whose origin is proven",
        ),
        (
            Tampering,
            Detective,
            &["integrity-check"],
            "Compare content with a reference or signature at fixed intervals and alert on differences",
        ),
        (
            Tampering,
            Corrective,
            &["backup", "immutable-storage"],
            "Keep copies that the same rights cannot change, and restore from them in exercises",
        ),
        (
            Tampering,
            Compensating,
            &["network-segmentation"],
            "Where content cannot be proven, limit who can reach the component at all",
        ),
        (
            Repudiation,
            Preventive,
            &["non-repudiation"],
            "Bind important actions to the person or service with a signature or a confirmation",
        ),
        (Repudiation, Detective, &["audit-logging"], "Record who did what to which object, and with which outcome"),
        (
            Repudiation,
            Corrective,
            &["log-retention"],
            "Keep the records as long as disputes and investigations need them",
        ),
        (
            Repudiation,
            Compensating,
            &["central-logging"],
            "Where a component cannot keep records of its own, record at the components around it and collect the records elsewhere",
        ),
        (
            Disclosure,
            Preventive,
            &["store-authorization", "field-encryption"],
            "Give each account the records that its purpose needs, and encrypt the fields that few may read",
        ),
        (Disclosure, Detective, &["dlp"], "Watch what leaves for the kinds of data that must not, and alert on volume"),
        (
            Disclosure,
            Corrective,
            &["incident-response"],
            "Keep a rehearsed way to close the path, to replace exposed secrets and to inform those affected",
        ),
        (
            Disclosure,
            Compensating,
            &["data-masking", "egress-filtering"],
            "Where access cannot be narrowed, mask the fields that are not needed and filter what may leave",
        ),
        (
            Denial,
            Preventive,
            &["rate-limit", "resource-limits"],
            "Limit what one caller can ask for and what one request can consume",
        ),
        (
            Denial,
            Detective,
            &["availability-monitoring"],
            "Measure from outside whether the service answers, and alert before users notice",
        ),
        (
            Denial,
            Corrective,
            &["graceful-degradation", "autoscaling"],
            "Keep the essential functions running without the part that fails",
        ),
        (
            Denial,
            Compensating,
            &["ddos-protection"],
            "Where the component cannot limit requests, filter floods in front of it",
        ),
        (
            Elevation,
            Preventive,
            &["least-privilege", "function-authorization"],
            "Give each identity the rights that its task needs, and check them at each function",
        ),
        (
            Elevation,
            Detective,
            &["runtime-detection"],
            "Alert on processes, calls and changes of rights that the component never needs",
        ),
        (
            Elevation,
            Corrective,
            &["incident-response"],
            "Keep a rehearsed way to withdraw rights and to isolate the component",
        ),
        (
            Elevation,
            Compensating,
            &["network-segmentation"],
            "Where rights cannot be narrowed, limit what can be reached from the component",
        ),
    ]
};

/// What takes the place of a row where everybody on the internet is meant to reach the component.
const FOR_THE_PUBLIC: &[Row] = &[(
    Stride::Spoofing,
    CounterKind::Compensating,
    &["bot-defence"],
    "Where callers of a public interface cannot be identified, limit what they can see and do, and slow down or challenge those who behave like programs",
)];

/// The counters of the kinds that a rule does not have itself; `public` if the component is open to the internet.
pub(super) fn counters(model: &Model, rule: &Rule, public: bool) -> Vec<Counter> {
    let open = |kind: CounterKind| !rule.counters.iter().any(|counter| counter.kind == kind);
    let rows =
        DEFAULTS.iter().filter(|(stride, kind, ..)| rule.is_rule() && rule.stride == Some(*stride) && open(*kind));
    let replaced = |row: &'static Row| {
        let other = FOR_THE_PUBLIC.iter().find(|other| public && (other.0, other.1) == (row.0, row.1));
        other.unwrap_or(row)
    };
    let rows = rows.map(replaced);
    let counter = |(_, kind, names, text): &Row| Counter {
        kind: *kind,
        any: names.iter().filter_map(|name| model.find_type(Kind::Control, name)).collect(),
        weight: 0,
        required: false,
        status: None,
        text: (*text).to_owned(),
        span: rule.span,
    };
    rows.map(counter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands for the public takes the place of a row that there is.
    #[test]
    fn rows_for_the_public_replace_others() {
        for (stride, kind, ..) in FOR_THE_PUBLIC {
            assert!(DEFAULTS.iter().any(|(of, what, ..)| (of, what) == (stride, kind)), "{stride:?} {kind:?}");
        }
    }

    #[test]
    fn every_category_has_every_kind() {
        for &stride in Stride::ALL {
            for &kind in CounterKind::ALL {
                let rows = DEFAULTS.iter().filter(|(of, what, ..)| (*of, *what) == (stride, kind));
                assert_eq!(rows.count(), 1, "{stride:?} {kind:?}");
            }
        }
    }
}
