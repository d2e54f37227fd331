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

{ "cartId": "0192f0c1-1111-7abc-8def-0123456789ab", "paymentMethod": "tok_ok" }`,
    ),
    fenced(
      'http',
      `HTTP/1.1 201 Created
ETag: "3"
Content-Type: application/json

{
  "orderId": "0192f0c1-2345-7abc-8def-0123456789ab",
  "customerId": "0192f0bf-aaaa-7abc-8def-0123456789ab",
  "cartId": "0192f0c1-1111-7abc-8def-0123456789ab",
  "status": "confirmed",
  "lines": [{ "sku": "tea-assam-250", "quantity": 2, "unitPrice": { "amount": 450, "currency": "EUR" } }],
  "total": { "amount": 900, "currency": "EUR" },
  "why": null,
  "version": 3,
  "placedAt": "2026-01-15T09:30:00.000Z"
}`,
    ),
    'The same key again gets the same answer and no second order. When an item has run short, nothing is taken:',
    fenced(
      'http',
      `HTTP/1.1 409 Conflict
Content-Type: application/problem+json

{
  "type": "/v1/problems/OUT_OF_STOCK",
  "title": "Out of stock",
  "status": 409,
  "detail": "There is not enough of this sku.",
  "code": "OUT_OF_STOCK",
  "data": { "sku": "tea-assam-250" }
}`,
    ),
  ].join('\n\n'),
}
