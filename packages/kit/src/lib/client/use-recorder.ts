/** What a consumer was seen to use of each operation: a file of it says what a provider may not break. */
export interface ConsumerRecord {
  readonly consumer: string
  readonly uses: Readonly<Record<string, Use>>
}

export interface Use {
  /** Fields of the input that were sent. */
  readonly sends: readonly string[]
  /** Fields of the output that were read: `lines/[]/sku`. */
  readonly reads: readonly string[]
  /** Codes of the failures that were met. */
  readonly failures: readonly string[]
}

/** Watches what a consumer uses while its own tests run. */
export interface UseRecorder {
  sent(operation: string, input: object): void
  /** The output, watching what is read of it. */
  watch<Output>(operation: string, output: Output): Output
  failed(operation: string, code: string): void
  record(): ConsumerRecord
}

export function createUseRecorder(consumer: string): UseRecorder {
  const uses = new Map<string, Record<keyof Use, Set<string>>>()
  const useOf = (operation: string) => {
    const known = uses.get(operation)
    const use = known ?? { sends: new Set(), reads: new Set(), failures: new Set() }
    uses.set(operation, use)
    return use
  }
  return {
    sent(operation, input) {
      for (const field of Object.keys(input)) useOf(operation).sends.add(field)
    },
    watch: (operation, output) => watched(output, '', useOf(operation).reads),
    failed: (operation, code) => void useOf(operation).failures.add(code),
    record: () => ({
      consumer,
      uses: Object.fromEntries(
        [...uses]
          .sort(byName)
          .map(([operation, { sends, reads, failures }]) => [
            operation,
            { sends: [...sends].sort(), reads: [...reads].sort(), failures: [...failures].sort() },
          ]),
      ),
    }),
  }
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

function watched<Value>(value: Value, place: string, reads: Set<string>): Value {
  if (typeof value !== 'object' || value === null) return value
  const step = (name: string) => {
    const own = Array.isArray(value) ? '[]' : name
    return place === '' ? own : `${place}/${own}`
  }
  return new Proxy(value, {
    get(target, name, receiver) {
      const inner: unknown = Reflect.get(target, name, receiver)
      if (typeof name !== 'string' || !Object.hasOwn(target, name) || name === 'length')
        return inner
      if (!Array.isArray(value)) reads.add(step(name))
      return watched(inner, step(name), reads)
    },
  })
}
