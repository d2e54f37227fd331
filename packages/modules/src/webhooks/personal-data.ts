import { handle } from '@archwright/kit'
import { personalData as declare } from '@archwright/kit/contract'

/** What webhooks hold of a person: the endpoints that they registered. */
export const personalData = declare('webhooks')

export const handleFindPersonalData = handle(personalData.find, async ({ id }, { sql }) => ({
  knownAs: [],
  held: [
    {
      what: 'endpoints',
      why: 'to send messages there',
      rows: await sql`
        select id, url, events, description, enabled, created_at as "createdAt"
        from webhooks.endpoint where owner_id = ${id}`,
    },
  ],
}))

export const handleErasePersonalData = handle(personalData.erase, async ({ id }, { sql }) => {
  const endpoints = await sql`delete from webhooks.endpoint where owner_id = ${id} returning 1`
  return { erased: [{ what: 'endpoints', count: endpoints.length }], kept: [] }
})
