import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CountyPack, parsePack } from '@xiangji/county-pack'
import { parse } from 'yaml'
import { type DivisionRow, parseDivisions } from '#modules/division'

export const COUNTIES = fileURLToPath(new URL('../../counties/', import.meta.url))

const ATTRIBUTION = '国家统计局统计用区划代码 2023 · 边界 Vonng/adcode CC BY 4.0（2016），仅供示意，非标准地图'

export type CountyFolder = {
  pack: CountyPack
  planText: string
  divisions: DivisionRow[]
  boundary: { geojson: Record<string, unknown>; attribution: string } | undefined
}
export type FolderProblem = {
  file: string
  path: string
  message: { zh: string; en: string }
  mend: { zh: string; en: string }
}

const textOf = (file: string) => readFile(file, 'utf8').catch(() => undefined)

/** What is wrong, and where that is nothing but quotes of another text: pack and text, to be checked and never loaded. */
type Unreadable = { problems: FolderProblem[]; stale?: Pick<CountyFolder, 'pack' | 'planText'> }

function unreadable(
  parsed: { problems: FolderProblem[]; stale?: CountyPack },
  files: Record<string, unknown>,
): Unreadable {
  const { problems, stale } = parsed
  return stale ? { problems, stale: { pack: stale, planText: String(files['plan.txt']) } } : { problems }
}

/** Reads a county's folder; either all of it is good, or every problem names file, path and mend. */
export async function readCounty(folder: string): Promise<{ county: CountyFolder } | Unreadable> {
  const names = await readdir(folder).catch(() => [])
  const files: Record<string, unknown> = {}
  const problems: FolderProblem[] = []
  for (const name of names.filter((n) => n.endsWith('.yaml') || n === 'plan.txt')) {
    const text = (await textOf(path.join(folder, name))) ?? ''
    try {
      files[name] = name === 'plan.txt' ? text : parse(text)
    } catch (error) {
      const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
      const mend = { zh: '按 YAML 写法改正该处', en: 'Correct the YAML at that place' }
      problems.push({
        file: name,
        path: '',
        message: { zh: `不是有效的 YAML：${said}`, en: `Not valid YAML: ${said}` },
        mend,
      })
    }
  }
  if (problems.length > 0) return { problems }
  const parsed = parsePack(files)
  if ('problems' in parsed) return unreadable(parsed, files)
  const csv = await textOf(path.join(folder, 'divisions.csv'))
  if (csv === undefined)
    return {
      problems: [
        {
          file: 'divisions.csv',
          path: '',
          message: { zh: '缺少行政区划表', en: 'The table of divisions is missing' },
          mend: { zh: '按 counties/README.md 补上 divisions.csv', en: 'Add divisions.csv as counties/README.md says' },
        },
      ],
    }
  const geojson = await textOf(path.join(folder, 'boundary.geojson'))
  return {
    county: {
      pack: parsed.pack,
      planText: String(files['plan.txt']),
      divisions: parseDivisions(csv),
      boundary: geojson === undefined ? undefined : { geojson: JSON.parse(geojson), attribution: ATTRIBUTION },
    },
  }
}
