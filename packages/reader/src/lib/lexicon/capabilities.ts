import type { CapabilityName } from '@archwright/model/light'

import { businessPhrases } from './business-capabilities.ts'
import { dataPhrases } from './data-capabilities.ts'
import type { Phrases } from './phrases.ts'

/** How texts speak of what a system does. */
export const capabilityPhrases: Readonly<Record<CapabilityName, Phrases>> = {
  ...businessPhrases,
  ...dataPhrases,
}
