import type { ThemeConfig } from 'antd'
import { tokens } from './tokens.ts'

/** The palette as antd takes it; rows of tables come out 40 px high. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: tokens.primary,
    colorLink: tokens.primary,
    colorInfo: tokens.info,
    colorError: tokens.danger,
    colorWarning: tokens.accent,
    colorSuccess: tokens.primary,
    colorText: tokens.ink,
    colorTextSecondary: tokens.inkSoft,
    colorTextTertiary: tokens.inkSoft,
    colorTextDescription: tokens.inkSoft,
    colorTextPlaceholder: '#697278',
    colorBgLayout: tokens.paper,
    colorBgContainer: tokens.surface,
    colorBorder: '#c9c4b8',
    colorBorderSecondary: tokens.line,
    borderRadius: 6,
    borderRadiusLG: 6,
    fontFamily: 'var(--font)',
    fontSize: 14,
    // Reduced motion: antd's own switch, which CSS cannot reach without !important.
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    motionDurationFast: '0.08s',
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.14s',
    boxShadow: '0 4px 16px rgb(31 42 46 / 12%)',
    boxShadowSecondary: '0 4px 16px rgb(31 42 46 / 12%)',
  },
  components: {
    Table: {
      headerBg: tokens.sunken,
      headerColor: tokens.ink,
      headerSortActiveBg: '#e9e6dd',
      headerSortHoverBg: '#e9e6dd',
      bodySortBg: 'transparent',
      rowHoverBg: '#f7f5ef',
      cellPaddingBlockSM: 8.5,
      cellPaddingInlineSM: 12,
    },
    Button: { primaryShadow: 'none', defaultShadow: 'none' },
    Menu: { itemHeight: 40, itemSelectedBg: tokens.primarySoft, groupTitleColor: tokens.inkSoft },
    Tabs: { horizontalItemPadding: '10px 0' },
  },
}
