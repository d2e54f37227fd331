import type { Principal } from '@archwright/kit'

/** The log of a module, apart for each tenant: who acts for one reads no other's. */
export function streamOf(
  { tenant: own }: Principal,
  { module, tenant: wanted }: { module: string; tenant?: string },
): string {
  const tenant = own ?? wanted
  return tenant === undefined ? module : `${module}/${tenant}`
}
