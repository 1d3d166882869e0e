/** The one palette of the three front ends; the CSS variables of `tokens.css` carry the same values. */
export const tokens = {
  ink: '#1f2a2e',
  inkSoft: '#566066',
  paper: '#fbfaf7',
  surface: '#ffffff',
  sunken: '#f3f1eb',
  line: '#dedad0',
  primary: '#1f6f54',
  primarySoft: '#e6f0eb',
  accent: '#d9902f',
  accentText: '#8a5410',
  danger: '#c0392b',
  info: '#2f6fab',
} as const

/** Told apart without colour vision too (after Okabe and Ito, darkened to stand on paper). */
export const seriesColours = ['#1f6f54', '#d9902f', '#2f6fab', '#8c5a8a', '#6b7f2a', '#a3513d', '#4d6570'] as const

export const fontFamily =
  '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
