/** Captures into a file until it is killed: `node capture-process.ts <database url> <sink>`. */

import { defaultWiring } from '../../app/wiring.ts'
import { openDatabase } from '../../data/database.ts'
import { Capture } from '../capture.ts'
import { openSink } from '../sinks.ts'

const [url = '', sink = ''] = process.argv.slice(2)
const capture = new Capture({
  slot: 'shop_events',
  source: '/shop',
  maxLagBytes: 1_000_000_000,
  url: () => url,
  database: openDatabase(url, defaultWiring('test', []).database),
  sink: openSink(sink),
  now: () => new Date(),
  warn: (message, details) => process.stderr.write(`${message} ${JSON.stringify(details)}\n`),
})
capture.start()
