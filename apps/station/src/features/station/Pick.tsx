import { RightOutline } from 'antd-mobile-icons'
import { useEffect, useState } from 'react'
import { api, type Problem, settle, toProblem } from '../../lib/api.ts'
import { t } from '../../lib/i18n/index.ts'
import { sayProblem } from '../../lib/problem-text.ts'
import { go } from '../../lib/router.ts'
import { workFor } from '../../lib/session.ts'
import type { Station } from '../../lib/wire.ts'
import { Field } from '../../ui/Field.tsx'
import { Page } from '../../ui/Page.tsx'

const PAUSE_MS = 300
const SHOWN = 100

type Found = { rows: readonly Station[]; total: number } | null

/** Whose ledger a supervisor fills in. */
export function Pick({ canReturn }: { canReturn: boolean }) {
  const [search, setSearch] = useState('')
  const [found, setFound] = useState<Found>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => {
    let isLate = false
    const ask = async () => {
      const query = { state: 'open' as const, pageSize: SHOWN, ...(search.trim() ? { search: search.trim() } : {}) }
      try {
        const answer = await settle(api.GET('/api/stations', { params: { query } }))
        if (isLate) return
        setFound(answer)
        setProblem(null)
      } catch (error) {
        if (!isLate) setProblem(toProblem(error))
      }
    }
    const timer = setTimeout(() => void ask(), search ? PAUSE_MS : 0)
    return () => {
      isLate = true
      clearTimeout(timer)
    }
  }, [search])
  const choose = async ({ id, name, townName, origin }: Station) => {
    await workFor({ station: { id, name, townName, origin }, isOnBehalf: true })
    go({ name: 'home' }, { replace: true })
  }
  return (
    <Page title={t('pick.title')} {...(canReturn ? { up: { name: 'settings' } as const } : {})}>
      <Field label={t('pick.search')} value={search} onValue={setSearch} type="search" isLarge />
      {problem && <p className="notice bad">{sayProblem(problem)}</p>}
      {found && <p className="soft">{found.total > 0 ? t('pick.count', { n: found.total }) : t('pick.none')}</p>}
      {!found && !problem && <div className="bone" />}
      {found && found.rows.length > 0 && (
        <ul className="card rows">
          {found.rows.map((station) => (
            <li key={station.id}>
              <button type="button" className="row" onClick={() => void choose(station)}>
                <span className="main">
                  <span className="title">{station.name}</span>
                  <span className="soft break">
                    {[station.townName, station.keeperName].filter(Boolean).join(' · ')}
                  </span>
                </span>
                <RightOutline aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Page>
  )
}
