/** The numbers of our advisory locks, in one place so that no two are the same. They are arbitrary and ours; a released one stays. */
export const LOCKS = { migrate: 7_203_305, firstStart: 7_203_306, partitions: 7_203_307, follow: 7_203_308 } as const
