import { readFile } from 'node:fs/promises'

/** Linux tells processor time in hundredths of a second, whatever its own clock does (USER_HZ). */
const ticksPerSecond = 100

/** Processor seconds that a process has used with all its threads; undefined where the system does not tell. */
export async function processorSeconds(pid: number): Promise<number | undefined> {
  const [user, system] = await ticksOf(pid)
  return user === undefined || system === undefined ? undefined : (user + system) / ticksPerSecond
}

/** The same of a process with its children, those that have ended too; PostgreSQL serves each connection in a child. */
export async function processorSecondsWithChildren(pid: number): Promise<number | undefined> {
  const own = await ticksOf(pid)
  if (own.length === 0) return undefined
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => ''))
    .split(' ')
    .filter(Boolean)
  const running = await Promise.all(children.map((child) => processorSeconds(Number(child))))
  return running.reduce<number>((sum, seconds = 0) => sum + seconds, total(own) / ticksPerSecond)
}

/** In ticks: user, system, and both of the children that have ended and been waited for. Empty when there is no such process. */
async function ticksOf(pid: number): Promise<number[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The second field is the name in brackets, which may hold anything; the 14th to the 17th are times.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' ? [] : fields.slice(11, 15).map(Number)
}

const total = (ticks: readonly number[]) => ticks.reduce((sum, each) => sum + each, 0)
