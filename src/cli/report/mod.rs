//! `threatline report`: the threat model as a document.

mod material;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::exit::{Exit, Failure};
use super::input::{self, Usable};
use super::project::Project;
use super::ui::Ui;
use super::{clock, output};
use crate::base::date::Date;
use crate::report::build::Context;
use crate::report::profile::{Audience, Profile};
use crate::report::{Document, write};

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The model; `-` is standard input. Without one, the root of the project file `threatline.toml`.
    model: Option<Utf8PathBuf>,

    /// Folder to write to, made if it is not there; `-` writes the Markdown alone to standard output. Without it, what the
    /// project file says, else `out`.
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<Utf8PathBuf>,

    /// The profile.
    #[arg(long, default_value = "enterprise")]
    profile: String,

    /// The date of the document; today, or `SOURCE_DATE_EPOCH`, without it.
    #[arg(long, value_name = "DATE", value_parser = clock::parse)]
    date: Option<Date>,
}

pub(super) fn run(args: &ReportArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let Usable { path, outcome, project } = match input::usable(args.model.as_deref(), ui) {
        Ok(usable) => usable,
        Err(exit) => return Ok(exit),
    };
    let profile = Profile::named(&args.profile).ok_or_else(|| Failure::Arguments(format!("no profile {}", args.profile)))?;
    let date = match args.date {
        Some(date) => Some(date),
        None => clock::today()?,
    };
    let material = material::gather(&outcome, project.as_ref(), date);
    let context = Context::new(&outcome.model, &outcome.graph, &outcome.analysis, &material, profile.audience);
    let document: Document = profile.document(&context);
    let text = write::markdown(&document);
    let by_project = || project.as_ref().and_then(Project::out);
    let folder = args.output.clone().or_else(by_project).unwrap_or_else(|| "out".into());
    if folder == "-" {
        ui.result(&text)?;
        return Ok(Exit::Done);
    }
    let file = folder.join(format!("{}.md", input::stem(&path)));
    output::file(&file, text.as_bytes())?;
    ui.note(&format!("wrote {file}"));
    let options = write::HtmlOptions { generator: format!("threatline {}", env!("CARGO_PKG_VERSION")) };
    let file = folder.join(format!("{}.html", input::stem(&path)));
    output::file(&file, write::html(&document, &options).as_bytes())?;
    ui.note(&format!("wrote {file}"));
    let _: Option<(&Utf8Path, Audience)> = None;
    Ok(Exit::Done)
}
