// node scripts/with-node.mjs [--omit=dev] <script> [arguments]
//
// Runs a script of this repository on the Node it is written for, whatever Node (20 or newer) the
// machine has: installs the locked dependencies when they are not there (Node 24 is one of them),
// then hands over arguments, streams, signals and the exit code. Plain JavaScript for that reason.

import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const INSTALL_LIMIT_MS = 15 * 60_000
const PROGRESS_MS = 5_000
const WANTED_MAJOR = 24
const platforms = { linux: 'linux', win32: 'win' }
const nodePackage = `node-${platforms[process.platform] ?? process.platform}-${process.arch}`

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const omitDev = process.argv[2] === '--omit=dev'
const [script, ...args] = process.argv.slice(omitDev ? 3 : 2)

if (!script) {
  console.error('usage: node scripts/with-node.mjs [--omit=dev] <script> [arguments]')
  process.exit(2)
}
if (!isInstalled()) await install()
const node = findNode()
const PATH = [path.dirname(node), process.env.PATH].join(path.delimiter)
process.exit(
  await run(node, [path.resolve(root, script), ...args], { env: { ...process.env, PATH } }),
)

/** Whether each package of the lock file that this machine needs is there in its locked version. */
function isInstalled() {
  const locked = readPackages('package-lock.json')
  const installed = readPackages('node_modules/.package-lock.json')
  return Object.entries(locked).every(([place, { version, integrity, dev, optional }]) => {
    const found = installed[place]
    if (found) return found.version === version && found.integrity === integrity
    return place === '' || optional || (dev && omitDev)
  })
}

function readPackages(file) {
  const lock = path.join(root, file)
  return existsSync(lock) ? JSON.parse(readFileSync(lock, 'utf8')).packages : {}
}

async function install() {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  console.error('Installing the locked dependencies (npm ci), about 10 to 60 seconds …')
  const progress = setInterval(
    () => console.error(`… still installing (${seconds()} s)`),
    PROGRESS_MS,
  )
  // NODE_ENV=production must not decide what a test run gets, hence the explicit --include.
  const kinds = omitDev ? '--omit=dev' : '--include=dev'
  // A download that stalls is begun again after 30 s; npm's own patience is five minutes.
  const patience = ['--fetch-timeout=30000', '--fetch-retries=5', '--fetch-retry-mintimeout=1000']
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  const flags = ['ci', kinds, '--ignore-scripts', ...patience, ...quiet]
  const npm = process.env.npm_execpath
  const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  // npm's own report goes to stderr: stdout belongs to the script.
  const stdio = ['ignore', 2, 2]
  const code = await run(command, [...first, ...flags], {
    cwd: root,
    stdio,
    timeout: INSTALL_LIMIT_MS,
  })
  clearInterval(progress)
  if (code !== 0) {
    console.error(`npm ci failed (exit code ${code}); the lines above say why.`)
    process.exit(code)
  }
  console.error(`Installed in ${seconds()} s.`)
}

function findNode() {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const pinned = path.join(root, 'node_modules', nodePackage, 'bin', binary)
  if (existsSync(pinned)) return pinned
  if (Number.parseInt(process.versions.node, 10) >= WANTED_MAJOR) return process.execPath
  console.error(
    `Archwright needs Node ${WANTED_MAJOR} or newer. This is ${process.version}, and npm offers no ` +
      `\`${nodePackage}\` to use instead: install Node ${WANTED_MAJOR} (https://nodejs.org or \`nvm install\`).`,
  )
  process.exit(1)
}

/** Resolves with the exit code; 128 + n when signal n ended the process, as in a shell. */
function run(command, args, options) {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the child as well; twice would mean "at once" to many programs.
    if (signal === 'SIGINT' && process.stdin.isTTY) return
    child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}
