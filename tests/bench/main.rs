//! How long each stage takes on models of growing size.
//!
//! `cargo bench` runs all sizes; `cargo bench -- 10 100` only these; `--layout N` lays out models of at most N elements
//! (default 1000), because a full picture of more is no use to anybody; `--print N` prints the model of N elements.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::indexing_slicing)]

mod generate;

use std::hint::black_box;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use mimalloc::MiMalloc;
use threatline::base::source::SourceMap;
use threatline::graph::FlowGraph;
use threatline::pipeline::{Options, analyze};
use threatline::project::Memory;
use threatline::render::{PngOptions, SvgOptions, TextOptions};
use threatline::resolve::{ModuleId, Source, Uses, resolve};
use threatline::scene::Unit;
use threatline::view::Level;
use threatline::{layout, render, syntax, threats, view};

/// That of the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const SIZES: &[usize] = &[10, 100, 1_000, 10_000];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let option = |name: &str| -> Option<usize> {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse().ok()
    };
    if let Some(size) = option("--print") {
        return print!("{}", generate::model(size));
    }
    let limit = option("--layout").unwrap_or(1_000);
    let behind_option = |at: usize| at > 0 && arguments[at - 1].starts_with("--");
    let numbers = arguments.iter().enumerate().filter(|(at, _)| !behind_option(*at));
    let mut sizes: Vec<usize> = numbers.filter_map(|(_, argument)| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = SIZES.to_vec();
    }
    println!(
        "{:>8} {:>8} {:>7} {:>7} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "elements",
        "threats",
        "MB/s",
        "MB/s",
        "parse",
        "resolve",
        "graph",
        "threats",
        "order",
        "place px",
        "place txt",
        "svg",
        "text"
    );
    for size in sizes {
        measure(size, limit);
    }
    println!(
        "\nMB/s of parsing, and of resolving without what is built in; all else in milliseconds, median of several runs"
    );
    println!("peak memory {}", peak_memory());
}

fn measure(size: usize, limit: usize) {
    let text = generate::model(size);
    let runs = if size <= 1_000 { 41 } else { 15 };
    let mut sources = SourceMap::default();
    let file = sources.add("generated.threat", text.as_str());
    let parse = median(runs, || syntax::parse(&sources, file));

    // The whole run once, for the tool's own types and rules; what is timed below are the stages by themselves.
    let memory = Memory::new().with("generated.threat", text.as_str());
    let outcome = analyze(&memory, Utf8Path::new("generated.threat"), &Options::default());
    let errors: Vec<_> = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let trees = threatline::pipeline::embedded_trees();
    let parsed = syntax::parse(&sources, file);
    let author = [Source { tree: &parsed.tree, module: Some(ModuleId::default()) }];
    let all: Vec<Source<'_>> = trees.iter().map(|tree| Source { tree, module: None }).chain(author).collect();
    // The tool's own types, controls and rules are resolved with every model.
    let own: Vec<Source<'_>> = trees.iter().map(|tree| Source { tree, module: None }).collect();
    let resolving_nothing = median(runs, || resolve(&own, &Uses::default(), "nothing", &[]));
    let resolving = median(runs, || resolve(&all, &Uses::default(), "generated", &[]));
    let graph = median(runs, || FlowGraph::build(&outcome.model));
    let analysis = median(runs, || threats::analyze(&outcome.model, &outcome.graph, None));

    let speed = |time: Duration| format!("{:>7.0}", text.len() as f64 / 1e6 / time.as_secs_f64());
    let (read, made) = (speed(parse), speed(resolving.saturating_sub(resolving_nothing)));
    let mut row = format!("{size:>8} {:>8} {read} {made}", outcome.analysis.threats.len());
    for time in [parse, resolving, graph, analysis] {
        row.push_str(&milliseconds(time));
    }
    if size <= limit {
        let view = view::build(&outcome.model, &outcome.graph, Level::Full);
        let sketch = layout::arrange(&view);
        let (pixels, cells) = (layout::draw(&view, &sketch, Unit::Pixel), layout::draw(&view, &sketch, Unit::Cell));
        let few = if size <= 100 { 9 } else { 1 };
        for time in [
            median(few, || layout::arrange(&view)),
            median(few, || layout::draw(&view, &sketch, Unit::Pixel)),
            median(few, || layout::draw(&view, &sketch, Unit::Cell)),
            median(few, || render::svg(&pixels, &SvgOptions::default())),
            median(few, || render::text(&cells, &TextOptions::default())),
        ] {
            row.push_str(&milliseconds(time));
        }
        if size <= 100 {
            let png = median(few, || render::png(&pixels, &PngOptions::default()).map(|png| png.bytes.len()));
            row.push_str(&format!("   (png {})", milliseconds(png).trim()));
        }
    }
    println!("{row}");
}

fn median<T>(runs: usize, mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            let result = black_box(work());
            let time = start.elapsed();
            drop(result);
            time
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> String {
    format!(" {:>9.2}", time.as_secs_f64() * 1_000.0)
}

/// What the operating system says, where it says anything.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line["VmHWM:".len()..].trim().to_owned())
}
