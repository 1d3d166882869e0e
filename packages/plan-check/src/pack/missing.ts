import type { Source } from '@xiangji/county-pack'
import { type Checked, present, type Told } from '../result.ts'

function lack(severity: Told['severity'], title: string, quotes: Source[], why: string): Told {
  return { detector: 'D-MISS', severity, title, quotes, why }
}

function ofDocument({ pack, say }: Checked): Told[] {
  const { document } = pack
  const quotes = present(document.numberSource ?? document.titleSource)
  const why = say('归档与版本衔接需要，导入时补上', 'Filing and versions need it: add it on import')
  const findings: Told[] = []
  if (document.issuedOn === null) {
    findings.push(lack('info', say('没有成文日期', 'No day of issue'), quotes, why))
  }
  if (document.number === null) {
    findings.push(lack('info', say('没有发文字号', 'No document number'), quotes, why))
  }
  // An annex that the list names and the document lacks is found in the text itself.
  for (const missing of document.missing.filter((text) => !/^附件\s*\d/.test(text))) {
    findings.push(lack('warn', say('缺少附件', 'An annex is missing'), present(document.titleSource), missing))
  }
  if (pack.phases.length === 0) {
    const note = pack.phaseNote ?? say('无法按阶段核对时限', 'Deadlines cannot be checked against phases')
    findings.push(lack('warn', say('没有实施阶段', 'No phases'), quotes, note))
  }
  if (!pack.budget.hasLines) {
    const note = pack.budget.note ?? say('比例规则无法核对', 'Rules on shares cannot be checked')
    const sources = present(...pack.budget.lines.map((line) => line.source))
    findings.push(lack('warn', say('资金没有按建设内容分项', 'The money is not divided by content'), sources, note))
  }
  return findings
}

function ofStatus({ pack, say }: Checked): Told[] {
  const { document } = pack
  const findings: Told[] = []
  if (document.status === 'draft') {
    findings.push({
      detector: 'D-STATUS',
      severity: 'info',
      title: say('文件是征求意见稿', 'The document is a draft for comment'),
      quotes: present(document.statusSource),
      why: say('数字可能变动，不作考核依据', 'Its figures may change and bind nobody yet'),
    })
  }
  for (const old of document.repeals) {
    findings.push({
      detector: 'D-STATUS',
      severity: 'warn',
      title: say(`废止旧文 ${old.number ?? old.title ?? ''}`, `Repeals ${old.number ?? old.title ?? ''}`),
      quotes: present(old.source),
      why: say('执行中的目标与预算须从旧版迁移', 'Targets and budgets under way must be moved from the old version'),
    })
  }
  return findings
}

function ofLines({ pack, say }: Checked): Told[] {
  return pack.budget.lines
    .filter((line) => pack.budget.hasLines && line.endOn === null)
    .map((line) =>
      lack(
        'warn',
        say(`${line.id} 没有完成时间：${line.project}`, `${line.id} has no deadline: ${line.project}`),
        present(line.source),
        line.periodBasis ?? line.project,
      ),
    )
}

/** One finding for all entries that share a gap: a list of ids is easier to act on than as many findings. */
function together(
  entries: readonly { id: string; source: Source | null }[],
  word: { severity: Told['severity']; title: string; why: string },
): Told[] {
  if (entries.length === 0) return []
  const ids = entries.map((entry) => entry.id).join(', ')
  return [lack(word.severity, `${word.title}: ${ids}`, present(...entries.map((entry) => entry.source)), word.why)]
}

function ofTargets({ pack, say }: Checked): Told[] {
  const { targets, kpiTable } = pack
  const noBaseline = targets.filter((target) => target.baseline !== null)
  const undated = targets.filter((target) => target.dueOn === null)
  const qualitative = targets.filter((target) => target.operator === 'qual')
  const findings = [
    ...together(noBaseline, {
      severity: 'warn',
      title: say('增减目标没有基期', 'Targets of change without a baseline'),
      why: noBaseline.map((target) => `${target.name}：${target.baseline}`).join(say('；', '; ')),
    }),
    ...together(undated, {
      severity: 'info',
      title: say('期限不能定到日的目标', 'Targets without a day'),
      why: undated.map((target) => `${target.id} ${target.dueBasis ?? target.period}`).join(say('；', '; ')),
    }),
    ...together(qualitative, {
      severity: 'info',
      title: say('不能由数字考核的目标', 'Targets that no number can judge'),
      why: qualitative.map((target) => `${target.name}：${target.value}`).join(say('；', '; ')),
    }),
  ]
  return kpiTable === null ? findings : [...findings, ...ofKpiTable({ pack, say })]
}

function ofKpiTable({ pack, say }: Pick<Checked, 'pack' | 'say'>): Told[] {
  const rows = pack.kpiTable?.rows ?? []
  const printed = new Set(rows.map((row) => row.source.line))
  const linked = new Set(rows.map((row) => row.target))
  const onlyText = pack.targets.filter((target) => !linked.has(target.id))
  const onlyTable = pack.targets.filter((target) => target.source !== null && printed.has(target.source.line))
  const empty = rows.filter((row) => row.valueText === null)
  return [
    ...together(onlyText, {
      severity: 'warn',
      title: say('正文目标不在绩效表', 'Targets of the text that the KPI table lacks'),
      why: onlyText.map((target) => target.name).join('、'),
    }),
    ...together(onlyTable, {
      severity: 'warn',
      title: say('绩效表指标不在正文', 'Rows of the KPI table that the text lacks'),
      why: onlyTable.map((target) => target.name).join('、'),
    }),
    ...together(empty, {
      severity: 'warn',
      title: say('绩效表指标值为空', 'Rows of the KPI table without a value'),
      why: empty.map((row) => `${row.name}${row.note === null ? '' : `（${row.note}）`}`).join('、'),
    }),
  ]
}

function ofTasks({ pack, say }: Checked): Told[] {
  const undated = pack.tasks.filter((task) => task.dueOn === null)
  return together(undated, {
    severity: 'info',
    title: say('没有时限的任务', 'Tasks without a deadline'),
    why: [...new Set(undated.map((task) => task.text))].join(say('；', '; ')),
  })
}

/** Values and papers that the plan should have and has not. */
export function checkMissing(checked: Checked): Told[] {
  return [...ofDocument(checked), ...ofStatus(checked), ...ofLines(checked), ...ofTargets(checked), ...ofTasks(checked)]
}
