import { once } from 'node:events'

import type { Command } from 'commander'

import { untilInterrupted } from '../until-interrupted.ts'

export function addMcp(program: Command): void {
  program
    .command('mcp')
    .description('the same as tools for a coding agent: Model Context Protocol on standard streams')
    .action(async () => {
      const signal = untilInterrupted()
      const { serveStdio } = await import('@modelcontextprotocol/server/stdio')
      const { createServer } = await import('../mcp/create-server.ts')
      const handle = serveStdio(createServer)
      const left = once(process.stdin, 'end', { signal }).catch(() => {}) // interrupted instead
      await left
      await handle.close()
    })
}
