import './check.css'
import { useEffect, useRef } from 'react'

/** A text by lines with their numbers, the asked one in view. */
export function PlanLines({
  lines,
  line,
  label,
}: {
  lines: readonly string[]
  line?: number | undefined
  label: string
}) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    if (line) box.current?.querySelector(`[data-line="${line}"]`)?.scrollIntoView({ block: 'center' })
  }, [line])
  return (
    <section ref={box} className="plan-lines" aria-label={label}>
      <ol>
        {lines.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its number, and lines never move
          <li key={index} data-line={index + 1} aria-current={line === index + 1 ? 'location' : undefined}>
            <span>{index + 1}</span>
            <span lang="zh-CN">{text}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
