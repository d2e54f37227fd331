import type { FastifyInstance } from 'fastify'

import type { Health } from '../../health/health.ts'

/** The text of a metrics endpoint and its type. */
export interface MetricsPage {
  readonly contentType: string
  text(): Promise<string>
  /** The same in OpenMetrics, with the traces of some values; absent where there is only one format. */
  readonly openContentType?: string
  openText?(): Promise<string>
}

/** What an orchestrator asks. */
export const probePaths: ReadonlySet<string> = new Set(['/live', '/started', '/ready'])

/** /live, /ready and /started for the orchestrator. Live says only that the event loop turns. */
export function addProbes(fastify: FastifyInstance, health: Health): void {
  fastify.get('/live', async () => ({ live: true }))
  fastify.get('/started', async (_request, reply) => {
    return reply.code(health.started ? 200 : 503).send({ started: health.started })
  })
  fastify.get('/ready', async (_request, reply) => {
    const readiness = await health.readiness()
    return reply.code(readiness.ready ? 200 : 503).send(readiness)
  })
}

/** /metrics in the Prometheus text format, or in OpenMetrics for who asks for it. */
export function addMetrics(fastify: FastifyInstance, metrics: MetricsPage): void {
  fastify.get('/metrics', async ({ headers }, reply) => {
    reply.header('vary', 'accept')
    if (metrics.openText && headers.accept?.includes('application/openmetrics-text')) {
      return reply.header('content-type', metrics.openContentType).send(await metrics.openText())
    }
    return reply.header('content-type', metrics.contentType).send(await metrics.text())
  })
}
