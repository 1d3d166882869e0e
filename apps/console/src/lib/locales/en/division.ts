import type { division as zh } from '../zh-cn/division.ts'

export const division = {} satisfies Record<keyof typeof zh, string>
