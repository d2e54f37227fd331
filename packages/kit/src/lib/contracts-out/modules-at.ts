import { changesSince, checkVersion, type Versions } from '../contract/revision.ts'
import type { Module } from '../module/define-module.ts'

/** The modules with their operations as a caller of a version knows them; UNKNOWN_VERSION for one there is not. */
export function modulesAt(
  modules: readonly Module[],
  versions: Versions,
  version: string | undefined,
): readonly Module[] {
  checkVersion(versions, version)
  if (version === undefined) return modules
  return modules.map((module) => ({
    ...module,
    handlers: module.handlers.map((handler) => {
      const changes = changesSince(versions, version, handler.operation.name)
      const input = changes.find((one) => one.input)?.input
      const output = changes.find((one) => one.output)?.output
      const before = { ...(input ? { input } : {}), ...(output ? { output } : {}) }
      return { ...handler, operation: { ...handler.operation, ...before } }
    }),
  }))
}
