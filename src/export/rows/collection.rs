//! Tables of any number of models, a file for each table.

use camino::Utf8PathBuf;
use indexmap::IndexMap;

use super::parquet;
use super::{Table, csv, jsonl};
use crate::export::Exported;

/// The files of all tables, on their way.
pub struct Collection(Form);

enum Form {
    Csv(IndexMap<&'static str, Vec<u8>>),
    Lines(IndexMap<&'static str, Vec<u8>>),
    Parquet(parquet::Files),
}

impl Collection {
    /// The formats, by the words for `--to`.
    pub const FORMATS: &'static [&'static str] = &["parquet", "csv", "jsonl"];

    /// No models yet; `None` where the format is none of [`Self::FORMATS`].
    pub fn new(format: &str) -> Option<Self> {
        Some(Self(match format {
            "parquet" => Form::Parquet(parquet::Files::default()),
            "csv" => Form::Csv(IndexMap::new()),
            "jsonl" => Form::Lines(IndexMap::new()),
            _ => return None,
        }))
    }

    /// Adds the tables of a model; those of each have the same names and columns.
    pub fn add(&mut self, tables: Vec<Table>) {
        for table in tables {
            match &mut self.0 {
                Form::Csv(files) => {
                    let file = files.entry(table.name).or_default();
                    let first = file.is_empty();
                    file.extend(csv::rows(&table, first));
                }
                Form::Lines(files) => files.entry(table.name).or_default().extend(jsonl::rows(&table)),
                Form::Parquet(files) => files.add(table),
            }
        }
    }

    /// The files.
    pub fn finish(self) -> Exported {
        let (files, ending) = match self.0 {
            Form::Csv(files) => (files, "csv"),
            Form::Lines(files) => (files, "jsonl"),
            Form::Parquet(files) => (files.finish(), "parquet"),
        };
        let file = |(name, bytes)| (Utf8PathBuf::from(format!("{name}.{ending}")), bytes);
        Exported { files: files.into_iter().map(file).collect(), left_out: Vec::new() }
    }
}
