import type { Answered } from './queries.ts'

/** The line as written, its recognised parts marked; each says which place it is. */
export function LineText({ line, answer }: Answered) {
  let at = 0
  const parts = answer.pieces.map((piece) => {
    const before = line.slice(at, piece.start)
    at = piece.end
    return (
      <span key={piece.start}>
        {before}
        <mark className={`address-piece address-piece-${piece.how}`} title={`${piece.name} ${piece.code}`}>
          {piece.text}
        </mark>
      </span>
    )
  })
  return (
    <p className="address-line">
      {parts}
      {line.slice(at)}
    </p>
  )
}
