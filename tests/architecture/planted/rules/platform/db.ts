export const query = (): string => 'rows'
