import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const PUBLIC = fileURLToPath(new URL('public/', import.meta.url))

/** Writes into the service worker which files this build consists of, and one name for all of them together. */
function precache(): Plugin {
  return {
    name: 'xiangji-precache',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle['sw.js']
        if (worker?.type !== 'chunk') throw new Error('the build has no sw.js')
        const built = Object.values(bundle).filter(({ fileName }) => fileName !== 'sw.js' && !fileName.endsWith('.map'))
        const content = built.map((file) => (file.type === 'chunk' ? file.code : file.source))
        const kept = readdirSync(PUBLIC)
        const hash = createHash('sha256')
        for (const part of [...content, ...kept.map((name) => readFileSync(PUBLIC + name))]) hash.update(part)
        const files = [...built.map(({ fileName }) => fileName), ...kept].filter((name) => name !== 'index.html').sort()
        worker.code = worker.code
          .replaceAll('__VERSION__', hash.digest('hex').slice(0, 12))
          .replace(/(["'`])__FILES__\1/, JSON.stringify(files))
      },
    },
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/station/',
  plugins: [react(), precache()],
  build: {
    // WeChat's browser on an old phone.
    target: ['chrome80', 'safari13'],
    rollupOptions: {
      input: {
        index: fileURLToPath(new URL('index.html', import.meta.url)),
        sw: fileURLToPath(new URL('src/sw.ts', import.meta.url)),
      },
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  server: { port: 3118, proxy: { '/api': `http://127.0.0.1:${process.env.XIANGJI_PORT ?? 3000}` } },
})
