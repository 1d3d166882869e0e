import { type Language, speak, t, useLanguage } from '../lib/i18n/index.ts'

const LANGUAGES: readonly { language: Language; name: string }[] = [
  { language: 'zh-CN', name: '中文' },
  { language: 'en', name: 'English' },
]

export function LanguageSwitch() {
  const current = useLanguage()
  return (
    <fieldset className="plain-set">
      <legend className="hidden">{t('settings.language')}</legend>
      <div className="pair">
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
      </div>
    </fieldset>
  )
}
