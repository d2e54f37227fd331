import type { FastifyInstance } from 'fastify'

const from = 'https://unpkg.com'
const policy = [
  "default-src 'none'",
  `script-src ${from} 'unsafe-inline' 'unsafe-eval'`,
  `style-src ${from} 'unsafe-inline'`,
  `font-src ${from} data:`,
  "img-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
].join('; ')

const pageFor = (url: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>GraphiQL</title>
<link rel="stylesheet" href="${from}/graphiql@3.8.3/graphiql.min.css">
<style>body { margin: 0 } #graphiql { height: 100vh }</style>
<div id="graphiql">GraphiQL comes from ${from}.</div>
<script src="${from}/react@18.3.1/umd/react.production.min.js"></script>
<script src="${from}/react-dom@18.3.1/umd/react-dom.production.min.js"></script>
<script src="${from}/graphiql@3.8.3/graphiql.min.js"></script>
<script>
  const fetcher = GraphiQL.createFetcher({ url: '${url}' })
  ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, { fetcher }))
</script>
</html>
`

/** Serves GraphiQL at /graphiql. Its scripts come from a CDN: for laptops, never for production. @param url of GraphQL */
export function addGraphiql(fastify: FastifyInstance, url: string): void {
  fastify.get('/graphiql', async (_request, reply) =>
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .send(pageFor(url)),
  )
}
