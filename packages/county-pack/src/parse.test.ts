import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { isQuotedAt, parsePack } from './index.ts'

const COUNTIES = new URL('../../../counties/', import.meta.url)

type Files = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: a test reaches into parsed YAML to plant a mistake
type Loose = any

function filesOf(county: string): Files {
  const folder = new URL(`${county}/`, COUNTIES)
  const files: Files = { 'plan.txt': readFileSync(new URL('plan.txt', folder), 'utf8') }
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
    files[name] = parse(readFileSync(new URL(name, folder), 'utf8'))
  }
  return files
}

const counties = readdirSync(COUNTIES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

/** Yongren has every kind of file, so the mistakes are planted there. */
function planted(file: string, plant: (content: Loose) => void): ReturnType<typeof parsePack> {
  const files = structuredClone(filesOf('yongren'))
  plant(files[file])
  return parsePack(files)
}

test('the repository holds the five counties', () => {
  expect(counties.toSorted()).toEqual(['puning', 'ruyuan', 'shicheng', 'tianchang', 'yongren'])
})

describe.each(counties)('the pack of %s', (county) => {
  test('parses without problems', () => {
    const result = parsePack(filesOf(county))
    expect('problems' in result ? result.problems : []).toEqual([])
  })

  test('says for every entry where it comes from, or why it has no source', () => {
    const result = parsePack(filesOf(county))
    if (!('pack' in result)) throw new Error('the pack does not parse')
    const { targets, tasks, fundRules, budget } = result.pack
    for (const entry of [...targets, ...tasks, ...budget.lines]) expect(entry.source, entry.id).not.toBeNull()
    for (const rule of fundRules) expect(rule.source ?? rule.basis, rule.id).not.toBeNull()
  })
})

const MISTAKES: {
  mistake: string
  file: string
  plant: (content: Loose) => void
  path: string
  code: string
}[] = [
  {
    mistake: 'a day that no calendar has',
    file: 'county.yaml',
    plant: (content) => {
      content.phases[0].endOn = '2020-02-30'
    },
    path: 'phases[0].endOn',
    code: 'pack.badDate',
  },
  {
    mistake: 'a month where a day is needed',
    file: 'budget.yaml',
    plant: (content) => {
      content.lines[0].endOn = '2020-12'
    },
    path: 'lines[0].endOn',
    code: 'pack.badDate',
  },
  {
    mistake: 'a field that nobody knows',
    file: 'targets.yaml',
    plant: (content) => {
      content.targets[3].valeu = 35
    },
    path: 'targets[3]',
    code: 'pack.unknownKey',
  },
  {
    mistake: 'a negative amount',
    file: 'budget.yaml',
    plant: (content) => {
      content.lines[1].amountsWan.central = -35
    },
    path: 'lines[1].amountsWan.central',
    code: 'pack.badShape',
  },
  {
    mistake: 'a target of an unknown budget line',
    file: 'targets.yaml',
    plant: (content) => {
      content.targets[0].budgetLine = 'YR-B99'
    },
    path: 'targets[0].budgetLine',
    code: 'pack.unknownReference',
  },
  {
    mistake: 'a rule over an unknown budget line',
    file: 'rules.yaml',
    plant: (content) => {
      content.fundRules[0].check.numerator.lines = ['YR-B77']
    },
    path: 'fundRules[0].check.numerator.lines[0]',
    code: 'pack.unknownReference',
  },
  {
    mistake: 'a KPI row that repeats no target',
    file: 'targets.yaml',
    plant: (content) => {
      content.kpiTable.rows[0].target = 'YR-T88'
    },
    path: 'kpiTable.rows[0].target',
    code: 'pack.unknownReference',
  },
  {
    mistake: 'a quote on another line',
    file: 'targets.yaml',
    plant: (content) => {
      content.targets[1].source.line = 50
    },
    path: 'targets[1].source',
    code: 'pack.quoteElsewhere',
  },
  {
    mistake: 'a quote that the plan does not hold',
    file: 'tasks.yaml',
    plant: (content) => {
      content.tasks[0].source.quote = '由某局牵头'
    },
    path: 'tasks[0].source',
    code: 'pack.quoteAbsent',
  },
  {
    mistake: 'one id for two things',
    file: 'tasks.yaml',
    plant: (content) => {
      content.tasks[1].id = 'YR-B1'
    },
    path: 'tasks[1].id',
    code: 'pack.idTwice',
  },
  {
    mistake: 'a phase that ends before it starts',
    file: 'county.yaml',
    plant: (content) => {
      content.phases[4].endOn = '2021-12-31'
    },
    path: 'phases[4].endOn',
    code: 'pack.datesOutOfOrder',
  },
  {
    mistake: 'a town of another county',
    file: 'county.yaml',
    plant: (content) => {
      content.county.towns[2].code = '532328103'
    },
    path: 'county.towns[2].code',
    code: 'pack.townCode',
  },
  {
    mistake: 'a cap without a limit',
    file: 'rules.yaml',
    plant: (content) => {
      delete content.fundRules[0].limit
    },
    path: 'fundRules[0].limit',
    code: 'pack.limitMissing',
  },
  {
    mistake: 'a rule that is neither computed nor explained',
    file: 'rules.yaml',
    plant: (content) => {
      delete content.fundRules[0].check
    },
    path: 'fundRules[0].whyNot',
    code: 'pack.whyNot',
  },
]

describe('a planted mistake is told once, with its file, its place and its mend', () => {
  test.each(MISTAKES)('$mistake', ({ file, plant, path, code }) => {
    const result = planted(file, plant)
    const problems = 'problems' in result ? result.problems : []
    expect(problems.map((problem) => ({ file: problem.file, path: problem.path, code: problem.code }))).toEqual([
      { file, path, code },
    ])
    for (const wording of problems.flatMap((problem) => [problem.message, problem.mend])) {
      expect(wording.zh).not.toBe('')
      expect(wording.en).not.toBe('')
    }
  })

  test('a file that is not there', () => {
    const { 'rules.yaml': _, ...files } = filesOf('yongren')
    const result = parsePack(files)
    expect('problems' in result && result.problems).toMatchObject([{ file: 'rules.yaml', code: 'pack.fileMissing' }])
  })

  test('readings.yaml may be absent', () => {
    const { 'readings.yaml': _, ...files } = filesOf('yongren')
    const result = parsePack(files)
    expect('pack' in result && result.pack.readings).toEqual([])
  })
})

describe('a quote', () => {
  const lines = ['第一行', '促进产', '', '销对接']

  test('may run over a broken page', () => {
    expect(isQuotedAt(lines, '促进产\n\n销对接', 2)).toBe(true)
  })

  test('must begin on its line', () => {
    expect(isQuotedAt(lines, '销对接', 2)).toBe(false)
  })
})
