import { createHash } from 'node:crypto'

import type { Redis } from 'ioredis'

import type { LimitStore } from './limit-store.ts'

/**
 * Counts in Redis, for all processes that use it: one script, which nothing comes between. Time is the server's, so
 * clocks of processes that differ change nothing; keys expire when their budget is whole again.
 */
export function redisLimits(redis: Redis, prefix: string): LimitStore {
  const bucket = scriptOn(redis, takeOfBucket)
  const window = scriptOn(redis, takeOfWindow)
  return {
    async take({ countedAs, burst, perSecond, counting }, { caller, cost, charge }) {
      const key = `${prefix}:limit:${countedAs}:${caller}`
      const answer =
        counting.by === 'bucket'
          ? await bucket(key, [burst, perSecond, cost, charge])
          : await window(key, [burst, counting.sliceMs, counting.slices, cost, charge])
      const [allowed, ...numbers] = answer
      const [used = 0, resetMs = 0, retryMs = 0, behindMs = 0] = numbers.map(Number)
      return { allowed: allowed === '1', used, resetMs, retryMs, behindMs }
    },
  }
}

type Script = (key: string, given: readonly number[]) => Promise<string[]>

/** Sends the script by its hash, and its text where the server does not know it yet. */
function scriptOn(redis: Redis, text: string): Script {
  const sha = createHash('sha1').update(text).digest('hex')
  return async (key, given) => {
    try {
      return (await redis.evalsha(sha, 1, key, ...given)) as string[] // each script ends in five strings
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
      return (await redis.eval(text, 1, key, ...given)) as string[]
    }
  }
}

// Numbers go back as text: Redis would cut their fractions.
const clock = `
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local function text(n) return string.format('%.17g', n) end
`

const takeOfBucket = `${clock}
local burst, rate, cost = tonumber(ARGV[1]), tonumber(ARGV[2]) / 1000, tonumber(ARGV[3])
local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
local level = 0
if kept[1] then
  level = math.max(0, tonumber(kept[1]) - math.max(0, now - tonumber(kept[2])) * rate)
end
local behind = level / rate
local allowed = level + cost <= burst + 0.000001
local retry = 0
if not allowed then retry = (level + cost - burst) / rate end
if allowed and ARGV[4] == '1' then
  level = level + cost
  redis.call('HSET', KEYS[1], 'level', text(level), 'at', text(now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(level / rate) + 1)
end
return { allowed and '1' or '0', text(level), text(level / rate), text(retry), text(behind) }
`

// A list of "slice count" pairs, oldest first.
const takeOfWindow = `${clock}
local burst, sliceMs, slices = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local cost = tonumber(ARGV[4])
local kept, used = {}, 0
local slice = math.floor(now / sliceMs)
local all = redis.call('LRANGE', KEYS[1], 0, -1)
if #all > 0 then slice = math.max(slice, tonumber(all[#all]:match('^%S+'))) end
local old = 0
for _, pair in ipairs(all) do
  local at, count = pair:match('^(%S+) (%S+)$')
  if tonumber(at) > slice - slices then
    kept[#kept + 1] = { tonumber(at), tonumber(count) }
    used = used + tonumber(count)
  else
    old = old + 1
  end
end
local allowed = used + cost <= burst
local retry = 0
if not allowed then
  local left = used
  for _, pair in ipairs(kept) do
    left = left - pair[2]
    if left + cost <= burst then retry = (pair[1] + slices) * sliceMs - now break end
  end
elseif ARGV[5] == '1' then
  if old > 0 then redis.call('LTRIM', KEYS[1], old, -1) end
  local last = kept[#kept]
  if last and last[1] == slice then
    last[2] = last[2] + cost
    redis.call('LSET', KEYS[1], -1, text(slice) .. ' ' .. text(last[2]))
  else
    last = { slice, cost }
    kept[#kept + 1] = last
    redis.call('RPUSH', KEYS[1], text(slice) .. ' ' .. text(cost))
  end
  used = used + cost
  redis.call('PEXPIRE', KEYS[1], math.ceil((slice + slices) * sliceMs - now) + 1)
end
local reset = 0
if #kept > 0 then reset = (kept[#kept][1] + slices) * sliceMs - now end
return { allowed and '1' or '0', text(used), text(reset), text(retry), '0' }
`
