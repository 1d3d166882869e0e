import { Form, InputNumber } from 'antd'
import { required } from '../../ui/form-problems.ts'

export const FULL = { width: '100%' }

/** A number with its unit; empty is refused, for nothing would stand in its place. */
export const Amount = (props: {
  name: (string | number)[]
  label: string
  unit?: string
  max: number
  digits?: number
  min?: number
}) => {
  const { name, label, unit, max, digits = 0, min = 0 } = props
  return (
    <Form.Item name={name} label={label} rules={[required(label)]}>
      <InputNumber min={min} max={max} precision={digits} suffix={unit} style={FULL} />
    </Form.Item>
  )
}
