//! `threatline report`: the threat model as a document.

mod args;
mod files;
mod help;
mod list;
mod material;
mod place;
mod site;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashSet;

use super::exit::{Exit, Failure};
use super::input::{self, Usable};
use super::project::Project;
use super::ui::Ui;
use super::{clock, output};
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text;
use crate::document::{self, Wanted};
use crate::findings::Finding;
use crate::pipeline::Outcome;
use crate::report::build::{Context, Material};
use crate::report::profile::{Audience, PROFILES, Profile, SHORT};
use crate::report::write::MarkdownOptions;
use crate::report::{self, Document, markers, placeholders, write};

use args::Format;
pub(super) use args::ReportArgs;
use files::File;

pub(super) fn run(args: &ReportArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    if args.list {
        ui.result(&list::listed())?;
        return Ok(Exit::Done);
    }
    place::check(args)?;
    let profile = profile(&args.profile)?;
    let Usable { path, outcome, project } = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable,
        Err(exit) => return Ok(exit),
    };
    let formats = formats(args, project.as_ref())?;
    let mut job = Job { args, profile, path, outcome, project, formats, date: None };
    job.date = job.date()?;
    let files::Made { files, missing, notes } = if let Some(template) = &args.template {
        job.filled(template, ui)?
    } else if args.update.is_empty() {
        job.made()?
    } else {
        job.updated(ui)?
    };
    notes.iter().for_each(|note| ui.note(note));
    let up_to_date = if args.check { check(&files, ui)? } else { job.write(&files, ui).map(|()| true)? };
    let complete = job.complain(&missing, ui);
    Ok(if up_to_date && (complete || !args.strict) { Exit::Done } else { Exit::Gate })
}

/// What a run is about.
struct Job<'a> {
    args: &'a ReportArgs,
    profile: Profile,
    path: Utf8PathBuf,
    outcome: Outcome,
    project: Option<Project>,
    formats: Vec<Format>,
    date: Option<Date>,
}

/// The profile of the tool with this name, or that of a file.
fn profile(name: &str) -> Result<Profile, Failure> {
    if let Some(profile) = Profile::named(name) {
        return Ok(profile);
    }
    let path = Utf8Path::new(name);
    let is_file = name.ends_with(".toml") || name.contains('/');
    if !is_file {
        let hint = text::meant(name, PROFILES.iter().map(|(name, _)| *name));
        return Err(Failure::Arguments(format!(
            "no profile is called `{name}`{hint}; a file with one ends with `.toml`"
        )));
    }
    if !path.exists() {
        let known: Vec<String> = PROFILES.iter().map(|(name, _)| format!("`{name}`")).collect();
        return Err(Failure::Arguments(format!(
            "no file `{path}` with a profile; the profiles of the tool are {}",
            text::and_list(&known)
        )));
    }
    Profile::read(&read(path)?)
        .map_err(|reason| Failure::Arguments(format!("`{path}` is no profile: {}", reason.trim_end())))
}

fn formats(args: &ReportArgs, project: Option<&Project>) -> Result<Vec<Format>, Failure> {
    let stated = || project.map(|project| project.config.formats.as_slice()).unwrap_or_default();
    let mut formats = match args.format.as_slice() {
        [] => stated().iter().filter_map(|word| Format::named(word)).collect(),
        named => named.to_vec(),
    };
    let to_stdout = args.output.as_deref() == Some(Utf8Path::new("-"));
    if args.format.is_empty() && to_stdout {
        formats = vec![Format::Md];
    } else if formats.is_empty() {
        formats = vec![Format::Md, Format::Html];
    }
    let mut seen = Vec::new();
    formats.retain(|format| !seen.contains(format) && (seen.push(*format), true).1);
    if !cfg!(feature = "pdf") && args.format.contains(&Format::Pdf) {
        return Err(Failure::Arguments(args::NO_PDF.into()));
    }
    Ok(formats)
}

