/** A program: kills the process groups it was told of (lines "+pid", "-pid") when its input ends. */

import { createInterface } from 'node:readline'

const groups = new Set<number>()

for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1))
  if (line.startsWith('+')) groups.add(pid)
  else groups.delete(pid)
}

for (const pid of groups) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
