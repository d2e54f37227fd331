import { Session } from 'node:inspector/promises'
import { setTimeout as pause } from 'node:timers/promises'

/** Samples a thousand times a second: some percent of the processor time while it lasts. */
const samplingMicroseconds = 1_000
const samplingBytes = 65_536

export type ProfileKind = 'cpu' | 'memory'

/**
 * Profiles this process by V8's own sampling. What it gives holds names of functions and files; a snapshot of the whole
 * heap would hold every password and token that is in memory, so none is taken.
 * @throws the signal's reason when it aborts before the time is over
 */
export async function profile(
  of: ProfileKind,
  seconds: number,
  signal: AbortSignal,
): Promise<object> {
  const session = new Session()
  session.connect()
  try {
    return await profilers[of](session, () => pause(seconds * 1_000, undefined, { signal }))
  } finally {
    session.disconnect() // ends what is still being sampled
  }
}

type Profiler = (session: Session, wait: () => Promise<void>) => Promise<object>

const profilers: Readonly<Record<ProfileKind, Profiler>> = {
  async cpu(session, wait) {
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: samplingMicroseconds })
    await session.post('Profiler.start')
    await wait()
    return (await session.post('Profiler.stop')).profile
  },
  async memory(session, wait) {
    await session.post('HeapProfiler.startSampling', { samplingInterval: samplingBytes })
    await wait()
    return (await session.post('HeapProfiler.stopSampling')).profile
  },
}
