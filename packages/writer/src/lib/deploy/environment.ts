import type { Design } from '@archwright/model'

/** A variable that a process reads, or that compose.yaml needs. */
interface Variable {
  name: string
  comment: string
  /** Value when it is unset; shown, but left to the process. */
  otherwise?: string
  /** True for what nobody can choose but the reader: written uncommented and empty. */
  toChoose?: boolean
  /** The module without which the variable means nothing. */
  module?: string
  /** What the design has to have for the variable to mean something. */
  where?: (design: Design) => boolean
}

/** .env.example: every variable a process reads, with what happens when it is unset. */
export function environment(design: Design): string {
  const modules = new Set(design.modules.map(({ name }) => name))
  const used = [...variables, ...addresses(design)].filter(
    ({ module, where }) =>
      (module === undefined || modules.has(module)) && (where?.(design) ?? true),
  )
  return `${introduction}\n\n${used.map(entry).join('\n\n')}\n`
}

const issuesKeys = ({ decisions }: Design): boolean =>
  decisions.some(({ key, chosen }) => key === 'identity.programs' && chosen.startsWith('API keys'))

/** Whether processes of a split system show one another certificates. */
export function showsCertificates(design: Design): boolean {
  const chosen = design.decisions.find(({ key }) => key === 'identity.services')?.chosen
  return isSplit(design) && chosen?.startsWith('mutual TLS') === true
}

/** Whether people have their accounts elsewhere. */
const signsInElsewhere = ({ identity, modules }: Design): boolean =>
  identity.passwordHash === '' && modules.some(({ name }) => name === 'identity')

const capturesChanges = ({ decisions }: Design): boolean =>
  decisions.some(
    ({ key, chosen }) => key === 'consistency.events' && chosen === 'change data capture',
  )

const isSplit = ({ deployables }: Design): boolean => deployables.length > 1

/** Whether clients from outside speak gRPC, which has a port of its own. */
export function offersGrpc({ interfaces }: Design): boolean {
  return interfaces.some(({ name, style }) => style === 'gRPC' && name !== 'internal')
}

/** Whether processes share a Redis: for answers that are kept, or for what callers have used of their limits. */
export function usesRedis({ caches, limits }: Design): boolean {
  return (
    caches.some(({ kind }) => kind === 'distributed') ||
    limits.some(({ countedIn }) => countedIn === 'redis')
  )
}

/** Whether secrets are kept in a vault of the system's own. */
function usesVault({ decisions }: Design): boolean {
  return decisions.some(({ key, chosen }) => key === 'secrets' && chosen.includes('vault'))
}

/** Names of the variables that tell a process where another one is. */
export function addressOf(deployable: string): string {
  return `${deployable.toUpperCase().replaceAll('-', '_')}_URL`
}

const introduction =
  '# Copy it to .env, which is never committed. compose.yaml reads it, and so does\n# node --env-file=.env src/main.ts'

function entry({ name, comment, otherwise = '', toChoose = false }: Variable): string {
  return `# ${comment}\n${toChoose ? '' : '# '}${name}=${otherwise}`
}

function addresses({ deployables }: Design): Variable[] {
  return deployables.map(({ name }) => ({
    name: addressOf(name),
    comment: `Base address of the process ${name}, for the others.`,
    where: isSplit,
  }))
}

const serviceFiles: Variable[] = [
  {
    name: 'SERVICE_CERT_FILE',
    comment:
      'Certificate (PEM) that names this process, as spiffe://<trust domain of src/wiring.ts>/<process>; read again when it is renewed. Unset: processes know each other by INTERNAL_TOKEN alone.',
    where: showsCertificates,
  },
  { name: 'SERVICE_KEY_FILE', comment: 'Its private key (PEM).', where: showsCertificates },
  {
    name: 'SERVICE_CA_FILE',
    comment: 'The authority whose certificates are believed (PEM).',
    where: showsCertificates,
  },
  {
    name: 'INTERNAL_PORT',
    comment:
      'Port on which processes that show a certificate call; their addresses are then https.',
    otherwise: '3443',
    where: showsCertificates,
  },
]

const outsideAccounts: Variable[] = [
  {
    name: 'SSO_COMPANY_ISSUER',
    comment: 'Who keeps the accounts, https://…. Unset: nobody signs in there.',
    where: signsInElsewhere,
  },
  {
    name: 'SSO_COMPANY_CLIENT_ID',
    comment: 'The name of this system there.',
    where: signsInElsewhere,
  },
  {
    name: 'SSO_COMPANY_CLIENT_SECRET',
    comment: 'Its secret there.',
    where: signsInElsewhere,
  },
  {
    name: 'OIDC_ISSUER',
    comment:
      'Who issues access tokens that are taken as they are, https://…. Unset: only ours are.',
    where: signsInElsewhere,
  },
  {
    name: 'OIDC_AUDIENCE',
    comment: 'What those tokens call this system. Unset: its name.',
    where: signsInElsewhere,
  },
]

