//! Transcripts of the command line: `tests/cli/*.trycmd`. `TRYCMD=overwrite cargo test` writes them anew.

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd").env("NO_COLOR", "1").env("SOURCE_DATE_EPOCH", "1795564800");
}
