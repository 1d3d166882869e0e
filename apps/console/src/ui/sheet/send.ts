import type { paths } from '../../../../api.gen.ts'
import { fetchFile, renamed, saveFile } from '../../lib/file.ts'

type Imported<P extends '/api/routings/stops/import' | '/api/routings/routes/import'> =
  paths[P]['post']['responses'][200]['content']['application/json']

export type ImportReport = paths['/api/stations/import']['post']['responses'][200]['content']['application/json'] & {
  invitations?: AccountInvitation[]
  needs?: Imported<'/api/routings/stops/import'>['needs']
  routes?: Imported<'/api/routings/routes/import'>['routes']
}
export type BadCell = ImportReport['bad'][number]
export type SheetRoute =
  | '/api/stations/import'
  | '/api/entries/import'
  | '/api/divisions/survey/import'
  | `/api/stations/${string}/entries/import`
  | '/api/accounts/import'
  | `/api/routings/stops/import?${string}`
  | `/api/routings/routes/import?${string}`
/** What the accounts' sheet answers besides: a link for each account that was made. */
export type AccountInvitation =
  paths['/api/accounts/import']['post']['responses'][200]['content']['application/json']['invitations'][number]

async function post(route: SheetRoute, mode: 'check' | 'commit' | 'rejects', file: File): Promise<Response> {
  const body = new FormData()
  body.append('file', file)
  return fetchFile(`${route}${route.includes('?') ? '&' : '?'}mode=${mode}`, { method: 'POST', body })
}

/** Checks a sheet, or takes its good rows in. */
export const importSheet = async (route: SheetRoute, mode: 'check' | 'commit', file: File): Promise<ImportReport> =>
  (await post(route, mode, file)).json()

/** The rows that were refused, as a sheet to mend and send again. */
export async function saveRejects(route: SheetRoute, file: File): Promise<void> {
  saveFile(await (await post(route, 'rejects', file)).blob(), renamed(file.name, '-rejects.xlsx'))
}
