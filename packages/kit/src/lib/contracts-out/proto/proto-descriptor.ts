import { create, type MessageInitShape } from '@bufbuild/protobuf'
import {
  type DescriptorProtoSchema,
  type EnumDescriptorProtoSchema,
  type FieldDescriptorProtoSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  MethodOptions_IdempotencyLevel as Idempotency,
  FieldDescriptorProto_Type as Kind,
  FieldDescriptorProto_Label as Label,
  type ServiceDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt'

import {
  type Numbers,
  nullFieldName,
  nullOneofName,
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
  type ProtoMethod,
  type ProtoScalar,
  type ProtoService,
  structFile,
  usesStruct,
} from './proto-model.ts'
import { jsonName, pascalCase } from './proto-names.ts'

type MessageInit = MessageInitShape<typeof DescriptorProtoSchema>
type FieldInit = MessageInitShape<typeof FieldDescriptorProtoSchema>

/** The file as a compiler of .proto would describe it. */
export function descriptorOf(file: ProtoFile): FileDescriptorProto {
  return create(FileDescriptorProtoSchema, {
    name: file.path,
    package: file.package,
    syntax: 'proto3',
    dependency: usesStruct(file) ? [structFile] : [],
    messageType: file.messages.map(messageOf),
    enumType: file.enums.map(enumOf),
    service: file.services.map(serviceOf),
  })
}

function messageOf({ name, fullName, fields, reserved }: ProtoMessage): MessageInit {
  const oneofs = oneofsOf(fields)
  const indexOf = (oneof: string | undefined) =>
    oneof === undefined ? {} : { oneofIndex: oneofs.indexOf(oneof) }
  return {
    name,
    field: fields.flatMap((field) => {
      const own = { ...fieldOf(field, fullName), ...indexOf(oneofOf(field)) }
      if (field.nullNumber === undefined) return own
      return [own, { ...nullFieldOf(field, field.nullNumber), ...indexOf(nullOneofName(field)) }]
    }),
    nestedType: fields.filter(({ label }) => label === 'map').map(entryOf),
    oneofDecl: oneofs.map((oneof) => ({ name: oneof })),
    ...reservedOf(reserved, 1),
  }
}

/** Those of the source first; after them one for each `optional` field, as the compiler makes them. */
function oneofsOf(fields: readonly ProtoField[]): string[] {
  const names = new Set(fields.flatMap((field) => oneofOf(field) ?? []))
  const isSynthetic = (name: string) => fields.some((field) => syntheticOneof(field) === name)
  return [...names].sort((a, b) => Number(isSynthetic(a)) - Number(isSynthetic(b)))
}

function oneofOf(field: ProtoField): string | undefined {
  if (field.oneof !== undefined) return field.oneof
  if (field.nullNumber !== undefined) return nullOneofName(field)
  return field.label === 'optional' ? syntheticOneof(field) : undefined
}

function syntheticOneof({ name }: ProtoField): string {
  return `_${name}`
}

function fieldOf(field: ProtoField, owner: string): FieldInit {
  const { name, number, key, label } = field
  const common = { name, number, jsonName: key }
  const isMany = label === 'repeated' || label === 'map'
  const type =
    label === 'map'
      ? { type: Kind.MESSAGE, typeName: `.${owner}.${entryName(field)}` }
      : typeOf(field)
  const isSynthetic = oneofOf(field) === syntheticOneof(field)
  return {
    ...common,
    ...type,
    label: isMany ? Label.REPEATED : Label.OPTIONAL,
    ...(isSynthetic ? { proto3Optional: true } : {}),
  }
}

function nullFieldOf(field: ProtoField, number: number): FieldInit {
  const name = nullFieldName(field)
  const typeName = '.google.protobuf.NullValue'
  return {
    name,
    number,
    jsonName: jsonName(name),
    label: Label.OPTIONAL,
    type: Kind.ENUM,
    typeName,
  }
}

function entryName({ name }: ProtoField): string {
  return `${pascalCase(name)}Entry`
}

function entryOf(field: ProtoField): MessageInit {
  const one = { label: Label.OPTIONAL } as const
  return {
    name: entryName(field),
    field: [
      { name: 'key', number: 1, jsonName: 'key', type: Kind.STRING, ...one },
      { name: 'value', number: 2, jsonName: 'value', ...typeOf(field), ...one },
    ],
    options: { mapEntry: true },
  }
}

const kindOfScalar: Readonly<Record<ProtoScalar, Kind>> = {
  string: Kind.STRING,
  bool: Kind.BOOL,
  int32: Kind.INT32,
  int64: Kind.INT64,
  double: Kind.DOUBLE,
  bytes: Kind.BYTES,
}

function typeOf({ type }: ProtoField): Pick<FieldInit, 'type' | 'typeName'> {
  switch (type.kind) {
    case 'scalar':
      return { type: kindOfScalar[type.scalar] }
    case 'message':
      return { type: Kind.MESSAGE, typeName: `.${type.message.fullName}` }
    case 'enum':
      return { type: Kind.ENUM, typeName: `.${type.enum.fullName}` }
    case 'value':
      return { type: Kind.MESSAGE, typeName: '.google.protobuf.Value' }
  }
}

function enumOf({
  name,
  values,
  reserved,
}: ProtoEnum): MessageInitShape<typeof EnumDescriptorProtoSchema> {
  return {
    name,
    value: values.map((value) => ({ name: value.name, number: value.number })),
    ...reservedOf(reserved, 0),
  }
}

/** @param beyond how far the end of a range is behind its last number: 1 for messages, 0 for enums. */
function reservedOf(reserved: Numbers, beyond: 0 | 1) {
  return {
    reservedName: Object.keys(reserved),
    reservedRange: Object.values(reserved).map((start) => ({ start, end: start + beyond })),
  }
}

function serviceOf({
  name,
  methods,
}: ProtoService): MessageInitShape<typeof ServiceDescriptorProtoSchema> {
  return {
    name,
    method: methods.map((method) => ({
      name: method.name,
      inputType: `.${method.request.fullName}`,
      outputType: `.${method.response.fullName}`,
      ...(method.clientStreaming ? { clientStreaming: true } : {}),
      ...(method.serverStreaming ? { serverStreaming: true } : {}),
      ...optionsOf(method),
    })),
  }
}

function optionsOf({ deprecated, idempotency }: ProtoMethod) {
  if (!deprecated && !idempotency) return {}
  const level = idempotency ? { idempotencyLevel: Idempotency[idempotency] } : {}
  return { options: { ...(deprecated ? { deprecated } : {}), ...level } }
}
