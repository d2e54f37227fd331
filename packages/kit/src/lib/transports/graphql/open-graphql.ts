import { readFile } from 'node:fs/promises'

import type { Module } from '../../module/define-module.ts'
import type { RestServer } from '../rest/rest-server.ts'
import type { ReportError } from '../rest/send-problem.ts'
import { addGraphql, graphqlPath } from './graphql-server.ts'
import type { PathParts } from './request-context.ts'
import type { GraphqlWiring } from './wiring.ts'

export interface OpenGraphqlParts {
  readonly server: RestServer
  readonly path: PathParts
  readonly modules: readonly Module[]
  readonly elsewhere?: readonly Module[]
  readonly wiring: GraphqlWiring
  readonly production: boolean
  readonly onError?: ReportError
}

/** Opens GraphQL on the HTTP server as it is wired. Answers what is served, by name, as paths. */
export async function openGraphql(parts: OpenGraphqlParts): Promise<Record<string, string>> {
  const { wiring, production, server } = parts
  const introspection = wiring.introspection ?? !production
  const graphiql = introspection && !production
  const trusted = await trustedDocuments(wiring)
  await addGraphql(server.fastify, {
    ...parts,
    limits: wiring,
    documents: { trusted, allowed: wiring.documents },
    introspection,
    graphiql,
    federation: wiring.federation ?? false,
    maxSubscriptions: wiring.maxSubscriptions,
  })
  return { graphql: graphqlPath, ...(graphiql ? { graphiql: '/graphiql' } : {}) }
}

/** The texts of the documents file. Their hashes are computed here: a hash that somebody wrote down proves nothing. */
async function trustedDocuments({ documentsFile, documents }: GraphqlWiring): Promise<string[]> {
  if (documentsFile === undefined) {
    if (documents === 'any') return []
    throw new TypeError('graphql runs trusted documents only: name their file in documentsFile')
  }
  const texts: unknown = JSON.parse(await readFile(documentsFile, 'utf8'))
  const found = Object.values(Object(texts))
  if (found.every((text) => typeof text === 'string')) return found
  throw new TypeError(
    `${documentsFile.pathname}: a JSON object is expected, with a document for each name`,
  )
}
