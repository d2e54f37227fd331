import type { TextFile } from './read/text-file.ts'

/** True when the line, or the one before, says `archwright-ignore <rule>: <why>`. */
export function isExcused(file: TextFile, line: number, rule: string): boolean {
  return [line - 1, line].some((number) => {
    const [, excused = '', why = ''] =
      /archwright-ignore ([\w-]+):(.*)/.exec(file.line(number)) ?? []
    return excused === rule && why.trim() !== ''
  })
}
