//! The threat library: rules, the control catalogue and adversaries, written in the language itself.
//!
//! The files are parsed and checked like the user's own. A rule says which facts make a threat apply, how it reads, and which
//! controls counter it; nothing about a single rule is known to the code.

/// The files of the library by the name under which diagnostics and `explain` show them, in reading order.
pub const FILES: &[(&str, &str)] = &[
    ("<library>/controls.threat", include_str!("library/controls.threat")),
    ("<library>/adversaries.threat", include_str!("library/adversaries.threat")),
    ("<library>/core.threat", include_str!("library/core.threat")),
    ("<library>/web.threat", include_str!("library/web.threat")),
    ("<library>/identity.threat", include_str!("library/identity.threat")),
    ("<library>/data.threat", include_str!("library/data.threat")),
    ("<library>/messaging.threat", include_str!("library/messaging.threat")),
    ("<library>/cloud.threat", include_str!("library/cloud.threat")),
    ("<library>/k8s.threat", include_str!("library/k8s.threat")),
    ("<library>/cicd.threat", include_str!("library/cicd.threat")),
    ("<library>/mobile.threat", include_str!("library/mobile.threat")),
    ("<library>/iot.threat", include_str!("library/iot.threat")),
    ("<library>/ai.threat", include_str!("library/ai.threat")),
    ("<library>/log.threat", include_str!("library/log.threat")),
];

/// Models in which each rule holds, never holds or is an open question, as their `expect` statements say: at least one for
/// each domain. They are read by `rules test` alone.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("core.threat", include_str!("library/examples/core.threat")),
    ("web.threat", include_str!("library/examples/web.threat")),
    ("identity.threat", include_str!("library/examples/identity.threat")),
    ("data.threat", include_str!("library/examples/data.threat")),
    ("messaging.threat", include_str!("library/examples/messaging.threat")),
    ("cloud.threat", include_str!("library/examples/cloud.threat")),
    ("cloud-none.threat", include_str!("library/examples/cloud-none.threat")),
    ("k8s.threat", include_str!("library/examples/k8s.threat")),
    ("k8s-registry.threat", include_str!("library/examples/k8s-registry.threat")),
    ("cicd.threat", include_str!("library/examples/cicd.threat")),
    ("mobile.threat", include_str!("library/examples/mobile.threat")),
    ("iot.threat", include_str!("library/examples/iot.threat")),
    ("ai.threat", include_str!("library/examples/ai.threat")),
    ("log.threat", include_str!("library/examples/log.threat")),
    ("log-none.threat", include_str!("library/examples/log-none.threat")),
];
