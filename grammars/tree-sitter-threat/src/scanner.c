// The tokens that a regular expression cannot describe: ends of statements, which depend on whether a `{` follows on a line
// of its own; comments that nest; and what stands between quotes. No state is kept from one token to the next.

#include "tree_sitter/parser.h"

// In the order of `externals` in grammar.js.
enum TokenType {
  END,
  END_BEFORE_BLOCK,
  BLOCK_COMMENT,
  STRING_CONTENT,
  TEXT_BLOCK_CONTENT,
  SHEBANG,
  IN_ERROR_RECOVERY,
};

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static bool at_line_end(const TSLexer *lexer) { return lexer->lookahead == '\n' || lexer->lookahead == '\r'; }

static bool at_end_of_statement(const TSLexer *lexer) { return at_line_end(lexer) || lexer->lookahead == ';'; }

static bool at_blank(const TSLexer *lexer) { return lexer->lookahead == ' ' || lexer->lookahead == '\t'; }

// Reads the rest of a comment whose `/*` has been read. False where it is never closed.
static bool rest_of_comment(TSLexer *lexer) {
  unsigned depth = 1;
  while (depth > 0 && !lexer->eof(lexer)) {
    int32_t first = lexer->lookahead;
    advance(lexer);
    if (first == '/' && lexer->lookahead == '*') {
      depth++;
      advance(lexer);
    } else if (first == '*' && lexer->lookahead == '/') {
      depth--;
      advance(lexer);
    }
  }
  return depth == 0;
}

// Steps over a comment. False where there is none; doc comments are none.
static bool comment(TSLexer *lexer) {
  advance(lexer);
  if (lexer->lookahead == '*') {
    advance(lexer);
    return rest_of_comment(lexer);
  }
  unsigned slashes = 1;
  while (lexer->lookahead == '/') {
    slashes++;
    advance(lexer);
  }
  while (!lexer->eof(lexer) && !at_line_end(lexer)) advance(lexer);
  return slashes == 2 || slashes > 3;
}

// Whether the next thing is a `{`, with nothing but comments and ends of lines before it.
static bool block_follows(TSLexer *lexer) {
  while (at_blank(lexer) || at_end_of_statement(lexer) || lexer->lookahead == '/') {
    if (lexer->lookahead != '/') {
      advance(lexer);
    } else if (!comment(lexer)) {
      return false;
    }
  }
  return lexer->lookahead == '{';
}

static bool end_of_statement(TSLexer *lexer, const bool *valid) {
  while (at_end_of_statement(lexer) || at_blank(lexer)) {
    bool ends = at_end_of_statement(lexer);
    advance(lexer);
    if (ends) lexer->mark_end(lexer);
  }
  bool before_block = valid[END_BEFORE_BLOCK] && block_follows(lexer);
  lexer->result_symbol = before_block ? END_BEFORE_BLOCK : END;
  return true;
}

static bool string_content(TSLexer *lexer) {
  bool any = false;
  while (!lexer->eof(lexer) && !at_line_end(lexer) && lexer->lookahead != '"' && lexer->lookahead != '\\') {
    advance(lexer);
    any = true;
  }
  lexer->result_symbol = STRING_CONTENT;
  return any;
}

static bool text_block_content(TSLexer *lexer) {
  bool any = false;
  while (!lexer->eof(lexer) && lexer->lookahead != '\\') {
    lexer->mark_end(lexer);
    unsigned quotes = 0;
    while (quotes < 3 && lexer->lookahead == '"') {
      quotes++;
      advance(lexer);
    }
    if (quotes == 3) break;
    if (quotes == 0) advance(lexer);
    lexer->mark_end(lexer);
    any = true;
  }
  lexer->result_symbol = TEXT_BLOCK_CONTENT;
  return any;
}

// Where it is valid, no line has ended yet, so the first column is the start of the file.
static bool shebang(TSLexer *lexer) {
  if (lexer->get_column(lexer) > 0) return false;
  advance(lexer);
  if (lexer->lookahead != '!') return false;
  while (!lexer->eof(lexer) && !at_line_end(lexer)) advance(lexer);
  lexer->result_symbol = SHEBANG;
  return true;
}

void *tree_sitter_threat_external_scanner_create(void) { return NULL; }

void tree_sitter_threat_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_threat_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}

void tree_sitter_threat_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

bool tree_sitter_threat_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  // Between quotes nothing else may be recognised, comments least of all.
  if (!valid[IN_ERROR_RECOVERY]) {
    if (valid[STRING_CONTENT]) return string_content(lexer);
    if (valid[TEXT_BLOCK_CONTENT]) return text_block_content(lexer);
    if (valid[SHEBANG] && lexer->lookahead == '#') return shebang(lexer);
  }
  while (at_blank(lexer)) lexer->advance(lexer, true);
  if (lexer->lookahead == '/' && valid[BLOCK_COMMENT]) {
    advance(lexer);
    if (lexer->lookahead != '*') return false;
    advance(lexer);
    lexer->result_symbol = BLOCK_COMMENT;
    return rest_of_comment(lexer);
  }
  if (at_end_of_statement(lexer) && (valid[END] || valid[END_BEFORE_BLOCK])) return end_of_statement(lexer, valid);
  return false;
}
