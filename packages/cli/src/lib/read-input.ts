import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'

import { type Brief, InputError } from '@archwright/model'
import { readBrief } from '@archwright/reader'

const longestBriefBytes = 262_144

/**
 * Reads the brief a user named: a file (prose, Markdown or YAML), the prose itself, or standard input with `-`
 * or without an argument.
 */
export async function readInput(argument: string | undefined): Promise<Brief> {
  if (argument === undefined || argument === '-') return readBrief(await text(process.stdin))
  const found = await stat(argument).catch(() => undefined)
  if (found?.isFile()) {
    if (found.size > longestBriefBytes) throw tooLong(argument, found.size)
    return readBrief(await readFile(argument, 'utf8'), { name: path.parse(argument).name })
  }
  if (looksLikeFile(argument)) {
    throw new InputError([
      {
        where: argument,
        what: 'there is no such file',
        right: 'name a brief (.md, .txt, .yaml) or give its words in quotes',
      },
    ])
  }
  return readBrief(argument)
}

/** One word with an ending or a slash is a file's name; a brief has more words. */
function looksLikeFile(argument: string): boolean {
  return !/\s/.test(argument.trim()) && /[/\\]|\.(md|txt|ya?ml)$/.test(argument)
}

function tooLong(where: string, bytes: number): InputError {
  return new InputError([
    {
      where,
      what: `has ${bytes.toLocaleString('en')} bytes`,
      right: `a brief has ${longestBriefBytes.toLocaleString('en')} bytes at most: say what the backend must do, not how`,
    },
  ])
}
