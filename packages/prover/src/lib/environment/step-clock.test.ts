import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { it } from 'node:test'

const program = `
  const started = Date.now()
  const tell = () => console.log(JSON.stringify({
    now: Date.now() - started, made: new Date() - started, text: Date.parse(Date()) - started,
    given: new Date(7).getTime(), isDate: new Date(0) instanceof Date }))
  process.on('message', tell)
  process.send('up')`

it('a process that imports it has its clock a minute ahead after one signal, and right after the next', async () => {
  const clock = import.meta.resolve('./step-clock.ts')
  const child = spawn(process.execPath, ['--import', clock, '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  await once(child, 'message')
  if (!child.stdout) throw new Error('its output is not read')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const look = async () => {
    child.send('look')
    return JSON.parse(String((await lines.next()).value)) as Record<string, number>
  }
  const minutes = ({ now, made, text }: Record<string, number>) =>
    [now, made, text].map((ms) => Math.round((ms ?? 0) / 60_000) + 0)
  /** Signals are handled before a message that is sent after them, but not at once. */
  const until = async (minute: number) => {
    for (;;) {
      const seen = await look()
      if (minutes(seen).every((one) => one === minute)) return seen
    }
  }

  assert.deepEqual(minutes(await look()), [0, 0, 0])
  child.kill('SIGUSR2')
  const ahead = await until(1)
  assert.deepEqual([ahead.given, ahead.isDate], [7, true])
  child.kill('SIGUSR2')
  await until(0)
  child.kill()
})
