/** npm run dev: the server, restarted when its code changes, and Vite's dev servers for the two front ends. */
import { spawn } from 'node:child_process'

const children = [
  spawn(process.execPath, ['--watch', '--watch-preserve-output', 'apps/server/main.ts', ...process.argv.slice(2)], {
    stdio: 'inherit',
  }),
  spawn('node_modules/.bin/vite', ['apps/console', '--port', '5173'], { stdio: 'inherit' }),
  spawn('node_modules/.bin/vite', ['apps/station', '--port', '5174'], { stdio: 'inherit' }),
]
console.log('console http://127.0.0.1:5173/console/  station http://127.0.0.1:5174/station/')
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    for (const child of children) child.kill(signal)
  })