impl Job<'_> {
    /// The day of the document. To check whether a document is up to date, the day that it shows.
    fn date(&self) -> Result<Option<Date>, Failure> {
        if let Some(date) = self.args.date {
            return Ok(Some(date));
        }
        if self.args.check && std::env::var_os("SOURCE_DATE_EPOCH").is_none() {
            let shown = self.places().into_iter().filter_map(|path| std::fs::read(path).ok());
            if let Some(date) = shown.into_iter().find_map(|file| date_of(&String::from_utf8_lossy(&file))) {
                return Ok(Some(date));
            }
        }
        clock::today()
    }

    /// The folder that is written to.
    fn folder(&self) -> Utf8PathBuf {
        let by_project = || self.project.as_ref().and_then(Project::out);
        self.args.output.clone().or_else(by_project).unwrap_or_else(|| "out".into())
    }

    /// Where the document lies in each format.
    fn places(&self) -> Vec<Utf8PathBuf> {
        let mut places: Vec<Utf8PathBuf> = self.args.update.clone();
        places.extend(self.args.output.clone());
        let stem = input::stem(&self.path);
        places.extend(self.formats.iter().map(|format| self.folder().join(format!("{stem}.{}", format.ending()))));
        places
    }

    /// The file for a part of the document, where a folder or a file is named.
    fn file_in(&self, path: &Utf8Path, part: &str) -> Utf8PathBuf {
        match path == "-" || Format::of_file(path).is_some() {
            true => path.to_owned(),
            false => path.join(format!("{}-{part}.md", input::stem(&self.path))),
        }
    }

    fn audience(&self) -> Audience {
        self.args.audience.map_or(self.profile.audience, Audience::from)
    }

    fn material(&self) -> Material {
        material::gather(
            &self.outcome,
            self.project.as_ref(),
            &self.path,
            &Wanted {
                date: self.date,
                ascii: self.args.ascii,
                svg: self.draws(),
                dates: self.args.with_dates,
                signs: !self.args.no_emoji,
                public: self.audience() == Audience::Public,
            },
        )
    }

    /// Whether a vector drawing goes anywhere; sections and templates have pictures in characters, and sites where
    /// nothing but 7-bit characters is asked for.
    fn draws(&self) -> bool {
        let args = self.args;
        if args.split.is_some() {
            return !args.ascii;
        }
        let text_only = args.section.is_some() || args.template.is_some() || !args.update.is_empty();
        let drawn = |format: &Format| matches!(format, Format::Md | Format::Html | Format::Adoc | Format::Pdf);
        !text_only && self.formats.iter().any(drawn)
    }

    fn context<'m>(&'m self, material: &'m Material) -> Context<'m> {
        document::context(&self.outcome, material, self.audience())
    }

    /// The whole document, unless its profile names columns that there are not.
    fn document(&self, context: &Context<'_>) -> Result<Document, Failure> {
        match self.profile.unknown_columns(context) {
            unknown if unknown.is_empty() => Ok(self.profile.document(context)),
            unknown => Err(Failure::Arguments(format!("`{}`: {}", self.args.profile, unknown.join("; ")))),
        }
    }

    /// The files of the document.
    fn made(&self) -> Result<files::Made, Failure> {
        let material = self.material();
        let context = self.context(&material);
        let mut document = self.document(&context)?;
        if let Some(name) = &self.args.section {
            let mut document = self.section(&document, name).map_err(Failure::Arguments)?;
            document.keep_links(&document.anchors().into_iter().collect());
            let text = write::markdown(&document).trim_start().to_owned();
            return Ok(files::Made::one(
                self.args.output.as_deref().map(|path| self.file_in(path, name)),
                text,
                &document,
            ));
        }
        match self.args.split {
            Some(site) => Ok(site::files(site, &mut document, &self.folder(), input::stem(&self.path))),
            None => files::files(self, &context, document),
        }
    }

    /// A section of the document, by its anchor or short name.
    fn section(&self, document: &Document, name: &str) -> Result<Document, String> {
        let anchor = SHORT.iter().find(|(short, _)| *short == name).map_or(name, |(_, anchor)| *anchor);
        document.section(anchor).ok_or_else(|| self.no_section(name, anchor))
    }

    /// Says that a section is not there, and where it is.
    fn no_section(&self, name: &str, anchor: &str) -> String {
        let has = |profile: &Profile, anchor: &str| profile.anchors().iter().any(|known| known == anchor);
        let others = PROFILES.iter().map(|(name, _)| *name);
        let others: Vec<String> = others
            .filter(|name| Profile::named(name).is_some_and(|profile| has(&profile, anchor)))
            .map(|name| format!("`--profile {name}`"))
            .collect();
        if !others.is_empty() {
            return format!("the document has no section `{name}`: it is in that of {}", text::or_list(&others));
        }
        let anchors = self.profile.anchors();
        let short = SHORT.iter().filter(|(_, anchor)| has(&self.profile, anchor)).map(|(short, _)| *short);
        match text::did_you_mean(name, anchors.iter().map(String::as_str).chain(short)) {
            Some(near) => format!("the document has no section `{name}`; did you mean `{near}`?"),
            None => format!("the document has no section `{name}`; `threatline report --list` names those it has"),
        }
    }

    /// Documents of the author's with their marked parts made anew.
    fn updated(&self, ui: &mut Ui) -> Result<files::Made, Failure> {
        let material = self.material();
        let document = self.document(&self.context(&material))?;
        let mut made = files::Made::default();
        for path in &self.args.update {
            let text = read(path)?;
            let marked = markers::sections(&text);
            if marked.is_empty() && !text.contains("threatline:") {
                return Err(Failure::Arguments(format!(
                    "`{path}` has no marks: write `<!-- threatline:begin flows -->` and `<!-- threatline:end -->`, each on a \
                     line of its own, where that section is to stand"
                )));
            }
            // A link may lead to any section that the same file has.
            let picked = marked.iter().filter_map(|name| self.section(&document, name).ok());
            let targets = picked.flat_map(|section| section.anchors()).collect();
            let mut taken = FxHashSet::default();
            let mut make = |place: markers::Place<'_>| {
                let mut document = self.section(&document, place.section)?;
                made.missing.extend(document.missing().into_iter().cloned());
                document.keep_links(&targets);
                document.take_anchors(&mut taken);
                document.each_section(&mut |section| section.number.clear());
                Ok(write::markdown_with(
                    &document,
                    &MarkdownOptions { level: place.level, ..MarkdownOptions::default() },
                ))
            };
            let (text, problems) = markers::update(&text, &mut make);
            self.report_problems(path, &problems, ui)?;
            made.files.push(File { path: Some(path.clone()), bytes: text.into_bytes() });
        }
        Ok(made)
    }

    /// A template with its placeholders filled in.
    fn filled(&self, template: &Utf8Path, ui: &mut Ui) -> Result<files::Made, Failure> {
        let material = self.material();
        let context = self.context(&material);
        let (text, problems) = placeholders::fill(&read(template)?, &context);
        for problem in &problems {
            ui.note(&format!("{template}:{}: {}", problem.line, problem.message));
        }
        if self.args.strict && !problems.is_empty() {
            let count = text::count(problems.len(), "placeholder", "placeholders");
            return Err(Failure::Arguments(format!("`{template}`: {count} cannot be filled in")));
        }
        let path = place::of_template(template, self.args.output.as_deref())?;
        Ok(files::Made { files: vec![File { path, bytes: text.into_bytes() }], ..files::Made::default() })
    }

    fn report_problems(&self, path: &Utf8Path, problems: &[markers::Problem], ui: &mut Ui) -> Result<(), Failure> {
        for problem in problems {
            ui.note(&format!("{path}:{}: {}", problem.line, problem.message));
        }
        match problems.len() {
            0 => Ok(()),
            count => Err(Failure::Arguments(format!(
                "`{path}` is not changed: {}",
                text::count(count, "mark does not fit", "marks do not fit")
            ))),
        }
    }

    fn write(&self, files: &[File], ui: &mut Ui) -> Result<(), Failure> {
        for file in files {
            match &file.path {
                Some(path) if path != "-" => {
                    let same = std::fs::read(path).is_ok_and(|known| known == file.bytes);
                    if !same {
                        output::file(path, &file.bytes)?;
                    }
                    ui.note(&format!("{} {path}", if same { "already up to date:" } else { "wrote" }));
                }
                _ => ui.bytes(&file.bytes)?,
            }
        }
        Ok(())
    }

    /// Says which texts are missing; whether none is.
    fn complain(&self, missing: &[report::Missing], ui: &mut Ui) -> bool {
        if missing.is_empty() {
            return true;
        }
        if self.args.strict {
            // The keyword: the statement may be long.
            let keyword = |span: Span| Span { end: span.end.min(span.start.saturating_add(5)), ..span };
            let at_model = self.outcome.model.document.span.map(keyword);
            let found = missing.iter().map(|missing| {
                let message = format!("the document says {}", missing.mark());
                let diagnostic =
                    match missing.span.filter(|span| Some(*span) != self.outcome.model.document.span).or(at_model) {
                        Some(span) => Diagnostic::warning("W0004", span, message),
                        None => Diagnostic::general(crate::base::diagnostic::Level::Warning, "W0004", message),
                    };
                Finding::from(diagnostic.help(missing.help))
            });
            ui.diagnostic(&input::shown(&self.outcome.sources, found.collect()));
        } else {
            let texts = text::count(missing.len(), "text that only you can write", "texts that only you can write");
            ui.note(&format!("{texts} missing: marked as TODO in the document; `--strict` lists each with its place"));
        }
        false
    }
}

