import fastify, { type FastifyInstance, type RouteHandlerMethod } from 'fastify'

import { versionHeader } from './api-version.ts'
import { packed } from './compression.ts'
import { versionPrefix } from './fields.ts'

const docsPath = `${versionPrefix}/docs`
export const documentPath = `${versionPrefix}/openapi.json`

// The page brings its own script and styles, and asks only this server.
const docsPolicy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Serves the OpenAPI document, and a page that explains it and can call the operations.
 * @param documentAt the document of a dated version; UNKNOWN_VERSION throws
 */
export function addDocs(
  server: FastifyInstance,
  title: string,
  documentAt: (version: string | undefined) => object,
): void {
  const texts = new Map<string | undefined, string>()
  server.get(documentPath, packed, async (request, reply) => {
    const version = request.headers[versionHeader]?.toString()
    const text = texts.get(version) ?? JSON.stringify(documentAt(version))
    texts.set(version, text)
    return reply.header('content-type', 'application/json; charset=utf-8').send(text)
  })
  let page: Promise<FastifyInstance> | undefined
  const answer: RouteHandlerMethod = async ({ url }, reply) => {
    page ??= createDocsPage(title)
    const { statusCode, headers, rawPayload } = await (await page).inject(url)
    if (statusCode === 404) return reply.callNotFound()
    const { location, 'content-type': type = 'text/plain' } = headers
    if (location) reply.header('location', location.replace(/^https?:\/\/[^/]+/, ''))
    return reply
      .code(statusCode)
      .header('content-type', type)
      .header('content-security-policy', docsPolicy)
      .header('referrer-policy', 'no-referrer')
      .send(rawPayload)
  }
  server.get(docsPath, answer)
  server.get(`${docsPath}/*`, answer)
}

/** No fonts, telemetry or services of the page's maker: what it shows may be confidential. */
const stayHome = {
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  mcp: { disabled: true },
  agent: { disabled: true },
} as const

// A server of its own that never listens: the 4 MB of the page are loaded when somebody looks at it, not at start,
// and by then the real server takes no more routes.
async function createDocsPage(title: string): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const docs = fastify()
  await docs.register(scalar, {
    routePrefix: docsPath,
    configuration: { url: documentPath, pageTitle: title, ...stayHome },
  })
  await docs.ready()
  return docs
}
