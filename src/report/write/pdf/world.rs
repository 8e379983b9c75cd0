//! All that Typst can see: one source, one file with data, and the embedded fonts. No disk, no network, no clock.

use std::collections::BTreeSet;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use unicode_width::UnicodeWidthChar as _;

use crate::base::font::{BOLD, REGULAR};

/// DejaVu Sans Mono, for code and pictures in characters; its licence is that of `src/base/fonts`.
const MONO: &[u8] = include_bytes!("fonts/DejaVuSansMono.ttf");
/// How the parts of a document are set.
const PAGES: &str = include_str!("pages.typ");

/// The sources of a document.
pub(super) struct Pages {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    data: (FileId, Bytes),
}

impl Pages {
    /// The pages of this document, given as JSON.
    pub(super) fn new(json: String) -> Result<Self, String> {
        let fonts: Vec<Font> =
            [REGULAR, BOLD, MONO].into_iter().flat_map(|bytes| Font::iter(Bytes::new(bytes))).collect();
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(file("pages.typ")?, PAGES.to_owned()),
            data: (file("document.json")?, Bytes::from_string(json)),
        })
    }
}

/// The characters of a text that the fonts lack, each once. Those that `pages.typ` names have a sign that stands for them.
pub(super) fn missing(text: &str) -> Vec<char> {
    let faces: Vec<_> = [REGULAR, MONO].iter().filter_map(|bytes| ttf_parser::Face::parse(bytes, 0).ok()).collect();
    let letters: BTreeSet<char> = text.chars().filter(|c| c.width().unwrap_or(0) > 0 && !PAGES.contains(*c)).collect();
    letters.into_iter().filter(|&c| faces.iter().all(|face| face.glyph_index(c).is_none())).collect()
}

fn file(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|error| error.to_string())?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

fn unknown(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl World for Pages {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(unknown(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(unknown(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
