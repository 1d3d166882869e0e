export const load = (): string => 'station'
