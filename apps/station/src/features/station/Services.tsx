import {
  BillOutline,
  CollectMoneyOutline,
  PhoneFill,
  ReceiptOutline,
  SendOutline,
  ShopbagOutline,
  TruckOutline,
} from 'antd-mobile-icons'
import type { Service } from '../../lib/wire.ts'
import { sayService } from './words.ts'

const BUTTONS = [
  { service: 'collected', look: 'service big', Icon: TruckOutline },
  { service: 'sent', look: 'service big', Icon: SendOutline },
  { service: 'produceSale', look: 'service wide', Icon: CollectMoneyOutline },
  { service: 'agencyPurchase', look: 'service', Icon: ShopbagOutline },
  { service: 'agencySale', look: 'service', Icon: ReceiptOutline },
  { service: 'billPayment', look: 'service', Icon: BillOutline },
  { service: 'topUp', look: 'service', Icon: PhoneFill },
] as const

/** The first of two taps. */
export function Services({ onPick }: { onPick: (service: Service) => void }) {
  return (
    <div className="services">
      {BUTTONS.map(({ service, look, Icon }) => (
        <button key={service} type="button" className={look} data-service={service} onClick={() => onPick(service)}>
          <Icon aria-hidden />
          {sayService(service)}
        </button>
      ))}
    </div>
  )
}
