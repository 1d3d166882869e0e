import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown, type MenuProps } from 'antd'
import { useState } from 'react'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { SheetImport } from '../../../ui/sheet/SheetImport.tsx'
import type { Station } from '../queries.ts'
import { EditDrawer } from './EditDrawer.tsx'
import { KeeperDrawer } from './KeeperDrawer.tsx'
import { OnBehalfDrawer } from './OnBehalfDrawer.tsx'
import { OpeningDrawer } from './OpeningDrawer.tsx'

type Act = 'open' | 'close' | 'edit' | 'keeper' | 'onBehalf' | 'sheet'

/** What this person may do about this outlet, the likeliest first. */
function actsOf({ state }: Station, can: (permission: string) => boolean): Act[] {
  const managing: Act[] = can('station.manage') ? [state === 'open' ? 'close' : 'open', 'keeper', 'edit'] : []
  const booking: Act[] = state !== 'planned' && can('station.enterOnBehalf') ? ['onBehalf'] : []
  const sheets: Act[] = state !== 'planned' && can('station.enter') ? ['sheet'] : []
  const all = [...booking, ...sheets, ...managing]
  // An outlet that is not open is opened first; closing is never the likeliest.
  const first = state === 'open' ? all.find((act) => act !== 'close') : all.find((act) => act === 'open')
  return first ? [first, ...all.filter((act) => act !== first)] : all
}

const wordOf = (act: Act, { state }: Station): string => {
  const words: Record<Act, string> = {
    open: t(state === 'closed' ? 'station.reopen' : 'station.open'),
    close: t('station.close'),
    edit: t('station.edit'),
    keeper: t('station.assignKeeper'),
    onBehalf: t('entry.onBehalf'),
    sheet: t('station.entrySheet'),
  }
  return words[act]
}

export function StationActions({ station, on }: { station: Station; on: string }) {
  const can = useCan()
  const [act, setAct] = useState<Act | null>(null)
  const [first, ...others] = actsOf(station, can)
  const close = () => setAct(null)
  const items: NonNullable<MenuProps['items']> = others.map((other) => ({
    key: other,
    label: wordOf(other, station),
    danger: other === 'close',
    onClick: () => setAct(other),
  }))
  if (!first) return null
  return (
    <div style={{ display: 'flex', gap: 8 }}>
      {items.length > 0 ? (
        <Dropdown menu={{ items }} trigger={['click']}>
          <Button>
            {t('station.more')} <DownOutlined aria-hidden />
          </Button>
        </Dropdown>
      ) : null}
      <Button type="primary" onClick={() => setAct(first)}>
        {wordOf(first, station)}
      </Button>
      <OpeningDrawer station={station} act={act === 'open' || act === 'close' ? act : null} onClose={close} />
      <EditDrawer station={station} isOpen={act === 'edit'} onClose={close} />
      <KeeperDrawer station={station} isOpen={act === 'keeper'} onClose={close} />
      <OnBehalfDrawer station={station} on={on} isOpen={act === 'onBehalf'} onClose={close} />
      <SheetImport
        sheet={
          act === 'sheet'
            ? {
                title: t('sheet.stationEntries', { name: station.name }),
                route: `/api/stations/${station.id}/entries/import`,
                template: '/api/entries/template.xlsx',
              }
            : null
        }
        onClose={close}
      />
    </div>
  )
}
