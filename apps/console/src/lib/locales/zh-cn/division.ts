export const division = {}
