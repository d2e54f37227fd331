import path from 'node:path'

import { load, type MethodDefinition } from '@grpc/proto-loader'

import type { tea } from '../tea/tea.ts'

/** What both methods answer: a named message within a response of the method's own. */
export interface TeaResponse {
  readonly tea: typeof tea
}

/** The methods of the service, from the .proto files that a server wrote into the folder. */
export async function loadTeaService(
  folder: string,
): Promise<Readonly<Record<'GetTea' | 'ChangeTea', MethodDefinition<object, TeaResponse>>>> {
  const includeDirs = [path.join(folder, 'proto')]
  const loaded = await load('tea/tea/v1/tea.proto', { includeDirs, longs: Number, enums: String })
  return loaded['tea.tea.v1.TeaService'] as never // the file has these two
}
