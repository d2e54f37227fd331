import type { Brief, Operation } from '@archwright/model'

/** A reading service with a stated rate, several teams and an outside call that may not be repeated. Only for tests. */
export function linkBrief(): Brief {
  return {
    system: 'links',
    title: 'Links',
    summary: 'Shortens links and resolves them, 20,000 times a second.',
    capabilities: [{ name: 'link-shortening', origin: { from: 'yaml', line: 1 } }],
    actors: [
      { name: 'visitor', trust: 'public', clients: ['web'] },
      { name: 'publisher', trust: 'partner', clients: ['server'] },
    ],
    entities: [
      {
        name: 'link',
        module: 'links',
        shape: 'key-value',
        sensitivity: 'none',
        perTenant: true,
        count: 5e7,
        bytes: 300,
      },
      { name: 'visit', module: 'visits', shape: 'event', sensitivity: 'personal', perTenant: true },
    ],
    operations: operations(),
    dependencies: [
      {
        name: 'safe-browsing',
        purpose: 'tells harmful addresses',
        latencyMs: 200,
        idempotent: false,
      },
    ],
    objectives: { availability: 0.9995, regions: 2, rtoSeconds: 900, rpoSeconds: 60 },
    team: { teams: 2, engineers: 14 },
    constraints: { mustUse: [], mustNotUse: [] },
    existing: ['one PHP script'],
    asks: [],
    facts: [
      {
        id: 'F-01',
        kind: 'rate',
        value: 20_000,
        unit: 'requests/s',
        canonical: 20_000,
        text: '20,000 times a second',
        about: 'links',
        bound: 'about',
        origin: { from: 'yaml', line: 3 },
      },
    ],
    assumptions: [],
    notUnderstood: [],
  }
}

function operations(): Operation[] {
  return [
    {
      name: 'links.resolveLink',
      kind: 'query',
      actor: 'visitor',
      ratePerSecond: 20_000,
      rateIs: 'average',
      latencyMs: 50,
      percentile: 0.99,
      consistency: 'eventual',
      staleSeconds: 300,
      reads: ['link'],
      writes: [],
      calls: [],
    },
    {
      name: 'links.createLink',
      kind: 'command',
      actor: 'publisher',
      consistency: 'strong',
      reads: [],
      writes: ['link'],
      calls: ['safe-browsing'],
    },
    {
      name: 'visits.sumVisits',
      kind: 'job',
      actor: 'publisher',
      consistency: 'eventual',
      reads: ['visit'],
      writes: [],
      calls: [],
    },
  ]
}
