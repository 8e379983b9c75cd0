//! Models of any size: nested zones, typed elements, three flows per element, classified data.

use std::fmt::Write;

/// A small generator of numbers with a fixed seed (SplitMix64; Steele, Lea, Flood, OOPSLA 2014), so that every run
/// measures the same models.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`, which is at least 1.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap_or(0)
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const PROCESSES: &[&str] =
    &["service", "web-app", "api-gateway", "worker", "function", "identity-provider", "llm-agent"];
const STORES: &[&str] = &["sql-db", "cache", "object-store", "message-queue", "vector-db", "log-store"];
const TRUST: &[&str] = &["untrusted", "partner", "dmz", "internal", "restricted", "critical"];
const CLASSES: &[&str] = &["critical", "high", "medium", "low"];
const FLOWS: &[&str] =
    &["https auth=jwt", "grpc auth=mtls", "postgres auth=password encryption=tls1.2", "http", "kafka"];

/// A model with this many elements: one zone for about seven of them, up to five deep.
pub fn model(elements: usize) -> String {
    let mut numbers = Numbers::new(elements as u64);
    let mut out = format!("model \"Generated, {elements} elements\"\n");
    let data = (elements / 20).clamp(2, 200);
    for at in 0..data {
        let class = numbers.pick(CLASSES);
        let _ = writeln!(out, "data d{at} is business \"Data {at}\" class={class}");
    }
    let mut next = 0;
    let mut zone = 0;
    while next < elements {
        add_zone(&mut out, &mut numbers, elements, &mut next, &mut zone, 0);
    }
    for at in 0..elements * 3 {
        add_flow(&mut out, &mut numbers, elements, data, at);
    }
    out
}

fn add_zone(
    out: &mut String,
    numbers: &mut Numbers,
    elements: usize,
    next: &mut usize,
    zone: &mut usize,
    depth: usize,
) {
    let indent = "  ".repeat(depth);
    let (trust, id) = (numbers.pick(TRUST), *zone);
    *zone += 1;
    let _ = writeln!(out, "{indent}zone z{id} \"Zone {id}\" trust={trust} {{");
    for _ in 0..=numbers.below(8) {
        if *next >= elements {
            break;
        }
        let id = *next;
        *next += 1;
        let _ = match numbers.below(10) {
            0 => writeln!(out, "{indent}  external e{id} \"External {id}\""),
            1..=3 => writeln!(out, "{indent}  store e{id} is {} \"Store {id}\"", numbers.pick(STORES)),
            _ => writeln!(
                out,
                "{indent}  process e{id} is {} \"Process {id}\" has=audit-logging",
                numbers.pick(PROCESSES)
            ),
        };
    }
    while depth < 4 && *next < elements && numbers.below(3) > 0 {
        add_zone(out, numbers, elements, next, zone, depth + 1);
    }
    let _ = writeln!(out, "{indent}}}");
}

/// A flow between neighbours mostly: real systems are not random graphs.
fn add_flow(out: &mut String, numbers: &mut Numbers, elements: usize, data: usize, at: usize) {
    let source = at / 3;
    let near = numbers.below(5) > 0;
    let mut target = if near { (source + 1 + numbers.below(12)) % elements } else { numbers.below(elements) };
    if target == source {
        target = (source + 1) % elements;
    }
    if target == source {
        return;
    }
    let (via, carried) = (numbers.pick(FLOWS), numbers.below(data));
    let _ = writeln!(out, "F{at}: e{source} -> e{target} \"Flow {at}\" via {via} data=d{carried}");
}
