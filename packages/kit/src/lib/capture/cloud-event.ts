/** An event as it is told outside: CloudEvents 1.0, JSON format (https://github.com/cloudevents/spec). */
export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  /** The system, as a path. */
  readonly source: string
  readonly type: string
  /** RFC 3339. */
  readonly time: string
  readonly datacontenttype: 'application/json'
  /** Sorts as text in the order of commits (extension "sequence"). */
  readonly sequence: string
  /** Version of the data. */
  readonly dataversion?: number
  readonly tenant?: string
  readonly traceparent?: string
  readonly data: unknown
}

/** A row of the outbox as logical decoding gives it. */
export interface CapturedRow {
  readonly id: string
  readonly event: string
  readonly version: number
  readonly data: unknown
  readonly traceparent: string | null
  readonly tenant: string | null
  readonly created_at: Date
}

export function cloudEvent(source: string, row: CapturedRow, sequence: string): CloudEvent {
  const { id, event, version, data, traceparent, tenant, created_at } = row
  return {
    specversion: '1.0',
    id,
    source,
    type: event,
    time: created_at.toISOString(),
    datacontenttype: 'application/json',
    sequence,
    dataversion: version,
    ...(tenant === null ? {} : { tenant }),
    ...(traceparent === null ? {} : { traceparent }),
    data,
  }
}

/** Told in place of events that nobody can tell any more: those between the event before it and `data.until`. */
export function gapEvent(source: string, until: string, time: Date): CloudEvent {
  const sequence = sequenceOf(until, 0)
  return {
    specversion: '1.0',
    id: `gap-${sequence}`,
    source,
    type: 'kit.captureGap',
    time: time.toISOString(),
    datacontenttype: 'application/json',
    sequence,
    data: { until },
  }
}

/** Of the event at a place of the transaction that committed there. */
export function sequenceOf(lsn: string, index: number): string {
  const [high = '', low = ''] = lsn.split('/')
  return `${high.padStart(8, '0')}${low.padStart(8, '0')}.${String(index).padStart(6, '0')}`.toLowerCase()
}
