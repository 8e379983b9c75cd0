//! The files of a document: itself in each format, and what lies beside it.

use camino::{Utf8Path, Utf8PathBuf};

use super::Job;
use super::args::Format;
use crate::cli::exit::Failure;
use crate::cli::input;
use crate::report::build::{Composer, Context, register};
use crate::report::profile::Ids;
use crate::report::write::{self, HtmlOptions};
use crate::report::{Block, Cell, Column, Document, Figure, Missing, Table};

/// A file, or what goes to standard output.
pub(super) struct File {
    /// Where it is written; `None` and `-` are standard output.
    pub(super) path: Option<Utf8PathBuf>,
    /// What is in it.
    pub(super) bytes: Vec<u8>,
}

/// What a run makes.
#[derive(Default)]
pub(super) struct Made {
    pub(super) files: Vec<File>,
    /// Texts that the author has not written.
    pub(super) missing: Vec<Missing>,
    /// What else the author should know.
    pub(super) notes: Vec<String>,
}

impl Made {
    pub(super) fn one(path: Option<Utf8PathBuf>, text: String, document: &Document) -> Self {
        let missing = document.missing().into_iter().cloned().collect();
        Self { files: vec![File { path, bytes: text.into_bytes() }], missing, notes: Vec::new() }
    }
}

/// The document in every format that is asked for.
pub(super) fn files(job: &Job<'_>, context: &Context<'_>, mut document: Document) -> Result<Made, Failure> {
    let target = job.folder();
    let stem = input::stem(&job.path);
    let missing = document.missing().into_iter().cloned().collect();
    let mut notes = Vec::new();
    let single = target == "-" || Format::of_file(&target).is_some();
    if single {
        let format = match job.formats.as_slice() {
            [format] if !job.args.format.is_empty() || target == "-" => *format,
            _ if target != "-" => Format::of_file(&target).unwrap_or(Format::Md),
            _ => return Err(Failure::Arguments("standard output takes one format".into())),
        };
        if format == Format::Csv {
            return Err(Failure::Arguments("CSV is a file for each table: name a folder with -o".into()));
        }
        let bytes = written(format, &document, context, job, &mut notes)?;
        return Ok(Made { files: vec![File { path: Some(target), bytes }], missing, notes });
    }
    let mut files = Vec::new();
    let beside = job.formats.iter().any(|format| matches!(format, Format::Md | Format::Adoc));
    if beside {
        files = drawings(&mut document, &target, stem);
    }
    let mut documents = Vec::new();
    for &format in &job.formats {
        match format {
            Format::Csv => {
                documents.extend(tables(&document, &target, stem));
                let register = register(context, &Ids::read(&job.profile.ids).unwrap_or_default());
                documents.push(table_file(&target, stem, &register));
            }
            format => {
                let path = Some(target.join(format!("{stem}.{}", format.ending())));
                documents.push(File { path, bytes: written(format, &document, context, job, &mut notes)? });
            }
        }
    }
    documents.append(&mut files);
    Ok(Made { files: documents, missing, notes })
}

/// The pictures of a document as files in a folder beside it; the document then knows where they are.
pub(super) fn drawings(document: &mut Document, beside: &Utf8Path, stem: &str) -> Vec<File> {
    let mut files = Vec::new();
    document.each_block(&mut |block| {
        if let Block::Figure(figure) = block
            && !figure.svg.is_empty()
        {
            let path = format!("{stem}-diagrams/{}.svg", figure.name);
            files.push(File { path: Some(beside.join(&path)), bytes: standalone(figure).into_bytes() });
            figure.file = Some(path);
        }
    });
    files
}

/// A picture alone: its links would lead nowhere.
fn standalone(figure: &Figure) -> String {
    figure.svg.replace("href=\"#", "data-anchor=\"")
}

fn written(
    format: Format,
    document: &Document,
    context: &Context<'_>,
    job: &Job<'_>,
    notes: &mut Vec<String>,
) -> Result<Vec<u8>, Failure> {
    let about = [
        ("profile", job.args.profile.clone()),
        ("date", context.material.date.map(|date| date.to_string()).unwrap_or_default()),
        ("tool", format!("threatline {}", context.material.tool)),
        ("rules", context.material.rules.clone()),
        ("model", context.material.fingerprint.clone()),
    ];
    Ok(match format {
        Format::Md => write::markdown(document).into_bytes(),
        Format::Json => write::document_json(document, &about).into_bytes(),
        Format::Html => {
            write::html(document, &HtmlOptions { generator: format!("threatline {}", context.material.tool) })
                .into_bytes()
        }
        Format::Composer => Composer::of(context).json().into_bytes(),
        Format::Adoc => write::asciidoc(document).into_bytes(),
        Format::Pdf => pdf(document, context, notes)?,
        Format::Csv => {
            // A file for each table; the caller writes them.
            return Err(Failure::Arguments("CSV is a file for each table: name a folder with -o".into()));
        }
    })
}

#[cfg(feature = "pdf")]
fn pdf(document: &Document, context: &Context<'_>, notes: &mut Vec<String>) -> Result<Vec<u8>, Failure> {
    let facts = &context.model.document.facts;
    let imprint = write::Imprint {
        date: context.material.date.map(|date| date.to_string()).unwrap_or_default(),
        author: facts.text("team").or_else(|| facts.text("owner")).unwrap_or_default().to_owned(),
        classification: facts.text("classification").map(crate::base::text::capital).unwrap_or_default(),
        tool: format!("threatline {}", context.material.tool),
    };
    let pdf = write::pdf(document, &imprint)
        .map_err(|reason| Failure::Arguments(format!("the PDF cannot be written: {reason}")))?;
    if !pdf.missing.is_empty() {
        notes.push(format!("PDF: {}", crate::cli::pixels::lacking(&pdf.missing, false)));
    }
    Ok(pdf.bytes)
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Document, _: &Context<'_>, _: &mut Vec<String>) -> Result<Vec<u8>, Failure> {
    Err(Failure::Arguments(super::args::NO_PDF.into()))
}

/// Every table as a file, by its name. Tables of one name, such as those of each threat, are one file, in which a column in front
/// says from which section a row is.
fn tables(document: &Document, target: &Utf8Path, stem: &str) -> Vec<File> {
    let mut files: Vec<(&str, Vec<(String, &Table)>)> = Vec::new();
    for section in document.all_sections() {
        let own =
            section.blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
        for table in own {
            let place = (section.heading(true), table);
            match files.iter_mut().find(|(name, _)| *name == table.id) {
                Some((_, all)) => all.push(place),
                None => files.push((table.id, vec![place])),
            }
        }
    }
    files.into_iter().map(|(_, tables)| table_file(target, stem, &united(&tables))).collect()
}

fn table_file(target: &Utf8Path, stem: &str, table: &Table) -> File {
    let path = target.join(format!("{stem}-tables/{}.csv", table.id));
    File { path: Some(path), bytes: write::csv(table).into_bytes() }
}

/// Several tables with the same columns as one.
fn united(tables: &[(String, &Table)]) -> Table {
    let [(_, first), rest @ ..] = tables else { return Table::new("", "", &[], Vec::new()) };
    if rest.is_empty() {
        return (*first).clone();
    }
    let columns: Vec<Column> =
        std::iter::once(Column::new("section", "Section")).chain(first.columns.clone()).collect();
    let rows = tables.iter().flat_map(|(section, table)| {
        table
            .rows
            .iter()
            .map(move |row| std::iter::once(Cell::from(section.as_str())).chain(row.iter().cloned()).collect())
    });
    Table::new(first.id, first.title.as_str(), &columns, rows.collect())
}
