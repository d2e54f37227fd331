import { pathToFileURL } from 'node:url'

import { defaultWiring, startApp } from '@archwright/kit/app'
import { readyModule } from '@archwright/modules/ready'

/** The catalog in a process of its own: where its answers are kept, a folder, a database and a Redis are given. */
const [, , level = 'none', folder = '', databaseUrl = '', redisUrl = ''] = process.argv
const usual = defaultWiring('catalog', ['catalog'])
const plenty = { perSecond: 1e6, burst: 1e6, per: 'principal' } as const

const app = await startApp({
  modules: { catalog: readyModule('catalog') },
  wiring: {
    ...usual,
    calls: 'fast',
    limits: { read: plenty },
    shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 },
    cache: { ...usual.cache, level: level === 'none' || level === 'redis' ? level : 'memory' },
  },
  directory: pathToFileURL(`${folder}/`),
  variables: {
    PORT: '0',
    DATABASE_URL: databaseUrl,
    DATA_FOLDER: folder,
    LOG_LEVEL: 'error',
    REDIS_URL: redisUrl,
  },
})

process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit())
process.send?.({ url: app.url })