const variables: Variable[] = [
  {
    name: 'POSTGRES_PASSWORD',
    comment:
      'Only for compose.yaml: the password of its PostgreSQL. Letters and digits, for it stands in an address.',
    toChoose: true,
  },
  {
    name: 'GRAFANA_PASSWORD',
    comment: 'Only for compose.yaml: the first password of admin in its Grafana.',
    otherwise: 'admin',
  },
  {
    name: 'PORT',
    comment: 'Port to listen on; 0 takes a free one, which the line "ready" tells.',
    otherwise: '3000',
  },
  {
    name: 'GRPC_PORT',
    comment: 'Port to listen on for gRPC.',
    otherwise: '50051',
    where: offersGrpc,
  },
  { name: 'HOST', comment: 'Address to listen on. In production 0.0.0.0.', otherwise: '127.0.0.1' },
  {
    name: 'DATABASE_URL',
    comment:
      'postgres://user:password@host:5432/name. Unset: an embedded PostgreSQL in the data folder; in production it must be set.',
  },
  {
    name: 'DATABASE_REPLICA_URL',
    comment:
      'The same for a streaming replica, which answers queries that allow it. Unset: the primary answers all.',
  },
  {
    name: 'PUBLIC_URL',
    comment:
      'Where clients reach the system, https://…: its name as an issuer of tokens, and of its cookies. In production both stay closed without it.',
    otherwise: 'http://localhost:3000',
  },
  {
    name: 'REDIS_URL',
    comment:
      'redis://user:password@host:6379, which all processes share. Unset: each keeps and counts for itself.',
    where: usesRedis,
  },
  {
    name: 'DATA_FOLDER',
    comment: 'Where an embedded PostgreSQL and the signing keys are kept.',
    otherwise: '.data/',
  },
  {
    name: 'SIGNING_KEYS_FILE',
    comment:
      'Keys that sign access tokens, made at the first start. All processes need the same file.',
    otherwise: '.data/signing-keys.json',
  },
  {
    name: 'TRUST_PROXY',
    comment:
      'true when a load balancer stands in front: callers are then known by X-Forwarded-For.',
    otherwise: 'false',
  },
  {
    name: 'CORS_ORIGINS',
    comment: 'Web pages that may call from a browser, separated by commas. Unset: none.',
  },
  {
    name: 'STAFF_EMAIL',
    comment: 'Address of the first member of staff, whose account is opened at the first start.',
    module: 'identity',
  },
  {
    name: 'STAFF_PASSWORD',
    comment: 'Password of the first member of staff, 10 to 128 characters.',
    module: 'identity',
  },
  {
    name: 'STRIPE_API_KEY',
    comment: 'Takes payments by Stripe. Unset: by the provider at PAYMENT_PROVIDER_URL.',
    module: 'payments',
  },
  {
    name: 'PAYMENT_PROVIDER_URL',
    comment: 'Base address of the payment provider.',
    module: 'payments',
  },
  {
    name: 'PAYMENT_WEBHOOK_SECRET',
    comment: 'Secret with which the payment provider signs its webhooks.',
    module: 'payments',
  },
  {
    name: 'SMTP_URL',
    comment:
      'smtp://user:password@host:587, where messages are handed over. Unset: no mail is sent.',
    module: 'notifications',
  },
  { name: 'MAIL_FROM', comment: 'Sender of messages.', module: 'notifications' },
  {
    name: 'ENCRYPTION_KEYS',
    comment:
      'Keys that seal encrypted columns, newest first, separated by commas: an id and 32 random bytes, as in 2026-11:$(openssl rand -base64 32). A job seals anew what an older key sealed; then that one can go. In production they must be set.',
    toChoose: true,
  },
  {
    name: 'SECRETS_FOLDER',
    comment:
      'Folder with a file for each secret, by the name of its variable; NAME_FILE names a single one. Such files are read again when they change.',
  },
  {
    name: 'VAULT_ADDR',
    comment: 'Vault or OpenBao that keeps the secrets, such as https://vault.example:8200.',
    where: usesVault,
  },
  {
    name: 'VAULT_SECRET',
    comment:
      'The secret there as mount/path (key-value engine, version 2); its keys are names of variables. To log in: VAULT_KUBERNETES_ROLE, VAULT_ROLE_ID with VAULT_SECRET_ID_FILE, or VAULT_TOKEN_FILE.',
    otherwise: 'secret/app',
    where: usesVault,
  },
  {
    name: 'WEBHOOK_SECRET_KEYS',
    comment:
      'Keys that seal the secrets of endpoints, newest first, separated by commas: an id and 32 random bytes, as in 2026-11:$(openssl rand -base64 32). In production they must be set.',
    module: 'webhooks',
    toChoose: true,
  },
  {
    name: 'WEBHOOK_LOOPBACK',
    comment: 'true lets messages be sent to this machine, over http. Means nothing in production.',
    otherwise: 'false',
    module: 'webhooks',
  },
  {
    name: 'API_KEY_SECRETS',
    comment:
      'Keys from which the secrets of programs are derived that sign by HMAC, newest first, separated by commas: an id and 32 random bytes, as in 2026-11:$(openssl rand -base64 32). Unset: in production programs sign by ed25519 only.',
    where: issuesKeys,
  },
  {
    name: 'PROCESS',
    comment: 'Which of the processes of src/wiring.ts this one is. Unset: all of them in one.',
    where: isSplit,
  },
  {
    name: 'INTERNAL_TOKEN',
    comment: 'Secret by which the processes know each other.',
    where: isSplit,
    toChoose: true,
  },
  ...serviceFiles,
  ...outsideAccounts,
  {
    name: 'CAPTURE_SINK',
    comment:
      'Where captured events go as CloudEvents: file:///… or https://…. Unset: nowhere, and none are captured.',
    where: capturesChanges,
  },
  { name: 'LOG_LEVEL', comment: 'fatal, error, warn, info, debug or trace.', otherwise: 'info' },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    comment: 'OpenTelemetry collector that receives traces. Unset: none are sent.',
  },
]
