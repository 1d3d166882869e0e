import { t } from '../../lib/i18n/index.ts'
import { PARCEL, type ShownEntry } from '../../lib/ledger.ts'
import { countOf, yuanOf } from '../../lib/money.ts'
import type { EnterCommand, Service } from '../../lib/wire.ts'

export const sayService = (service: Service): string => t(`service.${service}`)
export const isParcel = (service: Service): boolean => PARCEL.includes(service)

/** 收件 3 件; 网销 ¥120.00; 代缴费 ¥53.61. */
export function sayEntry({
  service,
  quantity,
  amountFen,
}: Pick<EnterCommand, 'service' | 'quantity' | 'amountFen'>): string {
  if (amountFen > 0) return `${sayService(service)} ¥${yuanOf(amountFen)}`
  return `${sayService(service)} ${countOf(quantity)} ${t(isParcel(service) ? 'unit.parcels' : 'unit.services')}`
}

export const sayValue = ({ service, quantity, amountFen, unit }: ShownEntry): string => {
  if (amountFen > 0) return `¥${yuanOf(amountFen)}`
  return `${countOf(quantity)} ${unit || t(isParcel(service) ? 'unit.parcels' : 'unit.services')}`
}

export type Mark = { text: string; look: '' | 'good' | 'warn' | 'bad' }

export function markOf({ state, isVoidPending }: ShownEntry): Mark {
  if (isVoidPending) return { text: t('state.voidPending'), look: 'warn' }
  if (state === 'uploaded') return { text: t('state.uploaded'), look: 'good' }
  if (state === 'refused') return { text: t('state.refused'), look: 'bad' }
  return { text: t(`state.${state}`), look: state === 'voided' ? '' : 'warn' }
}
