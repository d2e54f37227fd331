/** An embedded PostgreSQL: real, on this machine, without installation. */

export {
  type CreateDatabaseOptions,
  createDatabase,
  dropDatabase,
} from './lib/postgres/databases.ts'
export { servePostgres } from './lib/postgres/serve-postgres.ts'
export {
  type Postgres,
  type PostgresOptions,
  startPostgres,
} from './lib/postgres/start-postgres.ts'
export {
  stopTestServer,
  type TestDatabase,
  type TestDatabaseOptions,
  testDatabase,
  testServer,
  testTemplate,
} from './lib/postgres/test-server.ts'
