export const stations: string[] = []
