; Colours. No node is matched twice, since programs differ in which pattern wins.

; The statements of the language. A word that is not in this list still parses, and stays plain.
((keyword) @keyword
  (#any-of? @keyword
    "language" "model" "actor" "external" "process" "store" "zone" "boundary" "data" "asset" "type" "default"
    "extend" "include" "control" "adversary" "rule" "effect" "weakness" "counter" "partial" "missing" "use"
    "template" "new" "threat" "mitigation" "accept" "mitigate" "transfer" "avoid" "dismiss" "rate" "expect"
    "assumption" "todo" "concern" "impact" "layer" "regulation" "requirement" "scenario" "view" "recommend" "activity" "term"
    "reference" "revision" "incident" "signoff"))

; Clause words.
(is_clause "is" @keyword)
(via_clause "via" @keyword)
(on_clause "on" @keyword)

; Condition words.
"when" @keyword
["and" "or" "not" "in" "has"] @keyword.operator
(comparison "is" @keyword.operator)

; ---- names ------------------------------------------------------------------------------------------------------------

(declaration name: (name) @type.definition)
(flow_id) @label
(attribute_name) @property
(is_clause (reference) @type)
(via_clause (reference) @type)
(on_clause (reference) @variable)
(endpoint (reference) @variable)
(flow_reference (reference) @variable)
(at (reference) @variable)
(tag) @tag

; ---- values and conditions --------------------------------------------------------------------------------------------

(attribute value: (word) @constant)
(at . (word) @constant)
(list (word) @constant)
(number) @number

; What is asked stands on the left, what it is compared with on the right.
(comparison . (word) @variable)
(comparison (word) @constant .)
(condition (word) @variable)
(or (word) @variable)
(and (word) @variable)
(not (word) @variable)
(group (word) @variable)
(call (word) @variable)
(function) @function

; ---- texts and comments -----------------------------------------------------------------------------------------------

(string) @string
(text_block) @string
(escape) @string.escape
(comment) @comment
(block_comment) @comment
(doc_comment) @comment.documentation
(shebang) @keyword.directive

; ---- signs ------------------------------------------------------------------------------------------------------------

(arrow) @operator
(comparator) @operator
["=" "@"] @operator
(wildcard) @constant.builtin
["," ":"] @punctuation.delimiter
["{" "}" "[" "]" "(" ")"] @punctuation.bracket
