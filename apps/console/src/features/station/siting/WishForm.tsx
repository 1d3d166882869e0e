import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Form, type FormInstance, Input, InputNumber, Tag } from 'antd'
import { fenOfWan } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { divisionsQuery } from '../../../ui/evidence/queries.ts'
import { labelled } from '../../../ui/punctuation.ts'
import type { Basis, Wish, Wishes } from './queries.ts'
import { factsIn, textOf } from './sites.ts'

export type Fields = {
  villageNumber: number | null
  budgetWan: number | null
  townCostWan: number | null
  villageCostWan: number | null
  keepsExisting: boolean
  facts: string
}

const FEN_PER_WAN = 1_000_000
const wanOf = (fen: number | null): number | null => (fen === null || fen === 0 ? null : fen / FEN_PER_WAN)

const fieldsOf = (wishes: Wishes): Fields => ({
  villageNumber: wishes.villageNumber,
  budgetWan: wishes.budgetFen === null ? null : wishes.budgetFen / FEN_PER_WAN,
  townCostWan: wanOf(wishes.townCostFen),
  villageCostWan: wanOf(wishes.villageCostFen),
  keepsExisting: wishes.keepsExisting,
  facts: textOf(wishes.facts),
})

function planNumber({ villageStations: { atLeast, atMost }, villagesServed }: Basis): string {
  const number = atMost ?? atLeast ?? villagesServed.atLeast
  if (number === null) return t('siting.numberOpen')
  return t(atMost === null ? 'siting.numberAtLeast' : 'siting.numberOfPlan', { number })
}

function readableFacts(text: string | undefined): Promise<void> {
  const read = factsIn(text ?? '')
  return 'bad' in read ? Promise.reject(new Error(t('siting.factsBad', { line: read.bad }))) : Promise.resolve()
}

/** Number, budget and what is known of villages; what is left empty is as the plan has it. */
export function WishForm(props: {
  basis: Basis
  form: FormInstance<Fields>
  wishes: Wishes
  isAgain: boolean
  isBusy: boolean
  onAsk: (wishes: Wishes) => void
  onWish: (code: string, wish: Wish) => void
}) {
  const { basis, form, wishes, isAgain, isBusy, onAsk, onWish } = props
  const submit = (fields: Fields) => {
    const facts = factsIn(fields.facts ?? '')
    onAsk({
      ...wishes,
      villageNumber: fields.villageNumber ?? null,
      budgetFen: fields.budgetWan === null || fields.budgetWan === undefined ? null : fenOfWan(fields.budgetWan),
      townCostFen: fenOfWan(fields.townCostWan ?? 0),
      villageCostFen: fenOfWan(fields.villageCostWan ?? 0),
      keepsExisting: fields.keepsExisting,
      facts: 'facts' in facts ? facts.facts : [],
    })
  }
  const wan = { min: 0, max: 1_000_000, suffix: t('unit.wan'), style: { width: '100%' } }
  return (
    <Form<Fields>
      form={form}
      className="panel"
      layout="vertical"
      requiredMark={false}
      initialValues={fieldsOf(wishes)}
      scrollToFirstError
      onFinish={submit}
    >
      <div className="siting-fields">
        <Form.Item name="villageNumber" label={t('siting.number')} extra={planNumber(basis)}>
          <InputNumber min={0} max={5000} precision={0} placeholder={t('siting.asPlanned')} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="budgetWan" label={t('siting.budget')} extra={t('siting.budgetHint')}>
          <InputNumber {...wan} placeholder={t('siting.noBudget')} />
        </Form.Item>
        <Form.Item name="townCostWan" label={t('siting.townCost')}>
          <InputNumber {...wan} />
        </Form.Item>
        <Form.Item
          name="villageCostWan"
          label={t('siting.villageCost')}
          dependencies={['budgetWan', 'townCostWan']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value: number | null | undefined) => {
                const isSet = (wanted: unknown) => wanted !== null && wanted !== undefined
                const isMissing = isSet(getFieldValue('budgetWan')) && !value && !getFieldValue('townCostWan')
                return isMissing ? Promise.reject(new Error(t('siting.costMissing'))) : Promise.resolve()
              },
            }),
          ]}
        >
          <InputNumber {...wan} />
        </Form.Item>
      </div>
      <Form.Item
        name="keepsExisting"
        valuePropName="checked"
        extra={t('siting.keepHint', { count: basis.existing.length })}
      >
        <Checkbox>{t('siting.keep')}</Checkbox>
      </Form.Item>
      <Form.Item
        name="facts"
        label={t('siting.facts')}
        extra={t('siting.factsHint')}
        rules={[{ validator: (_, value: string | undefined) => readableFacts(value) }]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} placeholder="000000000000,1200,是" />
      </Form.Item>
      <Forced {...{ wishes, onWish }} />
      <div className="siting-submit">
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t(isAgain ? 'siting.askAgain' : 'siting.ask')}
        </Button>
      </div>
    </Form>
  )
}

/** The places that a person has forced in or out, each to be taken back. */
function Forced({ wishes, onWish }: { wishes: Wishes; onWish: (code: string, wish: Wish) => void }) {
  const divisions = useQuery(divisionsQuery).data ?? []
  const nameOf = (code: string) => divisions.find((division) => division.code === code)?.name ?? code
  const parts = [
    ['in', wishes.forceIn],
    ['out', wishes.forceOut],
  ] as const
  return parts.map(([wish, codes]) =>
    codes.length === 0 ? null : (
      <p key={wish} className="siting-forced">
        {labelled(t(`siting.wish.${wish}`))}
        {codes.map((code) => (
          <Tag key={code} closable onClose={() => onWish(code, 'open')}>
            {nameOf(code)}
          </Tag>
        ))}
      </p>
    ),
  )
}
