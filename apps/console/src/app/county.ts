import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, read } from '../lib/api.ts'
import { currentLanguage } from '../lib/language.ts'
import { useCan, useMe } from '../lib/session.ts'

const programmeQuery = queryOptions({
  queryKey: ['programme', 'frame'],
  staleTime: 300_000,
  queryFn: () => read(api.GET('/api/programme')),
})

/** The programme that the frame speaks of; absent for those who may not read it. */
export function useFrameProgramme() {
  const can = useCan()
  return useQuery({ ...programmeQuery, enabled: can('programme.read') }).data
}

export function useCountyName(): string {
  const county = useFrameProgramme()?.county
  const code = useMe()?.county ?? ''
  if (!county) return code
  return currentLanguage() === 'en' ? county.nameEn : county.name
}
