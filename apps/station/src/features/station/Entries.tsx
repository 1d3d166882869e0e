import { useCallback, useState } from 'react'
import type { ShownEntry } from '../../lib/ledger.ts'
import { EntryDetail } from './EntryDetail.tsx'
import { EntryList } from './EntryList.tsx'
import { EntrySheet, type Wish } from './EntrySheet.tsx'

/** A list of entries with all that can be done to one of them. */
export function Entries({ entries }: { entries: readonly ShownEntry[] }) {
  const [openId, setOpenId] = useState<string | null>(null)
  const [wish, setWish] = useState<Wish | null>(null)
  const close = useCallback(() => setOpenId(null), [])
  const closeWish = useCallback(() => setWish(null), [])
  return (
    <>
      <EntryList entries={entries} onOpen={({ id }) => setOpenId(id)} />
      <EntryDetail entry={entries.find(({ id }) => id === openId) ?? null} onClose={close} onMend={setWish} />
      <EntrySheet wish={wish} onClose={closeWish} />
    </>
  )
}
