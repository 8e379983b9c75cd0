//! Temporary.
fn main() {
    for path in std::env::args().skip(1) {
        let t = std::time::Instant::now();
        let o = threatline::pipeline::analyze(&threatline::project::Disk, path.as_str().into(), &Default::default());
        eprintln!(
            "{path}: {:?} {} el {} zones {} flows {} types {} rules {} diagnostics",
            t.elapsed(),
            o.model.elements.len(),
            o.model.zones.len(),
            o.model.flows.len(),
            o.model.types.len(),
            o.model.rules.len(),
            o.diagnostics.len()
        );
        for d in o.diagnostics.iter().take(15) {
            eprintln!(
                "  {} {} {} {:?}",
                d.span().map(|s| o.sources.place(s)).unwrap_or_default(),
                d.code,
                d.message,
                d.help
            );
        }
        for (id, f) in o.model.flows.iter() {
            let c = &o.graph.crossings[id];
            let z = |v: &Vec<threatline::model::ZoneId>| {
                v.iter().map(|&z| o.model.zones[z].id.to_string()).collect::<Vec<_>>().join(",")
            };
            eprintln!(
                "    {} [{}] {}: -{} +{} via {:?} enc {:?}",
                f.number,
                f.key,
                o.graph.border(id).map(|b| b.id.to_string()).unwrap_or_default(),
                z(&c.exits),
                z(&c.enters),
                f.ty.map(|t| o.model.types[t].name.to_string()),
                f.facts.get("encryption").map(|e| (e.value.text.to_string(), e.origin.clone()))
            );
        }
    }
}
