import { QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from '../lib/api.ts'
import { sessionQuery } from '../lib/session.ts'

const isLost = (error: unknown) => error instanceof Problem && error.code === 'http.notSignedIn'

/** Server state. A refusal is not asked for again; a session that ended sends the person to the sign-in page. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (isLost(error)) queryClient.setQueryData(sessionQuery.queryKey, null)
    },
  }),
  // Without a network the library would hold back what is asked, and say nothing: it is tried, fails, and the page says what to do.
  defaultOptions: {
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: 15_000,
      retry: (failures, error) => !(error instanceof Problem && error.status > 0 && error.status < 500) && failures < 2,
    },
  },
})
