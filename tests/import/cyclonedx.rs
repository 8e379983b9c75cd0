//! CycloneDX 2.0: blueprints, threats, controls.

use super::{has, imported, seeds, taken_whole};

#[test]
fn blueprints_threats_and_controls_are_taken_over() {
    let (_, seed) = seeds().into_iter().find(|seed| seed.0 == "cyclonedx").unwrap();
    let (text, report) = taken_whole("cyclonedx", &seed);
    has(
        &text,
        &[
            "/// Sells\nmodel \"Shop\"",
            "/// What was bought\ndata orders \"Orders\"",
            "assumption staff-is-trusted \"Staff is trusted\"",
            "zone internet \"Internet\" { // guessed: trust `untrusted` from the name\n  trust = untrusted\n  actor customer \"Customer\"\n}",
            "process web is service \"Web\"",
            "store orders-2 is sql-db \"Orders\" tech=\"PostgreSQL\" holds=orders encryption=\"encrypted, without a word on how\"",
            "store mail is message-queue \"Mail\" scope=out",
            "DF1: customer <-> web \"Buys\" via https",
            "DF2: web -> orders-2 \"Stores\" mode=sync encryption=none",
            "boundary edge on internet -> own \"Edge\"",
            "threat weak-passwords on web \"Weak passwords\" {",
            "likelihood = high",
            "mitigation \"Passkeys\" status=implemented",
            "recommend \"Training\"",
            "/// Money is lost\nconcern \"Fraud\"",
        ],
    );
    has(&report, &["control `Training`: no threat names it: a recommendation"]);
}

#[test]
fn lists_of_components_are_no_threat_models() {
    let text = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": [{\"name\": \"left-pad\"}]}";
    let message = imported("cyclonedx", "bom.json", text).unwrap_err();
    assert!(message.starts_with("there are no `blueprints` and no `threats` in it"), "{message}");
}
