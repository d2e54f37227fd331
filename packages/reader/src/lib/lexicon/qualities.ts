import type { QualityName } from '@archwright/model/light'

import { behaviorQualityPhrases } from './behavior-qualities.ts'
import { clientQualityPhrases } from './client-qualities.ts'
import { guardQualityPhrases } from './guard-qualities.ts'
import { loadQualityPhrases } from './load-qualities.ts'
import type { Phrases } from './phrases.ts'
import { workQualityPhrases } from './work-qualities.ts'

/** How texts speak of what they ask of the whole system. */
export const qualityPhrases: Readonly<Record<QualityName, Phrases>> = {
  ...loadQualityPhrases,
  ...clientQualityPhrases,
  ...behaviorQualityPhrases,
  ...workQualityPhrases,
  ...guardQualityPhrases,
}
