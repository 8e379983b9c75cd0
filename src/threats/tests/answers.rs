//! Entries, what takes the place of what, answers and threats written by hand.

use super::*;

const SPECIFIC: &str = "
rule web-input \"Hostile pages in {this}\" on element {
  stride = tampering
  likelihood = medium
  impact = integrity
  refines = tampering@target
  when this is web-app
}
";

#[test]
fn a_specific_threat_takes_the_place_of_the_general_one() {
    let general = Case::new(SHOP);
    assert!(general.has("malformed-input@DF1") && general.analysis.replaced.is_empty());
    let case = Case::new(&format!("{SHOP}{SPECIFIC}"));
    assert!(case.has("web-input@web") && !case.has("malformed-input@DF1"), "{:?}", case.keys());
    // Other targets and other categories keep the general threat.
    assert!(case.has("malformed-input@DF2") && case.has("sniff@DF1"));
    let replaced: Vec<&str> =
        case.analysis.replaced.iter().map(|replaced| case.model.rules[replaced.rule].name.as_str()).collect();
    assert!(replaced.contains(&"malformed-input"), "{replaced:?}");
    let row = &case.analysis.completeness(&case.model, &case.graph)[0];
    let number = case.analysis.number(case.threat("web-input@web"));
    let tampering = Stride::ALL.iter().position(|stride| *stride == Stride::Tampering).unwrap();
    assert!(matches!(&row.cells[tampering], Complete::Threats(all) if all.contains(&(number, true))), "{row:?}");
}

#[test]
fn threats_of_a_rule_are_one_entry_with_all_its_places() {
    let case = Case::new(SHOP);
    for entry in &case.analysis.entries {
        let places = case.analysis.places(entry);
        assert!(places.iter().all(|threat| threat.rule == entry.rule && case.analysis.number(threat) == entry.number));
        assert_eq!(places.iter().map(|threat| threat.current.severity).max(), Some(entry.current.severity));
    }
    let sum: usize = case.analysis.entries.iter().map(|entry| entry.threats.len()).sum();
    assert_eq!(sum, case.analysis.threats.len());
    let sniff = case.threat("sniff@DF1");
    let entry = case.analysis.entry(sniff).unwrap();
    let title = case.reader().title(entry);
    assert!(title.contains(" and ") && title.contains("DF1"), "{title}");
    let chosen = case.analysis.chosen(|threat| threat.key == "sniff@DF1");
    assert_eq!((chosen.len(), chosen[0].threats.len(), chosen[0].number), (1, 1, entry.number));
}

fn answered(answer: &str, key: &str) -> (Status, Option<Validity>, Rating) {
    let case = Case::new(&format!("{SHOP}\n{answer}\n"));
    let errors: Vec<&Diagnostic> = case.diagnostics.iter().filter(|one| one.code.0.starts_with("E06")).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let threat = case.threat(key);
    (threat.status, threat.answer.or(threat.rated).map(|answered| answered.standing), threat.current)
}

#[test]
fn answers_change_the_status_and_count_until_their_last_day() {
    let before = answered("", "sniff@DF1");
    assert!(!before.0.is_settled() && before.1.is_none());
    let kinds = [
        ("accept", Status::Accepted),
        ("transfer", Status::Transferred),
        ("avoid", Status::Avoided),
        ("dismiss", Status::Dismissed),
    ];
    for (kind, status) in kinds {
        let now = answered(&format!("{kind} sniff on DF1 \"Because\" until=2026-06-01"), "sniff@DF1");
        assert_eq!((now.0, now.1, now.2), (status, Some(Validity::Counts), before.2), "{kind}");
        let gone = answered(&format!("{kind} sniff on DF1 \"Because\" until=2026-05-31"), "sniff@DF1");
        assert_eq!((gone.0, gone.1), (before.0, Some(Validity::Expired)), "{kind}");
        let elsewhere = answered(&format!("{kind} sniff on DF2 \"Because\""), "sniff@DF1");
        assert_eq!(elsewhere, before, "{kind}");
    }
    let building = answered("mitigate sniff on DF1 \"TLS\" status=in-progress", "sniff@DF1");
    assert_eq!((building.0, building.1), (before.0, Some(Validity::InProgress)));
    assert_eq!(answered("mitigate sniff on DF1 \"TLS\" status=implemented", "sniff@DF1").0, Status::Mitigated);
    let rated = answered("rate sniff on DF1 likelihood=low impact=low \"Looked at\"", "sniff@DF1");
    assert_eq!((rated.0, rated.2), (before.0, Rating::of(Likelihood::Low, Impact::Low)));
}

#[test]
fn threats_written_by_hand_stand_among_the_others() {
    let threat = "
threat relay \"Relay of requests\" on DF1, db {
  stride = tampering
  likelihood = high
  impact = high
  source = \"neighbour\"
  prerequisites = \"with a radio\"
  action = \"pass on what is sent\"
  leads-to = \"requests that nobody made\"
  goals = integrity
  weakness = \"No distance bounding\"
  mitigation \"Measure distance\" type=preventive status=implemented
  mitigation \"Watch for doubles\" type=detective status=planned
  residual = low
}
";
    let case = Case::new(&format!("{SHOP}{threat}accept relay on db \"Not reachable\"\n"));
    let on_flow = case.threat("relay@DF1");
    assert_eq!(on_flow.inherent, Rating::of(Likelihood::High, Impact::High));
    assert_eq!((on_flow.coverage.percent, on_flow.residual.severity), (50, Severity::Low));
    assert_eq!((on_flow.status, case.threat("relay@db").status), (Status::PartlyCovered, Status::Accepted));
    let entry = case.analysis.entry(on_flow).unwrap();
    assert_eq!((entry.threats.len(), entry.open), (2, 1));
    let said = case.reader().statement(entry);
    let form =
        "A neighbour with a radio can pass on what is sent, which leads to requests that nobody made, resulting in ";
    assert!(said.starts_with(form) && said.contains("loss of integrity of "), "{said}");
    assert_eq!(case.reader().weaknesses(entry), ["No distance bounding"]);
}
