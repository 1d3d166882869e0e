import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Select } from 'antd'
import { t } from '../../lib/i18n.ts'
import { Amount } from './Amount.tsx'
import type { Choice } from './fields.ts'

/** Stops that one trip never serves both. */
const Apart = ({ stops }: { stops: Choice[] }) => (
  <Form.List name="apart">
    {(rows, { add, remove }) => (
      <>
        <p className="soft">{t('logistics.apartAbout')}</p>
        {rows.map(({ key, name }) => (
          <div key={key} className="route-pair">
            {(['stop', 'other'] as const).map((side) => (
              <Form.Item key={side} name={[name, side]}>
                <Select
                  options={stops}
                  showSearch={{ optionFilterProp: 'label' }}
                  aria-label={t('logistics.stop')}
                  style={{ minWidth: 180 }}
                />
              </Form.Item>
            ))}
            <Button
              type="text"
              icon={<DeleteOutlined aria-hidden />}
              onClick={() => remove(name)}
              aria-label={t('logistics.apartRemove')}
            />
          </div>
        ))}
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ stop: undefined, other: undefined })}>
          {t('logistics.apartAdd')}
        </Button>
      </>
    )}
  </Form.List>
)

/** How one drives here. */
export const Roads = ({ stops }: { stops: Choice[] }) => (
  <>
    <p className="soft">{t('logistics.roadAbout')}</p>
    <div className="route-fields">
      <Amount name={['road', 'detour']} label={t('logistics.detour')} max={3} min={1} digits={2} />
      <Amount
        name={['road', 'townKmh']}
        label={t('logistics.townKmh')}
        unit={t('logistics.unit.kmh')}
        max={120}
        min={5}
      />
      <Amount
        name={['road', 'villageKmh']}
        label={t('logistics.villageKmh')}
        unit={t('logistics.unit.kmh')}
        max={120}
        min={5}
      />
    </div>
    <Apart stops={stops} />
  </>
)
