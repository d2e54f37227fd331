/** The modules that are ready to be built into a project. */

import type { ModuleFactory } from '@archwright/kit/app'
import manifest from '../package.json' with { type: 'json' }

import { create as audit } from './audit/index.ts'
import { create as carts } from './carts/index.ts'
import { create as catalog } from './catalog/index.ts'
import { create as identity } from './identity/index.ts'
import { create as inventory } from './inventory/index.ts'
import { create as keys } from './keys/index.ts'
import { create as notifications } from './notifications/index.ts'
import { create as orders } from './orders/index.ts'
import { create as payments } from './payments/index.ts'
import { create as webhooks } from './webhooks/index.ts'

type Library = keyof typeof manifest.dependencies | keyof typeof manifest.devDependencies

interface ReadyModule {
  create: ModuleFactory
  /** Libraries its code imports, beside the kit and typebox. */
  libraries: readonly Library[]
  /** Libraries its tests import. */
  testLibraries: readonly Library[]
}

const ready: Readonly<Record<string, ReadyModule>> = {
  audit: { create: audit, libraries: [], testLibraries: [] },
  carts: { create: carts, libraries: [], testLibraries: ['fast-check'] },
  catalog: { create: catalog, libraries: [], testLibraries: ['fast-check'] },
  identity: {
    create: identity,
    libraries: ['@node-saml/node-saml', 'oidc-provider', 'openid-client'],
    testLibraries: [
      '@types/oidc-provider',
      '@types/ws',
      'fast-check',
      'jose',
      'otpauth',
      'samlify',
      'ws',
    ],
  },
  inventory: { create: inventory, libraries: [], testLibraries: [] },
  keys: { create: keys, libraries: [], testLibraries: [] },
  notifications: {
    create: notifications,
    libraries: ['nodemailer'],
    testLibraries: ['@types/nodemailer', 'smtp-server'],
  },
  orders: { create: orders, libraries: [], testLibraries: ['fast-check'] },
  payments: { create: payments, libraries: ['stripe', 'undici'], testLibraries: ['fast-check'] },
  webhooks: { create: webhooks, libraries: [], testLibraries: ['fast-check', 'standardwebhooks'] },
}

export const readyModules: readonly string[] = Object.keys(ready)

/** @throws TypeError when there is no such module. */
export function readyModule(name: string): ModuleFactory {
  return find(name).create
}

/** The folder of a module's source. */
export function moduleFolder(name: string): URL {
  find(name)
  return new URL(`./${name}/`, import.meta.url)
}

/** Exact versions of what modules need, for the manifest of a project that holds them. */
export function librariesOf(
  names: readonly string[],
): Record<'run' | 'test', Record<string, string>> {
  const versions: Readonly<Record<string, string>> = {
    ...manifest.devDependencies,
    ...manifest.dependencies,
  }
  const pick = (libraries: readonly Library[]) =>
    Object.fromEntries([...new Set(libraries)].sort().map((name) => [name, versions[name] ?? '']))
  return {
    run: pick(['typebox', ...names.flatMap((name) => find(name).libraries)]),
    test: pick(names.flatMap((name) => find(name).testLibraries)),
  }
}

function find(name: string): ReadyModule {
  const module = ready[name]
  if (!module) throw new TypeError(`there is no ready module ${name}`)
  return module
}
