import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

import type { Answer } from '../load/call.ts'
import { type Endpoint, endpointsOf, escapePointer, type OpenApi } from './openapi.ts'

const MAX_WRONG = 200

/** Compares answers with the contract that the project emitted. */
export interface Conformance {
  /** Checks one answer of an operation. */
  check(operation: string, answer: Answer): void
  result(): { checked: number; wrong: string[] }
}

export function createConformance(document: OpenApi): Conformance {
  const endpoints = new Map(endpointsOf(document).map((endpoint) => [endpoint.id, endpoint]))
  const validators = createValidators(document)
  const wrong = new Map<string, number>()
  let checked = 0

  const complain = (complaint: string) => {
    if (wrong.size < MAX_WRONG || wrong.has(complaint)) {
      wrong.set(complaint, (wrong.get(complaint) ?? 0) + 1)
    }
  }

  return {
    check(operation, answer) {
      checked += 1
      const endpoint = endpoints.get(operation)
      if (!endpoint) return complain(`${operation}: not in openapi.json`)
      for (const fault of faultsOf(endpoint, answer, validators)) {
        complain(`${operation} ${answer.status}: ${fault}`)
      }
    },
    result: () => ({
      checked,
      wrong: [...wrong].map(([complaint, times]) =>
        times > 1 ? `${complaint} (${times}×)` : complaint,
      ),
    }),
  }
}

type Validators = (pointer: string) => ValidateFunction | undefined

function createValidators(document: OpenApi): Validators {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateSchema: false })
  formats.default(ajv)
  ajv.addSchema(document, 'openapi.json')
  return (pointer) => ajv.getSchema(`openapi.json#${pointer}`)
}

function faultsOf(
  { method, responses }: Endpoint,
  answer: Answer,
  validators: Validators,
): string[] {
  const status = `${answer.status}`
  const response = responses[status] ?? responses[`${status.charAt(0)}XX`] ?? responses.default
  if (!response) return [`status not documented, body ${excerpt(answer.text)}`]
  const documented = Object.keys(response.content ?? {})
  if (documented.length === 0) return answer.text === '' ? [] : ['a body where none is documented']
  const type = mediaTypeOf(answer)
  const match = documented.find((candidate) => mediaTypeName(candidate) === type)
  if (!match) return [`content type ${type || 'missing'}, documented ${documented.join(', ')}`]
  if (method === 'HEAD') return []
  if (!response.content?.[match]?.schema || !type.endsWith('json')) return []
  const validate = validators(`${response.pointer}/content/${escapePointer(match)}/schema`)
  return validate ? schemaFaults(validate, answer.text) : ['its schema cannot be resolved']
}

function schemaFaults(validate: ValidateFunction, text: string): string[] {
  const parsed = parse(text)
  if (!parsed) return [`body is not JSON: ${excerpt(text)}`]
  if (validate(parsed.value)) return []
  return (validate.errors ?? []).map(
    // Array indices vary between answers of the same fault.
    ({ instancePath, message }) => `body${instancePath.replaceAll(/\/\d+/g, '/*')} ${message}`,
  )
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function mediaTypeOf({ headers }: Answer): string {
  return mediaTypeName(headers['content-type'] ?? '')
}

function mediaTypeName(value: string): string {
  return value.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

const excerpt = (text: string) => JSON.stringify(text.slice(0, 120))
