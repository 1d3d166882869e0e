import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

async function answers(given: string | Uint8Array, ...args: string[]) {
  const child = spawn(process.execPath, ['apps/server/cli.ts', 'address', 'resolve', ...args])
  child.stdin.end(given)
  const [out, exit] = await Promise.all([
    text(child.stdout),
    new Promise((done) => child.on('close', done)),
    text(child.stderr),
  ])
  const lines = out === '' ? [] : out.replace(/\n$/, '').split('\n')
  return { exit, lines: lines.map((line) => JSON.parse(line) as { input: string; code: string | null }) }
}

test('each line has one answer, in order, with the line as it was written', async () => {
  const lines = ['\uFEFF永仁县永定镇大坝村', '', ' \t永仁 宜就 火把\u2028村\r后面', '胡说八道', '永仁县猛虎乡格租村']
  const { exit, lines: said } = await answers(lines.join('\n'), '--county', '532327')
  expect([exit, said.map(({ input }) => input)]).toEqual([0, lines])
  expect(said.map(({ code }) => code)).toEqual(['532327101201', null, '532327102204', null, '532327203203'])
  expect(said.map((one) => Object.keys(one))).toEqual(lines.map(() => ['input', 'code', 'confidence', 'reason']))
})

test('CRLF ends a line, bytes that are no text are answered too, and no line has no answer', async () => {
  const crlf = await answers('永仁县大坝村\r\n\r\n', '--county', '532327')
  expect(crlf.lines.map(({ input, code }) => [input, code])).toEqual([
    ['永仁县大坝村', '532327101201'],
    ['', null],
  ])
  const broken = Uint8Array.of(...new TextEncoder().encode('中和镇'), 0xff, ...new TextEncoder().encode('中和村'))
  expect((await answers(broken, '--county', '532327')).lines).toMatchObject([{ code: '532327103201' }])
  expect((await answers('', '--county', '532327')).lines).toEqual([])
})

test('a county that is none is told, and nothing is answered', async () => {
  for (const args of [['--county', '999999'], ['--county', '5323'], []])
    expect(await answers('永仁县大坝村\n', ...args)).toEqual({ exit: 2, lines: [] })
})
