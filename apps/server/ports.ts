import { clamdScanner, type Scanner } from '#platform/files/scanner'
import { type FileStore, s3Store } from '#platform/files/stores'
import { StartProblem } from '#platform/postgres'

const S3_NAMES = ['ENDPOINT', 'BUCKET', 'ACCESS_KEY', 'SECRET_KEY'] as const

/** The object store named by XIANGJI_S3_*, or undefined: papers then lie in the data folder. */
function s3FromEnv(env: NodeJS.ProcessEnv): FileStore | undefined {
  const given = S3_NAMES.map((name) => env[`XIANGJI_S3_${name}`])
  if (given.every((value) => !value)) return undefined
  const missing = S3_NAMES.filter((_, i) => !given[i]).map((name) => `XIANGJI_S3_${name}`)
  if (missing.length > 0)
    throw new StartProblem('server.objectStoreIncomplete', {
      zh: '对象存储的设置不全',
      en: 'The object store is not named in full',
      mend: { zh: `请设置 ${missing.join('、')}`, en: `Set ${missing.join(', ')}` },
    })
  const [endpoint = '', bucket = '', accessKeyId = '', secretAccessKey = ''] = given
  const { XIANGJI_S3_REGION: region = 'us-east-1', XIANGJI_S3_PREFIX: prefix = '' } = env
  return s3Store({ endpoint, bucket, region, accessKeyId, secretAccessKey, prefix })
}

/** What stands outside and is named by the environment (docs/operations.md). */
export const portsFromEnv = (env: NodeJS.ProcessEnv): { store: FileStore | undefined; scan: Scanner | undefined } => ({
  store: s3FromEnv(env),
  scan: env.XIANGJI_CLAMD ? clamdScanner(env.XIANGJI_CLAMD) : undefined,
})
