//! Models of other tools, read into `.threat` text: `threatline import`.
//!
//! Each format has a reader that makes a [`Draft`]: zones, elements, flows and what else the source says, by the source's own
//! keys. One writer makes text of drafts, one table of words guesses types, one report says what was lost.
//!
//! | file | what |
//! |---|---|
//! | `draft` | the model between source and text |
//! | `guess` | what names, technologies and labels tell |
//! | `names` | names for what is written |
//! | `tidy` | what is left out whatever the format |
//! | `write` | the text |
//! | `loss` | what was guessed, kept as text, or left out |
//! | `ours` | what our own exports keep in attributes of other formats |
//! | `json`, `yaml` | what readers of JSON and YAML share |
//! | `hcl_lines` | lines of blocks of HCL |
//! | `xml`, `html` | trees of XML, texts of labels that are HTML |
//! | `braces` | statements of languages with braces |
//! | `nesting` | what becomes of elements that others lie in |
//! | `encoding` | the text of a file |
//! | `folder` | other files that belong to a source |
//! | `addresses` | which services settings name |
//! | `geometry` | zones of drawings: which box contains what |
//! | `diagram`, `markup`, `c4` | what readers of diagrams that are text share |
//! | `own` | our own JSON, which is the language already |
//! | the others | a format each |

mod addresses;
mod braces;
mod c4;
mod compose;
mod cyclonedx;
mod d2;
mod diagram;
mod dot;
mod draft;
mod drawio;
mod encoding;
mod folder;
mod geometry;
mod guess;
mod hcl_lines;
mod html;
mod json;
mod kubernetes;
mod likec4;
mod loss;
mod markup;
mod mermaid;
mod names;
mod nesting;
mod otm;
mod ours;
mod own;
mod plantuml;
mod pytm;
mod structurizr;
mod threagile;
pub(crate) mod threagile_words;
mod threat_composer;
mod threat_dragon;
mod threatcl;
mod tictaac;
mod tidy;
mod tm7;
mod tm_library;
mod write;
mod xml;
mod yaml;

pub use draft::{Draft, Fact, Flow, Item, Key, Value, Written};
pub use encoding::decode;
pub use folder::Folder;
pub use loss::{How, Loss};

/// A format that can be read.
pub struct Reader {
    /// The word for `--from`.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Endings of its files, without dot.
    pub endings: &'static [&'static str],
    /// Whether a text is of this format, as far as a look tells.
    pub recognises: fn(&str) -> bool,
    /// Reads it.
    pub read: fn(&str) -> Result<Draft, Refusal>,
}

/// Why a source cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in a clause that starts with a small letter.
    pub message: String,
    /// The line of the source, from 1; 0 where lines say nothing.
    pub line: usize,
}

/// A model in the language, with what became of the source.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The model, formatted.
    pub text: String,
    /// What was taken over and what was not, for people.
    pub report: String,
    /// The report for programs.
    pub data: serde_json::Value,
    /// What was not taken over as it was.
    pub losses: Vec<Loss>,
    /// Files that the model includes or uses, by their paths as seen from its folder.
    pub beside: Vec<(String, String)>,
    /// Its lock.
    pub lock: Option<String>,
}

/// All formats; of several that recognise a text, the first.
pub const READERS: &[Reader] = &[
    own::READER,
    threat_dragon::READER,
    otm::READER,
    cyclonedx::READER,
    pytm::READER,
    drawio::READER,
    tm7::READER,
    structurizr::DSL,
    structurizr::JSON,
    mermaid::READER,
    d2::READER,
    threagile::READER,
    threat_composer::READER,
    tm_library::READER,
    threatcl::READER,
    tictaac::READER,
    compose::READER,
    kubernetes::READER,
    plantuml::READER,
    dot::READER,
    likec4::READER,
];

/// Reads a source with others of its folder.
type ReadInFolder = fn(&str, &Folder<'_>) -> Result<Draft, Refusal>;

/// Formats whose models may lie in several files.
const IN_FOLDERS: &[(&str, ReadInFolder)] =
    &[("structurizr", structurizr::read_in_folder), ("likec4", likec4::read_in_folder)];

impl Refusal {
    /// Without a line.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), line: 0 }
    }
}

/// The format of this name.
pub fn named(name: &str) -> Option<&'static Reader> {
    READERS.iter().find(|reader| reader.name == name)
}

/// The format of a file, by its text, and by its ending where several take the text.
pub fn detect(path: &str, text: &str) -> Option<&'static Reader> {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let recognise = |reader: &&Reader| (reader.recognises)(text);
    let mut known = READERS.iter().filter(recognise);
    let first = known.next()?;
    let by_ending = std::iter::once(first).chain(known).find(|reader| reader.endings.contains(&ending));
    Some(by_ending.unwrap_or(first))
}

/// Reads a source. `path` is how people call it.
///
/// # Errors
///
/// Where nothing of it can be understood: it is no file of the format, or is cut off.
pub fn import(reader: &Reader, path: &str, text: &str) -> Result<Imported, Refusal> {
    imported(reader, path, (reader.read)(text)?)
}

/// Reads a source with those files of its folder that belong to it.
///
/// # Errors
///
/// As [`import`].
pub fn import_in_folder(reader: &Reader, path: &str, text: &str, folder: &Folder<'_>) -> Result<Imported, Refusal> {
    match IN_FOLDERS.iter().find(|(name, _)| *name == reader.name) {
        Some((_, read)) => {
            let mut draft = read(text, folder)?;
            draft.files = folder.were_read();
            imported(reader, path, draft)
        }
        None => import(reader, path, text),
    }
}

fn imported(reader: &Reader, path: &str, mut draft: Draft) -> Result<Imported, Refusal> {
    if let Some(Written { root, beside, lock }) = draft.written.take() {
        let report = loss::report_of_files(path, beside.len() + 1, lock.is_some());
        draft.files = beside.iter().map(|(path, _)| path.clone()).collect();
        let data = loss::data(path, reader.name, &draft);
        return Ok(Imported { text: root, report, data, losses: Vec::new(), beside, lock });
    }
    if draft.title.trim().is_empty() {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        draft.title = name.split('.').next().unwrap_or(name).to_owned();
    }
    tidy::tidy(&mut draft);
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let text = write::write(&mut draft, &format!("{name} ({})", reader.title));
    let (report, data) = (loss::report(path, &draft), loss::data(path, reader.name, &draft));
    Ok(Imported { text, report, data, losses: draft.losses, beside: Vec::new(), lock: None })
}

/// Whether anything is not in the model at all.
pub fn anything_dropped(imported: &Imported) -> bool {
    loss::anything_dropped(&imported.losses)
}
