import type { Detector } from '../result.ts'
import { checkText } from '../text.ts'

/** The titles of what one detector finds in a text, tabs written as \\t. */
export function titles(text: string, detector: Detector): string[] {
  return checkText(text.replaceAll('\\t', '\t'))
    .filter((finding) => finding.detector === detector)
    .map((finding) => `${finding.severity} ${finding.title}`)
}
