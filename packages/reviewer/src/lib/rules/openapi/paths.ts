import type { ApiDocument, ApiOperation } from '../../read/api.ts'
import { fieldsOf, listOf, textOf } from '../../read/value.ts'
import type { Place, Rule } from '../../rule.ts'

const crudVerb =
  /^(get|create|update|delete|remove|insert|fetch|list|add|edit|save|modify|find)(?=[A-Z_]|$)|^(get|create|update|delete|remove|insert|fetch)-/

export const verbsInPaths: Rule<'openapi'> = {
  id: 'verbs-in-paths',
  severity: 'warning',
  title: 'A path names a verb that the method already says',
  why: 'Caches, proxies and retries act on the method; a verb in the path hides from them what a call does, and ties clients to procedures.',
  instead:
    'Name the thing and let the method say what is done to it: POST /orders, GET /orders/{id}.',
  source: 'RFC 9110 §9.1; Zalando RESTful API Guidelines 141 and 138',
  *find(api) {
    for (const operation of api.operations) {
      const verb = findVerb(operation)
      if (verb) yield objectTo(api, operation, `${operation.name}: \`${verb}\` is a verb`)
    }
  },
}

/** A thing may have updates: POST /reports/{id}/update adds one. */
function findVerb({ path, method }: ApiOperation): string | undefined {
  const segments = path.split('/')
  return segments.find((segment, index) => {
    const addsUpdate =
      segment === 'update' && method === 'post' && /\}$/.test(segments[index - 1] ?? '')
    return crudVerb.test(segment) && !addsUpdate
  })
}

export const noVersion: Rule<'openapi'> = {
  id: 'no-api-version',
  severity: 'note',
  title: 'Nothing says how the contract may change',
  why: 'Without a version in path, header or media type an incompatible change reaches every client on the same day.',
  instead:
    'Put a major version into the path (/v1), a header or the media type before the first client comes.',
  source: 'Google AIP-185; Newman, Building Microservices, 2nd ed., ch. 5',
  *find(api) {
    if (api.operations.length === 0) return
    const inPath = [
      ...listOf(api.root.servers).map((server) => textOf(fieldsOf(server).url)),
      ...Object.keys(fieldsOf(api.root.paths)),
    ].some((text) =>
      /(^|[/{.-])(v\d+([.-]?\w+)?|\d+\.\d+|version|apiVersion|\d{4}-\d{2}(-\d{2})?)([/}.]|$)/i.test(
        text,
      ),
    )
    const inParameter = api.operations.some(({ parameters }) =>
      parameters.some(({ name }) => /version/i.test(textOf(name))),
    )
    const inMedia = /application\/vnd\.[\w.+-]*v\d|version=\d/.test(api.file.text)
    if (!inPath && !inParameter && !inMedia)
      yield {
        file: api.file,
        at: api.at(['paths']),
        message: 'no version in server, paths, headers or media types',
      }
  },
}

export function objectTo(api: ApiDocument, { steps }: ApiOperation, message: string): Place {
  return { file: api.file, at: api.at(steps), message }
}
