//! `threatline portfolio`: many models at a glance, and their tables in one place.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, ValueEnum};

use super::args::{TableFormat, severity};
use super::exit::{Exit, Failure};
use super::project::Project;
use super::tables::written;
use super::ui::Ui;
use super::{clock, import, input, output};
use crate::base::date::Date;
use crate::base::files::Files as _;
use crate::base::parallel::in_parallel;
use crate::base::text;
use crate::export::Subject;
use crate::export::rows::{self, Collection, Table};
use crate::model::Severity;
use crate::pipeline::{self, Options};
use crate::portfolio::{self, Row};
use crate::project::models_below;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  threatline portfolio                                   every model of this folder and below
  threatline portfolio 'teams/*/model.threat' --sort severity
  threatline portfolio systems --format md -o portfolio.md
  threatline portfolio systems --tables tables           Parquet of all models, for a query engine
  threatline portfolio systems --fail-on critical        in a nightly job

Patterns take *, **, ? and [...]; a folder stands for the models below it. A file that another model includes or uses is
counted with that one. Models of other tools are read where they are named.

With --tables, a file for each table is written: models, zones, elements, flows, crossings, data, controls and threats, with
the model and its version in each row (docs/tables.md).

Exit codes: 0 done, 1 a threat that needs work is as severe as --fail-on says, 2 a model has errors or cannot be read; the
others are listed all the same.")]
pub(super) struct PortfolioArgs {
    /// Models, patterns or folders; without one, this folder.
    #[arg(value_name = "GLOB")]
    patterns: Vec<String>,

    /// Form of the table.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,

    /// Where the table goes; standard output without it, or for `-`.
    #[arg(short, long, value_name = "FILE")]
    output: Option<Utf8PathBuf>,

    /// What the table is sorted by.
    #[arg(long, value_enum, default_value_t = Sort::Model)]
    sort: Sort,

    /// Write the tables of all models into this folder.
    #[arg(long, value_name = "FOLDER")]
    tables: Option<Utf8PathBuf>,

    /// Form of the tables of --tables.
    #[arg(long, value_name = "FORMAT", default_value = "parquet", requires = "tables", value_parser = clap::builder::PossibleValuesParser::new(Collection::FORMATS))]
    to: String,

    /// Fail if a threat that needs work is at least as severe: low, medium, high, critical.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    fail_on: Option<Severity>,

    /// The day that counts as today, such as 2027-02-01. Without it SOURCE_DATE_EPOCH, else the clock.
    #[arg(long, value_name = "DATE", value_parser = clock::parse)]
    today: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// By the path of the model.
    Model,
    /// The highest open threat first.
    Severity,
    /// The most open threats first.
    Open,
    /// The lowest coverage first.
    Coverage,
    /// The most overdue reviews first.
    Overdue,
}

impl Sort {
    /// Sorts rows; models with errors come first, and among equals the path decides.
    fn sort(self, rows: &mut [Row]) {
        rows.sort_by(|a, b| a.model.cmp(&b.model));
        let most = |number: usize| usize::MAX - number;
        match self {
            Sort::Model => {}
            Sort::Severity => {
                let counts = |row: &Row| row.counts.map(|all| (std::cmp::Reverse(all.highest), most(all.open)));
                rows.sort_by_key(counts);
            }
            Sort::Open => rows.sort_by_key(|row| row.counts.map(|all| most(all.open))),
            Sort::Coverage => rows.sort_by_key(|row| row.counts.map(|all| all.coverage.map_or(101, u16::from))),
            Sort::Overdue => rows.sort_by_key(|row| row.counts.map(|all| most(all.overdue))),
        }
    }
}

/// A model that was read.
struct Read {
    path: Utf8PathBuf,
    row: Row,
    tables: Vec<Table>,
    /// The other files that it reads.
    parts: Vec<Utf8PathBuf>,
}

/// So many models are read before somebody hears how far it is.
const AT_ONCE: usize = 16;

pub(super) fn run(args: &PortfolioArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let today = args.today.map_or_else(clock::today, |day| Ok(Some(day)))?;
    let (paths, nothing) = found(&args.patterns, ui);
    let mut models: Vec<Read> = Vec::new();
    for some in paths.chunks(AT_ONCE) {
        models.extend(in_parallel(some, |path| read(path, today, args.tables.is_some())));
        ui.progress(&format!("read {} of {}", models.len(), text::count(paths.len(), "model", "models")));
    }
    ui.progress("");
    let parts: BTreeSet<Utf8PathBuf> = models.iter().flat_map(|model| model.parts.iter().cloned()).collect();
    models.retain(|model| !parts.contains(&model.path));
    if let Some(folder) = &args.tables {
        write_tables(folder, &args.to, &mut models, ui)?;
    }
    let mut rows: Vec<Row> = models.into_iter().map(|model| model.row).collect();
    args.sort.sort(&mut rows);
    listed(args, &rows, ui)?;
    let broken = rows.iter().filter(|row| row.errors > 0).count();
    for row in rows.iter().filter(|row| row.errors > 0) {
        ui.diagnostic(&format!("{}: {}\n", row.model, row.error.as_deref().unwrap_or("it has errors")));
    }
    if broken > 0 || nothing {
        return Ok(Exit::Unable);
    }
    let highest = rows.iter().filter_map(|row| row.counts?.highest).max();
    Ok(if args.fail_on.is_some_and(|least| highest >= Some(least)) { Exit::Gate } else { Exit::Done })
}

