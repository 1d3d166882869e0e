import { type ReactNode, useEffect, useRef } from 'react'

/** The thumb's zone above the tabs. What is said for a moment stands above it, never on it. */
export function Bottom({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { style } = document.documentElement
    const note = () => style.setProperty('--bottom-height', `${box.current?.offsetHeight ?? 0}px`)
    const observer = new ResizeObserver(note)
    if (box.current) observer.observe(box.current)
    return () => {
      observer.disconnect()
      style.removeProperty('--bottom-height')
    }
  }, [])
  return (
    <div ref={box} className="bottom">
      {children}
    </div>
  )
}
