import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createResolver, type OtherName, type Resolver, resolve, sentence } from '@xiangji/address'
import { type DivisionRow, parseDivisions, readGazetteer } from '#modules/division'
import { COUNTIES } from '../county.ts'
import { type Command, required, UsageProblem } from './command.ts'

/** The table of divisions of the county pack with this code; none when there is no such pack. */
async function divisionsOf(county: string): Promise<DivisionRow[]> {
  for (const folder of await readdir(COUNTIES)) {
    const csv = await readFile(path.join(COUNTIES, folder, 'divisions.csv'), 'utf8').catch(() => '')
    if (csv.includes(`\n${county},`)) return parseDivisions(csv)
  }
  return []
}

/** `name,code` a line, with a header: what the console's page of learnt names downloads. */
async function aliasesOf(file: string): Promise<OtherName[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageProblem(`读不了文件 · The file cannot be read: ${file}`)
  })
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))
    .map(([name = '', code = '']) => ({ name, code, how: 'alias' as const }))
}

async function resolverOf(county: string, aliases: readonly OtherName[]): Promise<Resolver> {
  const gazetteer = await readGazetteer(county, { own: await divisionsOf(county) })
  if (!gazetteer.places.some(({ code }) => code === county))
    throw new UsageProblem(`没有代码为 ${county} 的县 · No county has the code ${county}`)
  return createResolver(gazetteer, county, aliases)
}

/** Lines end with LF or CRLF and with nothing else: a lone CR or U+2028 in an address must not make two answers of it. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = ''
  for await (const chunk of input) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  }
  if (rest !== '') yield [rest]
}

export const addressResolve: Command = {
  name: 'address resolve',
  help: {
    usage: 'address resolve --county <code> [--aliases names.csv] [--lang zh|en] [--time] < lines.txt',
    zh: '逐行认定收件地址属于本县哪个村：每行输出一个 JSON（input、code、confidence、reason），认不出、有歧义或属外县时 code 为 null',
    en: 'The village of each address on standard input: a JSON line each (input, code, confidence, reason); code is null when undecided or of another county',
  },
  options: {
    county: { type: 'string' },
    aliases: { type: 'string' },
    lang: { type: 'string' },
    time: { type: 'boolean' },
  },
  run: async (values) => {
    const county = required(values, 'county')
    if (!/^\d{6}$/.test(county))
      throw new UsageProblem('--county 填 6 位县级代码 · --county takes the six digits of a county')
    const language = values.lang === 'en' ? 'en' : 'zh'
    const began = performance.now()
    const resolver = await resolverOf(county, typeof values.aliases === 'string' ? await aliasesOf(values.aliases) : [])
    const loaded = performance.now()
    let count = 0
    const answerTo = (input: string): string => {
      const answer = resolve(resolver, input)
      const { code, confidence } = answer
      return `${JSON.stringify({ input, code, confidence, reason: sentence(answer, language) })}\n`
    }
    for await (const lines of linesOf(process.stdin.setEncoding('utf8'))) {
      count += lines.length
      // Waiting for the reader keeps memory flat however long the list is.
      await new Promise((done) => process.stdout.write(lines.map(answerTo).join(''), done))
    }
    if (values.time)
      process.stderr.write(
        `index ${((loaded - began) / 1000).toFixed(3)} s, ${count} addresses ${((performance.now() - loaded) / 1000).toFixed(3)} s\n`,
      )
    return 0
  },
}
