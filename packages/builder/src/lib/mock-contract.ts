import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { contractModule, createMockServer } from '@archwright/kit/mock'
import { InputError } from '@archwright/model/light'

export interface ServedMock {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves examples of what one contract declares, for a module that is not written yet.
 * @param file a contract.ts that can be loaded where it stands
 * @throws InputError when it cannot, or declares nothing
 */
export async function mockContract(
  file: string,
  { port }: { readonly port: number },
): Promise<ServedMock> {
  const module = await load(file)
  const server = await createMockServer({ modules: [module], title: `${module.name} (mock)` })
  return { url: await server.listen(port), close: () => server.close() }
}

async function load(file: string) {
  try {
    return contractModule(await import(pathToFileURL(path.resolve(file)).href))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new InputError([
      {
        where: file,
        what: `is no contract: ${message}`,
        right: 'name the folder of a built project, or a contract.ts that exports operations',
      },
    ])
  }
}
