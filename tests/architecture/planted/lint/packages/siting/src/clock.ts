export const ms = (): number => Date.now()
