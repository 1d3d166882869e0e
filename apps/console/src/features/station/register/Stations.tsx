import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { useAsOf } from '../../../ui/as-of.ts'
import { FigureGrid } from '../../../ui/figure.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { SheetImport, type SheetKind } from '../../../ui/sheet/SheetImport.tsx'
import { IndicatorCard } from '../IndicatorCard.tsx'
import '../station.css'
import { RegisterDrawer } from './RegisterDrawer.tsx'
import { StationTable } from './StationTable.tsx'

const HEAD = ['station.open', 'station.active', 'station.villageCoverage', 'station.townCoverage', 'station.entries']

const stationSheet = (): SheetKind => ({
  title: t('sheet.stations'),
  route: '/api/stations/import',
  template: '/api/stations/template.xlsx',
})
const entrySheet = (): SheetKind => ({
  title: t('sheet.entries'),
  route: '/api/entries/import',
  template: '/api/entries/template.xlsx',
})

/** The register: who keeps an outlet where, and whether it still lives. */
export function Stations() {
  const can = useCan()
  const { asOf } = useAsOf()
  const [isRegistering, setRegistering] = useState(false)
  const [sheet, setSheet] = useState<SheetKind | null>(null)
  return (
    <>
      <PageHeader
        title={t('station.title')}
        about={t('station.about', { asOf })}
        action={
          can('station.manage') ? (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setRegistering(true)}>
              {t('station.register')}
            </Button>
          ) : null
        }
      />
      {can('statistics.read') ? (
        <FigureGrid>
          {HEAD.map((id) => (
            <IndicatorCard key={id} id={id} where={{ to: asOf }} />
          ))}
        </FigureGrid>
      ) : null}
      <StationTable
        action={
          <>
            {can('station.manage') ? (
              <Button icon={<UploadOutlined aria-hidden />} onClick={() => setSheet(stationSheet())}>
                {t('station.sheet')}
              </Button>
            ) : null}
            {can('station.enterOnBehalf') ? (
              <Button icon={<UploadOutlined aria-hidden />} onClick={() => setSheet(entrySheet())}>
                {t('station.entrySheet')}
              </Button>
            ) : null}
          </>
        }
      />
      <RegisterDrawer isOpen={isRegistering} onClose={() => setRegistering(false)} />
      <SheetImport sheet={sheet} onClose={() => setSheet(null)} />
    </>
  )
}
