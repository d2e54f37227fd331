import { decisionsIn } from '../references.ts'
import { bullets, code, prose, table } from '../text/markdown.ts'
import { duration, number } from '../text/quantity.ts'
import { answers, type Scene, section, subsection } from './section.ts'

/** Who may do what, how they prove it, and how much they may ask. */
export function securitySection(scene: Scene): string {
  const { design } = scene
  return section(
    'Security',
    answers(scene, decisionsIn(design, 'security')),
    subsection('Identity', identityList(scene)),
    subsection('Limits', limitTable(scene)),
    subsection('Sensitive data', sensitiveTable(scene)),
  )
}

function identityList({ design, refs }: Scene): string {
  const { authentication, accessTokenSeconds, refreshTokenSeconds, roles, passwordHash, decision } =
    design.identity
  if (authentication.length === 0) return ''
  return bullets([
    `Authentication: ${prose(authentication.join(', '))} (${refs.decision(decision)}).`,
    `Access tokens live ${duration(accessTokenSeconds)}, refresh tokens ${duration(refreshTokenSeconds)}; a refresh token is used once.`,
    `Passwords are kept as ${prose(passwordHash)}.`,
    `Roles: ${roles.map(code).join(', ')}. What no role is given is denied.`,
  ])
}

function limitTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Class' },
      { title: 'Algorithm' },
      { title: 'Rate', align: 'right' },
      { title: 'Burst', align: 'right' },
      { title: 'Counted per' },
      { title: 'When the counter is away' },
      { title: 'Decision' },
    ],
    design.limits.map((limit) => [
      code(limit.class),
      prose(limit.algorithm),
      `${number(limit.perSecond)}/s`,
      number(limit.burst),
      limit.per,
      limit.onStoreFailure === 'open' ? 'let through' : 'refuse',
      refs.decision(limit.decision),
    ]),
  )
}

function sensitiveTable({ design }: Scene): string {
  const kept = design.brief.entities.filter(({ sensitivity }) => sensitivity !== 'none')
  return table(
    [{ title: 'Entity' }, { title: 'Module' }, { title: 'Holds' }],
    kept.map(({ name, module, sensitivity }) => [prose(name), code(module), `${sensitivity} data`]),
  )
}
