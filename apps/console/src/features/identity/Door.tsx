import { Button } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { t } from '../../lib/i18n.ts'
import { currentLanguage, setLanguage } from '../../lib/language.ts'

/** The frame of the pages before the sign-in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${t('product.name')}`
  }, [title])
  const isEnglish = currentLanguage() === 'en'
  return (
    <main className="door">
      <div className="door-brand">
        <img src="/console/icon.svg" alt="" width={44} height={44} />
        <div>
          <strong>{t('product.name')}</strong>
          <p>{t('product.line')}</p>
        </div>
      </div>
      <div className="panel">
        <h1>{title}</h1>
        {children}
      </div>
      <div className="door-foot">
        <a href="/">{t('signIn.public')}</a>
        <Button type="text" lang={isEnglish ? 'zh-CN' : 'en'} onClick={() => setLanguage(isEnglish ? 'zh-CN' : 'en')}>
          {isEnglish ? '中文' : 'English'}
        </Button>
      </div>
    </main>
  )
}
