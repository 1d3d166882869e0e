import Popup from 'antd-mobile/es/components/popup'
import { CloseOutline } from 'antd-mobile-icons'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { t } from '../lib/i18n/index.ts'

type Props = { title: ReactNode; isOpen: boolean; onClose: () => void; children: ReactNode }

/** One task from the bottom of the screen. Escape, the cross and a tap beside it close it. */
export function Sheet({ title, isOpen, onClose, children }: Props) {
  const heading = useId()
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!isOpen) return
    const before = document.activeElement
    panel.current?.focus({ preventScroll: true })
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose()
    }
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('keydown', onKey)
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [isOpen, onClose])
  return (
    <Popup visible={isOpen} onMaskClick={onClose} bodyClassName="sheet" destroyOnClose>
      <div
        ref={panel}
        role="dialog"
        aria-modal="true"
        aria-labelledby={heading}
        tabIndex={-1}
        style={{ outline: 'none' }}
      >
        <div className="sheet-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" className="icon-button" aria-label={t('do.close')} onClick={onClose}>
            <CloseOutline />
          </button>
        </div>
        <div className="sheet-body">{children}</div>
      </div>
    </Popup>
  )
}
