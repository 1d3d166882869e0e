import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { percent } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { divisionsQuery } from '../../../ui/evidence/queries.ts'
import { PlacePicker } from '../../../ui/PlacePicker.tsx'
import { clauses } from '../../../ui/punctuation.ts'
import { StateTag, type Tone } from '../../../ui/state-tag.tsx'
import { LineText } from './LineText.tsx'
import { type Choice, SURE } from './lines.ts'
import type { Answer, Answered } from './queries.ts'
import { TeachForm } from './TeachForm.tsx'

function toneOf({ code, confidence, reason }: Answer): Tone {
  if (reason === 'elsewhere') return 'info'
  if (code === null) return 'bad'
  return confidence >= SURE ? 'good' : 'warn'
}

type AnswerCardProps = {
  answered: Answered
  chosen: Choice | null
  onChoose: (place: Choice | null) => void
  onTaught: () => void
}

/** One line, what was made of it, and what a person may do when that is not enough: choose for this line, or teach for all. */
export function AnswerCard({ answered, chosen, onChoose, onTaught }: AnswerCardProps) {
  const { answer } = answered
  const can = useCan()
  const [isTeaching, setTeaching] = useState(false)
  const place = chosen ?? (answer.code === null ? undefined : answer.candidates[0])
  const isOpen = answer.reason !== 'elsewhere' && (answer.code?.length ?? 0) < 12
  return (
    <li className="panel address-answer">
      <LineText {...answered} />
      <p className="address-said">
        {chosen ? (
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
        {place && !chosen ? <span>{t('address.sure', { share: percent(answer.confidence) })}</span> : null}
      </p>
      {answer.notes.length > 0 ? (
        <p className="address-notes">{clauses(answer.notes.map((note) => t(`address.note.${note}`)))}</p>
      ) : null}
      {answer.code === null ? <Choices {...{ answer, chosen, onChoose }} /> : null}
      {isOpen ? <OwnPlace {...{ chosen, onChoose }} /> : null}
      {isOpen && can('division.learnAlias') && !isTeaching ? (
        <Button type="link" size="small" className="address-teach" onClick={() => setTeaching(true)}>
          {t('address.teach')}
        </Button>
      ) : null}
      {isTeaching ? (
        <TeachForm
          answered={answered}
          code={chosen?.code ?? null}
          onClose={() => setTeaching(false)}
          onTaught={onTaught}
        />
      ) : null}
    </li>
  )
}

type ChoicesProps = { answer: Answer } & Pick<AnswerCardProps, 'chosen' | 'onChoose'>

/** The places that the line may mean. */
function Choices({ answer: { candidates }, chosen, onChoose }: ChoicesProps) {
  if (candidates.length === 0) return null
  return (
    <fieldset className="address-choices">
      <legend>{t('address.choose')}</legend>
      {candidates.map(({ code, path }) => (
        <Button
          key={code}
          size="small"
          type={code === chosen?.code ? 'primary' : 'default'}
          aria-pressed={code === chosen?.code}
          onClick={() => onChoose(code === chosen?.code ? null : { code, path })}
        >
          {path} {code}
        </Button>
      ))}
    </fieldset>
  )
}

/** Any village of the county, for whoever knows better. */
function OwnPlace({ chosen, onChoose }: Pick<AnswerCardProps, 'chosen' | 'onChoose'>) {
  const divisions = useQuery(divisionsQuery).data ?? []
  const nameOf = (code: string) => divisions.find((division) => division.code === code)?.name ?? ''
  const pick = (code: string | null) =>
    onChoose(code === null ? null : { code, path: [6, 9, 12].map((digits) => nameOf(code.slice(0, digits))).join('') })
  return (
    <div className="address-own">
      <PlacePicker depth="village" value={chosen?.code ?? null} onChange={pick} placeholder={t('address.pickOwn')} />
    </div>
  )
}
