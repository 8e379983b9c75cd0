//! Makes syntactically valid files out of random numbers: every shape of statement, blanks and comments in odd places.

/// Numbers to take choices from; when they are used up, the simplest choice is made each time.
struct Choices<'a> {
    numbers: std::slice::Iter<'a, u16>,
    out: String,
}

const NAMES: &[&str] =
    &["a", "web", "api-gateway", "Größe", "端末", "Process", "CRITICAL", "store", "pay.api", "tls1.3", "Via-x"];
const KEYWORDS: &[&str] = &[
    "process", "PROCESS", "store", "zone", "data", "type", "boundary", "threat", "scenario", "rule", "Accept", "step",
    "DF1", "use",
];
const WORDS: &[(&str, &[&str])] = &[
    ("class", &["high", "CRITICAL", "Low"]),
    ("trust", &["dmz", "UNTRUSTED"]),
    ("auth", &["jwt", "None", "UNKNOWN"]),
    ("mode", &["ASYNC", "sync"]),
];

/// A file of all kinds of statements.
pub fn file(numbers: &[u16]) -> String {
    let mut choices = Choices { numbers: numbers.iter(), out: String::new() };
    if choices.rarely() {
        choices.add(["#!/usr/bin/env threatline\n", "#! x\r\n\r\n\n"]);
    }
    while choices.more() {
        choices.items(0, false);
    }
    choices.out
}

/// A file of short statements that are aligned here and there.
pub fn table(numbers: &[u16]) -> String {
    let mut choices = Choices { numbers: numbers.iter(), out: String::new() };
    while choices.more() {
        match choices.pick(4) {
            0 => choices.flow(9),
            1 => choices.setting(),
            _ => choices.declaration(9, false),
        }
        match choices.pick(8) {
            0 => choices.add(["\n\n", "\n// c\n", "; "]),
            1 => {
                choices.stop();
                choices.out.push_str("// end\n");
            }
            _ => choices.out.push('\n'),
        }
    }
    choices.out
}

