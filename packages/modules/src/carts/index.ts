/** Carts: what somebody means to order, as a guest or signed in. */

import { defineModule } from '@archwright/kit'

import { handleCheckOut } from './check-out.ts'
import { handleClaimCart } from './claim-cart.ts'
import { handleCompleteCart } from './complete-cart.ts'
import { handleCreateCart } from './create-cart.ts'
import { forgetAbandoned } from './forget-abandoned.ts'
import { handleGetCart } from './get-cart.ts'
import { handleErasePersonalData, handleFindPersonalData, personalData } from './personal-data.ts'
import { handleSetLine } from './set-line.ts'

export const carts = defineModule({
  name: 'carts',
  summary: 'What somebody means to order, as a guest or signed in',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: [
    handleCreateCart,
    handleGetCart,
    handleSetLine,
    handleClaimCart,
    handleCheckOut,
    handleCompleteCart,
    handleFindPersonalData,
    handleErasePersonalData,
  ],
  personalData,
  jobs: [forgetAbandoned],
})

/** Makes the module for a process. */
export const create = () => carts
