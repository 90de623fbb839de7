// A plugin of the build: writes sw.js with the files that the phone needs to open without signal. Its version is the
// hash of their names and of the page, so that any change is a new one.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

// A chunk with its styles and pictures, and all that it imports, also what is loaded later.
function needed(bundle, name, seen = new Set()) {
  const chunk = bundle[name]
  if (!chunk || seen.has(name)) return seen
  seen.add(name)
  if (chunk.type !== 'chunk') return seen
  for (const more of [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])])
    seen.add(more)
  for (const more of [...chunk.imports, ...chunk.dynamicImports]) needed(bundle, more, seen)
  return seen
}

export function precache(template) {
  return {
    name: 'precache',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry)
        const assets = Object.keys(bundle).filter((name) => name.endsWith('.svg'))
        const names = [...new Set([...needed(bundle, entry.fileName), ...assets])].sort()
        const list = ['/', '/manifest.webmanifest', '/icon.svg', ...names.map((name) => `/${name}`)]
        const version = createHash('sha256')
          .update(list.join('\n'))
          .update(String(bundle['index.html']?.source ?? ''))
          .digest('hex')
          .slice(0, 12)
        const source = readFileSync(template, 'utf8')
          .replace('__VERSION__', version)
          .replace('__FILES__', JSON.stringify(list))
        this.emitFile({ type: 'asset', fileName: 'sw.js', source })
      },
    },
  }
}