impl Choices<'_> {
    fn pick(&mut self, n: usize) -> usize {
        self.numbers.next().map_or(0, |&number| usize::from(number)) % n
    }

    fn more(&self) -> bool {
        self.numbers.len() > 0
    }

    fn rarely(&mut self) -> bool {
        self.pick(8) == 7
    }

    fn add<const N: usize>(&mut self, texts: [&str; N]) {
        let at = self.pick(N);
        self.out.push_str(texts[at]);
    }

    fn name(&mut self) {
        let at = self.pick(NAMES.len());
        self.out.push_str(NAMES[at]);
    }

    /// A blank that has to be there: often up to a place where other lines have one as well.
    fn gap(&mut self) {
        match self.pick(9) {
            0..=2 => self.out.push(' '),
            3..=6 => self.stop(),
            7 => self.add(["\t", "  ", "    "]),
            _ => self.add([" /* c */ ", " /* a\n b */ ", "/**/", " /* /* n */ */"]),
        }
    }

    /// Blanks up to the next multiple of eight columns.
    fn stop(&mut self) {
        let line = self.out.rsplit('\n').next().unwrap_or("");
        let column = line.chars().map(|c| if c == '端' || c == '末' { 2 } else { 1 }).sum::<usize>();
        self.out.push_str(&" ".repeat((column / 8 + 1) * 8 - column));
    }

    /// A blank that may be there.
    fn blank(&mut self) {
        match self.pick(4) {
            0 | 1 => {}
            _ => self.gap(),
        }
    }

    /// The end of a statement.
    fn end(&mut self) {
        match self.pick(13) {
            0..=4 => self.out.push('\n'),
            5 => self.add(["\r\n", "\r", "\n\n\n", " \n\t\n", "\n;\n"]),
            6 => self.add(["; ", ";", " ;;", ";\n"]),
            7 => self.add([" // end\n", "// end  \n", " /* end */\n", "; // end\r\n", " /* e */ // end\n"]),
            8 => self.add(["\n// own\n", "\n\n  // own\n\n\n", "\n//// own\n"]),
            9 => self.add([
                "\n  /* own\n     lines\n\n  */\n",
                "\n/* own */\n",
                "\n\t/* own\r\n\tlines */\n",
                "\n/* a */ /* b */ ",
            ]),
            10 => self.add(["\n/// doc\n", "\n/// doc\n/// and more  \n", "\n/// doc\n\n// c\n"]),
            11 => self.add(["; /// doc\n", ";/// doc\n\n/// and more\n"]),
            _ => self.out.push_str("\n\n"),
        }
        if self.out.ends_with(['\n', '\r']) {
            self.add(["", "  ", "    ", "\t", "\t\t", "         "]);
        }
    }

    fn items(&mut self, depth: usize, steps: bool) {
        while self.more() && !self.rarely() {
            match self.pick(8) {
                0..=2 => self.declaration(depth, steps),
                3 | 4 => self.flow(depth),
                5 => self.setting(),
                6 => self.prose(depth),
                _ => self.when(),
            }
            self.end();
        }
    }

    fn declaration(&mut self, depth: usize, steps: bool) {
        let keyword = self.pick(KEYWORDS.len());
        let keyword = if steps { NAMES[keyword % NAMES.len()] } else { KEYWORDS[keyword] };
        self.out.push_str(keyword);
        if !self.rarely() {
            self.gap();
            if self.rarely() { self.add(["1", "2.0"]) } else { self.name() }
        }
        self.parts(true);
        self.block(depth, keyword == "scenario");
    }

    fn flow(&mut self, depth: usize) {
        if self.pick(2) == 1 {
            self.name();
            self.blank();
            self.out.push(':');
            self.blank();
        }
        if !self.rarely() {
            self.ends();
            self.blank();
        }
        loop {
            self.add(["->", "<-", "<->"]);
            self.blank();
            self.ends();
            if !self.rarely() {
                break;
            }
            self.blank();
        }
        self.parts(true);
        self.block(depth, false);
    }

    fn ends(&mut self) {
        self.name();
        while self.rarely() {
            self.comma();
            self.name();
        }
    }

    fn comma(&mut self) {
        self.blank();
        self.out.push(',');
        self.blank();
    }

    fn prose(&mut self, depth: usize) {
        self.text();
        self.parts(false);
        self.block(depth, false);
    }

    fn parts(&mut self, mut label: bool) {
        for _ in 0..self.pick(5) {
            self.gap();
            match self.pick(7) {
                0 if label => {
                    self.text();
                    label = false;
                }
                1 => self.clause(["is", "IS"]),
                2 => self.clause(["via", "Via"]),
                3 => {
                    self.add(["on", "On"]);
                    self.gap();
                    self.subject();
                    while self.rarely() {
                        self.comma();
                        self.subject();
                    }
                }
                4 => self.add(["#pii", "#CRITICAL"]),
                _ => self.attribute(false),
            }
        }
    }

    fn clause(&mut self, words: [&str; 2]) {
        self.add(words);
        self.gap();
        self.name();
    }

    fn subject(&mut self) {
        match self.pick(5) {
            0 => self.add(["#pii", "*"]),
            1 => {
                self.name();
                self.blank();
                self.add(["->", "<->"]);
                self.blank();
                self.name();
            }
            _ => self.name(),
        }
    }

    fn setting(&mut self) {
        self.attribute(true);
    }

    /// `blocks`: whether values may have several lines.
    fn attribute(&mut self, blocks: bool) {
        if self.pick(2) == 1 {
            let (name, words) = WORDS[self.pick(WORDS.len())];
            self.out.push_str(name);
            self.equals();
            let at = self.pick(words.len());
            self.out.push_str(words[at]);
            return;
        }
        self.add(["data", "owner", "x", "when", "formerly", "has", "leads-to"]);
        self.equals();
        self.value(blocks, 0);
        while self.rarely() {
            self.comma();
            self.value(blocks, 0);
        }
    }

    fn equals(&mut self) {
        self.blank();
        self.out.push('=');
        self.blank();
    }

    fn value(&mut self, blocks: bool, depth: usize) {
        match self.pick(9) {
            0 => self.text(),
            1 => self.add(["443", "85%", "2026-12-01", "90d", "1.2.0"]),
            2 => {
                self.name();
                self.blank();
                self.out.push('@');
                self.blank();
                self.subject();
            }
            3 if depth < 3 => self.list(blocks, depth),
            4 if blocks => self.text_block(),
            _ => self.subject(),
        }
    }

    fn list(&mut self, blocks: bool, depth: usize) {
        self.out.push('[');
        self.inner_blank();
        while self.pick(3) > 0 {
            self.value(blocks, depth + 1);
            self.inner_blank();
            self.out.push(',');
            self.inner_blank();
        }
        self.out.push(']');
    }

    /// What may stand between the pieces of a list or of a condition in brackets.
    fn inner_blank(&mut self) {
        match self.pick(6) {
            0..=2 => {}
            3 => self.gap(),
            4 => self.add(["\n", "\n\n\n   ", ";\n", " // c\n\t", "\n // c\n"]),
            _ => self.add([" ", "  ", "\n    ", "\n/* c\n c */\n"]),
        }
    }

    fn text(&mut self) {
        self.add(["\"\"", "\"a  b\"", "\"é \\\" // \\u{e9}\"", "\"{\"", "\"a\tb\"", "\"一\""]);
    }

    fn text_block(&mut self) {
        self.out.push_str("\"\"\"");
        if self.rarely() {
            self.add(["one line", "  ", "first\n    second"]);
        }
        for _ in 0..self.pick(4) {
            self.add(["\n", "\n      ", "\n  x", "\n    code \\\"\"\" ", "\n\ttab", "\n\t\t two  ", "\r\nmargin"]);
        }
        self.add(["\n", "\n  ", "\n    ", "\n\t", "\n\t\t", "\r\n  \t", "\n          ", " end", "\n  end"]);
        self.out.push_str("\"\"\"");
    }

    fn block(&mut self, depth: usize, steps: bool) {
        if depth > 4 || !self.rarely() {
            return;
        }
        self.add([" ", "", "\n", " // c\n", "\n\n// c\n  ", " /* c */ ", ";", "\n/* c */ "]);
        self.out.push('{');
        if !self.rarely() {
            self.add([" ", "", "\n", " // c\n", "\n\n// c\n\n", " /* c */ ", "\n/// doc\n"]);
            self.items(depth + 1, steps);
            self.add([" ", "", "\n", " // c\n", "\n\n// c\n  ", "\n/// doc\n"]);
        }
        self.out.push('}');
    }

    fn when(&mut self) {
        self.add(["when", "WHEN"]);
        self.gap();
        self.expr(0, false);
    }

    /// `inside`: whether lines may end here, because brackets are open.
    fn expr(&mut self, depth: usize, inside: bool) {
        self.test(depth, inside);
        while self.rarely() {
            self.between(inside);
            self.add(["and", "or"]);
            self.between(inside);
            self.test(depth, inside);
        }
    }

    fn between(&mut self, inside: bool) {
        self.out.push(' ');
        if inside {
            self.inner_blank()
        } else {
            self.blank()
        }
        self.out.push(' ');
    }

    fn test(&mut self, depth: usize, inside: bool) {
        if self.rarely() {
            self.add(["not ", "not  not "]);
        }
        if depth < 3 && self.rarely() {
            self.out.push('(');
            self.inner_blank();
            self.expr(depth + 1, true);
            self.inner_blank();
            self.out.push(')');
            return;
        }
        self.term(depth);
        match self.pick(5) {
            0 => {
                self.blank();
                self.add(["==", "!=", "<", "<=", ">", ">="]);
                self.blank();
                self.term(depth);
            }
            1 => {
                self.add([" in ", "  in  "]);
                self.terms(depth, '[', ']');
            }
            2 => self.add([" is pci", " has #pii", "  has  mfa"]),
            _ if inside => self.inner_blank(),
            _ => {}
        }
    }

    fn term(&mut self, depth: usize) {
        match self.pick(6) {
            0 => self.add(["3", "90d", "\"text\""]),
            1 if depth < 3 => {
                self.add(["any", "crosses"]);
                self.blank();
                self.terms(depth, '(', ')');
            }
            _ => self.add(["auth", "source.zone.trust", "JWT"]),
        }
    }

    fn terms(&mut self, depth: usize, open: char, close: char) {
        self.out.push(open);
        self.inner_blank();
        while self.pick(3) > 0 {
            self.expr(depth + 1, true);
            self.inner_blank();
            self.out.push(',');
            self.inner_blank();
        }
        self.out.push(close);
    }
}
