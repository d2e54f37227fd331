import type { ResiliencePolicy } from '@archwright/model'

import { blocks, bullets, fenced, prose, table } from '../text/markdown.ts'
import { duration, number, percent } from '../text/quantity.ts'
import type { Scene } from './section.ts'

/** How a call to an outside system is made: what is wrapped in what, which answers are tried again, when it is stopped. */
export function callOrder({ design }: Scene): string {
  const { resilience } = design
  if (resilience.length === 0) return ''
  return blocks(
    'Each call goes through its policy from the outside in: `places( retry( breaker( timeout( call ) ) ) )`. A call keeps one place through all its attempts; the breaker judges each attempt; the timeout is that of one attempt.',
    answerTable(),
    breakerTable(resilience),
    bullets(resilience.map(pauses)),
  )
}

function answerTable(): string {
  return table(
    [{ title: 'What came back' }, { title: 'Counts for the breaker' }, { title: 'Tried again' }],
    [
      ['No connection, or broken off before anything was sent', 'failure', 'yes'],
      [
        'Timeout, or broken off after sending',
        'failure',
        'only with the same key, or when it changes nothing',
      ],
      ['429, 503 and other 5xx', 'failure', 'only with the same key, or when it changes nothing'],
      ['4xx', 'success: it answered', 'no'],
      [
        'A refusal that the contract declares, such as a declined card',
        'success: it answered',
        'no',
      ],
    ],
  )
}

function breakerTable(policies: readonly ResiliencePolicy[]): string {
  const rows = policies.flatMap(({ dependency, breaker, fallback }) => {
    const { failureRate, windowSeconds, minimumPerSecond, openSeconds } = breaker
    return [
      [
        prose(dependency),
        'closed',
        `sends; opens at ${percent(failureRate)} failures within ${duration(windowSeconds)}, once there were ${number(minimumPerSecond)}/s`,
      ],
      ['', 'open', `sends nothing for ${duration(openSeconds)}. ${prose(fallback)}`],
      ['', 'half open', 'sends one call: a success closes, a failure opens again'],
    ]
  })
  return table([{ title: 'To' }, { title: 'Breaker' }, { title: 'What it does' }], rows)
}

/** The pauses between attempts: exponential, each drawn between nothing and its bound ("full jitter"). */
function pauses({ dependency, attempts, backoffMs, retryBudget }: ResiliencePolicy): string {
  if (attempts === 1) return `${prose(dependency)} is not called again by the policy.`
  const bounds = Array.from({ length: attempts - 1 }, (_, index) =>
    duration((backoffMs * 2 ** index) / 1000),
  )
  return `Pauses before the attempts to ${prose(dependency)}: at random up to ${bounds.join(', then ')}; no attempt when ${percent(retryBudget)} of the calls already were repeats.`
}

/** What is kept for messages to others, and what each carries: enough to write the sender and a receiver. */
export function messageForm({ design }: Scene): string {
  if (design.deliveries.length === 0) return ''
  return blocks(
    'Each message is a POST of JSON with three headers of Standard Webhooks:',
    table(
      [{ title: 'Header' }, { title: 'Holds' }],
      [
        [
          '`webhook-id`',
          'The id of the event, the same in every attempt: by it a receiver drops repeats',
        ],
        [
          '`webhook-timestamp`',
          'Seconds of this attempt: a receiver refuses what is more than five minutes off',
        ],
        [
          '`webhook-signature`',
          '`v1,` and the base64 of HMAC-SHA256(secret, `id.timestamp.body`); two, with a space between, while a secret is renewed',
        ],
      ],
    ),
    fenced('sql', messageTables),
    'A worker takes due rows with `for update skip locked`, one endpoint at a time, and writes the outcome and the next time in the same transaction.',
  )
}

const messageTables = `create table endpoint (
  id uuid primary key,
  owner uuid not null,
  url text not null,
  events text[] not null,
  secret bytea not null,           -- encrypted; the one before stays valid for a day
  secret_before bytea,
  failing_since timestamptz,
  disabled_at timestamptz
);

create table delivery (
  event_id uuid not null,
  endpoint_id uuid not null references endpoint,
  body jsonb not null,
  attempts smallint not null default 0,
  next_at timestamptz not null default now(),
  delivered_at timestamptz,
  dead boolean not null default false,
  last_status smallint,
  last_answer text,                -- its first kilobyte
  primary key (endpoint_id, event_id)
);
create index delivery_due on delivery (next_at) where delivered_at is null and not dead;`
