import type { Deployable, Design } from '@archwright/model'
import { hasGateway } from '../gateway/envoy.ts'
import { slug } from '../paths.ts'
import { containerPort, gatewayPort, grpcPort, keysFolder } from '../process-face.ts'
import { yamlText } from '../text/yaml.ts'
import { addressOf, offersGrpc, usesRedis } from './environment.ts'

/**
 * compose.yaml: the processes with their replicas, PostgreSQL, Redis where something is kept there, and Prometheus with
 * Grafana under the profile "observability".
 */
export function compose(design: Design): string {
  return yamlText({
    name: design.system,
    services: {
      ...Object.fromEntries(
        design.deployables.map((each, index) => [
          slug(each.name),
          processService(design, each, index),
        ]),
      ),
      ...(hasGateway(design) ? { gateway: gatewayService(design) } : {}),
      postgres: postgresService(design),
      ...(usesRedis(design) ? { redis: redisService() } : {}),
      prometheus: prometheusService(design),
      grafana: grafanaService(),
    },
    volumes: { 'postgres-data': {}, 'signing-keys': {}, 'prometheus-data': {} },
    // Mounted as files, so that neither `docker inspect` nor a report of a crash shows it.
    secrets: { [passwordSecret]: { environment: 'POSTGRES_PASSWORD' } },
  })
}

function processService(design: Design, deployable: Deployable, index: number): object {
  const { name, replicas, coresPerReplica, memoryMb } = deployable
  const published = (port: number) => {
    const first = port + index * portsPerProcess
    return `${replicas > 1 ? `${first}-${first + replicas - 1}` : first}:${port}`
  }
  return {
    build: '.',
    image: design.system,
    env_file: [{ path: '.env', required: false }],
    environment: processEnvironment(design, name),
    volumes: [`signing-keys:${keysFolder}`],
    secrets: [passwordSecret],
    ports: [containerPort, ...(offersGrpc(design) ? [grpcPort] : [])].map(published),
    // Not on Redis: a process starts without it, and is only slower.
    depends_on: { postgres: { condition: 'service_healthy' } },
    deploy: {
      replicas,
      resources: { limits: { cpus: String(coresPerReplica), memory: `${Math.ceil(memoryMb)}M` } },
    },
    stop_grace_period: '30s',
    restart: 'unless-stopped',
  }
}

// Tokens of one replica must be good at every other: all share one file of keys.
function processEnvironment(design: Design, name: string): Record<string, string> {
  const others = design.deployables.filter((each) => each.name !== name)
  return {
    PROCESS: name,
    PORT: String(containerPort),
    HOST: '0.0.0.0',
    ...(hasGateway(design) ? { TRUST_PROXY: 'true' } : {}),
    DATABASE_URL: `postgres://${database.user}@postgres:5432/${databaseName(design)}`,
    DATABASE_PASSWORD_FILE: passwordFile,
    ...(usesRedis(design) ? { REDIS_URL: 'redis://redis:6379' } : {}),
    SIGNING_KEYS_FILE: `${keysFolder}/signing-keys.json`,
    ...(others.length > 0 ? { INTERNAL_TOKEN: required('INTERNAL_TOKEN') } : {}),
    ...Object.fromEntries(
      others.map((each) => [addressOf(each.name), `http://${slug(each.name)}:${containerPort}`]),
    ),
  }
}

// Compose refuses to start, with these words, when the variable is unset or empty.
const required = (name: string): string => `\${${name}:?set it in .env}`

const passwordSecret = 'database-password'
const passwordFile = `/run/secrets/${passwordSecret}`

/** Clients call it and not the processes; nobody but it can say on whose behalf it calls. */
function gatewayService({ deployables }: Design): object {
  return {
    image: 'envoyproxy/envoy:v1.40.0',
    command: ['envoy', '--config-path', '/etc/envoy/envoy.yaml', '--log-level', 'warning'],
    volumes: ['./deploy/gateway:/etc/envoy:ro'],
    ports: [`${gatewayPort}:${gatewayPort}`],
    depends_on: deployables.map(({ name }) => slug(name)),
    restart: 'unless-stopped',
  }
}

function postgresService(design: Design): object {
  const name = databaseName(design)
  return {
    image: 'postgres:18',
    command: ['postgres', '-c', `max_connections=${maxConnections(design)}`],
    environment: {
      POSTGRES_USER: database.user,
      POSTGRES_PASSWORD_FILE: passwordFile,
      POSTGRES_DB: name,
    },
    secrets: [passwordSecret],
    // From version 18 the image keeps its data one folder higher than before.
    volumes: ['postgres-data:/var/lib/postgresql'],
    healthcheck: {
      test: ['CMD', 'pg_isready', '--username', database.user, '--dbname', name],
      interval: '5s',
      timeout: '3s',
      retries: 12,
    },
    shm_size: '256mb',
    stop_grace_period: '60s',
    restart: 'unless-stopped',
  }
}

/** What is in it can be had again: nothing is written to disk, and what was not asked for longest makes room. */
function redisService(): object {
  const bounds = ['--maxmemory', '256mb', '--maxmemory-policy', 'allkeys-lru']
  return {
    image: 'redis:8',
    command: ['redis-server', '--save', '', '--appendonly', 'no', ...bounds],
    healthcheck: { test: ['CMD', 'redis-cli', 'ping'], interval: '5s', timeout: '3s', retries: 12 },
    restart: 'unless-stopped',
  }
}

function prometheusService(design: Design): object {
  return {
    image: 'prom/prometheus:v3.5.0',
    profiles: ['observability'],
    volumes: ['./deploy/prometheus:/etc/prometheus:ro', 'prometheus-data:/prometheus'],
    command: [
      '--config.file=/etc/prometheus/prometheus.yaml',
      `--storage.tsdb.retention.time=${retentionDays(design)}d`,
    ],
    ports: ['9090:9090'],
    restart: 'unless-stopped',
  }
}

function grafanaService(): object {
  const folder = './deploy/grafana'
  return {
    image: 'grafana/grafana:13.2.3',
    profiles: ['observability'],
    // Grafana asks for another one at the first sign-in.
    environment: { GF_SECURITY_ADMIN_PASSWORD: `\${GRAFANA_PASSWORD:-admin}` },
    volumes: [
      `${folder}/provisioning:/etc/grafana/provisioning:ro`,
      `${folder}/dashboards:/var/lib/grafana/dashboards:ro`,
    ],
    depends_on: ['prometheus'],
    ports: ['127.0.0.1:3001:3000'],
    restart: 'unless-stopped',
  }
}

/** Connections of all replicas, a fifth on top for people and jobs, and never below PostgreSQL's own default. */
function maxConnections({ deployables }: Design): number {
  const pooled = deployables.reduce((sum, { replicas, poolSize }) => sum + replicas * poolSize, 0)
  return Math.max(100, Math.ceil(pooled * 1.2))
}

// The longest window of an objective has to be there to be looked at.
const retentionDays = ({ slos }: Design): number =>
  Math.max(15, ...slos.map(({ windowDays }) => windowDays))

const databaseName = ({ system }: Design): string => system.replaceAll('-', '_')

const database = { user: 'app' }

const portsPerProcess = 100
