import './sheet.css'
import { DownloadOutlined, FileExcelOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Progress, Upload } from 'antd'
import { useState } from 'react'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import { DownloadButton } from '../DownloadButton.tsx'
import { ErrorView } from '../error-view.tsx'
import { BadRows } from './BadRows.tsx'
import { type ImportReport, importSheet, type SheetRoute, saveRejects } from './send.ts'

/** What a sheet brings, where it goes and where its template lies. */
export type SheetKind = { title: string; route: SheetRoute; template: string; accept?: string }

type SheetImportProps = {
  sheet: SheetKind | null
  onClose: () => void
  /** What came of it, for a sheet that answers more than numbers. */
  onDone?: (report: ImportReport) => void
}

/** Upload, look at what each row would do, then take the good rows in. */
export function SheetImport({ sheet, onClose, onDone }: SheetImportProps) {
  return (
    <Drawer
      open={sheet !== null}
      onClose={onClose}
      title={sheet?.title ?? ''}
      size={Math.min(760, window.innerWidth)}
      destroyOnHidden
    >
      {sheet ? <Steps sheet={sheet} onDone={onClose} onReport={onDone} /> : null}
    </Drawer>
  )
}

type StepsProps = { sheet: SheetKind; onDone: () => void; onReport: ((report: ImportReport) => void) | undefined }

function Steps({ sheet, onDone, onReport }: StepsProps) {
  const [file, setFile] = useState<File | null>(null)
  const { message } = App.useApp()
  const client = useQueryClient()
  const { route } = sheet
  const check = useMutation({ mutationFn: (picked: File) => importSheet(route, 'check', picked) })
  const commit = useMutation({
    mutationFn: (picked: File) => importSheet(route, 'commit', picked),
    onSuccess: async (report) => {
      const { imported, bad } = report
      onReport?.(report)
      message.success(t('sheet.done', { rows: imported }))
      await client.invalidateQueries()
      if (bad.length === 0) onDone()
    },
  })
  const pick = (picked: File) => {
    setFile(picked)
    commit.reset()
    check.mutate(picked)
    return false
  }
  const report = commit.data ?? check.data
  const error = check.error ?? commit.error
  return (
    <>
      <p>{t('sheet.step')}</p>
      <div className="sheet-steps">
        <DownloadButton href={sheet.template}>{t('sheet.template')}</DownloadButton>
        <Upload accept={sheet.accept ?? '.xlsx'} maxCount={1} showUploadList={false} beforeUpload={pick}>
          <Button type={file ? 'default' : 'primary'} icon={<FileExcelOutlined aria-hidden />}>
            {file ? t('sheet.pickAgain') : t('sheet.pick')}
          </Button>
        </Upload>
      </div>
      <Busy name={file?.name ?? ''} isChecking={check.isPending} isImporting={commit.isPending} />
      {error ? <ErrorView error={error} /> : null}
      {file && report && !check.isPending ? (
        <Outcome
          {...{ file, report, route }}
          isDone={commit.data !== undefined}
          isBusy={commit.isPending}
          onCommit={() => commit.mutate(file)}
        />
      ) : null}
    </>
  )
}

function Busy({ name, isChecking, isImporting }: { name: string; isChecking: boolean; isImporting: boolean }) {
  if (!isChecking && !isImporting) return null
  return (
    <div role="status">
      <p>{t(isChecking ? 'sheet.checking' : 'sheet.importing', { name })}</p>
      <Progress percent={100} status="active" showInfo={false} aria-hidden />
    </div>
  )
}

type OutcomeProps = {
  file: File
  report: ImportReport
  route: SheetRoute
  isDone: boolean
  isBusy: boolean
  onCommit: () => void
}

function Outcome({ file, report, route, isDone, isBusy, onCommit }: OutcomeProps) {
  const { message } = App.useApp()
  const fresh = report.good - report.known
  const takeRejects = async () => {
    try {
      await saveRejects(route, file)
    } catch (error) {
      message.error(problemText(error))
    }
  }
  return (
    <section aria-live="polite">
      <p>
        {t('sheet.file', { name: file.name })} · {t('sheet.rows', { rows: report.rows })}
      </p>
      <dl className="sheet-counts">
        <Count label={t('sheet.good')} value={fresh} />
        {report.known > 0 ? <Count label={t('sheet.known')} value={report.known} /> : null}
        <Count label={t('sheet.bad')} value={report.bad.length} isBad={report.bad.length > 0} />
      </dl>
      {isDone ? <p>{t('sheet.done', { rows: report.imported })}</p> : null}
      <div className="sheet-steps">
        {isDone ? null : (
          <Button type="primary" disabled={fresh === 0} loading={isBusy} onClick={onCommit}>
            {fresh === 0 ? t('sheet.nothing') : t('sheet.commit', { rows: fresh })}
          </Button>
        )}
        {report.bad.length > 0 ? (
          <Button icon={<DownloadOutlined aria-hidden />} onClick={() => void takeRejects()}>
            {t('sheet.rejects')}
          </Button>
        ) : null}
      </div>
      {report.bad.length > 0 ? (
        <>
          <p className="soft">{t('sheet.rejectsHint')}</p>
          <BadRows rows={report.bad} />
        </>
      ) : (
        <p>{t('sheet.allGood', { rows: report.rows })}</p>
      )}
    </section>
  )
}

const Count = ({ label, value, isBad = false }: { label: string; value: number; isBad?: boolean }) => (
  <div>
    <dt>{label}</dt>
    <dd style={isBad ? { color: 'var(--danger)' } : undefined}>{value}</dd>
  </div>
)
