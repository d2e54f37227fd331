import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** How to run a program that refuses to run as root. */
export interface ServerCommand {
  command: string
  args: string[]
  /** Set when the program runs as another user, who must then own its files. */
  owner?: { uid: number; gid: number }
}

/** PostgreSQL refuses to run as root; everyone else runs it as themselves. */
export function asServerUser(program: string, args: readonly string[]): ServerCommand {
  if (process.getuid?.() !== 0) return { command: program, args: [...args] }
  if (hasUserNamespaces()) return { command: 'unshare', args: [...namespace, program, ...args] }
  return { command: program, args: [...args], owner: unprivilegedUser() }
}

// In its own user namespace the server believes to be nobody, while files stay ours: no chown, no
// user to create, and binaries below /root remain readable.
const namespace = ['--user', '--map-user=65534', '--map-group=65534']
let userNamespaces: boolean | undefined

function hasUserNamespaces(): boolean {
  userNamespaces ??= spawnSync('unshare', [...namespace, 'true'], { timeout: 5_000 }).status === 0
  return userNamespaces
}

/** A bare number would not do: PostgreSQL looks its own user up in /etc/passwd. */
function unprivilegedUser(): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const user = users.find((fields) => fields[0] === name)
    if (user) return { uid: Number(user[2]), gid: Number(user[3]) }
  }
  throw new Error('PostgreSQL cannot run as root here: neither `postgres` nor `nobody` is a user')
}
