import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { buildGazetteer, type Gazetteer, type OtherName, type Place, readTable } from '@xiangji/address'

const unpack = promisify(brotliDecompress)

async function table(name: string): Promise<ReturnType<typeof readTable>> {
  const file = fileURLToPath(import.meta.resolve(`@xiangji/address/gazetteer/${name}.txt.br`))
  const packed = await readFile(file).catch(() => undefined)
  return packed ? readTable((await unpack(packed)).toString('utf8')) : { places: [], former: [] }
}

/**
 * The whole country down to its towns, and a county's province down to its villages. Of the county itself its own table counts,
 * as far as there is one: it may be newer.
 */
export async function readGazetteer(
  county: string,
  { own = [], former = [] }: { own?: readonly Place[]; former?: readonly OtherName[] } = {},
): Promise<Gazetteer> {
  const [china, province] = await Promise.all([table('china'), table(county.slice(0, 2))])
  const isReplaced = own.some(({ code }) => code.length > county.length)
  const others = [...china.places, ...province.places].filter(
    ({ code }) => !isReplaced || !code.startsWith(county) || code === county,
  )
  return buildGazetteer([...others, ...own], [...china.former, ...former])
}
