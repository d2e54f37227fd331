import { keepsPersonalData } from '../breach-runbook.ts'
import { paths, runbookNames } from '../paths.ts'
import { decisionsIn } from '../references.ts'
import { blocks, bullets, code, prose, some, table } from '../text/markdown.ts'
import { duration, number } from '../text/quantity.ts'
import { answers, type Scene, section, subsection } from './section.ts'

/** Who may do what, how they prove it, how much they may ask, and what may be tried against it. */
export function securitySection(scene: Scene): string {
  const { design } = scene
  return section(
    'Security',
    answers(scene, decisionsIn(design, 'security')),
    subsection('Who calls, and how each proves it', callerTable(scene), identityList(scene)),
    subsection('Limits', quotaTable(scene), limitTable(scene)),
    subsection('What the data oblige to', safeguardTable(scene), breachLink(scene)),
    subsection('Threats', threatTable(scene)),
  )
}

function callerTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Callers' },
      { title: 'Who' },
      { title: 'Proof' },
      { title: 'Ends by itself', align: 'right' },
      { title: 'Ended early' },
      { title: 'Decision' },
    ],
    design.callers.map(({ kind, names, proves, lifeSeconds, revoked, decision }) => [
      kind,
      some(names.map(prose)),
      prose(proves),
      duration(lifeSeconds),
      prose(revoked),
      refs.decision(decision),
    ]),
  )
}

function identityList({ design }: Scene): string {
  const { authentication, refreshTokenSeconds, roles, passwordHash } = design.identity
  if (authentication.length === 0) return ''
  return bullets([
    ...(authentication.includes('jwt')
      ? [`Refresh tokens live ${duration(refreshTokenSeconds)}, and each is used once.`]
      : []),
    passwordHash === ''
      ? 'No password is kept here.'
      : `Passwords are kept as ${prose(passwordHash)}.`,
    ...(roles.length > 0
      ? [`Roles: ${roles.map(code).join(', ')}. What no role is given is denied.`]
      : []),
  ])
}

function quotaTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Surface' },
      { title: 'Algorithm' },
      { title: 'Limit', align: 'right' },
      { title: 'At once', align: 'right' },
      { title: 'Counted per' },
      { title: 'Kept in' },
      { title: 'Over it' },
      { title: 'Why so' },
      { title: 'Decision' },
    ],
    design.quotas.map((quota) => [
      prose(quota.surface),
      quota.algorithm.replace('-', ' '),
      `${number(quota.calls)} in ${duration(quota.windowSeconds)}`,
      number(quota.burst),
      prose(quota.per),
      prose(quota.keptIn),
      prose(quota.over),
      prose(quota.why),
      refs.decision(quota.decision),
    ]),
  )
}

function limitTable({ design, refs }: Scene): string {
  if (design.limits.length === 0) return ''
  return blocks(
    'As wired, by the class an operation belongs to:',
    table(
      [
        { title: 'Class' },
        { title: 'Algorithm' },
        { title: 'Rate', align: 'right' },
        { title: 'Burst', align: 'right' },
        { title: 'Counted per' },
        { title: 'Counted in' },
        { title: 'When the counter is away' },
        { title: 'Decision' },
      ],
      design.limits.map((limit) => [
        code(limit.class),
        prose(limit.algorithm),
        `${number(limit.perSecond)}/s`,
        number(limit.burst),
        limit.per,
        limit.countedIn === 'process' ? 'each process' : limit.countedIn,
        limit.onStoreFailure === 'open' ? 'let through' : 'refuse',
        refs.decision(limit.decision),
      ]),
    ),
  )
}

function safeguardTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Rule' },
      { title: 'Data' },
      { title: 'Duty' },
      { title: 'How it is met' },
      { title: 'From' },
      { title: 'Decision' },
    ],
    design.safeguards.map(({ rule, entities, duty, met, from, decision }) => [
      prose(rule),
      some(entities.map(prose), 3),
      prose(duty),
      prose(met),
      refs.list(from),
      refs.decision(decision),
    ]),
  )
}

const breachLink = ({ design, refs }: Scene): string =>
  keepsPersonalData(design)
    ? `When data may have been seen by strangers: ${refs.to(paths.runbook(runbookNames.breach), 'runbook')}.`
    : ''

/** Each flow of data, what may be done to it on purpose, the control, and the test that shows the control. */
function threatTable({ design, refs }: Scene): string {
  return table(
    [
      { title: '#' },
      { title: 'Flow' },
      { title: 'STRIDE' },
      { title: 'Threat' },
      { title: 'Control' },
      { title: 'Decision' },
      { title: 'Test' },
    ],
    design.threats.map(({ id, flow, kind, threat, control, decision, test }) => [
      id,
      prose(flow),
      kind.replaceAll('-', ' '),
      prose(threat),
      prose(control),
      refs.decision(decision),
      prose(test),
    ]),
  )
}
