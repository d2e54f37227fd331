import { type ApiDocument, propertiesOf, successOf } from '../../read/api.ts'
import { type Fields, textOf } from '../../read/value.ts'
import type { Rule } from '../../rule.ts'
import { objectTo } from './paths.ts'

const pageParameter =
  /^\$?(.*[._-])?(limit|page|pages|cursor|offset|size|per_?page|first|last|after|before|starting_after|top|skip|start|count|max|take|marker|continue|continuation|from|next|max_?results?|page_?(size|token|number)|num|rows|n)([\])._-].*)?$/i
const nextPage = /next|cursor|page|has_?more|links|continuation|meta/i

export const unpagedList: Rule<'openapi'> = {
  id: 'unpaged-list',
  severity: 'warning',
  title: 'A list without pages',
  why: 'The answer grows with the data until it exhausts memory, time or the client; adding pages later breaks every client.',
  instead: 'Give the list a limit with a maximum and a cursor from the first version on.',
  source: 'Google AIP-158; Zalando RESTful API Guidelines 159 and 160',
  *find(api) {
    for (const operation of api.operations) {
      // The last are SCIM's fixed lists, and procedures whose arguments travel in one parameter.
      if (
        operation.method !== 'get' ||
        /\}$|\/scim\/|\/[\w.]+\.v\d+\.\w+\/\w+$/i.test(operation.path)
      )
        continue
      const schema = successOf(api, operation)
      if (!schema || !listsObjects(api, schema)) continue
      const isPaged = operation.parameters.some(
        ({ name, in: where }) =>
          where === 'query' &&
          (pageParameter.test(textOf(name)) || /page|limit|cursor/i.test(textOf(name))),
      )
      const range = operation.parameters.some(({ name }) =>
        /^(range|x-.*(page|limit))/i.test(textOf(name)),
      )
      if (!isPaged && !range)
        yield objectTo(api, operation, `${operation.name} answers a whole list`)
    }
  },
}

/** An array of objects, or an object whose one array is of objects and that has no way to a next page. */
function listsObjects(api: ApiDocument, schema: Fields): boolean {
  if (isArrayOfObjects(api, schema)) return schema.maxItems === undefined
  const properties = Object.entries(propertiesOf(api, schema))
  const lists = properties.filter(([, value]) => isArrayOfObjects(api, api.resolve(value)))
  const [list] = lists
  if (lists.length !== 1 || !list) return false
  if (properties.some(([name]) => nextPage.test(name))) return false
  // One array among many fields is part of a thing, not a list of things.
  return properties.length <= 3 && api.resolve(list[1]).maxItems === undefined
}

function isArrayOfObjects(api: ApiDocument, schema: Fields): boolean {
  if (schema.type !== 'array') return false
  const items = api.resolve(schema.items)
  return items.type === 'object' || Object.keys(propertiesOf(api, items)).length > 0
}
