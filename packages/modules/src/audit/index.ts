/** The audit log as staff read it. It is written by the path of every call: in commands with `audited`, or by the wiring. */

import { defineModule, type Module } from '@archwright/kit'

import { handleListEntries } from './list-entries.ts'
import { handleVerifyEntries } from './verify-entries.ts'

/** Makes the module for a process. */
export function create(): Module {
  return defineModule({
    name: 'audit',
    summary: 'Who did what, and that nobody has edited it',
    handlers: [handleListEntries, handleVerifyEntries],
  })
}
