import { UploadOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef } from 'react'
import { type Paper, sendFile } from '../lib/api.ts'
import { t } from '../lib/i18n.ts'
import { problemText } from '../lib/problem-text.ts'

type FileFieldProps = { id?: string; value?: string | null; onChange?: (fileId: string | null) => void }

/** Takes a paper and keeps the id under which the server has it: a field of an antd form. */
export function FileField({ id, value, onChange }: FileFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const send = useMutation({ mutationFn: sendFile, onSuccess: (paper: Paper) => onChange?.(paper.id) })
  const remove = () => {
    send.reset()
    onChange?.(null)
  }
  return (
    <div>
      <input
        ref={input}
        id={id}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        accept=".pdf,.png,.jpg,.jpeg,.webp,.doc,.docx,.xls,.xlsx"
        onChange={({ target }) => {
          const file = target.files?.[0]
          if (file) send.mutate(file)
          target.value = ''
        }}
      />
      <Button icon={<UploadOutlined aria-hidden />} loading={send.isPending} onClick={() => input.current?.click()}>
        {t('form.filePick')}
      </Button>
      <p style={{ color: 'var(--ink-soft)', fontSize: 13 }} aria-live="polite">
        {value ? null : t('form.fileKinds')}
        {value && send.data ? t('form.fileTaken', { name: send.data.name }) : null}
        {value && !send.data ? t('form.fileThere') : null}
        {value ? (
          <Button type="link" size="small" onClick={remove}>
            {t('form.remove')}
          </Button>
        ) : null}
      </p>
      {send.error ? (
        <p role="alert" style={{ color: 'var(--danger)' }}>
          {problemText(send.error)}
        </p>
      ) : null}
    </div>
  )
}
