import { type Language, speak, t, useLanguage } from '../lib/i18n/index.ts'

const LANGUAGES: readonly { language: Language; name: string }[] = [
  { language: 'zh-CN', name: '中文' },
  { language: 'en', name: 'English' },
]

export function LanguageSwitch() {
  const current = useLanguage()
  return (
    <fieldset className="chips" style={{ border: 0, margin: 0, padding: 0 }}>
      <legend className="hidden">{t('settings.language')}</legend>
      {LANGUAGES.map(({ language, name }) => (
        <button
          key={language}
          type="button"
          lang={language}
          className="chip"
          aria-pressed={language === current}
          onClick={() => void speak(language)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}
