import type { Design } from '@archwright/model'

type Decided = Pick<Design, 'system' | 'decisions' | 'callers' | 'quotas'>

/** The decision that programs of others come with API keys; undefined where they come with something else, or not at all. */
export function keysDecision({ decisions }: Pick<Design, 'decisions'>) {
  return decisions.find(
    ({ key, chosen }) => key === 'identity.programs' && chosen.startsWith('API keys'),
  )
}

/** How long the keys of programs are good: of the `identity` of a wiring. */
export function keysLines(design: Decided): string[] {
  const decision = keysDecision(design)
  if (!decision) return []
  const life = design.callers.find(({ kind }) => kind === 'programs')?.lifeSeconds ?? 90 * day
  const numbers = `lifeSeconds: ${life}, overlapSeconds: ${day}, unusedSeconds: ${90 * day}`
  return [
    `    // ${decision.id}: keys of programs, renewed with a day of overlap; one that nobody uses is shut`,
    `    keys: { ${numbers} },`,
  ]
}

/** How processes know one another, where the design has them show certificates. */
export function servicesLines({ system, decisions }: Decided): string[] {
  const decision = decisions.find(
    ({ key, chosen }) => key === 'identity.services' && chosen.startsWith('mutual TLS'),
  )
  if (!decision) return []
  const domain = `${system.toLowerCase().replace(/[^a-z0-9-]+/g, '-')}.internal`
  return [
    `    // ${decision.id}: each process shows the certificate of SERVICE_CERT_FILE; without it, INTERNAL_TOKEN alone`,
    `    services: { trustDomain: '${domain}' },`,
  ]
}

/** What a partner's plan holds, counted by key: the `quotas` of a wiring. */
export function quotaLines(design: Decided): string {
  const plan = design.quotas.find(
    ({ per, windowSeconds }) => per === 'key' && windowSeconds === day,
  )
  if (!plan || !keysDecision(design)) return ''
  const quota = `{ calls: ${plan.calls}, every: 'day', per: 'key' }`
  return `  // ${plan.decision}: ${plan.surface}\n  quotas: { plan: ${quota} },\n`
}

const day = 86_400
