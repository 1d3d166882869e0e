import AdmButton from 'antd-mobile/es/components/button'
import type { ReactNode } from 'react'

type Props = {
  children: ReactNode
  onClick?: () => void
  type?: 'button' | 'submit'
  look?: 'primary' | 'plain' | 'danger'
  isSmall?: boolean
  isBusy?: boolean
  disabled?: boolean
}

const LOOK = { primary: 'primary', plain: 'default', danger: 'danger' } as const

export function Button({ children, onClick, type = 'button', look = 'primary', isSmall, isBusy, disabled }: Props) {
  return (
    <AdmButton
      className={isSmall ? 'button small' : 'button'}
      color={LOOK[look]}
      block={!isSmall}
      type={type}
      loading={isBusy ?? false}
      disabled={disabled ?? false}
      {...(onClick ? { onClick } : {})}
    >
      {children}
    </AdmButton>
  )
}
