import { Button } from 'antd'
import { useState } from 'react'
import { percent } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { clauses } from '../../../ui/punctuation.ts'
import { StateTag, type Tone } from '../../../ui/state-tag.tsx'
import { LineText } from './LineText.tsx'
import type { Answer, Answered } from './queries.ts'
import { TeachForm } from './TeachForm.tsx'

/** From here on an answer is as good as never wrong; below, somebody looks at it. */
const SURE = 0.9

function toneOf({ code, confidence, reason }: Answer): Tone {
  if (reason === 'elsewhere') return 'info'
  if (code === null) return 'bad'
  return confidence >= SURE ? 'good' : 'warn'
}

/** One line, what was made of it, and what a person may do when that is not enough. */
export function AnswerCard({ answered, onTaught }: { answered: Answered; onTaught: () => void }) {
  const { answer } = answered
  const can = useCan()
  const [chosen, setChosen] = useState<string | null>(null)
  const [isTeaching, setTeaching] = useState(false)
  const picked = answer.candidates.find(({ code }) => code === chosen)
  const place = answer.code === null ? picked : answer.candidates[0]
  const choices = answer.code === null ? answer.candidates : []
  const isOpen = answer.reason !== 'elsewhere' && (answer.code?.length ?? 0) < 12
  const pick = (code: string) => {
    setChosen(code)
    setTeaching(can('division.learnAlias'))
  }
  return (
    <li className="panel address-answer">
      <LineText {...answered} />
      <p className="address-said">
        {picked ? (
          <StateTag tone="good">{t('address.chosen')}</StateTag>
        ) : (
          <StateTag tone={toneOf(answer)}>{t(`address.reason.${answer.reason}`)}</StateTag>
        )}
        {place ? (
          <strong>
            {place.path} <code>{place.code}</code>
          </strong>
        ) : null}
        {answer.elsewhere.map(({ code, path }) => (
          <strong key={code}>
            {path} <code>{code}</code>
          </strong>
        ))}
        {place && !picked ? <span>{t('address.sure', { share: percent(answer.confidence) })}</span> : null}
      </p>
      {answer.notes.length > 0 ? (
        <p className="address-notes">{clauses(answer.notes.map((note) => t(`address.note.${note}`)))}</p>
      ) : null}
      {choices.length > 0 ? (
        <fieldset className="address-choices">
          <legend>{t('address.choose')}</legend>
          {choices.map(({ code, path }) => (
            <Button
              key={code}
              size="small"
              type={code === chosen ? 'primary' : 'default'}
              aria-pressed={code === chosen}
              onClick={() => pick(code)}
            >
              {path} {code}
            </Button>
          ))}
        </fieldset>
      ) : null}
      {isOpen && can('division.learnAlias') && !isTeaching ? (
        <Button type="link" size="small" className="address-teach" onClick={() => setTeaching(true)}>
          {t('address.teach')}
        </Button>
      ) : null}
      {isTeaching ? (
        <TeachForm answered={answered} code={chosen} onClose={() => setTeaching(false)} onTaught={onTaught} />
      ) : null}
    </li>
  )
}
