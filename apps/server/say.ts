import type { FolderProblem } from './county.ts'

type Said = { code: string; zh: string; en: string; mend: { zh: string; en: string } }

/** What went wrong and what to do, in both languages: who starts a server may read either. */
export function sayProblem({ zh, en, mend, code }: Said): void {
  process.stderr.write(`\n✗ ${zh}\n  怎么办：${mend.zh}\n\n✗ ${en}\n  What to do: ${mend.en}\n  (${code})\n\n`)
}

export function sayProblems(folder: string, problems: readonly FolderProblem[]): void {
  for (const { file, path, message, mend } of problems) {
    process.stderr.write(`✗ ${folder}/${file}${path ? ` ${path}` : ''}: ${message.zh}（${mend.zh}）\n`)
    process.stderr.write(`    ${message.en} — ${mend.en}\n`)
  }
}

const secondsLeft = (elapsedMs: number, share: number): string =>
  share <= 0.02 || share >= 1 ? '' : ` 余 ${Math.round((elapsedMs / 1000 / share) * (1 - share))} s left`

/** A progress line that overwrites itself on a terminal and, in a file, says a line every few seconds. */
export function progress(label: string): (done: number, total: number) => void {
  const { isTTY } = process.stderr
  const started = Date.now()
  const everyMs = isTTY ? 100 : 5000
  let last = 0
  return (done, total) => {
    const now = Date.now()
    if (done < total && now - last < everyMs) return
    last = now
    const share = total === 0 ? 1 : Math.min(1, done / total)
    const bar = '█'.repeat(Math.round(share * 24)).padEnd(24, '░')
    const text = `${label} ${bar} ${(share * 100).toFixed(0)}% ${done}/${total}${secondsLeft(now - started, share)}`
    const end = isTTY && done < total ? '' : '\n'
    process.stderr.write(`${isTTY ? '\r\x1b[K' : ''}${text}${end}`)
  }
}
