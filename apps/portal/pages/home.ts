import { html } from 'ghtml'
import type { Publication } from '#modules/disclosure'
import type { BudgetView } from '#modules/programme'
import type { CountyReading } from '../county-reading.ts'
import { clock, count, inWords, money, percent, shown, wan } from '../format.ts'
import { layout } from '../layout.ts'
import type { Page } from '../page.ts'
import { bar, percentOf, shareOf, type Tile, tile } from '../pieces.ts'
import { publicationList } from './documents.ts'
import { linesTable, type TownRow, townsTable } from './home-tables.ts'
import { documentFacts, phaseList } from './programme.ts'
import { targetsInShort, targetsTable } from './targets.ts'

export type Home = {
  reading: CountyReading
  budget: BudgetView
  towns: readonly TownRow[]
  published: readonly Publication[]
}

const LATEST = 5

export function homePage(page: Page, home: Home): string {
  const { reading } = home
  const main = [
    title(page, reading),
    figures(page, reading),
    targets(page, reading),
    lines(page, home),
    towns(page, home.towns),
    external(page, reading),
    document(page, reading),
    documents(page, home.published),
    contacts(page, reading),
  ].join('\n')
  return layout(page, { title: page.say('home.title', { county: page.county.name }), main, section: 'home', reading })
}

/** Whose plan it is, by what paper, and where it stands today: one glance before the figures. */
function title(page: Page, reading: CountyReading): string {
  const { say, county } = page
  const { document, stage, phases } = reading.programme
  const current = phases.find(({ isCurrent }) => isCurrent)
  const paper = [document.number, document.issuer].filter((part) => part !== null)
  return html`<h1>!${page.quoted(document.title)}</h1>
<p class="lead">${say('home.subtitle', { county: county.name })}</p>
<p class="asof">!${page.quoted(paper.join(' · '))} · ${say(`status.${document.status}`)} · <a href="#document">${say('home.document')}</a></p>
<p><b class="state onTrack">${say(`stage.${stage}`)}</b>!${current ? html` !${page.quoted(current.name)} <span class="note">${say('date.range', { from: current.startOn, to: current.endOn })}</span>` : ''}</p>
<p class="asof">${say('asOf.text', clock(reading.takenAt))}</p>`
}

function document(page: Page, reading: CountyReading): string {
  return html`<section aria-labelledby="document"><h2 id="document">${page.say('home.document')}</h2>!${documentFacts(page, reading)}!${phaseList(page, reading)}</section>`
}

function moneyTiles(page: Page, { overview }: CountyReading): Tile[] {
  const { say } = page
  const {
    centralPlannedFen: planned,
    centralArrivedFen,
    centralPaidFen,
    centralSpentFen,
    allPlannedFen,
    isSimulated,
  } = overview.money
  const moved = (label: string, fen: number, indicator: string): Tile => ({
    label,
    shown: money(fen, page),
    href: page.to(`/figures/${indicator}`),
    note: say('money.ofPlanned', { share: percentOf(fen, planned) }),
    share: shareOf(fen, planned),
    isSimulated,
  })
  return [
    {
      label: say('money.planned'),
      shown: money(planned, page),
      href: page.to('/plan#lines'),
      note: say('money.allPlanned', { amount: inWords(money(allPlannedFen, page)) }),
    },
    moved(say('money.arrived'), centralArrivedFen, 'programme.centralArrivedFen'),
    moved(say('money.paid'), centralPaidFen, 'programme.centralPaidFen'),
    moved(say('money.spent'), centralSpentFen, 'programme.centralSpentFen'),
  ]
}

function stationTiles(page: Page, { overview: { stations, reports } }: CountyReading): Tile[] {
  const { say } = page
  const { open, planned, active, coverage, coveredVillages, villages, isSimulated } = stations
  return [
    {
      label: say('stations.open'),
      shown: shown(open, 'station', page),
      href: page.to('/figures/station.open'),
      note: planned > 0 ? say('stations.ofPlanned', { planned: count(planned) }) : '',
      share: shareOf(open, planned),
      isSimulated,
    },
    {
      label: say('stations.coverage'),
      shown: shown(coverage, 'ratio', page),
      href: page.to('/figures/station.villageCoverage'),
      note: say('stations.coverageOf', { covered: count(coveredVillages), villages: count(villages) }),
      share: coverage,
      isSimulated,
    },
    {
      label: say('stations.active'),
      shown: shown(active, 'station', page),
      href: page.to('/figures/station.active'),
      note: say('stations.ofOpen', { open: count(open) }),
      share: shareOf(active, open),
      isSimulated,
    },
    {
      label: say('stations.reports'),
      shown: shown(reports.received, 'piece', page),
      href: page.to('/figures/station.reports'),
      note: say('stations.ofExpected', { expected: count(reports.expected), onTime: count(reports.onTime) }),
      share: shareOf(reports.received, reports.expected),
      isSimulated,
    },
  ]
}

const LEDGERS = {
  'station.saleFen': { label: 'ledgers.saleFen', unit: 'fen' },
  'station.parcelsCollected': { label: 'ledgers.parcelsCollected', unit: 'parcel' },
  'station.parcelsSent': { label: 'ledgers.parcelsSent', unit: 'parcel' },
  'station.services': { label: 'ledgers.services', unit: 'time' },
} as const

