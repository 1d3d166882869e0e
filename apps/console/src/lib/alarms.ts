import { queryOptions } from '@tanstack/react-query'
import { api, read } from './api.ts'

/** The alarms that nobody has acknowledged: the frame's badge asks each minute, a page after each acknowledgement. */
export const openAlarmsQuery = queryOptions({
  queryKey: ['access', 'open'],
  refetchInterval: 60_000,
  queryFn: () => read(api.GET('/api/access/alarms/open')),
})
