//! What `threatline report --help` says below its options.

/// How it is called.
pub(super) const EXAMPLES: &str = "\
Examples:
  threatline report shop.threat -o out                     Markdown and HTML, and the diagrams
  threatline report shop.threat -o out --format md,json,csv
  threatline report shop.threat --profile 5b -o -          the short document on standard output
  threatline report shop.threat --section threats          a part of it
  threatline report shop.threat -o out --check             for CI: is out/ up to date?
  threatline report shop.threat --update security.md       what stands between marks is made anew
  threatline report shop.threat --template ours.md         {{placeholders}} are filled in
  threatline report shop.threat -o site --split mkdocs     a page for each section, with navigation

A text that only you can write and that is not in the model stands in the document as TODO(what
is missing); --strict lists each with its place, and fails. A profile is a TOML file that chooses,
names and orders parts; `threatline report --list` names profiles, their sections and all parts.

Exit codes: 0 done, 1 not up to date (--check) or texts missing (--strict), 2 cannot be written.";

/// What is written in files of the author's own, in short.
pub(super) const MORE: &str = r#"What --audience public leaves out: steps of attacks, weaknesses, configuration, evidence, tickets,
internal addresses and keys.

A profile, for --profile ours.toml:
  title = "{title}: security concept"
  [[section]]
  title = "What we protect"
  part = "asset-inventory"
  columns = ["asset_id", "asset_name", "owner"]
  [[section]]
  title = "Threats"
  part = "threat-table"

A template, for --template ours.md:
  # {{Title}}
  Owner: {{Role or team}}
  | Asset | Sensitivity |
  |---|---|
  | {{Asset}} | {{Low/Medium/High}} |

Marks in a document of your own, for --update ours.md; the heading fits in where they stand:
  ## Our data flows
  <!-- threatline:begin flows -->
  <!-- threatline:end -->"#;
