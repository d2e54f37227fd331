import { job } from '@archwright/kit'
import { Type } from 'typebox'

import { forgetMessages } from './store.ts'

// Providers give up on a message after days; a later repeat would change nothing either.
const keptDays = 30

export const forgetWebhooks = job(
  { name: 'payments.forgetWebhooks', payload: Type.Object({}), schedule: '41 3 * * *' },
  (_, { sql }) => forgetMessages(sql, keptDays),
)