fn listed(args: &PortfolioArgs, rows: &[Row], ui: &mut Ui) -> Result<(), Failure> {
    let people = matches!(args.format, TableFormat::Text | TableFormat::Markdown);
    let mut text = written(&[portfolio::table(rows, people)], args.format, ui.width(args.output.as_deref()));
    if args.format == TableFormat::Text {
        let sum =
            |count: fn(&portfolio::Counts) -> usize| rows.iter().filter_map(|row| row.counts.as_ref()).map(count).sum();
        text.push_str(&format!(
            "\n{}, {}, {} open, {}\n",
            text::count(rows.len(), "model", "models"),
            text::count(sum(|counts| counts.threats), "threat", "threats"),
            sum(|counts| counts.open),
            text::count(sum(|counts| counts.overdue), "review overdue", "reviews overdue")
        ));
    }
    output::write(args.output.as_deref(), text.as_bytes(), ui)
}

fn write_tables(folder: &Utf8Path, to: &str, models: &mut [Read], ui: &mut Ui) -> Result<(), Failure> {
    let Some(mut collection) = Collection::new(to) else { return Ok(()) };
    let rows: Vec<Row> = models.iter().map(|model| model.row.clone()).collect();
    collection.add(vec![portfolio::models(&rows)]);
    models.iter_mut().for_each(|model| collection.add(std::mem::take(&mut model.tables)));
    for (name, bytes) in collection.finish().files {
        output::write(Some(&folder.join(name)), &bytes, ui)?;
    }
    Ok(())
}

/// The files that are meant, each once, sorted; and whether something that was named is not there.
fn found(patterns: &[String], ui: &mut Ui) -> (Vec<Utf8PathBuf>, bool) {
    let here = [".".to_owned()];
    let patterns = if patterns.is_empty() { here.as_slice() } else { patterns };
    let (mut all, mut nothing) = (BTreeSet::new(), false);
    for pattern in patterns {
        let before = all.len();
        for path in matching(pattern) {
            if path.is_dir() {
                let (models, unreadable) = models_below(&path);
                all.extend(models);
                for (folder, reason) in unreadable {
                    ui.failure(&Failure::Folder { path: folder, reason });
                    nothing = true;
                }
            } else {
                all.insert(path);
            }
        }
        if all.len() == before {
            ui.failure(&Failure::Arguments(format!("`{pattern}` names no model")));
            nothing = true;
        }
    }
    (all.into_iter().collect(), nothing)
}

/// What a path or pattern stands for.
fn matching(pattern: &str) -> Vec<Utf8PathBuf> {
    if Utf8Path::new(pattern).exists() {
        return vec![pattern.into()];
    }
    let paths = glob::glob(pattern).into_iter().flatten().flatten();
    paths.filter_map(|path| Utf8PathBuf::from_path_buf(path).ok()).collect()
}

fn read(path: &Utf8Path, today: Option<Date>, tables: bool) -> Read {
    let model = path.as_str();
    if let Some(Err(failure)) = import::of_another_tool(path) {
        let row = portfolio::unreadable(model, failure.to_string());
        return Read { path: path.to_owned(), row, tables: Vec::new(), parts: Vec::new() };
    }
    let files = input::readable([path]);
    let project = Project::of(Some(path)).filter(Project::is_usable);
    let folder = project.as_ref().map(Project::folder).filter(|folder| files.is_inside(path, folder));
    let options = Options {
        folder: folder.map(Utf8Path::to_owned),
        lock: Some(input::lock_of(path, project.as_ref())),
        today,
        ..Options::default()
    };
    let outcome = pipeline::analyze(&files, path, &options);
    let row = portfolio::row(model, &outcome, today);
    let subject = Subject { outcome: &outcome, name: model, revision: None };
    let tables = if tables && outcome.is_usable() { rows::tables_of_model(&subject) } else { Vec::new() };
    let mut files = outcome.trees.iter().map(|tree| outcome.sources.file(tree.file).path.clone());
    let path = files.next().unwrap_or_else(|| path.to_owned());
    Read { path, row, tables, parts: files.collect() }
}
