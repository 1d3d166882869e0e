import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A tree of its own with planted files, where the project's own configuration sees the paths that it knows. */
export function aTree(planted: string | undefined, configs: readonly string[]): string {
  const tree = mkdtempSync(path.join(tmpdir(), 'xj-planted-'))
  onTestFinished(() => rmSync(tree, { recursive: true, force: true }))
  if (planted) cpSync(path.join(import.meta.dirname, 'planted', planted), tree, { recursive: true })
  for (const config of configs) cpSync(path.join(ROOT, config), path.join(tree, config))
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(tree, 'node_modules'))
  return tree
}

export function plant(tree: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(tree, file)), { recursive: true })
  writeFileSync(path.join(tree, file), text)
}
