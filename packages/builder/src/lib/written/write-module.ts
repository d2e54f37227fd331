import { type BuiltFile, yours } from '../built-file.ts'
import { contractText } from './contract-text.ts'
import type { EntityDefinition, ModuleDefinition } from './definition.ts'
import {
  addHandlerText,
  getHandlerText,
  listHandlerText,
  ownerText,
  pascal,
} from './handler-texts.ts'
import { migrationText } from './migration-text.ts'
import { capitalized, namesOf } from './names.ts'
import { storeText } from './store-text.ts'
import { testText } from './test-text.ts'

/** The files of a module in the style of the ready ones, from its definition. The user's from the first day. */
export function writeModule(module: ModuleDefinition): BuiltFile[] {
  const { name, entities } = module
  const texts: Record<string, string> = {
    'contract.ts': contractText(module),
    'index.ts': indexText(module),
    [`migrations/0001_${namesOf(name).column}.sql`]: migrationText(module),
    ...(entities.some(({ owned }) => owned) ? { 'owner.ts': ownerText } : {}),
    ...Object.assign({}, ...entities.map((entity) => entityTexts(module, entity))),
  }
  return Object.entries(texts).map(([file, text]) => yours(`src/modules/${name}/${file}`, text))
}

function entityTexts(module: ModuleDefinition, entity: EntityDefinition): Record<string, string> {
  const { list, get, add } = entity.operations
  return {
    ...(list ? { [`${list.names.file}.ts`]: listHandlerText(entity, list) } : {}),
    ...(get ? { [`${get.names.file}.ts`]: getHandlerText(entity, get) } : {}),
    ...(add ? { [`${add.names.file}.ts`]: addHandlerText(entity, add) } : {}),
    [`${entity.names.file}-store.ts`]: storeText(module, entity),
    [`${entity.many.file}.test.ts`]: testText(entity, module),
  }
}

function indexText({ name, tenantScoped, entities }: ModuleDefinition): string {
  const operations = entities.flatMap((entity) => Object.values(entity.operations))
  const events = operations.flatMap(({ event }) => event ?? [])
  const handlers = operations.map(({ names }) => `handle${pascal(names.binding)}`)
  const imports = operations
    .map(({ names }) => `import { handle${pascal(names.binding)} } from './${names.file}.ts'`)
    .concat(
      events.length > 0 ? [`import { ${events.toSorted().join(', ')} } from './contract.ts'`] : [],
    )
    .toSorted((a, b) => (fileOf(a) < fileOf(b) ? -1 : 1))
  const keeps = capitalized(entities.map(({ many }) => many.words).join(', '))
  return `/** ${keeps}. */

import { defineModule, type Module } from '@archwright/kit'

${imports.join('\n')}

/** Makes the module for a process. */
export function create(): Module {
  return defineModule({
    name: '${name}',
    summary: '${keeps}',
${tenantScoped ? '    tenantScoped: true,\n' : ''}    migrations: new URL('./migrations/', import.meta.url),
    handlers: [${handlers.join(', ')}],
${events.length > 0 ? `    events: [${events.join(', ')}],\n` : ''}  })
}
`
}

function fileOf(importLine: string): string {
  return importLine.slice(importLine.indexOf(' from '))
}
