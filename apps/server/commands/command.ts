import type { ParseArgsOptionsConfig } from 'node:util'

export type Values = Record<string, string | boolean | undefined>

/** A verb of the command line. `run` returns the exit code. */
export type Command = {
  name: string
  help: { usage: string; zh: string; en: string }
  options: ParseArgsOptionsConfig
  run: (values: Values, positionals: string[]) => Promise<number>
}

/** A mistake at the keyboard: said, with what to type instead. */
export class UsageProblem extends Error {
  override name = 'UsageProblem'
}

export function required(values: Values, name: string): string {
  const value = values[name]
  if (typeof value !== 'string' || value === '') throw new UsageProblem(`缺少 --${name} · --${name} is missing`)
  return value
}

export function whole(
  values: Values,
  name: string,
  { otherwise, from = 1, max }: { otherwise: number; from?: number; max: number },
): number {
  const value = values[name] === undefined ? otherwise : Number(values[name])
  if (!Number.isInteger(value) || value < from || value > max)
    throw new UsageProblem(
      `--${name} 应为 ${from} 到 ${max} 的整数 · --${name} takes a whole number from ${from} to ${max}`,
    )
  return value
}
