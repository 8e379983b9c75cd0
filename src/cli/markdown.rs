//! `threatline diagram --markdown`: diagrams in Markdown documents, drawn anew from the models that the documents hold or name.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::args::{DiagramArgs, DiagramFormat};
use super::diagram::{Look, draw};
use super::exit::{Exit, Failure};
use super::project::Project;
use super::ui::Ui;
use super::{input, output, views};
use crate::base::diagnostic::Diagnostic;
use crate::base::files::Files;
use crate::base::source::{FileId, SourceMap};
use crate::base::text;
use crate::findings::Finding;
use crate::markdown::{self, Block, Form, Picture, Source, Wish};
use crate::pipeline::{Options, Outcome};

/// Which form stands for which format. Others have no place in a document.
const FORMS: &[(Form, DiagramFormat)] = &[
    (Form::Text, DiagramFormat::Text),
    (Form::Ascii, DiagramFormat::Ascii),
    (Form::Svg, DiagramFormat::Svg),
    (Form::Png, DiagramFormat::Png),
    (Form::Mermaid, DiagramFormat::Mermaid),
    (Form::D2, DiagramFormat::D2),
    (Form::Dot, DiagramFormat::Dot),
    (Form::PlantUml, DiagramFormat::PlantUml),
];

/// A byte order mark.
const MARK: &str = "\u{feff}";

/// What has been done so far.
#[derive(Default)]
struct Count {
    changed: usize,
    failed: usize,
    /// The pictures of all documents.
    pictures: BTreeMap<Utf8PathBuf, Vec<u8>>,
}

/// Handles every document, whatever happens to another; the worst code wins.
pub(super) fn run(args: &DiagramArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let form = match args.format {
        None => Form::Text,
        Some(format) => FORMS.iter().find(|row| row.1 == format).map(|row| row.0).ok_or_else(|| {
            let words: Vec<&str> = Form::ALL.iter().map(|row| row.0).collect();
            Failure::Arguments(format!("a document holds no diagram in this format: use {}", text::or_list(&words)))
        })?,
    };
    let mut count = Count::default();
    for path in &args.markdown {
        if let Err(failure) = document(path, args, form, &mut count, ui) {
            ui.failure(&failure);
            count.failed += 1;
        }
    }
    ui.note(&summary(args, &count));
    Ok(match count {
        Count { failed: 1.., .. } => Exit::Unable,
        Count { changed: 1.., .. } if args.check => Exit::Gate,
        _ => Exit::Done,
    })
}

fn document(path: &Utf8Path, args: &DiagramArgs, form: Form, count: &mut Count, ui: &mut Ui) -> Result<(), Failure> {
    let mut document = Document::open(path, args, form, ui)?;
    match document.draw(ui)? {
        Some(drawn) => {
            for (path, bytes) in &drawn.files {
                if count.pictures.get(path).is_some_and(|other| other != bytes) {
                    let message = format!("another document has another picture `{path}`: give one of them a `name=`");
                    return Err(Failure::Arguments(message));
                }
            }
            document.finish(&drawn, args.check, count, ui)?;
            count.pictures.extend(drawn.files);
        }
        None => count.failed += 1,
    }
    Ok(())
}

/// `1 of 2 documents written`
fn summary(args: &DiagramArgs, count: &Count) -> String {
    let all = text::count(args.markdown.len(), "document", "documents");
    let changed = if args.check { "not up to date" } else { "written" };
    match (count.changed, count.failed) {
        (0, 0) => format!("{all}, nothing to change"),
        (0, failed) => format!("{failed} of {all} failed"),
        (changes, 0) => format!("{changes} of {all} {changed}"),
        (changes, failed) => format!("{changes} of {all} {changed}, {failed} failed"),
    }
}

/// A document with the models that it shows.
struct Document<'a> {
    path: &'a Utf8Path,
    /// Its byte order mark, if it has one.
    mark: &'static str,
    sources: SourceMap,
    file: FileId,
    /// How its diagrams look where they say nothing about it.
    look: Look,
    level: Option<u8>,
    form: Form,
    /// The models that it names, each read once.
    models: BTreeMap<Utf8PathBuf, Option<Outcome>>,
    /// The model of the fence that is being drawn.
    fence: Option<Outcome>,
    project: Option<Project>,
}

/// A diagram, and what it shows in words.
struct Shown {
    form: Form,
    bytes: Vec<u8>,
    description: String,
}

