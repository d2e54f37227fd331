/** A file's text that knows its lines. */
export interface TextFile {
  /** From the reviewed folder, with forward slashes: "src/orders/store.ts". */
  path: string
  text: string
  /** Line and column, both from 1, of a UTF-16 offset. */
  position(offset: number): { line: number; column: number }
  /** The text of a line, from 1; empty outside the file. */
  line(number: number): string
}

export function textFile(path: string, text: string): TextFile {
  let starts: number[] | undefined
  const lineStarts = () => {
    starts ??= [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
    return starts
  }
  return {
    path,
    text,
    position(offset) {
      const line = lineStarts().findLastIndex((start) => start <= offset)
      return { line: line + 1, column: offset - (lineStarts()[line] ?? 0) + 1 }
    },
    line(number) {
      const start = lineStarts()[number - 1]
      return start === undefined ? '' : text.slice(start, lineStarts()[number] ?? text.length)
    },
  }
}
