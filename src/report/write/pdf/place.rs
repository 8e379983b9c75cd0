//! The pages of a document, and on which of them something large is legible.

/// A kind of page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Page {
    /// Its name in `pages.typ`.
    pub(super) name: &'static str,
    /// What is free between the margins, in points.
    pub(super) width: f64,
    /// The same of the height, less a heading and a caption.
    pub(super) height: f64,
}

/// What everything is set on, unless it is too large for it.
pub(super) const PORTRAIT: Page = Page { name: "portrait", width: 487.0, height: 640.0 };
/// For wide tables and pictures.
pub(super) const LANDSCAPE: Page = Page { name: "landscape", width: 733.0, height: 400.0 };
const LARGE: Page = Page { name: "large", width: 1082.0, height: 650.0 };
const LARGE_PORTRAIT: Page = Page { name: "large-portrait", width: 733.0, height: 1000.0 };

/// Pages for pictures, the usual ones first.
const PAGES: [Page; 4] = [PORTRAIT, LANDSCAPE, LARGE, LARGE_PORTRAIT];

/// Where a picture of this size stands, and by which factor it is drawn: never larger than `natural`, and on the first page
/// where that is not below `legible`. Where there is no such page, on that on which it is largest.
pub(super) fn picture(width: f64, height: f64, natural: f64, legible: f64) -> (Page, f64) {
    let factor = |page: &Page| natural.min(page.width / width.max(1.0)).min(page.height / height.max(1.0));
    let mut best = (PORTRAIT, factor(&PORTRAIT));
    for page in PAGES {
        let factor = factor(&page);
        if best.1 >= legible {
            break;
        }
        if factor > best.1 {
            best = (page, factor);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_stands_where_it_is_legible() {
        let page = |width, height| picture(width, height, 0.75, 0.45).0.name;
        assert_eq!(page(480.0, 300.0), "portrait");
        assert_eq!(page(1500.0, 700.0), "landscape");
        assert_eq!(page(1600.0, 1200.0), "large");
        assert_eq!(page(900.0, 2000.0), "large-portrait");
        assert_eq!(page(9000.0, 300.0), "large");
    }
}
