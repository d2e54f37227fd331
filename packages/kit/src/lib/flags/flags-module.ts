import { defineModule, type Module } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { listFlags, setFlag } from './contract.ts'
import { readFlags, writeFlag } from './flag-store.ts'

/** Adds the operations by which staff switch flags. */
export function withFlags(here: readonly Module[], elsewhere: readonly Module[]): Module[] {
  return [...here, flagsModule([...here, ...elsewhere])]
}

function flagsModule(modules: readonly Module[]): Module {
  return defineModule({
    name: 'flags',
    summary: 'What is switched while the system runs',
    handlers: [
      handle(setFlag, async (input, { sql, principal, now }) => {
        const flag = { ...input, changedBy: principal.id, changedAt: now().toISOString() }
        await writeFlag(sql, flag)
        return flag
      }),
      handle(listFlags, async (_, { sql }) => ({
        flags: await readFlags(sql),
        switches: usesOf(modules),
      })),
    ],
  })
}

function usesOf(modules: readonly Module[]): { flag: string; operations: string[] }[] {
  const uses = new Map<string, string[]>()
  for (const { operation } of modules.flatMap(({ handlers }) => handlers)) {
    const { degradable, name } = operation
    if (degradable) uses.set(degradable.flag, [...(uses.get(degradable.flag) ?? []), name])
  }
  return [...uses].map(([flag, operations]) => ({ flag, operations }))
}
