import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import type { Evidence } from '@archwright/model'

import { writeEvidence } from './write-evidence.ts'

describe('writeEvidence', () => {
  it('writes the evidence for programs and for people', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'archwright-evidence-'))
    try {
      const [json = '', markdown = ''] = await writeEvidence(directory, evidence)

      assert.deepEqual(JSON.parse(readFileSync(json, 'utf8')), evidence)
      const text = readFileSync(markdown, 'utf8')
      assert.match(
        text,
        /\*\*1 claims met, 1 missed, 0 not measured; 1 of 1 invariants broken\.\*\*/,
      )
      assert.match(
        text,
        /\| C-01 \| Orders per minute \| 1,000 orders\/min \| 1,200 \| 1,000 \(997–1,000\) \| met \|/,
      )
      assert.match(
        text,
        /\| kill -9 of one process \| 4 \| 3 \| \*\*never\*\* \| left \\\| right \|/,
      )
      assert.match(text, /1,234 checked, 1 wrong\.\n- orders.getOrder as guest: 200/)
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})

const circumstances = { command: 'archwright prove shop', conditions: 'two cores' }

const evidence: Evidence = {
  system: 'shop',
  command: circumstances.command,
  startedAt: '2026-11-21T00:00:00.000Z',
  seconds: 61,
  conditions: {
    machine: 'two cores',
    versions: { node: '24.21.0' },
    load: 'open',
    processes: 'all',
  },
  claims: [
    {
      id: 'C-01',
      requirement: 'Orders per minute',
      required: 1_000,
      predicted: 1_200,
      measured: 1_000,
      interval: [997, 1_000],
      unit: 'orders/min',
      verdict: 'met',
      note: 'all answered',
      ...circumstances,
    },
    {
      id: 'C-02',
      requirement: 'No order doubled',
      required: 0,
      predicted: 0,
      measured: 1,
      unit: 'orders',
      verdict: 'missed',
      note: 'one was',
      ...circumstances,
    },
  ],
  costs: { callsPerSecond: 600, appMs: 1.8, databaseMs: 0.9 },
  latencies: [],
  saturation: null,
  faults: [
    {
      fault: 'kill -9 of one process',
      atSecond: 4,
      secondsToFullService: null,
      failedRequests: 3,
      note: 'left | right',
    },
  ],
  invariants: [{ invariant: 'A key makes one order', checked: 9, violations: 1, examples: ['k'] }],
  access: { checked: 1_234, wrong: ['orders.getOrder as guest: 200'] },
  contracts: { checked: 0, wrong: [] },
}
