import { DownloadOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import type { ReactNode } from 'react'
import { download } from '../lib/file.ts'
import { problemText } from '../lib/problem-text.ts'

/** Takes a file of the server's away; one that cannot be had is said, not saved. */
export function DownloadButton({ href, children }: { href: string; children: ReactNode }) {
  const { message } = App.useApp()
  const fetching = useMutation({
    mutationFn: () => download(href),
    onError: (error) => void message.error(problemText(error)),
  })
  return (
    <Button icon={<DownloadOutlined aria-hidden />} onClick={() => fetching.mutate()} loading={fetching.isPending}>
      {children}
    </Button>
  )
}
