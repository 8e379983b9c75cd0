//! `threatline types`: the vocabulary.

use clap::builder::{PossibleValue, PossibleValuesParser};

use super::args::TypesArgs;
use super::exit::{Exit, Failure};
use super::tables::written;
use super::ui::Ui;
use super::{input, output};
use crate::explain::{Knowledge, tables};
use crate::model::Kind;
use crate::report::Table;
use crate::schema;

/// All attributes.
const ATTRIBUTES: &str = "attributes";
/// All vocabularies.
const WORDS: &str = "words";

/// What can be listed: kinds of types, attributes, and words.
pub(super) fn listable() -> PossibleValuesParser {
    let kinds = Kind::ALL.iter().map(|kind| kind.as_str());
    let attributes = tables::with_words().into_iter().filter(|name| Kind::parse(name).is_none());
    kinds.chain([ATTRIBUTES, WORDS]).chain(attributes).map(PossibleValue::new).into()
}

pub(super) fn run(args: &TypesArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let outcome = match &args.model {
        Some(model) => match input::usable(Some(model), ui) {
            Ok(usable) => usable.outcome,
            Err(exit) => return Ok(exit),
        },
        None => input::empty(),
    };
    let known = input::knowledge(&outcome);
    let tables: Vec<Table> = match args.what.is_empty() {
        true => vec![tables::overview(&known)],
        false => args.what.iter().flat_map(|what| listed(&known, what)).collect(),
    };
    if args.format == super::args::TableFormat::Csv && tables.len() != 1 {
        return Err(Failure::Arguments("CSV takes one table: name it, for example `process`".into()));
    }
    let text = written(&tables, args.format, ui.width(args.output.as_deref()));
    output::write(args.output.as_deref(), text.as_bytes(), ui)?;
    Ok(Exit::Done)
}

fn listed(known: &Knowledge<'_>, what: &str) -> Vec<Table> {
    if let Some(kind) = Kind::parse(what) {
        return vec![tables::types(known, kind)];
    }
    match what {
        ATTRIBUTES => vec![tables::attributes()],
        WORDS => schema::VOCABULARIES.iter().map(tables::words).collect(),
        name => tables::vocabularies(name).into_iter().map(tables::words).collect(),
    }
}
