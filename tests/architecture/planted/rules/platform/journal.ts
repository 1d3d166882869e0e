export type Event = { kind: string }
export const record = (event: Event): string => event.kind
