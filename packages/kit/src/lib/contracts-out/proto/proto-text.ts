import {
  type Numbers,
  nullFieldName,
  nullOneofName,
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
  type ProtoMethod,
  type ProtoService,
  type ProtoType,
  structFile,
  usesStruct,
} from './proto-model.ts'
import { jsonName } from './proto-names.ts'

/** The file as .proto source; the same text on every run. */
export function protoText(file: ProtoFile): string {
  return [
    `${commentText(file.comment)}syntax = "proto3";\n`,
    `package ${file.package};\n`,
    ...(usesStruct(file) ? [`import "${structFile}";\n`] : []),
    ...file.services.map(serviceText),
    ...file.messages.map(messageText),
    ...file.enums.map(enumText),
  ].join('\n')
}

function serviceText({ name, comment, methods }: ProtoService): string {
  return block(`service ${name}`, methods.map(methodText), comment)
}

function methodText(method: ProtoMethod): string {
  const request = `${method.clientStreaming ? 'stream ' : ''}${method.request.name}`
  const response = `${method.serverStreaming ? 'stream ' : ''}${method.response.name}`
  const head = `rpc ${method.name}(${request}) returns (${response})`
  const options = [
    ...(method.deprecated ? ['option deprecated = true;\n'] : []),
    ...(method.idempotency ? [`option idempotency_level = ${method.idempotency};\n`] : []),
  ]
  return options.length === 0
    ? `${commentText(method.comment)}${head};\n`
    : block(head, options, method.comment)
}

function messageText({ name, comment, fields, reserved }: ProtoMessage): string {
  const oneofs = new Set(fields.flatMap(({ oneof }) => (oneof ? [oneof] : [])))
  return block(
    `message ${name}`,
    [
      ...reservedText(reserved),
      ...fields.filter(({ oneof }) => !oneof).map(fieldText),
      ...[...oneofs].map((oneof) => {
        const members = fields.filter((field) => field.oneof === oneof)
        return block(`oneof ${oneof}`, members.map(memberText))
      }),
    ],
    comment,
  )
}

function fieldText(field: ProtoField): string {
  if (field.nullNumber !== undefined) {
    const none = `google.protobuf.NullValue ${nullFieldName(field)} = ${field.nullNumber};\n`
    return block(`oneof ${nullOneofName(field)}`, [memberText(field), none])
  }
  const labels = { plain: '', optional: 'optional ', repeated: 'repeated ', map: '' }
  const type = typeText(field.type)
  const head = field.label === 'map' ? `map<string, ${type}>` : `${labels[field.label]}${type}`
  return declarationText(head, field)
}

function memberText(field: ProtoField): string {
  return declarationText(typeText(field.type), field)
}

function declarationText(head: string, { key, name, number, comment }: ProtoField): string {
  const option = jsonName(name) === key ? '' : ` [json_name = ${JSON.stringify(key)}]`
  return `${commentText(comment)}${head} ${name} = ${number}${option};\n`
}

function typeText(type: ProtoType): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar
    case 'message':
      return type.message.name
    case 'enum':
      return type.enum.name
    case 'value':
      return 'google.protobuf.Value'
  }
}

function enumText({ name, comment, values, reserved }: ProtoEnum): string {
  const lines = values.map((value) => `${value.name} = ${value.number};\n`)
  return block(`enum ${name}`, [...reservedText(reserved), ...lines], comment)
}

function reservedText(reserved: Numbers): string[] {
  const names = Object.keys(reserved)
  if (names.length === 0) return []
  return [
    `reserved ${Object.values(reserved).join(', ')};\n`,
    `reserved ${names.map((name) => JSON.stringify(name)).join(', ')};\n`,
  ]
}

function block(head: string, parts: readonly string[], comment?: string): string {
  const body = parts.map((part) => part.replaceAll(/^(?=.)/gm, '  ')).join('')
  return `${commentText(comment)}${head} {${body === '' ? '' : `\n${body}`}}\n`
}

function commentText(comment: string | undefined): string {
  if (!comment) return ''
  return comment
    .split('\n')
    .map((line) => `// ${line}`.trimEnd())
    .join('\n')
    .concat('\n')
}
