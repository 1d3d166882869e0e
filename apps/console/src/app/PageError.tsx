import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ErrorView } from '../ui/error-view.tsx'

export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div className="page-narrow">
      <ErrorView error={error} onRetry={again} />
    </div>
  )
}
