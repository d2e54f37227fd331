import type { Design } from '@archwright/model'

import { containerPort } from '../process-face.ts'

interface Variable {
  name: string
  comment: string
  value?: string
  /** The module without which the variable means nothing. */
  module?: string
}

/** .env.example: every variable a process reads, with what happens when it is unset. */
export function environment(design: Design): string {
  const modules = new Set(design.modules.map(({ name }) => name))
  const used = variables.filter(({ module }) => module === undefined || modules.has(module))
  const lines = used.map(({ name, comment, value }) =>
    value === undefined ? `# ${comment}\n# ${name}=` : `# ${comment}\n${name}=${value}`,
  )
  return `# Copy it to .env, which is never committed.\n\n${lines.join('\n\n')}\n`
}

const variables: Variable[] = [
  {
    name: 'PORT',
    comment: 'Port to listen on; 0 takes a free one, which the line "ready" tells.',
    value: String(containerPort),
  },
  {
    name: 'HOST',
    comment: 'Address to listen on; 127.0.0.1 keeps it to this machine.',
    value: '127.0.0.1',
  },
  {
    name: 'DATABASE_URL',
    comment:
      'postgres://user:password@host:5432/database. Unset: an embedded PostgreSQL in .data/.',
  },
  {
    name: 'POSTGRES_PASSWORD',
    comment: 'Only for compose.yaml: the password of its PostgreSQL. Choose one.',
    value: '',
  },
  {
    name: 'SIGNING_KEYS_FILE',
    comment:
      'JSON Web Key Set that signs access tokens; needed as soon as there is more than one process. Unset: keys in .data/.',
    module: 'identity',
  },
  {
    name: 'STAFF_EMAIL',
    comment: 'Address of the first member of staff, created at the first start.',
    module: 'identity',
  },
  { name: 'STAFF_PASSWORD', comment: 'Password of the first member of staff.', module: 'identity' },
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
    comment: 'smtp://user:password@host:587, where messages are handed over.',
    module: 'notifications',
  },
  { name: 'LOG_LEVEL', comment: 'fatal, error, warn, info, debug or trace.', value: 'info' },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    comment: 'OpenTelemetry collector that receives traces. Unset: none are sent.',
  },
]
