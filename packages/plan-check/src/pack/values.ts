import type { KpiRow, Target } from '@xiangji/county-pack'
import { type Checked, figure, present, type Told } from '../result.ts'

/** A number with the target's unit; words as they are. */
function withUnit(value: KpiRow['value'] | Target['value'], { unit }: Target, say: Checked['say']): string {
  return typeof value === 'number' ? figure(say, value, unit ?? '') : String(value)
}

function statedConflict({ say }: Checked, target: Target): Told[] {
  const others = target.conflicts.filter((conflict) => conflict.value !== target.value)
  if (others.length === 0) return []
  const values = [target.value, ...others.map((conflict) => conflict.value ?? conflict.text)]
  const shown = values.map((value) => withUnit(value, target, say)).join(' / ')
  return [
    {
      detector: 'D-VAL',
      severity: 'error',
      title: say(
        `同一目标数值不一：${target.name}（${shown}）`,
        `One target, different values: ${target.name} (${shown})`,
      ),
      quotes: [...present(target.source), ...target.conflicts.map((conflict) => conflict.source)],
      why: say(
        `${target.id} 在文件不同处为 ${shown}，按哪个考核会得出不同结论`,
        `${target.id} is ${shown} in different places of the document; the judgement depends on which one counts`,
      ),
    },
  ]
}

/** Two targets of one name and unit that ask for different amounts. */
function twinTargets({ pack, say }: Checked): Told[] {
  const groups = Map.groupBy(pack.targets, (target) => `${target.name}|${target.unit ?? ''}`)
  return [...groups.values()].flatMap((twins) => {
    const values = [...new Set(twins.map((target) => target.value))]
    const first = twins[0]
    if (first === undefined || values.length < 2) return []
    const ids = twins.map((target) => target.id).join(', ')
    return [
      {
        detector: 'D-VAL' as const,
        severity: 'error' as const,
        title: say(`同名目标数值不一：${first.name}`, `Targets of one name, different values: ${first.name}`),
        quotes: present(...twins.map((target) => target.source)),
        why: `${ids}: ${values.map((value) => withUnit(value, first, say)).join(' / ')}`,
      },
    ]
  })
}

function kpiDifference({ say }: Checked, row: KpiRow, target: Target | undefined): Told[] {
  if (target === undefined) return []
  const isValue = row.value !== target.value
  if (!isValue && row.operator === target.operator) return []
  if (isValue && typeof row.value !== 'number') return []
  const printed = row.valueText ?? ''
  const asked = withUnit(target.value, target, say)
  const shown = withUnit(row.value, target, say)
  const title = isValue
    ? say(`绩效表与正文数值不一：${target.name}`, `The KPI table and the text differ: ${target.name}`)
    : say(`绩效表与正文比较关系不一：${target.name}`, `The KPI table and the text compare differently: ${target.name}`)
  const why = say(
    `正文 ${target.operator} ${asked}，绩效表 ${row.operator} ${shown}（“${printed}”）`,
    `Text ${target.operator} ${asked}, KPI table ${row.operator} ${shown} (“${printed}”)`,
  )
  const quotes = present(target.source, row.source)
  return [{ detector: 'D-VAL', severity: isValue ? 'error' : 'warn', title, quotes, why }]
}

function kpiDifferences(checked: Checked): Told[] {
  const targets = new Map(checked.pack.targets.map((target) => [target.id, target]))
  return (checked.pack.kpiTable?.rows ?? []).flatMap((row) => kpiDifference(checked, row, targets.get(row.target)))
}

function variants({ pack, say }: Checked): Told[] {
  return pack.targets
    .filter((target) => target.variants.length > 0)
    .map((target) => ({
      detector: 'D-AMBIG' as const,
      severity: 'info' as const,
      title: say(`同一目标说法不一：${target.name}`, `One target in different words: ${target.name}`),
      quotes: present(target.source),
      why: target.variants.join(say('；', '; ')),
    }))
}

function projectNames({ pack, say }: Checked): Told[] {
  return pack.budget.lines.flatMap((line) =>
    line.restatements
      .filter((other) => other.project !== null && other.project !== line.project)
      .map((other) => ({
        detector: 'D-NAME' as const,
        severity: 'info' as const,
        title: say(`${line.id} 项目名称不一`, `${line.id} has two names`),
        quotes: [...present(line.source), ...other.sources.slice(0, 1)],
        why: `${line.project} / ${other.project}（${other.place}）`,
      })),
  )
}

/** The same target with different values. */
export function checkValues(checked: Checked): Told[] {
  return [
    ...checked.pack.targets.flatMap((target) => statedConflict(checked, target)),
    ...twinTargets(checked),
    ...kpiDifferences(checked),
    ...variants(checked),
    ...projectNames(checked),
  ]
}
