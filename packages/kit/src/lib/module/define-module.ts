import type { RoleHierarchy } from '../access/roles.ts'
import type { Listener } from '../channel/listener.ts'
import type { BearerLookup } from '../contract/bearer-lookup.ts'
import type { EventSpec } from '../contract/event.ts'
import type { LiveSessions } from '../contract/live-sessions.ts'
import type { PersonalData } from '../contract/personal-data.ts'
import type { Revision } from '../contract/revision.ts'
import type { Revocations } from '../contract/revocations.ts'
import type { SignatureCheck } from '../contract/signature-check.ts'
import type { Subscription } from '../contract/subscription.ts'
import type { EncryptedColumn } from '../encryption/encryption.ts'
import { reencryption } from '../encryption/reencrypt.ts'
import type { Job } from '../jobs/job.ts'
import type { Projection } from '../projection/projection.ts'
import type { SagaSpec } from '../saga/saga.ts'
import type { Windowed } from '../windows/windowed.ts'
import type { BackgroundContext } from './background.ts'
import type { Handler } from './handle.ts'
import type { HttpProtocol } from './http-protocol.ts'

/** A module: it owns the PostgreSQL schema of its name, and offers what its contract says. */
export interface Module {
  readonly name: string
  readonly summary: string
  /** Folder with numbered .sql files, applied in order; absent where the module keeps nothing. */
  readonly migrations?: URL
  readonly handlers: readonly Handler[]
  readonly events?: readonly EventSpec[]
  /** What earlier versions of its contract were like. */
  readonly revisions?: readonly Revision[]
  /** What clients may follow. */
  readonly subscriptions?: readonly Subscription[]
  /** What the module hears of others, and of itself. */
  readonly listeners?: readonly Listener[]
  readonly sagas?: readonly SagaSpec[]
  readonly jobs?: readonly Job[]
  /** Tables that are filled from streams of events. */
  readonly projections?: readonly Projection[]
  /** Totals over stretches of time, counted from the feed of events. */
  readonly windows?: readonly Windowed[]
  /** Roles that its access names beside customer, partner, staff and admin (which includes staff): role → those it includes. */
  readonly roles?: RoleHierarchy
  /**
   * True when all it keeps belongs to some tenant: only who acts for one is let in, and sees and changes what is that
   * tenant's. Its tables have `tenant_id uuid not null default kit.tenant()` and row security (`kit.keep_tenants_apart`).
   */
  readonly tenantScoped?: true
  /** Where the module holds data of people: they are told and erased by these two operations. */
  readonly personalData?: PersonalData
  /**
   * Columns whose values are encrypted (`environment.encrypted`). The module seals and opens them itself; a job of its
   * own, `<module>.reencrypt`, seals them anew when there is a newer key.
   */
  readonly encrypted?: readonly EncryptedColumn[]
  /** Asked which sessions still stand, where the module keeps sessions: who follows hears only as long as theirs does. */
  readonly liveSessions?: LiveSessions
  /** Asked which sessions ended of late: their tokens are refused before they expire. */
  readonly revocations?: Revocations
  /** Tokens of its own kinds that callers may come with. */
  readonly bearers?: readonly BearerLookup[]
  /** Asked whom a signed request stands for, where the module keeps keys that sign. */
  readonly signatures?: SignatureCheck
  /** What it speaks beside its operations. */
  readonly protocols?: readonly HttpProtocol[]
  /** Runs once before traffic, after migrations; closes what it opened at the end. */
  start?(context: BackgroundContext): Promise<() => Promise<void>>
}

/** The module with the job that seals anew; it does not start without keys. */
function withEncryption(module: Module, columns: readonly EncryptedColumn[]): Module {
  if (module.tenantScoped)
    throw new TypeError(`${module.name}: the job that seals anew sees no rows of tenants`)
  return {
    ...module,
    jobs: [...(module.jobs ?? []), reencryption(module.name, columns)],
    async start(context) {
      for (const column of columns) column.current()
      return (await module.start?.(context)) ?? (async () => {})
    },
  }
}

/** Declares a module and checks that it is whole. */
export function defineModule(module: Module): Module {
  const offered = module.handlers.map(({ operation }) => operation)
  const { subscriptions = [], projections = [], windows = [] } = module
  if (module.tenantScoped && windows.length > 0)
    throw new TypeError(`${module.name} works for tenants: windows count over all of them`)
  for (const operation of [...offered, ...subscriptions, ...projections, ...windows]) {
    if (!operation.name.startsWith(`${module.name}.`)) {
      throw new TypeError(`${operation.name} does not belong to the module ${module.name}`)
    }
  }
  return Object.freeze(module.encrypted ? withEncryption(module, module.encrypted) : module)
}
