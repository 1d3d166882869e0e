import { useRef, useState } from 'react'
import { type Problem, reached, sendFile, toProblem } from '../../lib/api.ts'
import { now } from '../../lib/clock.ts'
import { civilDay } from '../../lib/day.ts'
import { readAgain } from '../../lib/days.ts'
import { isKey, language, t } from '../../lib/i18n/index.ts'
import { countOf } from '../../lib/money.ts'
import { sayProblem } from '../../lib/problem-text.ts'
import { useWork } from '../../lib/session.ts'
import type { ImportReport } from '../../lib/wire.ts'
import { Button } from '../../ui/Button.tsx'
import { Page } from '../../ui/Page.tsx'

const TEMPLATE = '/api/entries/template.xlsx'
const SHOWN = 200
const isWechat = /MicroMessenger/i.test(navigator.userAgent)

type Step =
  | { at: 'choose'; problem: Problem | null }
  | { at: 'working'; word: 'import.checking' | 'import.committing' }
  | { at: 'checked' | 'done'; report: ImportReport; problem: Problem | null }

async function download(response: Response, name: string): Promise<void> {
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** The server mends in Chinese, as the sheets are; another language has its own sentence for the code. */
const mendOf = ({ code, mend }: ImportReport['bad'][number]): string => {
  const key = `problem.${code}`
  return language() !== 'zh-CN' && isKey(key) ? t(key) : mend
}

function Bad({ bad }: { bad: ImportReport['bad'] }) {
  return (
    <ul className="card rows">
      {bad.slice(0, SHOWN).map((line) => (
        <li key={`${line.row}${line.field}`} className="row">
          <span className="main">
            <span className="title">
              {t('import.row', { n: line.row })}
              {line.field && <span className="tag">{line.field}</span>}
              {line.field && <span className="soft break">{line.value || t('import.empty')}</span>}
            </span>
            <span className="break">{mendOf(line)}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Result({ report }: { report: ImportReport }) {
  const counts = [
    [t('import.good'), report.good, ''],
    [t('import.bad'), report.bad.length, report.bad.length > 0 ? 'error' : ''],
  ] as const
  return (
    <dl className="pairs card pad">
      {counts.map(([name, count, look]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={`big ${look}`}>{t('import.rows', { n: countOf(count) })}</dd>
        </div>
      ))}
    </dl>
  )
}

function useImport() {
  const { work } = useWork()
  const [file, setFile] = useState<File | null>(null)
  const [step, setStep] = useState<Step>({ at: 'choose', problem: null })
  const base = work.isOnBehalf ? '/api/entries/import' : `/api/stations/${work.station.id}/entries/import`
  const send = (mode: 'check' | 'commit' | 'rejects', sheet: File) => sendFile(`${base}?mode=${mode}`, sheet)

  const check = async (sheet: File) => {
    setFile(sheet)
    setStep({ at: 'working', word: 'import.checking' })
    try {
      const report: ImportReport = await (await send('check', sheet)).json()
      setStep({ at: 'checked', report, problem: null })
    } catch (error) {
      setStep({ at: 'choose', problem: toProblem(error) })
    }
  }
  const commit = async (checked: ImportReport) => {
    if (!file) return
    setStep({ at: 'working', word: 'import.committing' })
    try {
      const report: ImportReport = await (await send('commit', file)).json()
      setStep({ at: 'done', report, problem: null })
      void readAgain(work.station.id, [civilDay(now())])
    } catch (error) {
      setStep({ at: 'checked', report: checked, problem: toProblem(error) })
    }
  }
  const takeRejects = async () => {
    if (!file || step.at === 'working') return
    try {
      await download(await send('rejects', file), `rejects-${file.name}`)
    } catch (error) {
      setStep({ ...step, problem: toProblem(error) })
    }
  }
  return { step, fileName: file?.name ?? '', isOnBehalf: work.isOnBehalf, check, commit, takeRejects }
}

function HowTo({ isOnBehalf }: { isOnBehalf: boolean }) {
  return (
    <>
      <p>{t('import.lead')}</p>
      <ol className="steps card pad">
        <li>
          <p>{t('import.step1')}</p>
          <a className="text-button indented" href={`${TEMPLATE}?lang=${language()}`} download>
            {t('import.template')}
          </a>
          {isWechat && <p className="notice">{t('import.inWechat')}</p>}
        </li>
        <li>
          <p>{t('import.step2')}</p>
        </li>
        <li>
          <p>{t('import.step3')}</p>
        </li>
      </ol>
      {isOnBehalf && <p className="notice">{t('import.manyStations')}</p>}
      <p className="soft">{t('import.twice')}</p>
    </>
  )
}

function Checked({ report }: { report: ImportReport }) {
  return (
    <>
      <Result report={report} />
      {report.bad.length === 0 && <p className="soft">{t('import.allGood')}</p>}
      {report.good === 0 && <p className="notice">{t('import.nothing')}</p>}
    </>
  )
}

function Done({ report }: { report: ImportReport }) {
  return (
    <>
      <p className="notice good">{t('import.done', { n: report.imported })}</p>
      {report.bad.length > 0 && <p className="notice">{t('import.badLeft', { n: report.bad.length })}</p>}
    </>
  )
}

type BottomProps = { step: Step; onChoose: () => void; onCommit: (report: ImportReport) => void }

function Bottom({ step, onChoose, onCommit }: BottomProps) {
  const isReached = reached.use()
  if (step.at === 'checked')
    return (
      <div className="pair">
        <Button look="plain" onClick={onChoose}>
          {t('import.another')}
        </Button>
        <Button disabled={step.report.good === 0} onClick={() => onCommit(step.report)}>
          {t('import.commit', { n: step.report.good })}
        </Button>
      </div>
    )
  const isDone = step.at === 'done'
  return (
    <Button look={isDone ? 'plain' : 'primary'} isBusy={step.at === 'working'} disabled={!isReached} onClick={onChoose}>
      {t(isDone ? 'import.another' : 'import.choose')}
    </Button>
  )
}

/** Ledgers that were kept elsewhere come in as a sheet: look first, then take in. */
export function Import() {
  const isReached = reached.use()
  const input = useRef<HTMLInputElement>(null)
  const { step, fileName, isOnBehalf, check, commit, takeRejects } = useImport()
  const problem = step.at === 'working' ? null : step.problem
  const report = 'report' in step ? step.report : null
  return (
    <Page
      title={t('import.title')}
      up={{ name: 'settings' }}
      bottom={
        <Bottom step={step} onChoose={() => input.current?.click()} onCommit={(checked) => void commit(checked)} />
      }
    >
      <input
        ref={input}
        type="file"
        className="hidden"
        aria-label={t('import.choose')}
        tabIndex={-1}
        accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        onChange={(event) => {
          const sheet = event.target.files?.[0]
          if (sheet) void check(sheet)
          event.target.value = ''
        }}
      />
      {!isReached && <p className="notice">{t('import.offline')}</p>}
      {problem && <p className="notice bad">{sayProblem(problem)}</p>}
      {!report && <HowTo isOnBehalf={isOnBehalf} />}
      {step.at === 'working' && <p className="soft">{t(step.word)}</p>}
      {report && <p className="soft break">{fileName}</p>}
      {step.at === 'checked' && <Checked report={step.report} />}
      {step.at === 'done' && <Done report={step.report} />}
      {report && report.bad.length > 0 && (
        <>
          <Bad bad={report.bad} />
          <Button look="plain" onClick={() => void takeRejects()}>
            {t('import.rejects')}
          </Button>
        </>
      )}
    </Page>
  )
}
