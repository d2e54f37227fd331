import { Type } from 'typebox'

import { command } from '../../contract/operation.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { job } from '../job.ts'

/** Where a process may die: each lies between two things that are written. */
export const crashPoints = [
  'before the commit that queues the job',
  'after that commit',
  'when the job was taken and has done nothing',
  'after the effect, before the job is done',
  'after the job is done',
] as const
export type CrashPoint = (typeof crashPoints)[number]

export const post = command({
  name: 'mailing.post',
  summary: 'Writes a letter, which a job sends.',
  input: Type.Object({ letter: Type.String() }),
  output: Type.Object({}),
  access: 'internal',
  idempotency: 'key',
})

const sending = {
  name: 'mailing.send',
  payload: Type.Object({ letter: Type.String() }),
} as const

/** @param reach called at each point that lies within the module's own work */
export function mailing(reach: (point: CrashPoint) => void = () => {}) {
  return defineModule({
    name: 'mailing',
    summary: 'Letters.',
    migrations: new URL('migrations/', import.meta.url),
    handlers: [
      handle(post, async ({ letter }, { sql, enqueue }) => {
        await sql`insert into mailing.letter (letter) values (${letter})`
        enqueue(sending, { letter })
        reach('before the commit that queues the job')
        return {}
      }),
    ],
    jobs: [
      job(sending, async ({ letter }, { sql }) => {
        reach('when the job was taken and has done nothing')
        // What may run twice names its effect: the second time finds it done.
        await sql`insert into mailing.sent (letter) values (${letter}) on conflict do nothing`
        await sql`insert into mailing.run (letter) values (${letter})`
        reach('after the effect, before the job is done')
      }),
    ],
  })
}
