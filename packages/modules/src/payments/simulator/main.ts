/**
 * The simulated payment provider as a process of its own: `node simulator/main.ts`.
 * PORT (0: a free one), HOST, WEBHOOK_URL, WEBHOOK_SECRET, LEDGER_FILE; with UNTIL_INPUT_ENDS it ends with its
 * standard input. Prints one JSON line when ready.
 */

import { once } from 'node:events'

import { openJournal } from './journal.ts'
import { createSimulator } from './server.ts'

const {
  PORT = '0',
  HOST = '127.0.0.1',
  WEBHOOK_URL,
  WEBHOOK_SECRET = '',
  LEDGER_FILE,
} = process.env

const server = await createSimulator({
  webhookSecret: WEBHOOK_SECRET,
  ...(WEBHOOK_URL ? { webhookUrl: WEBHOOK_URL } : {}),
  ...(LEDGER_FILE ? { openJournal: (enter) => openJournal(LEDGER_FILE, enter) } : {}),
})
server.listen(Number(PORT), HOST)
await once(server, 'listening')

const address = server.address()
if (address === null || typeof address === 'string') throw new Error('not listening on a port')
process.stdout.write(`${JSON.stringify({ ready: true, url: `http://${HOST}:${address.port}` })}\n`)

const end = () => {
  server.close()
  server.closeAllConnections()
  process.stdin.destroy()
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
if (process.env.UNTIL_INPUT_ENDS) process.stdin.once('end', end).resume()
