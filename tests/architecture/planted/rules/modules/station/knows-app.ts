import { version } from '../../apps/server/app.ts'

export const about = version
