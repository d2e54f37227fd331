import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { homedir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const version = 'v0.203.0'
const folder = path.join(homedir(), '.cache', 'archwright', `stripe-mock-${version}`)

/** Builds Stripe's own stand-in for its API with Go, once per machine; about a minute the first time. */
async function installStripeMock(): Promise<string> {
  const program = path.join(folder, 'stripe-mock')
  if (existsSync(program)) return program
  const env = { ...process.env, GOBIN: folder }
  await promisify(execFile)('go', ['install', `github.com/stripe/stripe-mock@${version}`], { env })
  return program
}

export interface SeenRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface StripeMock extends AsyncDisposable {
  readonly url: string
  /** What was asked so far. */
  readonly seen: readonly SeenRequest[]
  /** The next answer, instead of stripe-mock's own, which knows no declines. */
  answerNext(status: number, body: object): void
}

/** stripe-mock behind a listener that remembers what passes through. */
export async function startStripeMock(): Promise<StripeMock> {
  const program = await installStripeMock()
  const child = spawn(program, ['-http-addr', '127.0.0.1:0', '-https-addr', '127.0.0.1:0'])
  const upstream = await listeningUrl(child.stdout)
  const seen: SeenRequest[] = []
  const answers: { status: number; body: object }[] = []

  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray()).toString()
    const { headers, method = 'GET', url = '/' } = incoming
    seen.push({ path: url, headers, body })
    const own = answers.shift()
    const init = method === 'GET' ? {} : { body }
    const { authorization = '', 'content-type': type = 'text/plain' } = headers
    const passed = () =>
      fetch(`${upstream}${url}`, {
        method,
        headers: { authorization, 'content-type': type },
        ...init,
      })
    const answer = own ? Response.json(own.body, { status: own.status }) : await passed()
    outgoing.writeHead(answer.status, { 'content-type': 'application/json' })
    outgoing.end(await answer.text())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${Object(server.address()).port}`,
    seen,
    answerNext: (status, body) => answers.push({ status, body }),
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

async function listeningUrl(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const address = /HTTP at address: (\S+)/.exec(line)?.[1]
    if (address) return `http://${address}`
  }
  throw new Error('stripe-mock ended before it listened')
}
