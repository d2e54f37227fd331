import { readFile } from 'node:fs/promises'

import type { DesignOptions } from '@archwright/designer'
import { Evidence } from '@archwright/model'
import { InputError } from '@archwright/model/light'
import { Check } from 'typebox/value'

/**
 * How to design with what a proof measured, from its evidence.json; with the priors when none is named. Throws
 * InputError for a file that is none, or tells no costs.
 */
export async function readMeasured(file: string | undefined): Promise<DesignOptions> {
  if (file === undefined) return {}
  const evidence: unknown = await readFile(file, 'utf8')
    .then(JSON.parse)
    .catch((error: Error) => {
      throw problem(file, `cannot be read (${error.message})`)
    })
  if (!Check(Evidence, evidence)) throw problem(file, 'is no evidence of this version')
  if (evidence.costs) return { measured: evidence }
  throw problem(
    file,
    'tells no processor times: a process ended under the steady load, or it was not on Linux',
  )
}

function problem(where: string, what: string): InputError {
  const right = 'name the evidence/evidence.json that archwright prove wrote into the project'
  return new InputError([{ where, what, right }])
}
