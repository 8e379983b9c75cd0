//! The colours, as data, and the style sheet made from them.
//!
//! Colours stand literally in the classes: rasterisers paint CSS variables black. The dark ones override the light ones
//! in a media query for screens; another one for paper leaves out every fill. Rasterisers skip both.

use std::fmt::Write as _;

use crate::base::font::{FAMILY_STACK, Weight};
use crate::scene::TextRole;

/// Colours of a picture.
pub(super) struct Theme {
    /// Behind everything.
    pub page: &'static str,
    /// Names and titles.
    pub ink: &'static str,
    /// Second lines and legend.
    pub muted: &'static str,
    /// Trust boundaries and the titles of their zones.
    pub boundary: &'static str,
    /// Fills of zones by nesting depth, repeating.
    pub zones: [&'static str; ZONE_TINTS],
    /// Borders of elements.
    pub edge: &'static str,
    /// Fill of processes and stores.
    pub element: &'static str,
    /// Fill of actors and external entities.
    pub outside: &'static str,
    /// Fill of an opened process.
    pub composite: &'static str,
    /// Lines and labels of flows, repeating.
    pub flows: [&'static str; FLOW_HUES],
    /// Flows with data of class high.
    pub high: &'static str,
    /// Flows with data of class critical.
    pub critical: &'static str,
    /// What is new, gone, and otherwise between two versions.
    pub marks: [&'static str; 3],
}

/// Number of fills that zones take in turn.
pub(super) const ZONE_TINTS: usize = 3;
/// Number of colours that flows take in turn.
pub(super) const FLOW_HUES: usize = 6;

/// On white, for screens and paper.
pub(super) static LIGHT: Theme = Theme {
    page: "#ffffff",
    ink: "#1b1f24",
    muted: "#555c66",
    boundary: "#b3261e",
    zones: ["#f0f5ff", "#eff8f1", "#fff8ea"],
    edge: "#30363d",
    element: "#ffffff",
    outside: "#e9ebee",
    composite: "#f8f9fb",
    flows: ["#1f5591", "#1d6b3c", "#6b3392", "#46519b", "#0d6a74", "#4d5663"],
    high: "#9c4a00",
    critical: "#b00020",
    marks: ["#116329", "#b3261e", "#8a4600"],
};

/// On near black.
pub(super) static DARK: Theme = Theme {
    page: "#14171c",
    ink: "#e8eaed",
    muted: "#aab2bd",
    boundary: "#f28b82",
    zones: ["#19212f", "#18271f", "#2a2518"],
    edge: "#c3cad3",
    element: "#20252d",
    outside: "#343a43",
    composite: "#1d2229",
    flows: ["#8ab4f8", "#81c995", "#cf9bfa", "#aab2ff", "#6fcfd6", "#b4bcc8"],
    high: "#ffb457",
    critical: "#ff7b7b",
    marks: ["#7ee787", "#ff8f87", "#ffc266"],
};

/// On paper: no ink but for lines and letters.
static PAPER: Theme = Theme {
    page: "#ffffff",
    ink: "#000000",
    muted: "#000000",
    boundary: "#000000",
    zones: ["none", "none", "none"],
    edge: "#000000",
    element: "#ffffff",
    outside: "#ffffff",
    composite: "none",
    flows: ["#000000", "#000000", "#000000", "#000000", "#000000", "#000000"],
    high: "#000000",
    critical: "#000000",
    marks: ["#000000", "#000000", "#000000"],
};

/// The style sheet: shapes, the colours of `base`, those of `dark` for screens that ask for them, and those of paper. With
/// `marks`, those of what differs between two versions.
pub(super) fn stylesheet(base: &Theme, dark: Option<&Theme>, marks: bool) -> String {
    let mut css = shapes();
    if marks {
        MARKS.iter().for_each(|(selector, declarations)| rule(&mut css, selector, declarations));
    }
    let colours = |css: &mut String, theme: &Theme| {
        colours(css, theme);
        if marks {
            colours_of_marks(css, theme);
        }
    };
    colours(&mut css, base);
    if let Some(dark) = dark {
        css.push_str("@media screen and (prefers-color-scheme: dark) {\n");
        colours(&mut css, dark);
        css.push_str("}\n");
    }
    css.push_str("@media print {\n");
    colours(&mut css, &PAPER);
    css.push_str("}\n");
    css
}

/// What differs between two versions is heavier, and what is gone is dashed: signs that need no colour.
const MARKS: [(&str, &str); 6] = [
    (".added > .edge", "stroke-width: 2.5"),
    (".added .line", "stroke-width: 2.75"),
    (".removed > .edge", "stroke-width: 1.75; stroke-dasharray: 3 4"),
    (".removed .line", "stroke-width: 1.75; stroke-dasharray: 3 4"),
    (".changed > .edge", "stroke-width: 2"),
    (".changed .line", "stroke-width: 2"),
];

/// What is the same in both versions steps back.
fn colours_of_marks(css: &mut String, theme: &Theme) {
    let hues = (0..FLOW_HUES).map(|hue| format!("hue-{hue}"));
    for class in hues.chain(["high".to_owned(), "critical".to_owned()]) {
        flow(css, &class, theme.muted);
    }
    rule(css, ".zone .edge", &format!("stroke: {}", theme.muted));
    rule(css, ".zone-title", &format!("fill: {}", theme.muted));
    for (class, colour) in ["added", "removed", "changed"].into_iter().zip(theme.marks) {
        rule(css, &format!(".{class} > .edge"), &format!("stroke: {colour}"));
        rule(css, &format!(".{class} > .name"), &format!("fill: {colour}; font-weight: bold"));
        rule(css, &format!(".{class} > .zone-title"), &format!("fill: {colour}"));
        flow(css, class, colour);
    }
}

/// Everything but colour. Each rule is bound to `.threatline`, so that a picture inside a page leaves the page alone.
fn shapes() -> String {
    let mut css = format!(".threatline text {{ font-family: {FAMILY_STACK}; stroke: none; }}\n");
    let texts = [
        ("zone-title", TextRole::ZoneTitle),
        ("name", TextRole::Name),
        ("detail", TextRole::Detail),
        ("label", TextRole::FlowLabel),
    ];
    for (class, role) in texts {
        let (size, weight) = role.font();
        let weight = if weight == Weight::Bold { "bold" } else { "normal" };
        rule(&mut css, &format!(".{class}"), &format!("font-size: {size}px; font-weight: {weight}"));
    }
    for (selector, declarations) in SHAPES {
        rule(&mut css, selector, declarations);
    }
    css
}

const SHAPES: [(&str, &str); 16] = [
    (".heading", "font-size: 16px; font-weight: bold"),
    (".legend text", "font-size: 11px"),
    (".edge", "stroke-width: 1"),
    (".zone .edge", "stroke-dasharray: 6 4"),
    (".inner", "fill: none; stroke-width: 1"),
    (".closed .name", "font-size: 12px; font-weight: bold"),
    (".actor .edge", "stroke-width: 2"),
    (".bar", "fill: none; stroke-width: 1"),
    (".person", "stroke: none"),
    (".line", "fill: none; stroke-width: 1.25"),
    (".head", "stroke: none"),
    (".high .line", "stroke-width: 2.5"),
    // Two strokes side by side.
    (".critical .line", "stroke-width: 1.75"),
    (".elsewhere .edge", "stroke-dasharray: 2 3"),
    (".label", "paint-order: stroke; stroke-width: 4; stroke-linejoin: round"),
    (".rule", "fill: none; stroke-width: 1; opacity: 0.35"),
];

fn colours(css: &mut String, theme: &Theme) {
    let Theme { page, ink, muted, boundary, edge, element, outside, composite, .. } = theme;
    rule(css, ".page", &format!("fill: {page}"));
    rule(css, ".heading", &format!("fill: {ink}"));
    rule(css, ".name", &format!("fill: {ink}"));
    rule(css, ".detail", &format!("fill: {muted}"));
    rule(css, ".legend text", &format!("fill: {muted}"));
    rule(css, ".rule", &format!("stroke: {muted}"));
    rule(css, ".zone-title", &format!("fill: {boundary}"));
    rule(css, ".edge", &format!("fill: {element}; stroke: {edge}"));
    rule(css, ".bar", &format!("stroke: {edge}"));
    rule(css, ".person", &format!("fill: {edge}"));
    rule(css, ".actor .edge", &format!("fill: {outside}"));
    rule(css, ".external .edge", &format!("fill: {outside}"));
    rule(css, ".elsewhere .edge", &format!("fill: {page}"));
    rule(css, ".zone .edge", &format!("stroke: {boundary}"));
    rule(css, ".inner", &format!("stroke: {boundary}"));
    rule(css, ".composite .edge", &format!("fill: {composite}"));
    rule(css, ".layer .edge", &format!("fill: {composite}"));
    rule(css, ".layer .zone-title", &format!("fill: {ink}"));
    rule(css, ".composite .zone-title", &format!("fill: {ink}"));
    // The halo of a label has the colour of what lies behind it.
    rule(css, ".label", &format!("stroke: {page}"));
    rule(css, ".on-composite .label", &format!("stroke: {}", halo(theme, composite)));
    for (depth, tint) in theme.zones.iter().enumerate() {
        rule(css, &format!(".depth-{depth} .edge"), &format!("fill: {tint}"));
        rule(css, &format!(".on-depth-{depth} .label"), &format!("stroke: {}", halo(theme, tint)));
    }
    for (hue, colour) in theme.flows.iter().enumerate() {
        flow(css, &format!("hue-{hue}"), colour);
    }
    flow(css, "high", theme.high);
    flow(css, "critical", theme.critical);
}

/// The colour around a label: that of its ground, which shows the page where it has none.
fn halo<'a>(theme: &'a Theme, ground: &'a str) -> &'a str {
    if ground == "none" { theme.page } else { ground }
}

fn flow(css: &mut String, class: &str, colour: &str) {
    rule(css, &format!(".{class} .line"), &format!("stroke: {colour}"));
    rule(css, &format!(".{class} .head"), &format!("fill: {colour}"));
    rule(css, &format!(".{class} .label"), &format!("fill: {colour}"));
}

fn rule(css: &mut String, selector: &str, declarations: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(css, ".threatline {selector} {{ {declarations}; }}");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(colour.get(at..at + 2).unwrap(), 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_stands_out_from_whatever_is_behind_it() {
        for theme in [&LIGHT, &DARK] {
            let behind: Vec<&str> = theme.zones.into_iter().chain([theme.page, theme.composite]).collect();
            let texts = theme.flows.into_iter().chain(theme.marks);
            let texts = texts.chain([theme.high, theme.critical, theme.boundary, theme.muted]);
            for text in texts {
                for ground in &behind {
                    assert!(contrast(text, ground) >= 4.5, "{text} on {ground}: {}", contrast(text, ground));
                }
            }
            for ground in [theme.element, theme.outside, theme.composite] {
                assert!(contrast(theme.ink, ground) >= 7.0);
                assert!(contrast(theme.muted, ground) >= 4.5);
            }
        }
    }
}
