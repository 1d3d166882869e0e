import { aside } from '../../../ui/punctuation.ts'
import './check.css'
import '../plan/plan.css'
import { UploadOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { LONGEST } from '@xiangji/plan-check/plain'
import { Alert, Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { Problem } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { checkText } from '../queries.ts'
import { FindingList } from './FindingList.tsx'
import { PlanLines } from './PlanLines.tsx'
import { readText } from './read-text.ts'

/** What is longer is said, not cut. */
function checked(text: string): ReturnType<typeof checkText> {
  if (text.length > LONGEST) throw new Problem('check.tooLong', 400, { length: text.length, atMost: LONGEST })
  return checkText(text)
}

/** The text of any plan, pasted or from a file: checked, shown and kept nowhere. */
export function CheckText() {
  const [text, setText] = useState('')
  const [line, setLine] = useState<number>()
  const input = useRef<HTMLInputElement>(null)
  const check = useMutation({ mutationFn: async (whole: string) => checked(whole) })
  const take = useMutation({
    mutationFn: readText,
    onSuccess: (read) => {
      setText(read)
      check.reset()
    },
  })
  const error = take.error ?? check.error
  return (
    <>
      <PageHeader title={t('checkText.title')} about={t('checkText.about')} />
      <div className="check-text">
        <Input.TextArea
          value={text}
          onChange={({ target }) => setText(target.value)}
          autoSize={{ minRows: 8, maxRows: 16 }}
          placeholder={t('checkText.paste')}
          aria-label={t('checkText.paste')}
        />
        <div className="check-text-bar">
          <input
            ref={input}
            type="file"
            className="visually-hidden"
            tabIndex={-1}
            aria-label={t('checkText.file')}
            accept=".txt,.md,.docx"
            onChange={({ target }) => {
              const file = target.files?.[0]
              if (file) take.mutate(file)
              target.value = ''
            }}
          />
          <Button icon={<UploadOutlined aria-hidden />} loading={take.isPending} onClick={() => input.current?.click()}>
            {t('checkText.file')}
          </Button>
          <Button
            type="primary"
            disabled={text.trim() === ''}
            loading={check.isPending}
            onClick={() => {
              setLine(undefined)
              take.reset()
              check.mutate(text)
            }}
          >
            {t('checkText.run')}
          </Button>
        </div>
        {error ? <Alert type="error" showIcon title={problemText(error)} /> : null}
      </div>
      {check.data ? (
        <>
          <section className="section" aria-live="polite">
            <h2>
              {t('check.findings')}
              {aside(check.data.findings.length)}
            </h2>
            <FindingList
              findings={check.data.findings}
              caption={t('checkText.title')}
              lineLink={(at) => (
                <Button type="link" size="small" onClick={() => setLine(at)}>
                  {t('source.line', { line: at })}
                </Button>
              )}
            />
          </section>
          <section className="section">
            <h2>{t('document.text')}</h2>
            <PlanLines lines={(check.variables ?? '').split(/\r?\n/)} line={line} label={t('document.text')} />
          </section>
        </>
      ) : null}
    </>
  )
}
