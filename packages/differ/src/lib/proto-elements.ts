import protobuf from 'protobufjs'

/** What a .proto file declares, one by one, as far as others depend on it. */
export interface ProtoElement {
  readonly kind: 'message' | 'field' | 'enum' | 'value' | 'service' | 'method'
  /** What has to stay as it is: its number, its type, …. */
  readonly facets: Readonly<Record<string, string>>
}

export interface ProtoElements {
  /** Full name → element. */
  readonly elements: ReadonlyMap<string, ProtoElement>
  /** Whether a message or enum keeps a number from being used again. */
  isReserved(owner: string, number: string): boolean
}

/** Reads a .proto file. Throws with the line when it is none. */
export function protoElements(text: string): ProtoElements {
  const { root } = protobuf.parse(text, { keepCase: true })
  const elements = new Map<string, ProtoElement>()
  collect(root, elements)
  return {
    elements,
    isReserved(owner, number) {
      const found = root.lookup(owner)
      if (!(found instanceof protobuf.Type || found instanceof protobuf.Enum)) return false
      // Not isReservedId: to that, the range of a single number is empty.
      const ranges = (found.reserved ?? []).filter((range) => typeof range !== 'string')
      return ranges.some(([from = 0, to = 0]) => from <= Number(number) && Number(number) <= to)
    },
  }
}

function collect(parent: protobuf.NamespaceBase, into: Map<string, ProtoElement>): void {
  for (const object of parent.nestedArray) {
    const name = object.fullName.slice(1)
    if (object instanceof protobuf.Type) {
      into.set(name, { kind: 'message', facets: {} })
      for (const field of object.fieldsArray) into.set(`${name}.${field.name}`, fieldOf(field))
    } else if (object instanceof protobuf.Enum) {
      into.set(name, { kind: 'enum', facets: {} })
      for (const [value, number] of Object.entries(object.values))
        into.set(`${name}.${value}`, { kind: 'value', facets: { number: String(number) } })
    } else if (object instanceof protobuf.Service) {
      into.set(name, { kind: 'service', facets: {} })
      for (const method of object.methodsArray) into.set(`${name}.${method.name}`, methodOf(method))
    }
    if (object instanceof protobuf.Namespace) collect(object, into)
  }
}

function fieldOf(field: protobuf.Field): ProtoElement {
  const { proto3_optional: optional } = field.options ?? {}
  return {
    kind: 'field',
    facets: {
      number: String(field.id),
      type:
        field instanceof protobuf.MapField ? `map<${field.keyType}, ${field.type}>` : field.type,
      label: field.repeated ? 'repeated' : field.required ? 'required' : optional ? 'optional' : '',
      oneof: optional ? '' : (field.partOf?.name ?? ''),
    },
  }
}

function methodOf(method: protobuf.Method): ProtoElement {
  const { requestType, responseType, requestStream, responseStream } = method
  return {
    kind: 'method',
    facets: {
      request: `${requestStream ? 'stream ' : ''}${requestType}`,
      response: `${responseStream ? 'stream ' : ''}${responseType}`,
    },
  }
}
