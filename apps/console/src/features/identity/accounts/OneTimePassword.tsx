import { CopyOutlined } from '@ant-design/icons'
import { App, Button, Modal } from 'antd'
import { t } from '../../../lib/i18n.ts'

/** A password that was made for somebody else. */
export type Handover = { name: string; username: string; password: string }

/** Shown once, to be handed over; it leaves the page when it is closed. */
export function OneTimePassword({ handover, onClose }: { handover: Handover | null; onClose: () => void }) {
  const { message } = App.useApp()
  const copy = async (password: string) => {
    try {
      await navigator.clipboard.writeText(password)
      message.success(t('account.otpCopied'))
    } catch {
      // Over plain http in a county's network the clipboard is closed.
      message.warning(t('account.otpNoCopy'))
    }
  }
  return (
    <Modal
      open={handover !== null}
      title={t('account.otp')}
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
          <p>{t('account.otpText', handover)}</p>
          <p style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center', margin: '16px 0' }}>
            <code style={{ fontSize: 22, letterSpacing: 1, userSelect: 'all' }}>{handover.password}</code>
            <Button icon={<CopyOutlined aria-hidden />} onClick={() => void copy(handover.password)}>
              {t('account.otpCopy')}
            </Button>
          </p>
          <p style={{ color: 'var(--danger)' }}>{t('account.otpOnce')}</p>
        </>
      ) : null}
    </Modal>
  )
}
