import { folderStore } from '#platform/files/stores'
import { progress } from '../say.ts'
import { type Command, required } from './command.ts'
import { county } from './folder.ts'
import { withApp } from './open.ts'

const options = { county: { type: 'string' }, demo: { type: 'boolean' }, json: { type: 'boolean' } } as const

export const filesCheck: Command = {
  name: 'files check',
  help: {
    usage: 'files check --county C [--demo] [--json]',
    zh: '逐份核对文件与登记的 SHA-256；有缺失或被改动时退出码为 1',
    en: 'Compare every paper with the SHA-256 written down when it came; exit code 1 if one is missing or changed',
  },
  options,
  run: async (values) => {
    const read = await county(required(values, 'county'))
    if (!read) return 2
    const { code } = read.pack.county
    return withApp({ code, isDemo: values.demo === true }, async ({ services: { files } }) => {
      const counts = { whole: 0, changed: 0, missing: 0 }
      const show = progress('核对 Checking')
      const total = await files.count(code)
      let done = 0
      for await (const { id, name, found } of files.each(code, files.check)) {
        counts[found] += 1
        done += 1
        show(done, total)
        if (found !== 'whole') console.log(`${found}\t${id}\t${name}`)
      }
      console.log(
        values.json
          ? JSON.stringify(counts)
          : `完好 whole ${counts.whole} · 被改动 changed ${counts.changed} · 缺失 missing ${counts.missing}`,
      )
      return counts.changed + counts.missing > 0 ? 1 : 0
    })
  },
}

export const filesCopy: Command = {
  name: 'files copy',
  help: {
    usage: 'files copy --county C [--demo] [--json]',
    zh: '把数据目录中的文件复制到已设置的对象存储（XIANGJI_S3_*），可重复执行',
    en: 'Copy the papers of the data folder to the object store that is set (XIANGJI_S3_*); may be repeated',
  },
  options,
  run: async (values) => {
    const read = await county(required(values, 'county'))
    if (!read) return 2
    const { code } = read.pack.county
    return withApp({ code, isDemo: values.demo === true }, async ({ services: { files } }, { filesFolder }) => {
      const from = folderStore(filesFolder)
      const show = progress('复制 Copying')
      const total = await files.count(code)
      let copied = 0
      let missing = 0
      for await (const { found } of files.each(code, (paper) => files.bring(from, paper))) {
        if (found) copied += 1
        else missing += 1
        show(copied + missing, total)
      }
      console.log(
        values.json
          ? JSON.stringify({ copied, missing })
          : `已复制 copied ${copied} · 目录中没有 not in the folder ${missing}`,
      )
      return missing > 0 ? 1 : 0
    })
  },
}
