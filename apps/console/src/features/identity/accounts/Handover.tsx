import { CopyOutlined } from '@ant-design/icons'
import { App, Button, Input, Modal } from 'antd'
import { moment } from '../../../lib/format.ts'
import { type TextKey, t } from '../../../lib/i18n.ts'

/** Something secret that was made for somebody else: a link, the code beside it, or a system's key. */
export type Handover = { title: TextKey; text: string; secret: string; once: TextKey }

export const linkHandover = (
  { name, username }: { name: string; username: string },
  { token, expiresAt }: { token: string; expiresAt: string },
  hasCode = false,
): Handover => ({
  title: 'handover.link',
  text: t(hasCode ? 'handover.linkWithCode' : 'handover.linkText', { name, username, expires: moment(expiresAt) }),
  secret: `${window.location.origin}/console/invitation/${token}`,
  once: 'handover.once',
})

/** Shown once, to be handed over; it leaves the page when it is closed. */
export function HandoverDialog({ handover, onClose }: { handover: Handover | null; onClose: () => void }) {
  const { message } = App.useApp()
  const copy = async (secret: string) => {
    try {
      await navigator.clipboard.writeText(secret)
      message.success(t('account.otpCopied'))
    } catch {
      // Over plain http in a county's network the clipboard is closed.
      message.warning(t('account.otpNoCopy'))
    }
  }
  return (
    <Modal
      open={handover !== null}
      title={handover ? t(handover.title) : ''}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      destroyOnHidden
      footer={
        <Button type="primary" onClick={onClose}>
          {t('account.otpDone')}
        </Button>
      }
    >
      {handover ? (
        <>
          <p>{handover.text}</p>
          <p style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center', margin: '16px 0' }}>
            <Input.TextArea
              readOnly
              autoSize
              value={handover.secret}
              aria-label={t(handover.title)}
              onFocus={(event) => event.target.select()}
              style={{ fontFamily: 'monospace' }}
            />
            <Button icon={<CopyOutlined aria-hidden />} onClick={() => void copy(handover.secret)}>
              {t('handover.copy')}
            </Button>
          </p>
          <p style={{ color: 'var(--danger)' }}>{t(handover.once)}</p>
        </>
      ) : null}
    </Modal>
  )
}
