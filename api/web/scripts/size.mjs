// Fails when what a visitor has to fetch grows beyond its limit. Sizes are of gzip at the level that servers use.
import { readFileSync } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = resolve(dirname(fileURLToPath(import.meta.url)), '../dist')
const limits = { loader: 5_000, widget: 150_000, console: 350_000 }

/** How a file of each kind names what it loads with it. */
const naming = {
  '.html': /(?:src|href)="([^"]+)"/g,
  '.js': /(?:from|import)\s*["'](\.[^"']+)["']/g,
  '.css': /url\(["']?([^"')]+)["']?\)/g,
}

function weigh(file) {
  return gzipSync(readFileSync(file), { level: 6 }).length
}

/** The page and all that it and its scripts name: scripts, modules, styles, images. */
function firstLoad(page) {
  const seen = new Set()
  const waiting = [page]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const names = naming[extname(file)]
    if (names === undefined) continue
    for (const [, address] of readFileSync(file, 'utf8').matchAll(names)) {
      if (/^(?:[a-z]+:|#|\/\/)/i.test(address)) continue
      waiting.push(address.startsWith('/') ? join(dist, address) : resolve(dirname(file), address))
    }
  }
  return [...seen]
}

let failed = false
function report(name, files, limit) {
  const total = files.reduce((sum, file) => sum + weigh(file), 0)
  for (const file of files) console.log(`  ${relative(dist, file)} ${weigh(file)} B`)
  console.log(`${name}: ${total} B gzipped, limit ${limit} B${total > limit ? ' EXCEEDED' : ''}`)
  if (total > limit) failed = true
}

report('loader', [join(dist, 'loader.js')], limits.loader)
report('widget, first load', firstLoad(join(dist, 'widget/index.html')), limits.widget)
report('console, first load', firstLoad(join(dist, 'console/index.html')), limits.console)
process.exit(failed ? 1 : 0)
