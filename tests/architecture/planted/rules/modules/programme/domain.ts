import { type Event, record } from '#platform/journal'

export const decide = (event: Event): string => record(event)
