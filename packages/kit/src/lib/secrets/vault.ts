import { readFileSync } from 'node:fs'

import { type Static, type TObject, Type } from 'typebox'
import { Check } from 'typebox/value'

/** One secret of Vault's key-value engine, version 2, whose keys are names of variables. */
export interface Vault {
  value(name: string): string | undefined
  close(): void
}

type Variables = Readonly<Record<string, string | undefined>>
type Warn = (message: string, details: object) => void

const Login = Type.Object({ auth: Type.Object({ client_token: Type.String() }) })
const Kept = Type.Object({
  data: Type.Object({ data: Type.Record(Type.String(), Type.Unknown()) }),
})

const lookEveryMs = 10_000
const answerWithinMs = 10_000
/** Where Kubernetes mounts the token of a pod's service account. */
const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/**
 * Reads VAULT_SECRET (`mount/path`) at VAULT_ADDR, and again every ten seconds. Logs in with VAULT_TOKEN, by AppRole
 * (VAULT_ROLE_ID, VAULT_SECRET_ID) or as a service account of Kubernetes (VAULT_KUBERNETES_ROLE), and again when the
 * token has ended. https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version
 * @throws Error when Vault does not answer with the secret
 */
export async function openVault(variables: Variables, warn: Warn): Promise<Vault> {
  const reader = new VaultReader(variables)
  let values = await reader.read()
  let told = false
  const timer = setInterval(async () => {
    try {
      values = await reader.read()
      told = false
    } catch (error) {
      if (!told) warn('Vault is not read anew', { error })
      told = true
    }
  }, lookEveryMs)
  timer.unref()
  return { value: (name) => values.get(name), close: () => clearInterval(timer) }
}

class VaultReader {
  readonly #variables: Variables
  readonly #path: string
  #token: string | undefined

  constructor(variables: Variables) {
    this.#variables = variables
    const [, mount, path] = /^([^/]+)\/(.+)$/.exec(variables.VAULT_SECRET ?? '') ?? []
    if (!mount || !path)
      throw new Error('VAULT_SECRET has to name a secret as mount/path, such as secret/shop')
    this.#path = `${mount}/data/${path}`
  }

  async read(): Promise<Map<string, string>> {
    this.#token ??= await this.#logIn()
    let answer = await this.#ask(this.#path, this.#token)
    if (answer.status === 403) {
      this.#token = await this.#logIn() // it was revoked, or has ended
      answer = await this.#ask(this.#path, this.#token)
    }
    const { data } = await checked(answer, Kept)
    const texts = Object.entries(data.data).filter(([, value]) => typeof value === 'string')
    return new Map(texts as [string, string][]) // just filtered
  }

  async #logIn(): Promise<string> {
    const read = (name: string) => readVariable(name, this.#variables)
    const token = read('VAULT_TOKEN')
    if (token) return token
    const role = read('VAULT_KUBERNETES_ROLE')
    const roleId = read('VAULT_ROLE_ID')
    if (role)
      return this.#tokenOf('kubernetes', { role, jwt: readFileSync(serviceAccount, 'utf8') })
    if (roleId) {
      return this.#tokenOf('approle', { role_id: roleId, secret_id: read('VAULT_SECRET_ID') ?? '' })
    }
    throw new Error('set VAULT_TOKEN, VAULT_ROLE_ID or VAULT_KUBERNETES_ROLE to log in to Vault')
  }

  async #tokenOf(method: string, body: object): Promise<string> {
    const answer = await this.#ask(`auth/${method}/login`, undefined, body)
    return (await checked(answer, Login)).auth.client_token
  }

  #ask(path: string, token: string | undefined, body?: object): Promise<Response> {
    const { VAULT_ADDR = '', VAULT_NAMESPACE } = this.#variables
    return fetch(`${VAULT_ADDR.replace(/\/+$/, '')}/v1/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        'x-vault-request': 'true',
        ...(token ? { 'x-vault-token': token } : {}),
        ...(VAULT_NAMESPACE ? { 'x-vault-namespace': VAULT_NAMESPACE } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      redirect: 'error', // a token goes to nobody but who was named
      signal: AbortSignal.timeout(answerWithinMs),
    })
  }
}

/** Read at each login: the file of a token is renewed by who issues it. */
function readVariable(name: string, variables: Variables): string | undefined {
  const file = variables[`${name}_FILE`]
  return file ? readFileSync(file, 'utf8').trim() : variables[name] || undefined
}

/** The answer's body if it is what was asked for; says nothing of what it holds otherwise. */
async function checked<Shape extends TObject>(
  answer: Response,
  shape: Shape,
): Promise<Static<Shape>> {
  const body: unknown = answer.ok ? await answer.json() : await answer.body?.cancel()
  if (Check(shape, body)) return body
  throw new Error(`Vault answered ${answer.status} to ${new URL(answer.url).pathname}`)
}
