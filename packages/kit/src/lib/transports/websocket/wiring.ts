/** How the JSON-RPC interface over WebSocket is opened, per process. */
export interface WebSocketWiring {
  readonly maxSockets: number
  /** Calls under way per socket; more wait in the network until one is answered and the answer is read. */
  readonly maxCalls: number
  /** Subscriptions per socket. */
  readonly maxFollowed: number
}
