/** One message of an event stream (WHATWG HTML §9.2). */
export interface ServerSent {
  /** Place of the stream behind this message. */
  readonly id?: string
  readonly event?: string
  /** Absent when only the place or the pause is told. */
  readonly data?: string
  /** Milliseconds to wait before coming back. */
  readonly retryMs?: number
}

const mostCharacters = 16_777_216

/** Reads the messages of an event stream. Cancels it when the loop ends. */
export async function* readServerSent(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<ServerSent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const text = `${rest}${value}`
      const held = text.endsWith('\r') ? '\r' : '' // the other half of a line's end may come with the next part
      const lines = text.slice(0, text.length - held.length).replaceAll(/\r\n?/g, '\n')
      const blocks = lines.split('\n\n')
      rest = `${blocks.pop()}${held}`
      if (rest.length > mostCharacters) throw new RangeError('a message of the stream has no end')
      for (const block of blocks) yield messageOf(block)
    }
  } finally {
    await reader.cancel().catch(() => {}) // it broke already
  }
}

function messageOf(block: string): ServerSent {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^([^:]+):? ?(.*)$/s.exec(line) ?? [] // a comment begins with a colon; U+2028 ends no line
    const before = name === 'data' ? fields.get('data') : undefined
    fields.set(name, before === undefined ? value : `${before}\n${value}`)
  }
  const [id, event, data] = ['id', 'event', 'data'].map((name) => fields.get(name))
  const retryMs = Number(fields.get('retry') ?? Number.NaN)
  return {
    ...(id === undefined ? {} : { id }),
    ...(event === undefined ? {} : { event }),
    ...(data === undefined ? {} : { data }),
    ...(Number.isFinite(retryMs) ? { retryMs } : {}),
  }
}
