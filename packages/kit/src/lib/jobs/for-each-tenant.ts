import type { KnownTenants } from '../access/known-tenants.ts'
import type { Sql } from '../data/sql.ts'
import type { Module } from '../module/define-module.ts'
import type { Job } from './job.ts'
import { insertJobs } from './queue-jobs.ts'

const tenantsAtOnce = 200

/** Modules whose schedules run for each tenant. */
export function scheduledForTenants(modules: readonly Module[]): Module[] {
  return modules.filter(
    ({ tenantScoped, jobs = [] }) => tenantScoped && jobs.some(({ spec }) => spec.schedule),
  )
}

/**
 * The jobs of a module. A schedule knows no tenant: where the module works for tenants, its run queues one for each of them, in
 * their turns. It may be cut short and begin anew: of a tenant's run that still waits there is one.
 */
export function jobsOf(module: Module, { sql, tenants }: { sql: Sql; tenants: KnownTenants }) {
  const { name, jobs = [], tenantScoped } = module
  if (!tenantScoped) return jobs
  return jobs.map((job): Job => {
    if (!job.spec.schedule) return job
    const spec = { ...job.spec, unique: () => 'scheduled' }
    return {
      spec: job.spec,
      async run(payload, context) {
        if (context.tenant !== undefined) return job.run(payload, context)
        for (let after: string | undefined = ''; after !== undefined; ) {
          const part: string[] = await tenants.of(name, after, tenantsAtOnce)
          if (part.length > 0)
            await insertJobs(
              sql,
              part.map((tenant) => ({ spec, payload, tenant })),
            )
          after = part.at(-1)
        }
      },
    }
  })
}
