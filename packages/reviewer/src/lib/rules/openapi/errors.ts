import type { ApiDocument, ApiOperation } from '../../read/api.ts'
import { fieldsOf } from '../../read/value.ts'
import type { Rule } from '../../rule.ts'

export const missingErrorSchema: Rule<'openapi'> = {
  id: 'missing-error-schema',
  severity: 'warning',
  title: 'Operations that do not say how they fail',
  why: 'Clients branch on failures; what the contract does not describe they guess from messages, which then cannot change.',
  instead:
    'Describe one error body, application/problem+json, and refer to it from every operation as `default` or 4xx.',
  source: 'RFC 9457; Zalando RESTful API Guidelines 151 and 176',
  *find(api) {
    const without = api.operations.filter((operation) => errorTypes(api, operation).length === 0)
    const [first] = without
    if (!first) return
    const message = `${without.length} of ${api.operations.length} operations describe no error body, ${first.name} first`
    yield { file: api.file, at: api.at(first.steps), message }
  },
}

export const ownErrorFormat: Rule<'openapi'> = {
  id: 'own-error-format',
  severity: 'note',
  title: 'Errors in a format of its own',
  why: 'Each client needs code for this API alone, where libraries and gateways already read problem details.',
  instead:
    'Answer errors as application/problem+json with type, title, status and your own members beside them.',
  source: 'RFC 9457, Problem Details for HTTP APIs',
  *find(api) {
    const described = api.operations.map((operation) => ({
      operation,
      types: errorTypes(api, operation),
    }))
    const [first] = described.filter(({ types }) => types.length > 0)
    if (!first || described.some(({ types }) => types.includes('application/problem+json'))) return
    const message = `errors are ${first.types[0]}, nowhere application/problem+json`
    yield { file: api.file, at: api.at(first.operation.steps), message }
  },
}

/** Media types of an operation's error bodies. */
function errorTypes(api: ApiDocument, { fields }: ApiOperation): string[] {
  return Object.entries(fieldsOf(fields.responses))
    .filter(([status]) => status === 'default' || /^[45]/.test(status))
    .flatMap(([, response]) => Object.keys(fieldsOf(api.resolve(response).content)))
}
