import { EyeOutlined } from '@ant-design/icons'
import { Button, Form, Input, Radio } from 'antd'
import { useEffect, useState } from 'react'
import { t } from '../lib/i18n.ts'
import { useCan } from '../lib/session.ts'
import { FormDialog } from './form-dialog.tsx'
import { atLeast } from './form-problems.ts'

const WHYS = ['reachPerson', 'compare', 'settleComplaint', 'inspection', 'other'] as const
export type RevealReason = { why: (typeof WHYS)[number]; note: string }

/** What was shown is masked again after a minute: screens stay open. */
const SHOWN_MS = 60_000
const MIN_NOTE = 4

type RevealProps = {
  masked: string
  /** What is hidden, in words: 站长电话. */
  name: string
  can: string
  ask: (reason: RevealReason) => Promise<{ value: string }>
}

/** A masked value, and for whoever may see it the button that asks why and shows it. */
export function Reveal({ masked, name, can: permission, ask }: RevealProps) {
  const can = useCan()
  const [isAsking, setAsking] = useState(false)
  const [value, setValue] = useState<string | null>(null)
  useEffect(() => {
    if (value === null) return
    const timer = setTimeout(() => setValue(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [value])
  if (masked === '' || !can(permission)) return <>{masked}</>
  return (
    <>
      <span aria-live="polite">{value ?? masked}</span>{' '}
      {value === null ? (
        <Button
          type="link"
          size="small"
          icon={<EyeOutlined aria-hidden />}
          aria-label={t('reveal.open', { name })}
          onClick={() => setAsking(true)}
        />
      ) : (
        <Button type="link" size="small" onClick={() => setValue(null)}>
          {t('reveal.hide')}
        </Button>
      )}
      {isAsking ? (
        <RevealDialog
          name={name}
          ask={async (reason) => setValue((await ask(reason)).value)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  )
}

type DialogProps = { name: string; ask: (reason: RevealReason) => Promise<unknown>; onClose: () => void }

const RevealDialog = ({ name, ask, onClose }: DialogProps) => (
  <FormDialog<RevealReason>
    title={t('reveal.title', { name })}
    about={<p className="form-about">{t('reveal.about')}</p>}
    initial={{ why: 'reachPerson', note: '' }}
    okText={t('reveal.show')}
    onSubmit={ask}
    onDone={() => undefined}
    onClose={onClose}
  >
    <Form.Item name="why" label={t('reveal.why')}>
      <Radio.Group
        options={WHYS.map((why) => ({ value: why, label: t(`revealWhy.${why}`) }))}
        style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
      />
    </Form.Item>
    <Form.Item noStyle dependencies={['why']}>
      {({ getFieldValue }) => (
        <Form.Item
          name="note"
          label={t('reveal.note')}
          rules={getFieldValue('why') === 'other' ? [{ required: true, whitespace: true }, atLeast(MIN_NOTE)] : []}
        >
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      )}
    </Form.Item>
  </FormDialog>
)
