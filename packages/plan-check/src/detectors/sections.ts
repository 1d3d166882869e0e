import type { Passage } from '../reading/passage.ts'

/** Headings under which a plan says what is to be reached, and what is to be done. */
export const GOALS = /目标/
export const CONTENT = /实施内容|建设内容|主要任务|重点任务|工作任务|工作内容/

export function isUnder(passage: Passage, heading: RegExp): boolean {
  return passage.headings.some((text) => heading.test(text))
}
