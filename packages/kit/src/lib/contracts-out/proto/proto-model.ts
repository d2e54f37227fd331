/** Protocol buffers (proto3) as data: what is printed as .proto, served by reflection and compiled into codecs. */

export interface ProtoFile {
  /** Path below the root of the protos, by the package: `shop/carts/v1/carts.proto`. */
  readonly path: string
  readonly package: string
  readonly comment?: string
  readonly messages: readonly ProtoMessage[]
  readonly enums: readonly ProtoEnum[]
  readonly services: readonly ProtoService[]
}

export interface ProtoService {
  readonly name: string
  readonly comment?: string
  readonly methods: readonly ProtoMethod[]
}

export interface ProtoMethod {
  readonly name: string
  readonly comment?: string
  readonly request: ProtoMessage
  readonly response: ProtoMessage
  readonly clientStreaming?: boolean
  readonly serverStreaming?: boolean
  readonly deprecated?: boolean
  readonly idempotency?: 'NO_SIDE_EFFECTS' | 'IDEMPOTENT'
}

export interface ProtoMessage {
  /** Package and name. */
  readonly fullName: string
  readonly name: string
  readonly comment?: string
  /** By number. */
  readonly fields: readonly ProtoField[]
  /** Numbers and names of fields that are gone. */
  readonly reserved: Numbers
  /** The one field, by its key, that stands for the whole value: a list or a plain value needs a message around it. */
  readonly holds?: string
}

export interface ProtoField {
  /** The property of the value it carries; also its name in protobuf's JSON. */
  readonly key: string
  /** lower_snake_case. */
  readonly name: string
  readonly number: number
  readonly type: ProtoType
  /** `plain`: nothing on the wire is the type's zero. `optional`: nothing on the wire is an absent property. */
  readonly label: 'plain' | 'optional' | 'repeated' | 'map'
  /** Nothing on the wire is a null, because the property is never absent. */
  readonly absentIsNull?: boolean
  /** The number of its neighbor that says null, where the property may be absent, null or there. */
  readonly nullNumber?: number
  /** Of several fields with one `oneof` one is there. */
  readonly oneof?: string
  readonly comment?: string
}

export const protoScalars = ['string', 'bool', 'int32', 'int64', 'double', 'bytes'] as const
export type ProtoScalar = (typeof protoScalars)[number]

export type ProtoType =
  | { readonly kind: 'scalar'; readonly scalar: ProtoScalar }
  | { readonly kind: 'message'; readonly message: ProtoMessage }
  | { readonly kind: 'enum'; readonly enum: ProtoEnum }
  /** Any JSON: google.protobuf.Value. */
  | { readonly kind: 'value' }

export interface ProtoEnum {
  readonly fullName: string
  readonly name: string
  readonly comment?: string
  /** By number; the zero is UNSPECIFIED and stands for no value. */
  readonly values: readonly ProtoEnumValue[]
  readonly reserved: Numbers
}

export interface ProtoEnumValue {
  /** The value it carries; undefined for the zero. */
  readonly key: string | undefined
  readonly name: string
  readonly number: number
}

/** Name → number. */
export type Numbers = Readonly<Record<string, number>>

/** The name of the field that says null beside one that may also be absent. */
export function nullFieldName({ name }: Pick<ProtoField, 'name'>): string {
  return `${name}_null`
}

export function nullOneofName({ name }: Pick<ProtoField, 'name'>): string {
  return `${name}_or_null`
}

/** The file of google.protobuf.Value and NullValue. */
export const structFile = 'google/protobuf/struct.proto'

export function usesStruct({ messages }: ProtoFile): boolean {
  return messages.some(({ fields }) =>
    fields.some(({ type, nullNumber }) => type.kind === 'value' || nullNumber !== undefined),
  )
}
