import { readdir, stat } from 'node:fs/promises'

import { InputError } from '@archwright/model/light'

/** Refuses a folder that holds anything but an earlier build. */
export async function checkTarget(out: string, builtBefore: boolean): Promise<void> {
  const found = await stat(out).catch(() => undefined)
  if (!found || builtBefore) return
  if (!found.isDirectory()) {
    throw refused(out, 'is a file', 'name a folder that is new or empty')
  }
  const [first] = await readdir(out)
  if (first) {
    throw refused(
      out,
      `is not empty (it holds ${first}) and was not built by Archwright`,
      'name a new or empty folder with --out',
    )
  }
}

function refused(where: string, what: string, right: string): InputError {
  return new InputError([{ where, what, right }])
}
