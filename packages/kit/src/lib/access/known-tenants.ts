import type { Sql } from '../data/sql.ts'
import type { RunCaller } from '../dispatch/stages.ts'

/** Remembered by a process; who is forgotten is noted once more. */
const mostKnown = 100_000

/** Whom modules have worked for. Noted before the first work for a tenant, so that nobody who has rows is missing. */
export class KnownTenants {
  readonly #sql: Sql
  readonly #modules: ReadonlySet<string>
  readonly #known = new Set<string>()

  /** @param modules those of which it is asked; nothing is noted of others */
  constructor(sql: Sql, modules: Iterable<string>) {
    this.#sql = sql
    this.#modules = new Set(modules)
  }

  async note(module: string, tenant: string | undefined): Promise<void> {
    if (tenant === undefined || !this.#modules.has(module)) return
    const both = `${module}/${tenant}`
    if (this.#known.has(both)) return
    await this
      .#sql`insert into kit.known_tenant values (${module}, ${tenant}) on conflict do nothing`
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.add(both)
  }

  /** The same as `run`, which may change something for a tenant. */
  around(run: RunCaller): RunCaller {
    if (this.#modules.size === 0) return run
    return async (entry, caller) => {
      if (entry.operation.kind === 'command') await this.note(entry.module, caller.principal.tenant)
      return run(entry, caller)
    }
  }

  /** A part of them in the order of their ids, after one. */
  async of(module: string, after: string, most: number): Promise<string[]> {
    const rows = await this.#sql<{ tenant: string }>`
      select tenant from kit.known_tenant where module = ${module} and tenant > ${after}
      order by tenant limit ${most}`
    return rows.map(({ tenant }) => tenant)
  }
}
