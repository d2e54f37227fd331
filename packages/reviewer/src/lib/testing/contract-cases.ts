import type { Case } from './temporary-review.ts'

/** An OpenAPI document of one operation that nothing is to be said against. */
function api(path: string, operation: string, more = ''): { 'openapi.yaml': string } {
  return {
    'openapi.yaml': `openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
servers: [{ url: https://shop.example/v1 }]
security: [{ token: [] }]
paths:
  ${path}:
    ${operation}
components:
  securitySchemes: { token: { type: http, scheme: bearer } }
  schemas:
    Order:
      type: object
      properties: { id: { type: string }, total: { type: integer } }
  responses:
    Problem:
      description: What went wrong
      content: { application/problem+json: { schema: { type: object } } }
${more}`,
  }
}

const problem = `default: { $ref: '#/components/responses/Problem' }`
const list = `content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Order' } } } }`
const getOrders = (parameters: string) =>
  `get: { parameters: [${parameters}], responses: { 200: { description: Orders, ${list} }, ${problem} } }`
const limit = '{ name: limit, in: query, schema: { type: integer } }'
const post = (parameters: string) =>
  `post: { parameters: [${parameters}], responses: { 201: { description: Placed }, ${problem} } }`
const key = '{ name: Idempotency-Key, in: header, schema: { type: string } }'
const answer = (property: string) =>
  `get: { responses: { 200: { description: A user, content: { application/json: { schema: { type: object, properties: { id: { type: string }, ${property} } } } } }, ${problem} } }`

const without = (files: { 'openapi.yaml': string }, text: string, by = '') => ({
  'openapi.yaml': files['openapi.yaml'].replaceAll(text, by),
})

const table = `create table line_items (
  id bigint primary key, order_id bigint references orders (id), sku text, quantity int);
create index on line_items (order_id);`
const lineItem = (properties: string) =>
  api('/line-items/{id}', getOrders(limit), `  x: 1`)['openapi.yaml'].replace(
    '    Order:\n',
    `    LineItem:\n      type: object\n      properties: { ${properties} }\n    Order:\n`,
  )

export const contractCases: Readonly<Record<string, Case>> = {
  'verbs-in-paths': {
    planted: api('/createOrder', post(key)),
    clean: api('/orders/{id}/cancel', post(key)),
  },
  'no-api-version': {
    planted: without(api('/orders', post(key)), '/v1'),
    clean: api('/orders', post(key)),
  },
  'unpaged-list': {
    planted: api('/orders', getOrders('')),
    clean: api('/orders', getOrders(limit)),
  },
  'missing-error-schema': {
    planted: without(api('/orders', post(key)), `, ${problem}`),
    clean: api('/orders', post(key)),
  },
  'own-error-format': {
    planted: without(api('/orders', post(key)), 'problem+json', 'json'),
    clean: api('/orders', post(key)),
  },
  'post-without-idempotency': {
    planted: api('/payments', post('')),
    clean: api('/payments', post(key)),
  },
  'missing-auth': {
    planted: without(api('/orders', post(key)), 'security: [{ token: [] }]\n'),
    clean: api('/orders', post(key)),
  },
  'secret-in-answer': {
    planted: api('/users/{id}', answer('passwordHash: { type: string }')),
    clean: api('/users/{id}', answer('passwordHash: { type: string, writeOnly: true }')),
  },
  'table-shaped-api': {
    planted: {
      'openapi.yaml': lineItem(
        'id: { type: integer }, order_id: { type: integer }, sku: { type: string }, quantity: { type: integer }',
      ),
      'schema.sql': table,
    },
    clean: {
      'openapi.yaml': lineItem('product: { type: string }, quantity: { type: integer }'),
      'schema.sql': table,
    },
  },
  'event-without-schema': {
    planted: event(''),
    clean: event('payload: { type: object, properties: { eventId: { type: string } } }'),
  },
  'event-without-identity': {
    planted: event('payload: { type: object, properties: { total: { type: integer } } }'),
    clean: event('payload: { type: object, properties: { eventId: { type: string } } }'),
  },
}

function event(payload: string): { 'asyncapi.yaml': string } {
  return {
    'asyncapi.yaml': `asyncapi: 3.0.0
info: { title: Shop, version: 1.0.0 }
servers: { bus: { host: nats.example, protocol: nats } }
channels: { orders: { address: orders, messages: { placed: { $ref: '#/components/messages/placed' } } } }
components: { messages: { placed: { summary: An order was placed, ${payload} } } }
`,
  }
}