/// A document as it should be, and the pictures beside it.
struct Drawn {
    text: String,
    files: BTreeMap<Utf8PathBuf, Vec<u8>>,
}

impl<'a> Document<'a> {
    fn open(path: &'a Utf8Path, args: &DiagramArgs, form: Form, ui: &mut Ui) -> Result<Self, Failure> {
        let project = Project::of(Some(path));
        if let Some(project) = project.as_ref().filter(|project| !project.is_usable()) {
            ui.diagnostic(&input::shown(&project.sources, findings(project.diagnostics.clone())));
        }
        let named = if path == "-" { Utf8Path::new(input::STDIN) } else { path };
        let bytes = input::files([path]).read(named, Options::default().limits.bytes);
        let bytes = bytes.map_err(|error| unreadable(named, &super::project::reason(error)))?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable(named, "it is not UTF-8"))?;
        let (mark, text) = text.strip_prefix(MARK).map_or(("", text.as_str()), |rest| (MARK, rest));
        let mut sources = SourceMap::default();
        let file = sources.add(named, text);
        let (look, level) = (Look::of(args, DiagramFormat::Text), args.what.level);
        Ok(Self { path, mark, sources, file, look, level, form, models: BTreeMap::new(), fence: None, project })
    }

    fn text(&self) -> &str {
        &self.sources.file(self.file).text
    }

    /// Draws everything that the document asks for; `None` where something is wrong, which is then printed.
    fn draw(&mut self, ui: &mut Ui) -> Result<Option<Drawn>, Failure> {
        let (blocks, found) = markdown::read(&self.sources, self.file);
        let mut fine = !found.iter().any(Diagnostic::is_error);
        ui.diagnostic(&input::shown(&self.sources, findings(found)));
        let (mut pictures, mut files, mut taken) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for (number, block) in blocks.iter().enumerate() {
            let Some(Shown { form, bytes, description }) = self.block(block, ui)? else {
                fine = false;
                continue;
            };
            let Some(extension) = form.extension() else {
                pictures.push(Picture::Text(form, String::from_utf8_lossy(&bytes).into_owned()));
                continue;
            };
            let name = self.file_name(block, number, extension, &bytes, &mut taken);
            pictures.push(Picture::File { path: name.clone(), description });
            files.insert(self.folder().join(name), bytes);
        }
        let text = markdown::write(self.text(), &blocks, &pictures);
        Ok(fine.then_some(Drawn { text, files }))
    }

    /// One diagram; `None` where something is wrong with it, which is then printed.
    fn block(&mut self, block: &Block, ui: &mut Ui) -> Result<Option<Shown>, Failure> {
        let form = block.wish.form.unwrap_or(self.form);
        if self.path == "-" && form.extension().is_some() {
            let message = "a document from standard input has no folder for the file of a picture";
            let help = "write `format=text` or `format=mermaid`, or name the document";
            self.wrong(Diagnostic::error("E0412", block.span, message).help(help), ui);
            return Ok(None);
        }
        let look = look(&self.look, &block.wish, form);
        let (view, level) = (block.wish.view.clone(), block.wish.level.or(self.level));
        let picture =
            match self.model(block, ui).map(|outcome| views::named(outcome, view.as_deref(), level, look.threats)) {
                None => return Ok(None),
                Some(Ok(picture)) => picture,
                Some(Err(message)) => {
                    self.wrong(Diagnostic::error("E0412", block.span, message), ui);
                    return Ok(None);
                }
            };
        let bytes = draw(&picture, &look, ui)?;
        Ok(Some(Shown { form, bytes, description: picture.described() }))
    }

    fn wrong(&self, diagnostic: Diagnostic, ui: &mut Ui) {
        ui.diagnostic(&input::shown(&self.sources, findings(vec![diagnostic])));
    }

    /// The model of a diagram; what is wrong with it is printed.
    fn model(&mut self, block: &Block, ui: &mut Ui) -> Option<&Outcome> {
        match &block.model {
            // What is wrong names lines of the document.
            Source::Fence(lines) => {
                self.fence = self.fence(&markdown::mask(self.text(), lines), ui);
                self.fence.as_ref()
            }
            Source::File(name) => {
                let path = self.folder().join(name);
                self.file(&path, ui);
                if self.models.get(&path).is_none_or(Option::is_none) {
                    let message = format!("`{name}` cannot be drawn, because it cannot be read or has errors");
                    self.wrong(Diagnostic::error("E0412", block.span, message), ui);
                }
                self.models.get(&path).and_then(Option::as_ref)
            }
        }
    }

    /// The model of a fence, whose lines are where they are in the document.
    fn fence(&self, model: &str, ui: &mut Ui) -> Option<Outcome> {
        let mut files = input::files([]);
        let path = &self.sources.file(self.file).path;
        files.insert(path.clone(), model.as_bytes());
        let named = if self.path == "-" { self.path } else { path };
        input::usable_among(&files, named, self.project.as_ref(), ui).ok()
    }

    /// Reads a model that the document names, unless it is read already.
    fn file(&mut self, path: &Utf8Path, ui: &mut Ui) {
        if !self.models.contains_key(path) {
            let project = Project::of(Some(path)).filter(Project::is_usable);
            let outcome = input::usable_among(&input::files([]), path, project.as_ref(), ui).ok();
            self.models.insert(path.to_owned(), outcome);
        }
    }

    /// The folder of the document.
    fn folder(&self) -> &Utf8Path {
        Some(self.path).filter(|path| *path != "-").and_then(Utf8Path::parent).unwrap_or(Utf8Path::new(""))
    }

    /// The name of a picture's file: that of the document and of what is shown. Only equal pictures share one.
    fn file_name(
        &self,
        block: &Block,
        number: usize,
        extension: &str,
        bytes: &[u8],
        taken: &mut BTreeMap<String, Vec<u8>>,
    ) -> String {
        let document = input::stem(self.path);
        let shown = match (&block.wish.name, &block.model) {
            (Some(name), _) => name.clone(),
            (None, Source::Fence(_)) => format!("{document}-{}", number + 1),
            (None, Source::File(model)) => {
                let mut name = format!("{document}-{}", input::stem(Utf8Path::new(model)));
                let view = block.wish.view.as_deref().map(text::slug);
                let level = block.wish.level.map(|level| format!("level-{level}"));
                view.into_iter().chain(level).for_each(|part| name.push_str(&format!("-{part}")));
                name
            }
        };
        let numbered = (2..).map(|n: usize| format!("{shown}-{n}.{extension}"));
        let mut names = std::iter::once(format!("{shown}.{extension}")).chain(numbered);
        let name = names.find(|name| taken.get(name).is_none_or(|other| other == bytes)).unwrap_or_default();
        taken.insert(name.clone(), bytes.to_vec());
        name
    }

    /// Writes what has changed, or says that something would.
    fn finish(&self, drawn: &Drawn, check: bool, count: &mut Count, ui: &mut Ui) -> Result<(), Failure> {
        let disk = input::files([]);
        let limit = drawn.files.values().map(Vec::len).max().unwrap_or(0);
        let stale: BTreeSet<&Utf8PathBuf> = drawn
            .files
            .iter()
            .filter(|(path, bytes)| disk.read(path, limit).ok().as_ref() != Some(bytes))
            .map(|(path, _)| path)
            .collect();
        let differs = drawn.text != self.text();
        count.changed += usize::from(differs || !stale.is_empty());
        if check {
            let name = self.sources.file(self.file).path.clone();
            let mut stale = stale.into_iter().chain(differs.then_some(&name));
            return stale.try_for_each(|path| ui.result(&format!("{path}\n")));
        }
        if self.path == "-" {
            return ui.result(&format!("{}{}", self.mark, drawn.text));
        }
        for path in stale {
            output::file(path, drawn.files.get(path).map_or(&[], Vec::as_slice))?;
            ui.result(&format!("{path}\n"))?;
        }
        if differs {
            output::replace(self.path, format!("{}{}", self.mark, drawn.text).as_bytes())?;
            ui.result(&format!("{}\n", self.path))?;
        }
        Ok(())
    }
}

/// How a diagram looks: as it says itself, else as the options say.
fn look(options: &Look, wish: &Wish, form: Form) -> Look {
    Look {
        format: FORMS.iter().find(|row| row.0 == form).map_or(DiagramFormat::Text, |row| row.1),
        // The document says what it is about.
        title: wish.title.unwrap_or(false),
        legend: wish.legend.unwrap_or(options.legend),
        ..options.clone()
    }
}

fn findings(diagnostics: Vec<Diagnostic>) -> Vec<Finding> {
    diagnostics.into_iter().map(Finding::from).collect()
}

fn unreadable(path: &Utf8Path, reason: &str) -> Failure {
    Failure::Read { path: path.to_owned(), reason: reason.to_owned() }
}
