import type { LinkProps } from '@tanstack/react-router'
import type { TextKey } from '../lib/i18n.ts'

export type NavPage = { to: NonNullable<LinkProps['to']>; text: TextKey; can: string }
export type NavGroup = { text: TextKey | null; pages: readonly NavPage[] }

/** The doors of the console, by module in the order of the glossary. */
export const navGroups: readonly NavGroup[] = [
  {
    text: null,
    pages: [
      { to: '/', text: 'nav.overview', can: 'programme.read' },
      { to: '/counties', text: 'nav.counties', can: 'programme.readCounties' },
    ],
  },
  {
    text: 'nav.division',
    pages: [
      { to: '/map', text: 'nav.map', can: 'division.read' },
      { to: '/addresses', text: 'nav.addresses', can: 'division.read' },
    ],
  },
  {
    text: 'nav.programme',
    pages: [
      { to: '/plan', text: 'nav.plan', can: 'programme.read' },
      { to: '/check-text', text: 'nav.checkText', can: 'programme.read' },
    ],
  },
  {
    text: 'nav.disclosure',
    pages: [
      { to: '/publications', text: 'nav.publications', can: 'disclosure.read' },
      { to: '/complaints', text: 'nav.complaints', can: 'disclosure.read' },
    ],
  },
  {
    text: 'nav.station',
    pages: [
      { to: '/stations', text: 'nav.stations', can: 'station.read' },
      { to: '/siting', text: 'nav.siting', can: 'station.read' },
      { to: '/reports', text: 'nav.reports', can: 'station.readReports' },
    ],
  },
  { text: 'nav.logistics', pages: [{ to: '/routes', text: 'nav.routes', can: 'logistics.read' }] },
  {
    text: 'nav.identity',
    pages: [
      { to: '/accounts', text: 'nav.accounts', can: 'identity.read' },
      { to: '/privacy', text: 'nav.privacy', can: 'privacy.read' },
      { to: '/journal', text: 'nav.journal', can: 'statistics.readJournal' },
      { to: '/seals', text: 'nav.seals', can: 'journal.readSeals' },
      { to: '/access', text: 'nav.access', can: 'access.read' },
    ],
  },
  { text: 'nav.platform', pages: [{ to: '/backups', text: 'nav.backups', can: 'platform.backup' }] },
]