fn read(path: &Utf8Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|reason| Failure::Read { path: path.to_owned(), reason: reason.to_string() })
}

/// Whether files on disk are what would be written; prints what differs.
fn check(files: &[File], ui: &mut Ui) -> Result<bool, Failure> {
    let mut same = true;
    for file in files {
        let Some(path) = file.path.as_deref().filter(|path| *path != "-") else {
            return Err(Failure::Arguments("--check compares with files: name where they lie with -o".into()));
        };
        if !path.exists() {
            ui.note(&format!("`{path}` does not exist"));
            same = false;
            continue;
        }
        let known = std::fs::read(path).unwrap_or_default();
        if known == file.bytes {
            continue;
        }
        same = false;
        match (std::str::from_utf8(&known), std::str::from_utf8(&file.bytes)) {
            (Ok(old), Ok(new)) => {
                let name = path.as_str();
                let diff = similar::TextDiff::from_lines(old, new);
                ui.result(
                    &diff.unified_diff().context_radius(1).header(name, &format!("{name} (up to date)")).to_string(),
                )?;
            }
            _ => ui.result(&format!("{path} differs\n"))?,
        }
    }
    if !same {
        ui.note("the document is not up to date: write it again");
    }
    Ok(same)
}

/// The first date behind the word `Date` in a document; in a PDF, that of its properties.
fn date_of(text: &str) -> Option<Date> {
    let (_, rest) = text.split_once(if text.starts_with("%PDF-") { "CreateDate>" } else { "Date" })?;
    let near: String = rest.chars().take(200).collect();
    (0..near.len()).filter_map(|at| near.get(at..at + 10)).find_map(Date::parse)
}
