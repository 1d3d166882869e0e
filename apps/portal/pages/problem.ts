import { html } from 'ghtml'
import { layout } from '../layout.ts'
import type { Page } from '../page.ts'

export type Trouble = { title: string; text: string }

/** What went wrong, what is kept, where to go. */
export function problemPage(page: Page, { title, text }: Trouble): string {
  const main = html`<h1>${title}</h1><p>${text}</p><p class="actions"><a class="button" href="${page.to('')}">${page.say('problem.home')}</a></p>`
  return layout(page, { title, main })
}