const isLedger = (id: string): id is keyof typeof LEDGERS => id in LEDGERS

function ledgerTiles(page: Page, { overview: { ledgers } }: CountyReading): Tile[] {
  const { say } = page
  return ledgers.flatMap(({ indicator, total, last7, previous7, isSimulated }) => {
    if (!isLedger(indicator)) return []
    const { label, unit } = LEDGERS[indicator]
    const note = say('ledgers.week', {
      last: inWords(shown(last7, unit, page)),
      previous: inWords(shown(previous7, unit, page)),
    })
    return [
      { label: say(label), shown: shown(total, unit, page), href: page.to(`/figures/${indicator}`), note, isSimulated },
    ]
  })
}

function figures(page: Page, reading: CountyReading): string {
  const { say } = page
  const group = (heading: string, tiles: readonly Tile[]) =>
    html`<h3>${heading}</h3><ul class="tiles">!${tiles.map((one) => tile(page, one))}</ul>`
  return html`<section aria-labelledby="figures"><h2 id="figures">${say('figures.title')}</h2>
!${group(say('money.title'), moneyTiles(page, reading))}
!${group(say('stations.title'), stationTiles(page, reading))}
!${group(say('ledgers.title'), ledgerTiles(page, reading))}
<p class="note">${say('ledgers.notRetail')}</p></section>`
}

function targets(page: Page, reading: CountyReading): string {
  const { say } = page
  return html`<section aria-labelledby="targets"><h2 id="targets">${say('targets.title')}</h2>
<p>${targetsInShort(page, reading.overview.targets)}</p>
!${targetsTable(page, reading)}
<p class="note">${say('targets.barNote')}</p></section>`
}

function lines(page: Page, { budget, reading }: Home): string {
  const { say } = page
  const { plannedFen, paidFen } = budget
  const share = shareOf(paidFen.total, plannedFen.total)
  const inShort = `${say('lines.all')} ${wan(plannedFen.total)} ${say('unit.wan')} · ${say('lines.paid')} ${inWords(money(paidFen.total, page))}`
  return html`<section aria-labelledby="lines"><h2 id="lines">${say('lines.title')}</h2>
<p>${inShort}!${share === null ? '' : html` (${percent(share)})`}</p>!${bar(share)}
!${linesTable(page, budget)}
!${reading.overview.money.isSimulated ? html`<p class="note"><span class="sim">${say('tag.simulated')}</span> ${say('lines.simulated')}</p>` : ''}
<p><a href="${page.to('/plan')}">${say('lines.more')}</a></p></section>`
}

function towns(page: Page, rows: readonly TownRow[]): string {
  const { say } = page
  const table = rows.length > 0 ? townsTable(page, rows) : html`<p class="note">${say('towns.none')}</p>`
  return html`<section aria-labelledby="towns"><h2 id="towns">${say('towns.title')}</h2>!${table}</section>`
}

/** Bulletins from outside stand apart: no ledger was summed for them. */
function external(page: Page, { overview }: CountyReading): string {
  const { say } = page
  if (overview.external.length === 0) return ''
  const rows = overview.external.map(
    ({ name, period, value, unit, publisher, publishedOn }) => html`<tr><th scope="row">!${page.quoted(name)}</th>
<td>!${page.quoted(period)}</td><td class="amount"><span class="num">${value.toLocaleString('en-US')}</span> !${page.quoted(unit)}</td>
<td>!${page.quoted(publisher)}<span class="note">${publishedOn}</span></td></tr>`,
  )
  return html`<section aria-labelledby="external"><h2 id="external">${say('external.title')}</h2>
<table><caption>${say('external.caption')}</caption><thead><tr><th scope="col">${say('external.name')}</th><th scope="col">${say('external.period')}</th>
<th scope="col" class="amount">${say('external.value')}</th><th scope="col">${say('external.publisher')}</th></tr></thead><tbody>!${rows}</tbody></table></section>`
}

function documents(page: Page, published: readonly Publication[]): string {
  const { say } = page
  const list =
    published.length > 0
      ? publicationList(page, published.slice(0, LATEST))
      : html`<p class="note">${say('documents.none')}</p>`
  return html`<section aria-labelledby="documents"><h2 id="documents">${say('documents.latest')}</h2>!${list}
<p><a href="${page.to('/documents')}">${say('documents.all', { count: published.length })}</a></p></section>`
}

export function contacts(page: Page, { programme, pack }: CountyReading): string {
  const { say } = page
  const named = programme.document.contacts
  const list = named.map(
    ({ unit, phone }) =>
      html`<div><dt>!${page.quoted(unit)}</dt><dd><a href="tel:${phone.replaceAll(/[^\d+]/g, '')}">${phone}</a></dd></div>`,
  )
  const office = pack.county.leadingGroup?.office
  return html`<section aria-labelledby="contact"><h2 id="contact">${say('contact.title')}</h2>
!${list.length > 0 ? html`<dl class="facts">!${list}</dl>` : html`<p>${say('contact.none', { unit: programme.county.leadUnit })}</p>`}
!${office ? html`<p>${say('contact.office', { office })}</p>` : ''}
<p class="actions"><a class="button" href="${page.to('/complaints')}">${say('contact.write')}</a> <a href="${page.to('/complaints/answer')}">${say('contact.ask')}</a></p></section>`
}
