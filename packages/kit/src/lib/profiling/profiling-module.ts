import { hostname } from 'node:os'

import { defineModule, type Module } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { takeProfile } from './contract.ts'
import { profile } from './profile.ts'

/** Adds what lets staff profile each process, where the wiring allows it. */
export function withProfiling(modules: readonly Module[], allowed = false): Module[] {
  return allowed ? [...modules, profilingModule()] : [...modules]
}

function profilingModule(): Module {
  let underWay = false
  return defineModule({
    name: 'profiling',
    summary: 'Where a running process spends its time and its memory',
    handlers: [
      handle(takeProfile, {
        // Before the transaction, which nothing that takes seconds may hold open.
        async prepare({ of, seconds = defaultSeconds }, { signal, fail }) {
          if (underWay) throw fail.PROFILE_UNDER_WAY()
          underWay = true
          try {
            const host = `${hostname()}/${process.pid}`
            return { host, of, seconds, profile: await profile(of, seconds, signal) }
          } finally {
            underWay = false
          }
        },
        run: async (_input, _context, taken) => taken,
      }),
    ],
  })
}

const defaultSeconds = 5
