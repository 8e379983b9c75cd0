/**
 * Tree-sitter grammar of the `.threat` language. The reference is `../threat.ebnf`; rules have its names where they can.
 *
 * The grammar is generic on purpose: any word may start a declaration, so that a misspelt or newer statement still parses.
 * The list of statement keywords stands in `queries/highlights.scm`.
 *
 * Line ends count: `scanner.c` turns a newline or `;` into `_end`, or into `_end_before_block` where a `{` follows on a line
 * of its own. Inside brackets the grammar allows `_blank` at the places where the language does.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

/** Clause words: they start a part of a header, and are no names where a reference is expected. */
const CLAUSE_WORDS = ['is', 'via', 'on'];

/** Condition words: `when` starts a condition, the others stand inside it. */
const CONDITION_WORDS = ['when', 'and', 'or', 'not', 'in', 'has', 'is'];

/** The words of both lists in any mix of capitals, by their lower-case spelling. */
const PATTERNS = Object.fromEntries(
  [...CLAUSE_WORDS, ...CONDITION_WORDS].map((word) => [
    word,
    new RegExp([...word].map((letter) => `[${letter}${letter.toUpperCase()}]`).join('')),
  ]),
);

/** A clause or condition word as a token of its own. */
const keyword = (word) => alias(PATTERNS[word], word);

/** Any of `words`, where it is no keyword but has the role of `node`. */
const usedAs = (words, node) => words.map((word) => alias(PATTERNS[word], node));

const commaSeparated = (rule) => seq(rule, repeat(seq(',', rule)));

/** What stands between brackets: nothing, or `rule, rule,` where the rule brings its own blank lines. */
const spread = ($, rule) =>
  optional(choice($._blank, seq(rule, repeat(seq(',', rule)), optional(seq(',', optional($._blank))))));

/** Statements. Each ends with its line, unless a block has ended it already: `zone a { } zone b { }`. */
const items = ($) => [
  repeat(choice($._end, $.doc_comment, $._with_block, seq($._without_block, $._end))),
  optional($._without_block),
];

const WORD = /[\p{XID_Start}_]([.\-]?\p{XID_Continue})*/;

