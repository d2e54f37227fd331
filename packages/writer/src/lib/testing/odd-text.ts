import fc from 'fast-check'

const signs = [
  ...'|\\`"\'<>[](){}#*_~!&;:%=-.\n\r\t o x',
  '<script>',
  '-->',
  '%%',
  'end',
  'style ',
  '#quot;',
  '&lt;',
  '\u202e',
  '\ud800',
  '\ue05b',
  '👩‍🚀',
  '茶',
]

/** Short texts full of what Markdown, Mermaid, XML and YAML take for syntax. */
export const oddText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...signs),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
  maxLength: 12,
})

/** Texts that hold every one of those signs, for runs that may not depend on luck. */
export const oddTexts = [signs.join(''), signs.toReversed().join(''), signs.join(' a ')]
