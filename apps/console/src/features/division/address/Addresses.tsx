import './address.css'
import { DownloadOutlined, FileExcelOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Alert, App, Button, Input, Radio, Upload } from 'antd'
import { useState } from 'react'
import { percent, today } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { DownloadButton } from '../../../ui/DownloadButton.tsx'
import type { Column } from '../../../ui/data-table/column.ts'
import { saveSheet } from '../../../ui/data-table/sheet.ts'
import { EmptyView } from '../../../ui/empty-view.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { clauses } from '../../../ui/punctuation.ts'
import { AliasTable } from './AliasTable.tsx'
import { AnswerCard } from './AnswerCard.tsx'
import { type Choice, KINDS, type Kind, kindOf, linesOf } from './lines.ts'
import { type Answered, answerSheet, MOST_LINES, resolve } from './queries.ts'

type Asked = { round: number; answers: Answered[] }

/** 地址认村: addresses are pasted or sent as a sheet, each is answered with its village, and what is not known is taught. */
export function Addresses() {
  const [text, setText] = useState('')
  const [asked, setAsked] = useState<Asked | null>(null)
  const lines = linesOf(text)
  const ask = useMutation({
    mutationFn: ({ lines }: { lines: string[]; round: number }) => resolve(lines),
    onSuccess: (answers, { round }) => setAsked({ round, answers }),
  })
  const round = asked?.round ?? 0
  const begin = () => ask.mutate({ lines, round: round + 1 })
  const isTooMany = lines.length > MOST_LINES
  return (
    <>
      <PageHeader title={t('address.title')} about={t('address.about')} />
      <Alert type="info" showIcon title={t('address.privacy')} className="address-privacy" />
      <section className="panel address-ask">
        <label htmlFor="addresses">{t('address.lines')}</label>
        <Input.TextArea
          id="addresses"
          value={text}
          onChange={({ target }) => setText(target.value)}
          autoSize={{ minRows: 4, maxRows: 14 }}
          placeholder={t('address.example')}
          autoComplete="off"
          aria-describedby="addresses-count"
        />
        <p id="addresses-count" className="address-count" aria-live="polite">
          {t(isTooMany ? 'address.tooMany' : 'address.count', { count: lines.length, most: MOST_LINES })}
        </p>
        <div className="address-acts">
          <Button type="primary" disabled={lines.length === 0 || isTooMany} loading={ask.isPending} onClick={begin}>
            {t('address.resolve')}
          </Button>
          <SheetAct />
          <DownloadButton href="/api/divisions/addresses/template.xlsx">{t('sheet.template')}</DownloadButton>
        </div>
      </section>
      {ask.error ? <ErrorView error={ask.error} onRetry={begin} /> : null}
      {asked ? (
        <Answers
          key={asked.round}
          answers={asked.answers}
          onTaught={() => ask.mutate({ lines: asked.answers.map(({ line }) => line), round })}
        />
      ) : null}
      {asked || ask.error ? null : (
        <div className="panel">
          <EmptyView text={t('address.none')} />
        </div>
      )}
      <AliasTable />
    </>
  )
}

function SheetAct() {
  const { message } = App.useApp()
  const send = useMutation({
    mutationFn: answerSheet,
    onSuccess: () => void message.success(t('address.sheetDone')),
    onError: (error) => void message.error(problemText(error)),
  })
  return (
    <Upload
      accept=".xlsx,.csv"
      maxCount={1}
      showUploadList={false}
      beforeUpload={(file) => {
        send.mutate(file)
        return false
      }}
    >
      <Button icon={<FileExcelOutlined aria-hidden />} loading={send.isPending}>
        {t('address.sheet')}
      </Button>
    </Upload>
  )
}

type Row = Answered & { at: number; chosen: Choice | null }

const placeOf = ({ answer: { code, candidates }, chosen }: Row): Choice | undefined =>
  chosen ?? (code === null ? undefined : candidates[0])

/** The answers as a sheet: what was decided by hand says so. */
const columns = (): Column<Row>[] => [
  { key: 'line', title: t('address.line'), value: ({ line }) => line, width: 400 },
  { key: 'code', title: t('map.code'), value: (row) => placeOf(row)?.code ?? null },
  { key: 'place', title: t('address.found'), value: (row) => placeOf(row)?.path ?? null, width: 240 },
  {
    key: 'by',
    title: t('address.by'),
    value: ({ chosen, answer }) => (chosen === null ? t(`address.reason.${answer.reason}`) : t('address.chosen')),
  },
  {
    key: 'sure',
    title: t('address.sureColumn'),
    value: ({ chosen, answer: { code, confidence } }) =>
      chosen === null && code !== null ? percent(confidence) : null,
  },
  {
    key: 'candidates',
    title: t('address.candidates'),
    width: 400,
    value: ({ chosen, answer: { code, candidates, elsewhere } }) => {
      const open = code === null && chosen === null ? [...candidates, ...elsewhere] : []
      return clauses(open.map((one) => `${one.path} ${one.code}`))
    },
  },
]

function Answers({ answers, onTaught }: { answers: readonly Answered[]; onTaught: () => void }) {
  const [choices, setChoices] = useState<ReadonlyMap<number, Choice>>(new Map())
  const [kind, setKind] = useState<Kind>('all')
  const rows = answers.map((answered, at): Row => ({ ...answered, at, chosen: choices.get(at) ?? null }))
  const count = (is: (one: Row) => boolean) => rows.filter(is).length
  const of = (wanted: Kind) => rows.filter((row) => wanted === 'all' || kindOf(row, row.chosen) === wanted)
  const choose = (at: number, place: Choice | null) => {
    const next = new Map(choices)
    if (place === null) next.delete(at)
    else next.set(at, place)
    setChoices(next)
  }
  return (
    <section>
      <p className="address-summary" role="status">
        {t('address.summary', {
          villages: count(({ answer, chosen }) => (chosen?.code ?? answer.code)?.length === 12),
          others: count(({ answer, chosen }) => chosen === null && answer.code !== null && answer.code.length < 12),
          open: count(
            ({ answer: { code, reason }, chosen }) =>
              chosen === null && code === null && reason !== 'elsewhere' && reason !== 'unknown',
          ),
          unknown: count(({ answer, chosen }) => chosen === null && answer.reason === 'unknown'),
          elsewhere: count(({ answer }) => answer.reason === 'elsewhere'),
        })}
      </p>
      <div className="address-acts address-bar">
        <Radio.Group
          optionType="button"
          value={kind}
          onChange={({ target }) => setKind(target.value)}
          options={KINDS.map((value) => ({
            value,
            label: t(`address.kind.${value}`, { count: of(value).length }),
          }))}
          aria-label={t('address.show')}
        />
        <Button
          icon={<DownloadOutlined aria-hidden />}
          onClick={() => void saveSheet(t('address.fileName', { day: today() }), columns(), rows)}
        >
          {t('address.export')}
        </Button>
      </div>
      {of(kind).length === 0 ? <p>{t('address.noneOfKind')}</p> : null}
      <ol className="address-answers">
        {of(kind).map((row) => (
          <AnswerCard
            key={`${row.at} ${row.line}`}
            answered={row}
            chosen={row.chosen}
            onChoose={(place) => choose(row.at, place)}
            onTaught={onTaught}
          />
        ))}
      </ol>
    </section>
  )
}
