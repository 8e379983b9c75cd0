; What can be folded. Lists and comments on one line have nothing to fold; editors skip those.

[
  (block)
  (list)
  (text_block)
  (block_comment)
] @fold
