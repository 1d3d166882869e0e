import { Form, Input, InputNumber } from 'antd'
import { t } from '../../../lib/i18n.ts'
import { phoneRule, required } from '../../../ui/form-problems.ts'

/** What an outlet is: for its registration and for a change. */
export const SiteFields = () => (
  <>
    <Form.Item name="name" label={t('station.name')} rules={[{ ...required(t('station.name')), whitespace: true }]}>
      <Input maxLength={60} />
    </Form.Item>
    <Form.Item name="address" label={t('station.address')}>
      <Input maxLength={120} />
    </Form.Item>
    <Form.Item name="reusedOutlet" label={t('station.reusedOutlet')} extra={t('station.reusedOutletHint')}>
      <Input maxLength={40} />
    </Form.Item>
  </>
)

export const KeeperFields = () => (
  <>
    <Form.Item name="keeperName" label={t('station.keeper')}>
      <Input maxLength={30} autoComplete="off" />
    </Form.Item>
    <Form.Item name="keeperPhone" label={t('station.keeperPhone')} rules={[phoneRule()]}>
      <Input maxLength={20} inputMode="tel" autoComplete="off" />
    </Form.Item>
  </>
)

export const PositionFields = () => (
  <div className="field-pair">
    <Form.Item name="lng" label={t('station.lng')} extra={t('station.coordinatesHint')}>
      <InputNumber min={73} max={136} step={0.0001} controls={false} style={{ width: '100%' }} />
    </Form.Item>
    <Form.Item name="lat" label={t('station.lat')}>
      <InputNumber min={3} max={54} step={0.0001} controls={false} style={{ width: '100%' }} />
    </Form.Item>
  </div>
)
