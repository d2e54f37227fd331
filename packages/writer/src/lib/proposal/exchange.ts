import { fenced } from '../text/markdown.ts'

/** A request and its answers as they go over the wire, for operations worth showing; otherwise nothing. */
export function exampleOf(operation: string): string | undefined {
  return examples[operation]
}

const examples: Record<string, string> = {
  'orders.placeOrder': [
    fenced(
      'http',
      `POST /v1/orders HTTP/1.1
Authorization: Bearer eyJhbGciOiJFZERTQSJ9…
Idempotency-Key: 7f1c2a9e-52d7-4a52-8f0f-0c8a6f0f2b11
Content-Type: application/json

{ "cartId": "01933f6e-6a00-7c3e-9d57-3b1f0c6a2e41" }`,
    ),
    fenced(
      'http',
      `HTTP/1.1 201 Created
Location: /v1/orders/01933f6e-7b12-7a88-8c11-95d0f1e7a6b3
Content-Type: application/json

{
  "id": "01933f6e-7b12-7a88-8c11-95d0f1e7a6b3",
  "status": "confirmed",
  "lines": [{ "sku": "tea-assam-250", "quantity": 2, "price": { "amount": 450, "currency": "EUR" } }],
  "total": { "amount": 900, "currency": "EUR" }
}`,
    ),
    'The same key again gets the same answer and no second order. When an item has run short, nothing is taken:',
    fenced(
      'http',
      `HTTP/1.1 409 Conflict
Content-Type: application/problem+json

{ "title": "Not enough stock", "status": 409, "code": "OUT_OF_STOCK", "data": { "sku": "tea-assam-250" } }`,
    ),
  ].join('\n\n'),
}
