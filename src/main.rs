//! Temporary.
use threatline::base::source::SourceMap;
fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let mut s = SourceMap::default();
        let t = std::time::Instant::now();
        let f = s.add(path.as_str(), text);
        let p = threatline::syntax::parse(&s, f);
        eprintln!("{path}: {} items {} diagnostics {:?}", p.tree.items.len(), p.diagnostics.len(), t.elapsed());
        for d in p.diagnostics.iter().take(5) { eprintln!("  {} {} {}", s.place(d.span().unwrap()), d.code, d.message); }
    }
}
