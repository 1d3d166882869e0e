// Loaded before the server (node --import): its clock is the machine's plus what a file says, in milliseconds.
import { readFileSync } from 'node:fs'

const RealDate = Date
const file = process.env.XJ_TEST_CLOCK
let shift = 0
const read = () => {
  shift = Number(readFileSync(file, 'utf8')) || 0
}
read()
setInterval(read, 50).unref()
const now = () => RealDate.now() + shift

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, as) => Reflect.construct(target, args.length === 0 ? [now()] : args, as),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
