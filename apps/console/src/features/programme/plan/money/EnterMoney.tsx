import { useQueryClient } from '@tanstack/react-query'
import { Form, Input, InputNumber, Radio, Select, Space } from 'antd'
import { api, read } from '../../../../lib/api.ts'
import { fenOfWan, fenOfYuan, today, yuan } from '../../../../lib/format.ts'
import { t } from '../../../../lib/i18n.ts'
import { DayInput } from '../../../../ui/DayInput.tsx'
import { FileField } from '../../../../ui/file-field.tsx'
import { FormDialog } from '../../../../ui/form-dialog.tsx'
import { required } from '../../../../ui/form-problems.ts'
import type { BudgetLine, MoneyEntry } from '../../queries.ts'

type Amount = { amount: number; unit: 'wan' | 'yuan' }
type Fields = Amount & {
  kind: MoneyEntry['kind']
  fund: MoneyEntry['fund']
  budgetLine?: string
  movedOn: string
  counterparty?: string
  paper: string
  fileId?: string | null
}

const fenOf = ({ amount, unit }: Amount): number => (unit === 'wan' ? fenOfWan(amount) : fenOfYuan(amount))
const choices = <Word extends 'arrived' | 'paid' | 'spent' | 'central' | 'local' | 'social'>(words: readonly Word[]) =>
  words.map((value) => ({ value, label: t(`word.${value}`) }))

/** Money that moved, with its voucher; the unit is chosen, never guessed. */
export function EnterMoney({ lines, onClose }: { lines: readonly BudgetLine[]; onClose: () => void }) {
  const client = useQueryClient()
  return (
    <FormDialog<Fields>
      title={t('money.enter')}
      initial={{ kind: 'paid', fund: 'central', unit: 'wan', movedOn: today() }}
      onClose={onClose}
      onDone={() => client.invalidateQueries({ queryKey: ['programme'] })}
      onSubmit={(fields, id) => {
        const { kind, fund, movedOn, paper, budgetLine = null, counterparty = '', fileId = null } = fields
        const body = { id, kind, fund, movedOn, paper, budgetLine, counterparty, fileId, amountFen: fenOf(fields) }
        return read(api.POST('/api/programme/money', { body }))
      }}
    >
      <Form.Item name="kind" label={t('money.kind')}>
        <Radio.Group options={choices(['arrived', 'paid', 'spent'])} />
      </Form.Item>
      <Form.Item name="fund" label={t('money.fund')}>
        <Radio.Group options={choices(['central', 'local', 'social'])} />
      </Form.Item>
      <Form.Item
        name="budgetLine"
        label={t('money.lineForPaid')}
        dependencies={['kind']}
        rules={[({ getFieldValue }) => (getFieldValue('kind') === 'arrived' ? {} : required(t('money.line')))]}
      >
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          options={lines.map(({ id, seq, project }) => ({ value: id, label: `${seq} ${project}` }))}
        />
      </Form.Item>
      <Form.Item label={t('money.amountTyped')} htmlFor="amount" style={{ marginBottom: 4 }}>
        <Space>
          <Form.Item
            name="amount"
            noStyle
            rules={[
              required(t('money.amount')),
              {
                validator: (_, value) =>
                  typeof value === 'number' && value <= 0
                    ? Promise.reject(new Error(t('money.amountPositive')))
                    : Promise.resolve(),
              },
            ]}
          >
            <InputNumber style={{ width: 180 }} min={0} />
          </Form.Item>
          <Form.Item name="unit" noStyle>
            <Radio.Group
              optionType="button"
              aria-label={t('money.unit')}
              options={[
                { value: 'wan', label: t('money.inWan') },
                { value: 'yuan', label: t('money.inYuan') },
              ]}
            />
          </Form.Item>
        </Space>
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldsValue }) => <ExactAmount {...getFieldsValue()} />}
      </Form.Item>
      <Form.Item name="movedOn" label={t('money.movedOn')} rules={[required(t('money.movedOn'))]}>
        <DayInput max={today()} isRequired />
      </Form.Item>
      <Form.Item name="paper" label={t('money.paper')} rules={[required(t('money.paper')), { max: 80 }]}>
        <Input />
      </Form.Item>
      <Form.Item name="counterparty" label={t('money.counterpartyOptional')} rules={[{ max: 80 }]}>
        <Input />
      </Form.Item>
      <Form.Item name="fileId" label={t('money.fileOptional')}>
        <FileField />
      </Form.Item>
    </FormDialog>
  )
}

const ExactAmount = ({ amount, unit }: Partial<Amount>) => (
  <p style={{ marginBottom: 16, color: 'var(--ink-soft)' }} aria-live="polite">
    {typeof amount === 'number' && unit ? t('money.equals', { yuan: yuan(fenOf({ amount, unit })) }) : ' '}
  </p>
)
