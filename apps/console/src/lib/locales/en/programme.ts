import type { programme as zh } from '../zh-cn/programme.ts'

export const programme = {} satisfies Record<keyof typeof zh, string>
