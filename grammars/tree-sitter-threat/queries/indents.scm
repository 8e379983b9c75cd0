; One level deeper inside braces and brackets. The captures are those of Neovim; other editors name them differently.

[
  (block)
  (list)
  (group)
  (call)
] @indent.begin

["}" "]" ")"] @indent.branch @indent.end

[
  (text_block)
  (block_comment)
] @indent.ignore
