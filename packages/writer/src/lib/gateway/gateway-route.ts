/** A path of the public contract: what the gateway must know to send a call on. */
export interface GatewayRoute {
  /** With its variables in braces, as in OpenAPI: "/v1/orders/{orderId}". */
  path: string
  method: string
  /** The deployable that answers. */
  to: string
  /** Whether no call without an access token is let through. */
  needsToken: boolean
  /** Whether the answer is a stream that stays open. */
  streams: boolean
}
