import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'

import type { Brief } from '@archwright/model'
import { InputError } from '@archwright/model/light'
import { readBrief } from '@archwright/reader'

const longestBriefBytes = 262_144

/**
 * Reads the brief a user named: a file (prose, Markdown or YAML), the prose itself, or standard input with `-`
 * or without an argument.
 */
export async function readInput(argument: string | undefined): Promise<Brief> {
  if (argument === undefined && process.stdin.isTTY)
    throw problem('brief', 'none was given', howToName)
  if (argument === undefined || argument === '-') return readBrief(await readStandardInput())
  return readNamed(argument)
}

/** A brief by the name of its file, or as its own words. */
export async function readNamed(argument: string): Promise<Brief> {
  const found = await stat(argument).catch(() => undefined)
  if (found?.isFile()) return readBriefFile(argument, found.size)
  if (found) throw problem(argument, 'is not a file', howToName)
  if (looksLikeFile(argument)) throw problem(argument, 'there is no such file', howToName)
  return readBrief(argument)
}

const howToName = 'name a brief (.md, .txt, .yaml) or give its words in quotes'

async function readBriefFile(file: string, bytes: number): Promise<Brief> {
  if (bytes > longestBriefBytes) throw tooLong(file, `has ${bytes.toLocaleString('en')} bytes`)
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw problem(file, `cannot be read (${error.message})`, howToName)
  })
  return readBrief(text, { name: path.parse(file).name })
}

/** Stops at the limit: what comes may have no end. */
async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin) {
    bytes += chunk.length
    if (bytes > longestBriefBytes) throw tooLong('standard input', 'is longer than a brief may be')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** One word with an ending or a slash is a file's name; a brief has more words. */
function looksLikeFile(argument: string): boolean {
  return !/\s/.test(argument.trim()) && /[/\\]|\.(md|txt|ya?ml)$/.test(argument)
}

function tooLong(where: string, what: string): InputError {
  const most = longestBriefBytes.toLocaleString('en')
  return problem(
    where,
    what,
    `a brief has ${most} bytes at most: say what the backend must do, not how`,
  )
}

function problem(where: string, what: string, right: string): InputError {
  return new InputError([{ where, what, right }])
}
