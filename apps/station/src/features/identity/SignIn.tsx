import { type FormEvent, useState } from 'react'
import { type Problem, toProblem } from '../../lib/api.ts'
import { t } from '../../lib/i18n/index.ts'
import { outbox, tallyOf } from '../../lib/outbox.ts'
import { sayProblem } from '../../lib/problem-text.ts'
import { go } from '../../lib/router.ts'
import { session, signIn } from '../../lib/session.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'

export function SignIn() {
  const { me, isExpired, isRevoked } = session.use()
  const { waiting, ofOthers } = tallyOf(outbox.use(), me?.account)
  const [username, setUsername] = useState(me?.username ?? '')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [wantsCode, setWantsCode] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await signIn(username.trim(), password, code.trim())
      go({ name: 'home' }, { replace: true })
    } catch (error) {
      const said = toProblem(error)
      if (said.code === 'identity.codeNeeded') setWantsCode(true)
      else setProblem(said)
      setBusy(false)
    }
  }
  return (
    <form className="sign-in" onSubmit={(event) => void submit(event)}>
      <p className="brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" />
        {t('app.name')}
      </p>
      <h1>{t('signIn.title')}</h1>
      {(isExpired || isRevoked) && <p className="notice">{t(isRevoked ? 'signIn.revoked' : 'signIn.again')}</p>}
      {!isExpired && waiting + ofOthers > 0 && (
        <p className="notice">{t('signIn.pending', { n: waiting + ofOthers })}</p>
      )}
      <Field
        label={t('signIn.username')}
        value={username}
        onValue={setUsername}
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        maxLength={60}
        required
        isLarge
      />
      <Field
        label={t('signIn.password')}
        type="password"
        value={password}
        onValue={setPassword}
        autoComplete="current-password"
        maxLength={128}
        required
        isLarge
      />
      {wantsCode && (
        <Field
          label={t('signIn.code')}
          hint={t('signIn.codeHint')}
          value={code}
          onValue={setCode}
          autoComplete="one-time-code"
          maxLength={20}
          required
          isLarge
        />
      )}
      {problem && (
        <p role="alert" className="notice bad">
          {sayProblem(problem)}
        </p>
      )}
      <Button
        type="submit"
        isBusy={isBusy}
        disabled={username.trim() === '' || password === '' || (wantsCode && code.trim() === '')}
      >
        {t(isBusy ? 'signIn.busy' : 'signIn.submit')}
      </Button>
      {isExpired && (
        <Button look="plain" onClick={() => go({ name: 'home' }, { replace: true })}>
          {t('signIn.later')}
        </Button>
      )}
      <LanguageSwitch />
    </form>
  )
}
