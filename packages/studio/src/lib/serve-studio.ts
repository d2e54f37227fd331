import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderPage } from './page/page.ts'
import { readDocuments } from './read-documents.ts'

export interface Studio {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves the page of a built project on 127.0.0.1, read afresh at every visit.
 * @throws InputError when the folder is no project.
 */
export async function serveStudio(directory: string, { port }: { port: number }): Promise<Studio> {
  await readDocuments(directory) // a folder that is no project is told now, not at the first visit
  const server = createServer((request, response) => {
    answer(directory, request.url ?? '/', response).catch((error: unknown) => {
      send(response, {
        status: 500,
        type: 'text/plain',
        body: error instanceof Error ? error.message : String(error),
      })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.address() as AddressInfo // a TCP server has one
  return {
    url: `http://127.0.0.1:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const uplot = path.dirname(createRequire(import.meta.url).resolve('uplot/package.json'))
const own = fileURLToPath(new URL('../assets', import.meta.url))

const assets: Readonly<Record<string, { file: string; type: string }>> = {
  '/assets/studio.css': { file: `${own}/studio.css`, type: 'text/css' },
  '/assets/studio.js': { file: `${own}/studio.js`, type: 'text/javascript' },
  '/assets/uPlot.min.css': { file: `${uplot}/dist/uPlot.min.css`, type: 'text/css' },
  '/assets/uPlot.iife.min.js': { file: `${uplot}/dist/uPlot.iife.min.js`, type: 'text/javascript' },
}

async function answer(directory: string, url: string, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(url, 'http://localhost')
  const asset = assets[pathname]
  if (asset)
    return send(response, {
      status: 200,
      type: asset.type,
      body: await readFile(asset.file, 'utf8'),
    })
  if (pathname !== '/')
    return send(response, { status: 404, type: 'text/plain', body: 'There is only one page: /' })
  const body = renderPage(await readDocuments(directory))
  send(response, { status: 200, type: 'text/html', body })
}

function send(
  response: ServerResponse,
  { status, type, body }: { status: number; type: string; body: string },
): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-cache',
    'content-security-policy':
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}