module.exports = grammar({
  name: 'threat',

  externals: ($) => [
    $._end,
    $._end_before_block,
    $.block_comment,
    $._string_content,
    $._text_block_content,
    $.shebang,
    $._in_error_recovery, // used nowhere: where it is valid, everything is
  ],

  extras: ($) => [/[ \t]/, $.comment, $.block_comment],

  word: ($) => $.word,

  reserved: {
    nothing: (_) => [],
    clause_words: (_) => CLAUSE_WORDS.map((word) => PATTERNS[word]),
  },

  rules: {
    source_file: ($) => seq(optional($.shebang), ...items($)),

    _without_block: ($) => choice($.attribute, $.condition, $.declaration, $.flow, $.prose),
    _with_block: ($) =>
      choice(
        alias($._declaration_with_block, $.declaration),
        alias($._flow_with_block, $.flow),
        alias($._prose_with_block, $.prose),
      ),

    // ---- statements ------------------------------------------------------------------------------------------------

    declaration: ($) => $._declaration_header,
    _declaration_with_block: ($) => seq($._declaration_header, $._body),
    _declaration_header: ($) =>
      seq(
        field('keyword', choice(alias($.word, $.keyword), ...usedAs(CLAUSE_WORDS, $.keyword))),
        optional(field('name', choice(alias($.word, $.name), alias($.number, $.name)))),
        optional($._parts),
      ),

    flow: ($) => $._flow_header,
    _flow_with_block: ($) => seq($._flow_header, $._body),
    _flow_header: ($) =>
      seq(
        optional(seq(field('id', choice(alias($.word, $.flow_id), ...usedAs([...CLAUSE_WORDS, 'when'], $.flow_id))), ':')),
        optional(alias($._first_endpoint, $.endpoint)),
        repeat1(seq($.arrow, $.endpoint)),
        optional($._parts),
      ),
    _first_endpoint: ($) =>
      seq(choice($._reference, ...usedAs(['when'], $.reference)), repeat(seq(',', $._reference))),
    endpoint: ($) => commaSeparated($._reference),
    _reference: ($) => alias(reserved('clause_words', $.word), $.reference),

    prose: ($) => $._prose_header,
    _prose_with_block: ($) => seq($._prose_header, $._body),
    _prose_header: ($) => seq(field('text', $._text), optional($._parts)),

    attribute: ($) =>
      seq(
        field('name', choice(alias($.word, $.attribute_name), ...usedAs([...CLAUSE_WORDS, 'when'], $.attribute_name))),
        '=',
        commaSeparated(field('value', $._value)),
      ),

    // ---- parts of a header -----------------------------------------------------------------------------------------

    // One label at most.
    _parts: ($) => choice(repeat1($._part), seq(repeat($._part), field('label', $._text), repeat($._part))),
    _part: ($) => choice($.tag, alias($._part_attribute, $.attribute), $.is_clause, $.via_clause, $.on_clause),

    // `when` is no keyword here.
    _part_attribute: ($) =>
      seq(
        field('name', choice(alias($.word, $.attribute_name), ...usedAs(CLAUSE_WORDS, $.attribute_name))),
        '=',
        commaSeparated(field('value', $._value)),
      ),

    is_clause: ($) => seq(keyword('is'), alias($.word, $.reference)),
    via_clause: ($) => seq(keyword('via'), alias($.word, $.reference)),
    on_clause: ($) => seq(keyword('on'), commaSeparated($._subject)),

    _body: ($) => seq(repeat($._end_before_block), field('body', $.block)),
    block: ($) => seq('{', ...items($), '}'),

    // ---- values ----------------------------------------------------------------------------------------------------

    _value: ($) => choice($.word, $.number, $._text, $.tag, $.wildcard, $.flow_reference, $.at, $.list),
    at: ($) => seq($.word, '@', $._subject),
    list: ($) => seq('[', spread($, $._element), ']'),
    _element: ($) => seq(optional($._blank), $._value, optional($._blank)),

    _subject: ($) => choice(alias($.word, $.reference), $.flow_reference, $.tag, $.wildcard),
    flow_reference: ($) =>
      seq(alias($.word, $.reference), $.arrow, choice(alias($.word, $.reference), ...usedAs(CLAUSE_WORDS, $.reference))),
    wildcard: (_) => '*',

    // ---- conditions ------------------------------------------------------------------------------------------------

    condition: ($) => seq(keyword('when'), $._expression),

    _expression: ($) => choice($.or, $._conjunction),
    or: ($) => seq($._conjunction, repeat1(seq(keyword('or'), $._conjunction))),
    _conjunction: ($) => choice($.and, $._negation),
    and: ($) => seq($._negation, repeat1(seq(keyword('and'), $._negation))),
    _negation: ($) => choice($.not, $.comparison, $._term),
    not: ($) => seq(keyword('not'), $._negation),
    comparison: ($) => seq($._term, field('operator', choice($.comparator, ...['in', 'is', 'has'].map(keyword))), $._term),
    comparator: (_) => choice('==', '!=', '<', '<=', '>', '>='),
    _term: ($) => choice($.word, $.number, $._text, $.tag, $.call, $.group, alias($._expression_list, $.list)),

    // In brackets a line may end before and behind each operand of `and` and `or`.
    group: ($) => seq('(', $._inner_expression, ')'),
    call: ($) =>
      seq(field('function', alias($.word, $.function)), '(', spread($, $._inner_expression), ')'),
    _expression_list: ($) => seq('[', spread($, $._inner_expression), ']'),

    _inner_expression: ($) => choice(alias($._inner_or, $.or), $._inner_conjunction),
    _inner_or: ($) => seq($._inner_conjunction, repeat1(seq(keyword('or'), $._inner_conjunction))),
    _inner_conjunction: ($) => choice(alias($._inner_and, $.and), $._operand),
    _inner_and: ($) => seq($._operand, repeat1(seq(keyword('and'), $._operand))),
    _operand: ($) => seq(optional($._blank), $._negation, optional($._blank)),

    _blank: ($) => repeat1($._end),

    // ---- tokens ----------------------------------------------------------------------------------------------------

    word: (_) => WORD,
    number: (_) => /[0-9]([.:\-]?\p{XID_Continue}|%)*/,
    tag: (_) => new RegExp('#' + WORD.source),
    arrow: (_) => choice('->', '<-', '<->'),

    _text: ($) => choice($.string, $.text_block),
    string: ($) => seq('"', repeat(choice($._string_content, $.escape)), token.immediate('"')),
    text_block: ($) => seq('"""', repeat(choice($._text_block_content, $.escape)), token.immediate('"""')),
    escape: (_) => token.immediate(/\\(["\\nt]|u\{[0-9A-Fa-f]{1,6}\})/),

    doc_comment: (_) => token(/\/\/\/([^\/\r\n][^\r\n]*)?/),
    comment: (_) => token(choice(/\/\/([^\/\r\n][^\r\n]*)?/, /\/\/\/\/[^\r\n]*/)),
  },
});
