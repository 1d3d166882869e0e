import './compiled.js'

// Not imported above: what is, is compiled before anything runs.
await import('./serve.ts')
