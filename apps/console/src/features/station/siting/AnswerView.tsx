import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Select } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { useCan } from '../../../lib/session.ts'
import { FigureGrid, Tally } from '../../../ui/figure.tsx'
import { Difference } from './Difference.tsx'
import type { Answer, Siting, Wish } from './queries.ts'
import { SiteTable, WISHES, type WishChoice } from './SiteTable.tsx'
import { SitingMap } from './SitingMap.tsx'
import { sitesOf } from './sites.ts'

/** Takes chosen places that have no station yet into the register, after a question. */
function Register({ id, answer }: { id: string; answer: Answer }) {
  const { modal, message } = App.useApp()
  const client = useQueryClient()
  const codes = [...new Set(answer.stations.filter(({ isExisting }) => !isExisting).map(({ code }) => code))]
  const register = useMutation({
    mutationFn: () => read(api.POST('/api/sitings/{id}/register', { params: { path: { id } }, body: { codes } })),
    onSuccess: async ({ registered, known }) => {
      message.success(t('siting.registered', { registered, known }))
      await client.invalidateQueries({ queryKey: ['station'] })
      await client.invalidateQueries({ queryKey: ['stations'] })
    },
  })
  const ask = () =>
    modal.confirm({
      title: t('siting.register', { count: codes.length }),
      content: t('siting.registerAbout'),
      okText: t('siting.registerOk'),
      cancelText: t('action.cancel'),
      onOk: () => register.mutateAsync().catch(() => undefined), // said below
    })
  if (codes.length === 0) return null
  return (
    <>
      <Button className="siting-register" onClick={ask} loading={register.isPending} disabled={register.isSuccess}>
        {t('siting.register', { count: codes.length })}
      </Button>
      {register.error ? <Alert type="error" showIcon title={problemText(register.error)} /> : null}
    </>
  )
}

const kilometres = (metres: number | null): string => (metres === null ? '—' : (metres / 1000).toFixed(1))

function proofText({ status, bound, objective }: Answer): string {
  return status === 'optimal'
    ? t('siting.proven')
    : t('siting.bounded', { bound: bound ?? 0, missing: (bound ?? 0) - (objective ?? 0) })
}

function Summary({ answer }: { answer: Answer }) {
  const { objective, unit, designated, certain, distance, stations } = answer
  const towns = stations.filter(({ level }) => level === 'town').length
  return (
    <FigureGrid>
      <Tally
        label={t(`siting.objective.${unit}`)}
        value={String(objective)}
        unit={t(`siting.unit.${unit}`)}
        note={proofText(answer)}
      />
      <Tally
        label={t('siting.stations')}
        value={String(stations.length)}
        note={t('siting.stationsNote', { towns, villages: stations.length - towns })}
      />
      <Tally
        label={t('siting.certain')}
        value={String(certain ?? 0)}
        unit={t(`siting.unit.${unit}`)}
        note={t('siting.certainNote')}
      />
      {designated.of > 0 ? (
        <Tally label={t('siting.designated')} value={`${designated.served} / ${designated.of}`} />
      ) : null}
      {distance && distance.meanM !== null ? (
        <Tally
          label={t('siting.distance')}
          value={kilometres(distance.meanM)}
          unit={t('siting.km')}
          note={t(distance.isProven ? 'siting.distanceProven' : 'siting.distanceBest', {
            farthest: kilometres(distance.farthestM),
          })}
        />
      ) : null}
    </FigureGrid>
  )
}

/** What is wished of the place that was clicked on the map. */
function Picked({ name, wish, onWish }: { name: string; wish: Wish; onWish: (wish: Wish) => void }) {
  return (
    <p className="siting-picked" role="status">
      {name}
      <Select<Wish>
        aria-label={t('siting.wishFor', { name })}
        value={wish}
        options={WISHES.map((value) => ({ value, label: t(`siting.wish.${value}`) }))}
        onChange={onWish}
        style={{ width: 120 }}
      />
    </p>
  )
}

/** Why there are no sites, and what to do about it. */
const NoAnswer = ({ answer: { status, clashes } }: { answer: Answer }) => (
  <Alert
    type="warning"
    showIcon
    title={t(status === 'infeasible' ? 'siting.infeasible' : 'siting.unsolved')}
    description={
      <>
        <ul>
          {clashes.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        {t('siting.infeasibleMend')}
      </>
    }
  />
)

/** The answer on the map and as a table, with what it stands on. */
export function AnswerView(props: { siting: Siting; answer: Answer; before: Siting | undefined; wishes: WishChoice }) {
  const { siting, answer, before, wishes } = props
  const can = useCan()
  const [picked, setPicked] = useState<string>()
  const [sites] = useState(() => sitesOf(answer))
  if (answer.objective === null)
    return (
      <>
        <NoAnswer answer={answer} />
        <Difference {...{ siting, before }} />
      </>
    )
  const site = sites.find(({ code }) => code === picked)
  return (
    <>
      <Summary answer={answer} />
      <Difference {...{ siting, before }} />
      <SitingMap sites={sites} onPick={setPicked} />
      {site && wishes ? (
        <Picked name={site.name} wish={wishes.of(site.code)} onWish={(wish) => wishes.change(site.code, wish)} />
      ) : null}
      <section className="section">
        <h2>{t('siting.assumptions')}</h2>
        <ul>
          {answer.assumptions.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </section>
      <section className="section">
        <h2>{t('siting.table')}</h2>
        <SiteTable
          sites={sites}
          wishes={wishes}
          exportHref={`/api/sitings/${siting.id}/sheet.xlsx`}
          action={can('station.manage') ? <Register id={siting.id} answer={answer} /> : null}
        />
      </section>
    </>
  )
}
