import { Button } from 'antd'
import { currentLanguage, setLanguage } from '../lib/language.ts'

/** Names the other language in its own words. */
export function LanguageSwitch() {
  const isEnglish = currentLanguage() === 'en'
  return (
    <Button type="text" lang={isEnglish ? 'zh-CN' : 'en'} onClick={() => setLanguage(isEnglish ? 'zh-CN' : 'en')}>
      {isEnglish ? '中文' : 'English'}
    </Button>
  )
}
