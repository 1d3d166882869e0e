import type { Post } from '#modules/identity'
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

const POSTS: Record<Post, string> = {
  systemAdministrator: '系统管理员 System administrator（建账号 makes accounts）',
  securityAdministrator: '安全管理员 Security administrator（授权限 grants roles）',
  auditAdministrator: '审计管理员 Audit administrator（看日志 watches）',
}

/** One link for each post that nobody holds, for three persons; nothing where all are held. */
export function setupLinksText(address: string, links: readonly { role: Post; token: string }[]): string {
  if (links.length === 0) return ''
  return [
    '',
    `  ${links.length} 个管理员岗位空缺：把下面的链接分别交给不同的人，24 小时内各用一次；重新启动会换新链接`,
    `  ${links.length} administrator post(s) vacant: give each link to a different person, once, within 24 h; a restart prints new ones`,
    ...links.map(({ role, token }) => `  ${POSTS[role]}\n    ${address}/console/setup/${token}`),
    '',
  ].join('\n')
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
