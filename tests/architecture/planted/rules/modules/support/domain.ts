import type { Event } from '#platform/journal'

export const kindOf = (event: Event): string => event.kind
