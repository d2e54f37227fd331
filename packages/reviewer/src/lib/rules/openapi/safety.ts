import {
  type ApiDocument,
  type ApiOperation,
  jsonSchema,
  propertiesOf,
  successOf,
} from '../../read/api.ts'
import { fieldsOf, listOf, textOf } from '../../read/value.ts'
import type { Rule } from '../../rule.ts'
import { objectTo } from './paths.ts'

const money =
  /\/(orders?|payments?|charges?|transfers?|refunds?|payouts?|purchases?|bookings?|reservations?|checkouts?|withdrawals?|deposits?|subscriptions?|invoices?|payment[_-]intents?)$/i

export const postWithoutIdempotency: Rule<'openapi'> = {
  id: 'post-without-idempotency',
  severity: 'warning',
  title: 'An order or a payment that a retry makes twice',
  why: 'After a timeout a client cannot know whether the call took effect; without a key the retry orders or charges again.',
  instead:
    'Take an Idempotency-Key header (or an id of the client in the body) and commit it together with the effect.',
  source: 'IETF draft-ietf-httpapi-idempotency-key-header; Stripe API, Idempotent requests',
  *find(api) {
    for (const operation of api.operations) {
      if (operation.method !== 'post' || !money.test(operation.path)) continue
      if (!takesKey(api, operation))
        yield objectTo(api, operation, `${operation.name} takes no idempotency key`)
    }
  },
}

function takesKey(api: ApiDocument, { parameters, fields }: ApiOperation): boolean {
  const key =
    /idempot|request[_-]?(id|token)|client[_-]?(token|id|ref)|reference[_-]?id|external[_-]?id|dedup/i
  const body = jsonSchema(api, fields.requestBody)
  const names = [
    ...parameters.map(({ name }) => textOf(name)),
    ...Object.keys(body ? propertiesOf(api, body) : {}),
  ]
  return names.some((name) => key.test(name))
}

export const missingAuth: Rule<'openapi'> = {
  id: 'missing-auth',
  severity: 'error',
  title: 'A change that anybody may make',
  why: 'The contract asks nobody who they are before it changes data; gateways and generated servers believe the contract.',
  instead:
    'Set `security` for the document; where an operation is meant for everybody, say so with `security: []`.',
  source: 'OWASP API Security Top 10 2023, API2 and API5; OpenAPI 3.1 §4.8.30',
  *find(api) {
    if (listOf(api.root.security).length > 0) return
    const open = api.operations.filter(
      ({ method, fields, path }) =>
        method !== 'get' &&
        fields.security === undefined &&
        !/log-?in|sign-?(in|up)|register|token|auth|webhook|password|health|callback|verify|recover|otp|magic/i.test(
          path,
        ),
    )
    const [first] = open
    if (!first || takesCredentials(api)) return
    const message =
      open.length === 1
        ? `${first.name} needs no authentication`
        : `${open.length} changing operations need no authentication, ${first.name} first`
    yield objectTo(api, first, message)
  },
}

/** Some contracts ask for tokens in plain parameters. */
function takesCredentials({ operations }: ApiDocument): boolean {
  return operations.some(({ parameters }) =>
    parameters.some(({ name }) =>
      /^(authorization|x-.*(token|key)|api[_-]?key|access[_-]?token)$/i.test(textOf(name)),
    ),
  )
}

const secretField =
  /^(password|passwd|password_?hash|hashed_?password|salt|password_?salt|encrypted_?password)$/i

export const secretInAnswer: Rule<'openapi'> = {
  id: 'secret-in-answer',
  severity: 'error',
  title: 'An answer that carries a password',
  why: 'A password or its hash in an answer ends in logs, caches and browsers; it is needed nowhere outside.',
  instead:
    'Give answers a schema of their own, without it; mark it `writeOnly` where one schema serves both ways.',
  source: 'OWASP API Security Top 10 2023, API3',
  *find(api) {
    const seen = new Set<string>()
    for (const operation of api.operations) {
      const schema = successOf(api, operation)
      // A credential is shown once, to whom it is made for.
      if (!schema || /credential|api-?key|token|secret|password/i.test(operation.path)) continue
      const item = schema.type === 'array' ? api.resolve(schema.items) : schema
      for (const [name, value] of Object.entries(propertiesOf(api, item))) {
        if (!secretField.test(name) || seen.has(operation.name)) continue
        const property = api.resolve(value)
        const isWriteOnly = property.writeOnly === true || fieldsOf(value).writeOnly === true
        const isText = property.type === 'string' || listOf(property.type).includes('string')
        if (isWriteOnly || !isText) continue
        seen.add(operation.name)
        yield objectTo(api, operation, `${operation.name} answers with \`${name}\``)
      }
    }
  },
}
