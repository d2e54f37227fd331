import type { Brief } from '@archwright/model'

import { readyModules } from '../../ready-modules.ts'
import { clustersOf } from './clusters.ts'
import { couplingsOf } from './coupling.ts'

/**
 * Joins the modules of a brief read from prose whose data belong together. A brief in YAML names its own modules,
 * and ready modules keep their cuts; a brief that was cut before stays as it is.
 */
export function cutModules(brief: Brief): Brief {
  if (brief.prose === undefined) return brief
  const moduleOf = new Map(brief.entities.map(({ name, module }) => [name, module]))
  const own = [...new Set(moduleOf.values())].filter((module) => !(module in readyModules))
  const groups = own.map((module) => namesIn(brief, module))
  const joined = new Map<string, string>()
  for (const [first = '', ...rest] of clustersOf(groups, couplingsOf(brief))) {
    const into = moduleOf.get(first) ?? ''
    for (const name of rest) joined.set(moduleOf.get(name) ?? '', into)
  }
  return rename(brief, joined)
}

const namesIn = ({ entities }: Brief, module: string) =>
  entities.filter((entity) => entity.module === module).map(({ name }) => name)

/** The brief with modules renamed, wherever they are named; unchanged where two operations would share a name. */
function rename(brief: Brief, modules: ReadonlyMap<string, string>): Brief {
  const renamed = (operation: string) => {
    const at = operation.indexOf('.')
    return `${modules.get(operation.slice(0, at)) ?? operation.slice(0, at)}${operation.slice(at)}`
  }
  const operations = brief.operations.map((each) => ({ ...each, name: renamed(each.name) }))
  if (new Set(operations.map(({ name }) => name)).size < operations.length) return brief
  const names = brief.operations.map(({ name }) => name)
  const path = (about: string) => {
    const name = names.find((each) => about.startsWith(`operations.${each}.`))
    return name === undefined ? about : about.replace(name, renamed(name))
  }
  return {
    ...brief,
    operations,
    entities: brief.entities.map((each) => ({
      ...each,
      module: modules.get(each.module) ?? each.module,
    })),
    assumptions: brief.assumptions.map((each) => ({
      ...each,
      about: path(each.about),
      value: names.includes(String(each.value)) ? renamed(String(each.value)) : each.value,
    })),
  }
}
