import './address.css'
import { DownloadOutlined, FileExcelOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Alert, App, Button, Input, Upload } from 'antd'
import { useState } from 'react'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { EmptyView } from '../../../ui/empty-view.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { AliasTable } from './AliasTable.tsx'
import { AnswerCard } from './AnswerCard.tsx'
import { type Answered, answerSheet, linesOf, MOST_LINES, resolve } from './queries.ts'

/** 地址认村: addresses are pasted or sent as a sheet, each is answered with its village, and what is not known is taught. */
export function Addresses() {
  const [text, setText] = useState('')
  const lines = linesOf(text)
  const ask = useMutation({ mutationFn: resolve })
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
          <Button
            type="primary"
            disabled={lines.length === 0 || isTooMany}
            loading={ask.isPending}
            onClick={() => ask.mutate(lines)}
          >
            {t('address.resolve')}
          </Button>
          <SheetAct />
          <Button href="/api/divisions/addresses/template.xlsx" download icon={<DownloadOutlined aria-hidden />}>
            {t('sheet.template')}
          </Button>
        </div>
      </section>
      {ask.error ? <ErrorView error={ask.error} onRetry={() => ask.mutate(lines)} /> : null}
      {ask.data ? <Answers answers={ask.data} onTaught={() => ask.mutate(ask.data.map(({ line }) => line))} /> : null}
      {ask.data || ask.error ? null : (
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

function Answers({ answers, onTaught }: { answers: readonly Answered[]; onTaught: () => void }) {
  const count = (is: (one: Answered) => boolean) => answers.filter(is).length
  return (
    <section aria-live="polite">
      <p className="address-summary">
        {t('address.summary', {
          villages: count(({ answer }) => answer.code?.length === 12),
          others: count(({ answer }) => answer.code !== null && answer.code.length < 12),
          open: count(
            ({ answer: { code, reason } }) => code === null && reason !== 'elsewhere' && reason !== 'unknown',
          ),
          unknown: count(({ answer }) => answer.reason === 'unknown'),
          elsewhere: count(({ answer }) => answer.reason === 'elsewhere'),
        })}
      </p>
      <ol className="address-answers">
        {answers.map((answered, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same line may stand twice, and lines never move
          <AnswerCard key={`${i} ${answered.line}`} answered={answered} onTaught={onTaught} />
        ))}
      </ol>
    </section>
  )
}
