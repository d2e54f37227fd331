import type { NewMessage } from './delivery-store.ts'

/**
 * The body that is signed and sent: `type`, `timestamp` and `data`, as the Standard Webhooks specification has it.
 * @param id a UUID v7: the time of the event is in it, however late it is delivered.
 */
export function messageOf(type: string, { id, data }: { id: string; data: unknown }): NewMessage {
  return { id, body: JSON.stringify({ type, timestamp: timeOf(id).toISOString(), data }) }
}

/** Milliseconds since 1970 are the first 48 bits of a UUID v7 (RFC 9562 §5.7). */
function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))
}

/** The least UUID v7 of a time. */
export function idAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
