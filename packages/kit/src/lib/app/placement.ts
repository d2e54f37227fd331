import type { Operation } from '../contract/operation.ts'
import type { Module } from '../module/define-module.ts'
import { withOperations } from '../operations/operations-module.ts'
import type { PolicyEngine } from '../policies/policy-engine.ts'
import { withPrivacy } from '../privacy/privacy-module.ts'
import { withProfiling } from '../profiling/profiling-module.ts'
import { createRemote, type Remote, type RemoteParts } from '../remote/remote-client.ts'
import type { ServiceTls } from '../remote/service-tls.ts'
import type { Environment, ModuleFactory } from './environment.ts'
import type { Settings, Variables } from './settings.ts'
import { withStaffModules } from './staff-modules.ts'
import type { Wiring } from './wiring.ts'

/** The modules of this process, and how those of others are reached. */
export interface Placement {
  readonly here: readonly Module[]
  /** Absent when the whole system runs in this process. */
  readonly elsewhere?: { readonly modules: readonly Module[]; readonly remote: Remote }
}

export interface PlacementParts {
  readonly modules: Readonly<Record<string, ModuleFactory>>
  readonly wiring: Wiring
  readonly settings: Settings
  readonly environment: Environment
  /** Absent where none are wired; asked when somebody calls. */
  readonly policies?: (() => PolicyEngine) | undefined
  /** The certificate of this process; absent: it has none. */
  readonly services?: ServiceTls | undefined
}

/** Makes the modules that the wiring places in this process; the others only to know their definitions. */
export function placeModules({
  modules,
  wiring,
  settings,
  environment,
  policies,
  services,
}: PlacementParts): Placement {
  const make = (name: string) => {
    const create = modules[name]
    if (!create) throw new TypeError(`the wiring names the module ${name}, which there is not`)
    return create(environment)
  }
  const isMine = (process: string) => (settings.process ?? process) === process
  const placed = Object.entries(wiring.processes)
  const mine = placed.flatMap(([process, names]) => (isMine(process) ? names.map(make) : []))
  const others = placed.filter(([process]) => !isMine(process))
  const elsewhere = others.flatMap(([, names]) => names.map(make))
  const profiled = withProfiling(mine, wiring.telemetry.profiles)
  const whole = withOperations(withPrivacy(profiled, elsewhere), wiring.operations, elsewhere)
  const here = withStaffModules(whole, { own: mine, elsewhere, flags: wiring.flags, policies })
  if (others.length === 0) return { here }
  const urls = new Map(
    others.flatMap(([process, names]) =>
      names.map((name) => [name, urlOf(process, environment.variables)]),
    ),
  )
  const remote = createRemote({
    operations: operationsOf([...here, ...elsewhere]),
    urlOf: (module) => urls.get(module),
    ...proofOf({ wiring, settings, services }),
  })
  return { here, elsewhere: { modules: elsewhere, remote } }
}

/** By what this process proves itself to the others: its certificate, a token, or both. */
function proofOf({
  wiring,
  settings: { internalToken: token },
  services,
}: Pick<PlacementParts, 'wiring' | 'settings' | 'services'>): Pick<RemoteParts, 'token' | 'tls'> {
  const { trustDomain } = wiring.identity.services ?? {}
  if (!services || trustDomain === undefined)
    return { token: token ?? missing('INTERNAL_TOKEN', 'a secret that the processes share') }
  const placed = Object.entries(wiring.processes)
  const processOf = (module: string) => placed.find(([, names]) => names.includes(module))?.[0]
  return { token, tls: { service: services, trustDomain, processOf } }
}

function operationsOf(modules: readonly Module[]): Map<string, Operation> {
  return new Map(
    modules.flatMap((module) =>
      module.handlers.map(({ operation }) => [operation.name, operation] as const),
    ),
  )
}

function urlOf(process: string, variables: Variables): string {
  const name = `${process.toUpperCase().replaceAll('-', '_')}_URL`
  return variables[name] ?? missing(name, `the base URL of the process ${process}`)
}

function missing(name: string, right: string): never {
  throw new Error(`${name} is not set; set it to ${right}`)
}
