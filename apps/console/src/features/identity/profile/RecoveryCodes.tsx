import { Button } from 'antd'
import { t } from '../../../lib/i18n.ts'
import '../profile.css'

/** Shown once; on paper they are the way in when the telephone is lost. */
export const RecoveryCodes = ({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) => (
  <>
    <p>{t('factor.codesText')}</p>
    <ul className="recovery-codes">
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
    <p style={{ color: 'var(--danger)', marginBottom: 12 }}>{t('handover.once')}</p>
    <Button onClick={() => window.print()}>{t('factor.print')}</Button>{' '}
    <Button type="primary" onClick={onDone}>
      {t('factor.codesDone')}
    </Button>
  </>
)
