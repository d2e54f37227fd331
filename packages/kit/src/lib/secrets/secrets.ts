import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { rememberSecret } from '../telemetry/known-secrets.ts'
import { openVault, type Vault } from './vault.ts'

/** A secret as it is now; undefined where nothing sets it. Ask again wherever it is used: it may have been renewed. */
export type Secret = () => string | undefined

/** The secrets of a process, by the names of variables. */
export interface Secrets {
  /**
   * Follows a secret in the first of its sources: the variable NAME, the file that NAME_FILE names, the file NAME in
   * SECRETS_FOLDER, the key NAME in Vault.
   * @throws Error when its variables contradict one another, or its file cannot be read
   */
  follow(name: string): Secret
  [Symbol.dispose](): void
}

type Variables = Readonly<Record<string, string | undefined>>
type Warn = (message: string, details: object) => void

/** Files are looked at as often: polled, because orchestrators swap mounted files as links. */
const lookEveryMs = 1_000

/**
 * Opens where secrets are kept. A source that fails later leaves what was known.
 * @throws Error when Vault is named and does not answer
 */
export async function openSecrets(variables: Variables, warn: Warn): Promise<Secrets> {
  const vault = variables.VAULT_ADDR ? await openVault(variables, warn) : undefined
  const files = new Map<string, FollowedFile>()
  const timer = setInterval(() => {
    for (const file of files.values()) void file.look(warn)
  }, lookEveryMs)
  timer.unref()

  const followFile = (path: string): Secret => {
    const file = files.get(path) ?? new FollowedFile(path)
    files.set(path, file)
    return file.value
  }
  return {
    follow(name) {
      const file = fileOf(name, variables)
      const secret = file ? followFile(file) : remembered(sourceOf(name, variables, vault))
      secret()
      return secret
    },
    [Symbol.dispose]() {
      clearInterval(timer)
      vault?.close()
    },
  }
}

/** Secrets of variables alone, which never change: for scripts and tests. */
export function plainSecrets(variables: Variables): Pick<Secrets, 'follow'> {
  return { follow: (name) => remembered(sourceOf(name, variables, undefined)) }
}

function sourceOf(name: string, variables: Variables, vault: Vault | undefined): Secret {
  const value = variables[name] || undefined
  return value === undefined && vault ? () => vault.value(name) : () => value
}

function remembered(secret: Secret): Secret {
  let last: string | undefined
  return () => {
    const value = secret()
    if (value !== undefined && value !== last) rememberSecret(value)
    last = value
    return value
  }
}

/** The file that holds a secret, if one does. */
function fileOf(name: string, variables: Variables): string | undefined {
  const named = variables[`${name}_FILE`]
  if (named && variables[name]) throw new Error(`set ${name} or ${name}_FILE, not both`)
  if (named || variables[name] || !variables.SECRETS_FOLDER) return named || undefined
  const mounted = join(variables.SECRETS_FOLDER, name)
  return contentOf(mounted) === undefined ? undefined : mounted
}

/** A file whose whole text is one secret. */
class FollowedFile {
  readonly #path: string
  #value: string
  #unread = false

  /** @throws Error naming the file when it cannot be read or is empty */
  constructor(path: string) {
    this.#path = path
    this.#value = contentOf(path) ?? unreadable(path)
    rememberSecret(this.#value)
  }

  readonly value = (): string => this.#value

  /** Takes what the file holds now; one that is empty is just being written. */
  async look(warn: Warn): Promise<void> {
    try {
      const value = (await readFile(this.#path, 'utf8')).trim()
      if (value !== '' && value !== this.#value) {
        rememberSecret(value)
        this.#value = value
      }
      this.#unread = false
    } catch (error) {
      if (!this.#unread) warn('a secret is not read anew', { file: this.#path, error })
      this.#unread = true
    }
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}

function unreadable(path: string): never {
  throw new Error(`${path} has to hold a secret, and cannot be read or is empty`)
}
