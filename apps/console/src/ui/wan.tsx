import { wan, yuan } from '../lib/format.ts'
import type { EvidenceOf } from './evidence-state.ts'
import { FigureDoor } from './figure.tsx'

/** An amount in 万元 for a table whose heading says so; exact yuan in the title. */
export const Wan = ({ fen, label, evidence }: { fen: number; label: string; evidence?: EvidenceOf | undefined }) => (
  <FigureDoor label={label} exact={yuan(fen)} evidence={fen === 0 ? undefined : evidence}>
    {wan(fen)}
  </FigureDoor>
)
