import { t } from '../lib/i18n.ts'
import { useMe } from '../lib/session.ts'
import { useFrameProgramme } from './county.ts'

/** On every page of a demonstration: what is shifted, and what 「模拟」 means. */
export function DemoBanner() {
  const me = useMe()
  const programme = useFrameProgramme()
  if (!programme?.isDemo && !me?.isDemo) return null
  const days = programme?.shiftDays ?? 0
  const direction = days > 0 ? t('banner.later') : t('banner.earlier')
  return (
    <p className="demo-banner" role="note">
      {programme?.isDemo && days !== 0
        ? t('banner.demoShift', { days: Math.abs(days), direction })
        : t('banner.demoOnly')}{' '}
      {t('banner.simulated')}
    </p>
  )
}
