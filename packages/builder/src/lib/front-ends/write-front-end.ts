import { type BuiltFile, yours } from '../built-file.ts'
import { accessText } from '../written/contract-text.ts'
import { fitted } from '../written/fitted.ts'
import { pascal } from '../written/handler-texts.ts'
import {
  type FrontEndDefinition,
  moduleOf,
  type Part,
  type Screen,
  verbOf,
} from './define-front-end.ts'

/** Rows of a list: what a small screen shows at once, and a large one. */
const rows = { small: 10, large: 20 }

/** How long a shared cache may keep what guests are shown, seconds: as long as the catalog's own lists. */
const cacheSeconds = 15

/** The files of a front end's module: a contract and a handler per screen. The user's from the first day. */
export function writeFrontEnd(frontEnd: FrontEndDefinition): BuiltFile[] {
  const texts: Record<string, string> = {
    'contract.ts': contractText(frontEnd),
    'index.ts': indexText(frontEnd),
  }
  for (const screen of frontEnd.screens) {
    texts[`${screen.names.file}.ts`] = handlerText(frontEnd, screen)
  }
  return Object.entries(texts).map(([file, text]) =>
    yours(`src/modules/${frontEnd.name}/${file}`, text),
  )
}

function contractText(frontEnd: FrontEndDefinition): string {
  const { name, screens } = frontEnd
  return `/** What ${name} clients may ask: answers of other modules, joined and cut to what a screen shows. */

import { query } from '@archwright/kit/contract'
import { Type } from 'typebox'

${importTexts(screens.flatMap(({ parts }) => parts))}

${screens.map((screen) => screenText(frontEnd, screen)).join('\n')}`
}

function screenText({ name, small }: FrontEndDefinition, screen: Screen): string {
  const { names, words, access, about, parts } = screen
  const fields = parts.map(({ field, offer }) => {
    const schema = offer.list ? `Type.Array(${rowText(offer, small)})` : `${verbOf(offer)}.output`
    return `${field}: ${offer === about ? schema : `Type.Optional(${schema})`}`
  })
  const path = `/${name}/${names.file}${about ? about.required.map((field) => `/{${field}}`).join('') : ''}`
  const lines = [
    `name: '${name}.${names.binding}'`,
    `summary: 'The ${words} of ${name} clients; a part that does not answer or is not for the caller is left out'`,
    `input: ${about ? `${verbOf(about)}.input` : 'Type.Object({})'}`,
    `output: Type.Object(${fitted('{', fields, '}', 2)})`,
    ...(about?.fails ? [`errors: ${verbOf(about)}.errors`] : []),
    `access: ${accessText(access)}`,
    `rest: 'GET ${path}'`,
    `limit: 'client:${name}'`,
    ...(access === 'public' ? [`cacheSeconds: ${cacheSeconds}`] : []),
  ]
  return `export const ${names.binding} = query({
${lines.map((line) => `  ${line},`).join('\n')}
})
`
}

function rowText(offer: Part['offer'], small: boolean): string {
  const row = `${verbOf(offer)}.output.properties.items.items`
  if (!small) return row
  return `Type.Pick(${row}, ${fitted(
    '[',
    offer.brief.map((field) => `'${field}'`),
    ']',
    4,
  )})`
}

function handlerText({ small }: FrontEndDefinition, { names, about, parts }: Screen): string {
  const limit = small ? rows.small : rows.large
  const asked = parts.map(({ offer }) => {
    if (offer === about) return `ask(${verbOf(offer)}, input)`
    const given = offer.required.length > 0 ? ['...input'] : []
    const asked = offer.list ? `{ ${[...given, `limit: ${limit}`].join(', ')} }` : 'input'
    return `part(${verbOf(offer)}, ${asked})`
  })
  const fields = parts.map(({ field, offer }) => {
    if (offer === about) return field
    if (!offer.list) return `...(${field} ? { ${field} } : {})`
    const items = small
      ? `${field}.items.map((${destructured(offer)}) => (${destructured(offer)}))`
      : `${field}.items`
    return `...(${field} ? { ${field}: ${items} } : {})`
  })
  return `import { compose } from '@archwright/kit'

${importTexts(parts)}
import { ${names.binding} } from './contract.ts'

export const handle${pascal(names.binding)} = compose(${names.binding}, async (${about ? 'input' : '_input'}, { ${about ? 'ask, ' : ''}part }) => {
  const [${parts.map(({ field }) => field).join(', ')}] = await Promise.all(${fitted('[', asked, ']', 2)})
  return {
${fields.map((field) => `    ${field},`).join('\n')}
  }
})
`
}

function destructured({ brief }: Part['offer']): string {
  return `{ ${brief.join(', ')} }`
}

function importTexts(parts: readonly Part[]): string {
  const byModule = new Map<string, Set<string>>()
  for (const { offer } of parts) {
    const verbs = byModule.get(moduleOf(offer)) ?? new Set()
    byModule.set(moduleOf(offer), verbs.add(verbOf(offer)))
  }
  return [...byModule]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([module, verbs]) =>
        `import { ${[...verbs].toSorted().join(', ')} } from '../${module}/contract.ts'`,
    )
    .join('\n')
}

function indexText({ name, screens }: FrontEndDefinition): string {
  const handlers = screens.map(({ names }) => `handle${pascal(names.binding)}`)
  const imports = screens
    .map(({ names }) => `import { handle${pascal(names.binding)} } from './${names.file}.ts'`)
    .toSorted()
  return `/** What ${name} clients are shown: no rules and no data of its own. */

import { defineModule, type Module } from '@archwright/kit'

${imports.join('\n')}

/** Makes the module for a process. */
export function create(): Module {
  return defineModule({
    name: '${name}',
    summary: 'Screens of ${name} clients, joined of other modules',
    handlers: [${handlers.join(', ')}],
  })
}
`
}
