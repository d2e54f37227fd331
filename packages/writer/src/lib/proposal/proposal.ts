import type { Design } from '@archwright/model'

import { blocks, fenced, heading, prose } from '../text/markdown.ts'
import { apiDesignSection } from './api-design.ts'
import { availabilitySection } from './availability.ts'
import { capacitySection } from './capacity.ts'
import { consistencySection } from './consistency.ts'
import { coreArchitectureSection } from './core-architecture.ts'
import { costSection } from './cost.ts'
import { dataSection } from './data.ts'
import { groundsSections } from './grounds.ts'
import { inDepthSection } from './in-depth.ts'
import { messagingSection } from './messaging.ts'
import { risksSection, rolloutSection, testingSection } from './plan.ts'
import { resilienceSection } from './resilience.ts'
import { scalabilitySection } from './scalability.ts'
import { sceneOf } from './section.ts'
import { securitySection } from './security.ts'
import { summarySection } from './summary.ts'

/** The proposal an architect hands over: docs/proposal.md. */
export function proposal(design: Design): string {
  const scene = sceneOf(design)
  const text = blocks(
    heading(1, `${prose(design.title)}: the design`),
    summarySection(scene),
    inDepthSection(scene),
    coreArchitectureSection(scene),
    apiDesignSection(scene),
    scalabilitySection(scene),
    resilienceSection(scene),
    consistencySection(scene),
    messagingSection(scene),
    dataSection(scene),
    capacitySection(scene),
    availabilitySection(scene),
    costSection(scene),
    securitySection(scene),
    testingSection(scene),
    risksSection(scene),
    rolloutSection(scene),
    groundsSections(scene),
    asked(design),
  )
  return `${text}\n`
}

function asked({ brief }: Design): string {
  if (brief.prose === undefined) return ''
  return blocks(heading(2, 'The brief'), fenced('text', brief.prose.replaceAll('```', "'''")))
}
