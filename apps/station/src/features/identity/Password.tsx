import { type FormEvent, useState } from 'react'
import { type Problem, toProblem } from '../../lib/api.ts'
import { t } from '../../lib/i18n/index.ts'
import { sayProblem } from '../../lib/problem-text.ts'
import { go } from '../../lib/router.ts'
import { changePassword } from '../../lib/session.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { Page } from '../../ui/Page.tsx'
import { say } from '../../ui/Snack.tsx'

/** `isForced`: the first sign-in with a password that somebody else has read. */
export function Password({ isForced }: { isForced: boolean }) {
  const [current, setCurrent] = useState('')
  const [wanted, setWanted] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await changePassword(current, wanted)
      say(t('password.done'))
      go({ name: isForced ? 'home' : 'settings' }, { replace: true })
    } catch (error) {
      setProblem(toProblem(error))
      setBusy(false)
    }
  }
  return (
    <Page title={t('password.title')} {...(isForced ? {} : { up: { name: 'settings' } as const })}>
      {isForced && <p className="notice">{t('password.must')}</p>}
      <form className="sheet-body" onSubmit={(event) => void submit(event)}>
        <Field
          label={t('password.current')}
          type="password"
          value={current}
          onValue={setCurrent}
          autoComplete="current-password"
          maxLength={128}
          isLarge
        />
        <Field
          label={t('password.new')}
          type="password"
          value={wanted}
          onValue={setWanted}
          autoComplete="new-password"
          hint={t('password.rule')}
          maxLength={128}
          isLarge
        />
        {problem && (
          <p role="alert" className="notice bad">
            {sayProblem(problem)}
          </p>
        )}
        <Button type="submit" isBusy={isBusy} disabled={current === '' || wanted === ''}>
          {t('password.submit')}
        </Button>
      </form>
    </Page>
  )
}
