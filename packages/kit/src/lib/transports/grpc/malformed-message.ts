/** Bytes that are no message of the expected type. */
export class MalformedMessage extends Error {
  override name = 'MalformedMessage'
}

/** How deep messages may be nested, as protobuf's own parsers have it. */
export const maxDepth = 100
